"""Being told to end: like Ctrl+C, so that what was begun is tidied up and told."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
_NAMES = ("SIGTERM", "SIGHUP")
"""told by the system at its end, by a service manager, by a terminal that is closed"""


@contextmanager
def ended_like_interrupted() -> Iterator[None]:
    """Within, those signals raise KeyboardInterrupt, the first one only: what is being tidied up then is not to be
    broken off. One that the surroundings have ignored (`nohup`) stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.getsignal(number) for number in _known() if signal.getsignal(number) is signal.SIG_DFL
    }

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    try:
        for number in before:
            signal.signal(number, end)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def undisturbed(act: Callable[_P, _R]) -> Callable[_P, _R]:
    """The act with the signals as the system has them: the window has its own way of ending."""

    def acting(*arguments: _P.args, **named: _P.kwargs) -> _R:
        if threading.current_thread() is threading.main_thread():
            for number in _known():
                if callable(signal.getsignal(number)):
                    signal.signal(number, signal.SIG_DFL)
        return act(*arguments, **named)

    return acting


def _known() -> list[signal.Signals]:
    """Those that this system has."""
    return [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
