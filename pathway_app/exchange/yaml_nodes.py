"""YAML as a tree of values that know their lines.

Only what a course file needs: mappings with text keys, lists, texts, numbers, true, false and null by the core
schema of YAML 1.2 (so `no` is a text). No tags, anchors, aliases or merge keys; one document.
"""

from __future__ import annotations

import re
from typing import Any

from pathway_app.exchange.nodes import LONGEST_YAML, BadSyntax, Node, Scalar, TreeBuilder

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def read_yaml(text: str) -> TreeBuilder:
    """The tree of `text`. Raises BadSyntax where reading cannot go on; other problems are in the builder."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > LONGEST_YAML:
        raise BadSyntax(1, "file-too-long", longest=LONGEST_YAML)
    builder = TreeBuilder()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            _take(builder, event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        raise BadSyntax(line, "file-not-yaml", problem=_first_line(error.problem)) from None
    except (YAMLError, ValueError) as error:
        raise BadSyntax(_line_of(text, error), "file-not-yaml", problem=_first_line(error)) from None
    return builder


def _take(builder: TreeBuilder, event: Any) -> None:
    kind = type(event).__name__
    line = event.start_mark.line + 1
    if kind == "AliasEvent" or getattr(event, "anchor", None) is not None:
        raise BadSyntax(line, "file-alias", builder.path())
    if getattr(event, "tag", None) is not None:
        builder.problem(BadSyntax(line, "file-tag", builder.path(), tag=str(event.tag)))
    if kind == "DocumentStartEvent" and builder.root is not None:
        raise BadSyntax(line, "file-several-documents")
    if kind in ("MappingStartEvent", "SequenceStartEvent"):
        if builder.awaits_key:
            raise BadSyntax(line, "file-key-not-text", builder.path())
        builder.begin(line, {} if kind == "MappingStartEvent" else [])
    elif kind in ("MappingEndEvent", "SequenceEndEvent"):
        builder.end()
    elif kind == "ScalarEvent" and builder.awaits_key:
        builder.key(line, event.value)
    elif kind == "ScalarEvent":
        plain = event.implicit[0]
        value = _resolved(event.value) if plain else event.value
        builder.put(Node(line, value, event.value if plain else ""))


def _resolved(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _line_of(text: str, error: Exception) -> int:
    """The line of a sign that YAML does not allow; the first where the error does not say where."""
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 1


def _first_line(problem: object) -> str:
    return str(problem).strip().split("\n", 1)[0]
