"""The top of the audit's screen: the cohort in words, and the buttons that choose it and take it along."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from pathway_app.i18n import Words
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, make_button, set_tooltip, wrapping_label
from ui.widgets.tag import StatusTag

_MARGIN = 20
_LEAST_TOLD = 360
"""pixels for the cohort in words"""


class AuditBar(QFrame):
    """Title, cohort, buttons; as high as the words need. The buttons go beneath where there is no room."""

    def __init__(self, words: Words, *, demo: bool) -> None:
        super().__init__()
        _ = words.gettext
        self._titles = _("Tables"), _("Charts")
        self.setProperty("role", "topBar")
        self.setMinimumHeight(57)
        self.view_button = make_button(self._titles[0])
        self.filter_button = make_button(_("Filter…"))
        self.table_button = make_button(_("CSV / XLSX…"))
        self.report_button = make_button(_("Audit report (PDF)…"), role="primary")
        for button, keys in zip(self.buttons(), ("F8", "F4", "Ctrl+E", "Ctrl+P"), strict=True):
            button.setAccessibleDescription(keys)
            set_tooltip(button, keys)
        self._title = PlainLabel(_("Audit"), "title")
        self.told = wrapping_label("", "muted")
        self._top = QHBoxLayout()
        self._top.setSpacing(12)
        self._top.addWidget(self._title)
        self._top.addWidget(self.told, 1)
        if demo:
            self._top.addWidget(StatusTag(None, "DEMO"))
        self._box = FlowBox()
        for button in self.buttons():
            self._box.add(button)
        self._top.addWidget(self._box, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        self._column.setSpacing(6)
        self._column.addLayout(self._top)
        self._beneath = False

    def buttons(self) -> tuple[QPushButton, ...]:
        """In the order of Tab."""
        return self.view_button, self.filter_button, self.table_button, self.report_button

    def show_cohort(self, text: str) -> None:
        self.told.setText(text)
        self.setAccessibleName(text)

    def show_as_table(self, as_table: bool) -> None:
        """The button names what it leads to."""
        self.view_button.setText(self._titles[as_table])
        self.view_button.setAccessibleName(self._titles[as_table])
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self._box.sizeHint().width()
        room = self.width() - 2 * _MARGIN
        beneath = wide + self._title.sizeHint().width() + _LEAST_TOLD > room
        if beneath != self._beneath:
            self._beneath = beneath
            (self._top if beneath else self._column).removeWidget(self._box)
            if beneath:
                self._column.addWidget(self._box)
            else:
                self._top.addWidget(self._box, 0, Qt.AlignmentFlag.AlignVCenter)
        self._box.setFixedWidth(min(wide, max(0, room)))
