"""How it was recorded: late, in bursts, corrected, retracted. Over the entries, also those that no longer count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from pathway_app.audit.cohort import AuditedCourse
from pathway_app.audit.contribution import Contribution
from pathway_app.audit.totals import Totals
from pathway_app.domain.entries import DECIDING, Action, Entry, places

BURST_TICKS = 5
BURST_WITHIN = timedelta(seconds=60)
PHASE_TICKS = 3
PHASE_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Recording:
    """Of `entries` that say done, skipped or not applicable.

    `late` were recorded more than 24 h after they occurred, `from_paper` were typed over from a sheet. `corrections`
    and `retractions` are entries of their own. `bursts`: one user ticked at least `BURST_TICKS` checkpoints of one
    course within `BURST_WITHIN`; `in_bursts` are those ticks. `phases_at_once`: at least `PHASE_TICKS` checkpoints of
    one phase of one course, each late, ticked by one user within `PHASE_WITHIN`.
    """

    entries: int
    late: int
    from_paper: int
    corrections: int
    retractions: int
    bursts: int
    in_bursts: int
    phases_at_once: int
    few: bool


TABLE = "recording"
FOUND = ("late", "from_paper", "corrections", "retractions", "bursts", "in_bursts", "phases_at_once")


def contribute(course: AuditedCourse, to: Contribution) -> None:
    found = _found(course)
    entries = found.pop("entries")
    if entries:
        to.member((TABLE, ""))
        to.add((TABLE, ""), "entries", n=entries)
    for measure, n in found.items():
        if n:
            to.add((TABLE, measure), "found", n=n)


def _found(course: AuditedCourse) -> Counter[str]:
    entries = course.course.entries
    where = places(entry for entry in entries if entry.action is not Action.NOTE)
    found: Counter[str] = Counter(entries=0)
    for entry in entries:
        if entry.action in DECIDING:
            found["entries"] += 1
            found["late"] += entry.is_late
            found["from_paper"] += entry.from_paper
        elif entry.action is Action.CORRECT:
            found["corrections"] += 1
        elif entry.action is Action.RETRACT:
            found["retractions"] += entry.supersedes in where
    ticks = [entry for entry in entries if entry.action is Action.COMPLETE]
    bursts = [run for run in _runs_by_user(ticks, BURST_WITHIN) if len(run) >= BURST_TICKS]
    found["bursts"], found["in_bursts"] = len(bursts), sum(map(len, bursts))
    found["phases_at_once"] = _phases_at_once(course, ticks)
    return found


def recording(totals: Totals) -> Recording:
    row = (TABLE, "")
    return Recording(
        entries=totals.of(row)("entries"),
        few=totals.few(row),
        **{measure: totals.of((TABLE, measure))("found") for measure in FOUND},
    )


def _phases_at_once(course: AuditedCourse, ticks: Iterable[Entry]) -> int:
    by_id = course.definition.by_id
    late = [tick for tick in ticks if tick.is_late and tick.checkpoint in by_id]

    def phase(tick: Entry) -> str:
        return by_id[tick.checkpoint or ""].phase

    found = 0
    for _, of_phase in groupby(sorted(late, key=phase), key=phase):
        for run in _runs_by_user(tuple(of_phase), PHASE_WITHIN):
            found += len({tick.checkpoint for tick in run}) >= PHASE_TICKS
    return found


def _runs_by_user(ticks: Sequence[Entry], within: timedelta) -> Iterable[Sequence[Entry]]:
    """Runs of one user's ticks, each recorded at most `within` after the first of its run; no tick is in two."""
    for user in dict.fromkeys(tick.by for tick in ticks):
        run: list[Entry] = []
        for tick in ticks:
            if tick.by != user:
                continue
            if run and tick.recorded_at - run[0].recorded_at > within:
                yield run
                run = []
            run.append(tick)
        yield run
