"""Random courses: legal, plausible, and nasty where clocks, rounds and corrections meet."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from .entry_rules import VARIANCE_CLASSES, Replay, problems, variance_required
from .illegal_entries import illegal_variants
from .invented import REASONS, USERS, findings, person
from .plain_model import deadline
from .record import BED_REST, BRUSSELS, Row, Standing, instant

__all__ = ["illegal_variants", "interesting_moments", "random_course"]

# Every recorded-at stays before 2026, so that no course is in the future of whoever imports it.
HORIZON = datetime(2025, 6, 30, 22, 0, tzinfo=UTC)
CLOCK_CHANGES = [
    datetime(2018, 3, 25, 1, tzinfo=UTC),
    datetime(2018, 10, 28, 1, tzinfo=UTC),
    datetime(2019, 3, 31, 1, tzinfo=UTC),
    datetime(2019, 10, 27, 1, tzinfo=UTC),
    datetime(2020, 3, 29, 1, tzinfo=UTC),
    datetime(2020, 10, 25, 1, tzinfo=UTC),
]
OUTCOMES = ("follow-up-ended", "deceased", "transferred", "withdrawn", "continued", "entered-in-error")
MINUTES_APART = {
    "canal-opened",
    "dura-opened",
    "cord-opened",
    "neuromonitoring-running",
    "resection-ended",
    "tissue-obtained",
    "wound-closed",
}
LAGS = (-300, -299, -1, 0, 0, 1, 40, 300, 3600, 20000, 86399, 86400, 86401, 200000)


def random_course(rng: random.Random, *, mrn: str, steps: int | None = None) -> dict[str, Any]:
    """A legal course file as a JSON-able dict, of `steps` entries (30 to 60 unless given).

    All timestamps carry the offset of Brussels; everything is recorded between 2012 and 2025. The same `rng` state
    gives the same course.
    """
    walk = _Walk(rng)
    first_day = walk.now.astimezone(BRUSSELS).date()
    patient = person(rng, mrn, first_day)
    walk.replay = Replay(patient["birth_date"])
    enrolled = {"at": local(walk.now), "recorded_at": "", "by": rng.choice(USERS)}
    walk.now += timedelta(seconds=rng.choice((0, 1, 130, 90000)))
    enrolled["recorded_at"] = local(walk.now)
    for _ in range(rng.randint(30, 60) if steps is None else steps):
        walk.step()
    course: dict[str, Any] = {
        "format": "zorgpad-course/1",
        "patient": patient,
        "pathway": {"id": "intramedullary-tumour", "version": "1"},
        "enrolled": enrolled,
        "entries": walk.entries,
        "ended": walk.ending() if rng.random() < 0.35 else None,
    }
    if broken := problems(course):
        raise AssertionError(f"generated an illegal course: {broken}")
    return course


def interesting_moments(rng: random.Random, course: dict[str, Any], count: int = 3) -> list[datetime]:
    """Instants (UTC) to look at a course from: near its entries, deadlines, clocks and midnights."""
    entries = course["entries"]
    near = [instant(entry["recorded_at"]) for entry in rng.sample(entries, min(3, len(entries)))]
    for cut in (len(entries), *(rng.randint(0, len(entries)) for _ in range(4))):
        until = (
            instant(entries[cut]["recorded_at"]) if cut < len(entries) else datetime.max.replace(tzinfo=UTC)
        )
        near += _limits_before(course, cut, until)
    if course["ended"] is not None:
        near.append(instant(course["ended"]["recorded_at"]))
    near.append(_local_midnight(rng.choice(near) if near else instant(course["enrolled"]["at"])))
    return [rng.choice(near) + timedelta(seconds=rng.choice((-1, 0, 1, 80000))) for _ in range(count)]


def _limits_before(course: dict[str, Any], cut: int, until: datetime) -> list[datetime]:
    """Deadlines and the end of the bed rest as the first `cut` entries set them, if met before `until`."""
    replay = Replay(course["patient"]["birth_date"])
    for entry in course["entries"][:cut]:
        replay.take(entry)
    record = replay.record
    limits: list[datetime] = []
    for row in record.rows():
        due = deadline(record, *row)
        if due is not None and row not in record.standing:
            limits += [due] * (4 if record.waiting_for(*row) else 1)
    closed = record.done("wound-closed")
    if closed is not None and ("bed-rest-completed", 1) not in record.standing:
        limits += [closed.occurred_at + BED_REST] * 2
    return [limit for limit in limits if limit < until]


def local(moment: datetime) -> str:
    """ISO, whole seconds, with the offset of Brussels."""
    return moment.astimezone(BRUSSELS).isoformat(timespec="seconds")


def _local_midnight(moment: datetime) -> datetime:
    day = moment.astimezone(BRUSSELS).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=BRUSSELS).astimezone(UTC)


def _first_moment(rng: random.Random) -> datetime:
    if rng.random() < 0.5:
        return rng.choice(CLOCK_CHANGES) - timedelta(seconds=rng.randint(0, 12 * 86400))
    month = date(rng.randint(2012, 2020), rng.choice((1, 3, 5, 8, 10, 12)), rng.choice((1, 28, 29, 30, 31)))
    return datetime(
        month.year, month.month, month.day, rng.choice((0, 8, 23)), rng.randint(0, 59), tzinfo=UTC
    )


class _Walk:
    """One course while it is made; `now` is when the last entry was recorded."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.now = _first_moment(rng)
        self.replay = Replay(date.min)
        self.entries: list[dict[str, Any]] = []
        self.retracted: set[Row] = set()
        self.mess = rng.choice((0.08, 0.25, 0.25, 0.45))  # share of moves that do not go forward
        self.limits_wanted = rng.choice((0.2, 0.5))

    def step(self) -> None:
        """Add one entry, chosen among the legal ones."""
        record = self.replay.record
        states = {row: record.state(*row, self.now) for row in record.rows()}
        ready = [row for row, state in states.items() if state in {"ready", "running"}]
        waiting = [row for row, state in states.items() if state == "blocked"]
        standing = list(record.standing.values())
        open_variances = [entry for entry in standing if entry.variance_open]
        moves: list[tuple[float, Callable[[], dict[str, Any]]]] = []
        if ready:
            many_rounds = record.highest_round("follow-up-mri") > 5
            moves.append(
                ((1 - self.mess) / (4 if many_rounds else 1), lambda: self._complete(self._forward(ready)))
            )
        if waiting:
            moves.append((self.mess / 5, lambda: self._complete(self.rng.choice(waiting))))
        if ready or waiting:
            moves.append((self.mess / 7, lambda: self._skip(self._forward(ready + waiting))))
            moves.append((self.mess / 12, lambda: self._by_hand(self._forward(ready + waiting))))
        if standing:
            moves.append((self.mess / 4, lambda: self._correct(self._weighty(standing))))
            moves.append((self.mess / 7, lambda: self._retract(self._weighty(standing))))
        if open_variances:
            moves.append((self.mess / 6, lambda: self._close(self.rng.choice(open_variances))))
        moves.append((self.mess / 8, self._note))
        if record.notes:
            moves.append((self.mess / 20, self._retract_note))
        [(_, move)] = self.rng.choices(moves, weights=[weight for weight, _ in moves])
        self._add(move())

    def ending(self) -> dict[str, Any]:
        """The end of the course, recorded at or after the last entry."""
        recorded = self.now + timedelta(seconds=self.rng.choice((0, 1, 86400, 10**7)))
        recorded = max(self.now, min(recorded, HORIZON))
        return {
            "at": local(recorded - timedelta(seconds=self.rng.choice((0, 60, 86400 * 3)))),
            "recorded_at": local(recorded),
            "by": self.rng.choice(USERS),
            "outcome": self.rng.choice(OUTCOMES),
            "reason": self.rng.choice(REASONS),
        }

    def _add(self, entry: dict[str, Any]) -> None:
        broken = self.replay.check(entry)
        if broken:
            raise AssertionError(f"generated an illegal entry: {broken}: {entry}")
        self.entries.append(entry)
        self.replay.take(entry)
        self.now = instant(entry["recorded_at"])

    def _forward(self, rows: list[Row]) -> Row:
        """Any of the rows; most often not a follow-up MRI while something else is left."""
        others = [row for row in rows if row[0] != "follow-up-mri"]
        again = [row for row in rows if row in self.retracted]
        if again and self.rng.random() < 0.3:
            return self.rng.choice(again)
        return self.rng.choice(others if others and self.rng.random() < 0.7 else rows)

    def _weighty(self, standing: list[Standing]) -> Standing:
        """An effective entry; often one whose change contradicts what came after."""
        pivotal = {
            "treatment-decision": 3,
            "follow-up-mri": 2,
            "definitive-diagnosis": 2,
            "wound-closed": 2,
            "follow-up-planned": 2,
            "neuro-status-postop": 2,
            "board-decision": 2,
        }
        weights = [pivotal.get(entry.checkpoint, 1) for entry in standing]
        return self.rng.choices(standing, weights=weights)[0]

    def _complete(self, row: Row) -> dict[str, Any]:
        blocked = self.replay.record.state(*row, self.now) == "blocked"
        occurred, recorded = self._times(row)
        entry = self._entry("complete", occurred, recorded, row)
        self._values(entry, row)
        self._variance(entry, blocked or variance_required(self.replay.record, entry, "complete", row))
        return entry

    def _skip(self, row: Row) -> dict[str, Any]:
        entry = self._entry("skip", *self._times(row), row)
        self._variance(entry, True)
        return entry

    def _by_hand(self, row: Row) -> dict[str, Any]:
        return self._entry("not-applicable", *self._times(row), row, reason=self.rng.choice(REASONS))

    def _correct(self, replaced: Standing) -> dict[str, Any]:
        row = (replaced.checkpoint, replaced.round)
        occurred, recorded = self._times(row)
        if self.rng.random() < 0.5:
            occurred, recorded = replaced.occurred_at, self.now + self._pause()
        entry = self._entry("correct", occurred, recorded, supersedes=replaced.entry_id)
        entry["reason"] = self.rng.choice(REASONS)
        if replaced.action == "complete":
            self._values(entry, row, replaced.values)
        needs = bool(self.replay.record.waiting_for(*row)) and replaced.has_variance
        needs = needs or variance_required(self.replay.record, entry, replaced.action, row)
        if replaced.action != "not-applicable":
            self._variance(entry, needs)
        return entry

    def _retract(self, named: Standing) -> dict[str, Any]:
        self.retracted.add((named.checkpoint, named.round))
        return self._naming("retract", named.entry_id)

    def _close(self, named: Standing) -> dict[str, Any]:
        return self._naming("close-variance", named.entry_id)

    def _retract_note(self) -> dict[str, Any]:
        return self._naming("retract", self.rng.choice(sorted(self.replay.record.notes)))

    def _naming(self, action: str, named: str) -> dict[str, Any]:
        recorded = self.now + self._pause()
        occurred = recorded - timedelta(seconds=self.rng.choice((0, 60)))
        stated = occurred if self.rng.random() < 0.5 else None
        return self._entry(action, stated, recorded, supersedes=named, reason=self.rng.choice(REASONS))

    def _note(self) -> dict[str, Any]:
        recorded = self.now + self._pause()
        row = self.rng.choice(self.replay.record.rows()) if self.rng.random() < 0.7 else None
        stated = recorded if self.rng.random() < 0.5 else None
        return self._entry("note", stated, recorded, row, text=self.rng.choice(REASONS))

    def _entry(
        self,
        action: str,
        occurred: datetime | None,
        recorded: datetime,
        row: Row | None = None,
        *,
        supersedes: str | None = None,
        **texts: str,
    ) -> dict[str, Any]:
        """An entry with its keys in the order of the course file; round 1 is sometimes left out."""
        entry: dict[str, Any] = {
            "id": str(uuid.UUID(int=self.rng.getrandbits(128), version=4)),
            "action": action,
        }
        if row is not None:
            entry["checkpoint"] = row[0]
            if row[1] > 1 or self.rng.random() < 0.8:
                entry["round"] = row[1]
        if supersedes is not None:
            entry["supersedes"] = supersedes
        entry |= texts
        if occurred is not None:
            entry["occurred_at"] = local(occurred)
        entry |= {"recorded_at": local(recorded), "by": self.rng.choice(USERS)}
        if self.rng.random() < 0.15:
            entry["from_paper"] = self.rng.random() < 0.8  # "false" says what leaving it out says
        return entry

    def _values(self, entry: dict[str, Any], row: Row, old: dict[str, Any] | None = None) -> None:
        values = findings(self.rng, self.replay.record, *row)
        turned = {"operate": "no-operation", "no-operation": "operate", "progression": "stable"}
        for field in ("decision", "result"):
            if old and old.get(field) in turned and field in values and self.rng.random() < 0.6:
                values[field] = turned[old[field]]
        if values:
            entry["values"] = values

    def _variance(self, entry: dict[str, Any], needed: bool) -> None:
        if not needed and self.rng.random() > 0.04:
            return
        class_ = self.rng.choice(VARIANCE_CLASSES)
        reason = "" if class_ == "unspecified" and self.rng.random() < 0.6 else self.rng.choice(REASONS)
        entry["variance"] = {"class": class_, "reason": reason}
        if self.rng.random() < 0.5:
            entry["variance"]["open"] = self.rng.random() < 0.5

    def _pause(self) -> timedelta:
        if self.rng.random() < 0.15:
            record = self.replay.record
            dues = [deadline(record, *row) for row in record.rows() if row not in record.standing]
            waits = [due - self.now for due in dues if due is not None and self.now < due < HORIZON]
            if waits and min(waits) < timedelta(days=200):
                return min(waits) + timedelta(seconds=self.rng.choice((0, 1, 50000)))
        return timedelta(seconds=self.rng.choice((0, 1, 30, 600, 7200, self.rng.randint(0, 86400))))

    def _times(self, row: Row) -> tuple[datetime, datetime]:
        """When it occurred and when that is recorded."""
        occurred = self._limit(row) if self.rng.random() < self.limits_wanted else None
        if occurred is None or occurred > HORIZON:
            occurred = self._usual(row)
        if occurred > HORIZON:
            occurred = self.now
        lag = timedelta(seconds=self.rng.choice(LAGS))
        return occurred, max(self.now, occurred + lag, occurred - timedelta(minutes=5))

    def _usual(self, row: Row) -> datetime:
        if row[0] in MINUTES_APART:
            return self.now + timedelta(minutes=self.rng.randint(-3, 60))
        if row[0] == "tissue-sent":  # late now and then: the diagnosis is then overdue while it waits
            return self.now + timedelta(hours=self.rng.randint(0, 24 * 20))
        due = deadline(self.replay.record, *row)
        if due is not None and row[0] == "follow-up-mri":
            return max(self.now - timedelta(days=3), due + timedelta(days=self.rng.randint(-20, 10)))
        return self.now + timedelta(minutes=self.rng.randint(-60 * 24, 60 * 24 * 6))

    def _limit(self, row: Row) -> datetime | None:
        """A second before, at or after something that decides about this row, or the calendar."""
        record = self.replay.record
        candidates = [_local_midnight(self.now), self.now, self.now + timedelta(minutes=5)]
        due = deadline(record, *row)
        if due is not None:
            candidates += [due, due, _local_midnight(due), due - timedelta(hours=24)]
        candidates += [gate.occurred_at for place in record.gates(*row) if (gate := record.done(*place))]
        closed = record.done("wound-closed")
        if closed is not None and row[0] in {"bed-rest-completed", "neuro-status-postop"}:
            candidates += [closed.occurred_at + BED_REST] * 3
        candidates += [
            change for change in CLOCK_CHANGES if timedelta(0) < change - self.now < timedelta(days=40)
        ]
        if row[0] in {"follow-up-planned", "follow-up-mri"}:
            candidates.append(self._month_end())
        chosen = self.rng.choice(candidates) + timedelta(seconds=self.rng.choice((-1, 0, 0, 1)))
        return chosen if chosen - self.now < timedelta(days=1200) else None

    def _month_end(self) -> datetime:
        day = self.now.astimezone(BRUSSELS).date()
        first_of_next = (day.replace(day=1) + timedelta(days=40)).replace(day=1)
        last = first_of_next - timedelta(days=self.rng.choice((1, 1, 1, 2, 3)))
        return datetime(
            last.year, last.month, last.day, self.rng.choice((0, 12, 23)), 30, tzinfo=BRUSSELS
        ).astimezone(UTC)
