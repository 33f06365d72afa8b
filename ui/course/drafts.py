"""What was typed in forms that were left without saving; kept in memory only. Knows no window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ui.course.plans import Mode


@dataclass(frozen=True, slots=True)
class Draft:
    """What was changed in a form that was left without saving."""

    mode: Mode
    changed: Mapping[str, object]
    with_variance: bool = False


class Drafts:
    """One draft a row of a course, and one more for a note on it: a note that is added takes no answers along."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, bool], Draft] = {}

    def get(self, course: str, row: str, mode: Mode | None) -> Draft | None:
        """What was typed in the row's form of `mode` or in another that asks the same; None: in any form."""
        if mode is not None:
            return self._kept.get((course, row, mode is Mode.NOTE))
        return self._kept.get((course, row, False)) or self._kept.get((course, row, True))

    def keep(self, course: str, row: str, mode: Mode, draft: Draft | None) -> None:
        """What a form of `mode` holds as it is left; None where nothing in it was changed."""
        place = (course, row, mode is Mode.NOTE)
        before = self._kept.get(place)
        if draft is not None:
            earlier = before.changed if before is not None else {}
            self._kept[place] = replace(draft, changed={**earlier, **draft.changed})
        elif before is not None and before.mode is mode:
            del self._kept[place]

    def drop(self, course: str, row: str, mode: Mode) -> None:
        """It was saved, or is not wanted any more."""
        self._kept.pop((course, row, mode is Mode.NOTE), None)

    def rows(self, course: str) -> frozenset[str]:
        """The rows of a course with kept typing."""
        return frozenset(row for of_course, row, _is_note in self._kept if of_course == course)

    def clear(self) -> None:
        self._kept.clear()
