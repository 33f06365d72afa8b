"""The floor for paper: reportlab's canvas told what to draw where; it breaks no line and computes no state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(__file__).parents[1] / "resources" / "fonts"
NAMES = {False: "DejaVuSans", True: "DejaVuSans-Bold"}


@dataclass
class BareSheet:
    """`head` is (texts, rules); each page (texts, rules, boxes, place of the code)."""

    code: str
    head: tuple[list[Any], list[Any]]
    pages: list[tuple[list[Any], list[Any], list[Any], Any]]


def draw(sheets: Sequence[BareSheet]) -> bytes:
    """All sheets in one file."""
    for name in NAMES.values():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595.28, 841.89), invariant=1, pageCompression=1)
    canvas.beginForm("head")
    _texts(canvas, sheets[0].head[0])
    _rules(canvas, sheets[0].head[1])
    canvas.endForm()
    for sheet in sheets:
        for texts, rules, boxes, code in sheet.pages:
            canvas.doForm("head")
            _boxes(canvas, boxes)
            _rules(canvas, rules)
            _texts(canvas, texts)
            _code(canvas, sheet.code, *code)
            canvas.showPage()
    canvas.save()
    return file.getvalue()


def _texts(canvas: Canvas, texts: list[Any]) -> None:
    for x, y, text, bold, size, white in texts:
        canvas.setFont(NAMES[bold], size)
        if white:
            canvas.setFillGray(1)
        canvas.drawString(x, y, text)
        if white:
            canvas.setFillGray(0)


def _rules(canvas: Canvas, rules: list[Any]) -> None:
    for x1, y1, x2, y2, width in rules:
        canvas.setLineWidth(width)
        canvas.line(x1, y1, x2, y2)


def _boxes(canvas: Canvas, boxes: list[Any]) -> None:
    for x, y, width, height, fill, border in boxes:
        canvas.setLineWidth(border)
        canvas.setFillGray(fill or 0)
        canvas.rect(x, y, width, height, stroke=border > 0, fill=fill is not None)
        canvas.setFillGray(0)


def _code(canvas: Canvas, content: str, x: float, y: float, side: float) -> None:
    """The code as one path, a rectangle for each run of dark modules."""
    rows = tuple(segno.make_qr(content, error="m", mask=2, boost_error=False).matrix)
    module = side / len(rows)
    path = canvas.beginPath()
    for number, row in enumerate(reversed(rows)):
        begin = 0
        while begin < len(row):
            end = begin
            while end < len(row) and row[end]:
                end += 1
            if end > begin:
                path.rect(x + begin * module, y + number * module, (end - begin) * module, module)
            begin = max(end, begin + 1)
    canvas.drawPath(path, stroke=0, fill=1)
