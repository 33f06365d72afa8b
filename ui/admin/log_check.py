"""Whether the record holds: how it was found lately, and a verification now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from pathway_app.accesses import Access
from pathway_app.guards import Checked
from pathway_app.logbook.events import LogFilter, LogGroup
from pathway_app.messages import Sentences
from pathway_app.ports import Record
from pathway_app.queries import LogHead, LogProblem
from ui.actions import Action
from ui.admin.section import ListSection
from ui.bridge import Bridge
from ui.listed import show_listed
from ui.log.verifying import VerifyDialog
from ui.theme_status import Status
from ui.widgets.grouped_table import GroupedTable
from ui.widgets.notices import EmptyState
from ui.widgets.plain import wrapping_label
from ui.widgets.table_and_panel import TableAndPanel
from ui.widgets.table_rows import Cell, Column, TableRow
from ui.widgets.tag import StatusTag

_PAGE = 500
_PAGES = 10
_MOST = 50
"""verifications that are listed"""


@dataclass(frozen=True, slots=True)
class Past:
    """One verification in the log, at `at` (UTC), as `details` tell."""

    number: int
    at: datetime
    who: str
    details: dict[str, str]


@dataclass(frozen=True, slots=True)
class CheckedLog:
    """`checked` is how the file was found when it was last verified; None where nobody put that down."""

    head: LogHead
    checked: Checked | None
    past: tuple[Past, ...]


def checked_log(record: Record) -> CheckedLog:
    """How the record stands, and the verifications that the log knows of, the newest first."""
    past: list[Past] = []
    after: str | None = None
    wanted = LogFilter(groups=frozenset({LogGroup.EXPORTS}))
    with record.queries() as queries:
        head = queries.log_head()
        names = {each.name: each.full_name for each in queries.accounts()}
        for _page in range(_PAGES):
            page = queries.log(wanted, after=after, limit=_PAGE)
            past.extend(
                Past(each.number, each.at, names.get(each.account, each.account), _details(each.content()))
                for each in page.rows
                if each.kind == Access.VERIFIED
            )
            after = page.next
            if after is None or len(past) >= _MOST:
                break
    return CheckedLog(head, record.checked(), tuple(past[:_MOST]))


def _details(content: dict[str, object]) -> dict[str, str]:
    told = content.get("details")
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}


class LogCheckSection(ListSection):
    key = "log-check"

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        _ = self.words.gettext
        self.verify_button = self.offer(_("Verify now…"), "F6", self.verify, role="primary")
        self._card = QFrame()
        self._card.setProperty("role", "panel")
        self._in_card = QVBoxLayout(self._card)
        self._in_card.setContentsMargins(16, 12, 16, 12)
        self._in_card.setSpacing(6)
        self.tag = StatusTag(Status.UNDECIDED, _("never verified"))
        self.told = wrapping_label("", "")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._in_card.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignLeft)
        self._in_card.addWidget(self.told)
        self.table = GroupedTable(
            (
                Column(_("When"), 140, 1),
                Column(_("Who"), 140, 2),
                Column(_("Result"), 130, 1),
                Column(_("Events"), 80),
            ),
            _("Verifications"),
        )
        self.nothing = EmptyState(
            _("No verification in the log"),
            _("Whatever was verified, when, by whom and with what result, stands here."),
        )
        self._listed = TableAndPanel(self.table, empty=(self.nothing,))
        self.column.addWidget(self.trouble)
        self.column.addWidget(self._card)
        self.column.addWidget(self._listed, 1)
        self.column.addWidget(
            wrapping_label(
                _(
                    "Verifying hashes every event again and computes every list anew. It can be called off, and gives "
                    "a certificate to sign. While a window is open it is done once a day by itself."
                ),
                "small",
            )
        )

    def actions_here(self) -> Sequence[Action]:
        _ = self.words.gettext
        return (
            Action("administration.log-check-verify", _("Verify the record"), "F6", self.verify),
            Action("administration.log-check-move", _("Choose a verification"), "Up Down"),
        )

    def refresh(self) -> None:
        self.bridge.beside(self, checked_log, self._show, self.tell_failed)

    def focus_first(self) -> None:
        self.verify_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        self.table.show_rows(())
        self.told.setText("")
        self.trouble.clear()

    def verify(self) -> VerifyDialog:
        """Verify the whole record and tell what was found."""
        dialog = VerifyDialog(self.bridge, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self.refresh)
        dialog.open()
        return dialog

    def _show(self, found: CheckedLog) -> None:
        self.trouble.clear()
        newest = found.past[0] if found.past else None
        tag = StatusTag(*self._result(found.checked, newest))
        self._in_card.replaceWidget(self.tag, tag)
        self.tag.deleteLater()
        self.tag = tag
        self.told.setText("\n".join(self._lines(found, newest)))
        self._listed.show_instead(None if found.past else self.nothing)
        show_listed(self.table, [self._row(each) for each in found.past], more=False)

    def _result(self, checked: Checked | None, newest: Past | None) -> tuple[Status, str]:
        _ = self.words.gettext
        if checked is None and newest is None:
            return Status.UNDECIDED, _("never verified")
        sound = checked.sound if checked is not None else _is_sound(newest)
        return (Status.DONE, _("sound")) if sound else (Status.OVERDUE, _("not sound"))

    def _lines(self, found: CheckedLog, newest: Past | None) -> list[str]:
        _, words, checked = self.words.gettext, self.words, found.checked
        lines = []
        at = checked.at if checked is not None else newest.at if newest is not None else None
        if at is not None:
            lines.append(_("Last verified {moment}.").format(moment=words.moment(at)))
        if checked is not None and not checked.sound:
            problem = LogProblem(checked.number, checked.code, "")
            lines.append(
                _("The first that does not hold: {problem}").format(
                    problem=Sentences(words).log_problem(problem)
                )
            )
        lines.append(
            _("The log has {n} events now; its reference is {reference}.").format(
                n=found.head.number, reference=found.head.reference or "–"
            )
        )
        return lines

    def _row(self, past: Past) -> TableRow:
        _, now = self.words.gettext, self.bridge.clock.now()
        sound = _is_sound(past)
        first = past.details.get("first", "")
        after = _("event {number}").format(number=first) if first else ""
        return TableRow(
            str(past.number),
            (
                Cell(self.words.short_moment(past.at, now)),
                Cell(past.who),
                Cell(
                    status=Status.DONE if sound else Status.OVERDUE,
                    tag=_("sound") if sound else _("not sound"),
                    after=after,
                ),
                Cell(past.details.get("events", "–")),
            ),
        )


def _is_sound(past: Past | None) -> bool:
    return past is not None and past.details.get("result") == "sound"
