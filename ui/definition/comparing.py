"""Two installed versions of a pathway beside each other, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.definitions.change_words import ChangeWords
from pathway_app.definitions.compare import compare
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.i18n import Words
from ui.definition.difference_list import DifferenceList, sections
from ui.widgets.plain import PlainLabel, make_button, wrapping_label


class CompareDialog(QDialog):
    """Opened over the window, about `versions` of one pathway in the order in which they were installed."""

    def __init__(
        self, parent: QWidget, words: Words, versions: Sequence[PathwayDefinition], shown: PathwayDefinition
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._versions = tuple(versions)
        _ = words.gettext
        title = _("Compare versions of: {pathway}").format(pathway=shown.title[words.language])
        self.setWindowTitle(title)
        self.setModal(True)
        self.resize(min(760, parent.window().width() - 40), min(620, parent.window().height() - 40))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(wrapping_label(title, "strong"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.before, self.after = _choice(_("From version"), versions), _choice(_("To version"), versions)
        for label, choice in ((_("From version"), self.before), (_("To version"), self.after)):
            row.addWidget(PlainLabel(label, "small"))
            row.addWidget(choice)
        row.addStretch(1)
        column.addLayout(row)
        self.summary = wrapping_label("", "smallStrong")
        column.addWidget(self.summary)
        self.list = DifferenceList(_("What changed"))
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.close_button = make_button(_("Close"), keys="Esc")
        self.close_button.clicked.connect(self.reject)
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        at = self._versions.index(shown)
        self.before.setCurrentIndex(max(0, at - 1))
        self.after.setCurrentIndex(max(at, 1))
        for choice in (self.before, self.after):
            choice.currentIndexChanged.connect(self._compare)
        self._compare()
        self.before.setFocus()

    def _compare(self) -> None:
        before, after = (self._versions[each.currentIndex()] for each in (self.before, self.after))
        told = ChangeWords(compare(before, after), self._words)
        self.summary.setText(told.summary())
        self.list.show_sections(sections(told))


def _choice(spoken: str, versions: Sequence[PathwayDefinition]) -> QComboBox:
    choice = QComboBox()
    choice.addItems([each.version for each in versions])
    choice.setAccessibleName(spoken)
    return choice
