"""What can be done with a patient and the course as a whole, from the list, the course's screen and the palette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from pathway_app.commands import BeginCourse, Command, CorrectIdentity, EndCourse, ReopenCourse
from pathway_app.domain.errors import Refusal
from pathway_app.queries import CourseRecord
from ui.actions import Action
from ui.bridge import Bridge
from ui.widgets.plain import literal_caption, set_tooltip


class PatientDeeds(QObject):
    """Opens the dialogs; each reads the record anew first."""

    course_wanted = Signal(str)
    """the id of a course to show"""
    told = Signal(str)
    """a sentence to show for a while: what was done, or why not"""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self.bridge = bridge
        self._window = window

    def correct(self, course_id: str) -> None:
        """Say who the patient is."""
        from ui.patients.correct_identity import correct_identity

        correct_identity(self.bridge, self._window, course_id, self.told.emit)

    def change_bed(self, course_id: str) -> None:
        """Say where the patient lies."""
        from ui.patients.correct_identity import change_bed

        change_bed(self.bridge, self._window, course_id, self.told.emit)

    def end(self, course_id: str) -> None:
        """End the course."""
        from ui.patients.course_dialogs import end_course

        self._with_record(
            course_id, lambda record: end_course(self.bridge, self._window, record, self.told.emit)
        )

    def reopen(self, course_id: str) -> None:
        """Take the end of the course back."""
        from ui.patients.course_dialogs import reopen_course

        self._with_record(
            course_id, lambda record: reopen_course(self.bridge, self._window, record, self.told.emit)
        )

    def begin(self, course_id: str) -> None:
        """Begin a further course of the patient whose course that is."""
        from ui.patients.course_dialogs import begin_course

        self._with_record(
            course_id,
            lambda record: begin_course(self.bridge, self, self._window, record, self.course_wanted.emit),
        )

    def why_not(self, command: type[Command]) -> str:
        """Why the user may not give such a command; empty where that is allowed."""
        if self.bridge.may(command):
            return ""
        from pathway_app.messages import Sentences

        params = {"role": self.bridge.actor.role.value, "command": command.__name__}
        return Sentences(self.bridge.words).refusal(Refusal("not-allowed", params=params))

    def _with_record(self, course_id: str, do: Callable[[CourseRecord], object]) -> None:
        def answered(record: CourseRecord | None) -> None:
            if record is not None:
                do(record)
            else:
                self.told.emit(self.bridge.words.gettext("This course is no longer there."))

        self.bridge.ask(self, lambda queries: queries.course(course_id), answered, topic="deed")


def deed_actions(place: str, deeds: PatientDeeds, course_id: str, ended: bool) -> Sequence[Action]:
    """What can be done with that course and its patient; `course_id` is empty where nobody is chosen."""
    _ = deeds.bridge.words.gettext
    nobody = "" if course_id else _("No patient is chosen.")
    is_ended = _("This course has ended.") if ended else ""
    is_open = "" if ended else _("This course has not ended.")

    def action(
        name: str, title: str, keys: str, do: Callable[[str], None], of: type[Command], why: str = ""
    ) -> Action:
        why_not = nobody or deeds.why_not(of) or why
        return Action(f"{place}.{name}", title, keys, partial(do, course_id), not why_not, why_not)

    return (
        action("identity", _("Correct identity…"), "Ctrl+I", deeds.correct, CorrectIdentity),
        action("bed", _("Change the bed…"), "Ctrl+B", deeds.change_bed, CorrectIdentity),
        action("end", _("End the course…"), "Ctrl+Shift+E", deeds.end, EndCourse, is_ended),
        action("reopen", _("Reopen the course…"), "", deeds.reopen, ReopenCourse, is_open),
        action("begin", _("Begin a further course…"), "", deeds.begin, BeginCourse),
    )


def deed_menu(parent: QWidget, actions: Sequence[Action], at: QPoint) -> QMenu:
    """Show these at a place of the screen (global); what cannot be done now says why in its tooltip."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for each in actions:
        caption = literal_caption(each.title)
        shown = menu.addAction(f"{caption}\t{each.keys}" if each.keys else caption)
        shown.setData(each.id)
        shown.setEnabled(each.can())
        set_tooltip(shown, each.reason())
        if each.do is not None:
            shown.triggered.connect(lambda _on=False, do=each.do: do())
    menu.popup(at)
    return menu
