"""The small bar of a course: one segment a phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme
from ui.theme import Status

BAR_HEIGHT = 8
_GAP = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """One phase: how much of it is finished (0 to 1), and its mark where that is not simply done."""

    finished: float
    status: Status | None = None
    applies: bool = True


def paint_progress(painter: QPainter, box: QRectF, segments: Sequence[Segment]) -> None:
    """Draw the segments next to each other, filling the width of `box`, centred in its height.

    Finished is filled high; begun is filled as far as it has come; one that does not apply is a
    thin line. So the bar reads without its colours too.
    """
    if not segments:
        return
    c = theme.colours()
    wide = (box.width() - _GAP * (len(segments) - 1)) / len(segments)
    top = box.top() + (box.height() - BAR_HEIGHT) / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for at, segment in enumerate(segments):
        part = QRectF(box.left() + at * (wide + _GAP), top, wide, BAR_HEIGHT)
        if not segment.applies:
            painter.setBrush(theme.colour(c.edge))
            painter.drawRect(part.adjusted(0, BAR_HEIGHT / 2 - 0.5, 0, -BAR_HEIGHT / 2 + 0.5))
            continue
        whole = segment.finished >= 1
        if not whole:
            painter.setBrush(theme.colour(c.empty))
            painter.drawRoundedRect(part, 2, 2)
        if segment.finished > 0:
            tone = c.tone(segment.status or (Status.DONE if whole else Status.RUNNING))
            painter.setBrush(theme.colour(tone.fill))
            painter.drawRoundedRect(
                QRectF(part.left(), top, wide * min(1.0, segment.finished), BAR_HEIGHT), 2, 2
            )
    painter.restore()
