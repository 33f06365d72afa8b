"""Everything that was recorded of a course, newest first, in words. Knows no window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pathway_app.documents.code_words import outcome_word
from pathway_app.domain.course import Course, Ending
from pathway_app.domain.entries import Action, Entry
from ui.course.course_words import CourseWords
from ui.course.ledger import Ledger
from ui.course.local_time import to_minute


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`when` is the moment of recording (when it happened stands in `what` where that is another minute); `note` a
    variance; `struck` no longer counts."""

    when: str
    what: str
    note: str = ""
    struck: bool = False


def history(
    told: CourseWords,
    course: Course,
    entries: Ledger,
    now: datetime,
    more: Iterable[tuple[datetime, HistoryLine]] = (),
) -> tuple[HistoryLine, ...]:
    """Entries, the enrolment, endings and reopenings in the order of recording, newest first.

    `more` are further lines with their moments of recording.
    """
    lines = [(entry.recorded_at, _entry_line(told, entries, entry, now)) for entry in entries.entries]
    lines += [*_course_lines(told, course, now), *more]
    lines.sort(key=lambda line: line[0])  # stable: entries of one second keep their order
    return tuple(line for _at, line in reversed(lines))


def ending_sentence(told: CourseWords, ending: Ending, now: datetime) -> str:
    """That the course has ended: when, how, by whom and why."""
    return told.words.gettext("This course ended on {moment}: {outcome} ({reason}; {who}).").format(
        moment=told.words.short_day(ending.at, now),
        outcome=outcome_word(ending.outcome, told.words),
        reason=ending.reason,
        who=told.who(ending.by),
    )


def _course_lines(told: CourseWords, course: Course, now: datetime) -> Iterator[tuple[datetime, HistoryLine]]:
    _, words = told.words.gettext, told.words
    began = course.enrolment
    at = began.recorded_at or began.at
    begun = _("Course begun")
    yield at, HistoryLine(words.short_moment(at, now), f"{begun} · {told.who(began.by)}")
    for ending in course.endings:
        what = _("Course ended: {outcome} ({reason})").format(
            outcome=outcome_word(ending.outcome, words), reason=ending.reason
        )
        when = words.short_moment(ending.recorded_at, now)
        yield (
            ending.recorded_at,
            HistoryLine(when, f"{what} · {told.who(ending.by)}", struck=ending.reopened is not None),
        )
        if ending.reopened is not None:
            again = ending.reopened
            what = _("Course reopened: {reason}").format(reason=again.reason)
            when = words.short_moment(again.recorded_at, now)
            yield again.recorded_at, HistoryLine(when, f"{what} · {told.who(again.by)}")


def _entry_line(told: CourseWords, entries: Ledger, entry: Entry, now: datetime) -> HistoryLine:
    parts = [entry_in_words(told, entries, entry)]
    if entry.occurred_at is not None and happened_elsewhen(entry):
        happened = told.words.gettext("happened {moment}")
        parts.append(happened.format(moment=told.words.short_moment(entry.occurred_at, now)))
    if entry.from_paper:
        parts.append(told.words.gettext("from paper"))
    return HistoryLine(
        when=told.words.short_moment(entry.recorded_at, now),
        what=" · ".join((*parts, told.who(entry.by))),
        note=told.variance(entry.variance) if entry.variance is not None else "",
        struck=entry.id in entries.superseded,
    )


def happened_elsewhen(entry: Entry) -> bool:
    """Whether it happened in another minute than that in which it was recorded."""
    if entry.occurred_at is None:
        return False
    return to_minute(entry.occurred_at) != to_minute(entry.recorded_at)


def entry_in_words(told: CourseWords, entries: Ledger, entry: Entry) -> str:
    """What the entry did, on one line: `Follow-up MRI: corrected · Stable (wrong answer)`."""
    _ = told.words.gettext
    place = entries.place_of.get(entry.id)
    title = told.title(*place) if place is not None else ""
    if entry.action is Action.NOTE:
        note = _("Note: {text}").format(text=entry.text)
        return f"{title} · {note}" if title else note
    said = {
        Action.COMPLETE: "{title}",
        Action.SKIP: _("{title}: skipped"),
        Action.NOT_APPLICABLE: _("{title}: not applicable"),
        Action.CORRECT: _("{title}: corrected"),
        Action.RETRACT: _("{title}: retracted"),
        Action.CLOSE_VARIANCE: _("{title}: variance closed"),
    }[entry.action].format(title=title)
    parts = [said]
    if place is not None and entry.values:
        checkpoint = told.definition.by_id[place[0]]
        parts += [answer for _title, answer in told.answers(checkpoint, entry.values)]
    line = " · ".join(parts)
    return f"{line} ({entry.reason})" if entry.reason else line
