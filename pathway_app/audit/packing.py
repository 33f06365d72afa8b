"""Contributions as short texts, and their sums as numbers: by the places that a definition gives each figure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from pathway_app.audit import answers, completion, departures, intervals, recording
from pathway_app.audit.contribution import MEMBERS, Contribution, Due, Key, RowKey, Time, spread
from pathway_app.audit.measures import COHORT
from pathway_app.domain.definition import Checkpoint, PathwayDefinition
from pathway_app.domain.entries import VarianceClass

FORM = 2
"""raised whenever a course's contribution, or its packed form, comes to be another one: then all is made anew"""

_COMPLETION = (
    *("done", "on_time", "late", "with_variance", "skipped"),
    *("open", "undecided", "not_applicable", MEMBERS),
)
_VARIANCES = (
    *("entered", *(each.value for each in VarianceClass)),
    *("open", "closed", "without_reason", MEMBERS),
)
_ORDER = ("with_gates", "before_gate", "gate_open", "with_clock", "clock_short")
_PLANNED: tuple[Key, ...] = (
    ((answers.FOLLOW_UP, ""), MEMBERS),
    ((answers.FOLLOW_UP, ""), "expected"),
    ((answers.FOLLOW_UP, "unplanned"), answers.COURSES),
    ((answers.FOLLOW_UP, "overdue"), answers.COURSES),
)


class Packing:
    """The places of one version of one pathway.

    `keys` are what is summed, `dues` what is compared with the hour, `pairs` the intervals. What has no place (an
    answer that only another version offers) is kept by its name.
    """

    def __init__(self, definition: PathwayDefinition) -> None:
        self.keys = tuple(dict.fromkeys(_keys(definition)))
        self.place = {key: number for number, key in enumerate(self.keys)}
        self.members = tuple(number for number, key in enumerate(self.keys) if key[1] == MEMBERS)
        self.member_set = frozenset(self.members)
        self.member_place = {place: number for number, place in enumerate(self.members)}
        self.dues: tuple[Key, ...] = (
            *(((completion.TABLE, each.phase, each.id), "overdue") for each in definition.checkpoints),
            *_PLANNED,
        )
        self.pairs = definition.intervals
        self._due_place = {key: number for number, key in enumerate(self.dues)}
        self._pair_place = {pair: number for number, pair in enumerate(self.pairs)}

    def packed(self, made: Contribution) -> str:
        """One text for one contribution; of which rounds its numbers are is left out."""
        ones: list[int] = []
        more: list[int] = []
        others: list[Any] = []
        for key in sorted(made.counts):
            n, place = made.counts[key], self.place.get(key)
            if place is None:
                others.append([*key[0], key[1], n])
            elif n == 1:
                ones.append(place)
            else:
                more += (place, n)
        dues = [(self._due_place[due.row, due.column], due.deadline, due.round) for due in made.dues]
        times = [(self._pair_place[each.first, each.second], each.began, each.elapsed) for each in made.times]
        parts = (sorted(ones), more, sorted(dues), sorted(times, key=lambda each: each[0]), others)
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))

    def numbers(self, text: str) -> Packed:
        """Raises ValueError, TypeError or IndexError where the text is none of `packed`."""
        return Packed(*json.loads(text))

    def unpacked(self, text: str) -> Contribution:
        """As `numbers` raises."""
        read, keys = self.numbers(text), self.keys
        made = Contribution({keys[place]: 1 for place in read.ones})
        made.counts.update((keys[place], n) for place, n in read.pairs_of_more())
        for *row, column, n in read.others:
            made.counts[tuple(row), column] = n
        made.dues = [Due(*self.dues[place], deadline, round_) for place, deadline, round_ in read.dues]
        made.times = [Time(*self.pairs[place], began, elapsed) for place, began, elapsed in read.times]
        return made

    def finder(self, keys: Sequence[Key], now: int) -> Callable[[Packed], bool]:
        """Tells whether one of these numbers is above nought at that moment, without unpacking."""
        wanted = frozenset(keys)
        places = frozenset(self.place[key] for key in keys if key in self.place)
        named = frozenset(_name(key) for key in keys)
        dues = frozenset(
            place
            for place, (row, column) in enumerate(self.dues)
            if any((each, column) in wanted for each in spread(row))
        )

        def found(read: Packed) -> bool:
            return (
                not places.isdisjoint(read.ones)
                or not places.isdisjoint(read.more[::2])
                or any(now > deadline for place, deadline, _ in read.dues if place in dues)
                or any(name in named for name, _ in read.named())
            )

        return found


