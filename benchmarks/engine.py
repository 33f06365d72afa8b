"""Computing the state of one course: at most half a millisecond for 40 entries, linear up to 5 000."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.paired import Row, alone, paired
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.course import course_state
from pathway_app.domain.entries import Action, Entry
from tests.domain.course_dicts import entry_of
from tests.oracle.course_generator import random_course

PATHWAY = Path(__file__).parents[1] / "resources" / "pathways" / "intramedullary-tumour.yaml"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def measure() -> list[Row]:
    definition = load_definition(PATHWAY)
    random = Random(40)
    courses: list[list[Entry]] = []
    while len(courses) < 20:
        entries = [entry_of(given) for given in random_course(random, mrn="9000001", steps=40)["entries"]]
        if len(entries) == 40:
            courses.append(entries)

    def forty() -> None:
        for entries in courses:
            course_state(definition, entries, NOW)

    long, short = _rounds(5_000), _rounds(500)
    return [
        alone("state of a course of 40 entries", forty, budget=0.5, repeat=len(courses)),
        paired(
            "state of a course of 5 000 entries, a tenth of it",
            lambda: course_state(definition, long, NOW),
            lambda: [course_state(definition, short, NOW) for _ in range(10)],
            budget=1.5,
            against="ten courses of 500 entries",
            repeat=10,
        ),
    ]


def _rounds(count: int) -> list[Entry]:
    """A follow-up that never ends, every other round opening a further round of the board."""
    begin = datetime(2000, 1, 1, tzinfo=UTC)
    moments = [begin + timedelta(hours=number) for number in range(count)]
    return [
        Entry(
            id=str(number),
            action=Action.COMPLETE,
            by="an",
            recorded_at=moment,
            checkpoint="follow-up-mri",
            round=number + 1,
            occurred_at=moment,
            values={"result": "progression" if number % 2 else "stable", "next_interval_months": 3},
        )
        for number, moment in enumerate(moments)
    ]
