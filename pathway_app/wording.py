"""How a step's state and time are said: one place for screens, sheets and command line.

Pure: state, deadline and `now` in, a mark and words out. The marks are drawn elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pathway_app.domain.calendar import LAST_SECOND, local_date
from pathway_app.domain.course import CheckpointState, CourseState, State
from pathway_app.domain.definition import Condition, Field, FieldKind, PathwayDefinition
from pathway_app.domain.entries import Value
from pathway_app.i18n import Words
from pathway_app.people import Identity, Sex
from pathway_app.queries import WorklistGroup, WorklistRow

_DAYS_UNTIL_MONTHS = 60
"""beyond this many days a distance is told in months"""


class Mark(StrEnum):
    """The nine marks a step can carry; each has one sign."""

    DONE = "done"
    VARIANCE = "variance"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    RUNNING = "running"
    BLOCKED = "blocked"
    LATER = "later"
    NOT_APPLICABLE = "not_applicable"
    UNDECIDED = "undecided"

    @property
    def sign(self) -> str:
        return _SIGNS[self]


_SIGNS = {
    Mark.DONE: "✓",
    Mark.VARIANCE: "≠",
    Mark.OVERDUE: "!",
    Mark.DUE_TODAY: "◷",
    Mark.RUNNING: "▶",
    Mark.BLOCKED: "■",
    Mark.LATER: "○",
    Mark.NOT_APPLICABLE: "–",
    Mark.UNDECIDED: "?",
}


@dataclass(frozen=True, slots=True)
class Term:
    """When a step is due: `short` is relative (`2 d late`), `absolute` a date or moment (`20-Nov`), perhaps empty.

    `soon` says that `short` changes with the minutes, so that whoever shows it refreshes it.
    """

    mark: Mark
    short: str
    absolute: str = ""
    soon: bool = False

    @property
    def whole(self) -> str:
        """Sign and words on one line, for plain text: `! 2 d late (20-Nov)`."""
        text = f"{self.mark.sign} {self.short}"
        return f"{text} ({self.absolute})" if self.absolute else text


def row_term(row: WorklistRow, now: datetime, words: Words) -> Term:
    """The term of the step that the worklist shows of a course (see `row_step`) at `now`."""
    current = row.current
    if row.group is WorklistGroup.RUNNING and current.clock_until is not None and current.clock_until > now:
        return clock_term(current.clock_until, now, words)
    if current.next_due is not None:
        return deadline_term(current.next_due, now, words)
    return _untimed(current.next_state, words)


def row_step(row: WorklistRow) -> tuple[str, int] | None:
    """The checkpoint and round that the worklist shows of a course; None where nothing is open."""
    current = row.current
    if row.group is WorklistGroup.RUNNING and current.clock_checkpoint is not None:
        same = current.clock_checkpoint == current.next_checkpoint
        return current.clock_checkpoint, (current.next_round or 1) if same else 1
    if current.next_checkpoint is None:
        return None
    return current.next_checkpoint, current.next_round or 1


def row_waits_for(row: WorklistRow) -> tuple[str, ...]:
    """The checkpoints that the shown step of a course waits for."""
    current = row.current
    shown = row_step(row)
    if shown is None or shown[0] != current.next_checkpoint or current.next_state is not State.BLOCKED:
        return ()
    return current.next_waiting_for


def checkpoint_term(row: CheckpointState, now: datetime, words: Words) -> Term | None:
    """When an open step is due, at `now`; None where nothing is (to be) done about it or it has no deadline."""
    if not row.is_open:
        return None
    late = row.due is not None and now > row.due
    if row.state is State.RUNNING and row.clock_end is not None and not late:
        return clock_term(row.clock_end, now, words)
    return deadline_term(row.due, now, words) if row.due is not None else None


def mark_of(row: CheckpointState, now: datetime) -> Mark:
    """The one mark of a step at `now`: what is wrong before what is waited for."""
    if row.state in (State.DONE, State.SKIPPED):
        return Mark.VARIANCE if row.variance or row.state is State.SKIPPED else Mark.DONE
    if row.state is State.NOT_APPLICABLE:
        return Mark.NOT_APPLICABLE
    if row.state is State.UNDECIDED:
        return Mark.UNDECIDED
    if row.due is not None and now > row.due:
        return Mark.OVERDUE
    if row.state is State.RUNNING:
        return Mark.RUNNING
    if row.state is State.BLOCKED:
        return Mark.BLOCKED
    return Mark.DUE_TODAY if row.timing == "due-today" else Mark.LATER


def state_word(row: CheckpointState, words: Words) -> str:
    """The state in one or two words: `done`, `waits`, `does not apply`."""
    _ = words.gettext
    return {
        State.DONE: _("done with a variance") if row.variance else _("done"),
        State.SKIPPED: _("will not be done"),
        State.NOT_APPLICABLE: _("does not apply"),
        State.UNDECIDED: _("not decided yet"),
        State.BLOCKED: _("waits"),
        State.RUNNING: _("running"),
        State.READY: _("can be done now"),
    }[row.state]


def clock_term(end: datetime, now: datetime, words: Words) -> Term:
    """A clock that runs until `end`: what is left, and when it is over."""
    _ = words.gettext
    # Cut off to whole minutes the last one would read as nothing left.
    left = timedelta(minutes=-(-(end - now) // timedelta(minutes=1)))
    short = _("{time} left").format(time=words.duration(left))
    return Term(
        Mark.RUNNING, short, _("until {moment}").format(moment=words.short_moment(end, now)), soon=True
    )


def deadline_term(due: datetime, now: datetime, words: Words) -> Term:
    """A deadline: how far away it is at `now`, and its day (or moment, where the hour counts)."""
    whole_day = is_whole_day(due, words)
    absolute = words.short_day(due, now) if whole_day else words.short_moment(due, now)
    if now > due:
        return _late(due, now, words, whole_day, absolute)
    _ = words.gettext
    days = (local_date(due, words.zone) - local_date(now, words.zone)).days
    if days == 0:
        short = _("today") if whole_day else _("today {time}").format(time=words.time(due))
        return Term(Mark.DUE_TODAY, short)
    if days == 1:
        short = _("tomorrow") if whole_day else _("tomorrow {time}").format(time=words.time(due))
        return Term(Mark.LATER, short, words.short_day(due, now))
    if days > _DAYS_UNTIL_MONTHS:
        return Term(Mark.LATER, _("in {n} mo").format(n=_months(now, due, words)), absolute)
    return Term(Mark.LATER, _("in {n} d").format(n=days), absolute)


def is_whole_day(due: datetime, words: Words) -> bool:
    """Whether a deadline is the end of a local day, so that its hour says nothing."""
    return words.local(due).time().replace(tzinfo=None) == LAST_SECOND


def _late(due: datetime, now: datetime, words: Words, whole_day: bool, absolute: str) -> Term:
    _ = words.gettext
    late = now - due
    elapsed = late // timedelta(days=1)
    days = (local_date(now, words.zone) - local_date(due, words.zone)).days if whole_day else elapsed
    if days == 0:
        return Term(Mark.OVERDUE, _("{time} late").format(time=words.duration(late)), absolute, soon=True)
    if days > _DAYS_UNTIL_MONTHS:
        return Term(Mark.OVERDUE, _("{n} mo late").format(n=_months(due, now, words)), absolute)
    return Term(Mark.OVERDUE, _("{n} d late").format(n=days), absolute)


def _months(start: datetime, end: datetime, words: Words) -> int:
    """Whole calendar months between two instants, by the ward's dates."""
    first, last = local_date(start, words.zone), local_date(end, words.zone)
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _untimed(state: State | None, words: Words) -> Term:
    _ = words.gettext
    if state is None:
        return Term(Mark.NOT_APPLICABLE, _("nothing open"))
    return Term(Mark.BLOCKED if state is State.BLOCKED else Mark.LATER, _("no deadline"))


