"""The code printed on a sheet: whose it is, and at which event of the log it was made."""

from __future__ import annotations

from typing import NamedTuple

from pathway_app.queries import LogHead

_PREFIX = "ZP"
_SEPARATOR = ":"


class Scanned(NamedTuple):
    """`reference` and `event` tell whether the record has gone on since that copy was printed."""

    mrn: str
    reference: str
    event: int


def scan_code(mrn: str, head: LogHead) -> str:
    """`ZP:4471029:7F3A-91C2:23`."""
    return _SEPARATOR.join((_PREFIX, mrn, head.reference, str(head.number)))


def scanned(text: str) -> Scanned | None:
    """What a sheet's code says; None for any other text. A record number may hold colons itself."""
    parts = text.strip().split(_SEPARATOR)
    if len(parts) < 4 or parts[0] != _PREFIX or not parts[-1].isdecimal():
        return None
    return Scanned(_SEPARATOR.join(parts[1:-2]), parts[-2], int(parts[-1]))
