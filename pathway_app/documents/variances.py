"""The variances that hold, as a table: open or closed, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app.documents.code_words import variance_class
from pathway_app.documents.model import Block, Cell, Column, Table, plain
from pathway_app.documents.recorded import Recorded, Step
from pathway_app.domain.entries import Variance


class Variances:
    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.words = recorded.words
        self._ = recorded.words.gettext

    def blocks(self) -> Iterator[Block]:
        """Class, reason, action and who follows it up; the reason takes the room of what nobody filled in."""
        steps = [step for step in self.recorded.steps if step.state.variance]
        if not steps:
            return
        filled = [
            (title, share, cells)
            for title, share, tell in (
                (self._("Action"), 23, self._action),
                (self._("Follow-up by"), 21, self._follow_up_by),
            )
            if any(cells := [tell(step) for step in steps])
        ]
        columns = [
            (self._("Step"), 46, [self._departure(step) for step in steps]),
            (self._("Variance"), 27, [self._class(step) for step in steps]),
            (self._("Reason"), 76 - sum(share for _, share, _ in filled), [self._reason(s) for s in steps]),
            *filled,
        ]
        heads = tuple(Column(plain(title), share) for title, share, _ in columns)
        yield Table(heads, tuple(zip(*(cells for _, _, cells in columns), strict=True)))

    def _departure(self, step: Step) -> Cell:
        moment = self.recorded.moment(step.entry) if step.entry else ""
        return (plain(f"{self.recorded.title(step)} {moment}"),)

    def _class(self, step: Step) -> Cell:
        kind = variance_class(_variance(step).variance_class, self.words)
        state = self._("open") if step.state.variance_open else self._("closed")
        return (plain(f"{kind} · {state}", bold=step.state.variance_open),)

    def _reason(self, step: Step) -> Cell:
        reason = _variance(step).reason
        if not reason.strip():
            reason = self._("no reason given")
        told = self.recorded.typed(reason, "variance.reason", step.checkpoint)
        return (told,), self.recorded.closed(step)

    def _action(self, step: Step) -> Cell:
        return self._told(_variance(step).action, "variance.action", step)

    def _follow_up_by(self, step: Step) -> Cell:
        return self._told(_variance(step).follow_up_by, "variance.follow_up_by", step)

    def _told(self, typed: str, field: str, step: Step) -> Cell:
        return ((self.recorded.typed(typed, field, step.checkpoint),),) if typed.strip() else ()


def _variance(step: Step) -> Variance:
    assert step.entry is not None and step.entry.variance is not None
    return step.entry.variance
