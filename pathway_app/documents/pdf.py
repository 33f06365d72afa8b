"""Documents as PDF: the only place that knows reportlab and segno.

Laid-out pages are drawn straight on the canvas: there is no markup to escape, and no table flow to pay for.
The same documents give the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import segno
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pathway_app.documents.breaking import Widths, clean
from pathway_app.documents.layout import lay_out
from pathway_app.documents.model import Document, Head, runs_of
from pathway_app.documents.placed import PAGE_HEIGHT, PAGE_WIDTH, Art, Code, LaidPage
from pathway_app.domain.errors import Refusal, Refused

FONTS_DIR = Path(__file__).resolve().parent.parent.parent / "resources" / "fonts"
REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
_DARK = re.compile(rb"\x01+")
_DarkModules = tuple[int, list[tuple[int, int, int]]]
"""a code to scan: modules on a side, then each run of dark ones as x, y from below and length"""
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
        self.widths = font_widths()
        self.documents = documents
        self.file = BytesIO()
        language = documents[0].language if documents else None
        self.canvas = Canvas(
            self.file,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            invariant=1,
            pageCompression=1,
            lang=language,
            initialFontName=REGULAR,
        )
        self.canvas.setAuthor("Zorgpad")
        self.canvas.setCreator("Zorgpad")
        self.forms: dict[Head, str] = {}

    def pdf(self) -> bytes:
        if self.documents:
            self.canvas.setTitle(self.documents[0].head.title)
        for number, document in enumerate(self.documents, 1):
            pages = lay_out(document, self.widths)
            if len(self.documents) > 1:
                self._bookmark(document, number)
            code = _dark_modules(document.identity.code)
            for page in pages:
                self._page(document, page, code)
        self.canvas.save()
        return self.file.getvalue()

    def _bookmark(self, document: Document, number: int) -> None:
        key = f"document{number}"
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(document.identity.name.text, key)

    def _page(self, document: Document, page: LaidPage, code: _DarkModules) -> None:
        head = self.forms.get(document.head)
        if head is None:
            head = self.forms[document.head] = f"head{len(self.forms) + 1}"
            self.canvas.beginForm(head)
            self._draw(page.head)
            self.canvas.endForm()
        self.canvas.doForm(head)
        self._draw(page.frame)
        self._draw_code(code, page.code)
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
        by_width: dict[float, list[tuple[float, float, float, float]]] = {}
        for x1, y1, x2, y2, width in art.rules:
            by_width.setdefault(width, []).append((x1, y1, x2, y2))
        for width, rules in by_width.items():
            canvas.setLineWidth(width)
            canvas.lines(rules)
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
            text.textOut(string)
        self.canvas.drawText(text)

    def _draw_code(self, modules: _DarkModules, place: Code) -> None:
        canvas, (side, runs) = self.canvas, modules
        path = canvas.beginPath()
        for x, y, length in runs:
            path.rect(x, y, length, 1)
        canvas.saveState()
        canvas.translate(place.x, place.y)
        canvas.scale(place.side / side, place.side / side)
        canvas.setFillGray(0)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()


def _dark_modules(content: str) -> _DarkModules:
    """The code to scan, of fixed mask and error correction, in which trying eight masks would take the most time."""
    rows = tuple(segno.make_qr(content, error="m", mask=2, boost_error=False).matrix)
    runs = [
        (run.start(), y, run.end() - run.start())
        for y, row in enumerate(reversed(rows))
        for run in _DARK.finditer(row)
    ]
    return len(rows), runs


class _FontWidths(dict[str, float]):
    """The widths of texts in one font at size 1, each measured once a file."""

    def __init__(self, font: str) -> None:
        self.font = font

    def __missing__(self, text: str) -> float:
        width = self[text] = float(pdfmetrics.stringWidth(text, self.font, 1))
        return width


def font_widths() -> Widths:
    """The widths of texts in the sheet's fonts, for laying out."""
    _register_fonts()
    return _FontWidths(REGULAR), _FontWidths(BOLD)


@cache
def _register_fonts() -> tuple[frozenset[str], frozenset[str]]:
    """Register the embedded fonts once; the characters that each can show (regular, bold)."""
    shown = []
    for name in (REGULAR, BOLD):
        font = TTFont(name, FONTS_DIR / f"{name}.ttf", shapable=False)
        pdfmetrics.registerFont(font)
        shown.append(frozenset(filter(_can_stand, map(chr, font.face.charToGlyph))) | {"\n"})
    return shown[0], shown[1]


@cache
def _plain_signs() -> frozenset[str]:
    """What both fonts show just as it is typed, for a quick look at a whole document."""
    regular, bold = _register_fonts()
    return frozenset(
        sign
        for sign in regular & bold
        if not unicodedata.combining(sign) and unicodedata.is_normalized("NFC", sign)
    )


def _can_stand(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category not in {"Cc", "Cs", "Cn", "Co"} and unicodedata.bidirectional(sign) not in RIGHT_TO_LEFT


def _lacking(document: Document) -> Iterator[Refusal]:
    """One reason a place and character that cannot be shown."""
    shown = _register_fonts()
    runs = list(runs_of(document))
    if set().union(*[text for text, _, _ in runs]) <= _plain_signs():
        return
    told = set()
    for text, bold, place in runs:
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
