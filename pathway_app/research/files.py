"""CSV files of research, written a piece at a time: UTF-8, commas, lines that end in CR LF (RFC 4180)."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathway_app.audit.csv_files import safe
from pathway_app.documents.saving import save_in_parts

_PIECE = 1 << 16
"""characters"""


@dataclass(frozen=True, slots=True)
class Written:
    """What a manifest says of a file: its SHA-256, and its rows without the head."""

    sha256: str
    rows: int


def write_table(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Written:
    """Write the file, readable by its owner only. Raises as `save` does."""
    hashed = hashlib.sha256()
    count = 0

    def counted() -> Iterator[Sequence[str]]:
        nonlocal count
        yield head
        for row in rows:
            count += 1
            yield row

    def hashing() -> Iterator[bytes]:
        for piece in _pieces(counted()):
            hashed.update(piece)
            yield piece

    save_in_parts(hashing(), path)
    return Written(hashed.hexdigest(), count)


def _pieces(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
        if text.tell() >= _PIECE:
            yield text.getvalue().encode("utf-8")
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode("utf-8")


def _cell(cell: str) -> str:
    """Negative numbers stay numbers; a text that a spreadsheet would run does not."""
    number = cell[:1] == "-" and cell[1:2].isdigit()
    return cell if number else str(safe(cell))
