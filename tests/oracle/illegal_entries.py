"""Courses that break exactly one rule, with their last entry."""

from __future__ import annotations

import copy
import random
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from .entry_rules import ONE_OF, Replay
from .invented import findings
from .record import BRUSSELS, CHECKPOINTS, Row, Standing, instant

Variant = tuple[dict[str, Any], str]
Draft = tuple[dict[str, Any], str]
PER_RULE = 5


def illegal_variants(rng: random.Random, course: dict[str, Any]) -> list[Variant]:
    """Copies of a legal course with one entry more that breaks one rule, and the rule's code.

    The course is mostly cut off somewhere first, so that every phase comes up. Which rules can be broken
    depends on where it stands then; at most `PER_RULE` variants each. `course` itself is left as it is,
    and every variant but those of `ended` is on a course that goes on.
    """
    base = copy.deepcopy(course)
    if rng.random() < 0.8:
        del base["entries"][rng.randint(0, len(base["entries"])) :]
    base["ended"] = None
    replay = Replay(base["patient"]["birth_date"])
    for entry in base["entries"]:
        replay.take(entry)
    last = replay.last_recorded or instant(base["enrolled"]["recorded_at"])
    drafts = _Drafts(rng, replay, last + timedelta(seconds=rng.choice((0, 1, 5000))), base)
    found: dict[str, list[dict[str, Any]]] = {}
    for entry, code in drafts.all():
        if replay.check(entry) == [code]:
            found.setdefault(code, []).append(entry)
    variants: list[Variant] = [
        ({**base, "entries": [*base["entries"], entry]}, code)
        for code, entries in found.items()
        for entry in rng.sample(entries, min(PER_RULE, len(entries)))
    ]
    ended = {
        "at": base["enrolled"]["at"],
        "recorded_at": (drafts.now - timedelta(seconds=1)).astimezone(BRUSSELS).isoformat(),
        "by": "demo.coordinator",
        "outcome": rng.choice(("follow-up-ended", "deceased", "entered-in-error")),
        "reason": "einde",
    }
    if last < drafts.now:
        variants.append(({**base, "entries": [*base["entries"], drafts.note()], "ended": ended}, "ended"))
    return variants


