"""A label that counts down to an instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent

from ui.widgets.plain import PlainLabel

_SECONDS_FROM = timedelta(minutes=2)


class TickingClockLabel(PlainLabel):
    """Shows what is left until `end`, with `words` turning the time left into text.

    `now` gives an aware instant, so a clock change or a sleeping PC does not matter. It ticks at each
    whole minute that is left, in the last two minutes at each second, and not while hidden. `ended`
    comes once, when nothing is left.
    """

    ended = Signal()

    def __init__(
        self,
        now: Callable[[], datetime],
        words: Callable[[timedelta], str],
        role: str = "",
    ) -> None:
        super().__init__("", role)
        self._now = now
        self._words = words
        self._end: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.refresh)

    def count_to(self, end: datetime | None) -> None:
        """Count down to `end` (aware), or show nothing. Raises ValueError for an instant without a zone."""
        if end is not None and end.tzinfo is None:
            raise ValueError("an end without a time zone is no instant")
        self._end = end
        self.refresh()

    def left(self) -> timedelta:
        """What is left, never less than nothing."""
        return max(timedelta(0), self._end - self._now()) if self._end is not None else timedelta(0)

    def is_ticking(self) -> bool:
        return self._timer.isActive()

    def refresh(self) -> None:
        """Show what is left now, and wait for the next change."""
        self._timer.stop()
        if self._end is None:
            self.setText("")
            return
        left = self.left()
        self.setText(self._words(left))
        self.setAccessibleName(self.text())
        if not left:
            self._end = None
            self.ended.emit()
        elif self.isVisible():
            self._timer.start(_until_change(left))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._end is not None:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def _until_change(left: timedelta) -> int:
    """Milliseconds until another whole minute (or, near the end, second) is left."""
    step = timedelta(seconds=1) if left <= _SECONDS_FROM else timedelta(minutes=1)
    rest = left % step or step
    return max(20, int(rest / timedelta(milliseconds=1)) + 1)
