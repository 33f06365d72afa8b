"""Writes mappings, lists and values as YAML, in one way only; whatever reads YAML reads the same texts back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any


class Plain(str):
    """A text that stands without quotes, such as a date."""

    __slots__ = ()


_UNQUOTED = re.compile(r"[^\W\d_](?:[\w ./()–+-]*[\w./)–+])?\Z")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def yaml_text(content: dict[str, Any]) -> str:
    """Block style, lists of plain values within brackets."""
    return "".join(f"{line}\n" for line in _mapping(content))


def _mapping(content: dict[str, Any]) -> Iterator[str]:
    for key, value in content.items():
        yield from _member(f"{_scalar(key)}:", value)


def _member(start: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield start
        yield from (f"  {line}" for line in _mapping(value))
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        yield start
        for each in value:
            first, *rest = _mapping(each)
            yield f"  - {first}"
            yield from (f"    {line}" for line in rest)
    elif isinstance(value, list):
        yield f"{start} [{', '.join(_scalar(each) for each in value)}]"
    else:
        yield f"{start} {'{}' if isinstance(value, dict) else _scalar(value)}"


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value if _stands_unquoted(value) else _quoted(value)
    return json.dumps(value)


def _stands_unquoted(text: str) -> bool:
    if isinstance(text, Plain) or _UUID.match(text):
        return True
    return bool(_UNQUOTED.match(text)) and text.lower() not in _RESERVED


def _quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped)
