"""A printing process beside the window: started, given its bytes, listened to, killed; the window never waits for it.

It belongs to no widget. When whoever asked for it is gone it goes on: it has the whole sheet in hand, and it ends by
itself, at the latest by its own limit. When the program ends it gets a moment to finish, then it is killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QProcess, QTimer, Signal, Slot

from pathway_app.domain.errors import EnvironmentFault
from ui.printing.answers import COMMAND, LAST, Answer, Trouble
from ui.printing.spool import remove_spool_of

_LONGEST_OUTPUT = 1_000_000
"""bytes; more is no answer of ours"""
_LINGER = 5.0
"""seconds in which a process that gave its last answer may still end by itself"""
_LAST_WAIT = 2.0
"""seconds in which a killed process is gone, unless the system itself hangs in a driver"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: without an answer until the user is asked, until the job is given up; for a job when the program ends.

    `alone` is how much longer than `silent` the process itself waits before it ends itself: only where nobody is
    left to do so.
    """

    slow: float = 8.0
    silent: float = 120.0
    at_end: float = 10.0
    alone: float = 15.0


def own_program() -> list[str]:
    """How this program is started anew, packed by PyInstaller or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, str(Path(__file__).parents[2] / "main.py")]


class PrintProcess(QObject):
    """One process. `ended` comes exactly once, after `start`, and never within it."""

    told = Signal(dict)
    """an answer that is not the last"""
    slow = Signal()
    """nothing was heard for `Limits.slow` seconds; again only after an answer"""
    ended = Signal(object)
    """its last answer (dict), an EnvironmentFault (`printer`), or None: it was cancelled"""

    def __init__(self, limits: Limits, program: Sequence[str] = ()) -> None:
        super().__init__()
        self._limits = limits
        self._program = list(program) or [*own_program(), COMMAND]
        self._over = False
        self._heard = 0
        self._part = bytearray()
        self._pid = 0
        self._slow = self._timer(limits.slow, self.slow.emit)
        self._silent = self._timer(limits.silent, self._give_up)
        self._linger = self._timer(_LINGER, self._kill)
        self._process = QProcess(self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.errorOccurred.connect(self._on_error)
        self._process.finished.connect(self._on_finished)
        self._process.started.connect(self._on_started)

    def start(self, arguments: Sequence[str], given: bytes = b"") -> None:
        """Start it and hand over the bytes, whole, as it takes them."""
        _keep(self)
        process = self._process
        if sys.platform != "win32":
            # A group of its own: what a print command starts is killed with it. Nothing of the record goes along.
            parameters = QProcess.UnixProcessParameters()
            flags = QProcess.UnixProcessFlag
            parameters.flags = flags.CreateNewSession | flags.CloseFileDescriptors | flags.ResetSignalHandlers
            process.setUnixProcessParameters(parameters)
        program, *before = self._program
        limit = self._limits.silent + self._limits.alone
        self._slow.start()
        self._silent.start()
        process.start(program, [*before, f"--limit={limit}", *arguments])
        if given:
            process.write(given)
        process.closeWriteChannel()

    @Slot()
    def cancel(self) -> None:
        """Kill it; without an effect once it has given its last answer."""
        if not self._over:
            self._end(None)

    def is_over(self) -> bool:
        """Whether `ended` was sent."""
        return self._over

    @Slot()
    def _on_started(self) -> None:
        self._pid = int(self._process.processId())
        if self._over:
            self._kill()

    @Slot()
    def _read(self) -> None:
        data = self._process.readAllStandardOutput().data()
        self._heard += len(data)
        if self._over:
            return
        if self._heard > _LONGEST_OUTPUT:
            self._end(_fault(Trouble.GARBLED))
            return
        self._part += data
        *lines, rest = self._part.split(b"\n")
        self._part = bytearray(rest)
        for line in lines:
            self._take(bytes(line))

    def _take(self, line: bytes) -> None:
        answer = _answer(line)
        if answer is None or self._over:
            return
        self._slow.start()
        self._silent.start()
        if answer["say"] in LAST:
            self._end(answer)
        else:
            self.told.emit(answer)

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        # Others (it closed its input, it crashed) are followed by its end or by silence.
        if error is QProcess.ProcessError.FailedToStart:
            self._end(_fault(Trouble.NOT_STARTED))
            self._let_go()

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._read()
        self._end(_fault(Trouble.DIED, status=code))
        remove_spool_of(self._pid)
        self._pid = 0  # the system may give the number to another
        self._let_go()

    @Slot()
    def _give_up(self) -> None:
        self._end(_fault(Trouble.SILENT, seconds=round(self._limits.silent)))

    def _end(self, how: object) -> None:
        if self._over:
            return
        self._over = True
        self._slow.stop()
        self._silent.stop()
        if isinstance(how, dict):
            self._linger.start()
        else:
            self._kill()
        # Not at once: the caller of `start` or `cancel` has not gone on yet.
        QTimer.singleShot(0, self, lambda: self.ended.emit(how))

    @Slot()
    def _kill(self) -> None:
        if self._pid and sys.platform != "win32":
            with suppress(OSError):
                os.killpg(self._pid, signal.SIGKILL)
        self._process.kill()

    def _let_go(self) -> None:
        self._linger.stop()
        QTimer.singleShot(0, self, lambda: _RUNNING.discard(self))

    def _timer(self, seconds: float, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(round(seconds * 1000))
        timer.timeout.connect(then)
        return timer

    def process_id(self) -> int:
        """The system's number of it while it runs, else 0."""
        return self._pid

    def time_at_end(self) -> float:
        """How many seconds it may go on once the program ends."""
        return self._limits.at_end

    def kill(self) -> None:
        """End it, whatever it has answered."""
        self.cancel()
        self._kill()


_RUNNING: set[PrintProcess] = set()
"""a QProcess that is destroyed waits for its end: none is, before that has come"""


def running() -> tuple[PrintProcess, ...]:
    """Those that have not ended yet, cancelled ones included."""
    return tuple(_RUNNING)


def _keep(process: PrintProcess) -> None:
    _RUNNING.add(process)
    app = QCoreApplication.instance()
    if app is not None and not app.property("ends-printing"):
        app.setProperty("ends-printing", True)
        app.aboutToQuit.connect(_end_all)


def _end_all() -> None:
    """The program ends, its windows are gone: jobs may finish for a while, then they are killed."""
    for process in running():
        process.blockSignals(True)  # whom they would tell is half gone already
    _wait_for_all(max((process.time_at_end() for process in running()), default=0.0))
    for process in running():
        process.kill()
    _wait_for_all(_LAST_WAIT)


def _wait_for_all(seconds: float) -> None:
    loop = QEventLoop()
    over = QTimer()
    over.setSingleShot(True)
    over.timeout.connect(loop.quit)
    over.start(round(seconds * 1000))
    look = QTimer()
    look.timeout.connect(lambda: None if _RUNNING else loop.quit())
    look.start(20)
    if _RUNNING:
        loop.exec()


def _fault(trouble: Trouble, **params: object) -> EnvironmentFault:
    return EnvironmentFault("printer", trouble=trouble, **params)


def _answer(line: bytes) -> dict[str, object] | None:
    """What the line says; None where it is not ours."""
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or str(answer.get("say")) not in set(Answer):
        return None
    return answer