def _name(key: Key) -> str:
    return json.dumps((*key[0], key[1]), ensure_ascii=False)


class Packed:
    """The parts of a packed text: places counted once, (place, n) in a row, what is compared, intervals, others."""

    __slots__ = ("dues", "more", "ones", "others", "times")

    def __init__(
        self,
        ones: list[int],
        more: list[int],
        dues: list[tuple[int, int, int]],
        times: list[tuple[int, int, int | None]],
        others: list[Any],
    ) -> None:
        self.ones, self.more, self.dues, self.times, self.others = ones, more, dues, times, others

    def pairs_of_more(self) -> Iterator[tuple[int, int]]:
        return zip(self.more[::2], self.more[1::2], strict=True)

    def counts(self) -> Iterator[tuple[int, int]]:
        """(place, n) of all that has a place."""
        yield from ((place, 1) for place in self.ones)
        yield from self.pairs_of_more()

    def named(self) -> Iterator[tuple[str, int]]:
        """(row and column as text, n) of all that has none."""
        for *key, n in self.others:
            yield json.dumps(key, ensure_ascii=False), n


def _keys(definition: PathwayDefinition) -> Iterator[Key]:
    yield COHORT, "courses"
    yield COHORT, "ended"
    for row in (
        completion.place(),
        *(completion.place(each.id) for each in definition.phases),
        *(completion.place("", each.id) for each in definition.checkpoints),
    ):
        yield from _row(row, _COMPLETION)
    yield completion.TIMED, MEMBERS
    yield from _row((departures.VARIANCES, ""), _VARIANCES)
    yield departures.VARIED, MEMBERS
    for pair in definition.intervals:
        yield from _row((intervals.TABLE, *pair), ("n", "open", MEMBERS))
    for checkpoint in definition.checkpoints:
        yield from _row((departures.VARIANCES, checkpoint.id), _VARIANCES)
        yield from _row((departures.ORDER, checkpoint.id), _ORDER)
        yield (departures.ORDER, checkpoint.id, departures.WITH_GATES), MEMBERS
        yield (departures.ORDER, checkpoint.id, departures.WITH_CLOCK), MEMBERS
        yield from _questions(checkpoint)
    yield from _row((recording.TABLE, ""), ("entries", MEMBERS))
    for measure in recording.FOUND:
        yield (recording.TABLE, measure), "found"
    yield from _row((answers.ROUTES, ""), ("decided", MEMBERS))
    for measure in (*answers.DECIDED, "awaited"):
        yield (answers.ROUTES, measure), answers.COURSES
    yield from _row((answers.FOLLOW_UP, ""), ("expected", MEMBERS))
    for measure in answers.MISSING:
        yield (answers.FOLLOW_UP, measure), answers.COURSES


def _questions(checkpoint: Checkpoint) -> Iterator[Key]:
    for name in answers.choices(checkpoint):
        question = answers.asked(checkpoint.id, name)
        yield from _row(question, ("n", MEMBERS))
        field = checkpoint.field(name)
        for option in field.options if field is not None else ():
            yield (*question, option.value), "chosen"


def _row(row: RowKey, columns: tuple[str, ...]) -> Iterator[Key]:
    return ((row, column) for column in columns)


class _Same:
    """A definition that is told apart by which object it is: hashing all of it takes longer than to pack a course."""

    __slots__ = ("definition",)

    def __init__(self, definition: PathwayDefinition) -> None:
        self.definition = definition

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.definition is self.definition

    def __hash__(self) -> int:
        return id(self.definition)


@lru_cache(maxsize=32)
def _packing(same: _Same) -> Packing:
    return Packing(same.definition)


def packing_of(definition: PathwayDefinition) -> Packing:
    """Made once a definition."""
    return _packing(_Same(definition))
