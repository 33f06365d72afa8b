"""Pages of a PDF painted on a printer: as pictures, so that every printer shows what the screen does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from ui.sheets.pages import POINTS_AN_INCH, page_image

_FINEST_PRINT = 300
"""dots an inch: a page in memory takes 35 MB so, and four times that at 600"""

Painted = Callable[[int, int], None]


def print_pages(pdf: bytes, printer: QPrinter, *, first: int, last: int, painted: Painted) -> int:
    """Paint the pages `first` to `last` (from 1; beyond the end: the last one); how many, copies counted.

    `painted` is told after each page: which one, of how many. Raises OSError where the printer cannot be started.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        once = range(max(first, 1) - 1, min(last, len(document)))
        copies = printer.copyCount()
        wanted = list(once) if printer.supportsMultipleCopies() else list(once) * copies
        if wanted:
            _paint_all(document, printer, wanted, painted)
        return len(once) * copies
    finally:
        document.close()


def _paint_all(document: Any, printer: QPrinter, wanted: Sequence[int], painted: Painted) -> None:
    scale = min(printer.resolution(), _FINEST_PRINT) / POINTS_AN_INCH
    painter = QPainter()
    for nth, index in enumerate(wanted):
        points = QSizeF(*document.get_page_size(index))
        _choose_paper(printer, points)
        if not (printer.newPage() if nth else painter.begin(printer)):
            raise OSError("the printer does not start")
        _paint(painter, printer, page_image(document, index, scale), points)
        painted(nth + 1, len(wanted))
    if not painter.end() or printer.printerState() is QPrinter.PrinterState.Error:
        raise OSError("the printer does not end")


def _choose_paper(printer: QPrinter, points: QSizeF) -> None:
    """Paper of the page's size, where the printer has it."""
    lying = points.width() > points.height()
    upright = points.transposed() if lying else points
    size = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    if size.id() is not QPageSize.PageSizeId.Custom:
        printer.setPageSize(size)
    wanted = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(wanted)


def _paint(painter: QPainter, printer: QPrinter, image: QImage, points: QSizeF) -> None:
    """The page at its own size, shrunk only where the paper is smaller."""
    room = QRectF(printer.pageLayout().paintRectPixels(printer.resolution()))
    dots = printer.resolution() / POINTS_AN_INCH
    shrink = min(1.0, room.width() / (points.width() * dots), room.height() / (points.height() * dots))
    wide, high = points.width() * dots * shrink, points.height() * dots * shrink
    painter.drawImage(QRectF((room.width() - wide) / 2, 0, wide, high), image)
