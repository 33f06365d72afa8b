"""What was found of a course that comes before the tumour board: the same on its page and on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app.documents.board_question import BoardQuestion
from pathway_app.documents.findings import Findings
from pathway_app.documents.model import Block, Lines, Table


def found(question: BoardQuestion, findings: Findings) -> Iterator[Block]:
    """The background with the monitoring, the diagnosis (or that it lacks), and what is compared side by side."""
    definition, board = question.look.definition, question.board
    wanted = [each for each in definition.outline.background if not _comes_back(question, each)]
    if board.diagnosis not in wanted:
        wanted.append(board.diagnosis)
    background = findings.background(wanted)
    if background is not None:
        yield background
    if question.step(board.diagnosis, 1).entry is None:
        yield Lines((question.diagnosis(),))
    comparison = definition.outline.comparison
    compared = findings.compared(comparison, now=False) if comparison else None
    if compared is not None:
        yield compared


def earlier_rounds(question: BoardQuestion, findings: Findings) -> Iterator[Table]:
    """Every round of what comes back: the board's own, treatment after it, follow-up."""
    steps = (step for step in findings.untold() if _comes_back(question, step.checkpoint.id))
    facts = findings.facts(sorted(steps, key=lambda step: step.state.round))
    if facts is not None:
        yield facts


def _comes_back(question: BoardQuestion, checkpoint: str) -> bool:
    return question.look.definition.by_id[checkpoint].rounds is not None
