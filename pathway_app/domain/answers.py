"""Whether the answers given to a checkpoint's fields are whole and of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pathway_app.domain.definition import Checkpoint, Field, FieldKind
from pathway_app.domain.entries import Value
from pathway_app.domain.errors import Refusal

LONGEST_TEXT = 20_000
"""characters of a reason, note or text answer"""
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"  # control signs but line breaks and tabs; no signs at all
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # they turn the text round them, on paper too
    "\u180e\u200b\u2028\u2029\u2060-\u2065\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"  # nobody sees them
)
"""signs that no text holds, of whatever is typed or comes in a file"""


def answer_refusals(checkpoint: Checkpoint, values: Mapping[str, Value]) -> Iterator[Refusal]:
    """Every reason why `values` do not answer the checkpoint's fields."""
    for field_id in values:
        if checkpoint.field(field_id) is None:
            yield Refusal("unknown-field", field_id, {"checkpoint": checkpoint.id, "field": field_id})
    for field in checkpoint.fields:
        yield from _field_refusals(field, values)


def is_asked(field: Field, values: Mapping[str, Value]) -> bool:
    """Whether the field is asked, given the answers to the others."""
    if field.only_with is None:
        return True
    value = values.get(field.only_with.field)
    given = value if isinstance(value, tuple) else (value,)
    return any(each in field.only_with.values for each in given)


def unprintable(text: str, field: str) -> Iterator[Refusal]:
    """Refuse what `UNPRINTABLE` finds, and texts longer than `LONGEST_TEXT`."""
    if UNPRINTABLE.search(text):
        yield Refusal("unprintable", field)
    if len(text) > LONGEST_TEXT:
        yield Refusal("text-too-long", field, {"longest": LONGEST_TEXT})


def _field_refusals(field: Field, values: Mapping[str, Value]) -> Iterator[Refusal]:
    params = {"field": field.id}
    value = values.get(field.id)
    if not is_asked(field, values):
        if field.id in values:
            yield Refusal("only-with", field.id, params)
    elif value is None or value == () or (isinstance(value, str) and not value.strip()):
        if field.required:
            yield Refusal("field-missing", field.id, params)
        elif field.id in values:
            yield Refusal("field-empty", field.id, params)
    else:
        yield from _CHECKS[field.kind](field, value)


def _choice(field: Field, value: Value) -> Iterator[Refusal]:
    if not isinstance(value, str) or field.option(value) is None:
        yield Refusal("unknown-value", field.id, {"field": field.id, "value": value})


def _several(field: Field, value: Value) -> Iterator[Refusal]:
    if not isinstance(value, tuple):
        yield Refusal("wrong-kind", field.id, {"field": field.id, "kind": field.kind.value})
        return
    for each in value:
        if field.option(each) is None:
            yield Refusal("unknown-value", field.id, {"field": field.id, "value": each})
    if len(set(value)) < len(value):
        yield Refusal("given-twice", field.id, {"field": field.id})
    if len(value) > 1 and any(option.alone for option in map(field.option, value) if option):
        yield Refusal("alone-with-others", field.id, {"field": field.id})


def _text(field: Field, value: Value) -> Iterator[Refusal]:
    if not isinstance(value, str):
        yield Refusal("wrong-kind", field.id, {"field": field.id, "kind": field.kind.value})
        return
    yield from unprintable(value, field.id)


def _integer(field: Field, value: Value) -> Iterator[Refusal]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield Refusal("wrong-kind", field.id, {"field": field.id, "kind": field.kind.value})
        return
    below = field.minimum is not None and value < field.minimum
    above = field.maximum is not None and value > field.maximum
    if below or above:
        yield Refusal(
            "out-of-range", field.id, {"field": field.id, "minimum": field.minimum, "maximum": field.maximum}
        )


_CHECKS = {
    FieldKind.CHOICE: _choice,
    FieldKind.SEVERAL: _several,
    FieldKind.TEXT: _text,
    FieldKind.INTEGER: _integer,
}
