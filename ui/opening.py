"""What the window shows before the record is open: its bare frame; and the sentence when it cannot be opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.plain import PlainLabel, make_button
from ui.widgets.rail import RAIL_WIDTH

if TYPE_CHECKING:
    from pathway_app.domain.errors import EnvironmentFault, Refused
    from pathway_app.i18n import Words


class OpeningFrame(QWidget):
    """Rail and bar without words, so that the window stands before anything is loaded."""

    def __init__(self, name: str, bar_height: int) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        rail = QFrame()
        rail.setProperty("role", "rail")
        rail.setFixedWidth(RAIL_WIDTH)
        title = PlainLabel(name, "strong")
        title.setContentsMargins(18, 16, 0, 0)
        column = QVBoxLayout(rail)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(rail)
        bar = QFrame()
        bar.setProperty("role", "topBar")
        bar.setFixedHeight(bar_height)
        row.addWidget(bar, 1, Qt.AlignmentFlag.AlignTop)


class OpeningFailed(QWidget):
    """Says why the record cannot be opened, and lets the user try again or leave."""

    retry = Signal()
    leave = Signal()

    def __init__(self, title: str, sentences: Sequence[str], retry_title: str, leave_title: str) -> None:
        super().__init__()
        self.sentences = tuple(sentences)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 32, 48, 32)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(_centred(PlainLabel(title, "title")))
        for sentence in sentences:
            label = _centred(PlainLabel(sentence))
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        self.setAccessibleName(" ".join([title, *sentences]))
        self.retry_button = make_button(retry_title, role="primary")
        self.retry_button.clicked.connect(self.retry)
        self.leave_button = make_button(leave_title)
        self.leave_button.clicked.connect(self.leave)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.retry_button)
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        column.addSpacing(12)
        column.addLayout(buttons)
        self._further = QVBoxLayout()
        self._further.setContentsMargins(0, 16, 0, 0)
        self._further.setSpacing(8)
        column.addLayout(self._further)
        column.addStretch(3)

    def offer(self, title: str, take: Callable[[], None]) -> None:
        """A further way, below the others."""
        button = make_button(title)
        button.clicked.connect(lambda _checked=False: take())
        self._further.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def say(self, sentence: str) -> None:
        """One more sentence below the buttons."""
        label = _centred(PlainLabel(sentence))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._further.addWidget(label)


def _centred(label: PlainLabel) -> PlainLabel:
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def failure_page(words: Words, error: Refused | EnvironmentFault) -> OpeningFailed:
    """Why the record cannot be opened, in words."""
    from pathway_app.domain.errors import Refused
    from pathway_app.messages import Sentences

    sentences, _ = Sentences(words), words.gettext
    told = sentences.refused(error) if isinstance(error, Refused) else (sentences.fault(error),)
    return OpeningFailed(_("The record cannot be opened"), told, _("Try again"), _("Quit"))