class _Drafts:
    """Entries to add to a course, each meant to break one rule; some do not, and are left out."""

    def __init__(self, rng: random.Random, replay: Replay, now: datetime, course: dict[str, Any]) -> None:
        self.rng = rng
        self.replay = replay
        self.record = replay.record
        self.now = now
        self.course = course
        self.states = {row: self.record.state(*row, now) for row in self.record.rows()}
        self.open = [row for row, state in self.states.items() if state in {"ready", "blocked", "running"}]
        self.standing = list(self.record.standing.values())

    def all(self) -> Iterator[Draft]:
        """One draft or more for each rule."""
        yield from self._on_wrong_state()
        yield from self._not_effective()
        yield from self._unknown_place()
        yield from self._field_rules()
        yield from self._reasons()
        yield from self._variances()
        yield from self._times()
        yield from self._identity()

    def note(self, **changes: Any) -> dict[str, Any]:
        """A legal note, but for `changes`."""
        return self._entry("note") | {"text": "gebeld"} | changes

    def _entry(self, action: str, row: Row | None = None, variance: bool = True) -> dict[str, Any]:
        """A legal entry of this kind if the row allows one now."""
        entry: dict[str, Any] = {
            "id": str(uuid.UUID(int=self.rng.getrandbits(128), version=4)),
            "action": action,
        }
        if row is not None:
            entry |= {"checkpoint": row[0], "round": row[1]}
        if action in {"not-applicable", "correct", "retract", "close-variance"}:
            entry["reason"] = "vergissing"
        stamp = self.now.astimezone(BRUSSELS).isoformat(timespec="seconds")
        entry |= {"occurred_at": stamp, "recorded_at": stamp, "by": "demo.nurse"}
        if action == "complete" and row is not None:
            values = findings(self.rng, self.record, *row)
            entry |= {"values": values} if values else {}
        if variance and action in {"complete", "skip"}:
            entry["variance"] = {"class": "patient", "reason": "vraag"}
        return entry

    def _correction(self, of: Standing) -> dict[str, Any]:
        entry = self._entry("correct") | {"supersedes": of.entry_id}
        if of.action == "complete":
            values = findings(self.rng, self.record, of.checkpoint, of.round)
            entry |= {"values": values} if values else {}
        if of.action != "not-applicable":
            entry["variance"] = {"class": "clinician", "reason": "keuze"}
        return entry

    def _rows(self, state: str) -> list[Row]:
        return [row for row in self.states if self.states[row] == state and row not in self.record.standing]

    def _on_wrong_state(self) -> Iterator[Draft]:
        for code in ("undecided", "not-applicable"):
            for action in ("complete", "skip", "not-applicable"):
                if rows := self._rows(code):
                    yield self._entry(action, self.rng.choice(rows)), code
        for action in ("complete", "skip", "not-applicable"):
            if self.standing:
                standing = self.rng.choice(self.standing)
                yield self._entry(action, (standing.checkpoint, standing.round)), "already-entered"

    def _not_effective(self) -> Iterator[Draft]:
        code = "not-effective"
        entries = self.course["entries"]
        gone = [entry["id"] for entry in entries if entry["id"] not in self.record.row_of_entry]
        for named in [str(uuid.UUID(int=7)), *self.rng.sample(gone, min(3, len(gone)))]:
            for action in ("retract", "close-variance", "correct"):
                yield self._entry(action) | {"supersedes": named}, code
        for standing in [entry for entry in self.standing if not entry.variance_open][:3]:
            yield self._entry("close-variance") | {"supersedes": standing.entry_id}, code

    def _unknown_place(self) -> Iterator[Draft]:
        if not self.open:
            return
        checkpoint, k = self.rng.choice(self.open)
        for name in ("mri-contrats", checkpoint.upper(), "", "follow-up"):
            yield self._entry("complete", (checkpoint, k)) | {"checkpoint": name}, "unknown-checkpoint"
        yield self.note(checkpoint="mri"), "unknown-checkpoint"
        for name in (checkpoint, "follow-up-mri", "board-decision", self.rng.choice(CHECKPOINTS)):
            for wrong in (self.record.rounds(name) + 1, 0, -1):
                yield self._entry("complete", (name, 1)) | {"round": wrong}, "unknown-round"
        yield self.note(checkpoint=checkpoint, round=99), "unknown-round"

    def _field_rules(self) -> Iterator[Draft]:
        for row in self.rng.sample(self.open, min(4, len(self.open))):
            yield from self._wrong_values(partial(self._entry, "complete", row))
        done = [entry for entry in self.standing if entry.action == "complete"]
        for standing in self.rng.sample(done, min(4, len(done))):
            yield from self._wrong_values(partial(self._correction, standing))
        for action in ("skip", "not-applicable"):
            for row in self.open[:1]:
                yield self._entry(action, row) | {"values": {"result": "stable"}}, "unknown-field"

    def _wrong_values(self, fresh: Callable[[], dict[str, Any]]) -> Iterator[Draft]:
        def changed(**values: Any) -> dict[str, Any]:
            entry = fresh()
            return entry | {"values": entry.get("values", {}) | values}

        values = fresh().get("values", {})
        yield changed(colour="red"), "unknown-field"
        for field, value in values.items():
            entry = fresh()
            entry["values"] = {name: kept for name, kept in values.items() if name != field}
            yield entry, "missing-field"
            if isinstance(value, list):
                yield changed(**{field: [*value, "heart"]}), "unknown-value"
            elif isinstance(value, int):
                for wrong in (0, 121, -3, 2.5, "3"):
                    yield changed(**{field: wrong}), "unknown-value"
            elif any(field in codes for codes in ONE_OF.values()):
                yield changed(**{field: "heart"}), "unknown-value"
        if "complaints" in values:
            yield changed(complaints=["none", "bowel"]), "none-with-others"
        if "tumour_type" in values:
            yield changed(tumour_type="lymphoma", other_type="schwannoma"), "other-type"
            entry = changed(tumour_type="other")
            entry["values"].pop("other_type", None)
            yield entry, "other-type"

    def _reasons(self) -> Iterator[Draft]:
        for row in self.open[:2]:
            yield self._entry("not-applicable", row) | {"reason": ""}, "missing-reason"
            bare = {"class": self.rng.choice(("patient", "clinician", "organisation")), "reason": ""}
            yield self._entry("skip", row) | {"variance": bare}, "missing-reason"
            yield self._entry("complete", row) | {"variance": bare}, "missing-reason"
        for standing in self.rng.sample(self.standing, min(2, len(self.standing))):
            yield self._correction(standing) | {"reason": " "}, "missing-reason"
            yield self._entry("retract") | {"supersedes": standing.entry_id, "reason": ""}, "missing-reason"
        for standing in [entry for entry in self.standing if entry.variance_open][:1]:
            yield (
                self._entry("close-variance") | {"supersedes": standing.entry_id, "reason": ""},
                "missing-reason",
            )
        yield self.note(text=""), "missing-field"

    def _variances(self) -> Iterator[Draft]:
        """Entries without a variance: those that need none are left out by the caller."""
        for row in self.open:
            yield self._entry("skip", row, variance=False), "variance-required"
            for occurred in self._early(row):
                entry = self._entry("complete", row, variance=False) | {"occurred_at": occurred}
                if row[0] == "board-discussed":
                    entry["values"]["disciplines"] = ["neurosurgery", "pathology", "oncology"]
                yield entry, "variance-required"
        for standing in self.standing:
            if standing.action == "not-applicable":
                continue
            for occurred in self._early((standing.checkpoint, standing.round)):
                entry = self._correction(standing) | {"occurred_at": occurred}
                del entry["variance"]
                yield entry, "variance-required"

    def _early(self, row: Row) -> list[str]:
        """Now, and a second too early for a gate or the bed rest."""
        gates = [gate.occurred_at for place in self.record.gates(*row) if (gate := self.record.done(*place))]
        if row[0] == "bed-rest-completed":
            gates += [gate + timedelta(hours=48) for gate in gates]
        times = [self.now, *(gate - timedelta(seconds=1) for gate in gates)]
        return [moment.astimezone(BRUSSELS).isoformat(timespec="seconds") for moment in times]

    def _times(self) -> Iterator[Draft]:
        future = (self.now + timedelta(seconds=301)).astimezone(BRUSSELS).isoformat(timespec="seconds")
        unborn = instant(self.course["patient"]["birth_date"] + "T12:00:00Z") - timedelta(days=1)
        before = unborn.isoformat()
        earlier = (self.now - timedelta(days=4000)).astimezone(BRUSSELS).isoformat(timespec="seconds")
        for row in self.open[:2]:
            for action in ("complete", "skip", "not-applicable"):
                yield self._entry(action, row) | {"occurred_at": future}, "in-future"
                yield self._entry(action, row) | {"occurred_at": before}, "before-birth"
                yield self._entry(action, row) | {"occurred_at": None}, "missing-field"
        for standing in self.standing[:2]:
            yield self._correction(standing) | {"occurred_at": future}, "in-future"
            yield self._correction(standing) | {"occurred_at": before}, "before-birth"
        last = self.replay.last_recorded
        if last is not None:
            second = (last - timedelta(seconds=1)).astimezone(BRUSSELS).isoformat(timespec="seconds")
            for stamp in (second, earlier):
                yield self.note(recorded_at=stamp, occurred_at=stamp), "recorded-order"

    def _identity(self) -> Iterator[Draft]:
        if self.replay.ids:
            yield self.note(id=self.rng.choice(sorted(self.replay.ids))), "duplicate-id"
