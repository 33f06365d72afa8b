"""What can be done on the tumour board's screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QPushButton

from pathway_app.commands import AddNote, Command, PlanMeeting
from pathway_app.i18n import Words
from ui.actions import Action
from ui.board.acts import MeetingActs
from ui.board.case_table import CaseTable
from ui.board.deciding import Deciding
from ui.board.listing import Listing


class OnBoard(Protocol):
    """What the actions do on the tumour board's screen."""

    acts: MeetingActs
    deciding: Deciding
    listing: Listing
    table: CaseTable
    print_button: QPushButton

    def chosen(self) -> str:
        """The chosen course, on the list or among those who wait."""
        ...

    def waits(self) -> bool: ...

    def may(self, command: type[Command]) -> bool: ...

    def why_not_save(self) -> str: ...

    def why_not_postpone(self) -> str: ...

    def to_form(self) -> None: ...

    def to_meeting(self, step: int) -> None: ...

    def save(self) -> None: ...

    def postpone(self) -> None: ...

    def note(self) -> None: ...

    def open_course(self) -> None: ...

    def print_sheet(self) -> None: ...


def board_actions(view: OnBoard, words: Words) -> Sequence[Action]:
    """What can be done now with the meeting and with the chosen case."""
    return (*_of_case(view, words), *_of_meeting(view, words))


def _of_case(view: OnBoard, words: Words) -> tuple[Action, ...]:
    _ = words.gettext
    course, nobody = bool(view.chosen()), _("No case is chosen.")
    fixed = view.listing.why_not()
    waits, forms = view.waits(), view.deciding.form(0) is not None or view.deciding.form(1) is not None
    listed = course and not waits
    return (
        Action("board.move", _("to another case"), "Up Down"),
        Action("board.form", _("to the questions of the chosen case"), "Return", view.to_form, forms, nobody),
        Action(
            "board.save", _("save, and on to the next case"), "Ctrl+Return", view.save,
            forms and not view.why_not_save(), view.why_not_save() or nobody,
        ),
        Action(
            "board.up", _("the case one place earlier"), "Alt+Up", lambda: view.table.move_chosen(-1),
            listed and not fixed, fixed or nobody,
        ),
        Action(
            "board.down", _("the case one place later"), "Alt+Down", lambda: view.table.move_chosen(1),
            listed and not fixed, fixed or nobody,
        ),
        Action(
            "board.discuss", _("discuss without diagnosis who waits for it"), "",
            lambda: view.acts.discuss(view.chosen()), waits and not fixed, fixed or nobody,
        ),
        Action(
            "board.postpone", _("postpone the case"), "", view.postpone,
            listed and not view.why_not_postpone(), view.why_not_postpone() or nobody,
        ),
        Action(
            "board.note", _("add a note to the case"), "", view.note, course and view.may(AddNote), nobody
        ),
        Action("board.course", _("open the case's course"), "", view.open_course, course, nobody),
    )  # fmt: skip


def _of_meeting(view: OnBoard, words: Words) -> tuple[Action, ...]:
    _ = words.gettext
    agenda = view.listing.agenda
    cancelled = agenda is not None and agenda.meeting is not None and agenda.meeting.cancelled
    may_change = not view.listing.why_not()
    return (
        Action(
            "board.previous", _("the meeting before"), "Alt+Left", lambda: view.to_meeting(-1),
            agenda is not None and agenda.at > 0, _("There is no meeting before this one."),
        ),
        Action(
            "board.next", _("the next meeting"), "Alt+Right", lambda: view.to_meeting(1),
            agenda is not None and agenda.at < len(agenda.order) - 1, _("No later meeting is planned."),
        ),
        Action(
            "board.plan", _("plan a meeting"), "", view.acts.plan, agenda is not None and view.may(PlanMeeting),
            _("Your role may not change meetings."),
        ),
        Action("board.change", _("change the meeting"), "", view.acts.change, may_change, view.listing.why_not()),
        Action(
            "board.cancel", _("cancel the meeting"), "", view.acts.cancel, may_change, view.listing.why_not()
        ),
        Action("board.hold", _("hold the cancelled meeting after all"), "", view.acts.hold, cancelled,
               _("The meeting is not cancelled.")),
        Action("board.print", _("print the pack of the meeting"), "Ctrl+P", view.print_sheet,
               view.print_button.isEnabled(), _("Nobody is on the list.")),
    )  # fmt: skip
