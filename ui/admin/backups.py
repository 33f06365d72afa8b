"""The backups that are there, one more at once, and restoring one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from pathway_app.backups import (
    Folder,
    KeptBackup,
    Made,
    back_up,
    database_file,
    folder_of,
    is_old,
    kept_backups,
    newest,
)
from pathway_app.i18n import Words
from pathway_app.ports import Record
from ui.actions import Action
from ui.admin.section import NARROW_BELOW, ListSection, sentence
from ui.bridge import Bridge
from ui.listed import show_listed
from ui.theme_status import Status
from ui.widgets.grouped_table import GroupedTable
from ui.widgets.notices import BusyLine, EmptyState
from ui.widgets.plain import set_tooltip, wrapping_label
from ui.widgets.table_and_panel import TableAndPanel
from ui.widgets.table_rows import Cell, Column, TableRow

if TYPE_CHECKING:
    from pathway_app.ports import Records
    from ui.admin.restore_dialog import RestoreDialog

_MEGABYTE = 1024 * 1024
_SIZE = 2


@dataclass(frozen=True, slots=True)
class There:
    """The backups; `database` is None on a server, which has its own means."""

    database: Path | None
    backups: tuple[KeptBackup, ...] = ()
    first: Path | None = None
    second: Path | None = None
    is_old: bool = False


def backups_there(record: Record, now: datetime) -> There:
    """Looks into both folders, which may lie on a disk that takes its time."""
    database = database_file(record.url)
    if database is None:
        return There(None)
    with record.queries() as queries:
        site = queries.site()
    second = Path(site.second_backup_folder).expanduser() if site.second_backup_folder else None
    old = not site.demo and is_old(newest(database, now), site, now)
    return There(database, kept_backups(database, site), folder_of(database, site), second, old)


class BackupsSection(ListSection):
    """`records` opens and puts back files; without it nothing is restored here."""

    key = "backups"

    def __init__(self, bridge: Bridge, records: Records | None) -> None:
        super().__init__(bridge)
        self.records = records
        self._there: There | None = None
        self._making = False
        _ = self.words.gettext
        self.make_button = self.offer(_("Back up now"), "F6", self.back_up, role="primary")
        self.restore_button = self.offer(_("Restore…"), "F7", self.restore)
        self.said = wrapping_label("", "muted")
        self.busy = BusyLine(_("Making a backup"))
        self.table = GroupedTable(
            (
                Column(_("Made"), 150, 2),
                Column(_("Where"), 150, 2),
                Column(_("Size"), 80, 1),
                Column(_("Reaches to"), 150, 2),
            ),
            _("Backups"),
        )
        self.table.row_chosen.connect(lambda _key: self._show_what_can_be_done())
        self.table.opened.connect(lambda _key: self.restore())
        self.nothing = EmptyState(
            _("No backup yet"),
            _("While a window is open one is made every few hours, as the settings say."),
            _("Back up now"),
        )
        self.nothing.asked.connect(self.back_up)
        self.of_server = EmptyState(
            _("The record is on a server"),
            _("It is backed up by the server's own means (pg_dump); there is no list of that here."),
        )
        self._listed = TableAndPanel(
            self.table,
            empty=(self.nothing, self.of_server),
            spared=(_SIZE,),
            narrow_below=NARROW_BELOW // 2,
        )
        self.places = wrapping_label("", "small")
        self.places.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for each in (self.busy, self.said, self.trouble):
            self.column.addWidget(each)
        self.column.addWidget(self._listed, 1)
        self.column.addWidget(self.places)
        self.said.hide()
        self._show_what_can_be_done()

    def actions_here(self) -> Sequence[Action]:
        _ = self.words.gettext
        return (
            Action("administration.backups-move", _("Choose a backup"), "Up Down"),
            Action(
                "administration.backups-make",
                _("Back up now"),
                "F6",
                self.back_up,
                lambda: not self._why_not_make(),
                self._why_not_make,
            ),
            Action(
                "administration.backups-restore",
                _("Restore the backup"),
                "F7",
                self.restore,
                lambda: not self._why_not_restore(),
                self._why_not_restore,
            ),
        )

    def chosen(self) -> KeptBackup | None:
        """The backup whose row is chosen."""
        there = self._there.backups if self._there is not None else ()
        return next((each for each in there if str(each.path) == self.table.chosen()), None)

    def refresh(self) -> None:
        now = self.bridge.clock.now()
        self.bridge.apart(
            "backup list", self, lambda record: backups_there(record, now), self._show, self._failed
        )

    def focus_first(self) -> None:
        self._listed.focus_table(self.make_button)

    def forget(self) -> None:
        self._there = None
        self.table.show_rows(())
        self.places.setText("")
        self.trouble.clear()
        self._say("")

    def back_up(self) -> None:
        """Make one now, in its turn with those that are made by themselves."""
        if self._why_not_make():
            return
        actor, now = self.bridge.actor, self.bridge.clock.now()

        def work(record: Record) -> Made:
            from pathway_app.services.service import Service

            return back_up(Service(record), record, actor, now)

        self._making = True
        self.trouble.clear()
        self._say(self.words.gettext("A backup is being made and checked; everybody can go on working."))
        self.busy.set_busy(True)
        self._show_what_can_be_done()
        self.bridge.apart("backups", self, work, self._made, self._failed)

    def restore(self) -> RestoreDialog | None:
        """Ask where to; what would be lost is told before anything is done."""
        backup, there = self.chosen(), self._there
        if self._why_not_restore() or backup is None or there is None or there.database is None:
            return None
        from ui.admin.restore_dialog import RestoreDialog

        assert self.records is not None
        dialog = RestoreDialog(self.bridge, self, self.records, backup, there.database)
        dialog.written.connect(self.notice)
        dialog.open()
        return dialog

    def is_making(self) -> bool:
        return self._making

    def _made(self, made: Made) -> None:
        self._end_making()
        words = self.words
        told = words.gettext("Made and sound, up to event {number}: {file}").format(
            number=made.backup.head.number, file=made.backup.path.name
        )
        self._say(told)
        if made.lacking is not None:
            lacks = words.gettext("The newest backup is not in the second folder. {reason}")
            self.trouble.show_fault(lacks.format(reason=sentence(words, made.lacking)), can_retry=False)
        self.refresh()

    def _failed(self, error: BaseException) -> None:
        if self._making:
            self._end_making()
            self._say("")
        self.tell_failed(error)

    def _end_making(self) -> None:
        self._making = False
        self.busy.set_busy(False)
        self._show_what_can_be_done()

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _show(self, there: There) -> None:
        self._there = there
        now, words = self.bridge.clock.now(), self.words
        show_listed(self.table, [_row(each, now, words) for each in there.backups], more=False)
        instead = None if there.backups else self.nothing
        self._listed.show_instead(self.of_server if there.database is None else instead)
        self.places.setText("\n".join(_places(there, words)))
        self._show_what_can_be_done()

    def _show_what_can_be_done(self) -> None:
        for button, why, keys in (
            (self.make_button, self._why_not_make(), "F6"),
            (self.restore_button, self._why_not_restore(), "F7"),
        ):
            button.setEnabled(not why)
            set_tooltip(button, why or keys)
            button.setAccessibleDescription(why)

    def _why_not_make(self) -> str:
        _ = self.words.gettext
        if self._making:
            return _("One is being made.")
        if self._there is not None and self._there.database is None:
            return _("The record is on a server")
        return ""

    def _why_not_restore(self) -> str:
        _ = self.words.gettext
        if self.bridge.site.demo:
            return _("A demonstration is made again, not restored.")
        if self.records is None:
            return _("Here nothing can be restored; “restore” on the command line does.")
        return "" if self.chosen() is not None else _("No backup is chosen.")


def _places(there: There, words: Words) -> list[str]:
    _ = words.gettext
    told = []
    if there.first is not None:
        told.append(_("First folder: {path}").format(path=there.first))
        told.append(
            _("Second folder: {path}").format(path=there.second or _("none; the settings choose one"))
        )
    if there.is_old and there.backups:
        told.append(_("The newest is older than twice the time between two."))
    return told


def _row(backup: KeptBackup, now: datetime, words: Words) -> TableRow:
    _ = words.gettext
    where = {
        Folder.FIRST: _("first folder"),
        Folder.SECOND: _("second folder"),
        Folder.ELSEWHERE: _("elsewhere"),
    }[backup.folder]
    head = backup.head
    return TableRow(
        str(backup.path),
        (
            Cell(
                words.short_moment(backup.at, now),
                sub=_("{span} ago").format(span=words.duration(now - backup.at)),
            )
            if backup.at <= now
            else Cell(words.moment(backup.at), status=Status.OVERDUE),
            Cell(where, spoken=str(backup.path)),
            Cell(size_told(backup.size, words)),
            Cell(
                _("event {number}").format(number=head.number) if head is not None else _("not known"),
                sub=head.reference if head is not None else "",
                muted=head is None,
            ),
        ),
    )


def size_told(size: int, words: Words) -> str:
    """Bytes as whole megabytes, at least one; kilobytes below that."""
    _ = words.gettext
    if size < _MEGABYTE:
        return _("{n} kB").format(n=-(-size // 1024))
    return _("{n} MB").format(n=-(-size // _MEGABYTE))
