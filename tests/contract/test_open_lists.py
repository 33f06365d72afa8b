"""Open variances and follow-up across courses, against what each course says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pathway_app.derived import derive
from pathway_app.domain.calendar import end_of_local_day, local_date
from pathway_app.domain.course import course_state
from pathway_app.ports import Queries, Record
from pathway_app.queries import FollowUpCounts, FollowUpRow, VarianceRow
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import BRUSSELS, PATHWAY, generated, record_all

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
SEEDS = range(70)


def fill(record: Record) -> None:
    for seed in SEEDS:
        record_all(record, *generated(seed, steps=10 + seed % 50))


pytestmark = pytest.mark.filled(by=fill)


def every(ask: Any, limit: int) -> list[Any]:
    rows: list[Any] = []
    after = None
    while True:
        page = ask(after=after, limit=limit)
        rows.extend(page.rows)
        after = page.next
        if after is None:
            return rows


def variances_by_hand(queries: Queries) -> list[VarianceRow]:
    rows = []
    for record in queries.open_courses():
        for state in course_state(record.definition, record.course.entries, NOW, zone=BRUSSELS).checkpoints:
            entry = state.entry
            if state.variance_open and entry is not None and entry.occurred_at and entry.variance:
                row = VarianceRow(
                    record.patient,
                    record.course.id,
                    PATHWAY,
                    "1",
                    state.checkpoint,
                    state.round,
                    entry.id,
                    entry.occurred_at,
                    entry.recorded_at,
                    entry.by,
                    entry.variance,
                )
                rows.append(row)
    return sorted(rows, key=lambda row: (row.occurred_at, row.course_id, row.checkpoint, row.round))


def test_the_open_variances_of_open_courses(record: Record, sound: Sound) -> None:
    with record.queries() as queries:
        expected = variances_by_hand(queries)
        for limit in (3, 1000):
            assert every(queries.open_variances, limit) == expected
        assert len({row.course_id for row in expected}) == queries.worklist_counts(NOW).with_open_variance
    assert len(expected) > 20
    sound()


def follow_ups_by_hand(queries: Queries) -> list[FollowUpRow]:
    """From the entries alone, with the shipped pathway's checkpoints by name."""
    rows = []
    for record in queries.open_courses():
        state = course_state(record.definition, record.course.entries, NOW, zone=BRUSSELS)
        plan = state.of("follow-up-planned")
        if plan is None or plan.state != "done" or plan.entry is None:
            continue
        scans = [row for row in state.checkpoints if row.checkpoint == "follow-up-mri"]
        done = [row for row in scans if row.state == "done"]
        following = next((row for row in scans if row.is_open), None)
        interval = plan.entry.values["interval_months"]
        for row in done:
            assert row.entry is not None
            interval = row.entry.values.get("next_interval_months", interval)
        boards = [
            row.round
            for row in state.checkpoints
            if row.checkpoint in ("board-discussed", "board-decision") and row.round > 1 and row.is_open
        ]
        last = done[-1] if done else None
        current = derive(record.definition, record.course, BRUSSELS).follow_up
        assert current is not None
        told = replace(
            current,
            clinic=plan.entry.values["clinic"],  # type: ignore[arg-type]
            interval=interval,  # type: ignore[arg-type]
            planned_at=plan.entry.occurred_at,
            round=following.round if following else None,
            due=following.deadline if following else None,
            last_round=last.round if last else None,
            last_at=last.entry.occurred_at if last and last.entry else None,
            last_due=last.deadline if last else None,
            last_result=last.entry.values["result"] if last and last.entry else None,  # type: ignore[arg-type]
            rounds_done=len(done),
            board_round=boards[0] if boards else None,
        )
        rows.append(FollowUpRow(record.patient, PATHWAY, "1", told))
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(rows, key=lambda row: (row.current.due or never, row.course_id))


def test_everybody_in_follow_up_by_the_deadline_of_the_next(record: Record, sound: Sound) -> None:
    soon = end_of_local_day(local_date(NOW, BRUSSELS) + timedelta(days=30), BRUSSELS)
    with record.queries() as queries:
        expected = follow_ups_by_hand(queries)
        for clinic in (None, "neurosurgery", "neuro-oncology", "elsewhere"):
            wanted = [row for row in expected if clinic in (None, row.current.clinic)]

            def ask(clinic: str | None = clinic, **page: Any) -> Any:
                return queries.follow_ups(clinic, **page)

            for limit in (2, 1000):
                assert every(ask, limit) == wanted
            dues = [row.current.due for row in wanted]
            assert queries.follow_up_counts(NOW, clinic) == FollowUpCounts(
                len(wanted),
                sum(due is not None and due < NOW for due in dues),
                sum(due is not None and NOW <= due <= soon for due in dues),
                sum(due is None for due in dues),
            )
    assert len(expected) > 10
    assert any(row.current.board_round for row in expected)
    assert any(row.current.rounds_done > 1 for row in expected)
    sound()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE follow_up_current SET clinic = 'elsewhere'",
        "UPDATE follow_up_current SET due_key = '2020-01-01T00:00:00+00:00'",
        "DELETE FROM follow_up_current",
    ],
)
def test_a_row_changed_beside_the_log_is_found(record: Record, database: Bare, change: str) -> None:
    database.run(change)
    with record.queries() as queries:
        codes = {problem.code for problem in queries.verify().problems}
    assert codes == {"follow-up-current-differs"}
