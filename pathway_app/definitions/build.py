"""From the shape of a checked pathway file to the definition that the engine reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pathway_app.definitions import schema
from pathway_app.domain.definition import (
    NO_TEXT,
    Board,
    Checkpoint,
    Clock,
    Comparison,
    ComparisonColumn,
    Condition,
    DayCount,
    Deadline,
    Field,
    FieldKind,
    FollowUp,
    LocalText,
    Months,
    OnlyWith,
    Option,
    Origin,
    Outline,
    PathwayDefinition,
    Phase,
    Rounds,
    Route,
    Routes,
    Source,
    Statement,
    VarianceRule,
)

ValueLists = Mapping[str, Sequence[schema.OptionShape]]


def definition_of(shape: schema.PathwayShape) -> PathwayDefinition:
    """The definition; the file has been checked before."""
    return PathwayDefinition(
        id=shape.id,
        version=shape.version,
        languages=tuple(shape.languages),
        title=LocalText(shape.title),
        short_title=LocalText(shape.short_title or shape.title),
        scope=LocalText(shape.scope),
        source=Source(LocalText(shape.source.title), shape.source.date),
        statements={
            id_: Statement(id_, LocalText(each.place), LocalText(each.fact))
            for id_, each in shape.statements.items()
        },
        phases=tuple(_phase(phase, shape.value_lists) for phase in shape.phases),
        routes=_routes(shape.routes) if shape.routes else None,
        intervals=tuple((first, second) for first, second in shape.intervals),
        outline=_outline(shape.outline),
    )


def _phase(shape: schema.PhaseShape, lists: ValueLists) -> Phase:
    return Phase(
        id=shape.id,
        title=LocalText(shape.title),
        short_title=LocalText(shape.short_title or shape.title),
        checkpoints=tuple(_checkpoint(each, shape.id, lists) for each in shape.checkpoints),
        plain=_text(shape.plain),
    )


def _checkpoint(shape: schema.CheckpointShape, phase: str, lists: ValueLists) -> Checkpoint:
    clock = shape.clock
    return Checkpoint(
        id=shape.id,
        phase=phase,
        title=LocalText(shape.title),
        short_title=LocalText(shape.short_title or shape.title),
        explanation=LocalText(shape.explanation),
        origin=_origin(shape.origin),
        who=LocalText(shape.who),
        occurred_title=_text(shape.occurred_title),
        needs=tuple(shape.needs),
        condition=_condition(shape.condition),
        fields=tuple(_field(field, shape.origin, lists) for field in shape.fields),
        clock=Clock(clock.after, clock.hours, _origin(clock.origin)) if clock else None,
        deadlines=tuple(_deadline(deadline) for deadline in shape.deadlines),
        rounds=_rounds(shape.rounds) if shape.rounds else None,
        variance_rules=tuple(
            VarianceRule(rule.field, _origin(rule.origin), tuple(rule.values), tuple(rule.lacks))
            for rule in shape.requires_variance
        ),
        plain=_text(shape.plain),
    )


def _field(shape: schema.FieldShape, checkpoint_origin: Sequence[str], lists: ValueLists) -> Field:
    options = [*(lists[shape.list_] if shape.list_ else ()), *shape.options]
    only_with = shape.only_with
    return Field(
        id=shape.id,
        title=LocalText(shape.title),
        kind=FieldKind(shape.kind),
        origin=_origin(checkpoint_origin if shape.origin is None else shape.origin),
        required=shape.required,
        options=tuple(Option(each.value, LocalText(each.title), each.alone) for each in options),
        only_with=OnlyWith(only_with.field, tuple(only_with.values)) if only_with else None,
        minimum=shape.minimum,
        maximum=shape.maximum,
        unit=_text(shape.unit),
    )


def _deadline(shape: schema.DeadlineShape) -> Deadline:
    return Deadline(
        after=shape.after,
        origin=_origin(shape.origin),
        hours=shape.hours,
        days=shape.days,
        months=_months(shape.months),
        condition=_condition(shape.condition),
    )


def _months(shape: schema.MonthsShape | int | None) -> Months | None:
    if shape is None:
        return None
    if isinstance(shape, int):
        return Months(fixed=shape)
    return Months(None, shape.checkpoint, shape.field, shape.overriding_field)


def _rounds(shape: schema.RoundsShape) -> Rounds:
    deadlines = shape.later_deadlines
    return Rounds(
        origin=_origin(shape.origin),
        trigger=_condition(shape.trigger),
        later_needs=None if shape.later_needs is None else tuple(shape.later_needs),
        later_deadlines=None if deadlines is None else tuple(_deadline(each) for each in deadlines),
    )


def _routes(shape: schema.RoutesShape) -> Routes:
    return Routes(
        asked_after=shape.asked_after,
        decision_checkpoint=shape.decision.checkpoint,
        decision_field=shape.decision.field,
        rationale_field=shape.decision.rationale,
        routes=tuple(
            Route(
                id=route.id,
                title=LocalText(route.title),
                origin=_origin(route.origin),
                when=tuple(Condition(each.checkpoint, each.field, tuple(each.values)) for each in route.when),
                agrees=tuple(route.agrees),
            )
            for route in shape.routes
        ),
    )


def _outline(shape: schema.OutlineShape) -> Outline:
    count, comparison, board = shape.day_count, shape.comparison, shape.board
    follow_up = shape.follow_up
    return Outline(
        day_count=DayCount(count.after, LocalText(count.title)) if count else None,
        headline=tuple((checkpoint, field) for checkpoint, field in shape.headline),
        background=tuple(shape.background),
        monitoring=tuple((checkpoint, field) for checkpoint, field in shape.monitoring),
        comparison=Comparison(
            tuple(ComparisonColumn(each.checkpoint, LocalText(each.title)) for each in comparison.columns),
            tuple(comparison.fields),
        )
        if comparison
        else None,
        board=Board(board.diagnosis, board.discussed, board.disciplines, board.decision) if board else None,
        follow_up=FollowUp(
            follow_up.plan, follow_up.clinic, follow_up.interval, follow_up.repeats, follow_up.result
        )
        if follow_up
        else None,
        group=(shape.group[0], shape.group[1]) if shape.group else None,
    )


def _condition(shape: schema.ConditionShape | None) -> Condition | None:
    return Condition(shape.checkpoint, shape.field, tuple(shape.values)) if shape else None


def _origin(statements: Sequence[str]) -> Origin:
    return Origin(tuple(statements))


def _text(texts: schema.Text) -> LocalText:
    return LocalText(texts) if texts else NO_TEXT
