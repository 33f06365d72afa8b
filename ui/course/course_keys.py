"""What can be done on the course screen, and how keys with several spellings are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pathway_app.i18n import Words
from ui.actions import Action
from ui.course.entering import StepEntering
from ui.course.paper import KEYS as PAPER_KEYS
from ui.course.paper import PaperMode
from ui.course.plans import Mode
from ui.patients.of_course import PatientOfCourse


class OnCourse(Protocol):
    """What the actions do on the course's screen."""

    entering: StepEntering
    paper: PaperMode
    patient: PatientOfCourse

    def row(self) -> str:
        """The key of the step where the user is; empty where none is."""
        ...

    def to_possible(self, step: int) -> None: ...

    def begin_form(self, key: str, mode: Mode) -> None: ...

    def show_menu(self, key: str) -> None: ...

    def show_pathway(self) -> None: ...

    def print_sheet(self) -> None: ...

    def leave(self) -> None: ...


def course_actions(view: OnCourse, words: Words) -> Sequence[Action]:
    """What can be done on the course screen, with the step where the user is."""
    _ = words.gettext
    entering, key = view.entering, view.row()
    at_step, no_step = bool(key), _("No step is chosen.")
    return (
        Action("course.move", _("to another step"), "Up Down"),
        Action(
            "course.next",
            _("to the next step that can be done now"),
            "Ctrl+Down",
            lambda: view.to_possible(1),
        ),
        Action("course.previous", _("to the one before"), "Ctrl+Up", lambda: view.to_possible(-1)),
        Action("course.tick", _("tick"), "Space", lambda: entering.tick(key), at_step, no_step),
        Action(
            "course.open",
            _("open the form, or what can be done with the step"),
            "Return",
            lambda: entering.toggle(key),
            at_step,
            no_step,
        ),
        Action(
            "course.save",
            _("save the form"),
            "Ctrl+Return",
            entering.save,
            entering.form() is not None,
            _("No form is open."),
        ),
        Action("course.back", _("close the form (what was typed is kept), then back"), "Esc", view.leave),
        *_forms(view, key, words),
        Action(
            "course.menu",
            _("all that can be done with the step"),
            "Menu",
            lambda: view.show_menu(key),
            at_step,
            no_step,
        ),
        Action("course.paper", _("enter from paper: begin, stop"), PAPER_KEYS, view.paper.toggle),
        Action("course.pathway", _("show where it is on the pathway"), "Ctrl+M", view.show_pathway),
        Action("course.sheet", _("handover sheet"), "Ctrl+P", view.print_sheet),
        *view.patient.actions(),
    )


def _forms(view: OnCourse, key: str, words: Words) -> Iterator[Action]:
    """The forms of a step; those that it does not have now say so."""
    _ = words.gettext
    offered = {mode for mode, *_rest in view.entering.actions(key)} if key else set()
    for mode, name, title, keys in (
        (Mode.CORRECT, "correct", _("correct the step"), "F2"),
        (Mode.RETRACT, "retract", _("retract the step"), "Del"),
        (Mode.SKIP, "skip", _("skip the step (a variance)"), ""),
        (Mode.NOT_APPLICABLE, "not-applicable", _("say that the step does not apply"), ""),
        (Mode.CLOSE_VARIANCE, "close-variance", _("close the step's variance"), ""),
        (Mode.NOTE, "note", _("add a note to the step"), ""),
    ):
        why_not = (
            view.entering.why_not(mode)
            if mode in offered
            else _("The chosen step does not ask for that now.")
        )
        yield Action(f"course.{name}", title, keys, partial(view.begin_form, key, mode), not why_not, why_not)


def is_menu_key(event: QKeyEvent) -> bool:
    """The key with the menu on it, or Shift+F10."""
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and shifted)


def is_ctrl_enter(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
