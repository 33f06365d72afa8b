"""The screens of the window: each made when it is wanted first, one of them showing, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from ui.bridge import Bridge
from ui.screen import Screen

if TYPE_CHECKING:
    from ui.places import CourseScreen, PathwayScreen, Places

_COURSE = "course"
_PATHWAY = "pathway"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where one was: the screen, the one behind the course, and what each screen keeps."""

    at: str
    back: str
    screens: dict[str, object]


class ScreenStack(QStackedWidget):
    """Those of the rail's places by their keys, and that of one course at a time."""

    made = Signal(object)
    """a Screen, before it shows for the first time"""
    shown = Signal(object)
    """the Screen that shows from now on"""

    def __init__(self, bridge: Bridge, places: Places) -> None:
        super().__init__()
        self._bridge, self._places = bridge, places
        self._screens: dict[str, Screen] = {}
        self.at = ""
        self.back = ""
        """the place where one was before the course"""

    def current(self) -> Screen | None:
        """The screen that shows."""
        return self._screens.get(self.at)

    def screens(self) -> Mapping[str, Screen]:
        """Those that were made."""
        return self._screens

    def go(self, place: str) -> None:
        """Show a place of the rail."""
        self._screen(place)
        self._show(place)

    def go_first(self) -> None:
        """Show the first place of the rail."""
        self.go(self._places.rail[0].key)

    def go_where_seen(self, place: str) -> None:
        """Show a place of the rail, where there is such a one for who works."""
        if any(each.key == place and each.may_see(self._bridge.actor) for each in self._places.rail):
            self.go(place)

    def go_back(self) -> None:
        """Leave the course for where one was before."""
        self.go(self.back or self._places.rail[0].key)

    def open_course(
        self, course: str, checkpoint: str = "", round_: int = 1, *, from_paper: bool = False
    ) -> None:
        """Show a course; `go_back` leads to where one was. `from_paper`: to type a filled-in sheet over."""
        if self.at != _COURSE and not self._came_from(course):
            self.back = self.at
        screen = cast("CourseScreen", self._screen(_COURSE))
        screen.show_course(course, checkpoint, round_, from_paper=from_paper)
        self._show(_COURSE)

    def open_pathway(self, course: str, checkpoint: str = "") -> None:
        """Show where a course is on its pathway; from there Esc leads back to it."""
        cast("PathwayScreen", self._screen(_PATHWAY)).show_course(course, checkpoint)
        self._show(_PATHWAY)

    def keep_to(self, seen: Collection[str]) -> None:
        """Whoever works now sees these places of the rail only: go to the first, where another one shows."""
        hidden = {each.key for each in self._places.rail} - set(seen)
        first = next(each.key for each in self._places.rail if each.key in seen)
        if self.back in hidden:
            self.back = first
        if self.at in hidden:
            self.go(first)

    def keep(self) -> Kept:
        """For the same screens in another language."""
        return Kept(self.at, self.back, {key: screen.keep() for key, screen in self._screens.items()})

    def take_over(self, kept: Kept) -> None:
        """Go on where those screens were left."""
        self.back = kept.back
        for key, of_screen in kept.screens.items():
            screen = self._screen(key)
            if of_screen is not None:
                screen.take_over(of_screen)
        self._show(kept.at)

    def _show(self, key: str) -> None:
        self.at = key
        screen = self._screens[key]
        self.setCurrentWidget(screen)
        # Before anything with the keys is hidden: Qt would hand them to whatever comes next, a menu perhaps.
        screen.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit(screen)

    def _came_from(self, course: str) -> bool:
        """Whether the map of that course shows: what was left for it is still what Esc leads back to."""
        return self.at == _PATHWAY and getattr(self.current(), "course_id", str)() == course

    def _screen(self, key: str) -> Screen:
        if key not in self._screens:
            make = self._places.course if key == _COURSE else self._of_rail(key)
            screen = self._screens[key] = make(self._bridge)
            self.made.emit(screen)
            self.addWidget(screen)
        return self._screens[key]

    def _of_rail(self, key: str) -> Callable[[Bridge], Screen]:
        return next(each for each in self._places.rail if each.key == key).make
