"""Collects Python's garbage on the window's thread only.

What Python finds to be garbage may hold Qt objects, and those may be deleted on no other thread: a timer could not be
stopped there, and the program might end. So the usual collecting, on whichever thread makes objects just then, is off,
and this does it in its stead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000


class Collecting(QObject):
    """From now on, as long as `parent`; what stays as long as the program is left out."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()


def collect_due() -> None:
    """What Python would have collected by itself by now; the oldest seldom, since those take longest."""
    for generation in (2, 1, 0):
        threshold = gc.get_threshold()[generation]
        if threshold and gc.get_count()[generation] > threshold:
            gc.collect(generation)
            return
