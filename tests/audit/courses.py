"""Random course files for an audit: also reopened ones, and patients with a second course."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise
from typing import Any

from tests.oracle.course_generator import local, random_course
from tests.oracle.record import instant


def random_courses(count: int, seed: str) -> list[dict[str, Any]]:
    """As many legal course files; about a sixth were ended and reopened, some are a patient's second course."""
    rng = random.Random(seed)
    courses: list[dict[str, Any]] = []
    while len(courses) < count:
        course = random_course(rng, mrn=f"9{len(courses):06}", steps=rng.choice((8, 20, 35, 35, 50)))
        if rng.random() < 0.2:
            _reopen(rng, course)
        earlier = next((each for each in reversed(courses) if rng.random() < 0.1), None)
        if earlier is not None and _comes_after(course, earlier, courses):
            course["patient"] = dict(earlier["patient"])
        courses.append(course)
    return courses


def _comes_after(course: dict[str, Any], earlier: dict[str, Any], courses: list[dict[str, Any]]) -> bool:
    mrn = earlier["patient"]["mrn"]
    if sum(each["patient"]["mrn"] == mrn for each in courses) > 1 or earlier["ended"] is None:
        return False
    return instant(earlier["ended"]["recorded_at"]) < instant(course["enrolled"]["at"])


def _reopen(rng: random.Random, course: dict[str, Any]) -> None:
    """Let it have ended for a while between two entries, where there is room for that."""
    entries = course["entries"]
    gaps = [
        (instant(before["recorded_at"]), instant(after["recorded_at"]))
        for before, after in pairwise(entries)
        if instant(after["recorded_at"]) - instant(before["recorded_at"]) > timedelta(minutes=10)
    ]
    if not gaps:
        return
    before, after = rng.choice(gaps)
    ended, reopened = before + timedelta(minutes=2), after - timedelta(minutes=2)
    course["earlier_endings"] = [
        {
            "at": local(ended),
            "recorded_at": local(ended),
            "by": "demo.nurse",
            "outcome": "withdrawn",
            "reason": "wil niet meer",
            "reopened": {"recorded_at": local(reopened), "by": "demo.nurse", "reason": "toch weer"},
        }
    ]
