"""The list of a meeting: cases in their order, which keys and dragging change, and beneath them who waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication

from pathway_app.i18n import Words
from ui import theme
from ui.board.agenda import Agenda, Listed, Progress
from ui.drafts import draft_mark
from ui.theme_status import Status
from ui.widgets.grouped_table import GroupedTable
from ui.widgets.plain import make_button
from ui.widgets.table_rows import Cell, Column, TableRow
from ui.widgets.tag import tag_width

_NUMBER, _FINDINGS, _TERM = 0, 2, 3
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class CaseTable(GroupedTable):
    """`moved` carries a course and its new place among the cases (from 0); `discuss_wanted` a course that waits."""

    moved = Signal(str, int)
    discuss_wanted = Signal(str)

    def __init__(self, words: Words) -> None:
        _ = words.gettext
        self._words = words
        self._titles = ("#", _("Patient"), _("Findings"), _("Term"))
        self.is_compact = False
        super().__init__(self._columns(()), _("Cases of the meeting"))
        self._cases: tuple[str, ...] = ()
        self._may_order = False
        self._pressed: tuple[str, QPoint] | None = None
        self._gap = -1
        self.horizontalHeader().hide()

    def show_agenda(self, agenda: Agenda, drafts: frozenset[str], *, may_order: bool, may_list: bool) -> None:
        """Show the cases and who waits; `drafts` are courses with kept typing."""
        _ = self._words.gettext
        self._cases = tuple(each.course_id for each in agenda.cases)
        self._may_order = may_order
        head = _("On the list")
        if may_order and len(self._cases) > 1:
            head += " · " + _("drag to put in order")
        rows = [TableRow("", title=head), *(self._case(each, drafts) for each in agenda.cases)]
        if agenda.waiting:
            head = _("Waiting for the diagnosis")
            if not self.is_compact:
                head += " · " + _("not on the list")
            rows += [TableRow("", title=head), *(self._waiter(each) for each in agenda.waiting)]
        shown = [self.rows().row_at(at) for at in range(self.rows().rowCount())]
        if shown != rows:
            self._fit(rows)
            self.show_rows(rows)
            self._offer(agenda.waiting if may_list and not self.is_compact else ())

    def _columns(self, rows: Sequence[TableRow]) -> tuple[Column, ...]:
        """Wide enough for every term: a tag is never cut off."""
        cells = [row.cells for row in rows if not row.is_heading]
        tags = [
            max((tag_width(each[at].status, each[at].tag) + 16 for each in cells if each[at].tag), default=0)
            for at in (_FINDINGS, _TERM)
        ]
        number, patient, findings, term = self._titles
        discuss = theme.metrics().horizontalAdvance(self._words.gettext("Discuss…")) + 14
        return (
            Column(number, 30),
            Column(patient, 84 if self.is_compact else 168, 3),
            Column(findings, max(100, tags[0]), 2),
            Column(term, max(tags[1], discuss, 60), 1),
        )

    def _fit(self, rows: Sequence[TableRow]) -> None:
        """In a narrow list the findings stand beneath the name."""
        self.rows().columns = self._columns(rows)
        self.hide_column(_FINDINGS, self.is_compact)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier
        step = _STEPS.get(Qt.Key(event.key())) if alt else None
        if step is not None:
            self.move_chosen(step)
        elif alt or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # for the screen
        else:
            super().keyPressEvent(event)

    def move_chosen(self, step: int) -> None:
        """Ask for the chosen case to change places with the one before or after."""
        course = self.chosen()
        if not self._may_order or course not in self._cases:
            return
        to = self._cases.index(course) + step
        if 0 <= to < len(self._cases):
            self.moved.emit(course, to)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        row = self.rows().row_at(index.row()) if index.isValid() else None
        left = event.button() == Qt.MouseButton.LeftButton
        draggable = row is not None and self._may_order and left and row.key in self._cases
        self._pressed = (row.key, at) if draggable and row is not None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        far = (at - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance()
        if far or self._gap >= 0:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._show_gap(self._gap_at(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, gap = self._pressed, self._gap
        self._end_drag()
        if pressed is None or gap < 0:
            return
        before = self._cases.index(pressed[0])
        to = gap - (gap > before)
        if to != before:
            self.moved.emit(pressed[0], to)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap < 0:
            return
        painter = QPainter(self.viewport())
        high = self._top_of_gap(self._gap)
        painter.fillRect(0, high - 1, self.viewport().width(), 3, theme.colour(theme.colours().accent))

    def _end_drag(self) -> None:
        self._pressed = None
        self.unsetCursor()
        self._show_gap(-1)

    def _show_gap(self, gap: int) -> None:
        if gap != self._gap:
            self._gap = gap
            self.viewport().update()

    def _gap_at(self, at: QPoint) -> int:
        """Before which case it would come: as many as lie with their middle above."""
        return sum(self._middle(course) < at.y() for course in self._cases)

    def _middle(self, course: str) -> int:
        row = self.rows().row_of(course)
        return self.rowViewportPosition(row) + self.rowHeight(row) // 2

    def _top_of_gap(self, gap: int) -> int:
        if gap < len(self._cases):
            return self.rowViewportPosition(self.rows().row_of(self._cases[gap]))
        row = self.rows().row_of(self._cases[-1])
        return self.rowViewportPosition(row) + self.rowHeight(row)

    def _case(self, case: Listed, drafts: frozenset[str]) -> TableRow:
        _ = self._words.gettext
        status, tag = case.status, case.term
        if case.progress is Progress.DECIDED:
            status, tag = Status.DONE, _("decided")
        elif case.progress is Progress.POSTPONED:
            status, tag = Status.LATER, _("postponed")
        elif case.progress is Progress.DISCUSSED:
            tag = tag or _("discussed")
        facts = case.facts
        if case.course_id in drafts:
            facts += " · " + draft_mark(self._words)
        detail = case.detail
        if case.without_diagnosis:
            detail = " · ".join(filter(None, (detail, _("without diagnosis"))))
        muted = case.progress is Progress.POSTPONED
        if self.is_compact:
            facts = " · ".join(filter(None, (facts, case.findings)))
        return TableRow(
            case.course_id,
            (
                Cell(str(case.number) if case.number else "–", muted=muted),
                Cell(case.name, facts, strong=not muted, muted=muted),
                Cell(case.findings, detail, muted=muted),
                Cell(status=status, tag=tag),
            ),
        )

    def _waiter(self, case: Listed) -> TableRow:
        term = Cell(status=case.status, tag=case.term) if case.term else Cell(case.findings, case.detail)
        name = Cell(case.name, case.facts, strong=True)
        return TableRow(
            case.course_id, (Cell(), name, Cell(), term) if self.is_compact else (Cell(), name, term, Cell())
        )

    def _offer(self, waiting: Sequence[Listed]) -> None:
        """A button in the row of each who waits, for the mouse: with the keys one chooses the row first."""
        _ = self._words.gettext
        for each in waiting:
            button = make_button(_("Discuss…"), role="link")
            button.setAccessibleName(f"{_('Discuss all the same…')} {each.name}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _on=False, course=each.course_id: self.discuss_wanted.emit(course))
            index = self.rows().index(self.rows().row_of(each.course_id), _TERM)
            self.setIndexWidget(index, button)
