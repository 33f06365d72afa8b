"""What runs here: the program, its parts and their licences, where the data is, how far the log goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from pathway_app import __version__
from pathway_app.backups import database_file
from pathway_app.i18n import Words
from pathway_app.languages import LANGUAGE_NAMES
from pathway_app.ports import Record
from pathway_app.queries import LogHead
from ui.actions import Action
from ui.admin.section import Section, scrolling
from ui.bridge import Bridge
from ui.tasks import Ticket
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, make_button, set_tooltip, wrapping_label

PARTS = (
    ("PySide6-Essentials", "PySide6", "LGPL-3.0 (Qt: LGPL-3.0)"),
    ("SQLAlchemy", "SQLAlchemy", "MIT"),
    ("alembic", "Alembic", "MIT"),
    ("sqlcipher3", "sqlcipher3", "zlib (SQLCipher: BSD-3-Clause, SQLite: public domain)"),
    ("psycopg", "psycopg", "LGPL-3.0"),
    ("cryptography", "cryptography", "Apache-2.0, BSD-3-Clause"),
    ("argon2-cffi", "argon2-cffi", "MIT"),
    ("reportlab", "ReportLab", "BSD-3-Clause"),
    ("segno", "segno", "BSD-3-Clause"),
    ("pypdfium2", "pypdfium2", "BSD-3-Clause, Apache-2.0 (PDFium: BSD-3-Clause)"),
    ("openpyxl", "openpyxl", "MIT"),
    ("ruamel.yaml", "ruamel.yaml", "MIT"),
    ("pydantic", "pydantic", "MIT"),
    ("Babel", "Babel", "BSD-3-Clause"),
    ("python-stdnum", "python-stdnum", "LGPL-2.1"),
    ("platformdirs", "platformdirs", "MIT"),
    ("tzdata", "tzdata", "Apache-2.0"),
    ("", "DejaVu Sans", "Bitstream Vera"),
)
"""(its name among the installed parts, as it is called, licence)"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record tells of itself. `first` is the reference of its first event, which no other record has."""

    url: str
    schema: int
    is_file: bool
    head: LogHead
    first: str
    pathways: tuple[tuple[str, str], ...]
    versions: tuple[str, ...]
    """of `PARTS`, in their order; empty where it cannot be told"""


def facts(record: Record) -> Facts:
    with record.queries() as queries:
        head, first = queries.log_head(), queries.log_event(1)
        pathways = queries.pathways()
    return Facts(
        record.url,
        record.schema_number,
        database_file(record.url) is not None,
        head,
        first.reference if first is not None else "–",
        pathways,
        tuple(_version(name) for name, _title, _licence in PARTS),
    )


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name) if name else ""
    except PackageNotFoundError:
        return ""


def lines(told: Facts, words: Words) -> tuple[tuple[str, str], ...]:
    """(title, text) of each fact, from top to bottom."""
    _ = words.gettext
    where = told.url.removeprefix("sqlite:///")
    return (
        (_("Program"), f"Zorgpad {__version__}"),
        (_("Licence"), "MIT"),
        (_("Languages"), ", ".join(LANGUAGE_NAMES.values())),
        (_("Database"), _("a file on this computer") if told.is_file else _("on a PostgreSQL server")),
        (_("Where"), where),
        (_("Schema"), str(told.schema)),
        (_("The record's own mark"), told.first),
        (
            _("Log"),
            _("{n} events · reference now {reference}").format(
                n=told.head.number, reference=told.head.reference
            ),
        ),
        (_("Pathways"), ", ".join(f"{name} {version}" for name, version in told.pathways)),
    )


class AboutSection(Section):
    key = "about"

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        _ = self.words.gettext
        self.copy_button = make_button(_("To the clipboard"))
        set_tooltip(self.copy_button, "F6")
        self.copy_button.clicked.connect(self.copy)
        buttons = FlowBox(gap=8, line_gap=4)
        buttons.add(self.copy_button)
        area, self._column = scrolling(_("About"), takes_keys=True)
        self._body: QWidget | None = None
        self._told: tuple[tuple[str, str], ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(buttons)
        column.addWidget(area, 1)

    def actions_here(self) -> Sequence[Action]:
        return (
            Action("administration.about-copy", self.words.gettext("Copy what stands here"), "F6", self.copy),
        )

    def refresh(self) -> None:
        def work(record: Record, _ticket: Ticket) -> Facts:
            return facts(record)

        self.bridge.at_length(self, work, self._show, lambda _error: None)

    def focus_first(self) -> None:
        self.copy_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        self._told = ()
        if self._body is not None:
            self._body.deleteLater()
            self._body = None

    def said(self) -> str:
        """All of it as a text, a line each."""
        told = self.words.gettext("{title}: {choice}")
        return "\n".join(told.format(title=title, choice=text) for title, text in self._told)

    def copy(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(self.said())
        self.notice.emit(self.words.gettext("Copied."))

    def _show(self, told: Facts) -> None:
        parts = tuple(
            (f"{title} {version}".strip(), licence)
            for (_name, title, licence), version in zip(PARTS, told.versions, strict=True)
        )
        own = lines(told, self.words)
        if own + parts == self._told:
            return
        self.forget()
        self._told = own + parts
        body = self._body = QWidget()
        body.setProperty("ground", "none")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self._add(grid, own)
        heading = PlainLabel(self.words.gettext("Parts and their licences"), "strong")
        heading.setContentsMargins(0, 12, 0, 0)
        grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
        self._add(grid, parts)
        self._column.insertWidget(0, body)
        if self._column.count() == 1:
            self._column.addStretch(1)

    def _add(self, grid: QGridLayout, pairs: Sequence[tuple[str, str]]) -> None:
        for title, text in pairs:
            at = grid.rowCount()
            label = wrapping_label(text)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(PlainLabel(title, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, at, 1)
