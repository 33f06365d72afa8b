"""What explains the year strip: the months above it, and the signs beneath the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QWidget

from pathway_app.i18n import MONTHS as MONTH_NAMES
from ui import theme
from ui.followup.strip import MARGIN, paint_mark
from ui.followup.year import Sign, Year
from ui.theme import Size
from ui.widgets.table_paint import PAD

_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
_GAP = 4


class MonthScale(QWidget):
    """The names of the months over a column of `header`; where they have no room, every second or third one."""

    def __init__(self, header: QHeaderView, column: int) -> None:
        super().__init__(header.viewport())
        self._header = header
        self._column = column
        self._language = "en"
        self._year: Year | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        header.sectionResized.connect(self._place)
        header.geometriesChanged.connect(self._place)
        header.viewport().installEventFilter(self)

    def show_year(self, year: Year, language: str) -> None:
        """Show the months of that year in that language."""
        self._year, self._language = year, language
        self._place()
        self.update()

    def shown(self) -> tuple[str, ...]:
        """The names that have room."""
        return tuple(name for name, _box, _now in self._labels())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        # The line beneath the header stays in view.
        painter.fillRect(self.rect().adjusted(0, 0, 0, -c.border), theme.colour(c.panel))
        painter.setFont(theme.font(Size.SMALL, strong=True))
        for name, box, now in self._labels():
            painter.setPen(theme.colour(c.link if now else c.muted))
            painter.drawText(box, _LINE | Qt.AlignmentFlag.AlignHCenter, name)

    def _place(self, *_what: int) -> None:
        left = self._header.sectionViewportPosition(self._column)
        wide = self._header.sectionSize(self._column)
        self.setGeometry(left, 0, wide, self._header.viewport().height())
        self.setVisible(wide > 0)

    def _labels(self) -> Sequence[tuple[str, QRect, bool]]:
        if self._year is None:
            return ()
        names = MONTH_NAMES[self._language]
        measures = theme.metrics(Size.SMALL, strong=True)
        months = self._year.months()
        left, right = PAD + MARGIN, self.width() - 4 - MARGIN
        apart = (right - left) / len(months)
        widest = max(measures.horizontalAdvance(name) for name in names) + _GAP
        # The present month is named whatever else is.
        present = next(at for at, each in enumerate(months) if each == self._year.today.replace(day=1))
        step = next((n for n in (1, 2, 3, 4, 6) if n * apart >= widest), 12)
        return [
            (
                names[month.month - 1],
                QRect(int(left + (at + 0.5) * apart - widest / 2), 0, int(widest), self.height()),
                at == present,
            )
            for at, month in enumerate(months)
            if (at - present) % step == 0
        ]


class SignWord(QWidget):
    """A sign of the strip with its word; without a sign the line that stands for today."""

    def __init__(self, sign: Sign | None, text: str) -> None:
        super().__init__()
        self._sign = sign
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        measures = theme.metrics(Size.SMALL)
        return QSize(20 + measures.horizontalAdvance(self._text) + 2, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(8, self.height() / 2)
        if self._sign is not None:
            paint_mark(painter, middle, self._sign, 5)
        else:
            painter.fillRect(QRectF(7, middle.y() - 8, 2, 16), theme.colour(c.accent))
        painter.setFont(theme.font(Size.SMALL))
        painter.setPen(theme.colour(c.muted))
        painter.drawText(self.rect().adjusted(20, 0, 0, 0), _LINE, self._text)
