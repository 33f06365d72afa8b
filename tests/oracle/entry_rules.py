"""What may be entered: the rules of the record, checked entry by entry as at its recorded-at.

A broken rule is named by a short code; see `RULES`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from .record import BED_REST, BRUSSELS, CHECKPOINTS, Record, Row, Standing, instant

RULES = (
    "undecided",
    "not-applicable",
    "already-entered",
    "not-effective",
    "unknown-checkpoint",
    "unknown-round",
    "unknown-field",
    "unknown-value",
    "missing-field",
    "missing-reason",
    "variance-required",
    "in-future",
    "before-birth",
    "none-with-others",
    "other-type",
    "ended",
    "recorded-order",
    "duplicate-id",
)
CLOCK_DIFFERENCE = timedelta(minutes=5)
VARIANCE_CLASSES = ("patient", "clinician", "organisation", "unspecified")
BOARD = ("neurosurgery", "pathology", "radiotherapy", "oncology")
TUMOUR_TYPES = (
    "ependymoma",
    "astrocytoma",
    "malignant-glioma",
    "lymphoma",
    "haemangioblastoma",
    "ganglioglioma",
    "metastasis",
    "other",
)
_FUNCTION = ("normal", "impaired", "lost")
_NEURO = {"gait": _FUNCTION, "sensation": _FUNCTION, "bladder_bowel": _FUNCTION}
_MCCORMICK = ("I", "II", "III", "IV", "V")

ONE_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "mri-contrast": {"suspected_type": (*TUMOUR_TYPES, "undetermined")},
    "neuro-status-preop": {**_NEURO, "mccormick": _MCCORMICK},
    "treatment-decision": {"decision": ("operate", "no-operation")},
    "mep-baseline": {"result": ("obtained", "not-obtainable")},
    "ssep-baseline": {"result": ("obtained", "not-obtainable")},
    "resection-ended": {
        "plane": ("clear", "partial", "none"),
        "extent": ("complete", "near-complete", "partial", "biopsy-only"),
        "signals": ("stable", "changed-recovered", "changed-persistent"),
    },
    "neuro-status-postop": {**_NEURO, "mccormick": _MCCORMICK, "increased_deficit": ("yes", "no")},
    "definitive-diagnosis": {"tumour_type": TUMOUR_TYPES, "malignant_features": ("yes", "no")},
    "board-decision": {
        "decision": ("regular-mri", "radiotherapy", "radiotherapy-chemotherapy", "other"),
    },
    "rehabilitation-assessed": {"indicated": ("yes", "no")},
    "rehabilitation-arranged": {"setting": ("home", "centre")},
    "follow-up-planned": {"clinic": ("neurosurgery", "neuro-oncology")},
    "follow-up-mri": {"result": ("stable", "no-tumour-visible", "progression")},
}
SEVERAL_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "complaints-recorded": {
        "complaints": (
            "spinal-pain",
            "sensory-loss",
            "loss-of-dexterity",
            "balance-gait",
            "bladder",
            "bowel",
            "none",
        ),
    },
    "mri-contrast": {"region": ("cervical", "thoracic", "lumbar")},
    "neuromonitoring-running": {"modalities": ("mep", "ssep", "d-wave")},
    "board-discussed": {"disciplines": BOARD},
    "rehabilitation-assessed": {
        "disciplines": ("rehabilitation-physician", "physiotherapist", "occupational-therapist"),
    },
}
TEXTS: dict[str, tuple[str, ...]] = {
    "complaints-recorded": ("since",),
    "mri-contrast": ("levels",),
    "definitive-diagnosis": ("other_type",),
    "board-decision": ("rationale",),
}
MONTHS: dict[str, tuple[str, ...]] = {
    "follow-up-planned": ("interval_months",),
    "follow-up-mri": ("next_interval_months",),
}
# Texts are never required by themselves: rationale and other_type have rules of their own.
OPTIONAL = {"mccormick", "next_interval_months", "since", "levels", "other_type", "rationale"}
AGREES_WITH_ROUTE = {
    "R1": {"regular-mri"},
    "R2": {"radiotherapy"},
    "R3": {"radiotherapy", "radiotherapy-chemotherapy"},
}


def problems(course: dict[str, Any]) -> list[str]:
    """The codes of the rules that the first offending entry breaks; empty for a legal course."""
    replay = Replay(course["patient"]["birth_date"], course.get("ended"))
    for entry in course["entries"]:
        broken = replay.check(entry)
        if broken:
            return broken
        replay.take(entry)
    return []


class Replay:
    """Entries checked and taken in one by one."""

    def __init__(self, birth_date: str | date, ended: dict[str, Any] | None = None) -> None:
        self.record = Record()
        self.ids: set[str] = set()
        self.last_recorded: datetime | None = None
        self.birth_date = birth_date if isinstance(birth_date, date) else date.fromisoformat(birth_date)
        self.ended_recorded = None if ended is None else instant(ended["recorded_at"])

    def take(self, entry: dict[str, Any]) -> None:
        """Take in an entry found legal."""
        self.record.take(entry)
        self.ids.add(entry["id"])
        self.last_recorded = instant(entry["recorded_at"])

    def check(self, entry: dict[str, Any]) -> list[str]:
        """The codes of the rules that `entry` would break as the next one, each once, in order of `RULES`."""
        found = set(self._order_and_times(entry))
        action = entry["action"]
        if action in {"complete", "skip", "not-applicable"}:
            found |= set(self._new(entry))
        elif action == "correct":
            found |= set(self._correction(entry))
        elif action in {"retract", "close-variance"}:
            found |= set(self._naming(entry))
        elif action == "note":
            found |= set(self._note(entry))
        else:
            found.add("unknown-value")
        return [code for code in RULES if code in found]

    def _order_and_times(self, entry: dict[str, Any]) -> Iterable[str]:
        recorded = instant(entry["recorded_at"])
        if entry["id"] in self.ids:
            yield "duplicate-id"
        if self.last_recorded is not None and recorded < self.last_recorded:
            yield "recorded-order"
        if self.ended_recorded is not None and recorded > self.ended_recorded:
            yield "ended"
        if not entry.get("by"):
            yield "missing-field"
        if entry.get("occurred_at") is None:
            if entry["action"] in {"complete", "skip", "not-applicable", "correct"}:
                yield "missing-field"
            return
        occurred = instant(entry["occurred_at"])
        if occurred > recorded + CLOCK_DIFFERENCE:
            yield "in-future"
        if occurred.astimezone(BRUSSELS).date() < self.birth_date:
            yield "before-birth"

    def _place(self, entry: dict[str, Any]) -> Iterable[str]:
        if entry.get("checkpoint") not in CHECKPOINTS:
            yield "missing-field" if entry.get("checkpoint") is None else "unknown-checkpoint"
            return
        k = entry.get("round", 1)
        if type(k) is not int or not 1 <= k <= self.record.rounds(entry["checkpoint"]):
            yield "unknown-round"

    def _new(self, entry: dict[str, Any]) -> Iterable[str]:
        misplaced = list(self._place(entry))
        if misplaced:
            yield from misplaced
            return
        row = (entry["checkpoint"], entry.get("round", 1))
        state = self.record.state(*row, instant(entry["recorded_at"]))
        if row in self.record.standing:
            yield "already-entered"
        elif state in {"undecided", "not-applicable"}:
            yield state
        if entry["action"] == "not-applicable" and _empty(entry.get("reason")):
            yield "missing-reason"
        yield from self._content(entry, entry["action"], row, blocked=state == "blocked")

    def _correction(self, entry: dict[str, Any]) -> Iterable[str]:
        if _empty(entry.get("reason")):
            yield "missing-reason"
        row = self.record.row_of_entry.get(entry.get("supersedes", ""))
        if row is None:
            yield "not-effective" if entry.get("supersedes") else "missing-field"
            return
        replaced = self.record.standing[row]
        unfinished = bool(self.record.waiting_for(*row))
        yield from self._content(entry, replaced.action, row, blocked=unfinished and replaced.has_variance)

    def _content(self, entry: dict[str, Any], action: str, row: Row, blocked: bool) -> Iterable[str]:
        values = entry.get("values") or {}
        if action == "complete":
            yield from _wrong_values(row[0], values)
            if row == ("board-decision", 1) and _rationale_missing(self.record, values):
                yield "missing-field"
        elif values:
            yield "unknown-field"
        variance = entry.get("variance")
        if variance is not None:
            if variance.get("class") not in VARIANCE_CLASSES:
                yield "unknown-value"
            elif variance["class"] != "unspecified" and _empty(variance.get("reason")):
                yield "missing-reason"
        elif (blocked and action == "complete") or variance_required(self.record, entry, action, row):
            yield "variance-required"

    def _naming(self, entry: dict[str, Any]) -> Iterable[str]:
        if _empty(entry.get("reason")):
            yield "missing-reason"
        named = entry.get("supersedes")
        if not named:
            yield "missing-field"
            return
        if entry["action"] == "retract" and named in self.record.notes:
            return
        row = self.record.row_of_entry.get(named)
        if row is None or (
            entry["action"] == "close-variance" and not self.record.standing[row].variance_open
        ):
            yield "not-effective"

    def _note(self, entry: dict[str, Any]) -> Iterable[str]:
        if _empty(entry.get("text")):
            yield "missing-field"
        if entry.get("checkpoint") is not None:
            yield from self._place(entry)


def variance_required(record: Record, entry: dict[str, Any], action: str, row: Row) -> bool:
    """Whether the content of `entry`, apart from its gates being unfinished, needs a variance."""
    if action == "skip":
        return True
    if action != "complete" or entry.get("occurred_at") is None:
        return False
    occurred = instant(entry["occurred_at"])
    done_gates: list[Standing | None] = [record.done(*gate) for gate in record.gates(*row)]
    if any(gate is not None and occurred < gate.occurred_at for gate in done_gates):
        return True
    values = entry.get("values") or {}
    if row[0] == "bed-rest-completed":
        closed = record.done("wound-closed")
        return closed is not None and occurred < closed.occurred_at + BED_REST
    if row[0] == "board-discussed":
        return set(BOARD) != set(values.get("disciplines") or ())
    return row[0] in {"mep-baseline", "ssep-baseline"} and values.get("result") == "not-obtainable"


def _rationale_missing(record: Record, values: dict[str, Any]) -> bool:
    route = record.documented_route()
    if route is None or route == "none":
        return False
    return values.get("decision") not in AGREES_WITH_ROUTE[route] and _empty(values.get("rationale"))


def _wrong_values(checkpoint: str, values: dict[str, Any]) -> Iterable[str]:
    one_of = ONE_OF.get(checkpoint, {})
    several_of = SEVERAL_OF.get(checkpoint, {})
    texts = TEXTS.get(checkpoint, ())
    months = MONTHS.get(checkpoint, ())
    fields = [*one_of, *several_of, *texts, *months]
    if any(field not in fields for field in values):
        yield "unknown-field"
    for field in fields:
        if field not in values:
            if field not in OPTIONAL:
                yield "missing-field"
            continue
        value = values[field]
        if field in several_of:
            if value == []:
                yield "missing-field"
            elif not isinstance(value, list) or any(code not in several_of[field] for code in value):
                yield "unknown-value"
        elif field in one_of:
            if value not in one_of[field]:
                yield "unknown-value"
        elif field in months:
            if type(value) is not int or not 1 <= value <= 120:
                yield "unknown-value"
        elif not isinstance(value, str):
            yield "unknown-value"
    if checkpoint == "complaints-recorded":
        complaints = values.get("complaints") or []
        if "none" in complaints and len(complaints) > 1:
            yield "none-with-others"
    if checkpoint == "definitive-diagnosis":
        named = not _empty(values.get("other_type"))
        if named != (values.get("tumour_type") == "other"):
            yield "other-type"


def _empty(text: str | None) -> bool:
    return text is None or not text.strip()
