"""Course files as plain dictionaries, turned into entries; and states turned into what `status --json` shows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pathway_app.domain.course import CourseState
from pathway_app.domain.entries import Action, Entry, Value, Variance, VarianceClass


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def entry_of(given: dict[str, Any]) -> Entry:
    occurred_at = given.get("occurred_at")
    return Entry(
        id=given["id"],
        action=Action(given["action"]),
        by=given["by"],
        recorded_at=moment(given["recorded_at"]),
        checkpoint=given.get("checkpoint"),
        round=given.get("round", 1),
        occurred_at=moment(occurred_at) if occurred_at else None,
        values={name: _value(value) for name, value in given.get("values", {}).items()},
        variance=_variance(given.get("variance")),
        supersedes=given.get("supersedes"),
        reason=given.get("reason", ""),
        text=given.get("text", ""),
        from_paper=given.get("from_paper", False),
    )


def _value(given: Any) -> Value:
    return tuple(given) if isinstance(given, list) else given


def _variance(given: dict[str, Any] | None) -> Variance | None:
    if given is None:
        return None
    return Variance(VarianceClass(given["class"]), given.get("reason", ""), open=given.get("open", True))


def shown(state: CourseState) -> dict[str, Any]:
    """The part of `status --json` that the engine computes."""
    return {
        "phase": state.phase,
        "documented_route": state.documented_route,
        "checkpoints": [
            {
                "id": row.checkpoint,
                "round": row.round,
                "state": row.state.value,
                "timing": row.timing.value,
                "due": _utc(row.due),
                "waiting_for": list(row.waiting_for),
                "variance": row.variance,
                "values": _values(row.entry),
                "occurred_at": _utc(row.entry.occurred_at) if row.entry else None,
                "recorded_at": _utc(row.entry.recorded_at) if row.entry else None,
                "by": row.entry.by if row.entry else None,
            }
            for row in state.checkpoints
        ],
    }


def _utc(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None


def _values(entry: Entry | None) -> dict[str, Any] | None:
    if entry is None or not entry.values:
        return None
    return {name: list(v) if isinstance(v, tuple) else v for name, v in entry.values.items()}
