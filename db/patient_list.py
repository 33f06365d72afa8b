"""The list of patients, filtered and sorted along the indexes of `patient_current`; a page begins where one ended.

A text that finds few is looked up by its longest word, and they are sorted here; where it finds many, the list is
gone through in its order and whoever the text does not find is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from db import sql
from db.link import Link, Statement
from db.mappers import UNDATED, json_text
from db.search import birth_date, joined, patient_row_of, sort_key
from pathway_app.derived import CourseCurrent
from pathway_app.folding import fold, words
from pathway_app.people import Identity, Patient
from pathway_app.queries import Page, PatientFilter, PatientRow, PatientSort, SortBy

_LAST = "\U0010ffff"
NO_BED = _LAST
"""sorts after every bed"""
_FEW = 1000
"""so many rows are sorted here"""
_KEYS = {SortBy.NAME: "NAME", SortBy.BED: "BED", SortBy.NEXT_DUE: "DUE", SortBy.ENROLLED: "ENROLLED"}
_LISTED: dict[tuple[str, bool, bool], Statement] = {
    (key, down, found): getattr(sql, f"LISTED_{key}{'_DOWN' if down else ''}{'_WITH_WORDS' if found else ''}")
    for key in _KEYS.values()
    for down in (False, True)
    for found in (False, True)
}
_MOST_WORDS = 4
"""words of a text that the database looks for; the rest is looked for here"""


# Rows


def bed_key(identity: Identity) -> str:
    """Numbers within a bed's name by their value, letters without regard to case; then by name."""
    parts = re.split(r"(\d+)", fold(identity.bed or ""))
    natural = "".join(part.zfill(12) if index % 2 else part for index, part in enumerate(parts))
    return f"{natural or NO_BED}\t{sort_key(identity)}"


def listed_row(someone: Patient, course_id: str, enrolled_at: str, current: CourseCurrent) -> dict[str, Any]:
    """`current` is the newest course's."""
    identity = someone.identity
    return {
        "patient_id": someone.id,
        "mrn": identity.mrn,
        "name_key": sort_key(identity),
        "bed_key": bed_key(identity),
        "surgeon": identity.surgeon or "",
        "course_id": course_id,
        "enrolled_at": enrolled_at,
        **listed_course(current),
    }


def listed_course(current: CourseCurrent) -> dict[str, Any]:
    """What the list says of a course; nothing is due in one that has ended."""
    due = None if current.ended is not None else current.next_due
    return {
        "due_key": UNDATED if due is None else due.isoformat(),
        "phase": current.phase or "",
        "ended": int(current.ended is not None),
        "has_open_variance": int(current.open_variances > 0),
    }


# Reading


class _Place(NamedTuple):
    """Where in the order someone stands."""

    key: str
    mrn: str


class _Wanted(NamedTuple):
    """A text as it is looked for: by its words, by all of them as one, or by the birth date that it is."""

    words: tuple[str, ...]
    joined: str
    birth_date: str

    @classmethod
    def of(cls, text: str) -> _Wanted | None:
        own = tuple(sorted(set(words(text)), key=lambda word: (-len(word), word)))
        return cls(own, joined(text), birth_date(text) or "") if text.strip() else None

    def finds(self, their_words: str, born: str) -> bool:
        if not self.words:
            return False
        padded = f" {their_words}"
        every = all(f" {word}" in padded for word in self.words)
        return every or f" {self.joined}" in padded or born == self.birth_date


def patients(
    link: Link, filters: PatientFilter, sort: PatientSort, after: str | None, limit: int
) -> Page[PatientRow]:
    begin = None if after is None else _Place(*json.loads(after))
    wanted = _Wanted.of(filters.text)
    few = _few(link, wanted, filters)
    if few is None:
        rows = list(_along(link, filters, sort, wanted, begin, limit + 1))
    else:
        rows = list(_sorted(link, few, filters, sort, begin, limit + 1))
    page = tuple(row for _, row in rows[:limit])
    return Page(page, json_text(rows[limit - 1][0]) if len(rows) > limit else None)


_Listed = tuple[_Place, PatientRow]


def _stretches(sort: PatientSort) -> tuple[tuple[_Place, _Place], ...]:
    """Between which places to look, one after the other: those without a bed or a deadline come last both ways."""
    first, last = _Place("", ""), _Place(_LAST + _LAST, "")
    if sort.by in (SortBy.NAME, SortBy.ENROLLED):
        return ((first, last),)
    none = _Place(NO_BED if sort.by is SortBy.BED else UNDATED, "")
    return (first, none), (none, last)


def _along(
    link: Link,
    filters: PatientFilter,
    sort: PatientSort,
    wanted: _Wanted | None,
    begin: _Place | None,
    limit: int,
) -> Iterator[_Listed]:
    """Along the index, a stretch after the other."""
    statement = _LISTED[_KEYS[sort.by], sort.descending, wanted is not None]
    params = {
        "phase": filters.phase or "",
        "surgeon": filters.surgeon or "",
        "ended": _flag(filters.ended),
        "has_open_variance": _flag(filters.open_variance),
        **_patterns(wanted),
    }
    for low, high in _stretches(sort):
        while limit > 0:
            if begin is not None and not low <= begin < high:
                break
            first, last = (begin or low, high) if not sort.descending else (low, begin or high)
            place = {"low": first.key, "low_mrn": first.mrn, "high": last.key, "high_mrn": last.mrn}
            asked = limit
            rows = link.rows(statement, params | place | {"limit": asked})
            for row in rows:
                begin = _Place(row[-2], row[1])
                if wanted is None or wanted.finds(row[-1], row[4]):
                    limit -= 1
                    yield begin, patient_row_of(row)
            if len(rows) < asked:
                break
        if limit <= 0:
            return
        begin = None if begin is not None and low <= begin < high else begin


