"""A step ticked on Today: recorded as done now, or opened in its course where it wants more than that."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pathway_app.domain.errors import Conflict, Refused
from ui.bridge import Bridge
from ui.today.patient_summary import OpenStep, PatientSummary


class Ticking(QObject):
    """Each step once at a time, however often its box is clicked meanwhile."""

    done = Signal(str)
    """what was done, in a sentence"""
    course_wanted = Signal(str, str, int)
    """course id, checkpoint, round: it asks for more than a tick"""
    refused = Signal(str, str)
    """course id, why"""
    conflict = Signal()
    """somebody else was there first"""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._under_way: set[str] = set()

    def tick(self, patient: PatientSummary, step: OpenStep) -> bool:
        """Record it; False where that is under way already."""
        from pathway_app.commands import CompleteCheckpoint

        if step.row.key in self._under_way:
            return False
        self._under_way.add(step.row.key)
        command = CompleteCheckpoint(
            course_id=patient.course_id,
            checkpoint=step.checkpoint,
            round=step.round,
            occurred_at=self._bridge.clock.now(),
            seen_revision=patient.revision,
        )

        def over(then: Callable[[], None]) -> None:
            self._under_way.discard(step.row.key)
            then()

        self._bridge.execute(
            command,
            done=lambda _changes: over(lambda: self._say_done(patient, step)),
            refused=lambda refused: over(lambda: self._refused(patient, step, refused)),
            failed=lambda _fault: over(lambda: None),
            asker=self,
        )
        return True

    def _say_done(self, patient: PatientSummary, step: OpenStep) -> None:
        words = self._bridge.words
        text = words.gettext("{patient} · {step}: done at {time}. Ctrl+Z takes it back.")
        time = words.time(self._bridge.clock.now())
        self.done.emit(text.format(patient=patient.name, step=step.row.title, time=time))

    def _refused(self, patient: PatientSummary, step: OpenStep, refused: Refused) -> None:
        from pathway_app.messages import Sentences

        if any(reason.code in ("variance-required", "field-missing") for reason in refused.reasons):
            self.course_wanted.emit(patient.course_id, step.checkpoint, step.round)
            return
        sentences = Sentences(self._bridge.words, patient.definition).refused(refused)
        self.refused.emit(patient.course_id, "\n".join(sentences))
        if isinstance(refused, Conflict):
            self.conflict.emit()
