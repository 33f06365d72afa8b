"""The files of one site, read without trusting them: a row at a time, every cell looked at, every file hashed."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from pathlib import Path

from pathway_app.domain.errors import Refusal, Refused
from pathway_app.ordinary_files import open_ordinary
from pathway_app.research.columns import (
    ANSWERS,
    CHECKPOINTS,
    COLUMNS,
    COURSES,
    DICTIONARY,
    DICTIONARY_COLUMNS,
    MANIFEST,
    WITHHELD,
    head,
)
from pathway_app.research.manifest import LONGEST, Manifest, read_manifest

Row = list[str]
_LONGEST_LINE = 20_000
"""bytes"""
_MOST_MEANINGS = 20_000
"""rows of a dictionary"""
_LONGEST_CODE, _LONGEST_MEANING = 200, 2000
"""characters of its cells"""
_OCCURRED, _RECORDED = (head(CHECKPOINTS).index(each) for each in ("occurred_days", "recorded_days"))
_CLOCKS_APART = 1.0
"""days"""
_MEANING = DICTIONARY_COLUMNS.index("meaning")
_SPACES = str.maketrans("\u00a0\u202f", "  ")
_MOST_OF_A_COURSE = 100_000
"""rows of one table"""
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class SiteCourse:
    """One course's rows in the three tables."""

    course: Row
    steps: list[Row]
    answers: list[Row]


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """Where a site's files lie, and its manifest. Only files with the names that this program gives are ever opened."""

    path: Path
    manifest: Manifest

    def courses(self) -> Iterator[SiteCourse]:
        """Every course. Raises Refused where a file is not what the manifest says; what was yielded by then is void."""
        steps = _Following(self.rows(CHECKPOINTS), 3, partial(self._refused, CHECKPOINTS))
        answers = _Following(self.rows(ANSWERS), 5, partial(self._refused, ANSWERS))
        before = ""
        for line, row in self.rows(COURSES):
            if row[0] <= before:
                raise self._refused(COURSES, line)
            before = row[0]
            yield SiteCourse(row, steps.of(row[0]), answers.of(row[0]))
        for name, following in ((CHECKPOINTS, steps), (ANSWERS, answers)):
            left = following.left()
            if left is not None:
                raise self._refused(name, left)

    def dictionary(self) -> Iterator[Row]:
        """The rows of the dictionary."""
        for line, row in self._lines(DICTIONARY, DICTIONARY_COLUMNS):
            if line > _MOST_MEANINGS or not all(map(_may_be_told, range(len(row)), row)):
                raise self._refused(DICTIONARY, line)
            yield row

    def rows(self, name: str) -> Iterator[tuple[int, Row]]:
        """(line, cells) of one table, each cell such as its column may hold."""
        columns = COLUMNS[name]
        for line, row in self._lines(name, head(name)):
            cells = zip(columns, row, strict=True)
            if not all(column.holds(cell) for column, cell in cells) or not _may_be_so(name, row):
                raise self._refused(name, line)
            yield line, row

    def _lines(self, name: str, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
        """(line, cells), without the head, which must be `columns`; at the end the hash must be the manifest's."""
        path, promised = self.path / name, self.manifest.files[name]
        hashed = hashlib.sha256()
        count = -1
        with opened(path) as file:
            while line := file.readline(_LONGEST_LINE):
                count += 1
                if count > promised.rows:
                    break
                hashed.update(line)
                row = self._cells(name, count + 1, line)
                if len(row) != len(columns) or (count == 0 and row != list(columns)):
                    raise self._refused(name, count + 1)
                if count:
                    yield count + 1, row
        if count != promised.rows or hashed.hexdigest() != promised.sha256:
            raise Refused(Refusal("research-hash", None, {"path": str(path)}))

    def _cells(self, name: str, number: int, line: bytes) -> Row:
        try:
            text = line.decode("utf-8")
            if not text.endswith("\n"):
                raise ValueError
            [row] = csv.reader([text], strict=True)
        except (ValueError, csv.Error):
            raise self._refused(name, number) from None
        return row

    def _refused(self, name: str, line: int) -> Refused:
        return Refused(
            Refusal("research-line", None, {"file": str(self.path / name), "line": line, "path": ""})
        )


def _may_be_so(name: str, row: Row) -> bool:
    """Nothing is recorded long before it occurs."""
    if name != CHECKPOINTS:
        return True
    occurred, recorded = row[_OCCURRED], row[_RECORDED]
    if {occurred, recorded} & {"", WITHHELD}:
        return True
    return float(occurred) <= float(recorded) + _CLOCKS_APART


def _may_be_told(place: int, cell: str) -> bool:
    if len(cell) > (_LONGEST_MEANING if place == _MEANING else _LONGEST_CODE):
        return False
    return cell.translate(_SPACES).isprintable() and not cell.startswith(_RUN_BY_SPREADSHEETS)


class _Following:
    """Rows of one table, handed out to the course that is next: both stand in the order of courses.

    Of one course no two rows may begin with the same cells, `alike` of them.
    """

    def __init__(
        self, rows: Iterator[tuple[int, Row]], alike: int, refused: Callable[[int], Refused]
    ) -> None:
        self._rows, self._alike, self._refused = rows, alike, refused
        self._next: tuple[int, Row] | None = next(rows, None)

    def of(self, course: str) -> list[Row]:
        found: list[Row] = []
        seen: set[tuple[str, ...]] = set()
        while self._next is not None and self._next[1][0] == course:
            line, row = self._next
            key = tuple(row[: self._alike])
            if key in seen or len(found) >= _MOST_OF_A_COURSE:
                raise self._refused(line)
            seen.add(key)
            found.append(row)
            self._next = next(self._rows, None)
        return found

    def left(self) -> int | None:
        """The line of a row that no course took."""
        return self._next[0] if self._next is not None else None


def site_folder(path: Path) -> SiteFolder:
    """Raises Refused where there is no manifest, or it is none of this format."""
    file = path / MANIFEST
    with opened(file) as reading:
        content = reading.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise Refused(
            Refusal("file-too-long", None, {"longest": LONGEST, "file": str(file), "line": 1, "path": ""})
        )
    return SiteFolder(path, read_manifest(content, str(file)))


def opened(path: Path) -> BufferedReader:
    """An ordinary file, never a device or a pipe, open for reading bytes. Raises Refused where that cannot be."""
    try:
        return open_ordinary(path)
    except (OSError, ValueError):
        raise Refused(Refusal("file-unreadable", None, {"path": str(path)})) from None
