"""What the shell and its screens say to each other: calls go down, signals come up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ui.actions import Action


@dataclass(frozen=True, slots=True)
class Heading:
    """The top bar's title and the muted words behind it."""

    title: str
    subtitle: str = ""


class Screen(QWidget):
    """One screen beside the rail. It asks the shell for another one through its signals.

    `place` is the rail's place that is marked while it shows. A screen with `own_bar` brings the bar at its
    top itself (the course with its patient banner); the others have the shell's, with title and search.
    """

    place = ""
    own_bar = False

    course_wanted = Signal(str, str, int)
    """course id, checkpoint to open ("" for none), its round"""
    sheet_wanted = Signal(tuple, str)
    """the ids of the courses whose sheets are wanted, and the pack (`pathway_app.sheets.Pack`) to begin with"""
    new_patient_wanted = Signal()
    place_wanted = Signal(str)
    """the key of another place of the rail"""
    back_wanted = Signal()
    heading_changed = Signal()
    notice = Signal(str)
    """a sentence to show for a while that is no fault"""

    def heading(self) -> Heading:
        """What the shell's top bar says."""
        return Heading("")

    def buttons(self) -> Sequence[QPushButton]:
        """At most two buttons for the top bar, made once."""
        return ()

    def screen_actions(self) -> Sequence[Action]:
        """What can be done here now, with its keys: what F1 and the command palette show.

        The window carries out those with Ctrl or Alt in their keys, and function keys, that no widget has taken.
        (`actions` is taken: Qt's own.)
        """
        return ()

    def refresh(self) -> None:
        """Ask the record again (F5, or shown again)."""

    def focus_first(self) -> None:
        """Give the focus to where work begins."""
        self.setFocus()

    def print_sheet(self) -> None:
        """Ctrl+P."""

    def keep(self) -> object:
        """What the same screen, made anew in another language, is to `take_over`; None where nothing."""
        return None

    def take_over(self, kept: object) -> None:
        """Go on where the screen before this one was left; `kept` is what its `keep` gave."""

    def undo(self) -> bool:
        """Ctrl+Z: retract what the user entered last here; False where the shell is to do it."""
        return False
