"""What stands on the record: effective entries, and which checkpoints apply, wait or are finished.

The checkpoints of the intramedullary pathway are written out by name. Instants are aware datetimes in
UTC; "local" is the calendar of Europe/Brussels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
BED_REST = timedelta(hours=48)  # S17

Applicability = Literal["yes", "no", "undecided"]
Row = tuple[str, int]

PHASES: dict[str, list[str]] = {
    "diagnosis": [
        "complaints-recorded",
        "mri-contrast",
        "neuro-status-preop",
        "treatment-decision",
        "patient-counselled",
    ],
    "baseline": ["mep-baseline", "ssep-baseline"],
    "surgery": [
        "canal-opened",
        "dura-opened",
        "cord-opened",
        "neuromonitoring-running",
        "resection-ended",
        "tissue-obtained",
        "wound-closed",
    ],
    "bed-rest": ["bed-rest-completed", "neuro-status-postop"],
    "pathology": ["tissue-sent", "definitive-diagnosis"],
    "tumour-board": ["board-discussed", "board-decision"],
    "adjuvant-treatment": ["radiotherapy-completed", "chemotherapy-completed"],
    "rehabilitation": ["rehabilitation-assessed", "rehabilitation-arranged", "rehabilitation-completed"],
    "follow-up": ["follow-up-planned", "follow-up-mri"],
}
CHECKPOINTS = [checkpoint for checkpoints in PHASES.values() for checkpoint in checkpoints]

GATES: dict[str, list[str]] = {
    "complaints-recorded": [],
    "mri-contrast": [],
    "neuro-status-preop": [],
    "treatment-decision": ["mri-contrast"],
    "patient-counselled": ["treatment-decision"],
    "mep-baseline": ["treatment-decision"],
    "ssep-baseline": ["treatment-decision"],
    "canal-opened": ["patient-counselled", "mep-baseline", "ssep-baseline"],
    "dura-opened": ["canal-opened"],
    "cord-opened": ["dura-opened"],
    "neuromonitoring-running": ["mep-baseline", "ssep-baseline"],
    "resection-ended": ["cord-opened", "neuromonitoring-running"],
    "tissue-obtained": ["cord-opened"],
    "wound-closed": ["resection-ended"],
    "bed-rest-completed": ["wound-closed"],
    "neuro-status-postop": ["wound-closed"],
    "tissue-sent": ["tissue-obtained"],
    "definitive-diagnosis": ["tissue-sent"],
    "board-discussed": ["definitive-diagnosis"],
    "board-decision": ["board-discussed"],
    "radiotherapy-completed": ["board-decision"],
    "chemotherapy-completed": ["board-decision"],
    "rehabilitation-assessed": ["neuro-status-postop"],
    "rehabilitation-arranged": ["rehabilitation-assessed"],
    "rehabilitation-completed": ["rehabilitation-arranged"],
    "follow-up-planned": ["treatment-decision", "board-decision"],
    "follow-up-mri": ["follow-up-planned"],
}
ALWAYS_APPLY = {
    "complaints-recorded",
    "mri-contrast",
    "neuro-status-preop",
    "treatment-decision",
    "follow-up-planned",
    "follow-up-mri",
}
OPENED_BY_PROGRESSION = [
    "board-discussed",
    "board-decision",
    "radiotherapy-completed",
    "chemotherapy-completed",
]
STATE_OF_ACTION = {"complete": "done", "skip": "skipped", "not-applicable": "not-applicable"}
FINISHED = {"done", "skipped", "not-applicable"}


def instant(moment: str | datetime) -> datetime:
    """The UTC instant of an ISO string or an aware datetime."""
    if isinstance(moment, str):
        return _parsed(moment)
    if moment.tzinfo is None:
        raise ValueError(f"no zone in {moment!r}")
    return moment.astimezone(UTC)


@cache
def _parsed(text: str) -> datetime:
    return instant(datetime.fromisoformat(text))


@dataclass
class Standing:
    """The effective entry of one checkpoint and round: its content now, corrections taken in."""

    entry_id: str
    action: str  # complete, skip or not-applicable: a correction keeps that of what it replaces
    checkpoint: str
    round: int
    values: dict[str, Any]
    occurred_at: datetime
    recorded_at: datetime
    by: str
    has_variance: bool
    variance_open: bool
    from_paper: bool  # of this very entry: a correction typed at the screen is not, whatever it corrects


class Record:
    """Entries taken in one after another, without judging them, and questions about where they lead."""

    def __init__(self) -> None:
        self.standing: dict[Row, Standing] = {}
        self.row_of_entry: dict[str, Row] = {}  # effective entries only
        self.notes: set[str] = set()

    def take(self, entry: dict[str, Any]) -> None:
        """Take one (legal) entry in."""
        action = entry["action"]
        if action == "note":
            self.notes.add(entry["id"])
        elif action == "close-variance":
            self.standing[self.row_of_entry[entry["supersedes"]]].variance_open = False
        elif action == "retract":
            if entry["supersedes"] in self.notes:
                self.notes.remove(entry["supersedes"])
            else:
                del self.standing[self.row_of_entry.pop(entry["supersedes"])]
        elif action == "correct":
            row = self.row_of_entry.pop(entry["supersedes"])
            self._stand(entry, self.standing[row].action, row)
        else:
            self._stand(entry, action, (entry["checkpoint"], entry.get("round", 1)))

    def _stand(self, entry: dict[str, Any], action: str, row: Row) -> None:
        variance = entry.get("variance")
        self.standing[row] = Standing(
            entry_id=entry["id"],
            action=action,
            checkpoint=row[0],
            round=row[1],
            values=dict(entry.get("values") or {}),
            occurred_at=instant(entry["occurred_at"]),
            recorded_at=instant(entry["recorded_at"]),
            by=entry["by"],
            has_variance=variance is not None,
            variance_open=variance is not None and variance.get("open", True),
            from_paper=entry.get("from_paper", False),
        )
        self.row_of_entry[entry["id"]] = row

    def done(self, checkpoint: str, round_: int = 1) -> Standing | None:
        """The effective entry if it says done, else None."""
        standing = self.standing.get((checkpoint, round_))
        return standing if standing is not None and standing.action == "complete" else None

    def applies(self, checkpoint: str, round_: int) -> Applicability:
        """Whether the condition of the table holds, whatever was entered on the checkpoint itself."""
        if checkpoint in ALWAYS_APPLY:
            return "yes"
        if checkpoint == "radiotherapy-completed":
            return self._answer(
                "board-decision", round_, "decision", {"radiotherapy", "radiotherapy-chemotherapy"}
            )
        if checkpoint == "chemotherapy-completed":
            return self._answer("board-decision", round_, "decision", {"radiotherapy-chemotherapy"})
        if checkpoint == "rehabilitation-assessed":
            return self._answer("neuro-status-postop", 1, "increased_deficit", {"yes"})
        if checkpoint in {"rehabilitation-arranged", "rehabilitation-completed"}:
            return self._answer("rehabilitation-assessed", 1, "indicated", {"yes"})
        return self._answer("treatment-decision", 1, "decision", {"operate"})

    def _answer(self, asked: str, round_: int, field: str, wanted: set[str]) -> Applicability:
        standing = self.standing.get((asked, round_))
        if standing is None:
            return "no" if self.applies(asked, round_) == "no" else "undecided"
        if standing.action == "not-applicable":
            return "no"
        if standing.action == "skip":
            return "undecided"
        return "yes" if standing.values[field] in wanted else "no"

    def gates(self, checkpoint: str, round_: int) -> list[Row]:
        """The gates of one round, in the order of the table."""
        if checkpoint == "board-discussed" and round_ >= 2:
            return []
        together = checkpoint in OPENED_BY_PROGRESSION
        return [
            (gate, round_ if together and gate in OPENED_BY_PROGRESSION else 1) for gate in GATES[checkpoint]
        ]

    def finished(self, checkpoint: str, round_: int) -> bool:
        """Done, skipped or not applicable (by hand or by its condition)."""
        return (checkpoint, round_) in self.standing or self.applies(checkpoint, round_) == "no"

    def waiting_for(self, checkpoint: str, round_: int) -> list[str]:
        """The unfinished gates, whether or not the checkpoint itself applies."""
        return [gate for gate, k in self.gates(checkpoint, round_) if not self.finished(gate, k)]

    def state(self, checkpoint: str, round_: int, now: datetime) -> str:
        """The state of one row at the instant `now`."""
        standing = self.standing.get((checkpoint, round_))
        if standing is not None:
            return STATE_OF_ACTION[standing.action]
        applies = self.applies(checkpoint, round_)
        if applies == "undecided":
            return "undecided"
        if applies == "no":
            return "not-applicable"
        if self.waiting_for(checkpoint, round_):
            return "blocked"
        if checkpoint == "bed-rest-completed":
            closed = self.done("wound-closed")
            if closed is not None and now < closed.occurred_at + BED_REST:
                return "running"
        return "ready"

    def highest_round(self, checkpoint: str) -> int:
        """The highest round with an effective entry; 0 without any."""
        return max((k for name, k in self.standing if name == checkpoint), default=0)

    def progressions(self) -> list[Standing]:
        """The follow-up MRIs that showed progression, by round."""
        mris = [self.done("follow-up-mri", k) for k in range(1, self.highest_round("follow-up-mri") + 1)]
        return [mri for mri in mris if mri is not None and mri.values["result"] == "progression"]

    def rounds(self, checkpoint: str) -> int:
        """How many rounds the checkpoint has on a course that goes on."""
        if checkpoint == "follow-up-mri":
            return self.highest_round(checkpoint) + 1
        if checkpoint in OPENED_BY_PROGRESSION:
            return max(1 + len(self.progressions()), self.highest_round(checkpoint))
        return 1

    def rows(self, ended: bool = False) -> list[Row]:
        """Every row of the status, in the definition's order, a checkpoint's rounds ascending."""
        return [
            (checkpoint, k)
            for checkpoint in CHECKPOINTS
            for k in range(1, self.rounds(checkpoint) + 1)
            if not (
                ended and checkpoint == "follow-up-mri" and k > 1 and (checkpoint, k) not in self.standing
            )
        ]

    def documented_route(self) -> str | None:
        """R1, R2, R3 (S21, S22, S23), "none" where the document gives no route, None while it is open."""
        diagnosis = self.done("definitive-diagnosis")
        if diagnosis is None:
            return None
        if diagnosis.values["malignant_features"] == "yes":
            return "R3"
        tumour = diagnosis.values["tumour_type"]
        if tumour not in {"ependymoma", "astrocytoma"}:
            return "none"
        if not self.finished("resection-ended", 1):
            return None
        resection = self.done("resection-ended")
        extent = None if resection is None else resection.values["extent"]
        if tumour == "ependymoma" and extent in {"complete", "near-complete"}:
            return "R1"
        if tumour == "astrocytoma" and extent in {"partial", "biopsy-only"}:
            return "R2"
        return "none"
