"""What was put into a form becomes a command; what was recorded becomes a form's content. Knows no window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pathway_app import commands
from pathway_app.domain.entries import Action, Entry, Place, Standing, Value, Variance, VarianceClass
from pathway_app.domain.errors import Refusal
from ui.course import plans
from ui.course.local_time import Passing, instant, is_second_time, passing, wall
from ui.course.plans import DECIDING_MODES, VALUE, Mode

FormValues = Mapping[str, str | int | tuple[str, ...] | datetime | date | None]


@dataclass(frozen=True, slots=True)
class Content:
    """What a form holds, in the terms of the record; `from_paper`: typed over from a sheet filled in by hand."""

    occurred_at: datetime | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    variance: Variance | None = None
    reason: str = ""
    text: str = ""
    from_paper: bool = False


def content_of(
    values: FormValues, zone: ZoneInfo, exact: datetime | None = None, *, from_paper: bool = False
) -> Content:
    """Read a form's values. `exact` is the instant that the form showed at first (to the minute): as long as its
    moment is not typed over, that instant is meant."""
    answers: dict[str, Value] = {}
    for key, value in values.items():
        if key.startswith(VALUE) and isinstance(value, str | int | tuple):
            answers[key.removeprefix(VALUE)] = value
    return Content(
        occurred_at=_occurred_at(values, zone, exact),
        values=answers,
        variance=_variance(values),
        reason=_text(values, plans.REASON),
        text=_text(values, plans.TEXT),
        from_paper=from_paper,
    )


def form_values(content: Content, zone: ZoneInfo) -> dict[str, str | int | tuple[str, ...] | datetime]:
    """The values with which a form shows `content`."""
    shown: dict[str, str | int | tuple[str, ...] | datetime] = {
        VALUE + key: value for key, value in content.values.items()
    }
    if content.occurred_at is not None:
        local = wall(content.occurred_at, zone)
        shown[plans.OCCURRED_AT] = local
        if passing(local, zone) is Passing.TWICE:
            second = is_second_time(content.occurred_at, zone)
            shown[plans.WHICH_TIME] = plans.SECOND_TIME if second else plans.FIRST_TIME
    if content.variance is not None:
        shown[plans.VARIANCE_CLASS] = content.variance.variance_class.value
        shown[plans.VARIANCE_REASON] = content.variance.reason
        shown[plans.VARIANCE_ACTION] = content.variance.action
        shown[plans.FOLLOW_UP_BY] = content.variance.follow_up_by
    return shown


def content_of_entry(entry: Entry) -> Content:
    """What a correction begins with: the content that is to be corrected, without its reason."""
    return Content(entry.occurred_at, entry.values, entry.variance)


def provisional_entry(
    mode: Mode, place: Place, content: Content, standing: Standing | None, now: datetime
) -> Entry | None:
    """The entry that the form would make, for asking the rules beforehand; None where they need not be asked."""
    checkpoint, round_ = place
    if mode in DECIDING_MODES:
        return Entry(
            "provisional", DECIDING_MODES[mode], "", now, checkpoint, round_,
            occurred_at=content.occurred_at, values=content.values, from_paper=content.from_paper,
        )  # fmt: skip
    if mode is Mode.CORRECT and standing is not None:
        return Entry(
            "provisional", Action.CORRECT, "", now,
            occurred_at=content.occurred_at, values=content.values, supersedes=standing.entry.id,
            from_paper=content.from_paper,
        )  # fmt: skip
    return None


@dataclass(frozen=True, slots=True)
class Target:
    """What a form is about: `revision` is the course's as the user saw it, `standing` what counted then."""

    course_id: str
    place: Place
    revision: int
    standing: Standing | None


def command_of(mode: Mode, target: Target, content: Content) -> commands.CourseCommand:
    """The command that enters `content`. Raises ValueError where its moment is missing."""
    course, revision, (checkpoint, round_) = target.course_id, target.revision, target.place
    if mode is Mode.NOTE:
        return commands.AddNote(
            course_id=course, text=content.text, checkpoint=checkpoint, round=round_,
            occurred_at=content.occurred_at, from_paper=content.from_paper,
        )  # fmt: skip
    if mode in plans.NAMING_MODES:
        return _naming(mode, target, content)
    if content.occurred_at is None:
        raise ValueError("the moment is missing")
    if mode is Mode.NOT_APPLICABLE:
        return commands.MarkNotApplicable(
            course_id=course, seen_revision=revision, checkpoint=checkpoint, round=round_,
            occurred_at=content.occurred_at, reason=content.reason, from_paper=content.from_paper,
        )  # fmt: skip
    if mode is Mode.SKIP:
        assert content.variance is not None
        return commands.SkipCheckpoint(
            course_id=course, seen_revision=revision, checkpoint=checkpoint, round=round_,
            occurred_at=content.occurred_at, variance=content.variance, from_paper=content.from_paper,
        )  # fmt: skip
    return commands.CompleteCheckpoint(
        course_id=course, seen_revision=revision, checkpoint=checkpoint, round=round_,
        occurred_at=content.occurred_at, values=content.values, variance=content.variance,
        from_paper=content.from_paper,
    )  # fmt: skip


