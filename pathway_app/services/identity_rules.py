"""What a patient's identity must be like before it is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from unicodedata import normalize

from pathway_app.domain.answers import unprintable
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Identity

EARLIEST_BIRTH = date(1900, 1, 1)
LONGEST = {"mrn": 40, "family_name": 120, "given_name": 120, "bed": 20, "surgeon": 80}
"""characters"""


def checked(identity: Identity, today: date) -> Identity:
    """The identity with surrounding space removed and the national number in its 11 digits.

    Raises Refused with every reason: something missing or too long, a birth date in the future, a national
    number whose check digits are wrong. `today` is the ward's local date.
    """
    tidy = replace(
        identity,
        mrn=_tidy(identity.mrn),
        family_name=_tidy(identity.family_name),
        given_name=_tidy(identity.given_name),
        national_number=national_digits(identity.national_number),
        bed=_tidy(identity.bed or "") or None,
        surgeon=_tidy(identity.surgeon or "") or None,
    )
    reasons = list(_refusals(tidy, today))
    if reasons:
        raise Refused(reasons)
    return tidy


def _tidy(text: str) -> str:
    """Without surrounding space, accents composed: what looks the same is the same."""
    return normalize("NFC", text.strip())


def national_digits(number: str | None) -> str | None:
    """The number without spaces, dots and hyphens; None where nothing is left."""
    return (number or "").translate(str.maketrans("", "", " .-")) or None


def _refusals(identity: Identity, today: date) -> Iterator[Refusal]:
    for field in ("mrn", "family_name", "given_name"):
        if not getattr(identity, field):
            yield Refusal("field-missing", field, {"field": field})
    for field, longest in LONGEST.items():
        text = getattr(identity, field) or ""
        yield from unprintable(text, field)
        if "\n" in text or "\t" in text:
            yield Refusal("unprintable", field)
        if len(text) > longest:
            yield Refusal("text-too-long", field, {"longest": longest})
    if identity.birth_date > today:
        yield Refusal("birth-in-future", "birth_date", {"birth_date": identity.birth_date})
    if identity.birth_date < EARLIEST_BIRTH:
        yield Refusal("birth-too-early", "birth_date", {"earliest": EARLIEST_BIRTH})
    if identity.national_number is not None and not _is_national_number(identity.national_number):
        yield Refusal("national-number", "national_number")


def _is_national_number(digits: str) -> bool:
    from stdnum.be import bis, nn

    return bool(nn.is_valid(digits) or bis.is_valid(digits))
