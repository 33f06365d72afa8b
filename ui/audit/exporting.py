"""The audit taken along: a workbook, a folder of CSV files, or the report; made and written beside the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pathway_app.accesses import Access
from pathway_app.audit.measuring import measured
from pathway_app.documents.saving import make_folder, save
from pathway_app.i18n import Words
from pathway_app.people import Actor
from pathway_app.ports import Queries, Record
from ui.audit.measuring_strip import Relay
from ui.audit.people import failure
from ui.audit.reading import Measured, Told
from ui.bridge import Bridge
from ui.saving import ask_file, ask_folder
from ui.tasks import Ticket

_VERIFIED_UP_TO = 500_000
"""events: of a longer log the report says that it was not verified, for that takes minutes"""
_NAME = "audit"
"""of the file that is proposed: a folder's list is seen by others"""


class Format(StrEnum):
    """What can be written; the value is the end of the file's name."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


class Exporting(QObject):
    """One export at a time; `said` tells that it is there, `failed` why not."""

    said = Signal(str)
    failed = Signal(str)
    begun = Signal()
    over = Signal()

    def __init__(self, bridge: Bridge, window: QWidget, relay: Relay) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self._relay = relay
        self._ticket: Ticket | None = None

    def is_under_way(self) -> bool:
        return self._ticket is not None

    def ask_where(self, of: Measured, format_: Format) -> None:
        """Ask for the file, or for CSV the folder; then write."""
        title = self._bridge.words.gettext("Save the audit")

        def chosen(path: Path) -> None:
            self.write(of, format_, path)

        if format_ is Format.CSV:
            ask_folder(self._window, title, _NAME, chosen)
        else:
            ask_file(self._window, title, f"{_NAME}.{format_.value}", chosen)

    def write(self, of: Measured, format_: Format, path: Path) -> None:
        """Make it and write it to this place; nothing is half there."""
        bridge, relay = self._bridge, self._relay
        from pathway_app.audit.reporting import export_details

        words, actor, now = bridge.words, bridge.actor, bridge.clock.now()
        if self._ticket is not None:
            return

        as_of = now if of.present else of.now
        details = export_details(of.audit, format_.value, as_of)

        def work(record: Record, ticket: Ticket) -> list[tuple[str, bytes]]:
            told = Told(ticket, relay.told.emit)
            with record.queries() as queries:
                return list(_files(queries, of, format_, words, actor, now, told, details))

        def write(files: list[tuple[str, bytes]]) -> None:
            bridge.run(
                self, lambda: _save(files, path), lambda _nothing: self._written(path), failed=self._broke
            )

        def make() -> None:
            if self._ticket is noting:
                self._ticket = bridge.at_length(self, work, write, self._broke)

        self.begun.emit()
        # Noted first, as with sheets: nothing leaves the program that the log does not know of, and the report's foot
        # has the reference of that event.
        noting = self._ticket = Ticket()
        bridge.note_first(self, make, Access.EXPORTED, **details)

    def cancel(self) -> None:
        """Write nothing, unless it is being written already."""
        if self._ticket is not None and self._ticket.is_wanted():
            self._ticket.drop()
            self._end()

    def _written(self, path: Path) -> None:
        self._end()
        self.said.emit(self._bridge.words.gettext("Saved: {path}").format(path=path))

    def _broke(self, error: BaseException) -> None:
        self._end()
        self.failed.emit(failure(error, self._bridge.words))

    def _end(self) -> None:
        self._ticket = None
        self.over.emit()


def _files(
    queries: Queries,
    of: Measured,
    format_: Format,
    words: Words,
    actor: Actor,
    now: datetime,
    progress: Told,
    details: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """(name in the folder, content); one file has no name."""
    if format_ is Format.CSV:
        from pathway_app.audit.csv_files import csv_files

        yield from csv_files(of.audit, words)
    elif format_ is Format.XLSX:
        from pathway_app.audit.spreadsheet import workbook

        yield "", workbook(of.audit, words)
    else:
        yield "", _report(queries, of, words, actor, now, progress, details)


def _report(
    queries: Queries,
    of: Measured,
    words: Words,
    actor: Actor,
    now: datetime,
    progress: Told,
    details: Mapping[str, str],
) -> bytes:
    """Measured anew: figures and log are those of one moment."""
    from pathway_app.audit.reporting import exported_head, report_content
    from pathway_app.documents.audit_report import Verified, report_pdf
    from pathway_app.issuing import edition

    as_of = now if of.present else of.now
    audit = measured(queries, of.cohort, as_of, present=of.present, progress=progress)
    made = replace(edition(queries, words.language, now, actor.full_name), as_of=as_of)
    made = replace(made, head=exported_head(queries, details) or made.head)
    progress(0, 0)
    verified = None
    if made.head.number <= _VERIFIED_UP_TO:
        verified = Verified(now, queries.verify(lambda _events: progress(0, 0)))
    return report_pdf(report_content(queries, audit, present=of.present, verified=verified), made)


def _save(files: list[tuple[str, bytes]], path: Path) -> None:
    """Nothing of one file is half there."""
    for name, content in files:
        if name:
            make_folder(path)
        save(content, path / name if name else path)  # it counts single patients
