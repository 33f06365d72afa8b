"""Ending a course, taking its end back, and beginning a further one: each with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pathway_app import wording
from pathway_app.changes import Changes
from pathway_app.commands import BeginCourse, Command, EndCourse, ReopenCourse
from pathway_app.documents.code_words import outcome_word
from pathway_app.domain.calendar import end_of_local_day, local_date
from pathway_app.domain.course import Outcome
from pathway_app.i18n import Words
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord
from ui.board.form_dialog import FormDialog, Values
from ui.bridge import Bridge
from ui.course.local_time import to_minute
from ui.patients.identity_fields import PATHWAY, Pathway
from ui.widgets.field_spec import FieldSpec, Kind, Option

OUTCOME, AT, REASON = "outcome", "at", "reason"
_OFFERED = (
    Outcome.FOLLOW_UP_ENDED,
    Outcome.TRANSFERRED,
    Outcome.WITHDRAWN,
    Outcome.DECEASED,
    Outcome.ENTERED_IN_ERROR,
)
"""a course is continued by beginning a further one"""


def end_course(
    bridge: Bridge, window: QWidget, record: CourseRecord, tell: Callable[[str], None]
) -> FormDialog:
    """Ask how, when and why the course ended; `tell` gets the sentence that it has."""
    words = bridge.words
    _ = words.gettext

    def make(values: Values) -> Command:
        day = values[AT]
        assert isinstance(day, date)
        return EndCourse(
            course_id=record.course.id,
            seen_revision=record.course.revision,
            at=_moment_of(day, bridge.clock.now(), words.zone),
            outcome=Outcome(str(values[OUTCOME])),
            reason=str(values[REASON]),
        )

    outcomes = tuple(Option(each.value, outcome_word(each, words)) for each in _OFFERED)
    dialog = FormDialog(
        bridge,
        window,
        _("End the course"),
        _about(record, words),
        (
            FieldSpec(OUTCOME, _("How it ended"), Kind.CHOICE, required=True, options=outcomes),
            FieldSpec(AT, _("Day on which it ended"), Kind.DATE, required=True, year_needed=True),
            FieldSpec(REASON, _("Reason"), Kind.LONG_TEXT, required=True),
        ),
        _("End the course"),
        make,
    )
    name = record.patient.identity.display_name
    told = _("The course of {name} has ended.").format(name=name)
    today = local_date(bridge.clock.now(), words.zone)
    dialog.open_with({AT: today}, lambda _changes: tell(told))
    return dialog


def reopen_course(
    bridge: Bridge, window: QWidget, record: CourseRecord, tell: Callable[[str], None]
) -> FormDialog:
    """Ask why the course goes on after all; `tell` gets the sentence that it does."""
    words = bridge.words
    _ = words.gettext

    def make(values: Values) -> Command:
        return ReopenCourse(
            course_id=record.course.id, seen_revision=record.course.revision, reason=str(values[REASON])
        )

    dialog = FormDialog(
        bridge,
        window,
        _("Reopen the course"),
        _about(record, words),
        (FieldSpec(REASON, _("Why it goes on"), Kind.LONG_TEXT, required=True),),
        _("Reopen the course"),
        make,
    )
    told = _("The course of {name} is open again.").format(name=record.patient.identity.display_name)
    dialog.open_with({}, lambda _changes: tell(told))
    return dialog


def begin_course(
    bridge: Bridge, asker: QObject, window: QWidget, record: CourseRecord, show: Callable[[str], None]
) -> None:
    """Ask with which pathway and why a further course begins; `show` gets its id then."""

    def answered(found: tuple[tuple[Pathway, ...], frozenset[str]]) -> None:
        _ask_begin(bridge, window, record, show, *found)

    bridge.ask(asker, lambda queries: _offered(queries, record), answered, topic="begin")


def _ask_begin(
    bridge: Bridge,
    window: QWidget,
    record: CourseRecord,
    show: Callable[[str], None],
    pathways: tuple[Pathway, ...],
    open_ones: frozenset[str],
) -> FormDialog:
    words = bridge.words
    _ = words.gettext
    continued = _("An open course of the same pathway ends as: {outcome}.").format(
        outcome=outcome_word(Outcome.CONTINUED, words)
    )
    asked = [FieldSpec(REASON, _("Why it begins"), Kind.LONG_TEXT, required=True)]
    if len(pathways) > 1:
        options = tuple(Option(each.id, each.title[words.language]) for each in pathways)
        asked.insert(0, FieldSpec(PATHWAY, _("Pathway"), Kind.CHOICE, required=True, options=options))
    only = pathways[0].id

    def make(values: Values) -> Command:
        return BeginCourse(
            patient_id=record.patient.id,
            pathway=str(values.get(PATHWAY, only)),
            at=to_minute(bridge.clock.now()),
            reason=str(values[REASON]),
        )

    dialog = FormDialog(
        bridge,
        window,
        _("Begin a further course"),
        "\n".join(part for part in (_about(record, words), continued if open_ones else "") if part),
        asked,
        _("Begin the course"),
        make,
    )

    def done(changes: Changes) -> None:
        begun = changes.courses - set(record.courses)
        if begun:
            show(next(iter(begun)))

    dialog.open_with({}, done)
    return dialog


def _about(record: CourseRecord, words: Words) -> str:
    """Whose course it is: name, birth date and record number, and which of the courses."""
    identity = record.patient.identity
    who = (
        identity.display_name,
        words.gettext("Born {date}").format(date=words.day(identity.birth_date)),
        identity.mrn,
    )
    begun = words.day(local_date(record.course.enrolment.at, words.zone))
    course = words.gettext("course {number}, begun on {date}").format(number=record.number, date=begun)
    return f"{wording.in_a_row(who)}\n{record.definition.title[words.language]} · {course}"


def _moment_of(day: date, now: datetime, zone: ZoneInfo) -> datetime:
    """A day as the moment at which the course ended: now, for today; else the end of that day on the ward."""
    return to_minute(now) if day == local_date(now, zone) else end_of_local_day(day, zone)


def _offered(queries: Queries, record: CourseRecord) -> tuple[tuple[Pathway, ...], frozenset[str]]:
    """The installed pathways, and those of which the patient has an open course."""
    newest = dict(queries.pathways())
    found = (queries.definition(pathway, version) for pathway, version in newest.items())
    courses = filter(None, map(queries.course, record.courses))
    open_ones = frozenset(each.course.pathway for each in courses if each.course.ended() is None)
    return tuple(Pathway(each.id, each.title) for each in found), open_ones
