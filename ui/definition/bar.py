"""The top of the pathway screen: which pathway and version, and whose way along it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.i18n import Words
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, make_button, set_tooltip
from ui.widgets.tag import StatusTag

_MARGIN = 20


class PatientChip(QFrame):
    """Whose course is shown on the map, with two identifiers; leads back to it, or leaves it."""

    back_wanted = Signal()
    closed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setProperty("role", "popup")
        _ = words.gettext
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 4, 2)
        row.setSpacing(8)
        self.name = PlainLabel("", "strong")
        self.facts = PlainLabel("", "small")
        self.demo = StatusTag(None, "DEMO")
        self.back_button = make_button(_("To the course"), role="link")
        set_tooltip(self.back_button, "Esc")
        self.close_button = make_button("✕", role="link")
        self.close_button.setAccessibleName(_("Show the pathway without a patient"))
        set_tooltip(self.close_button, _("Show the pathway without a patient"))
        for widget in (self.name, self.facts, self.demo, self.back_button, self.close_button):
            row.addWidget(widget)
        self.back_button.clicked.connect(self.back_wanted)
        self.close_button.clicked.connect(self.closed)

    def show_patient(self, name: str, facts: str, *, demo: bool) -> None:
        self.name.setText(name)
        self.facts.setText(facts)
        self.demo.setVisible(demo)
        self.setAccessibleName(f"{name}, {facts}")


class _Title(PlainLabel):
    """On one line as long as that fits, else on several."""

    def sizeHint(self) -> QSize:
        return self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text())


class _Choice(QComboBox):
    """Leaves keys with Ctrl to the screen; Qt would look for an entry that begins so."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


class PathwayBar(QFrame):
    """`chosen` carries the place in the list of what is installed; `height_changed` comes with another line."""

    chosen = Signal(int)
    height_changed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        _ = words.gettext
        self.setProperty("role", "topBar")
        self.title = _Title("", "title")
        self.title.setWordWrap(True)
        self.about = PlainLabel("", "muted")
        self.chip = PatientChip(words)
        self.versions = _Choice()
        self.versions.setAccessibleName(_("Pathway and version"))
        self.versions.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.versions.setMinimumHeight(32)
        self.versions.activated.connect(self.chosen)
        self.move_button = make_button(_("Move to a newer version…"))
        self.compare_button = make_button(_("Compare versions…"))
        self.print_button = make_button(_("Print"), role="primary")
        set_tooltip(self.print_button, "Ctrl+P")
        self._left = FlowBox(gap=14, line_gap=6)
        for widget in (self.title, self.about, self.chip):
            widget.setMinimumHeight(32)
            self._left.add(widget)
        self.chip.hide()
        self._buttons = FlowBox()
        for each in self.stops():
            self._buttons.add(each)
        self.move_button.hide()
        self._top = QHBoxLayout()
        self._top.setSpacing(12)
        self._top.addWidget(self._left, 1)
        self._top.addWidget(self._buttons)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        self._column.setSpacing(6)
        self._column.addLayout(self._top)
        self._beneath = False

    def stops(self) -> tuple[QWidget, ...]:
        """The buttons on the right, in the order of Tab."""
        return self.versions, self.move_button, self.compare_button, self.print_button

    def show_pathway(self, title: str, about: str) -> None:
        self.title.setText(title)
        self.about.setText(about)
        set_tooltip(self.about, about)
        self.fit()

    def show_installed(self, titles: Sequence[str], current: int) -> None:
        """What can be chosen, and what shows now; with one only there is nothing to choose."""
        self.versions.blockSignals(True)
        self.versions.clear()
        self.versions.addItems(list(titles))
        self.versions.setCurrentIndex(current)
        self.versions.blockSignals(False)
        self.versions.setVisible(len(titles) > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        if event.size().height() != event.oldSize().height():
            self.height_changed.emit()

    def fit(self) -> None:
        """The muted words give way first (the panel tells the same), then the buttons go to a line of their own."""
        buttons = self._buttons.sizeHint().width()
        room = self.width() - 2 * _MARGIN - 12 - buttons
        wanted = self.title.sizeHint().width()
        if not self.chip.isHidden():
            wanted += 14 + self.chip.sizeHint().width()
        self.about.setVisible(wanted + 14 + self.about.sizeHint().width() <= room)
        beneath = wanted > room
        if beneath != self._beneath:
            self._beneath = beneath
            (self._top if beneath else self._column).removeWidget(self._buttons)
            (self._column if beneath else self._top).addWidget(self._buttons)
        self._buttons.setFixedWidth(min(buttons, max(0, self.width() - 2 * _MARGIN)))
