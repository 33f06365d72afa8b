"""The shape of a pathway file: which keys, of which kind. What they refer to is `check`'s.

Imported only when a file is read (pydantic takes its time).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from pathway_app.definitions.problems import DefinitionProblem
from pathway_app.definitions.reading import Place

FORMAT = "zorgpad-pathway/1"
MOST_HOURS, MOST_DAYS, MOST_MONTHS = 24 * 366, 3660, 1200


def _origin(value: Any) -> Any:
    if value == "local":
        return []
    if not isinstance(value, list) or not value:
        raise PydanticCustomError("origin", "neither local nor a list of statements")
    return value


def _date(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("date", "not a date") from None


def _months_kind(value: Any) -> str:
    return "answer" if isinstance(value, dict) else "number"


Text = dict[str, str]
Origin = Annotated[list[str], BeforeValidator(_origin)]
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]
Values = Annotated[list[str], Field(min_length=1)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SourceShape(_Shape):
    title: Text
    date: Annotated[date, BeforeValidator(_date)]


class StatementShape(_Shape):
    place: Text
    fact: Text


class ConditionShape(_Shape):
    checkpoint: str
    field: str
    values: Values = Field(alias="in")


class OptionShape(_Shape):
    value: str
    title: Text
    alone: bool = False


class OnlyWithShape(_Shape):
    field: str
    values: Values = Field(alias="in")


class FieldShape(_Shape):
    """Without an origin of its own a field has its checkpoint's; its options follow those of its `list`."""

    id: str
    title: Text
    kind: Literal["choice", "several", "text", "integer"]
    origin: Origin | None = None
    required: bool = True
    list_: str | None = Field(default=None, alias="list")
    options: list[OptionShape] = []
    only_with: OnlyWithShape | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: Text = {}


class MonthsShape(_Shape):
    checkpoint: str
    field: str
    overriding_field: str | None = None


Months = Annotated[
    Annotated[int, Field(ge=1, le=MOST_MONTHS), Tag("number")] | Annotated[MonthsShape, Tag("answer")],
    Discriminator(_months_kind),
]


class DeadlineShape(_Shape):
    after: str | None
    origin: Origin
    hours: int | None = Field(default=None, ge=0, le=MOST_HOURS)
    days: int | None = Field(default=None, ge=0, le=MOST_DAYS)
    months: Months | None = None
    condition: ConditionShape | None = Field(default=None, alias="if")


class ClockShape(_Shape):
    after: str
    hours: int = Field(ge=1, le=MOST_HOURS)
    origin: Origin


class RoundsShape(_Shape):
    origin: Origin
    trigger: ConditionShape | None = None
    later_needs: list[str] | None = None
    later_deadlines: list[DeadlineShape] | None = None


class VarianceRuleShape(_Shape):
    field: str
    origin: Origin
    values: Values = Field(default=[], alias="in")
    lacks: Values = []


class CheckpointShape(_Shape):
    id: str
    title: Text
    short_title: Text | None = None
    explanation: Text
    origin: Origin
    who: Text
    occurred_title: Text = {}
    needs: list[str] = []
    condition: ConditionShape | None = Field(default=None, alias="if")
    fields: list[FieldShape] = []
    clock: ClockShape | None = None
    deadlines: list[DeadlineShape] = []
    rounds: RoundsShape | None = None
    requires_variance: list[VarianceRuleShape] = []
    plain: Text = {}


class PhaseShape(_Shape):
    id: str
    title: Text
    short_title: Text | None = None
    plain: Text = {}
    checkpoints: list[CheckpointShape]


class DecisionShape(_Shape):
    checkpoint: str
    field: str
    rationale: str


class RouteShape(_Shape):
    id: str
    title: Text
    origin: Origin
    when: list[ConditionShape] = Field(min_length=1)
    agrees: Values


class RoutesShape(_Shape):
    asked_after: str
    decision: DecisionShape
    routes: list[RouteShape] = Field(min_length=1)


class DayCountShape(_Shape):
    after: str
    title: Text


class ColumnShape(_Shape):
    checkpoint: str
    title: Text


class ComparisonShape(_Shape):
    columns: list[ColumnShape] = Field(min_length=1)
    fields: Values


class BoardShape(_Shape):
    diagnosis: str
    discussed: str
    disciplines: str
    decision: str


class FollowUpShape(_Shape):
    plan: str
    clinic: str
    interval: str
    repeats: str
    result: str


class OutlineShape(_Shape):
    day_count: DayCountShape | None = None
    headline: list[Pair] = []
    background: list[str] = []
    monitoring: list[Pair] = []
    comparison: ComparisonShape | None = None
    board: BoardShape | None = None
    follow_up: FollowUpShape | None = None
    group: Pair | None = None


class PathwayShape(_Shape):
    format: Literal["zorgpad-pathway/1"]
    id: str
    version: str
    languages: Values
    title: Text
    short_title: Text | None = None
    scope: Text
    source: SourceShape
    statements: dict[str, StatementShape]
    value_lists: dict[str, list[OptionShape]] = {}
    phases: list[PhaseShape]
    routes: RoutesShape | None = None
    intervals: list[Pair] = []
    outline: OutlineShape = OutlineShape()


def shape_of(root: Place) -> tuple[PathwayShape | None, list[DefinitionProblem]]:
    """The file in its shape, or every way in which it has another."""
    plain = root.node.plain() if root.node is not None else None
    try:
        return PathwayShape.model_validate(plain), []
    except ValidationError as error:
        return None, [_problem(root, details) for details in error.errors(include_url=False)]


_CODES = {
    "missing": "key-missing",
    "extra_forbidden": "key-unknown",
    "string_type": "not-text",
    "bool_type": "not-true-or-false",
    "list_type": "not-a-list",
    "dict_type": "not-a-mapping",
    "model_type": "not-a-mapping",
    "literal_error": "not-one-of",
    "greater_than_equal": "number-too-small",
    "less_than_equal": "number-too-large",
    "too_short": "list-too-short",
    "too_long": "list-too-long",
    "origin": "origin",
    "date": "not-a-date",
}
"""pydantic's names of errors → ours"""


def _problem(root: Place, details: ErrorDetails) -> DefinitionProblem:
    place = root.follow(details["loc"])
    code = _CODES.get(
        details["type"], "not-a-number" if details["type"].startswith("int_") else "wrong-shape"
    )
    context = details.get("ctx", {})
    params: dict[str, object] = {}
    if code in {"key-missing", "key-unknown"}:
        params["key"] = place.path[-1] if place.path else ""
    elif code == "not-one-of":
        params["expected"] = str(context.get("expected", ""))
    elif code in {"number-too-small", "list-too-short"}:
        params["least"] = context.get("ge", context.get("min_length"))
    elif code in {"number-too-large", "list-too-long"}:
        params["most"] = context.get("le", context.get("max_length"))
    return place.problem(code, **params)