def step_title(
    definition: PathwayDefinition, checkpoint: str, round_: int, words: Words, *, short: bool = False
) -> str:
    """A checkpoint's title; from the second round on with the round."""
    known = definition.by_id[checkpoint]
    title = (known.short_title if short and known.short_title else known.title)[words.language]
    if round_ == 1:
        return title
    return words.gettext("{title} · round {round}").format(title=title, round=round_)


def waits_for(
    definition: PathwayDefinition, checkpoints: Sequence[str], words: Words, *, most: int | None = None
) -> str:
    """`waits for: definitive diagnosis, tissue sent`; beyond `most` they are only counted: `waits for: MEP +2`."""
    shown = checkpoints if most is None else checkpoints[:most]
    titles = ", ".join(_lower(definition.by_id[each].short_title[words.language], words) for each in shown)
    more = f" +{len(checkpoints) - len(shown)}" if len(checkpoints) > len(shown) else ""
    return words.gettext("waits for: {steps}").format(steps=titles) + more


def condition(definition: PathwayDefinition, asked: Condition, words: Words) -> str:
    """What must be answered, and where: `“Decision on surgery”, Decision: Operate`."""
    checkpoint = definition.by_id[asked.checkpoint]
    field = checkpoint.field(asked.field)
    assert field is not None
    wanted = " / ".join(answer(field, value, words) for value in asked.values)
    return words.gettext("“{checkpoint}”, {field}: {answer}").format(
        checkpoint=checkpoint.title[words.language], field=field.title[words.language], answer=wanted
    )


def missing_answer(definition: PathwayDefinition, missing: tuple[str, str], words: Words) -> str:
    """Which answer is not given yet, by (checkpoint, field)."""
    checkpoint = definition.by_id[missing[0]]
    field = checkpoint.field(missing[1])
    assert field is not None
    return words.gettext("“{field}” at “{checkpoint}” is not answered yet").format(
        field=field.title[words.language], checkpoint=checkpoint.title[words.language]
    )


