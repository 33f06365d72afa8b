"""What somebody shows to be let in, and what a password must be like."""

from __future__ import annotations

from dataclasses import dataclass, field
from string import digits, punctuation
from unicodedata import normalize

from pathway_app.domain.errors import Refusal, Refused

SHORTEST = 10
"""characters of a password"""
LONGEST = 500
_FILLING = f" {digits}{punctuation}"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""without i, l, o, 0 and 1, which are taken for each other"""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account's name and what was typed as its password. Where it is shown the password is not."""

    name: str
    password: str = field(repr=False)


def password_bytes(password: str) -> bytes:
    """What is hashed: accents composed, so that it does not matter which keyboard typed them."""
    return normalize("NFC", password).encode("utf-8", "surrogatepass")


def checked_password(name: str, password: str) -> str:
    """The password. Raises Refused where it is too short, too long, or the account's name.

    There are no other rules: those make people write passwords down.
    """
    if len(password) < SHORTEST:
        raise Refused(Refusal("password-short", "password", {"shortest": SHORTEST}))
    if len(password) > LONGEST:
        raise Refused(Refusal("password-long", "password", {"longest": LONGEST}))
    if name and _is_name(normalize("NFKC", password).casefold(), normalize("NFKC", name).casefold()):
        raise Refused(Refusal("password-name", "password"))
    return password


def _is_name(plain: str, name: str) -> bool:
    """Whether there is nothing but the name, digits and punctuation, and one letter again and again."""
    rest = plain.replace(name, "").strip(_FILLING)
    return not rest or (name in plain and len(set(rest)) == 1)


def one_time_password() -> str:
    """One that an administrator hands over and that is changed at the first log-in; about 79 bits."""
    import secrets

    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
