"""What each form of a step asks, as plain values. Knows no window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from pathway_app import wording
from pathway_app.documents.code_words import variance_class
from pathway_app.domain.answers import LONGEST_TEXT
from pathway_app.domain.definition import Checkpoint, Field, FieldKind
from pathway_app.domain.entries import Action, Standing, VarianceClass
from ui.course.course_words import CourseWords
from ui.widgets.field_spec import FieldSpec, Kind, Option

VALUE = "value."
"""before the id of a field of the definition, which may be called like one of the following"""
OCCURRED_AT = "occurred_at"
WHICH_TIME = "which_time"
VARIANCE_CLASS = "variance.class"
VARIANCE_REASON = "variance.reason"
VARIANCE_ACTION = "variance.action"
FOLLOW_UP_BY = "variance.follow_up_by"
REASON = "reason"
TEXT = "text"

VARIANCE_FIELDS = (VARIANCE_CLASS, VARIANCE_REASON, VARIANCE_ACTION, FOLLOW_UP_BY)
FIRST_TIME, SECOND_TIME = "first", "second"


class Mode(Enum):
    """What a form enters."""

    TICK = "tick"
    SKIP = "skip"
    NOT_APPLICABLE = "not-applicable"
    CORRECT = "correct"
    RETRACT = "retract"
    CLOSE_VARIANCE = "close-variance"
    NOTE = "note"


DECIDING_MODES = {
    Mode.TICK: Action.COMPLETE,
    Mode.SKIP: Action.SKIP,
    Mode.NOT_APPLICABLE: Action.NOT_APPLICABLE,
}
NAMING_MODES = frozenset({Mode.CORRECT, Mode.RETRACT, Mode.CLOSE_VARIANCE})
ACTIONS = {
    **DECIDING_MODES,
    Mode.CORRECT: Action.CORRECT,
    Mode.RETRACT: Action.RETRACT,
    Mode.CLOSE_VARIANCE: Action.CLOSE_VARIANCE,
    Mode.NOTE: Action.NOTE,
}
"""what each form enters"""


@dataclass(frozen=True, slots=True)
class Plan:
    """One form: its questions, the caption of its main button, and the other modes that it offers.

    `asks_variance`: always, not only where the rules want one.
    """

    mode: Mode
    specs: tuple[FieldSpec, ...]
    save_title: str
    others: tuple[tuple[Mode, str], ...] = ()
    asks_variance: bool = False


def plan(
    told: CourseWords,
    checkpoint: Checkpoint,
    mode: Mode,
    standing: Standing | None,
    *,
    from_paper: bool = False,
) -> Plan:
    """The form of `mode` for a checkpoint; `standing` is what counts for it now.

    One that is typed over `from_paper` wants the day with every time, and of a note when it was written.
    """
    _ = told.words.gettext
    specs = tuple(_specs(told, checkpoint, mode, standing))
    if from_paper and mode is Mode.NOTE:
        specs = (*specs, *_moment_specs(told, _("Written at")))
    if from_paper:
        specs = tuple(replace(spec, day_needed=spec.kind is Kind.MOMENT) for spec in specs)
    save = {
        Mode.TICK: _("Tick"),
        Mode.SKIP: _("Skip"),
        Mode.NOT_APPLICABLE: _("Not applicable"),
        Mode.CORRECT: _("Correct"),
        Mode.RETRACT: _("Retract"),
        Mode.CLOSE_VARIANCE: _("Close the variance"),
        Mode.NOTE: _("Add the note"),
    }[mode]
    others: tuple[tuple[Mode, str], ...] = ()
    if mode in DECIDING_MODES:
        offered = (
            (Mode.TICK, _("Tick…")),
            (Mode.NOT_APPLICABLE, _("Not applicable…")),
            (Mode.SKIP, _("Skip (variance)…")),
        )
        others = tuple(each for each in offered if each[0] is not mode)
    return Plan(mode, specs, save, others, asks_variance=mode is Mode.SKIP)


def is_plain(checkpoint: Checkpoint) -> bool:
    """Whether it can be ticked without a form: it asks nothing, and its moment is nothing special."""
    return not checkpoint.fields and not checkpoint.occurred_title


def _specs(
    told: CourseWords, checkpoint: Checkpoint, mode: Mode, standing: Standing | None
) -> Iterator[FieldSpec]:
    _ = told.words.gettext
    if mode is Mode.NOTE:
        yield _long_text(TEXT, _("Note"), required=True)
        return
    completes = mode is Mode.TICK or (mode is Mode.CORRECT and standing is not None and standing.is_done)
    if completes:
        yield from (_value_spec(told, checkpoint, field) for field in checkpoint.fields)
    if mode in DECIDING_MODES or mode is Mode.CORRECT:
        yield from _moment_specs(told, told.occurred_title(checkpoint) if completes else _("Occurred at"))
    if mode in (Mode.TICK, Mode.SKIP, Mode.CORRECT):
        yield from _variance_specs(told)
    if mode is Mode.NOT_APPLICABLE or mode in NAMING_MODES:
        yield _long_text(REASON, _reason_title(told, mode), required=True)


def _moment_specs(told: CourseWords, title: str) -> Iterator[FieldSpec]:
    _ = told.words.gettext
    yield FieldSpec(OCCURRED_AT, title, Kind.MOMENT, required=True)
    yield FieldSpec(
        WHICH_TIME,
        _("The clock shows this time twice that day"),
        Kind.CHOICE,
        required=True,
        options=(
            Option(FIRST_TIME, _("the first time (summer time)")),
            Option(SECOND_TIME, _("the second time (winter time)")),
        ),
    )


def _reason_title(told: CourseWords, mode: Mode) -> str:
    _ = told.words.gettext
    return {
        Mode.NOT_APPLICABLE: _("Why it does not apply"),
        Mode.CORRECT: _("Why it is corrected"),
        Mode.RETRACT: _("Why it is retracted"),
        Mode.CLOSE_VARIANCE: _("Why the variance is closed"),
    }[mode]


def _variance_specs(told: CourseWords) -> Iterator[FieldSpec]:
    _ = told.words.gettext
    classes = tuple(Option(kind.value, variance_class(kind, told.words)) for kind in VarianceClass)
    yield FieldSpec(VARIANCE_CLASS, _("The variance lies with"), Kind.CHOICE, required=True, options=classes)
    yield FieldSpec(VARIANCE_REASON, _("Reason of the variance"), Kind.TEXT, required=True, wide=True)
    yield FieldSpec(VARIANCE_ACTION, _("Action"), Kind.TEXT)
    yield FieldSpec(FOLLOW_UP_BY, _("Followed up by"), Kind.TEXT)


def _value_spec(told: CourseWords, checkpoint: Checkpoint, field: Field) -> FieldSpec:
    language = told.words.language
    routes = told.definition.routes
    is_rationale = (
        routes is not None
        and routes.decision_checkpoint == checkpoint.id
        and routes.rationale_field == field.id
    )
    kind = _KINDS[field.kind]
    if is_rationale and kind is Kind.TEXT:
        kind = Kind.LONG_TEXT
    shown_when = None
    if field.only_with is not None:
        shown_when = (VALUE + field.only_with.field, frozenset(field.only_with.values))
    title, unit = told.field_title(field), wording.unit(field, told.words)
    return FieldSpec(
        key=VALUE + field.id,
        label=f"{title} ({unit})" if unit else title,
        kind=kind,
        required=field.required,
        options=tuple(Option(each.value, each.title[language], each.alone) for each in field.options),
        least=field.minimum,
        most=field.maximum,
        max_length=LONGEST_TEXT,
        shown_when=shown_when,
    )


_KINDS = {
    FieldKind.CHOICE: Kind.CHOICE,
    FieldKind.SEVERAL: Kind.SEVERAL,
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.INTEGER: Kind.INTEGER,
}


def _long_text(key: str, label: str, *, required: bool) -> FieldSpec:
    return FieldSpec(key, label, Kind.LONG_TEXT, required=required, max_length=LONGEST_TEXT)
