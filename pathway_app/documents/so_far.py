"""What was recorded and stands nowhere else on a sheet, so that no entry is ever left out."""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app import wording
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.findings import Findings
from pathway_app.documents.look import Look
from pathway_app.documents.model import Block, Cell, Column, Run, Table, Text, compose, joined, plain
from pathway_app.documents.recorded import Step


def so_far(look: Look, findings: Findings, *, bare: bool = True) -> Iterator[Block]:
    """One row a phase: its steps that `findings` has not told, and what was entered in error.

    Without `bare` those are left out of which nothing was said but that they are done, or what their variance says.
    """
    recorded = look.recorded
    untold, retractions = findings.untold(), list(recorded.retractions)
    if not bare:
        untold = [step for step in untold if _said(look, findings, step)]
    rows: list[tuple[Cell, ...]] = []
    for phase in look.definition.phases:
        items = [_item(look, findings, step) for step in untold if step.checkpoint.phase == phase.id]
        for wrong, retraction in retractions:
            place = recorded.place_of(wrong)
            if place is not None and place.phase == phase.id:
                items.append(recorded.retracted(wrong, retraction))
        if items:
            title = plain(phase.title[look.words.language], bold=True)
            rows.append(((title,), (joined("   ", items),)))
    others = [pair for pair in retractions if recorded.place_of(pair[0]) is None]
    if others:
        rows.append(((), tuple(recorded.retracted(*pair) for pair in others)))
    if rows:
        yield Table((Column((), 23), Column((), 101)), tuple(rows), grid=False)


def _item(look: Look, findings: Findings, step: Step) -> Text:
    recorded, entry = look.recorded, step.entry
    assert entry is not None
    begin = compose(
        f"{{sign}}{NO_BREAK}{{title}} {{moment}}",
        sign=wording.mark_of(step.state, look.now).sign,
        title=recorded.title(step),
        moment=recorded.moment(entry),
    )
    found = _said(look, findings, step)
    return (*begin, Run(": "), *found) if found else begin


def _said(look: Look, findings: Findings, step: Step) -> Text:
    """Answers, decision and marks of a step."""
    recorded = look.recorded
    return joined(" · ", (recorded.decided(step), findings.answers(step), *recorded.marks(step)))
