"""The patients behind a number, over the screen: who they are, since when, and what of them is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app import wording
from pathway_app.accesses import Access
from pathway_app.audit.cohort import RUNNING
from pathway_app.audit.measuring import AuditedPatient, Figure
from pathway_app.audit.text import number, outcome_title
from pathway_app.audit.titles import Titles
from pathway_app.domain.calendar import local_date
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from pathway_app.ports import Record
from pathway_app.queries import Page
from ui.audit.measuring_strip import MeasuringStrip, Relay
from ui.audit.reading import Measured, Told, people_behind, stop_told
from ui.bridge import Bridge
from ui.tasks import Ticket
from ui.widgets.charts_bars import Stop
from ui.widgets.grouped_table import GroupedTable, TablePanel
from ui.widgets.notices import Banner
from ui.widgets.plain import PlainLabel, make_button, wrapping_label
from ui.widgets.table_rows import Cell, Column, TableRow

_OF_A_STEP = ("completion", "order", "variances", "answers")
_STEPS_SHOWN = 2
"""titles beside a course; all of them stand beneath the list"""


class PeopleDialog(QDialog):
    """↑ ↓ choose, Enter opens the course, Esc goes back to the number."""

    course_wanted = Signal(str, str, int)
    """course, checkpoint, round"""

    def __init__(self, bridge: Bridge, parent: QWidget, of: Measured, stop: Stop, course: str = "") -> None:
        """`course` is the one to choose first."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._bridge = bridge
        self._words = bridge.words
        self._of, self._stop, self._course = of, stop, course
        self._titles = Titles(of.audit.definitions, bridge.words)
        self._steps_of: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, tuple[str, int]] = {}
        self._next: str | None = None
        self._ticket: Ticket | None = None
        self._relay = Relay(self)
        self._build(parent)
        self._relay.told.connect(self.strip.show_progress)
        self._ask(None)

    def done(self, result: int) -> None:
        if self._ticket is not None:
            self._ticket.drop()
        super().done(result)

    def is_waiting(self) -> bool:
        """Whether an answer is awaited."""
        return self._ticket is not None

    def _build(self, parent: QWidget) -> None:
        _ = self._words.gettext
        title = stop_told(self._of, self._stop, self._words)
        self.setWindowTitle(title)
        window = parent.window()
        self.resize(min(760, window.width() - 60), min(560, window.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(8)
        column.addWidget(wrapping_label(title, "strong"))
        self.told = PlainLabel("", "muted")
        column.addWidget(self.told)
        self.said = Banner("")
        column.addWidget(self.said)
        self.strip = MeasuringStrip(self._words)
        self.strip.cancelled.connect(self.reject)
        column.addWidget(self.strip)
        self.table = GroupedTable(self._columns(), title)
        self.table.opened.connect(self._open)
        self.table.wants_more.connect(lambda: self._ask(self._next))
        self.table.row_chosen.connect(self._tell_steps)
        column.addWidget(TablePanel(self.table), 1)
        self.steps_told = wrapping_label("", "muted")
        self.steps_told.hide()
        column.addWidget(self.steps_told)
        self.open_button = make_button(_("Open the course"), role="primary", keys="↵")
        self.open_button.clicked.connect(self._open_chosen)
        self.open_button.setEnabled(False)
        close = make_button(_("Close"), keys="Esc")
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.open_button)
        column.addLayout(foot)

    def _columns(self) -> tuple[Column, ...]:
        _ = self._words.gettext
        detail = Column(_("Days") if self._stop.figure.table == "intervals" else _("Rounds"), 80)
        if is_over_steps(self._stop.figure):
            detail = Column(_("Steps"), 130, 3)
        return (
            Column(_("Patient"), 200, 3),
            Column(_("Enrolled"), 110),
            Column(_("Course"), 110, 1),
            detail,
            Column(_("Counted"), 70),
        )

    def _ask(self, after: str | None) -> None:
        if self._ticket is not None:
            return
        of, stop, relay = self._of, self._stop, self._relay

        def work(record: Record, ticket: Ticket) -> Page[AuditedPatient]:
            with record.queries() as queries:
                return people_behind(queries, of, stop, after, Told(ticket, relay.told.emit))

        self.strip.begin()
        self._ticket = self._bridge.at_length(self, work, self._show, self._failed)

    def _show(self, page: Page[AuditedPatient]) -> None:
        self._ticket = None
        self.strip.end()
        steps = {each.course_id: tuple(self._steps(each)) for each in page.rows}
        rows = [_row(each, self._detail(each, steps[each.course_id]), self._words) for each in page.rows]
        first = self._next is None
        self._steps_of = steps if first else self._steps_of | steps
        self._places |= {each.course_id: self._place(each) for each in page.rows}
        self._next = page.next
        if first:
            self.table.show_rows(rows, more=page.next is not None)
            if not (self._course and self.table.choose(self._course)):
                self.table.choose_first()
            self.table.show_chosen()
        else:
            self.table.append_rows(rows, more=page.next is not None)
        shown = self.table.rows().rowCount()
        more = "+" if page.next is not None else ""
        told = self._words.ngettext("{n} course", "{n} courses", shown)
        self.told.setText(f"{told}{more}" if shown else self._words.gettext("Nobody is counted here."))
        self.open_button.setEnabled(shown > 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if page.rows:
            courses = tuple(each.course_id for each in page.rows)
            figure = self._stop.figure
            ids = figure.ids[:2] if figure.table == "completion" else figure.ids  # not the origin
            of = "/".join(filter(None, ids))
            self._bridge.note(Access.AUDITED, courses, figure=figure.table, column=figure.column, of=of)

    def _detail(self, of: AuditedPatient, steps: Sequence[str]) -> str:
        """Beside the course: the days, the first of the steps, or the rounds."""
        if self._stop.figure.table == "intervals" and of.detail:
            return number(float(of.detail), self._words)
        shown = ", ".join(steps[:_STEPS_SHOWN])
        left = len(steps) - _STEPS_SHOWN
        if left > 0:
            shown = f"{shown}, {self._words.ngettext('and {n} more', 'and {n} more', left)}"
        return shown or of.detail

    def _steps(self, of: AuditedPatient) -> Iterator[str]:
        """The steps that are counted, each with its rounds where it is not just the first."""
        for checkpoint, rounds in of.steps:
            title = self._titles.step(checkpoint)
            if rounds != (1,):
                told = self._words.ngettext(
                    "{title} (round {rounds})", "{title} (rounds {rounds})", len(rounds)
                )
                title = told.format(title=title, rounds=", ".join(map(str, rounds)))
            yield title

    def _tell_steps(self, course: str) -> None:
        """All those of the course that is chosen: beside it there is seldom room."""
        steps = self._steps_of.get(course, ())
        self.steps_told.setText(self._words.gettext("Counted: {steps}").format(steps=", ".join(steps)))
        self.steps_told.setVisible(bool(steps))
        self.table.setAccessibleDescription(self.steps_told.text() if steps else "")

    def _failed(self, error: BaseException) -> None:
        self._ticket = None
        self.strip.end()
        self.said.show_fault(failure(error, self._words), can_retry=False)

    def _open_chosen(self) -> None:
        if self.table.chosen():
            self._open(self.table.chosen())

    def _open(self, course: str) -> None:
        """At the step that the number is of, where it is of one or more, in the first round that is counted."""
        step, round_ = self._places.get(course, ("", 1))
        self.accept()
        self.course_wanted.emit(course, step, round_)

    def _place(self, of: AuditedPatient) -> tuple[str, int]:
        figure = self._stop.figure
        if of.steps:
            step, rounds = of.steps[0]
            return step, rounds[0]
        if figure.table not in _OF_A_STEP or not figure.ids:
            return "", 1
        step = figure.ids[1] if figure.table == "completion" else figure.ids[0]
        return step, int(of.detail.split(",")[0]) if of.detail else 1


def failure(error: BaseException, words: Words) -> str:
    """Why it could not be read or written: a Refused or an EnvironmentFault."""
    sentences = Sentences(words)
    if isinstance(error, Refused):
        return "\n".join(sentences.refused(error))
    assert isinstance(error, EnvironmentFault)
    return sentences.fault(error)


def is_over_steps(figure: Figure) -> bool:
    """Whether it is of a phase or the whole pathway, so that several steps of one course are counted in it."""
    if figure.table == "completion":
        return not figure.ids[1]
    return figure.table == "variances" and figure.ids == ("",)


def _row(of: AuditedPatient, detail: str, words: Words) -> TableRow:
    identity = of.patient.identity
    facts = wording.in_a_row((words.day(identity.birth_date), identity.mrn))
    enrolled = words.day(local_date(of.enrolled_at, words.zone))
    ended = outcome_title(of.ended or RUNNING, words)
    return TableRow(
        of.course_id,
        (
            Cell(identity.display_name, sub=facts, strong=True),
            Cell(enrolled, muted=True),
            Cell(ended, muted=True),
            Cell(detail or "–", muted=not detail),
            Cell(str(of.count)),
        ),
    )
