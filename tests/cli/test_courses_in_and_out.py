"""Two hundred generated course files: in, looked at from any moment, out again byte for byte."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.zorgpad import InProcess
from tests.guarded import changes
from tests.oracle.course_generator import illegal_variants, interesting_moments, random_course
from tests.oracle.plain_model import status

COUNT = 200
SEED = 20261122
MOST_PER_RULE = 6
ORDER = (
    *("id", "action", "checkpoint", "round", "supersedes", "reason", "text"),
    *("occurred_at", "recorded_at", "by", "from_paper", "values", "variance"),
)


def canonical(course: dict[str, Any]) -> dict[str, Any]:
    """The generated course with what may be left out written out, in the order of an export."""
    entries = []
    for entry in course["entries"]:
        told = dict(entry)
        if "checkpoint" in told:
            told.setdefault("round", 1)
        if told.get("variance", {}).get("open"):
            told["variance"] = {key: value for key, value in told["variance"].items() if key != "open"}
        if not told.get("from_paper"):
            told.pop("from_paper", None)
        entries.append({key: told[key] for key in ORDER if key in told})
    return {**course, "entries": entries}


@pytest.fixture(scope="module")
def courses() -> list[dict[str, Any]]:
    return [random_course(random.Random(SEED + n), mrn=f"{9_000_000 + n}") for n in range(COUNT)]


@pytest.fixture(scope="module")
def files(courses: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("courses")
    paths = [folder / f"{course['patient']['mrn']}.json" for course in courses]
    for path, course in zip(paths, courses, strict=True):
        path.write_text(json.dumps(course, ensure_ascii=False, indent=1), encoding="utf-8")
    return [str(path) for path in paths]


def exports(zorgpad: InProcess, courses: list[dict[str, Any]], format_: str) -> list[str]:
    found = []
    for course in courses:
        answer = zorgpad("export", "--patient", course["patient"]["mrn"], "--format", format_)
        assert answer.code == 0, answer.error
        found.append(answer.out)
    return found


def test_two_hundred_courses(
    monkeypatch: pytest.MonkeyPatch,
    courses: list[dict[str, Any]],
    files: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LOGNAME", "chief")
    first = InProcess(tmp_path / "first.db", capsys)
    assert first("init", "--admin", "chief").code == 0
    answer = first("import", *files)
    assert (answer.code, answer.error) == (0, "")
    known = changes(first.database)
    again = first("import", *files)
    assert again.code == 0
    assert "Courses changed: 0." in again.out
    assert first("verify").code == 0
    assert changes(first.database) == known

    rng = random.Random(SEED)
    moments = [interesting_moments(rng, rng.choice(courses), 1)[0] for _ in range(4)]
    for moment in (*moments, datetime(2026, 1, 1, tzinfo=UTC)):
        answer = first("status", "--all", "--json", "--as-of", moment.isoformat())
        assert answer.code == 0, answer.error
        told = [json.loads(line) for line in answer.out.splitlines()]
        assert told == [status(course, moment) for course in courses]

    as_json = exports(first, courses, "json")
    assert as_json == [
        json.dumps(canonical(course), ensure_ascii=False, indent=2) + "\n" for course in courses
    ]

    as_yaml = exports(first, courses[:20], "yaml")
    for number, text in enumerate((*as_json[20:], *as_yaml)):
        (tmp_path / f"{number}.course").write_text(text, encoding="utf-8")
    second = InProcess(tmp_path / "second.db", capsys)
    assert second("init", "--admin", "chief").code == 0
    answer = second("import", *(str(tmp_path / f"{number}.course") for number in range(COUNT)))
    assert (answer.code, answer.error) == (0, "")
    assert exports(second, courses[:20], "yaml") == as_yaml
    assert second.course_files((course["patient"]["mrn"], None) for course in courses) == as_json


def test_courses_that_break_one_rule(empty: InProcess, tmp_path: Path) -> None:
    """Each is refused, naming the entry at fault and no other, and nothing is taken over."""
    before = changes(empty.database)
    refused: Counter[str] = Counter()
    for seed in range(12):
        rng = random.Random(SEED + seed)
        for course, rule in illegal_variants(rng, random_course(rng, mrn=str(seed))):
            if refused[rule] == MOST_PER_RULE:
                continue
            file = tmp_path / "course.json"
            file.write_text(json.dumps(course), encoding="utf-8")
            answer = empty("import", str(file), "--user", "chief")
            assert answer.code == 1, rule
            entry = re.compile(rf"{re.escape(str(file))}, line 1, entries\[{len(course['entries']) - 1}\]")
            assert all(entry.match(reason) for reason in answer.reasons), (rule, answer.reasons)
            refused[rule] += 1
    assert len(refused) > 15, refused
    assert empty("verify").code == 0
    assert changes(empty.database) == before


def test_a_course_that_was_ended_and_reopened(empty: InProcess, tmp_path: Path) -> None:
    head = random_course(random.Random(SEED), mrn="9000001", steps=0)
    reopened = {"recorded_at": "2024-03-01T09:00:00+01:00", "by": "demo.nurse", "reason": "vergissing"}
    note = {"id": "note-1", "action": "note", "text": "terug", "recorded_at": "2024-04-02T09:00:00+02:00"}
    ending = {"by": "demo.nurse", "outcome": "withdrawn", "reason": "wil niet meer"}
    course = {
        **{key: value for key, value in head.items() if key != "ended"},
        "entries": [{**note, "by": "demo.nurse"}],
        "earlier_endings": [
            {"at": "2024-02-01T09:00:00+01:00", "recorded_at": "2024-02-02T09:00:00+01:00", **ending}
            | {"reopened": reopened}
        ],
        "ended": {"at": "2024-05-01T09:00:00+02:00", "recorded_at": "2024-05-01T10:00:00+02:00", **ending},
    }
    file = tmp_path / "course.json"
    file.write_text(json.dumps(course, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    for _ in range(2):
        assert empty("import", str(file), "--user", "chief").error == ""
    assert empty("export", "--patient", "9000001").out == file.read_text(encoding="utf-8")
    for day, ended in (
        ("2024-02-01", False),
        ("2024-02-15", True),
        ("2024-03-15", False),
        ("2024-05-02", True),
    ):
        told = json.loads(empty("status", "--all", "--json", "--as-of", day).out)
        assert (told["ended"] is not None) is ended
    assert empty("verify").code == 0
