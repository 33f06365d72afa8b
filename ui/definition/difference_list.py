"""What one version of a pathway changed, as a list that can be read: the whole first, then step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from pathway_app.definitions.change_words import ChangeWords, Sentence
from ui.widgets.plain import PlainLabel, wrapping_label


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what changed beneath it."""

    title: str
    sentences: tuple[Sentence, ...]


def sections(told: ChangeWords) -> tuple[Section, ...]:
    """The difference in the order of the newer version's steps; empty where nothing differs."""
    found = [Section(told.title(of), told.checkpoint(of)) for of in told.difference.checkpoints]
    whole = told.whole()
    if whole:
        found.insert(0, Section(told.words.gettext("The pathway as a whole"), whole))
    return tuple(found)


class DifferenceList(QScrollArea):
    """The arrow keys scroll it where it has the focus."""

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(spoken)
        self._shown: tuple[Section, ...] = ()

    def show_sections(self, shown: Sequence[Section]) -> None:
        self._shown = tuple(shown)
        body = QWidget()
        body.setProperty("ground", "none")
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        for section in self._shown:
            column.addWidget(wrapping_label(section.title, "strong"))
            column.addWidget(_sentences(section.sentences))
        column.addStretch(1)
        self.setWidget(body)

    def texts(self) -> list[str]:
        """All of it, from top to bottom."""
        found: list[str] = []
        for section in self._shown:
            found += [section.title, *(f"{each.sign} {each.text}" for each in section.sentences)]
        return found


def _sentences(sentences: Iterable[Sentence]) -> QWidget:
    block = QWidget()
    grid = QGridLayout(block)
    grid.setContentsMargins(8, 0, 0, 6)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    for at, each in enumerate(sentences):
        grid.addWidget(PlainLabel(each.sign, "smallStrong"), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(wrapping_label(each.text, "small"), at, 1)
    return block
