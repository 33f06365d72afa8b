"""The map of a pathway, and what the chosen step says: beside it where both have room, else beneath it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QWidget

from ui.definition.detail_panel import BESIDE, NARROW, DetailPanel
from ui.definition.pathway_map import PathwayMap

MARGIN = 20
_GAP = 12
_SCROLL_BAR = 14
_LEAST_BENEATH = 130
_AROUND = 76
"""pixels of the screen's height that are neither bar nor map nor panel"""
_NO_LIMIT = 16_777_215


class MapAndPanel(QWidget):
    """`arrange` it whenever the screen has another size or the map other columns."""

    def __init__(self, map_: PathwayMap, panel: DetailPanel) -> None:
        super().__init__()
        self._map, self._panel = map_, panel
        self.area = QScrollArea()
        self.area.setWidget(map_)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(_GAP)
        self._both.addWidget(self.area, 1)
        self._around = QHBoxLayout()
        self._around.setContentsMargins(0, 0, 0, 0)
        self._around.addWidget(panel)
        self._both.addLayout(self._around)

    def room(self, width: int) -> int:
        """Pixels that the map has on a screen of that width, for where the panel stands."""
        beneath, wide = self._place_of_panel(width)
        return width - _SCROLL_BAR - (0 if beneath else wide + _GAP + MARGIN)

    def arrange(self, width: int, height: int, bar_height: int) -> None:
        """Within a screen of that size, below a bar of that height."""
        beneath, wide = self._place_of_panel(width)
        if beneath:
            self._both.setDirection(QBoxLayout.Direction.TopToBottom)
            self._around.setContentsMargins(MARGIN, 0, MARGIN, 0)
            self._panel.setMinimumWidth(0)
            self._panel.setMaximumWidth(_NO_LIMIT)
            left = height - bar_height - _AROUND - self._map.height()
            self._panel.setFixedHeight(max(_LEAST_BENEATH, min(left, height * 2 // 5)))
        else:
            self._both.setDirection(QBoxLayout.Direction.LeftToRight)
            self._around.setContentsMargins(0, 0, MARGIN, 0)
            self._panel.setFixedWidth(wide)
            self._panel.setMinimumHeight(0)
            self._panel.setMaximumHeight(_NO_LIMIT)
        self._panel.set_beneath(beneath)
        self._map.fit(self.room(width))

    def _place_of_panel(self, width: int) -> tuple[bool, int]:
        """Whether the panel stands beneath the map, else how wide it is beside it."""
        least = self._map.least_width() + _SCROLL_BAR
        if least + BESIDE + _GAP + MARGIN <= width:
            return False, BESIDE
        return (True, 0) if least <= width else (False, NARROW)