def _naming(mode: Mode, target: Target, content: Content) -> commands.CourseCommand:
    assert target.standing is not None
    course, named = target.course_id, target.standing.entry.id
    if mode is Mode.RETRACT:
        return commands.RetractEntry(
            course_id=course, seen_revision=target.revision, supersedes=named, reason=content.reason,
            from_paper=content.from_paper,
        )  # fmt: skip
    if mode is Mode.CLOSE_VARIANCE:
        return commands.CloseVariance(
            course_id=course, seen_revision=target.revision, supersedes=named, reason=content.reason,
            from_paper=content.from_paper,
        )  # fmt: skip
    if content.occurred_at is None:
        raise ValueError("the moment is missing")
    return commands.CorrectEntry(
        course_id=course, seen_revision=target.revision, supersedes=named, reason=content.reason,
        occurred_at=content.occurred_at, values=content.values, variance=_kept_open(target, content.variance),
        from_paper=content.from_paper,
    )  # fmt: skip


def _kept_open(target: Target, variance: Variance | None) -> Variance | None:
    """A correction that leaves a closed variance as it was does not open it again."""
    assert target.standing is not None
    old = target.standing.entry.variance
    if variance is None or old is None or target.standing.variance_open:
        return variance
    same = replace(variance, open=True) == replace(old, open=True)
    return replace(variance, open=False) if same else variance


def after_conflict(mode: Mode, standing: Standing | None) -> Mode | None:
    """How what was typed can still be entered on top of what someone else entered; None where it cannot."""
    if mode is Mode.NOTE:
        return mode
    if standing is None:
        return None if mode in (Mode.RETRACT, Mode.CLOSE_VARIANCE) else _deciding_again(mode)
    if mode is Mode.CLOSE_VARIANCE:
        return mode if standing.variance_open else None
    if mode in (Mode.RETRACT, Mode.CORRECT):
        return mode
    return Mode.CORRECT if DECIDING_MODES[mode] is standing.action else None


def _deciding_again(mode: Mode) -> Mode:
    return Mode.TICK if mode is Mode.CORRECT else mode


def form_key(refusal: Refusal, keys: frozenset[str]) -> str | None:
    """The form's field to which a refusal belongs, None where it is about the whole."""
    if refusal.field is None:
        return None
    if refusal.field == "variance":
        return plans.VARIANCE_CLASS if plans.VARIANCE_CLASS in keys else None
    own = refusal.field if refusal.field in keys else None
    answer = VALUE + refusal.field if VALUE + refusal.field in keys else None
    # A field of the definition may be called like one of the form's own.
    return own or answer if refusal.code in _OF_THE_FORM else answer or own


_OF_THE_FORM = frozenset(
    {
        "reason-missing",
        "text-missing",
        "occurred-at-missing",
        "in-future",
        "before-birth",
        "variance-reason-missing",
    }
)


def _occurred_at(values: FormValues, zone: ZoneInfo, exact: datetime | None) -> datetime | None:
    local = values.get(plans.OCCURRED_AT)
    if not isinstance(local, datetime):
        return None
    how_often = passing(local, zone)
    if how_often is Passing.NEVER:
        return None
    which = values.get(plans.WHICH_TIME)
    if how_often is Passing.TWICE and which is None:
        return None
    meant = instant(local, zone, second_time=which == plans.SECOND_TIME)
    if exact is not None and exact.replace(second=0, microsecond=0) == meant:
        return exact
    return meant


def _variance(values: FormValues) -> Variance | None:
    kind = values.get(plans.VARIANCE_CLASS)
    if not isinstance(kind, str):
        return None
    return Variance(
        VarianceClass(kind),
        _text(values, plans.VARIANCE_REASON),
        _text(values, plans.VARIANCE_ACTION),
        _text(values, plans.FOLLOW_UP_BY),
    )


def _text(values: FormValues, key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
