"""What a row of the checklist shows, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ui.theme_status import Status


class Tick(Enum):
    """The state of a row's box."""

    OPEN = "open"
    DONE = "done"
    VARIANCE = "variance"
    SKIPPED = "skipped"
    BLOCKED = "blocked"
    RUNNING = "running"
    NOT_APPLICABLE = "not_applicable"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Detail:
    """A line beneath the title; `struck` is a value that was corrected later."""

    text: str
    status: Status | None = None
    struck: bool = False


@dataclass(frozen=True, slots=True)
class RowContent:
    """One checkpoint (and round) of a course.

    `aside` stands muted behind the title, `meta` at the right end (when and who); `spoken` says the
    state in words for those who hear the screen.
    """

    key: str
    title: str
    tick: Tick
    spoken: str
    status: Status | None = None
    tag: str = ""
    aside: str = ""
    details: tuple[Detail, ...] = ()
    meta: str = ""


@dataclass(frozen=True, slots=True)
class SectionContent:
    """One phase with its rows; a tag where something in it wants to be seen."""

    key: str
    title: str
    rows: tuple[RowContent, ...]
    status: Status | None = None
    tag: str = ""
