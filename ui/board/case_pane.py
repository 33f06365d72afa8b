"""The chosen case: who it is, what was found, who was present, and the decision beside the documented route."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pathway_app.i18n import Words
from ui.board.board_form import BoardForm
from ui.board.case import BoardCase
from ui.board.facts import FactGrid, RunsLabel
from ui.widgets.checklist_content import RowContent
from ui.widgets.flow import FlowBox
from ui.widgets.notices import EmptyState
from ui.widgets.plain import make_button, rule, unbroken, wrapping_label
from ui.widgets.tag import StatusTag

_TWO_COLUMNS = 560
"""pixels from which the decision stands beside the findings, else beneath"""


class _Entered(QFrame):
    """A step that asks nothing any more: what was entered, or why nothing can be."""

    def __init__(self, content: RowContent) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(wrapping_label(content.title, "smallStrong"))
        if content.tag:
            column.addWidget(StatusTag(content.status, content.tag), 0, Qt.AlignmentFlag.AlignLeft)
        lines = [content.aside, *(each.text for each in content.details if not each.struck), content.meta]
        for line in filter(None, lines):
            column.addWidget(wrapping_label(line, "small"))


class CasePane(QFrame):
    """`save_wanted`, `postpone_wanted`, `note_wanted`, `course_wanted`, `discuss_wanted`: the buttons at its foot."""

    save_wanted = Signal()
    postpone_wanted = Signal()
    note_wanted = Signal()
    course_wanted = Signal()
    discuss_wanted = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._words = words
        _ = words.gettext
        self.setAccessibleName(_("The chosen case"))
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(1, 1, 1, 1)
        self._outer.setSpacing(0)
        self._empty = EmptyState("", "")
        self._outer.addWidget(self._empty, 1)
        self._whole = QWidget()
        self._outer.addWidget(self._whole, 1)
        self._build()
        self.show_nothing("", "")

    def show_nothing(self, title: str, text: str) -> None:
        """Say what would stand here."""
        self._whole.hide()
        self._outer.removeWidget(self._empty)
        self._empty.hide()
        self._empty.deleteLater()
        self._empty = EmptyState(title, text)
        self._outer.addWidget(self._empty, 1)
        self._empty.setVisible(bool(title))

    def show_case(self, case: BoardCase, number: int, said: str, *, waits: bool) -> None:
        """Show who it is and what was found; the forms follow. `said` is told above all (a wait, an end)."""
        self._empty.hide()
        self._whole.show()
        begin = f"{number} · " if number else ""
        self.name.setText(unbroken(f"{begin}{case.name} · {case.identifiers}"))
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self.facts.show_facts(case.facts)
        self._question.clear()
        for text in () if waits else case.question:
            self._question.add(RunsLabel(text))
        self._no_route.setText(case.no_route)
        self._no_route.setVisible(bool(case.no_route) and not waits)
        self._columns.setStretch(1, 0 if waits else 1)

    def show_steps(
        self,
        discussed: BoardForm | RowContent | None,
        decision: BoardForm | RowContent | None,
        *,
        waits: bool,
    ) -> None:
        """Show each step as its form, or as what was entered; a waiting case (`waits`) can be brought on the list."""
        self._fill(self._discussed, discussed)
        self._fill(self._decision, decision)
        forms = [each for each in (discussed, decision) if isinstance(each, BoardForm)]
        self.save_button.setVisible(bool(forms) and not waits)
        self.postpone_button.setVisible(not waits)
        self.discuss_button.setVisible(waits)
        self._order_tabs(forms)

    def to_top(self) -> None:
        """Show the case from its beginning."""
        self._area.verticalScrollBar().setValue(0)

    def reveal(self, widget: QWidget) -> None:
        """Bring what has the keys into view."""
        if self._body.isAncestorOf(widget):
            self._area.ensureWidgetVisible(widget, 8, 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= _TWO_COLUMNS
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() != direction:
            self._columns.setDirection(direction)

    def _build(self) -> None:
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(rule())
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._make_body())
        column.addWidget(self._area, 1)
        column.addWidget(rule())
        column.addWidget(self._foot())

    def _head(self) -> QWidget:
        _ = self._words.gettext
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 7, 14, 7)
        row.setSpacing(10)
        self.name = wrapping_label("", "strong")
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.name, 1)
        self.course_button = make_button(_("Open the course"), role="link")
        self.course_button.clicked.connect(self.course_wanted)
        row.addWidget(self.course_button, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _make_body(self) -> QWidget:
        self._body = QWidget()
        self._body.setProperty("ground", "none")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._body)
        self._columns.setContentsMargins(14, 10, 14, 12)
        self._columns.setSpacing(16)
        self._question = _Stack()
        self._said = wrapping_label("", "variance")
        self.facts = FactGrid()
        self._discussed, self._decision = _Stack(), _Stack()
        self._no_route = wrapping_label("", "small")
        to_read = (self._said, self._question, self.facts)
        to_fill_in = (self._discussed, self._decision, self._no_route)
        for parts in (to_read, to_fill_in):
            column = QVBoxLayout()
            column.setSpacing(10)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        return self._body

    def _foot(self) -> QWidget:
        _ = self._words.gettext
        foot = FlowBox()
        self.save_button = make_button(_("Save and next"), role="primary", keys="Ctrl+↵")
        self.save_button.clicked.connect(self.save_wanted)
        self.discuss_button = make_button(_("Discuss all the same…"), role="primary")
        self.discuss_button.clicked.connect(self.discuss_wanted)
        self.postpone_button = make_button(_("Postpone…"))
        self.postpone_button.clicked.connect(self.postpone_wanted)
        self.note_button = make_button(_("Note…"))
        self.note_button.clicked.connect(self.note_wanted)
        for button in (self.save_button, self.discuss_button, self.postpone_button, self.note_button):
            foot.add(button)
        around = QWidget()
        column = QVBoxLayout(around)
        column.setContentsMargins(14, 10, 14, 12)
        column.addWidget(foot)
        return around

    def _fill(self, stack: _Stack, step: BoardForm | RowContent | None) -> None:
        if isinstance(step, RowContent):
            stack.show_one(_Entered(step))
        else:
            stack.show_one(step)

    def _order_tabs(self, forms: list[BoardForm]) -> None:
        """Tab goes in reading order: who, the forms, the buttons at the foot."""
        last: QWidget = self.course_button
        for form in forms:
            for stop in form.findChildren(QWidget):
                if stop.focusPolicy() & Qt.FocusPolicy.TabFocus and _is_within(stop, form):
                    QWidget.setTabOrder(last, stop)
                    last = stop
        for button in (self.save_button, self.discuss_button, self.postpone_button, self.note_button):
            QWidget.setTabOrder(last, button)
            last = button


def _is_within(widget: QWidget, form: QWidget) -> bool:
    """Whether it stands in the form itself, not in a list that it opens over the window."""
    return widget.window() is form.window()


class _Stack(QWidget):
    """A place in the body for what changes with the case."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._shown: list[QWidget] = []

    def clear(self) -> None:
        for widget in self._shown:
            if shiboken6.isValid(widget):
                self._column.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._shown.clear()

    def add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)
        self._shown.append(widget)

    def show_one(self, widget: QWidget | None) -> None:
        """Show this alone; what is shown already stays as it is."""
        if widget is not None and self._shown == [widget]:
            return
        if widget not in self._shown:
            self.clear()
        if widget is not None:
            self.add(widget)
            widget.show()
