"""Sites with random courses, and what is told of them to research."""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import founded
from tests.cli.zorgpad import Answer, InProcess
from tests.oracle.course_generator import random_course

__all__ = ["founded"]

FROM, TO, AS_OF = "2010-01-01", "2025-12-30", "2025-12-29"
PERIOD = ("--from", FROM, "--to", TO, "--as-of", AS_OF)
Courses = list[dict[str, Any]]


@dataclass
class Hospital:
    """A site with its record and its key."""

    zorgpad: InProcess
    folder: Path

    @property
    def key(self) -> Path:
        return self.folder / "site.key"

    def take(self, courses: Courses) -> None:
        files = []
        for number, course in enumerate(courses):
            files.append(self.folder / f"{number}.json")
            files[-1].write_text(json.dumps(course), encoding="utf-8")
        assert self.zorgpad("import", *map(str, files), "--user", "chief").error == ""

    def research(self, to: str = "out", *more: str, key: Path | None = None) -> Answer:
        place = ("--key", str(key or self.key), "-o", str(self.folder / to))
        return self.zorgpad("research", *PERIOD, "--user", "chief", *place, "--new-key", *more)

    def files(self, to: str = "out") -> Path:
        """Research files, complete."""
        answer = self.research(to)
        assert (answer.code, answer.error) == (0, "")
        return self.folder / to


MakeHospital = Callable[..., Hospital]


@pytest.fixture
def hospital(founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> MakeHospital:
    """Makes a site that holds these courses."""

    def make(name: str, courses: Courses) -> Hospital:
        folder = tmp_path / name
        folder.mkdir()
        for ending in ("", ".keys"):
            shutil.copyfile(f"{founded}{ending}", folder / f"zorgpad.db{ending}")
        made = Hospital(InProcess(folder / "zorgpad.db", capsys), folder)
        made.take(courses)
        return made

    return make


def random_courses(count: int, name: str) -> Courses:
    """Courses of patients of few ages, so that some share whatever is told of them."""
    rng = random.Random(name)
    courses = []
    for number in range(count):
        course = random_course(rng, mrn=f"{name}{number:05}", steps=rng.choice((8, 20, 35)))
        born = date(1940 + 20 * (number % 3), 5, 17)
        course["patient"] |= {"birth_date": born.isoformat(), "national_number": None}
        course["patient"]["sex"] = rng.choice(("female", "male"))
        courses.append(course)
    return courses


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
