"""Small courses for examples worked out by hand."""

from __future__ import annotations

from typing import Any

from .plain_model import status
from .record import instant

VARIANCE = {"class": "organisation", "reason": "spoed"}
NEURO = {"gait": "impaired", "sensation": "normal", "bladder_bowel": "normal"}
BOARD = ["neurosurgery", "pathology", "radiotherapy", "oncology"]


def entry(action: str, checkpoint: str | None, at: str, **more: Any) -> dict[str, Any]:
    """An entry recorded when it occurred, unless `more` says otherwise."""
    place = {} if checkpoint is None else {"checkpoint": checkpoint}
    made = {"id": f"{action} {checkpoint} {at} {more.get('round', 1)}", "action": action, **place}
    return made | {"occurred_at": at, "recorded_at": at, "by": "demo.nurse"} | more


def done(checkpoint: str, at: str, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A checkpoint completed."""
    return entry("complete", checkpoint, at, **({"values": values} if values else {}), **more)


def course(*entries: dict[str, Any], ended: dict[str, Any] | None = None) -> dict[str, Any]:
    """A course of an invented patient."""
    return {
        "format": "zorgpad-course/1",
        "patient": {"mrn": "9000001", "birth_date": "1974-03-14"},
        "pathway": {"id": "intramedullary-tumour", "version": "1"},
        "enrolled": {"at": "2026-10-01T09:00:00+02:00", "by": "demo.coordinator"},
        "entries": list(entries),
        "ended": ended,
    }


def row(of: dict[str, Any], checkpoint: str, at: str, round_: int = 1) -> dict[str, Any]:
    """One row of the status."""
    rows = status(of, instant(at))["checkpoints"]
    [found] = [one for one in rows if one["id"] == checkpoint and one["round"] == round_]
    return dict(found)


def timing(of: dict[str, Any], checkpoint: str, at: str, round_: int = 1) -> tuple[str, str, str | None]:
    """State, timing and deadline of one row."""
    found = row(of, checkpoint, at, round_)
    return found["state"], found["timing"], found["due"]


def rounds(of: dict[str, Any], checkpoint: str, at: str) -> list[int]:
    """The rounds listed for one checkpoint."""
    rows = status(of, instant(at))["checkpoints"]
    return [one["round"] for one in rows if one["id"] == checkpoint]


OPERATE = [
    done(
        "mri-contrast",
        "2026-10-01T10:00:00+02:00",
        {"region": ["cervical"], "suspected_type": "undetermined"},
    ),
    done("treatment-decision", "2026-10-02T10:00:00+02:00", {"decision": "operate"}),
]
NO_OPERATION = [
    OPERATE[0],
    done("treatment-decision", "2026-10-02T10:00:00+02:00", {"decision": "no-operation"}),
]


def closed(at: str) -> dict[str, Any]:
    """A wound closed while the steps before it are still open."""
    return done("wound-closed", at, variance=VARIANCE)


def resected(extent: str) -> dict[str, Any]:
    values = {"plane": "clear", "extent": extent, "signals": "stable"}
    return done("resection-ended", "2026-10-05T12:00:00+02:00", values, variance=VARIANCE)


def diagnosed(tumour_type: str, malignant: str = "no") -> dict[str, Any]:
    values = {"tumour_type": tumour_type, "malignant_features": malignant}
    return done("definitive-diagnosis", "2026-10-12T12:00:00+02:00", values, variance=VARIANCE)


def planned(at: str, months: int) -> dict[str, Any]:
    return done("follow-up-planned", at, {"clinic": "neurosurgery", "interval_months": months})


def mri(k: int, at: str, result: str = "stable", **values: Any) -> dict[str, Any]:
    return done("follow-up-mri", at, {"result": result, **values}, round=k)
