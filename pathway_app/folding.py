"""How names are folded for searching: case, accents, apostrophes and hyphens do not matter."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ħ": "h"}
)
_JOINED = str.maketrans("", "", "'’‘`´ʼ.")


def fold(text: str) -> str:
    """`text` in lower case without accents, apostrophes and full stops; other signs become one space."""
    lowered = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS).translate(_JOINED)
    kept = "".join(" " if not sign.isalnum() else sign for sign in lowered if not unicodedata.combining(sign))
    return " ".join(kept.split())


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`."""
    return tuple(fold(text).split())