def _flag(wanted: bool | None) -> int:
    return -1 if wanted is None else int(wanted)


def _patterns(wanted: _Wanted | None) -> dict[str, Any]:
    if wanted is None:
        return {}
    own = [f"% {word}%" for word in wanted.words[:_MOST_WORDS]] or ["-"]
    own += ["%"] * (_MOST_WORDS - len(own))
    patterns: dict[str, Any] = {f"word{number}": pattern for number, pattern in enumerate(own)}
    joined = f"% {wanted.joined}%" if wanted.joined else "-"
    return patterns | {"joined": joined, "birth_date": wanted.birth_date}


class _Found(NamedTuple):
    patient_id: str
    mrn: str
    name_key: str
    bed_key: str
    due_key: str
    enrolled_at: str
    phase: str
    surgeon: str
    ended: int
    has_open_variance: int
    words: str


_KEY_OF = {
    SortBy.NAME: "name_key",
    SortBy.BED: "bed_key",
    SortBy.NEXT_DUE: "due_key",
    SortBy.ENROLLED: "enrolled_at",
}


def _few(link: Link, wanted: _Wanted | None, filters: PatientFilter) -> list[_Found] | None:
    """Everybody whom the text finds, or without one who has an open variance, where they are few; else None."""
    if wanted is not None:
        return _found(link, wanted)
    if not filters.open_variance:
        return None
    rows = link.rows(sql.FOUND_BY_VARIANCE, {"limit": _FEW + 1})
    return None if len(rows) > _FEW else [_Found(*row) for row in rows]


def _found(link: Link, wanted: _Wanted) -> list[_Found] | None:
    found: dict[str, _Found] = {}
    looked_for = [(wanted.words[0], wanted.words)] if wanted.words else []
    if len(wanted.words) > 1:
        looked_for.append((wanted.joined, (wanted.joined,)))
    for begins, every in looked_for:
        params = {"low": begins, "high": begins + _LAST, "limit": _FEW + 1}
        rows = link.rows(sql.FOUND_BY_WORD, params)
        if len(rows) > _FEW:
            return None
        for each in map(_Found._make, rows):
            if all(f" {word}" in f" {each.words}" for word in every):
                found[each.patient_id] = each
    if wanted.birth_date:
        rows = link.rows(sql.FOUND_BY_BIRTH, {"birth_date": wanted.birth_date, "limit": _FEW + 1})
        if len(rows) > _FEW:
            return None
        found.update((row[0], _Found(*row)) for row in rows)
    return list(found.values())


def _sorted(
    link: Link,
    few: Sequence[_Found],
    filters: PatientFilter,
    sort: PatientSort,
    begin: _Place | None,
    limit: int,
) -> Iterator[_Listed]:
    key_of = _KEY_OF[sort.by]
    places = {_Place(getattr(each, key_of), each.mrn): each for each in few if _passes(each, filters)}
    order: list[_Place] = []
    for low, high in _stretches(sort):
        order += sorted((place for place in places if low <= place < high), reverse=sort.descending)
    start = order.index(begin) + 1 if begin in places else _after(order, begin, sort)
    for place in order[start : start + limit]:
        row = link.row(sql.PATIENT_ROW, {"patient_id": places[place].patient_id})
        if row is not None:
            yield place, patient_row_of(row)


def _after(order: Sequence[_Place], begin: _Place | None, sort: PatientSort) -> int:
    """Where to go on behind someone who is not there any more."""
    if begin is None:
        return 0
    rank = _rank(begin, sort)
    return sum(
        _rank(place, sort) < rank or (_rank(place, sort) == rank and _before(place, begin, sort))
        for place in order
    )


def _rank(place: _Place, sort: PatientSort) -> int:
    return next(index for index, (low, high) in enumerate(_stretches(sort)) if low <= place < high)


def _before(place: _Place, other: _Place, sort: PatientSort) -> bool:
    return place > other if sort.descending else place < other


def _passes(each: _Found, filters: PatientFilter) -> bool:
    return (
        (not filters.phase or each.phase == filters.phase)
        and (not filters.surgeon or each.surgeon == filters.surgeon)
        and (filters.ended is None or each.ended == filters.ended)
        and (filters.open_variance is None or each.has_open_variance == filters.open_variance)
    )


def surgeons(link: Link) -> tuple[str, ...]:
    """From one to the next along the index."""
    found: dict[str, None] = {}
    after = ""
    while (row := link.row(sql.NEXT_SURGEON, {"after": after})) and row[0] is not None:
        after = row[0]
        if after in found:
            raise ValueError("the rows lead back")  # by the database's own order of names, which is not ours
        found[after] = None
    return tuple(sorted(found, key=lambda name: (fold(name), name)))
