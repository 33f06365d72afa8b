"""Documents as PDF: the only place that knows reportlab and segno.

Laid-out pages are drawn straight on the canvas: there is no markup to escape, and no table flow to pay for.
The same documents give the same bytes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import segno
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pathway_app.documents.breaking import clean
from pathway_app.documents.layout import lay_out
from pathway_app.documents.model import Document, Head, runs_of
from pathway_app.documents.placed import PAGE_HEIGHT, PAGE_WIDTH, Art, Code, LaidPage
from pathway_app.domain.errors import Refusal, Refused

FONTS_DIR = Path(__file__).resolve().parent.parent.parent / "resources" / "fonts"
REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLO", "RLI"})
"""writing directions that this drawing would put in the wrong order"""


def render(documents: Sequence[Document]) -> bytes:
    """The documents one after another in one PDF, each with its own page numbers.

    Raises Refused naming every character, with its place, that the sheet's font cannot show.
    """
    reasons = [reason for document in documents for reason in _lacking(document)]
    if reasons:
        raise Refused(reasons)
    return _Drawing(documents).pdf()


class _Drawing:
    def __init__(self, documents: Sequence[Document]) -> None:
        _register_fonts()
        self.documents = documents
        self.file = BytesIO()
        language = documents[0].language if documents else None
        self.canvas = Canvas(
            self.file, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1, lang=language
        )
        self.canvas.setCreator("Zorgpad")
        self.measure = _Widths()
        self.forms: dict[Head, str] = {}

    def pdf(self) -> bytes:
        if self.documents:
            self.canvas.setTitle(self.documents[0].head.title)
        for number, document in enumerate(self.documents, 1):
            code = f"code{number}"
            for index, page in enumerate(lay_out(document, self.measure)):
                if index == 0 and len(self.documents) > 1:
                    self._bookmark(document, number)
                self._page(document, page, code, first=index == 0)
        self.canvas.save()
        return self.file.getvalue()

    def _bookmark(self, document: Document, number: int) -> None:
        key = f"document{number}"
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(document.identity.name.text, key)

    def _page(self, document: Document, page: LaidPage, code: str, *, first: bool) -> None:
        head = self.forms.get(document.head)
        if head is None:
            head = self.forms[document.head] = f"head{len(self.forms) + 1}"
            self.canvas.beginForm(head)
            self._draw(page.head)
            self.canvas.endForm()
        if first:
            self.canvas.beginForm(code)
            self._draw_code(document.identity.code)
            self.canvas.endForm()
        self.canvas.doForm(head)
        self._draw(page.frame)
        self._place_code(code, page.code)
        self._draw(page.body)
        self.canvas.showPage()

    def _draw(self, art: Art) -> None:
        canvas = self.canvas
        for x, y, width, height, fill, border in art.boxes:
            if fill is not None:
                canvas.setFillGray(fill)
            if border:
                canvas.setLineWidth(border)
            canvas.rect(x, y, width, height, stroke=border > 0, fill=fill is not None)
        width = -1.0
        for rule in art.rules:
            if rule.width != width:
                width = rule.width
                canvas.setLineWidth(width)
            canvas.line(*rule[:4])
        self._draw_texts(art)

    def _draw_texts(self, art: Art) -> None:
        text = self.canvas.beginText()
        shown: tuple[bool, float] | None = None
        grey = -1.0
        for x, y, string, bold, size, white in art.texts:
            if (bold, size) != shown:
                shown = bold, size
                text.setFont(BOLD if bold else REGULAR, size)
            if grey != white:
                grey = float(white)
                text.setFillGray(grey)
            text.setTextOrigin(x, y)
            text._textOut(string)
        self.canvas.drawText(text)

    def _draw_code(self, content: str) -> None:
        """The code in a square of side 1, each run of dark modules in a row one rectangle."""
        code = segno.make_qr(content, error="m", mask=2, boost_error=False)
        rows = tuple(code.matrix)
        path = self.canvas.beginPath()
        for y, row in enumerate(reversed(rows)):
            start: int | None = None
            for x, dark in enumerate((*row, 0)):
                if dark and start is None:
                    start = x
                elif not dark and start is not None:
                    path.rect(start, y, x - start, 1)
                    start = None
        self.canvas.scale(1 / len(rows), 1 / len(rows))
        self.canvas.setFillGray(0)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def _place_code(self, name: str, code: Code) -> None:
        self.canvas.saveState()
        self.canvas.translate(code.x, code.y)
        self.canvas.scale(code.side, code.side)
        self.canvas.doForm(name)
        self.canvas.restoreState()


class _Widths:
    """The widths of texts at size 1, each measured once a file."""

    def __init__(self) -> None:
        self._known: tuple[dict[str, float], dict[str, float]] = ({}, {})

    def __call__(self, text: str, bold: bool) -> float:
        known = self._known[bold]
        width = known.get(text)
        if width is None:
            width = known[text] = pdfmetrics.stringWidth(text, BOLD if bold else REGULAR, 1)
        return width


@cache
def _register_fonts() -> tuple[frozenset[str], frozenset[str]]:
    """Register the embedded fonts once; the characters that each can show (regular, bold)."""
    shown = []
    for name in (REGULAR, BOLD):
        font = TTFont(name, FONTS_DIR / f"{name}.ttf", shapable=False)
        pdfmetrics.registerFont(font)
        shown.append(frozenset(filter(_can_stand, map(chr, font.face.charToGlyph))) | {"\n"})
    return shown[0], shown[1]


def _can_stand(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category not in {"Cc", "Cs", "Cn", "Co"} and unicodedata.bidirectional(sign) not in RIGHT_TO_LEFT


def _lacking(document: Document) -> Iterator[Refusal]:
    """One reason a place and character that cannot be shown."""
    shown = _register_fonts()
    told = set()
    for text, bold, place in runs_of(document):
        if text.isascii() and text.isprintable():
            continue
        for sign in sorted(set(clean(text)) - shown[bold]):
            words = f"{place.words if place else document.head.title} ({document.subject})"
            if (sign, words) not in told:
                told.add((sign, words))
                field = place.field if place else None
                yield Refusal("font-lacks", field, {"character": _named(sign), "place": words})


def _named(sign: str) -> str:
    """`漢 (U+6F22)`; a sign without a picture only by its number."""
    number = f"U+{ord(sign):04X}"
    return f"{sign} ({number})" if sign.isprintable() else number
