"""Ctrl+Z where no course is open: the newest entry that I made on the course I changed last is taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pathway_app.changes import Changes
from pathway_app.commands import CorrectEntry, RetractEntry
from pathway_app.domain.errors import Refused
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord
from ui.bridge import Bridge
from ui.course.course_words import CourseWords
from ui.course.ledger import ledger
from ui.course.undo import Undo, undo_of
from ui.course.undoing import ask_undo


class UndoLast(QObject):
    """Asks why, then takes it back; `say` gets a sentence where there is nothing to retract or it is refused."""

    def __init__(self, bridge: Bridge, window: QWidget, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self._say = say

    def begin(self) -> None:
        """Look what would be retracted, and ask why."""
        course = self._bridge.changed_last
        words, account = self._bridge.words, self._bridge.actor.name
        names = {each.name: each.full_name for each in self._bridge.accounts}
        if course is None:
            self._say(words.gettext("You have entered nothing yet that could be taken back."))
            return

        def question(queries: Queries) -> tuple[CourseRecord, Undo | None] | None:
            record = queries.course(course)
            if record is None:
                return None
            told = CourseWords(record.definition, words, names)
            return record, undo_of(told, ledger(record.course.entries), account)

        self._bridge.ask(self, question, self._ask_why)

    def _ask_why(self, found: tuple[CourseRecord, Undo | None] | None) -> None:
        record, undo = found if found is not None else (None, None)
        if record is None or undo is None:
            self._say(self._bridge.words.gettext("Nothing that you entered there counts any more."))
            return
        identity, course = record.patient.identity, record.course
        ask_undo(self._window, undo, identity, course.id, course.revision, self._bridge, self._retract)

    def _retract(self, command: RetractEntry | CorrectEntry, draft: str) -> None:
        self._bridge.execute(command, done=self._done, refused=self._refused, asker=self, draft=draft)

    def _done(self, _changes: Changes) -> None:
        self._say(self._bridge.words.gettext("Taken back; the record keeps both."))

    def _refused(self, refused: Refused) -> None:
        from pathway_app.messages import Sentences

        self._say(" ".join(Sentences(self._bridge.words).refused(refused)))
