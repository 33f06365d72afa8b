"""The derived rows before and after a change: what an earlier change left need not be computed again."""

from __future__ import annotations

from collections import OrderedDict
from zoneinfo import ZoneInfo

from pathway_app.derived import Derived, Since, derive
from pathway_app.domain.course import Course
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Standings

_KEPT = 128
"""courses; a ward works on fewer at a time"""


class Derivations:
    """Remembers the newest derived rows of the courses changed last, each with the course that they follow from."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Course, ZoneInfo, Derived]] = OrderedDict()

    def of(
        self,
        definition: PathwayDefinition,
        course: Course,
        zone: ZoneInfo,
        standings: Standings | None = None,
        since: Since | None = None,
    ) -> Derived:
        """As `derive`; remembered where exactly this course was derived before."""
        kept = self._kept.get(course.id)
        if kept is not None and kept[1] is zone and _is_same(kept[0], course):
            return kept[2]
        derived = derive(definition, course, zone, standings, since)
        self._kept[course.id] = (course, zone, derived)
        self._kept.move_to_end(course.id)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return derived


def _is_same(one: Course, other: Course) -> bool:
    """Entries are only ever added, so the same newest entry at the same place means the same entries."""
    return (
        len(one.entries) == len(other.entries)
        and one.entries[-1:] == other.entries[-1:]
        and one.endings == other.endings
        and one.version == other.version
    )
