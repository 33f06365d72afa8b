"""Where defects end: exceptions nobody handled, on any thread, and Qt's own complaints.

Each is logged without patient data (a type and places in the code, never an exception's text) and
given to one callback on the window's thread; the program goes on.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler

_log = logging.getLogger("zorgpad.defect")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|(?:[A-Za-z]:)?[/\\]\S+")
_MOST_FRAMES = 12
# The platform without a screen says this of least sizes, raising, and grabbing the keyboard.
_NO_FAULT = "This plugin does not support "


@dataclass(frozen=True, slots=True)
class Defect:
    """A fault of the program: `kind` (an exception's type, or Qt) and `places` (file:line function)."""

    kind: str
    places: tuple[str, ...]

    def text(self) -> str:
        """For the log and for a report to the makers; holds no patient data."""
        return "\n".join([self.kind, *(f"  {place}" for place in self.places)])


def defect_of(error: BaseException) -> Defect:
    """An exception without its text, which may name a patient."""
    return Defect(_kinds(error), _places(error.__traceback__))


def _kinds(error: BaseException) -> str:
    """The exception's type, and those of the exceptions it came from."""
    names: list[str] = []
    at: BaseException | None = error
    while at is not None and len(names) < 5:
        names.append(type(at).__qualname__)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return " from ".join(names)


def _places(trace: TracebackType | None) -> tuple[str, ...]:
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return tuple(f"{'/'.join(PurePath(f.filename).parts[-2:])}:{f.lineno} {f.name}" for f in frames)


class _Relay(QObject):
    """Brings a defect from any thread to the window's."""

    happened = Signal(object)

    def __init__(self, defect: Callable[[Defect], None]) -> None:
        super().__init__()
        self._defect = defect
        self._telling = False
        self.happened.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _tell(self, defect: Defect) -> None:
        # What goes wrong while telling is logged only: no endless row of dialogs.
        if self._telling:
            return
        self._telling = True
        try:
            self._defect(defect)
        finally:
            self._telling = False


class Defects:
    """The installed hooks. `restore` puts back what was there before (for tests)."""

    def __init__(self, defect: Callable[[Defect], None]) -> None:
        self._relay = _Relay(defect)
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._unhandled
        threading.excepthook = self._unhandled_in_thread
        sys.unraisablehook = self._unraisable
        self._qt_before = qInstallMessageHandler(self._qt_message)

    def report(self, error: BaseException) -> None:
        """Log and show a defect that was caught."""
        self._happened(defect_of(error))

    def restore(self) -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(self._qt_before)

    def _unhandled(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        self.report(error if error.__traceback__ is not None else error.with_traceback(trace))

    def _unhandled_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value)

    def _unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value)

    def _qt_message(self, level: QtMsgType, context: QMessageLogContext, message: str) -> None:
        said = _QUOTED.sub("…", message)
        if level in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or said.startswith(_NO_FAULT):
            _log.debug("Qt: %s", said)
            return
        place = f"{context.category}: {said}"
        self._happened(Defect(f"Qt {level.name.removeprefix('Qt').removesuffix('Msg').lower()}", (place,)))

    def _happened(self, defect: Defect) -> None:
        _log.error("%s", defect.text())
        # At the very end the relay may be gone already; the log has it.
        try:
            self._relay.happened.emit(defect)
        except RuntimeError:
            return


def install(defect: Callable[[Defect], None]) -> Defects:
    """Send every unhandled exception and Qt warning to the log and to `defect`.

    `defect` is called on the thread that calls `install`, once its event loop runs. Keep what is
    returned as long as the program runs.
    """
    return Defects(defect)
