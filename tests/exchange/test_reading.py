"""What a course file may be, and every error on its line."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pathway_app.domain.course import Outcome
from pathway_app.domain.entries import Action, VarianceClass
from pathway_app.domain.errors import Refused
from pathway_app.exchange.course_file import examine_course_file, read_course_file
from pathway_app.i18n import Words
from pathway_app.messages import Sentences

EXAMPLE = """\
format: zorgpad-course/1
patient: {mrn: "9000001", family_name: Voorbeeld, given_name: Demo, birth_date: 1974-03-14,
          sex: female,                 # female | male | other | unknown
          national_number: null,
          bed: "312-2", surgeon: "demo.surgeon"}
pathway: {id: intramedullary-tumour, version: "1"}
enrolled: {at: 2026-10-20T09:00:00+02:00, by: demo.coordinator}
entries:
  - {id: 0b0f0000-0000-4000-8000-000000000001, action: complete, checkpoint: mri-contrast, round: 1,
     occurred_at: 2026-10-21T10:30:00+02:00, recorded_at: 2026-10-21T11:02:10+02:00, by: demo.coordinator,
     values: {region: [cervical], levels: C4–C6, suspected_type: ependymoma}}
  - {action: skip, round: 1, checkpoint: ssep-baseline, occurred_at: 2026-10-22 08:00:00 Z, by: demo.nurse,
     variance: {class: patient, reason: "claustrofobie", open: false}}
  - {action: correct, supersedes: 0b0f0000-0000-4000-8000-000000000001, reason: "verkeerd niveau",
     values: {region: [cervical], suspected_type: ependymoma}, by: demo.nurse, occurred_at: 2026-10-21T10:30+02:00}
  - {action: retract, supersedes: x, reason: "verkeerde patiënt", by: demo.nurse}
