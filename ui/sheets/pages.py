"""PDF pages as pictures. PDFium is not made for two threads at once: everything here is called on one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

POINTS_AN_INCH = 72.0


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
        return {index: page_image(document, index, scale) for index in pages}
    finally:
        document.close()


def page_image(document: Any, index: int, scale: float) -> QImage:
    """A picture of the page with that number (from 0) of an open `PdfDocument`."""
    page = document[index]
    try:
        bitmap = page.render(scale=scale, prefer_bgrx=True)
        image = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
        )
        return image.copy()  # the bytes it was made from go away
    finally:
        page.close()
