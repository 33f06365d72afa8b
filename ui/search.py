"""Finding a patient: the one search field, asking the database, and the same field floating over a screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from pathway_app.i18n import Words
from pathway_app.ports import Queries
from pathway_app.queries import PatientRow
from ui.bridge import Bridge
from ui.widgets.search import SearchField, SearchHit

_MOST = 8


class PatientSearch(SearchField):
    """Finds patients while one types; Enter opens. `found` carries the chosen patient's course."""

    found = Signal(str)
    narrowed = Signal(str)
    """while `narrows_list`: the text that a list shows the answer to"""
    list_wanted = Signal(str, bool)
    """while `narrows_list`: ↓, or Enter (True), goes on in the list of those whom the text finds"""

    def __init__(self, bridge: Bridge) -> None:
        _ = bridge.words.gettext
        super().__init__(
            _("Find name, record no. or scan a label"),
            "Ctrl+K",
            _("Nobody is found by that."),
            most=_MOST,
        )
        self._bridge = bridge
        self.narrows_list = False
        self.query_changed.connect(self._ask)
        self.activated.connect(self.found)

    def set_narrows_list(self, narrows: bool) -> None:
        """Let the screen's own list show what is found, rather than a list beneath the field."""
        if narrows != self.narrows_list:
            self.narrows_list = narrows
            self.close_hits()
            self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.narrows_list and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list_wanted.emit(self.query(), event.key() != Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)
        if self.narrows_list and event.key() == Qt.Key.Key_Escape:
            self.narrowed.emit(self.query())

    def _ask(self, query: str) -> None:
        if self.narrows_list:
            self.narrowed.emit(query)
            return
        if not query:
            self._bridge.forget(self)
            return
        words = self._bridge.words

        def question(queries: Queries) -> tuple[str, Sequence[SearchHit]]:
            return query, tuple(hit(queries, row, words) for row in queries.search(query, limit=_MOST))

        self._bridge.ask(self, question, lambda answer: self.show_hits(*answer))


def hit(queries: Queries, row: PatientRow, words: Words) -> SearchHit:
    """A found patient: name; birth date, record number, bed and where in the course."""
    identity = row.patient.identity
    facts = [words.day(identity.birth_date), identity.mrn]
    if identity.bed:
        facts.append(words.gettext("bed {bed}").format(bed=identity.bed))
    facts.append(phase_title(queries, row, words))
    return SearchHit(row.course_id, identity.display_name, " · ".join(facts))


def phase_title(queries: Queries, row: PatientRow, words: Words) -> str:
    """Where the patient's newest course stands: its phase, or that it has ended."""
    _ = words.gettext
    if row.ended is not None:
        return _("ended")
    if row.phase is None:
        return _("nothing open")
    definition = queries.definition(row.pathway, row.version)
    return definition.phase_by_id[row.phase].title[words.language]


class SearchPalette(QFrame):
    """The search field over a screen that has none of its own; Esc or choosing closes it."""

    found = Signal(str)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        self.field = PatientSearch(bridge)
        self.field.found.connect(self._found)
        self.field.installEventFilter(self)
        row.addWidget(self.field)
        self._back: QWidget | None = None
        self.hide()

    def open(self) -> None:
        """Show it at the top, and take the focus until it closes."""
        window = self.window()
        self._back = window.focusWidget()
        wide = min(480, window.width() - 32)
        self.setGeometry((window.width() - wide) // 2, 64, wide, 56)
        self.field.clear()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if event.type() == QEvent.Type.FocusOut and self.isVisible():
                self._close(back=False)
            elif _is_escape(event) and not self.field.hits_shown():
                self._close(back=True)
                return True
        return super().eventFilter(watched, event)

    def _found(self, course: str) -> None:
        self._close(back=False)
        self.found.emit(course)

    def _close(self, *, back: bool) -> None:
        self.field.close_hits()
        self.hide()
        if back and self._back is not None:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)


def _is_escape(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.KeyPress
        and event.key() == Qt.Key.Key_Escape
    )
