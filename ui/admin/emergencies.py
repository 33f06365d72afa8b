"""Who took wider rights in an emergency, when and why, and what was done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt

from pathway_app.accesses import Access
from pathway_app.accounts import Emergency, EmergencyDeed
from pathway_app.i18n import Words, iso_utc
from pathway_app.logbook.telling import Teller
from pathway_app.messages import Sentences
from pathway_app.ports import Queries, Record
from ui.actions import Action
from ui.admin.section import NARROW_BELOW, ListSection
from ui.bridge import Bridge
from ui.listed import show_listed
from ui.saving import ask_file
from ui.tasks import Ticket
from ui.theme_status import Status
from ui.widgets.grouped_table import GroupedTable
from ui.widgets.notices import EmptyState
from ui.widgets.side_panel import SidePanel
from ui.widgets.table_and_panel import TableAndPanel
from ui.widgets.table_rows import Cell, Column, TableRow

COLUMNS = (
    "number",
    "begun",
    "until",
    "account",
    "name",
    "role",
    "reason",
    "event",
    "at",
    "command",
    "beyond_role",
    "what",
)
_UNTIL = 2


@dataclass(frozen=True, slots=True)
class Told:
    """An emergency with the full name of who began it."""

    emergency: Emergency
    name: str


def emergencies(queries: Queries) -> tuple[Told, ...]:
    """The newest first."""
    names = {each.name: each.full_name for each in queries.accounts()}
    return tuple(Told(each, names.get(each.account, each.account)) for each in queries.emergencies())


def deeds(queries: Queries, of: Emergency, words: Words) -> tuple[tuple[EmergencyDeed, str], ...]:
    """What was done meanwhile by whoever began it, each in words."""
    teller = Teller(queries, words)
    found = []
    for each in queries.emergency_deeds(of):
        event = queries.log_event(each.seq)
        found.append((each, teller.told(event).what if event is not None else each.command))
    return tuple(found)


def as_csv(queries: Queries, words: Words) -> bytes:
    """A line for each deed of each emergency; one for an emergency in which nothing was done."""
    from pathway_app.audit.csv_files import written

    rows: list[tuple[str | int, ...]] = [COLUMNS]
    for told in emergencies(queries):
        each = told.emergency
        head = (
            each.seq,
            iso_utc(each.begun_at),
            iso_utc(each.until),
            each.account,
            told.name,
            each.role.value,
            each.reason,
        )
        done = deeds(queries, each, words)
        rows.extend(
            (*head, deed.seq, iso_utc(deed.at), deed.command, "yes" if deed.beyond_role else "no", what)
            for deed, what in done
        )
        if not done:
            rows.append((*head, "", "", "", "", ""))
    return written(rows)


class EmergenciesSection(ListSection):
    key = "emergencies"

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._told: tuple[Told, ...] = ()
        _ = self.words.gettext
        self.export_button = self.offer(_("Save as CSV…"), "Ctrl+E", self.ask_where)
        self.table = GroupedTable(
            (
                Column(_("Begun"), 130, 1),
                Column(_("Who"), 130, 2),
                Column(_("Until"), 64),
                Column(_("Reason"), 160, 5),
            ),
            _("Emergencies"),
        )
        self.table.row_chosen.connect(self._show_chosen)
        self.nothing = EmptyState(
            _("No emergency yet"),
            _("Whoever takes wider rights for an hour stands here, with the reason and with what was done."),
        )
        self.panel = SidePanel(_("The emergency"))
        self._listed = TableAndPanel(
            self.table, empty=(self.nothing,), panel=self.panel, spared=(_UNTIL,), narrow_below=NARROW_BELOW
        )
        self.column.addWidget(self.trouble)
        self.column.addWidget(self._listed, 1)
        self.panel.hide()

    def actions_here(self) -> Sequence[Action]:
        _ = self.words.gettext
        return (
            Action("administration.emergencies-move", _("Choose an emergency"), "Up Down"),
            Action(
                "administration.emergencies-export",
                _("Save as CSV"),
                "Ctrl+E",
                self.ask_where,
                bool(self._told),
                _("There is none."),
            ),
        )

    def refresh(self) -> None:
        self.bridge.ask(self, emergencies, self._show, topic="emergencies")

    def focus_first(self) -> None:
        (self.table if self._told else self.export_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        self._told = ()
        self.table.show_rows(())
        self.panel.clear()
        self.trouble.clear()

    def ask_where(self) -> None:
        """Ask for the file, then write it."""
        ask_file(self, self.words.gettext("Save the emergencies"), "emergencies.csv", self.export)

    def export(self, path: Path) -> None:
        """Write them there."""
        words = self.words

        def work(record: Record, _ticket: Ticket) -> Path:
            from pathway_app.documents.saving import save

            with record.queries() as queries:
                content = as_csv(queries, words)
            save(content, path)
            return path

        def saved(where: Path) -> None:
            self.trouble.clear()
            self.notice.emit(words.gettext("Saved: {path}").format(path=where))

        def make() -> None:
            self.bridge.at_length(self, work, saved, self.tell_failed)

        self.bridge.note_first(self, make, Access.EXPORTED, what="emergencies", format="csv")

    def _show(self, found: tuple[Told, ...]) -> None:
        self._told = found
        now, words = self.bridge.clock.now(), self.words
        show_listed(self.table, [_row(each, now, words) for each in found], more=False)
        self._listed.show_instead(None if found else self.nothing)
        self.export_button.setEnabled(bool(found))
        self.panel.setVisible(bool(found))
        self._show_chosen(self.table.chosen())

    def _show_chosen(self, key: str) -> None:
        told = next((each for each in self._told if str(each.emergency.seq) == key), None)
        if told is None:
            return
        words, now = self.words, self.bridge.clock.now()

        def show(found: tuple[tuple[EmergencyDeed, str], ...]) -> None:
            if self.table.chosen() == key:
                self._show_deeds(told, found, now)

        self.bridge.ask(self, lambda queries: deeds(queries, told.emergency, words), show, topic="deeds")

    def _show_deeds(self, told: Told, found: tuple[tuple[EmergencyDeed, str], ...], now: datetime) -> None:
        _, each, words = self.words.gettext, told.emergency, self.words
        self.panel.clear()
        self.panel.add_heading(told.name)
        span = _("{role} · {begun} to {until}")
        role = Sentences(words).role(each.role)
        self.panel.add_text(
            span.format(role=role, begun=words.moment(each.begun_at), until=words.time(each.until))
        )
        self.panel.add_text(each.reason, "")
        beyond = [(deed, what) for deed, what in found if deed.beyond_role]
        others = [(deed, what) for deed, what in found if not deed.beyond_role]
        self.panel.add_part(_("What the role alone does not allow"))
        if not beyond:
            self.panel.add_text(_("Nothing."))
        for deed, what in beyond:
            self.panel.add_tagged(words.time(deed.at), what, Status.VARIANCE)
        if others:
            self.panel.add_part(_("What else was done meanwhile"))
            for deed, what in others:
                self.panel.add_text(f"{words.time(deed.at)} · {what}")


def _row(told: Told, now: datetime, words: Words) -> TableRow:
    each = told.emergency
    lasts = each.begun_at <= now <= each.until
    role = Sentences(words).role(each.role)
    return TableRow(
        str(each.seq),
        (
            Cell(words.short_moment(each.begun_at, now), strong=lasts),
            Cell(told.name, sub=role),
            Cell(words.time(each.until), sub=words.gettext("lasts") if lasts else ""),
            Cell(each.reason),
        ),
    )
