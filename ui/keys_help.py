"""F1: the keys of the present screen, and what this program is not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pathway_app.i18n import Words
from ui.actions import Action, keys_of
from ui.widgets.plain import PlainLabel, make_button, rule, wrapping_label

_WIDTH = 460
_FRAME_HEIGHT = 40


class KeysHelp(QDialog):
    """Lists the keys of a screen and of the window; closes with Esc or Enter and then deletes itself."""

    def __init__(
        self,
        window: QWidget,
        words: Words,
        screen: str,
        actions: Sequence[Action],
        everywhere: Sequence[Action] = (),
    ) -> None:
        _ = words.gettext
        keys = keys_of(actions, words)
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Help"))
        self.setMinimumWidth(_WIDTH)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 20, 20, 8)
        column.setSpacing(12)
        if keys:
            column.addWidget(PlainLabel(screen, "strong"))
            column.addLayout(_table(keys))
            column.addWidget(rule())
        column.addWidget(PlainLabel(_("Everywhere"), "strong"))
        column.addLayout(_table(keys_of(everywhere, words)))
        column.addWidget(rule())
        column.addWidget(wrapping_label(_not_a_device(words), "small"))
        column.addStretch(1)
        self.close_button = make_button(_("Close"), role="primary")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        self._lay_out(inner)

    def _lay_out(self, inner: QWidget) -> None:
        """The text scrolls where the screen is too low for it; the button always shows."""
        self.text_area = QScrollArea()
        self.text_area.setAccessibleName(self.windowTitle())
        self.text_area.setFrameShape(QFrame.Shape.NoFrame)
        self.text_area.setWidgetResizable(True)
        self.text_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text_area.setWidget(inner)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 8, 20, 16)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text_area, 1)
        column.addLayout(foot)
        for widget in self.findChildren(QWidget):
            widget.ensurePolished()  # the style says how much room each takes
        wide = max(_WIDTH, inner.sizeHint().width())
        wanted = inner.heightForWidth(wide - self.text_area.verticalScrollBar().sizeHint().width())
        inner.setMinimumHeight(wanted)
        over = foot.sizeHint().height()
        room = self.screen().availableGeometry().height() - _FRAME_HEIGHT
        self.resize(wide, min(wanted + over, room))
        # The arrow keys scroll what does not fit; Enter and Esc close either way.
        (self.text_area if wanted + over > room else self.close_button).setFocus()


def _not_a_device(words: Words) -> str:
    return words.gettext(
        "Zorgpad records and shows what people decided and what the pathway says. It is not a medical device: it "
        "gives no advice and raises no clinical alarm. “Overdue” is a fact of administration."
    )


def _table(keys: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for at, (combination, does) in enumerate(keys):
        grid.addWidget(PlainLabel(combination, "smallStrong"), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(wrapping_label(does, "small"), at, 1)
    return grid