ended: null
"""

HEAD = {
    "format": "zorgpad-course/1",
    "patient": {
        "mrn": "9000001",
        "family_name": "Voorbeeld",
        "given_name": "Demo",
        "birth_date": "1974-03-14",
        "sex": "female",
    },
    "pathway": {"id": "intramedullary-tumour", "version": "1"},
    "enrolled": {"at": "2026-10-20T09:00:00+02:00", "by": "demo.coordinator"},
}


def sentences(text: str, name: str = "course.yaml") -> list[str]:
    """What is said about the file, without its name."""
    try:
        course = examine_course_file(text.encode(), name)
    except Refused as refused:
        reasons = list(refused.reasons)
    else:
        reasons = list(course.errors)
    told = [Sentences(Words("en")).refusal(reason) for reason in reasons]
    assert all(sentence.startswith(f"{name}, line ") for sentence in told)
    return [sentence.removeprefix(f"{name}, ") for sentence in told]


def entry(**content: object) -> str:
    """A course with one entry, which begins on line 6."""
    head = "\n".join(f"{key}: {json.dumps(value)}" for key, value in HEAD.items())
    return f"{head}\nentries:\n- {json.dumps(content)}\nended: null\n"


def test_the_example_is_read() -> None:
    course = read_course_file(EXAMPLE.encode(), "course.yaml")
    identity = course.identity
    assert (identity.mrn, identity.bed, identity.national_number) == ("9000001", "312-2", None)
    assert identity.birth_date == date(1974, 3, 14)
    assert course.course.enrolment.at == datetime(2026, 10, 20, 7, tzinfo=UTC)
    assert course.course.enrolment.recorded_at is None
    mri, skipped, corrected, retracted = course.course.entries
    assert mri.values == {"region": ("cervical",), "levels": "C4–C6", "suspected_type": "ependymoma"}
    assert mri.occurred_at == datetime(2026, 10, 21, 8, 30, tzinfo=UTC)
    assert mri.recorded_at == datetime(2026, 10, 21, 9, 2, 10, tzinfo=UTC)
    assert skipped.occurred_at == datetime(2026, 10, 22, 8, tzinfo=UTC)
    assert skipped.variance is not None
    assert (skipped.variance.variance_class, skipped.variance.open) == (VarianceClass.PATIENT, False)
    assert (corrected.action, corrected.supersedes) == (Action.CORRECT, mri.id)
    assert (retracted.reason, retracted.occurred_at) == ("verkeerde patiënt", None)
    assert course.unrecorded == {1, 2, 3}
    assert course.lines["entries[1].variance"] == 13
    assert course.course.endings == ()


def test_json_is_read_alike() -> None:
    as_yaml = read_course_file(EXAMPLE.encode(), "c")
    plain = {
        **HEAD,
        "patient": {**HEAD["patient"], "national_number": None, "bed": "312-2", "surgeon": "demo.surgeon"},  # type: ignore[dict-item]
        "entries": [
            {
                "id": "0b0f0000-0000-4000-8000-000000000001",
                "action": "complete",
                "checkpoint": "mri-contrast",
                "occurred_at": "2026-10-21T10:30:00+02:00",
                "recorded_at": "2026-10-21T11:02:10+02:00",
                "by": "demo.coordinator",
                "values": {"region": ["cervical"], "levels": "C4–C6", "suspected_type": "ependymoma"},
            }
        ],
        "ended": {
            "at": "2026-10-21T11:00:00Z",
            "by": "demo.nurse",
            "outcome": "transferred",
            "reason": "r\n€ \ud83d\ude00",
        },
    }
    tabs = json.dumps(plain, indent="\t").replace("/", "\\/").encode("utf-8-sig")
    course = read_course_file(tabs, "c")
    assert course.course.entries[0] == as_yaml.course.entries[0]
    assert course.identity == as_yaml.identity
    [ending] = course.course.endings
    assert (ending.outcome, ending.reason) == (Outcome.TRANSFERRED, "r\n€ 😀")
    assert course.ending_unrecorded
    lines = tabs.decode().split("\n")
    assert '"levels"' in lines[course.lines["entries[0].values.levels"] - 1]


def test_unquoted_numbers_are_texts_where_a_text_belongs() -> None:
    text = EXAMPLE.replace('mrn: "9000001"', "mrn: 0012").replace('version: "1"', "version: 1.10")
    course = read_course_file(text.replace('bed: "312-2"', "bed: 312").encode(), "c")
    assert (course.identity.mrn, course.identity.bed, course.course.version) == ("0012", "312", "1.10")


def test_a_course_that_was_reopened() -> None:
    earlier = {
        "at": "2026-10-22T10:00:00+02:00",
        "recorded_at": "2026-10-22T10:00:00+02:00",
        "by": "demo.nurse",
        "outcome": "withdrawn",
        "reason": "vergissing",
        "reopened": {"recorded_at": "2026-10-23T10:00:00+02:00", "by": "demo.nurse", "reason": "toch niet"},
    }
    text = json.dumps({**HEAD, "entries": [], "earlier_endings": [earlier], "ended": None})
    [ending] = read_course_file(text.encode(), "c").course.endings
    assert ending.reopened is not None
    assert ending.reopened.reason == "toch niet"


@pytest.mark.parametrize("text", ["", "hello", "format: zorgpad-pathway/1\nid: x\n", "%PDF-1.4 …", "[1, 2]"])
def test_another_file_is_no_course(text: str) -> None:
    assert sentences(text) == ["line 1: This is not a course file (format zorgpad-course/1)."]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "format: zorgpad-course/2\n",
            "line 1, format: This is not a course file (format zorgpad-course/1).",
        ),
        ('"zorgpad-course/1"', "line 1, format: This is not a course file (format zorgpad-course/1)."),
        (EXAMPLE.replace("ended: null", "ended: {a: ]}"), "line 17: This is not YAML: "),
        (EXAMPLE.replace("ended: null", "\tended: null"), "line 17: This is not YAML: "),
        (EXAMPLE + "---\nended: null\n", "line 18: A second document begins here; one file holds one."),
        (
            EXAMPLE.replace("ended: null", "ended: *x"),
            "line 17, ended: Anchors and aliases are not read; write the value out.",
        ),
        (
            EXAMPLE + "ended: null\n",
            "line 18, ended: The key ended stands here a second time; the first is on line 17.",
        ),
        (EXAMPLE.replace("ended: null", "ended: !x {}"), "line 17, ended: The tag !x is not read."),
        ('{"format": "zorgpad-course/1",\n "patient": }', "line 2: This is not JSON, at column 13."),
        ('{"format": "zorgpad-course/1",\n "patient": {}', "line 2: This is not JSON, at column 15."),
        ('{"format": "zorgpad-course/1"} x', "line 1: This is not JSON, at column 32."),
        (
            '{"format": "zorgpad-course/1",\n"x": ' + "[" * 20 + "]" * 20 + "}",
            "Values lie too deep within each other; at most 16.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, sentence: str) -> None:
    assert any(sentence in told for told in sentences(text)), sentences(text)


def test_not_utf_8() -> None:
    with pytest.raises(Refused) as caught:
        read_course_file(EXAMPLE.encode("latin-1", errors="replace"), "c")
    assert [(each.code, each.params["line"]) for each in caught.value.reasons] == [("file-not-utf-8", 16)]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(Refused) as caught:
            read_course_file(path, str(path))
        assert [each.code for each in caught.value.reasons] == ["file-unreadable"]


def test_a_long_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 20_000_001)
    with pytest.raises(Refused) as caught:
        read_course_file(path, "long.json")
    assert [each.code for each in caught.value.reasons] == ["file-too-long"]


DONE = {
    "action": "complete",
    "checkpoint": "mri-contrast",
    "occurred_at": "2026-10-21T10:30:00+02:00",
    "by": "demo.nurse",
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"action": "finish"},
            [
                ".action: “finish” is not one of complete, skip, not-applicable, "
                "correct, retract, close-variance, note."
            ],
        ),
        ({"action": None}, [": The key action is missing."]),
        ({"by": ""}, [".by: “” is not a name: one line, not empty, not too long."]),
        ({"by": "a\nb"}, [".by: “a·b” is not a name: one line, not empty, not too long."]),
        ({"checkpoint": None}, [": The key checkpoint is missing."]),
        ({"colour": "red"}, [".colour: The key colour does not belong here."]),
        ({"round": 0}, [".round: “0” is not a round: a whole number from 1."]),
        ({"round": "2"}, [".round: “2” is not a round: a whole number from 1."]),
        ({"round": True}, [".round: “true” is not a round: a whole number from 1."]),
        ({"supersedes": "x"}, [".supersedes: The key supersedes does not go with complete."]),
        (
            {"occurred_at": "2026-10-21T10:30:00"},
            [".occurred_at: “2026-10-21T10:30:00” does not say its offset, such as +02:00 or Z."],
        ),
        (
            {"occurred_at": "2026-10-21"},
            [".occurred_at: “2026-10-21” is not a moment such as 2026-10-21T10:30:00+02:00."],
        ),
        (
            {"occurred_at": "2026-13-21T10:30:00Z"},
            [".occurred_at: “2026-13-21T10:30:00Z” is not a moment such as 2026-10-21T10:30:00+02:00."],
        ),
        (
            {"occurred_at": "1899-12-31T10:30:00Z"},
            [".occurred_at: “1899-12-31T10:30:00Z”: only the years 1900 to 2199 are accepted."],
        ),
        (
            {"occurred_at": "9999-12-31T23:59:59-12:00"},
            [".occurred_at: “9999-12-31T23:59:59-12:00”: only the years 1900 to 2199 are accepted."],
        ),
        ({"occurred_at": 7}, [".occurred_at: “7” is not a moment such as 2026-10-21T10:30:00+02:00."]),
        ({"values": ["a"]}, [".values: Keys with their values are expected here."]),
        (
            {"values": {"levels": 1.5}},
            [".values.levels: “1.5” is not an answer: a text, a whole number or a list of texts."],
        ),
        (
            {"values": {"levels": True}},
            [".values.levels: “true” is not an answer: a text, a whole number or a list of texts."],
        ),
        (
            {"values": {"region": ["a", 1]}},
            [".values.region: “…” is not an answer: a text, a whole number or a list of texts."],
        ),
        ({"variance": {"reason": "x"}}, [".variance: The key class is missing."]),
        (
            {"variance": {"class": "doctor"}},
            [".variance.class: “doctor” is not one of patient, clinician, organisation, unspecified."],
        ),
        (
            {"variance": {"class": "patient", "open": "no"}},
            [".variance.open: “no” is not one of true, false."],
        ),
        ({"from_paper": "yes"}, [".from_paper: “yes” is not one of true, false."]),
        ({"from_paper": 1}, [".from_paper: “1” is not one of true, false."]),
        ({"from_paper": [True]}, [".from_paper: “…” is not one of true, false."]),
        ({"reason": {"a": "b"}}, [".reason: A text is expected here."]),
        ({"reason": "a\u0000b"}, [".reason: Reason holds a sign that cannot be printed."]),
        ({"reason": "\ud800"}, [".reason: Reason holds a sign that cannot be printed."]),
        ({"action": "note"}, [": The key text is missing."]),
        (
            {"action": "note", "text": "x", "values": {"a": "b"}},
            [".values: The key values does not go with note."],
        ),
        ({"action": "retract"}, [": The key supersedes is missing."]),
        (
            {"action": "retract", "supersedes": "x", "checkpoint": None, "round": 2},
            [".round: The key round does not go with retract."],
        ),
    ],
)
def test_errors_of_an_entry(change: dict[str, object], expected: list[str]) -> None:
    content = {key: value for key, value in (DONE | change).items() if value is not None or key == "action"}
    assert sentences(entry(**content)) == [f"line 6, entries[0]{sentence}" for sentence in expected]


def test_every_error_of_the_file_is_named_with_its_line() -> None:
    text = (
        EXAMPLE.replace("sex: female", "sex: f")
        .replace('"1"}', '""}')
        .replace("action: skip", "action: skipped")
        .replace("2026-10-22 08:00:00 Z", "yesterday")
        .replace("ended: null", "ended: {at: 2026-10-22T08:00:00Z, outcome: gone}\nmore: 1")
    )
    assert [told.split(":")[0] for told in sentences(text)] == [
        "line 18, more",
        "line 3, patient.sex",
        "line 6, pathway.version",
        "line 12, entries[1].action",
        "line 12, entries[1].occurred_at",
        "line 17, ended",
        "line 17, ended",
        "line 17, ended.outcome",
    ]


def test_a_broken_entry_stands_beside_sound_ones() -> None:
    course = examine_course_file(EXAMPLE.replace("round: 1,\n", "round: x,\n").encode(), "c")
    assert course.broken == {0}
    assert len(course.errors) == 1
    with pytest.raises(Refused):
        read_course_file(EXAMPLE.replace("round: 1,\n", "round: x,\n").encode(), "c")


@pytest.mark.parametrize("sign", ["\\u202e", "\\u2066", "\\u200f", "\\u001b"])
def test_a_name_that_turns_the_text_round_it_is_refused_on_its_line(sign: str) -> None:
    told = EXAMPLE.replace("family_name: Voorbeeld", f'family_name: "{sign}evil\\u202c"')
    assert sentences(told) == [
        "line 2, patient.family_name: Family name holds a sign that cannot be printed."
    ]
