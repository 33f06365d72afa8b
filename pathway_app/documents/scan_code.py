"""The code printed on a sheet: whose it is, at which event of the log it was made, and which copy it is."""

from __future__ import annotations

from typing import NamedTuple

from pathway_app.queries import LogHead
from pathway_app.sheets import Sheet

_PREFIX = "ZP"
_SEPARATOR = ":"
CODE_BEGINS = _PREFIX + _SEPARATOR
"""how each code begins"""
_LETTERS = {
    Sheet.WARD: "W",
    Sheet.HANDOVER: "H",
    Sheet.SUMMARY: "S",
    Sheet.PATIENT: "P",
    Sheet.BOARD_LIST: "L",
    Sheet.BOARD_CASE: "C",
    Sheet.BLANK: "B",
    Sheet.PATHWAY: "M",
}
_SHEETS = {letter: sheet for sheet, letter in _LETTERS.items()}


class Scanned(NamedTuple):
    """What a code says. `mrn` is empty for a sheet about no single patient; `copy` is 0 where it was not issued."""

    mrn: str
    reference: str
    event: int
    sheet: Sheet
    copy: int


def scan_code(mrn: str, head: LogHead, sheet: Sheet, copy: int = 0) -> str:
    """`ZP:4471029:7F3A-91C2:23:H3`: the third copy of a handover sheet. Only signs that make a small code."""
    return _SEPARATOR.join((_PREFIX, mrn, head.reference, str(head.number), f"{_LETTERS[sheet]}{copy}"))


def scanned(text: str) -> Scanned | None:
    """What a sheet's code says; None for any other text. A record number may hold colons itself.

    A scanner set to another keyboard may type it in small letters.
    """
    parts = text.strip().split(_SEPARATOR)
    if len(parts) < 5 or parts[0].upper() != _PREFIX:
        return None
    *mrn, reference, event, copy = parts[1:]
    sheet = _SHEETS.get(copy[:1].upper())
    if sheet is None or not (_is_number(event) and _is_number(copy[1:])):
        return None
    return Scanned(_SEPARATOR.join(mrn), reference.upper(), int(event), sheet, int(copy[1:]))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
