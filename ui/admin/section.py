"""A part of the administration's screen: one tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from ui.actions import Action
from ui.bridge import Bridge
from ui.widgets.flow import FlowBox
from ui.widgets.notices import Banner
from ui.widgets.plain import make_button, set_tooltip

NARROW_BELOW = 820
"""pixels of a tab that has no room for a panel beside its list"""


class Section(QWidget):
    """`key` names it in the ids of its actions. It asks the record when it is shown and after each commit."""

    key = ""

    notice = Signal(str)
    """a sentence to show for a while"""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self.words = bridge.words

    def actions_here(self) -> Sequence[Action]:
        """What can be done in it, for F1 and the palette; their keys work while it shows."""
        return ()

    def refresh(self) -> None:
        """Ask the record again."""

    def focus_first(self) -> None:
        """Give the focus to where work begins."""

    def forget(self) -> None:
        """Show nothing any more: somebody works now who may not see it."""

    def keep(self) -> object:
        """What was typed or chosen, for the same tab in another language."""
        return None

    def take_over(self, kept: object) -> None:
        """`kept` is what `keep` gave."""


class ListSection(Section):
    """A list in the `column`, above it what can be done and, in `trouble`, why something was not."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._buttons = FlowBox(gap=8, line_gap=4)
        self.trouble = Banner("")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.column.addWidget(self._buttons)

    def offer(self, title: str, keys: str, do: Callable[[], object], *, role: str = "") -> QPushButton:
        """A further button, which tells its keys."""
        button = make_button(title, role=role)
        set_tooltip(button, keys)
        button.clicked.connect(lambda _on=False: do())
        self._buttons.add(button)
        return button

    def tell_failed(self, error: BaseException) -> None:
        """A Refused or an EnvironmentFault."""
        self.trouble.show_fault(sentence(self.words, error), can_retry=False)


def sentence(words: Words, error: BaseException) -> str:
    """Why something was not done: a Refused or an EnvironmentFault."""
    sentences = Sentences(words)
    if isinstance(error, Refused):
        return "\n".join(sentences.refused(error))
    assert isinstance(error, EnvironmentFault)
    return sentences.fault(error)


def scrolling(spoken: str, *, takes_keys: bool = False) -> tuple[QScrollArea, QVBoxLayout]:
    """A column that is scrolled where it has no room; `takes_keys` where nothing in it does."""
    area = QScrollArea()
    area.setAccessibleName(spoken)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if takes_keys else Qt.FocusPolicy.NoFocus)
    body = QWidget()
    body.setProperty("ground", "none")
    column = QVBoxLayout(body)
    column.setContentsMargins(4, 4, 12, 12)
    column.setSpacing(8)
    area.setWidget(body)
    return area, column
