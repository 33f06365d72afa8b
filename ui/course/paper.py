"""Entering from paper: the mode in which sheets that were filled in by hand are typed over."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from pathway_app.i18n import Words
from ui import theme
from ui.widgets.plain import PlainLabel, literal_caption, make_button, set_tooltip, wrapping_label

KEYS = "Ctrl+Shift+F"


class _Pencil(QWidget):
    """Drawn, so that it is the same on every system, whatever fonts it has."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(16, 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 16, self.height() / 16)
        pen = QPen(theme.colour(theme.colours().running.ink), 1.6)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        corners = ((2, 14), (3, 10), (11, 2), (14, 5), (6, 13))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        painter.drawLine(QLineF(9, 4, 12, 7))


class PaperStrip(QFrame):
    """Stands above the steps while the mode lasts: what it means, and how to leave it."""

    def __init__(self, words: Words) -> None:
        _ = words.gettext
        super().__init__()
        self.setProperty("role", "notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        row.addWidget(_Pencil())
        title = PlainLabel(_("Entering from paper"), "strong")
        title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(title)
        told = _(
            "What you enter now is marked “from paper”. Give each time with its day. Esc in the list stops."
        )
        row.addWidget(wrapping_label(told), 1)
        self.setAccessibleName(f"{title.text()}. {told}")
        self.stop_button = make_button(_("Stop"), keys=KEYS)
        row.addWidget(self.stop_button)
        self.hide()


class PaperMode(QObject):
    """Whether what is entered on a screen comes from paper, with the strip and the button that say so.

    `changed` says that it began (True) or ended; `told` carries why it cannot begin.
    """

    changed = Signal(bool)
    told = Signal(str)

    def __init__(self, words: Words, screen: QWidget) -> None:
        super().__init__(screen)
        _ = words.gettext
        self._captions = {False: _("Enter from paper…"), True: _("Stop entering from paper")}
        self._on = False
        self._why_not = ""
        self.strip = PaperStrip(words)
        self.strip.stop_button.clicked.connect(self.end)
        self.button = make_button(self._captions[False])
        self.button.clicked.connect(self.toggle)
        shortcut = QShortcut(QKeySequence(KEYS), screen)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.toggle)
        self.allow("")

    def is_on(self) -> bool:
        return self._on

    def allow(self, why_not: str) -> None:
        """Nothing can be entered for the reason `why_not`, which ends the mode; empty where it can."""
        self._why_not = why_not
        self.button.setEnabled(not why_not)
        set_tooltip(self.button, why_not or KEYS)
        if why_not:
            self.end()

    def begin(self) -> None:
        if self._why_not:
            self.told.emit(self._why_not)
        else:
            self._set(True)

    def end(self) -> bool:
        """Leave the mode; False where it was not on."""
        was_on = self._on
        self._set(False)
        return was_on

    def toggle(self) -> None:
        if not self.end():
            self.begin()

    def _set(self, on: bool) -> None:
        if on == self._on:
            return
        self._on = on
        self.strip.setVisible(on)
        self.button.setText(literal_caption(self._captions[on]))
        self.button.setAccessibleName(self._captions[on])
        self.changed.emit(on)
