"""The recovery phrase: what still opens the record when every password is forgotten. It exists on paper only.

128 random bits and a check sum of 12 in seven groups of four signs. Upper and lower case, spaces and hyphens do not
matter, nor whether O was read for 0 and I or L for 1.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from pathway_app.domain.errors import Refusal, Refused

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BITS, _CHECK_BITS, _GROUP = 128, 12, 4
_LENGTH = (_BITS + _CHECK_BITS) // 5


def new_phrase() -> str:
    """A phrase that never was: `7F3A-91C2-…`."""
    return _written(secrets.randbits(_BITS))


def phrase_secret(text: str) -> bytes:
    """What the phrase stands for, 16 bytes. Raises Refused (`recovery-typing`) where it is mistyped."""
    signs = "".join(sign for sign in text.upper() if sign not in " -–\t\n").translate(_READ_AS)
    number = 0
    if len(signs) != _LENGTH or any(sign not in _SIGNS for sign in signs):
        raise Refused(Refusal("recovery-typing", "recovery"))
    for sign in signs:
        number = number * len(_SIGNS) + _SIGNS.index(sign)
    bits, check = divmod(number, 1 << _CHECK_BITS)
    if _check(bits) != check:
        raise Refused(Refusal("recovery-typing", "recovery"))
    return bits.to_bytes(_BITS // 8, "big")


def _written(bits: int) -> str:
    number = (bits << _CHECK_BITS) | _check(bits)
    signs = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_SIGNS))
        signs = _SIGNS[place] + signs
    return "-".join(signs[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def _check(bits: int) -> int:
    digest = sha256(b"zorgpad recovery phrase" + bits.to_bytes(_BITS // 8, "big")).digest()
    return int.from_bytes(digest[:2], "big") >> (16 - _CHECK_BITS)
