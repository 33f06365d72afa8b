"""How the rows of a grouped table are painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme
from ui.theme import Size
from ui.widgets.progress import paint_progress
from ui.widgets.shaped import draw_text, text_height
from ui.widgets.table_rows import Cell, GroupedModel
from ui.widgets.tag import paint_tag, tag_height, tag_width
from ui.widgets.wrapping import longest_word

PAD = 10
_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter

Span = tuple[int, int, int]
"""a column, its left edge and its width in pixels"""


def heading_height() -> int:
    """Pixels of a heading row."""
    return max(28, theme.metrics(Size.SMALL, strong=True).height() + 14)


def row_height(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Pixels of a row whose cells stand in columns of these widths (0: hidden): higher where words take more lines."""
    needed = (cell_height(cell, wide - PAD - 4) for cell, wide in zip(cells, widths, strict=True) if wide)
    return max(theme.ROW_HEIGHT + 12, max(needed, default=0) + 12)


def cell_height(cell: Cell, width: int) -> int:
    """Pixels that a cell's content takes in `width` pixels."""
    if cell.segments or cell.drawing is not None:
        return tag_height()
    if cell.tag and not cell.text:
        after = 0 if _stands_beside(cell, width) else text_height(cell.after, width, Size.SMALL) + 2
        return _low_height(cell, width) + after
    return _text_height(cell, width) + _low_height(cell, width)


def least_width(cell: Cell) -> int:
    """Pixels of the column in which no word of the cell is broken and its tag keeps its pill; 0 for a drawing."""
    if cell.segments or cell.drawing is not None:
        return 0
    small = theme.metrics(Size.SMALL)
    wide = max(
        longest_word(theme.metrics(Size.BASE, cell.strong), cell.text),
        longest_word(small, cell.sub),
        longest_word(small, cell.after),
        tag_width(cell.status, cell.tag) if cell.tag else 0,
    )
    return wide + PAD + 4 if wide else 0


def _text_height(cell: Cell, width: int) -> int:
    """None where only small words stand in the cell: they are centred then."""
    return text_height(cell.text, width, Size.BASE, cell.strong) if cell.text else 0


def _low_height(cell: Cell, width: int) -> int:
    """What stands beneath the text: a tag, or words over as many lines as they need."""
    if cell.tag and tag_width(cell.status, cell.tag) <= width:
        return tag_height()
    words = cell.tag or cell.sub
    return text_height(words, width, Size.SMALL) if words else 0


def _stands_beside(cell: Cell, width: int) -> bool:
    after = theme.metrics(Size.SMALL).horizontalAdvance(cell.after)
    return not cell.after or tag_width(cell.status, cell.tag) + 6 + after <= width


class RowPainter:
    """Paints the rows of a model: a whole row at a time, since asking Qt's delegate for each cell takes twice as
    long. The current row gets a ring while the table has the focus."""

    def __init__(self, model: GroupedModel) -> None:
        self._model = model
        self.hovered = -1

    def paint_row(
        self, painter: QPainter, at: int, box: QRect, columns: Sequence[Span], *, current: bool, focused: bool
    ) -> None:
        """Paint row `at`, which fills `box`; `columns` are those that are to be painted.

        Everything here sets its own pen and font: nothing is saved and restored.
        """
        row, c = self._model.row_at(at), theme.colours()
        if row.is_heading:
            painter.fillRect(box, theme.colour(c.panel))
            painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(c.line))
            painter.setFont(theme.font(Size.SMALL, strong=True))
            painter.setPen(theme.colour(c.muted))
            painter.drawText(box.adjusted(PAD, 0, -PAD, 0), _LINE, row.title)
            return
        if current:
            painter.fillRect(box, theme.colour(c.selected))
        elif at == self.hovered:
            painter.fillRect(box, theme.colour(c.hover))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(c.line_soft))
        top, high = box.top() + 4, box.height() - 8
        for column, left, wide in columns:
            _paint_cell(painter, QRect(left + PAD, top, wide - PAD - 4, high), row.cells[column])
        if current and focused:
            _paint_ring(painter, box)


def _paint_ring(painter: QPainter, box: QRect) -> None:
    ink = theme.colour(theme.colours().focus)
    painter.fillRect(box.left(), box.top(), box.width(), 2, ink)
    painter.fillRect(box.left(), box.bottom() - 1, box.width(), 2, ink)
    painter.fillRect(box.left(), box.top(), 2, box.height(), ink)
    painter.fillRect(box.right() - 1, box.top(), 2, box.height(), ink)


def _paint_cell(painter: QPainter, box: QRect, cell: Cell) -> None:
    if cell.segments:
        paint_progress(
            painter, QRectF(box.left(), box.top(), min(box.width() - 6, 160), box.height()), cell.segments
        )
    elif cell.drawing is not None:
        cell.drawing.paint(painter, box)
    elif cell.tag and not cell.text:
        _paint_tagged(painter, box, cell)
    else:
        _paint_text(painter, box, cell)


def _paint_text(painter: QPainter, box: QRect, cell: Cell) -> None:
    """Text over as many lines as it needs, with the smaller words or the tag beneath; all centred in height.

    A tag that is too wide loses its pill rather than its end.
    """
    c = theme.colours()
    left, wide = box.left(), box.width()
    text_high = _text_height(cell, wide)
    below = cell.tag or cell.sub
    low_high = _low_height(cell, wide) if below else 0
    top = box.top() + max(0, (box.height() - text_high - low_high) // 2)
    painter.setPen(theme.colour(c.muted if cell.muted else c.ink))
    draw_text(painter, QRect(left, top, wide, text_high), cell.text, Size.BASE, cell.strong)
    if not below:
        return
    tag_wide = tag_width(cell.status, cell.tag)
    if cell.tag and tag_wide <= wide:
        paint_tag(painter, QRect(left, top + text_high, tag_wide, tag_height()), cell.status, cell.tag)
    else:
        painter.setPen(theme.colour(c.tone(cell.status).ink if cell.tag and cell.status else c.muted))
        draw_text(painter, QRect(left, top + text_high, wide, low_high), below, Size.SMALL)


def _paint_tagged(painter: QPainter, box: QRect, cell: Cell) -> None:
    """A tag, and the muted text behind it where it fits, else beneath it; a tag too wide loses its pill."""
    c, left, wide = theme.colours(), box.left(), box.width()
    tag_wide, tag_high = tag_width(cell.status, cell.tag), _low_height(cell, wide)
    beside = _stands_beside(cell, wide)
    after_high = 0 if beside else text_height(cell.after, wide, Size.SMALL) + 2
    top = box.top() + (box.height() - tag_high - after_high) // 2
    if tag_wide <= wide:
        paint_tag(painter, QRect(left, top, tag_wide, tag_high), cell.status, cell.tag)
    else:
        painter.setPen(theme.colour(c.tone(cell.status).ink if cell.status else c.muted))
        draw_text(painter, QRect(left, top, wide, tag_high), cell.tag, Size.SMALL)
    if not cell.after:
        return
    painter.setPen(theme.colour(c.muted))
    if beside:
        painter.setFont(theme.font(Size.SMALL))
        after = theme.metrics(Size.SMALL).horizontalAdvance(cell.after)
        painter.drawText(QRect(left + tag_wide + 6, top, after + 2, tag_high), _LINE, cell.after)
    else:
        draw_text(painter, QRect(left, top + tag_high + 2, wide, after_high - 2), cell.after, Size.SMALL)
