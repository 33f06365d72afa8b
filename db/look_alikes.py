"""Patients who may be taken for each other: born on the same day, or called nearly the same.

Two people are called nearly the same where their family and given names, in either order, differ by at most one
letter in all, or where one lacks a part of a name that the other has. One of the two names is then written alike,
and of the other the beginning or the end is. A patient's keys hold one name whole and the other from its beginning
or, behind a sign, from its end, so that whoever is nearly so called stands within a few short ranges of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from db import sql
from db.link import Link
from db.search import patient_row_of
from pathway_app.folding import fold
from pathway_app.people import Identity
from pathway_app.queries import PatientRow

_BACKWARDS = "<"
_LAST = "\U0010ffff"
_MOST_IN_RANGE = 200
"""whoever shares so much with more people than that is looked for no further"""
_SHORTEST_PART = 3
"""letters; a shorter part of a name (de, van) says little by itself"""


def alike_keys(identity: Identity) -> tuple[str, ...]:
    """Under which the patient is found by another one's name."""
    family, given = fold(identity.family_name), fold(identity.given_name)
    return tuple(sorted(_keys(family, given)))


def _keys(family: str, given: str) -> set[str]:
    found: set[str] = set()
    for one, other in _orders(family, given):
        found.update((f"{one}\t{other}", f"{one}\t{_BACKWARDS}{other[::-1]}"))
    for part in _parts(family):
        found.add(f"{part}\t{_joined(given)}")
    for part in _parts(given):
        found.add(f"{part}\t{_joined(family)}")
    return found


def _orders(family: str, given: str) -> tuple[tuple[str, str], tuple[str, str]]:
    one, other = _joined(family), _joined(given)
    return (one, other), (other, one)


def _joined(folded: str) -> str:
    return folded.replace(" ", "")


def _parts(folded: str) -> tuple[str, ...]:
    """The words of a name of several."""
    words = folded.split()
    return tuple(word for word in words if len(words) > 1 and len(word) >= _SHORTEST_PART)


def look_alikes(link: Link, identity: Identity, exclude: str | None, limit: int) -> tuple[PatientRow, ...]:
    """First those nearly so called who were born on the same day, then the others so called, then those so born."""
    born, family, given = (
        identity.birth_date.isoformat(),
        fold(identity.family_name),
        fold(identity.given_name),
    )
    found: dict[str, tuple[bool, int]] = {}
    for low, high in _ranges(family, given) if family and given else ():
        params = {"low": low, "high": high, "limit": _MOST_IN_RANGE}
        for patient_id, their_family, their_given, birth_date in link.rows(sql.ALIKE, params):
            apart = _apart((family, given), (fold(their_family), fold(their_given)))
            if apart is not None:
                found[patient_id] = birth_date != born, apart
    ids = [
        patient_id
        for patient_id in sorted(found, key=lambda each: (*found[each], each))
        if patient_id != exclude
    ]
    same_day = link.rows(sql.BORN_ON, {"birth_date": born, "limit": limit + len(ids) + 1})
    ids += [each for (each,) in same_day if each not in found and each != exclude]
    rows = (link.row(sql.PATIENT_ROW, {"patient_id": each}) for each in ids[:limit])
    return tuple(patient_row_of(row) for row in rows if row is not None)


def _ranges(family: str, given: str) -> Iterator[tuple[str, str]]:
    """From which key up to which to look."""
    for one, other in _orders(family, given):
        for kept in (other, _BACKWARDS + other[::-1]):
            # Of a name with one letter added, left out or other, or two changed about, so much is as it was.
            alike = len(kept) - len(other) + max(1, (len(other) - 1) // 2)
            low = f"{one}\t{kept[:alike]}"
            yield low, low + _LAST
    for key in _keys(family, given):
        yield key, key + "\x01"


def _apart(one: tuple[str, str], other: tuple[str, str]) -> int | None:
    """How far apart two names are: 0 the same, 1 nearly; None where they are not nearly the same."""
    for family, given in (other, other[::-1]):
        pairs = ((one[0], family), (one[1], given))
        letters = sum(_letters_apart(_joined(a), _joined(b)) for a, b in pairs)
        if letters <= 1:
            return letters
        if all(_within(a, b) for a, b in pairs) and any(_joined(a) == _joined(b) for a, b in pairs):
            return 1
    return None


def _within(one: str, other: str) -> bool:
    """Whether the words of one are all among those of the other, and at least one of them says something."""
    words = sorted((set(one.split()), set(other.split())), key=len)
    return (words[0] <= words[1] and any(len(word) >= _SHORTEST_PART for word in words[0])) or one == other


def _letters_apart(one: str, other: str) -> int:
    """0, 1 for a letter added, left out or other or two neighbours changed about, 2 for anything more."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > 1:
        return 2
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    rest, others = one[begin:], other[begin:]
    changed_about = rest[:2] == others[1::-1] and rest[2:] == others[2:] and len(rest) > 1
    return 1 if changed_about or rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] else 2
