"""Bad input gets one clear sentence a reason, and nothing changes."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pathway_app.people import Role
from tests.cli.zorgpad import Answer, InProcess
from tests.guarded import bare, changes

NOW = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)


class NowClock:
    def now(self) -> datetime:
        return NOW


def course(**patient: Any) -> dict[str, Any]:
    """A sound course of two entries."""
    return {
        "format": "zorgpad-course/1",
        "patient": {
            "mrn": "9000001",
            "family_name": "Voorbeeld",
            "given_name": "Demo",
            "birth_date": "1974-03-14",
            "sex": "female",
            **patient,
        },
        "pathway": {"id": "intramedullary-tumour", "version": "1"},
        "enrolled": {"at": "2026-10-20T09:00:00+02:00", "by": "demo.coordinator"},
        "entries": [
            {
                "id": "0b0f0000-0000-4000-8000-000000000001",
                "action": "complete",
                "checkpoint": "mri-contrast",
                "occurred_at": "2026-10-21T10:30:00+02:00",
                "recorded_at": "2026-10-21T11:02:10+02:00",
                "by": "demo.coordinator",
                "values": {"region": ["cervical"], "suspected_type": "ependymoma"},
            },
            {
                "id": "0b0f0000-0000-4000-8000-000000000002",
                "action": "complete",
                "checkpoint": "treatment-decision",
                "occurred_at": "2026-10-22T10:30:00+02:00",
                "recorded_at": "2026-10-22T11:02:10+02:00",
                "by": "demo.coordinator",
                "values": {"decision": "operate"},
            },
        ],
        "ended": None,
    }


@pytest.fixture
def zorgpad(empty: InProcess) -> InProcess:
    empty.clock = NowClock()
    empty.person("demo.coordinator", Role.COORDINATOR)
    return empty


@pytest.fixture
def take(zorgpad: InProcess, tmp_path: Path) -> Callable[..., Answer]:
    """Imports courses, and sees that a refusal leaves the log as it was."""

    def run(*courses: dict[str, Any] | str) -> Answer:
        files = []
        for number, content in enumerate(courses):
            path = tmp_path / f"{number}.json"
            text = content if isinstance(content, str) else json.dumps(content, indent=1)
            path.write_text(text, encoding="utf-8")
            files.append(str(path))
        before = changes(zorgpad.database)
        answer = zorgpad("import", *files, "--user", "demo.coordinator")
        told = answer.error.replace(f"{tmp_path}{os.sep}", "")
        assert zorgpad("verify").code == 0
        assert (changes(zorgpad.database) == before) == (answer.code == 1)
        return Answer(answer.code, answer.out, told)

    return run


Take = Callable[..., Answer]
Placed = tuple[str, str]
_REASON = re.compile(r"(\d\.json), line (\d+), ([^:]+): (.*)")


def placed(answer: Answer, *courses: dict[str, Any]) -> list[Placed]:
    """(path, sentence) of every reason, after looking whether its line is where that path stands."""
    assert answer.code == 1
    found = []
    for reason in answer.reasons:
        matched = _REASON.fullmatch(reason)
        assert matched is not None, reason
        lines = json.dumps(courses[int(matched[1][0])], indent=1).split("\n")
        line, path = lines[int(matched[2]) - 1], matched[3]
        last = path.rpartition(".")[2]
        if last.endswith("]"):
            opening = [number for number, text in enumerate(lines, 1) if text == "  {"]
            assert opening[int(last[-2])] == int(matched[2])
        else:
            assert f'"{last}":' in line
        found.append((path, matched[4]))
    return found


def test_a_sound_course_is_taken_over(take: Take, zorgpad: InProcess) -> None:
    answer = take(course(national_number="74.03.14-123.62", bed="312-2"))
    assert (answer.code, answer.error) == (0, "")
    told = json.loads(zorgpad("export", "--patient", "9000001").out)
    assert told["patient"]["national_number"] == "74031412362"


@pytest.mark.parametrize(
    ("patient", "sentence"),
    [
        (
            {"national_number": "74.03.14-123.21"},
            ("patient.national_number", "The national number is wrong: its check digits do not fit."),
        ),
        (
            {"national_number": "12"},
            ("patient.national_number", "The national number is wrong: its check digits do not fit."),
        ),
        (
            {"birth_date": "2026-11-23"},
            ("patient.birth_date", "The birth date 23-Nov-2026 lies in the future."),
        ),
        ({"birth_date": "1899-12-31"}, ("patient.birth_date", "The birth date lies before 01-Jan-1900.")),
        ({"mrn": "  "}, ("patient.mrn", "Record number is missing.")),
        ({"given_name": ""}, ("patient.given_name", "Given name is missing.")),
        (
            {"family_name": "x" * 121},
            ("patient.family_name", "Family name is too long; at most 120 characters."),
        ),
    ],
)
def test_a_patient_who_cannot_be(take: Take, patient: dict[str, Any], sentence: Placed) -> None:
    assert placed(take(course(**patient)), course(**patient)) == [sentence]


def test_someone_else_has_the_record_number(take: Take) -> None:
    assert take(course()).code == 0
    other = course(family_name="Ander", birth_date="1980-01-01")
    other["enrolled"]["at"] = "2026-11-20T09:00:00+01:00"
    sentence = "Record number 9000001 belongs to someone else in the record: Family name, Birth date differ."
    assert ("patient.mrn", sentence) in placed(take(other), other)


def test_a_second_open_course(take: Take) -> None:
    assert take(course()).code == 0
    second = course()
    second["enrolled"]["at"] = "2026-11-20T09:00:00+01:00"
    second["entries"] = []
    sentence = "The patient has an open course of this pathway already; end it first."
    assert placed(take(second), second) == [("enrolled", sentence)]


def changed(number: int, **change: Any) -> dict[str, Any]:
    """The sound course with one entry changed; None takes a key away."""
    made = course()
    entry = {**made["entries"][number], **change}
    made["entries"][number] = {key: value for key, value in entry.items() if value is not None}
    return made


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            changed(1, occurred_at="2026-10-22T11:08:00+02:00"),
            ("entries[1].occurred_at", "22-Oct-2026 11:08 lies in the future."),
        ),
        (
            changed(1, occurred_at="1974-03-13T11:08:00+01:00"),
            ("entries[1].occurred_at", "This lies before the patient's birth on 14-Mar-1974."),
        ),
        (
            changed(1, recorded_at="2026-11-22T09:47:00+01:00"),
            ("entries[1].recorded_at", "The moment of recording lies in the future."),
        ),
        (
            changed(1, recorded_at="2026-10-21T09:47:00+02:00", occurred_at="2026-10-21T09:00:00+02:00"),
            (
                "entries[1].recorded_at",
                "It is recorded before what stands above it; entries stand in the order of recording.",
            ),
        ),
        (
            changed(1, checkpoint="tea-drunk"),
            ("entries[1].checkpoint", "The pathway has no checkpoint tea-drunk."),
        ),
        (changed(1, round=2), ("entries[1].round", "“Decision on surgery” has no round 2 yet.")),
        (
            changed(1, values={"decision": "perhaps"}),
            ("entries[1].values.decision", "Decision: perhaps is not one of the answers."),
        ),
        (
            changed(1, values={"decision": "operate", "mood": "good"}),
            ("entries[1].values.mood", "“Decision on surgery” does not ask for mood."),
        ),
        (changed(1, values=None), ("entries[1]", "Decision is missing.")),
        (
            changed(1, id="0b0f0000-0000-4000-8000-000000000001"),
            ("entries[1].id", "The entry 0b0f0000-0000-4000-8000-000000000001 stands in the file twice."),
        ),
        (
            changed(1, action="skip", values=None),
            (
                "entries[1]",
                "“Decision on surgery”: this is accepted only with a variance and its reason "
                "(a step that will not be done).",
            ),
        ),
        (
            changed(
                1,
                action="retract",
                checkpoint=None,
                values=None,
                occurred_at=None,
                supersedes="x",
                reason="y",
            ),
            ("entries[1].supersedes", "The entry it names does not count (any more)."),
        ),
        (
            changed(1, checkpoint="mep-baseline"),
            (
                "entries[1]",
                "Whether “MEP baseline measured” applies is not decided yet: "
                "“Decision” at “Decision on surgery” is not answered.",
            ),
        ),
    ],
)
def test_an_entry_that_the_rules_refuse(take: Take, content: dict[str, Any], sentence: Placed) -> None:
    assert sentence in placed(take(content), content)


def test_every_error_of_every_file_is_named(take: Take) -> None:
    first = changed(0, values={"region": ["cervical"]})
    first["entries"][1]["values"] = {"decision": "perhaps"}
    first["entries"][1]["by"] = ""
    second = course(mrn="9000002", national_number="12")
    second["entries"][1]["values"] = {}
    second["entries"][0]["id"] = second["entries"][1]["id"] = "once"
    answer = take(first, second, "no course", course(mrn="9000003"))
    assert answer.reasons[0] == "2.json, line 1: This is not a course file (format zorgpad-course/1)."
    rest = Answer(1, "", "\n".join(answer.reasons[1:]))
    assert [path for path, _ in placed(rest, first, second)] == [
        "entries[0]",
        "entries[1].by",
        "entries[1].values.decision",
        "patient.national_number",
        "entries[1]",
        "entries[1].id",
    ]


def named(take: Take, content: dict[str, Any]) -> list[str]:
    return [path for path, _ in placed(take(content), content)]


@pytest.mark.parametrize(
    ("part", "change", "paths"),
    [
        ("patient", {"sex": "f"}, ["patient.sex"]),
        ("patient", {"birth_date": "14-03-1974"}, ["patient.birth_date"]),
        ("patient", {"shoe": 38, "national_number": "12"}, ["patient.shoe", "patient.national_number"]),
        ("pathway", {"colour": "red"}, ["pathway.colour"]),
        ("enrolled", {"at": "2026-10-20T09:00:00"}, ["enrolled.at"]),
        ("enrolled", {"by": ""}, ["enrolled.by"]),
    ],
)
def test_an_error_in_the_head_hides_none_below(
    take: Take, part: str, change: dict[str, Any], paths: list[str]
) -> None:
    content = changed(0, values={"region": ["elbow"], "suspected_type": "ependymoma"})
    content[part] |= change
    expected = [*paths, "entries[0].values.region"]
    assert sorted(named(take, content)) == sorted(expected)


def test_the_pathway_is_looked_up_whatever_is_wrong_with_the_patient(take: Take) -> None:
    content = changed(1, occurred_at="1974-03-13T11:08:00+01:00")
    content["patient"]["sex"] = "f"
    content["pathway"]["version"] = "99"
    content["ended"] = {"at": "2027-01-01T12:00:00+01:00", "by": "x", "outcome": "gone", "reason": "r"}
    assert named(take, content) == [
        "patient.sex",
        "pathway.version",
        "entries[1].occurred_at",
        "ended.at",
        "ended.outcome",
    ]


def test_a_wrong_head_of_a_course_in_the_record_is_all_that_is_named(take: Take) -> None:
    assert take(course()).code == 0
    for part, key, value in (
        ("patient", "sex", "f"),
        ("patient", "mrn", ""),
        ("patient", "given_name", "Ander"),
        ("enrolled", "at", "yesterday"),
        ("pathway", "version", ""),
    ):
        content = course()
        content[part][key] = value
        assert len(take(content).reasons) == 1


@pytest.mark.parametrize(
    "change", [{"colour": "red"}, {"by": ""}, {"occurred_at": "noon"}, {"action": "did"}]
)
def test_an_error_of_form_hides_none_of_the_values(take: Take, change: dict[str, Any]) -> None:
    values = {"region": ["elbow"], "suspected_type": "ependymoma"}
    [key] = change
    expected = sorted([f"entries[0].{key}", "entries[0].values.region"])
    assert sorted(named(take, changed(0, values=values, **change))) == expected


def test_an_answer_of_the_wrong_form_is_named_once(take: Take) -> None:
    content = changed(0, values={"region": 7.5, "suspected_type": "ependymoma"})
    assert named(take, content) == ["entries[0].values.region"]
    assert named(take, changed(1, round="one")) == ["entries[1].round"]


def test_what_follows_an_unreadable_entry_or_ending_is_not_blamed(take: Take) -> None:
    content = course()
    content["entries"][0] = 7
    assert [reason.split(":")[0][-10:] for reason in take(content).reasons] == ["entries[0]"]
    content = course()
    ending = {"by": "x", "outcome": "transferred", "reason": "r", "at": "2026-10-20T12:00:00+02:00"}
    reopened = {"recorded_at": "2026-10-20T14:00:00+02:00", "by": "x", "reason": "y"}
    content["earlier_endings"] = [{**ending, "recorded_at": "noon", "reopened": reopened}]
    [reason] = take(content).reasons
    assert "earlier_endings[0].recorded_at: " in reason


def test_a_second_entry_does_not_hide_its_wrong_values(take: Take) -> None:
    content = course()
    wrong = {"region": ["elbow"], "suspected_type": "ependymoma"}
    content["entries"].append(
        {**content["entries"][1], "id": "other", "checkpoint": "mri-contrast", "values": wrong}
    )
    assert named(take, content) == ["entries[2]", "entries[2].values.region"]


def test_one_error_is_named_once(take: Take) -> None:
    """What comes after a wrong entry is judged as if that entry were right."""
    content = changed(0, values={"region": ["cervical"], "suspected_type": "ependymomma"})
    answer = take(content)
    assert len(answer.reasons) == 1
    assert "entries[0].values.suspected_type" in answer.error


def test_an_entry_on_an_ended_course(take: Take) -> None:
    content = course()
    content["ended"] = {
        "at": "2026-10-21T12:00:00+02:00",
        "recorded_at": "2026-10-21T12:00:00+02:00",
        "by": "demo.coordinator",
        "outcome": "transferred",
        "reason": "verhuisd",
    }
    assert placed(take(content), content) == [
        ("entries[1]", "This course has ended; reopen it before entering anything.")
    ]


def test_an_end_recorded_before_entries_that_are_recorded_now(take: Take) -> None:
    content = course()
    for entry in content["entries"]:
        del entry["recorded_at"]
    content["ended"] = {
        "at": "2026-11-01T12:00:00+01:00",
        "recorded_at": "2026-11-01T12:30:00+01:00",
        "by": "demo.coordinator",
        "outcome": "transferred",
        "reason": "verhuisd",
    }
    assert placed(take(content), content) == [
        (
            "ended.recorded_at",
            "The end was recorded before the entries, which are recorded only now; leave this out, "
            "or give the entries their moments of recording.",
        )
    ]
    del content["ended"]["recorded_at"]
    assert take(content).code == 0


def test_an_end_before_the_enrolment(take: Take) -> None:
    content = course()
    content["ended"] = {
        "at": "2026-10-19T23:59:00+02:00",
        "by": "demo.coordinator",
        "outcome": "transferred",
        "reason": "verhuisd",
    }
    assert placed(take(content), content) == [("ended.at", "This lies before the enrolment on 20-Oct-2026.")]
    content["ended"]["at"] = "2026-10-20T00:00:00+02:00"  # the same day, though before the hour
    assert take(content).code == 0


def test_the_same_name_in_other_signs(take: Take, zorgpad: InProcess) -> None:
    assert take(course(family_name="Desmet-Ren\u00e9", given_name="Zo\u00eb")).code == 0
    before = changes(zorgpad.database)
    path = zorgpad.database.with_name("0.json")
    path.write_text(json.dumps(course(family_name="Desmet-Rene\u0301", given_name="Zoe\u0308")))
    assert zorgpad("import", str(path), "--user", "demo.coordinator").code == 0
    assert zorgpad("verify").code == 0
    assert changes(zorgpad.database) == before


def test_a_course_without_ids_and_moments_of_recording(take: Take, zorgpad: InProcess) -> None:
    content = course()
    for entry in content["entries"]:
        del entry["id"], entry["recorded_at"]
    content["ended"] = {
        "at": "2026-11-01T12:00:00+01:00",
        "by": "demo.coordinator",
        "outcome": "transferred",
        "reason": "verhuisd",
    }
    assert take(content).code == 0
    told = json.loads(zorgpad("export", "--patient", "9000001").out)
    assert {entry["recorded_at"] for entry in told["entries"]} == {"2026-11-22T09:41:00+01:00"}
    assert told["ended"]["recorded_at"] == "2026-11-22T09:41:00+01:00"
    before = changes(zorgpad.database)
    path = zorgpad.database.with_name("0.json")
    assert zorgpad("import", str(path), "--user", "demo.coordinator").code == 0
    assert zorgpad("verify").code == 0
    assert changes(zorgpad.database) == before


def test_a_longer_file_of_the_same_course_adds_what_is_new(take: Take, zorgpad: InProcess) -> None:
    longer = course()
    shorter = {**longer, "entries": longer["entries"][:1]}
    assert take(shorter).code == 0
    assert "Courses changed: 1. Entries taken over: 1." in take(longer).out
    assert json.loads(zorgpad("export", "--patient", "9000001").out)["entries"][1]["id"].endswith("2")
    other = changed(0, by="demo.nurse")
    [(path, sentence)] = placed(take(other), other)
    assert path == "entries[0].id"
    assert sentence.endswith("-000000000001 stands in the record with other content.")
    elsewhere = course(mrn="9000009")
    assert "belongs to another course" in take(elsewhere).error


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (
            ("status", "--patient", "1", "2", "9000001"),
            [
                "There is no patient with the record number 1.",
                "There is no patient with the record number 2.",
            ],
        ),
        (("status", "--patient", "9000001", "--course", "2"), ["Patient 9000001 has no course number 2."]),
        (("export", "--patient", "\udcff"), ["There is no patient with the record number \\udcff."]),
        (("handover", "--patient", "1", "-o", "x.pdf"), ["There is no patient with the record number 1."]),
        (
            ("handover", "--patient", "9000001", "-o", "no/such/folder/x.pdf"),
            ["no/such/folder/x.pdf cannot be written: there is no such folder."],
        ),
        (
            ("sheets", "/dev/null"),
            ["/dev/null cannot be written: it is a file, and a folder is needed."],
        ),
        (("sheets", "/dev/null/sheets"), ["/dev/null/sheets cannot be written: there is no such folder."]),
        (
            ("status", "--all", "--as-of", "yesterday"),
            ["yesterday is not a moment; write 2026-11-22, 2026-11-22T09:41 or 2026-11-22T09:41+01:00."],
        ),
        (
            ("status", "--all", "--as-of", "2026-02-30"),
            ["2026-02-30 is not a moment; write 2026-11-22, 2026-11-22T09:41 or 2026-11-22T09:41+01:00."],
        ),
        (
            ("worklist", "--as-of", "9999-12-31T23:59:59-12:00"),
            [
                "9999-12-31T23:59:59-12:00 is not a moment; "
                "write 2026-11-22, 2026-11-22T09:41 or 2026-11-22T09:41+01:00."
            ],
        ),
        (("worklist", "--user", "nobody"), ["Name or password is not right, or the account is disabled."]),
        (("import", "nowhere.json", "--user", "demo.coordinator"), ["nowhere.json cannot be read."]),
    ],
)
def test_questions_that_have_no_answer(
    take: Take, zorgpad: InProcess, arguments: tuple[str, ...], sentences: list[str]
) -> None:
    assert take(course()).code == 0
    answer = zorgpad(*arguments)
    assert (answer.code, answer.out, answer.reasons) == (1, "", sentences)


def foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cake (crumb TEXT)")
    connection.close()


def newer(path: Path) -> None:
    connection = bare(path)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda path: path.unlink(), "There is no database at {path}; make one with “init”."),
        (lambda path: path.write_bytes(b""), "{path} "),
        (
            lambda path: path.write_text("hello"),
            "{path} is damaged or is not a Zorgpad database; nothing was changed.",
        ),
        (
            lambda path: os.truncate(path, 5000),
            "{path} is damaged or is not a Zorgpad database; nothing was changed.",
        ),
        (foreign, "{path} was made by another program; nothing was changed."),
        (newer, "The database {path} was made by a newer Zorgpad; use that version."),
        (lambda path: (path.unlink(), path.mkdir()), "{path} "),
    ],
)
@pytest.mark.parametrize("command", [("worklist",), ("import", "x.json"), ("users", "list")])
def test_a_database_that_cannot_be_used(
    zorgpad: InProcess, spoil: Callable[[Path], object], sentence: str, command: tuple[str, ...]
) -> None:
    for rest in ("-wal", "-shm"):
        Path(f"{zorgpad.database}{rest}").unlink(missing_ok=True)
    spoil(zorgpad.database)
    before = sorted(zorgpad.database.parent.iterdir())
    answer = zorgpad(*command)
    assert (answer.code, answer.out, len(answer.reasons)) == (1, "", 1)
    assert answer.reasons[0].startswith(sentence.format(path=zorgpad.database))
    assert sorted(zorgpad.database.parent.iterdir()) == before


def test_addresses_that_are_none(zorgpad: InProcess) -> None:
    for address in ("mysql://x/y", "sqlite://", "nonsense://"):
        answer = zorgpad("--database", address, "verify")
        assert (answer.code, len(answer.reasons)) == (1, 1)
        assert "database address" in answer.reasons[0]


def test_verify_names_the_first_bad_event(zorgpad: InProcess, take: Take) -> None:
    assert take(course()).code == 0
    copy = zorgpad.database.with_name("copy.db")
    for ending in ("", ".keys"):
        shutil.copy(f"{zorgpad.database}{ending}", f"{copy}{ending}")
    connection = bare(copy)
    [(number,)] = connection.execute("SELECT max(seq) FROM log_event WHERE body LIKE '%operate%'")
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute(
        "UPDATE log_event SET body = replace(body, 'operate', 'no-operation') WHERE seq = ?", [number]
    )
    connection.close()
    answer = zorgpad("--database", str(copy), "verify")
    assert (answer.code, answer.out) == (1, "")
    assert answer.reasons[0].startswith(f"Event {number}: It was changed after it had been recorded (")
