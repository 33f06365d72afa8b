"""What is asked to plan, move or cancel a meeting, to postpone a case, and to add a note to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QMessageBox, QWidget

from pathway_app.changes import Changes
from pathway_app.commands import AddNote, ChangeMeeting, PlanMeeting
from pathway_app.domain.answers import LONGEST_TEXT
from pathway_app.domain.entries import Place
from pathway_app.i18n import Words
from pathway_app.meetings import Meeting, MeetingCase
from ui.board.agenda import Agenda, Pathway
from ui.board.form_dialog import FormDialog, Values, Wrong
from ui.bridge import Bridge
from ui.course.local_time import Passing, instant, passing, wall
from ui.widgets.field_spec import FieldSpec, Kind, Option
from ui.widgets.plain import message_box

AT, PATHWAY, TO, WHY, TEXT = "at", "pathway", "to", "why", "text"
NOT_PLANNED = "later"
_A_WEEK = timedelta(days=7)

Done = Callable[[Changes], None]


def meeting_title(meeting: Meeting, words: Words) -> str:
    """`Wednesday 25 November 2026 · 16:00`."""
    return f"{words.long_day(words.local(meeting.at).date())} · {words.time(meeting.at)}"


def plan(bridge: Bridge, parent: QWidget, agenda: Agenda, done: Done) -> FormDialog:
    """A new meeting; a week after the last planned one is proposed."""
    _ = bridge.words.gettext
    when = _When(bridge)
    dialog = FormDialog(
        bridge, parent, _("New meeting of the tumour board"),
        _("Who is ready to be discussed comes on the list of the next meeting by itself."),
        (_at(bridge.words), *_pathway(agenda.pathways, bridge.words)), _("Plan the meeting"),
        lambda values: PlanMeeting(
            at=when(values), pathway=str(values.get(PATHWAY, agenda.pathways[0].id))
        ),
    )  # fmt: skip
    held = [each.at for each in agenda.meetings if not each.cancelled]
    proposed = {AT: wall(max(held) + _A_WEEK, bridge.zone)} if held else {}
    if held and max(held) + _A_WEEK < bridge.clock.now():
        proposed = {}
    dialog.open_with(proposed, done)
    return dialog


def change(bridge: Bridge, parent: QWidget, meeting: Meeting, done: Done) -> FormDialog:
    """Another moment for the meeting."""
    _ = bridge.words.gettext
    when = _When(bridge, meeting.at)
    dialog = FormDialog(
        bridge, parent, _("Change the meeting"), meeting_title(meeting, bridge.words),
        (_at(bridge.words),), _("Change"),
        lambda values: ChangeMeeting(
            meeting_id=meeting.id, seen_revision=meeting.revision, at=when(values)
        ),
    )  # fmt: skip
    dialog.open_with({AT: wall(meeting.at, bridge.zone)}, done)
    return dialog


def ask_cancel(bridge: Bridge, parent: QWidget, meeting: Meeting, go_on: Callable[[], None]) -> QMessageBox:
    """Enter and Esc keep the meeting."""
    _ = bridge.words.gettext
    told = _(
        "Cancel the meeting of {day}? Its list is kept; who was on it comes on the list of the next meeting."
    )
    box = message_box(parent, _("Cancel the meeting"), told.format(day=meeting_title(meeting, bridge.words)))
    stay = box.addButton(_("Keep the meeting"), QMessageBox.ButtonRole.RejectRole)
    cancel = box.addButton(_("Cancel the meeting"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.buttonClicked.connect(lambda button: go_on() if button is cancel else None)
    box.open()
    return box


def postpone(
    bridge: Bridge, parent: QWidget, agenda: Agenda, course: str, who: str, done: Callable[[str, str], None]
) -> FormDialog:
    """Not at this meeting; `done` gets the id of the later meeting (or `NOT_PLANNED`) and why, once it is recorded."""
    words, meeting = bridge.words, agenda.meeting
    _ = words.gettext
    assert meeting is not None
    answered: dict[str, str] = {}
    options = [Option(each.id, meeting_title(each, words)) for each in agenda.later()]
    options.append(Option(NOT_PLANNED, _("a later one, not planned yet")))
    cases = tuple(
        MeetingCase(each.course_id, each.without_diagnosis, each.postponed or each.course_id == course)
        for each in agenda.kept
    )

    def make(values: Values) -> ChangeMeeting:
        answered.update({TO: str(values[TO]), WHY: str(values.get(WHY, ""))})
        return ChangeMeeting(meeting_id=meeting.id, seen_revision=meeting.revision, cases=cases)

    dialog = FormDialog(
        bridge, parent, _("Postpone the case"), who,
        (
            FieldSpec(TO, _("To the meeting of"), Kind.CHOICE, required=True, stacked=True, options=tuple(options)),
            FieldSpec(WHY, _("Why (kept as a note)"), Kind.LONG_TEXT, max_length=LONGEST_TEXT),
        ),
        _("Postpone"), make,
    )  # fmt: skip
    dialog.open_with({}, lambda _changes: done(answered[TO], answered[WHY].strip()))
    return dialog


def note(bridge: Bridge, parent: QWidget, course: str, place: Place, who: str, done: Done) -> FormDialog:
    """A note to what is before the board."""
    _ = bridge.words.gettext
    dialog = FormDialog(
        bridge, parent, _("Note"), who,
        (FieldSpec(TEXT, _("Note"), Kind.LONG_TEXT, required=True, max_length=LONGEST_TEXT),),
        _("Add the note"), partial(note_command, course, place),
    )  # fmt: skip
    dialog.open_with({}, done)
    return dialog


def note_command(course: str, place: Place, values: Values) -> AddNote:
    return AddNote(course_id=course, checkpoint=place[0], round=place[1], text=str(values[TEXT]))


class _When:
    """The moment that was typed. One that is past is taken only when it is given a second time, or was `agreed`.

    Raises Wrong for a past moment the first time, and for a time that the clock skips.
    """

    def __init__(self, bridge: Bridge, agreed: datetime | None = None) -> None:
        self._bridge, self._agreed = bridge, agreed

    def __call__(self, values: Values) -> datetime:
        moment = _moment(self._bridge, values)
        if moment < self._bridge.clock.now() and moment != self._agreed:
            self._agreed = moment
            _ = self._bridge.words.gettext
            raise Wrong(AT, _("This is in the past. Press the button again if the meeting was held then."))
        return moment


def _at(words: Words) -> FieldSpec:
    return FieldSpec(AT, words.gettext("Date and time"), Kind.MOMENT, required=True, day_needed=True)


def _pathway(pathways: Sequence[Pathway], words: Words) -> tuple[FieldSpec, ...]:
    if len(pathways) < 2:
        return ()
    options = tuple(Option(each.id, each.title) for each in pathways)
    return (FieldSpec(PATHWAY, words.gettext("Pathway"), Kind.CHOICE, required=True, options=options),)


def _moment(bridge: Bridge, values: Values) -> datetime:
    """Raises Wrong for a time that the clock skips."""
    local = values[AT]
    assert isinstance(local, datetime)
    if passing(local, bridge.zone) is Passing.NEVER:
        never = bridge.words.gettext("The clock is put forward that night; it never shows this time.")
        raise Wrong(AT, never)
    return instant(local, bridge.zone)
