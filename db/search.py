"""Finding patients: folded words of names and numbers, each a row, so that a prefix is a range of an index.

The words of a patient are those of the names, with and without a space for an apostrophe, each name joined
(`vandenbroeck`), the record number as written and joined, and the national number. The whole record number
stands once more behind `=`, a sign that no folded word holds, to find it exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from db import sql
from db.link import Link, Row, Statement
from db.mappers import optional_instant, patient_of
from pathway_app.folding import fold, words
from pathway_app.people import Identity, Patient
from pathway_app.queries import PatientRow

if TYPE_CHECKING:
    from sqlalchemy.sql.expression import ClauseElement

_LAST = "\U0010ffff"  # sorts after every word that begins alike
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼ", " "))
_MOST_WORDS = 100


def sort_key(identity: Identity) -> str:
    """By family name, then given name, without regard to case and accents."""
    return f"{fold(identity.family_name)}\t{fold(identity.given_name)}"


def joined(text: str) -> str:
    """All folded words of `text` as one."""
    return fold(text).replace(" ", "")


def search_words(identity: Identity) -> tuple[str, ...]:
    found: set[str] = set()
    for name in (identity.family_name, identity.given_name, identity.mrn, identity.national_number or ""):
        found.update(words(name), words(name.translate(_APOSTROPHES)), (joined(name),))
    return tuple(sorted(found - {""}))


def patient_row(someone: Patient, seq: int) -> dict[str, Any]:
    identity = someone.identity
    return {
        "id": someone.id,
        "mrn": identity.mrn,
        "family_name": identity.family_name,
        "given_name": identity.given_name,
        "birth_date": identity.birth_date.isoformat(),
        "sex": identity.sex.value,
        "national_number": identity.national_number,
        "bed": identity.bed,
        "surgeon": identity.surgeon,
        "sort_key": sort_key(identity),
        "words": " " + " ".join(search_words(identity)),
        "seq": seq,
    }


def word_rows(someone: Patient) -> list[dict[str, Any]]:
    key = sort_key(someone.identity)
    every = (*search_words(someone.identity), f"={joined(someone.identity.mrn)}")
    return [{"word": word, "sort_key": key, "patient_id": someone.id} for word in every]


def search(link: Link, text: str, limit: int) -> tuple[PatientRow, ...]:
    """In the order: those born on the day that `text` is; the exact record number;
    those with every word; those with all words written as one."""
    wanted, whole = words(text), joined(text)
    if not wanted or limit < 1:
        return ()
    found: dict[str, PatientRow] = {}
    born = birth_date(text)
    if born is not None:
        for (patient_id,) in link.rows(sql.BORN_ON, {"birth_date": born, "limit": limit}):
            listed = link.row(sql.PATIENT_ROW, {"patient_id": patient_id})
            if listed is not None:
                found[patient_id] = patient_row_of(listed)
    for row in sorted(_exactly(link, whole), key=lambda row: _as_written(row, text)):
        found[row.patient.id] = row
    for tried in (wanted, (whole,)) if len(wanted) > 1 else (wanted,):
        for row in _beginning(link, tried, limit):
            found.setdefault(row.patient.id, row)
    return tuple(found.values())[:limit]


def birth_date(text: str) -> str | None:
    """The birth date that `text` is (14/3/1974, 14 mrt 1974, 14031974 and the like), in ISO's form."""
    if not any(sign.isdigit() for sign in text):
        return None
    from pathway_app.birth_dates import looked_for

    found = looked_for(text)
    return found.isoformat() if found is not None else None


def _exactly(link: Link, number: str) -> Iterator[PatientRow]:
    low = f"={number}"
    params = {"low": low, "high": f"{low} ", "limit": _MOST_WORDS}
    return map(patient_row_of, link.rows(sql.HAVING_WORDS[0], params))


def _having_words(more: int) -> Statement | ClauseElement:
    """Patients with a word and `more` others."""
    if more < len(sql.HAVING_WORDS):
        return sql.HAVING_WORDS[more]
    from db.statements import having_words

    return having_words(more)


def _as_written(row: PatientRow, text: str) -> tuple[bool, str]:
    mrn = row.patient.identity.mrn
    return mrn != text.strip(), mrn


def _beginning(link: Link, wanted: Sequence[str], limit: int) -> tuple[PatientRow, ...]:
    """The longest word is looked up, being the rarest; the others are looked for in what it finds."""
    first, *others = sorted(set(wanted), key=len, reverse=True)
    params: dict[str, Any] = {"low": first, "high": first + _LAST}
    params.update({f"word{number}": f"% {word}%" for number, word in enumerate(others)})
    statement = _having_words(len(others))
    at_once = limit
    while True:
        # A patient stands there once for each word that begins so.
        at_once *= 2
        rows = link.rows(statement, params | {"limit": at_once})
        found = {row[0]: row for row in reversed(rows)}
        if len(found) >= limit or len(rows) < at_once:
            break
    first_ones = dict.fromkeys(row[0] for row in rows)
    return tuple(patient_row_of(found[patient_id]) for patient_id in first_ones)[:limit]


def patient_row_of(row: Row) -> PatientRow:
    """From a patient's columns and those of the newest course."""
    return PatientRow(
        patient_of(row),
        row[9],
        row[10],
        row[11],
        row[12],
        row[13],
        optional_instant(row[14]),
        row[15],
        row[16],
        optional_instant(row[17]),
        row[18],
    )
