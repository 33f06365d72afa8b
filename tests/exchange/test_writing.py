"""What is written is read back the same, whatever the texts hold."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pathway_app.domain.course import Course, Ending, Enrolment, Outcome, Reopening
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Action, Entry, Variance, VarianceClass
from pathway_app.exchange.course_file import read_course_file, write_course_file
from pathway_app.exchange.course_writer import Format
from pathway_app.exchange.json_nodes import read_json
from pathway_app.exchange.nodes import BadSyntax, Node
from pathway_app.exchange.yaml_nodes import read_yaml
from pathway_app.exchange.yaml_text import Plain, yaml_text
from pathway_app.people import Identity, Patient, Sex, Site
from pathway_app.queries import CourseRecord

HOSTILE = (
    "<b>vet</b>",
    "R&D",
    "NIL BY MOUTH <from midnight>",
    "Łukasz Ąžuolas",
    "yes",
    "null",
    "1e3",
    "0012",
    "2026-10-21",
    "- a: b # c",
    "'\"\\",
    "twee\nregels\n",
    "\ttab",
    " ervoor",
    "\u00a0\u00ad\u200d\U0001f600",
    "=",
    "<<",
    "~",
    "a, b] }",
    "-",
    "?",
    "!x",
    "%",
    "@",
    "`",
)
MOMENT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # half past two, the first time, in Brussels


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: plain(member) for key, member in node.value.items()}
    if isinstance(node.value, list):
        return [plain(member) for member in node.value]
    return node.value


def root(node: Node | None) -> Any:
    assert node is not None
    return plain(node)


def record(definition: PathwayDefinition, text: str = "tekst") -> CourseRecord:
    """A course in which every field of every kind is used."""
    entries = (
        Entry(
            "id-1",
            Action.COMPLETE,
            "demo.nurse",
            MOMENT,
            checkpoint="mri-contrast",
            occurred_at=MOMENT - timedelta(hours=1),
            values={"suspected_type": "ependymoma", "levels": text or "x", "region": ("lumbar", "cervical")},
            variance=Variance(VarianceClass.UNSPECIFIED, text, text, text, open=False),
        ),
        Entry(
            "id-2",
            Action.NOTE,
            "demo.nurse",
            MOMENT + timedelta(microseconds=7),
            text=text,
            from_paper=True,
        ),
        Entry(
            "id-3",
            Action.CORRECT,
            "dr. Claes",
            MOMENT + timedelta(hours=1),
            occurred_at=MOMENT,
            values={"suspected_type": "ependymoma", "region": ("lumbar",)},
            supersedes="id-1",
            reason=text,
            variance=Variance(VarianceClass.PATIENT, text),
        ),
        Entry(
            "id-4", Action.RETRACT, "dr. Claes", MOMENT + timedelta(hours=2), supersedes="id-3", reason=text
        ),
    )
    later = MOMENT + timedelta(days=1)
    reopened = Reopening(later + timedelta(hours=1), "demo.nurse", text)
    endings = (
        Ending(MOMENT, later, "demo.nurse", Outcome.WITHDRAWN, text, reopened),
        Ending(MOMENT, later + timedelta(hours=2), "demo.nurse", Outcome.DECEASED, text),
    )
    identity = Identity(text, text, text, date(1974, 3, 14), Sex.OTHER, "74031400123", text, text)
    return CourseRecord(
        patient=Patient("p", identity),
        course=Course(
            "c", "p", definition.id, "1", Enrolment(MOMENT, "demo.nurse", MOMENT), entries, endings
        ),
        definition=definition,
        site=Site(),
    )


@pytest.mark.parametrize("format_", ["json", "yaml"])
@pytest.mark.parametrize("text", HOSTILE)
def test_every_field_comes_back(definition: PathwayDefinition, text: str, format_: Format) -> None:
    told = record(definition, text)
    written = write_course_file(told, format_)
    back = read_course_file(written.encode(), "c")
    assert back.identity == told.patient.identity
    assert back.course.entries == told.course.entries
    assert back.course.endings == told.course.endings
    assert back.course.enrolment == told.course.enrolment
    course = replace(told.course, entries=back.course.entries, endings=back.course.endings)
    assert write_course_file(replace(told, course=course), format_) == written


def test_the_form_of_the_file(definition: PathwayDefinition) -> None:
    written = write_course_file(record(definition), "yaml")
    assert written.startswith("format: zorgpad-course/1\npatient:\n  mrn: tekst\n")
    assert "\n  birth_date: 1974-03-14\n" in written
    assert '\n  national_number: "74031400123"\n' in written
    # The hour that comes twice keeps its offset; fields stand in the order of the definition.
    assert (
        "    occurred_at: 2026-10-25T01:30:00+02:00\n    recorded_at: 2026-10-25T02:30:00+02:00\n" in written
    )
    assert "recorded_at: 2026-10-25T02:30:00.000007+02:00" in written
    assert "    values:\n      region: [lumbar, cervical]\n      levels: tekst\n" in written
    # Said where it is so, and nowhere else: the files of before stay as they are.
    assert written.count("from_paper") == 1
    assert "    by: demo.nurse\n    from_paper: true\n" in written
    assert list(json.loads(write_course_file(record(definition), "json"))) == [
        "format",
        "patient",
        "pathway",
        "enrolled",
        "entries",
        "earlier_endings",
        "ended",
    ]


texts = st.text(st.characters(codec="utf-8"), max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(texts, values, max_size=4), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_json(content: dict[str, Any], indent: Any, ascii_only: bool) -> None:
    text = json.dumps(content, indent=indent, ensure_ascii=ascii_only)
    builder = read_json(text)
    assert root(builder.root) == content
    assert builder.problems == []


@given(st.text(st.sampled_from('{}[]:,"\\ \nab01-+.eEtrufalsn'), max_size=12))
def test_what_json_refuses_is_refused(text: str) -> None:
    try:
        json.loads(text, parse_constant=lambda word: 1 / 0)
    except (ValueError, ZeroDivisionError):
        with pytest.raises(BadSyntax):
            read_json(text)
    else:
        read_json(text)


members = (
    texts | st.lists(texts, max_size=3) | st.lists(st.dictionaries(texts, texts, min_size=1), max_size=2)
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(texts, members))
def test_yaml_is_read_back_by_us_and_by_others(content: dict[str, Any]) -> None:
    text = yaml_text(content)
    if content:
        assert root(read_yaml(text).root) == content
        assert YAML(typ="safe", pure=True).load(io.StringIO(text)) == content


def test_dates_stand_without_quotes() -> None:
    assert yaml_text({"a": Plain("1974-03-14"), "b": "1974-03-14"}) == 'a: 1974-03-14\nb: "1974-03-14"\n'
