"""Finding patients: folded words of names and numbers, each a row, so that a prefix is a range of an index.

The words of a patient are those of the names, with and without a space for an apostrophe, each name joined
(`vandenbroeck`), the record number as written and joined, and the national number. The whole record number
stands once more behind `=`, a sign that no folded word holds, to find it exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, Subquery, bindparam, func, insert, literal_column, select, tuple_

from db.link import Link, Row
from db.mappers import json_text, patient_of
from db.tables import course, course_current, patient, patient_word
from pathway_app.folding import fold, words
from pathway_app.people import Identity, Patient
from pathway_app.queries import Page, PatientRow

ADD_WORD = insert(patient_word)
PATIENT_COLUMNS = tuple(patient.c)[:9]

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


def _with_newest_course(found: Subquery) -> Select[Any]:
    """The patients of `found`, each with the course that was begun last."""
    own = course.alias()
    newest = (
        select(own.c.id)
        .where(own.c.patient_id == found.c.id)
        .order_by(own.c.enrolled_at.desc(), own.c.seq.desc())
        .limit(literal_column("1"))
        .scalar_subquery()
    )
    return (
        select(
            *(found.c[column.name] for column in PATIENT_COLUMNS),
            course.c.id,
            course.c.pathway,
            course.c.version,
            course_current.c.phase,
            course_current.c.ended,
        )
        .select_from(found)
        .join(course, course.c.id == newest)
        .join(course_current, course_current.c.course_id == course.c.id)
    )


@cache
def _having_words(more: int) -> Select[Any]:
    """Patients with a word from `low` up to `high` and `more` other words, in the order of the word found."""
    found = (
        select(patient_word.c.word, patient_word.c.sort_key.label("found_key"), *PATIENT_COLUMNS)
        .join(patient, patient.c.id == patient_word.c.patient_id)
        .where(patient_word.c.word >= bindparam("low"), patient_word.c.word < bindparam("high"))
        .where(*(patient.c.words.like(bindparam(f"word{number}")) for number in range(more)))
        .order_by(patient_word.c.word, patient_word.c.sort_key, patient_word.c.patient_id)
        .limit(bindparam("limit"))
        .subquery()
    )
    return _with_newest_course(found).order_by(found.c.word, found.c.found_key, found.c.id)


def _directory() -> Select[Any]:
    place = tuple_(patient.c.sort_key, patient.c.mrn)
    found = (
        select(*PATIENT_COLUMNS, patient.c.sort_key)
        .where(place > tuple_(bindparam("sort_key"), bindparam("mrn")))
        .order_by(patient.c.sort_key, patient.c.mrn)
        .limit(bindparam("limit"))
        .subquery()
    )
    return _with_newest_course(found).order_by(found.c.sort_key, found.c.mrn)


_DIRECTORY = _directory()
COUNT = select(func.count()).select_from(patient)


def search(link: Link, text: str, limit: int) -> tuple[PatientRow, ...]:
    """In the order: the exact record number; those with every word; those with all words written as one."""
    wanted, whole = words(text), joined(text)
    if not wanted or limit < 1:
        return ()
    found: dict[str, PatientRow] = {}
    for row in sorted(_exactly(link, whole), key=lambda row: _as_written(row, text)):
        found[row.patient.id] = row
    for tried in (wanted, (whole,)) if len(wanted) > 1 else (wanted,):
        for row in _beginning(link, tried, limit):
            found.setdefault(row.patient.id, row)
    return tuple(found.values())[:limit]


def _exactly(link: Link, number: str) -> Iterator[PatientRow]:
    low = f"={number}"
    params = {"low": low, "high": f"{low} ", "limit": _MOST_WORDS}
    return map(_patient_row, link.rows(_having_words(0), params))


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
    return tuple(_patient_row(found[patient_id]) for patient_id in first_ones)[:limit]


def patients(link: Link, after: str | None, limit: int) -> Page[PatientRow]:
    key, mrn = json.loads(after) if after is not None else ("", "")
    rows = link.rows(_DIRECTORY, {"sort_key": key, "mrn": mrn, "limit": limit + 1})
    page = tuple(map(_patient_row, rows[:limit]))
    following = None
    if len(rows) > limit:
        last = page[-1].patient.identity
        following = json_text([sort_key(last), last.mrn])
    return Page(page, following)


def _patient_row(row: Row) -> PatientRow:
    return PatientRow(patient_of(row), *row[9:14])
