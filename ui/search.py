"""Finding a patient: the one search field, asking the database, and the same field floating over a screen.

The code of a sheet, typed by a scanner, finds whose sheet it is and tells whether it is still the newest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from pathway_app.documents.scan_code import CODE_BEGINS, Scanned, scanned
from pathway_app.i18n import Words
from pathway_app.ports import Queries
from pathway_app.queries import PatientRow
from ui.bridge import Bridge
from ui.widgets.search import SearchField, SearchHit

if TYPE_CHECKING:
    from pathway_app.copies import CopyStanding

_MOST = 8


class PatientSearch(SearchField):
    """Finds patients while one types; Enter opens. `found` carries the chosen patient's course."""

    found = Signal(str)
    sheet_found = Signal(object)
    """CopyStanding, in the place of `found`: a sheet's code was scanned"""
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
            short_hint=_("Find a patient"),
            most=_MOST,
        )
        self._bridge = bridge
        self.narrows_list = False
        self._standing: CopyStanding | None = None
        self.query_changed.connect(self._ask)
        self.activated.connect(self._activate)

    def set_narrows_list(self, narrows: bool) -> None:
        """Let the screen's own list show what is found, rather than a list beneath the field."""
        if narrows != self.narrows_list:
            self.narrows_list = narrows
            self.close_hits()
            self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        goes_on = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.narrows_list and goes_on and scanned(self.query()) is None:
            self.list_wanted.emit(self.query(), event.key() != Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)
        if self.narrows_list and event.key() == Qt.Key.Key_Escape:
            self.narrowed.emit(self.query())

    def _edited(self) -> None:
        text, at = self.text(), self.cursorPosition()
        code = text[:at].upper().rfind(CODE_BEGINS)
        if code > 0:  # a scan does not go on with what stood there
            self.setText(text[code:at])
        super()._edited()

    def _ask(self, query: str) -> None:
        self._standing = None
        code = scanned(query)
        if code is not None:
            self._ask_sheet(query, code)
            return
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

    def _ask_sheet(self, query: str, code: Scanned) -> None:
        words = self._bridge.words

        def question(queries: Queries) -> tuple[CopyStanding, SearchHit]:
            from pathway_app.copies import copy_standing, sheet_title, standing_sentence

            standing = copy_standing(queries, code)
            record = queries.course(standing.course_id) if standing.course_id else None
            title = record.patient.identity.display_name if record else sheet_title(code.sheet, words)
            return standing, SearchHit(standing.course_id, title, standing_sentence(standing, words))

        def answered(answer: tuple[CopyStanding, SearchHit]) -> None:
            if query == self.query():
                self._standing = answer[0]
            self.show_hits(query, (answer[1],))

        self._bridge.ask(self, question, answered)

    def _activate(self, course: str) -> None:
        standing, self._standing = self._standing, None
        if self.narrows_list:  # to whatever stood in the field while a code was typed
            self.narrowed.emit("")
        if standing is not None:
            self.sheet_found.emit(standing)
        else:
            self.found.emit(course)


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
    sheet_found = Signal(object)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        self.field = PatientSearch(bridge)
        self.field.found.connect(self._found)
        self.field.sheet_found.connect(self._sheet_found)
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

    def _sheet_found(self, standing: CopyStanding) -> None:
        self._close(back=False)
        self.sheet_found.emit(standing)

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
