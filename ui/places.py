"""Where one can go in the window, and how each screen is made when it is wanted first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from pathway_app.people import Actor
from ui.bridge import Bridge
from ui.screen import Screen

if TYPE_CHECKING:
    from pathway_app.sheets import Pack


class CourseScreen(Protocol):
    """The screen of one course at a time."""

    def show_course(
        self, course_id: str, checkpoint: str | None = None, round_: int = 1, *, from_paper: bool = False
    ) -> None:
        """Show this course; with a checkpoint its form is open. `from_paper`: to type a filled-in sheet over."""
        ...


class PathwayScreen(Protocol):
    """The screen of a pathway's definition."""

    def show_course(self, course_id: str, checkpoint: str = "") -> None:
        """Show where a patient is on it; with a checkpoint that one is chosen."""
        ...


def _everybody(_actor: Actor) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the rail: `key` is its screen's `place`, `title` in the reader's language, `make` its screen.

    `may_see` says whether it is there for whoever works.
    """

    key: str
    title: str
    make: Callable[[Bridge], Screen]
    may_see: Callable[[Actor], bool] = _everybody


@dataclass(frozen=True)
class Places:
    """How each screen is made, when it is wanted first.

    `rail` in its order (Ctrl+1 is the first); `course` also has `show_course`. `new_patient` opens its form over
    the window and calls back with the new course; `sheets` shows the sheets of courses.
    """

    rail: tuple[Place, ...]
    course: Callable[[Bridge], Screen]
    new_patient: Callable[[Bridge, QWidget, Callable[[str], None]], None]
    sheets: Callable[[Bridge, QWidget, tuple[str, ...], Pack], None]
