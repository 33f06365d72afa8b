"""Reads a PDF back with a strict reader."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from io import BytesIO

from pypdf import PdfReader
from pypdfium2 import PdfDocument

from pathway_app.documents.model import Document, runs_of

Shown = tuple[str, ...]
"""the text of each page"""


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


@lru_cache(maxsize=4)
def pages(pdf: bytes) -> tuple[str, ...]:
    """The text of each page as it comes."""
    return tuple(page.extract_text() for page in reader(pdf).pages)


def quickly(pdf: bytes) -> tuple[str, ...]:
    """The text of each page like `pages`, by another reader that is much faster.

    It leaves out some of what stands just below the same words: what it lacks is to be looked up in `pages`.
    """
    document = PdfDocument(pdf)
    try:
        # At a line's end it tells a hyphen by a sign of its own.
        return tuple(page.get_textpage().get_text_range().replace("\ufffe", "-") for page in document)
    finally:
        document.close()


def squashed(text: str) -> str:
    """Without any white space or invisible sign: lines may break anywhere between words."""
    whole = "".join(unicodedata.normalize("NFC", text).split())
    if whole.isprintable():
        return whole
    return "".join(sign for sign in whole if unicodedata.category(sign) != "Cf")


def bodies(pdf: bytes | Shown, page_label: str = r"Page{n}of{n}") -> list[str]:
    """Each page's text squashed, without what stands on every page: what follows the page number."""
    label = re.compile(page_label.replace("{n}", r"\d+"))
    return [label.split(squashed(page), maxsplit=1)[1] for page in _shown(pdf)]


def body(pdf: bytes) -> str:
    return "".join(bodies(pdf))


def missing(document: Document, pdf: bytes | Shown) -> list[str]:
    """The texts of the document that its PDF does not show whole, or in parts from page to page."""
    label = squashed(document.foot.page)
    told = bodies(pdf, label.replace("{page}", "{n}").replace("{pages}", "{n}"))
    frames = "".join(squashed(page) for page in _shown(pdf))
    texts = {squashed(run.text) for run in runs_of(document)} - {label}
    return sorted(text for text in texts if text not in frames and not in_parts(text, told))


def _shown(pdf: bytes | Shown) -> Shown:
    return pages(pdf) if isinstance(pdf, bytes) else pdf


def in_parts(text: str, told: list[str]) -> bool:
    """Whether `text` begins on some page and goes on, each time without a gap, on the pages after it."""
    return any(_goes_on(text, told[index:]) for index in range(len(told)))


def _goes_on(text: str, told: list[str]) -> bool:
    for page in told:
        # the longest beginning on this page; what is left then lies at the end of the true rest
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if text[:middle] in page else (low, middle - 1)
        text = text[low:]
        if not text:
            return True
        if not low:
            return False
    return False
