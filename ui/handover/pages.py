"""PDF pages as pictures. PDFium is not made for two threads at once: everything here is called on one of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

POINTS_AN_INCH = 72.0
_FINEST_PRINT = 300
"""dots an inch: a page in memory takes 35 MB so, and four times that at 600"""


def page_sizes(pdf: bytes) -> tuple[QSizeF, ...]:
    """The size of every page, in points."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(QSizeF(*document.get_page_size(index)) for index in range(len(document)))
    finally:
        document.close()


def page_images(pdf: bytes, pages: Sequence[int], scale: float) -> dict[int, QImage]:
    """Pictures of the pages with these numbers (from 0), `scale` pixels a point."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return {index: _image(document, index, scale) for index in pages}
    finally:
        document.close()


def print_pages(pdf: bytes, printer: QPrinter) -> int:
    """Paint the pages that the printer was asked for; how many those were.

    Raises OSError where the printer cannot be started.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        wanted = _wanted(printer, len(document))
        painter = QPainter()
        if not painter.begin(printer):
            raise OSError("the printer does not start")
        scale = min(printer.resolution(), _FINEST_PRINT) / POINTS_AN_INCH
        for nth, index in enumerate(wanted):
            if nth:
                printer.newPage()
            _paint(painter, printer, _image(document, index, scale), QSizeF(*document.get_page_size(index)))
        painter.end()
        return len(wanted)
    finally:
        document.close()


def _wanted(printer: QPrinter, count: int) -> list[int]:
    first, last = printer.fromPage() or 1, printer.toPage() or count
    once = list(range(first - 1, min(last, count)))
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        once.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    return once * copies


def _paint(painter: QPainter, printer: QPrinter, image: QImage, points: QSizeF) -> None:
    """The page at its own size, shrunk only where the paper is smaller."""
    room = QRectF(printer.pageLayout().paintRectPixels(printer.resolution()))
    dots = printer.resolution() / POINTS_AN_INCH
    shrink = min(1.0, room.width() / (points.width() * dots), room.height() / (points.height() * dots))
    wide, high = points.width() * dots * shrink, points.height() * dots * shrink
    painter.drawImage(QRectF((room.width() - wide) / 2, 0, wide, high), image)


def _image(document: object, index: int, scale: float) -> QImage:
    page = document[index]  # type: ignore[index]
    try:
        bitmap = page.render(scale=scale, prefer_bgrx=True)
        image = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
        )
        return image.copy()  # the bytes it was made from go away
    finally:
        page.close()
