"""The nine marks a step can carry, and the one sign that stands for each.

A mark is always shown as sign + word + colour together. The words come from the translated
catalogues and are given to each widget; the colours are in `ui.theme_colours`.
"""

from __future__ import annotations

from enum import Enum


class Status(Enum):
    """What a tag, a chip or a segment says about a step; the value is its colour's name."""

    DONE = "done"
    VARIANCE = "variance"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    RUNNING = "running"
    BLOCKED = "blocked"
    LATER = "later"
    NOT_APPLICABLE = "not_applicable"
    UNDECIDED = "undecided"

    @property
    def sign(self) -> str:
        """The character for paper and plain text; on screen `ui.widgets.signs` draws it."""
        return SIGNS[self]


SIGNS: dict[Status, str] = {
    Status.DONE: "✓",
    Status.VARIANCE: "≠",
    Status.OVERDUE: "!",
    Status.DUE_TODAY: "◷",
    Status.RUNNING: "▶",
    Status.BLOCKED: "■",
    Status.LATER: "○",
    Status.NOT_APPLICABLE: "–",
    Status.UNDECIDED: "?",
}
