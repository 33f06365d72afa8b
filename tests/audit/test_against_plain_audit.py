"""Number by number what an independent computation gets from the exported course files."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from tests.audit.courses import random_courses
from tests.audit.plain_audit import plain_audit
from tests.cli.zorgpad import InProcess
from tests.oracle.course_generator import interesting_moments
from tests.oracle.record import BRUSSELS, instant

COUNT = 330
SEED = "audit"
LONG_AFTER = datetime(2025, 12, 1, tzinfo=UTC)
_FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"version": "1"},
    {"group": "ependymoma"},
    {"group": ""},
    {"surgeon": "O’Brien"},
    {"surgeon": ""},
    {"outcome": "running"},
    {"outcome": "withdrawn"},
    {"surgeon": "demo.surgeon", "outcome": "running"},
)


def _import(zorgpad: InProcess, courses: list[dict[str, Any]], folder: Path) -> None:
    """Those of one patient in the order of enrolment, as one after another was recorded."""
    inner = sorted(courses, key=lambda course: instant(course["enrolled"]["at"]))
    paths = [folder / f"{number}.json" for number in range(len(inner))]
    for path, course in zip(paths, inner, strict=True):
        path.write_text(json.dumps(course, ensure_ascii=False), encoding="utf-8")
    answer = zorgpad("import", *map(str, paths), "--user", "chief")
    assert (answer.code, answer.error) == (0, "")


def _export(zorgpad: InProcess, courses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    of_each = sorted(Counter(course["patient"]["mrn"] for course in courses).items())
    wanted = [(mrn, number) for mrn, many in of_each for number in range(1, many + 1)]
    return [json.loads(file) for file in zorgpad.course_files(wanted)]


def _looks(courses: list[dict[str, Any]]) -> list[tuple[str, str, datetime]]:
    """Periods with moments: near entries, ends, reopenings and enrolments, and long after all of them."""
    rng = random.Random(SEED)
    moments = [interesting_moments(rng, rng.choice(courses), 1)[0] for _ in range(10)]
    ended = [course for course in courses if course["ended"]]
    reopened = [course["earlier_endings"][0] for course in courses if "earlier_endings" in course]
    moments += [instant(course["ended"]["recorded_at"]) for course in rng.sample(ended, 3)]
    moments += [instant(each["recorded_at"]) for each in rng.sample(reopened, 2)]
    moments += [instant(each["reopened"]["recorded_at"]) for each in rng.sample(reopened, 2)]
    enrolled = [instant(course["enrolled"]["recorded_at"]) for course in rng.sample(courses, 2)]
    moments += [each - timedelta(seconds=1) for each in enrolled] + enrolled
    everyone = ("2000-01-01", "2025-12-31")
    looks = [(*everyone, moment) for moment in moments]
    for _ in range(8):
        day = instant(rng.choice(courses)["enrolled"]["at"]).astimezone(BRUSSELS).date()
        last = day + timedelta(days=rng.choice((0, 30, 400)))
        looks.append((day.isoformat(), last.isoformat(), rng.choice(moments)))
        looks.append((day.isoformat(), last.isoformat(), LONG_AFTER))
    return [*looks, (*everyone, LONG_AFTER), ("1999-01-01", "1999-12-31", moments[0])]


def test_every_figure_at_many_moments(empty: InProcess, tmp_path: Path) -> None:
    courses = random_courses(COUNT, SEED)
    _import(empty, courses, tmp_path)
    exported = _export(empty, courses)
    assert len(exported) == COUNT
    assert sum("earlier_endings" in course for course in exported) > 30
    assert len({course["patient"]["mrn"] for course in exported}) < COUNT - 10
    met: dict[str, int] = {}
    rng = random.Random(f"{SEED} filters")
    for (first, last, moment), filters in zip(_looks(exported), cycle(_FILTERS), strict=False):
        # Long after everything the record stands as it does now: what is kept must say the same as the entries.
        present = moment == LONG_AFTER and rng.random() < 0.7
        as_of = () if present else ("--as-of", moment.isoformat())
        given = [f"--{name}={value}" for name, value in filters.items()]
        answer = empty("audit", "--from", first, "--to", last, *as_of, *given, "--json")
        assert (answer.code, answer.error) == (0, "")
        told = json.loads(answer.out)
        moment = instant(told["as_of"]) if present else moment
        expected = plain_audit(exported, first, last, moment, **filters)
        met[f"filtered by {sorted(filters)}"] = met.get(f"filtered by {sorted(filters)}", 0) + told["courses"]
        met["present" if present else "past"] = 1
        assert told == expected, (first, last, moment)
        assert list(told) == list(expected)
        assert [list(each) for each in told["checkpoints"].values()] == [
            list(each) for each in expected["checkpoints"].values()
        ]
        assert list(told["checkpoints"]) == list(expected["checkpoints"])
        assert list(told["intervals"]) == list(expected["intervals"])
        for figures in (*told["checkpoints"].values(), *told["intervals"].values()):
            for key, value in figures.items():
                met[key] = met.get(key, 0) + bool(value)
    assert all(met.values()), f"a figure that was nought throughout: {met}"
