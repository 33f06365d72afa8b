"""The key of a site: from it, and only with it, pseudonyms follow. It never leaves the site."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stat
from pathlib import Path
from secrets import token_bytes

from pathway_app.documents.saving import save
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.ordinary_files import open_ordinary

_BYTES = 32
_LONGEST = 200
_FORM = re.compile(rb"zorgpad-research-key/1 ([0-9a-f]{64})\s*")
_MARK = b"zorgpad-research-key/1 "
PSEUDONYM_BYTES = 16


class SiteKey:
    """256 random bits. Its repr tells nothing."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "SiteKey(…)"

    def pseudonym(self, kind: str, text: str) -> bytes:
        """16 bytes (of HMAC-SHA256) that stand for `text`, the same at each export; another kind gives others."""
        message = f"{kind}\0{text}".encode()
        return hmac.new(self._secret, message, hashlib.sha256).digest()[:PSEUDONYM_BYTES]

    @property
    def fingerprint(self) -> str:
        """Tells keys apart without giving anything away: 16 hexadecimal digits."""
        return hashlib.sha256(b"zorgpad-research-fingerprint\0" + self._secret).hexdigest()[:16]


def read_key(path: Path) -> SiteKey:
    """The key in a file.

    Raises Refused where there is none (`research-key-missing`), where it is not a key, or where others than its owner
    may read it (where the system knows such permissions).
    """
    shown = {"path": str(path)}
    try:
        with open_ordinary(path) as file:
            status = os.fstat(file.fileno())
            content = file.read(_LONGEST)
    except FileNotFoundError:
        raise Refused(Refusal("research-key-missing", "key", shown)) from None
    except OSError:
        raise Refused(Refusal("file-unreadable", "key", shown)) from None
    if os.name == "posix" and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused(Refusal("research-key-open", "key", shown))
    found = _FORM.fullmatch(content)
    if found is None:
        raise Refused(Refusal("research-key-form", "key", shown))
    return SiteKey(bytes.fromhex(found[1].decode("ascii")))


def make_key(path: Path) -> None:
    """A new random key in a file that only its owner may read; one that is there stays as it is."""
    if not path.exists():
        save(_MARK + token_bytes(_BYTES).hex().encode("ascii") + b"\n", path)
