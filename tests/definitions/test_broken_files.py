"""However a pathway file is broken, it either loads or is refused with problems; nothing else comes out."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pathway_app.definitions.canonical import definition_from_json, definition_to_json
from pathway_app.definitions.loader import DefinitionErrors, DefinitionProblem, load_definition
from pathway_app.domain.course import course_state

from .pathway_files import KNEE_TEXT

NOW = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
Step = str | int
WHOLE: Any = YAML(typ="safe", pure=True).load(KNEE_TEXT) | {
    "source": {"title": {"en": "A", "fr": "A"}, "date": "2024-02-29"}
}
LINES = KNEE_TEXT.splitlines(keepends=True)
LOOSE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**20),
    st.floats(),
    st.sampled_from(
        ["", "none", "local", "plan-made", "joint-inspected", "plan", "replace", "S101", "S999", "{n}", "é"]
    ),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.lists(st.sampled_from(["plan-made", "seen-again", "wait"]), max_size=3),
    st.dictionaries(st.sampled_from(["en", "fr", "checkpoint", "in"]), st.text(max_size=3), max_size=2),
)
PATIENT = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def loads_or_is_refused(text: str) -> None:
    """What loads also works: it is kept and read back, and the engine computes an empty course of it."""
    problems: tuple[DefinitionProblem, ...] = ()
    try:
        definition = load_definition(text)
    except DefinitionErrors as errors:
        problems = errors.problems
    else:
        assert definition_from_json(definition_to_json(definition)) == definition
        assert course_state(definition, (), NOW).checkpoints
        return
    assert problems
    assert all(problem.line <= text.count("\n") + 1 for problem in problems)


def places(value: Any, path: tuple[Step, ...] = ()) -> list[tuple[Step, ...]]:
    """Every path in the file, the deep ones and the shallow ones."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    found = [path] if path else []
    for key, member in members:
        found += places(member, (*path, key))
    return found


PLACES = places(WHOLE)


@PATIENT
@given(data=st.data())
def test_any_value_taken_away_or_replaced(data: st.DataObject) -> None:
    whole = copy.deepcopy(WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(PLACES))
        break_at(whole, path, data)
    loads_or_is_refused(json.dumps(whole, ensure_ascii=False))


def break_at(whole: Any, path: tuple[Step, ...], data: st.DataObject) -> None:
    holder = whole
    try:
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]]
    except (KeyError, IndexError, TypeError):
        return  # an earlier change took it away
    if isinstance(holder, str):
        return
    if data.draw(st.booleans()):
        del holder[path[-1]]
    else:
        holder[path[-1]] = data.draw(LOOSE)


@PATIENT
@given(first=st.integers(0, len(LINES) - 1), count=st.integers(1, 12), other=st.integers(0, len(LINES) - 1))
def test_lines_taken_away_or_doubled(first: int, count: int, other: int) -> None:
    loads_or_is_refused("".join(LINES[:first] + LINES[first + count :]))
    loads_or_is_refused("".join(LINES[:other] + LINES[first : first + count] + LINES[other:]))


@PATIENT
@given(
    place=st.integers(0, len(KNEE_TEXT)),
    sign=st.sampled_from("{}[]:,-&*!#|>'\"%@`?\t\n\0 \\~<é\ud800"),
)
def test_a_sign_too_many(place: int, sign: str) -> None:
    loads_or_is_refused(KNEE_TEXT[:place] + sign + KNEE_TEXT[place:])


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab: -[]{},&*!#|>'\"%@?\n\t\\0x~<=.")), max_size=60))
def test_text_that_is_hardly_yaml(text: str) -> None:
    loads_or_is_refused(text)
