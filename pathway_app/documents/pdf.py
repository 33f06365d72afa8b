"""Documents as PDF: the only place that knows reportlab and segno.

Laid-out pages are drawn straight on the canvas: there is no markup to escape, and no table flow to pay for.
The same documents give the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import segno
from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pathway_app.documents.breaking import Widths, clean
from pathway_app.documents.layout import lay_out
from pathway_app.documents.model import Document, Head, Run, Table, mapped, runs_of
from pathway_app.documents.placed import UPRIGHT, Art, Code, LaidPage, Paper
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.i18n import Words

FONTS_DIR = Path(__file__).resolve().parent.parent.parent / "resources" / "fonts"
REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
_DARK = re.compile(rb"\x01+")
_DarkModules = tuple[int, list[tuple[int, int, int]]]
"""a code to scan: modules on a side, then each run of dark ones as x, y from below and length"""
RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLO", "RLI"})
"""writing directions that this drawing would put in the wrong order"""
_LACKED = re.compile("\0+")
MOST_NAMED = 8
"""of more signs than these that cannot be printed in one place the first ones are named"""


def render(documents: Iterable[Document]) -> bytes:
    """The documents one after another in one PDF, each with its own page numbers.

    They may come one by one: none is kept. The first one's language and title are the file's.
    Raises Refused naming every place with what the sheet's font cannot show there.
    """
    reasons: list[Refusal] = []
    drawing: _Drawing | None = None
    for document in documents:
        reasons.extend(lacking(document))
        if not reasons:
            drawing = drawing or _Drawing(document.language, document.head.title)
            drawing.add(document)
    if reasons:
        raise Refused(reasons)
    return (drawing or _Drawing()).pdf()


class _Canvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas that takes whole drawings at once.

    Its own methods are for hands: each text an object, each stroke four calls. A ward's sheets are mostly the
    same words in the same places, so operators are written here, and those of a text made once a file.
    """

    def __init__(self, file: BytesIO, language: str | None) -> None:
        super().__init__(
            file,
            pagesize=UPRIGHT,
            invariant=1,
            pageCompression=1,
            lang=language,
            initialFontName=REGULAR,
        )
        self._shown: tuple[dict[str, list[tuple[str, str]]], dict[str, list[tuple[str, str]]]] = ({}, {})

    def draw(self, art: Art) -> None:
        """Boxes, rules over them, polygons and texts over those."""
        operators = ["q"]
        for x, y, width, height, fill, border in art.boxes:
            place = f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
            if fill is not None:
                operators.append(f"{fill:.2f} g {place} f")
            if border:
                operators.append(f"{border:.2f} w {place} S")
        by_width: dict[float, list[str]] = {}
        for x1, y1, x2, y2, width in art.rules:
            by_width.setdefault(width, []).append(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l")
        for width, lines in by_width.items():
            operators += [f"{width:.2f} w", *lines, "S"]
        for points, fill, border in art.polygons:
            place = " l ".join([f"{x:.2f} {y:.2f}" for x, y in points]).replace(" l ", " m ", 1) + " l h"
            paint = "B" if border and fill is not None else "S" if border else "f"
            operators.append(f"{fill or 0.0:.2f} g {border:.2f} w {place} {paint}")
        operators += ["0 g BT", *self._texts(art), "ET Q"]
        self._code.append("\n".join(operators))

    def _texts(self, art: Art) -> Iterator[str]:
        font, grey = "", False
        for x, y, text, bold, size, white in art.texts:
            if white is not grey:
                grey = white
                yield "1 g" if white else "0 g"
            yield f"1 0 0 1 {x:.2f} {y:.2f} Tm"
            for name, shown in self._shown[bold].get(text) or self._showing(text, bold):
                wanted = f"{name} {size} Tf"
                if wanted != font:
                    font = wanted
                    yield wanted
                yield shown

    def _showing(self, text: str, bold: bool) -> list[tuple[str, str]]:
        """The operators that show a text, each with the part of the font that holds its signs."""
        font = pdfmetrics.getFont(BOLD if bold else REGULAR)
        parts = [
            (font.getSubsetInternalName(part, self._doc), f"({escapePDF(signs)}) Tj")
            for part, signs in font.splitString(text, self._doc)
        ]
        self._shown[bold][text] = parts
        return parts

    def draw_code(self, modules: _DarkModules, place: Code) -> None:
        """The code to scan, a rectangle for each run of dark modules."""
        side, runs = modules
        scale = place.side / side
        rectangles = " ".join([f"{x} {y} {length} 1 re" for x, y, length in runs])
        self._code.append(
            f"q 0 g {scale:.4f} 0 0 {scale:.4f} {place.x:.2f} {place.y:.2f} cm {rectangles} f Q"
        )


class _Drawing:
    def __init__(self, language: str | None = None, title: str = "") -> None:
        self.widths = font_widths()
        self.file = BytesIO()
        self.canvas = _Canvas(self.file, language)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("Zorgpad")
        self.canvas.setCreator("Zorgpad")
        self.forms: dict[tuple[Head, Paper], str] = {}
        self.bookmarks: list[tuple[str, str]] = []

    def add(self, document: Document) -> None:
        code = _dark_modules(document.code) if document.code else None
        for index, page in enumerate(lay_out(document, self.widths)):
            if index == 0:
                bookmark = f"document{len(self.bookmarks) + 1}"
                self.canvas.bookmarkPage(bookmark)
                self.bookmarks.append((document.bookmark, bookmark))
            self._page(document, page, code)

    def _page(self, document: Document, page: LaidPage, code: _DarkModules | None) -> None:
        self.canvas.setPageSize(page.paper)
        head = self.forms.get((document.head, page.paper))
        if head is None:
            head = self.forms[document.head, page.paper] = f"head{len(self.forms) + 1}"
            self.canvas.beginForm(head)
            self.canvas.draw(page.head)
            self.canvas.endForm()
        self.canvas.doForm(head)
        self.canvas.draw(page.frame)
        if code is not None and page.code is not None:
            self.canvas.draw_code(code, page.code)
        self.canvas.draw(page.body)
        self.canvas.showPage()

    def pdf(self) -> bytes:
        """The file, with an outline where it holds several documents."""
        if len(self.bookmarks) > 1:
            for name, bookmark in self.bookmarks:
                self.canvas.addOutlineEntry(name, bookmark)
        self.canvas.save()
        return self.file.getvalue()


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
    # Beyond the first plane the font's signs are drawn, but reportlab writes a wrong table of what they mean.
    if ord(sign) > 0xFFFF:
        return False
    category = unicodedata.category(sign)
    return category not in {"Cc", "Cs", "Cn", "Co"} and unicodedata.bidirectional(sign) not in RIGHT_TO_LEFT


def lacking(document: Document) -> list[Refusal]:
    """One reason a place, with the signs there that cannot be shown."""
    shown = _register_fonts()
    if set().union(*[text for text, _, _ in runs_of(document)]) <= _plain_signs():
        return []
    found: dict[tuple[str | None, str], set[str]] = {}
    for run, whose in _with_whom(document):
        signs = set(clean(run.text)) - shown[run.bold]
        if signs:
            words = f"{run.place.words if run.place else document.head.title} ({whose})"
            found.setdefault((run.place.field if run.place else None, words), set()).update(signs)
    return [
        Refusal("font-lacks", field, {"characters": _listed(signs), "place": place})
        for (field, place), signs in found.items()
    ]


def _with_whom(document: Document) -> Iterator[tuple[Run, str]]:
    """Every run with the record number of whom it is about, else what the document is; a row of a list of patients
    is about whose record number stands in it."""
    rows: list[tuple[list[Run], str]] = []
    if document.identity is None:
        for block in document.blocks:
            for row in block.rows if isinstance(block, Table) else ():
                runs = [run for cell in row for text in cell for run in text]
                numbers = [run.text for run in runs if run.place is not None and run.place.field == "mrn"]
                if numbers:
                    rows.append((runs, numbers[0]))
    told = {id(run): whose for runs, whose in rows for run in runs}
    for run in runs_of(document):
        yield run, told.get(id(run), document.subject)


def without_unprintable(document: Document, *, facts: bool = True) -> Document:
    """The document with a mark in the place of each run of signs that cannot be shown, and once behind each text what
    the mark means: read it on the screen. Without `facts` only where that is no fact about a patient."""
    shown = _register_fonts()
    words = Words(document.language)
    nothing_left = words.gettext("[cannot be printed: read it on the screen]")
    meaning = words.gettext(" [? = cannot be printed: see the screen]")

    def change(run: Run) -> Run:
        text = clean(run.text)
        if set(text) <= shown[run.bold] or not (facts or _is_surrounding(run, document)):
            return run
        kept = "".join(sign if sign in shown[run.bold] else "\0" for sign in text)
        if not any(sign.isalnum() for sign in kept):
            return run._replace(text=nothing_left)
        return run._replace(text=_LACKED.sub("[?]", kept) + meaning)

    return mapped(document, change)


def _is_surrounding(run: Run, document: Document) -> bool:
    """Whether it is no fact about a patient: the site, an account's name, the sheet's title."""
    return not run.place.is_of_patient if run.place else run.text == document.head.title


def _listed(signs: set[str]) -> str:
    """The first of them, with their numbers."""
    first = sorted(signs)
    return ", ".join(map(_named, first[:MOST_NAMED])) + (" …" if len(first) > MOST_NAMED else "")


def _named(sign: str) -> str:
    """`漢 (U+6F22)`; a sign without a picture only by its number."""
    number = f"U+{ord(sign):04X}"
    return f"{sign} ({number})" if sign.isprintable() else number
