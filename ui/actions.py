"""What a user can do now: the one list that F1, the command palette and the window's keys read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from pathway_app.i18n import Words


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    `id` is the screen's name, a full stop and a name of its own ("today.open"). `keys` are written as
    `QKeySequence` reads them in English ("Ctrl+P", "Return", "Del"); two ways apart by a space ("Up Down").
    Without `do` it can be done with its keys only (moving about a list): F1 tells of it, the palette does not.
    `enabled` is asked when the list is shown; `why_not` says, where it is not, why.
    """

    id: str
    title: str
    keys: str = ""
    do: Callable[[], object] | None = None
    enabled: bool | Callable[[], bool] = True
    why_not: str | Callable[[], str] = ""

    def can(self) -> bool:
        """Whether it can be done now."""
        return self.enabled() if callable(self.enabled) else self.enabled

    def reason(self) -> str:
        """Why it cannot be done now; empty where it can."""
        if self.can():
            return ""
        return self.why_not() if callable(self.why_not) else self.why_not


def sequences(keys: str) -> tuple[QKeySequence, ...]:
    """The ways in which `Action.keys` can be pressed."""
    return tuple(QKeySequence(each, QKeySequence.SequenceFormat.PortableText) for each in keys.split())


def key_caption(keys: str, words: Words) -> str:
    """`Action.keys` as a reader of that language knows them."""
    _ = words.gettext
    caps = {
        "Up": "↑",
        "Down": "↓",
        "Left": "←",
        "Right": "→",
        "Space": _("Space"),
        "Return": _("Enter"),
        "Del": _("Del"),
        "Menu": _("Menu key"),
    }
    return " ".join("+".join(caps.get(cap, cap) for cap in each.split("+")) for each in keys.split())


def keys_of(actions: Sequence[Action], words: Words) -> tuple[tuple[str, str], ...]:
    """(keys, what they do) of those that have keys, for F1."""
    return tuple((key_caption(each.keys, words), each.title) for each in actions if each.keys)