def asks(definition: PathwayDefinition, checkpoint: str, words: Words) -> str:
    """`Asks: diagnosis, signs of malignancy`; empty where the checkpoint asks nothing beside its time."""
    titles = [_lower(field.title[words.language], words) for field in definition.by_id[checkpoint].fields]
    return words.gettext("Asks: {fields}").format(fields=", ".join(titles)) if titles else ""


def _lower(title: str, words: Words) -> str:
    """A title inside a sentence; abbreviations (MRI, MEP) and German nouns keep their capital."""
    if words.language == "de" or title[1:2].isupper():
        return title
    return title[:1].lower() + title[1:]


def answer(field: Field, value: Value, words: Words, *, within: bool = False) -> str:
    """An answer in words: option titles, a number with its unit, or the text as it was typed.

    `within` a sentence option titles begin in lower case.
    """
    if isinstance(value, int):
        return f"{value} {unit(field, words, value)}".rstrip()
    values = value if isinstance(value, tuple) else (value,)
    titles = (_option(field, each, words) for each in values)
    return ", ".join(_lower(title, words) if within else title for title in titles)


def unit(field: Field, words: Words, n: int | None = None) -> str:
    """What stands behind `n` (without one: beside the question): of `month|months` the first for 1 only."""
    one, _bar, several = field.unit[words.language].partition("|")
    return one if n == 1 else several or one


def _option(field: Field, value: str, words: Words) -> str:
    option = field.option(value)
    return option.title[words.language] if option else value


def day_count(definition: PathwayDefinition, state: CourseState, now: datetime, words: Words) -> str:
    """`Day 11 after surgery`, by the ward's dates; empty where the pathway counts none or that is not done yet."""
    counted = definition.outline.day_count
    if counted is None:
        return ""
    row = state.of(counted.after)
    if row is None or row.state is not State.DONE or row.entry is None or row.entry.occurred_at is None:
        return ""
    days = (local_date(now, words.zone) - local_date(row.entry.occurred_at, words.zone)).days
    return counted.title[words.language].format(n=days)


def headline(definition: PathwayDefinition, state: CourseState, words: Words) -> tuple[str, ...]:
    """What the course is about, a part an answer: (`Region: cervical`, `C4–C6`, `Suspected type: ependymoma`).

    What was typed stands as it was typed, without its question.
    """
    parts: list[str] = []
    for checkpoint, field_id in definition.outline.headline:
        field = definition.by_id[checkpoint].field(field_id)
        value = newest_answer(state, checkpoint, field_id)
        if field is not None and value is not None:
            typed = field.kind is FieldKind.TEXT
            told = answer(field, value, words, within=not typed)
            parts.append(told if typed else f"{field.title[words.language]}: {told}")
    return tuple(parts)


def newest_answer(state: CourseState, checkpoint: str, field: str) -> Value | None:
    """The answer of the highest round that is done and gives one."""
    found: Value | None = None
    for row in state.checkpoints:
        if row.checkpoint == checkpoint and row.state is State.DONE and row.entry is not None:
            found = row.entry.values.get(field, found)
    return found


def in_a_row(facts: Iterable[str]) -> str:
    """Short facts on a line, `4471029 · bed 312-2`; a line may be broken between them, not within them."""
    firm = "\u00a0"
    return f"{firm}· ".join(fact.replace(" ", firm) for fact in facts)


def sex_letter(sex: Sex, words: Words) -> str:
    """`V`, `M`, `X` or `?`."""
    _ = words.gettext
    return {Sex.FEMALE: _("F"), Sex.MALE: _("M"), Sex.OTHER: _("X")}.get(sex, "?")


def born(identity: Identity, now: datetime, words: Words) -> str:
    """`14-Mar-1974 (52 y)`."""
    age = identity.age(local_date(now, words.zone))
    return words.gettext("{date} ({age} y)").format(date=words.day(identity.birth_date), age=age)


def group_title(group: WorklistGroup, words: Words) -> str:
    """The heading of a group of the worklist."""
    _ = words.gettext
    return {
        WorklistGroup.OVERDUE: _("Overdue"),
        WorklistGroup.RUNNING: _("Running now"),
        WorklistGroup.DUE_TODAY: _("Today"),
        WorklistGroup.THIS_WEEK: _("This week"),
        WorklistGroup.BLOCKED: _("Blocked"),
        WorklistGroup.LATER: _("Later"),
    }[group]


GROUP_MARKS = {
    WorklistGroup.OVERDUE: Mark.OVERDUE,
    WorklistGroup.RUNNING: Mark.RUNNING,
    WorklistGroup.DUE_TODAY: Mark.DUE_TODAY,
    WorklistGroup.THIS_WEEK: Mark.LATER,
    WorklistGroup.BLOCKED: Mark.BLOCKED,
    WorklistGroup.LATER: Mark.LATER,
}
