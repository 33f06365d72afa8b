"""A definition as canonical JSON: one text for one definition, so that its hash names it.

Standard library only: start-up reads this, never YAML. What has its default is left out, so that a later program
that knows more keys writes the same text for an old definition.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, cast

from pathway_app.domain.definition import LocalText, PathwayDefinition, Statement

_Converter = Callable[[Any], Any]


def definition_to_json(definition: PathwayDefinition) -> str:
    """Sorted keys, no spaces, text as it is (not escaped to ASCII)."""
    written = _writer(PathwayDefinition)(definition)
    return json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def definition_from_json(text: str) -> PathwayDefinition:
    """The definition whose canonical JSON `text` is.

    Raises ValueError where the text is not one that `definition_to_json` wrote.
    """
    try:
        return cast(PathwayDefinition, _reader(PathwayDefinition)(json.loads(text)))
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("not the canonical JSON of a pathway definition") from error


def definition_hash(text: str) -> str:
    """SHA-256 of the canonical JSON's UTF-8 bytes, in hexadecimal."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _same(value: Any) -> Any:
    return value


@cache
def _writer(hint: Any) -> _Converter:
    hint, arguments = _parts(hint)
    if hint is LocalText:
        return lambda text: dict(text.texts)
    if hint is Mapping and arguments[1] is Statement:
        statement = _writer(Statement)
        return lambda statements: [statement(each) for each in statements.values()]
    if hint is tuple:
        member = _writer(arguments[0])
        return lambda members: [member(each) for each in members]
    if _has_members(hint):
        return _members_writer(hint)
    if hint is date:
        return date.isoformat
    return _same


def _has_members(hint: Any) -> bool:
    """Whether it is a dataclass or a named tuple."""
    return dataclasses.is_dataclass(hint) or hasattr(hint, "_field_defaults")


def _members_writer(cls: Any) -> _Converter:
    hints, defaults = typing.get_type_hints(cls), _defaults(cls)
    plan = [(name, _writer(hint), defaults.get(name, dataclasses.MISSING)) for name, hint in hints.items()]

    def write(value: Any) -> dict[str, Any]:
        members = ((name, getattr(value, name), convert, default) for name, convert, default in plan)
        return {
            name: None if member is None else convert(member)
            for name, member, convert, default in members
            if member != default
        }

    return write


def _defaults(cls: Any) -> dict[str, Any]:
    if not dataclasses.is_dataclass(cls):
        return dict(cls._field_defaults)
    found = dataclasses.fields(cls)
    made = {each.name: each.default_factory() for each in found if callable(each.default_factory)}
    return made | {each.name: each.default for each in found if each.default is not dataclasses.MISSING}


@cache
def _reader(hint: Any) -> _Converter:
    hint, arguments = _parts(hint)
    if hint is LocalText:
        return LocalText
    if hint is Mapping and arguments[1] is Statement:
        statement = _reader(Statement)
        return lambda statements: {each["id"]: statement(each) for each in statements}
    if hint is tuple:
        member = _reader(arguments[0])
        return tuple if member is _same else lambda members: tuple([member(each) for each in members])
    if _has_members(hint):
        return _members_reader(hint)
    if hint is date:
        return date.fromisoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return _same


def _members_reader(cls: Any) -> _Converter:
    converters = {name: _reader(hint) for name, hint in typing.get_type_hints(cls).items()}

    def read(members: Mapping[str, Any]) -> Any:
        return cls(
            **{name: None if member is None else converters[name](member) for name, member in members.items()}
        )

    return read


def _parts(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """The hint without `None` and its arguments: `tuple[str, ...] | None` → tuple, (str, ...)."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        hint = next(each for each in typing.get_args(hint) if each is not type(None))
    return typing.get_origin(hint) or hint, typing.get_args(hint)
