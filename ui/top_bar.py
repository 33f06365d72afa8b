"""The bar above a screen: title, muted words, the search field, and at most two buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from ui.screen import Heading
from ui.search import PatientSearch
from ui.widgets.plain import PlainLabel, set_tooltip

_SEARCH_WIDTH = 320


class TopBar(QFrame):
    """Shows what the present screen says of itself; the muted words give way first."""

    def __init__(self, search: PatientSearch) -> None:
        super().__init__()
        self.setProperty("role", "topBar")
        self.setFixedHeight(57)
        self.search = search
        self._title = PlainLabel("", "title")
        self._subtitle = _WholeOrNothing()
        self._buttons: tuple[QPushButton, ...] = ()
        search.setMaximumWidth(_SEARCH_WIDTH)
        search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 0, 20, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._title)
        self._row.addWidget(self._subtitle, 1)
        # The search has its width before the muted words have theirs.
        self._row.addWidget(search, 100)

    def show_heading(self, heading: Heading) -> None:
        self._title.setText(heading.title)
        self._subtitle.setText(heading.subtitle)
        set_tooltip(self._subtitle, heading.subtitle)

    def show_buttons(self, buttons: Sequence[QPushButton]) -> None:
        """Replace the buttons; those of the screen before go back to it, unseen."""
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
        self._buttons = tuple(buttons)
        for button in self._buttons:
            self._row.addWidget(button)
            button.show()

    def title(self) -> str:
        return self._title.text()

    def subtitle(self) -> str:
        return self._subtitle.text()


class _WholeOrNothing(PlainLabel):
    """Muted words that are not shown where they would be cut off; the tooltip has them."""

    def __init__(self) -> None:
        super().__init__("", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)


def window_title(screen: str, *, demo: bool) -> str:
    """What a taskbar shows: the screen, the program, and whether its patients are invented."""
    return " — ".join(part for part in (screen, "Zorgpad", "DEMO" if demo else "") if part)
