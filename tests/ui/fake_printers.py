"""Print commands that behave as bad printers do, a heartbeat of the window, and a sheet to print."""

from __future__ import annotations

import io
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from PySide6.QtCore import QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

from pathway_app.domain.errors import EnvironmentFault
from ui.printing.job import PrintJob, PrintOrder
from ui.printing.process import Limits, running

PATIENT = Limits(slow=60.0, silent=60.0)
SOON = Limits(slow=60.0, silent=2.0, alone=1.0)
"""for printers that never answer"""
WELL = "import sys; sys.stdin.buffer.read()"
HANGS = "import time; time.sleep(600)"
HANGS_WITH_SHEET = "import sys, time; sys.stdin.buffer.read(); time.sleep(600)"
DIES = "import os, signal, sys; sys.stdin.buffer.read(); os.kill(os.getpid(), signal.SIGSEGV)"
FAILS = "import sys; sys.stdin.buffer.read(); sys.stderr.write('tray \\x1b[31m3 is empty\\n'); sys.exit(1)"
DEAF = "import os, sys; os.close(0); sys.exit(0)"
DEAF_AND_HANGS = "import os, time; os.close(0); time.sleep(600)"
FLOODS = "import os, sys\nsys.stdin.buffer.read()\nwhile True: os.write(1, b'x' * 65536)"
FLOODS_ERRORS = (
    "import os, sys\nsys.stdin.buffer.read()\nfor _ in range(2000): os.write(2, b'x' * 65536)\nsys.exit(7)"
)
TAKES_LONG = "import sys, time; time.sleep(1.2); sys.stdin.buffer.read()"


def command(code: str, *arguments: str) -> str:
    """A print command that runs this Python."""
    return shlex.join([sys.executable, "-S", "-E", "-c", code, *arguments])


def program(code: str) -> Sequence[str]:
    """A printing process in place of our own."""
    return [sys.executable, "-S", "-E", "-c", code]


def keeps(path: Path) -> str:
    """A print command that adds what it gets to this file, and the copies it was asked for to another."""
    code = (
        "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read());"
        "open(sys.argv[1] + '.copies', 'a').write(sys.argv[2] + '\\n')"
    )
    return command(code, str(path), "{copies}")


def sheet(pages: int = 3, *, filling: int = 0, lying: bool = False) -> bytes:
    """A PDF of A4 pages, made longer than a pipe holds by `filling` bytes."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(*((842, 595) if lying else (595, 842)))
    if filling:
        writer.add_attachment("filling", bytes(filling))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_count(pdf: bytes | Path) -> int:
    return len(PdfReader(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf).pages)


class Heartbeat(QObject):
    """Ticks every 20 ms as long as the window's thread is free; `longest` is the longest pause in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self.ticks = 0
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(20)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        self._last = time.monotonic()
        self._timer.start()

    def end(self) -> None:
        self._tick()
        self._timer.stop()

    def _tick(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now
        self.ticks += 1


@contextmanager
def stays_responsive() -> Iterator[None]:
    """The event loop keeps going within it."""
    heart = Heartbeat()
    heart.begin()
    yield
    heart.end()
    assert heart.longest < 300, f"the window stood still for {heart.longest:.0f} ms"


class Heard:
    """What a job told, in order."""

    def __init__(self, job: PrintJob) -> None:
        self.told: list[tuple[str, object]] = []
        job.printed.connect(lambda pages: self.told.append(("printed", pages)))
        job.failed.connect(lambda fault: self.told.append(("failed", fault)))
        job.stopped.connect(lambda: self.told.append(("stopped", None)))
        job.slow.connect(lambda: self.told.append(("slow", None)))

    def end(self) -> tuple[str, object] | None:
        """How it ended, once it has."""
        ends = [each for each in self.told if each[0] != "slow"]
        assert len(ends) <= 1, f"it ended twice: {ends}"
        return ends[0] if ends else None

    def fault(self) -> EnvironmentFault:
        end = self.end()
        assert end is not None
        assert isinstance(end[1], EnvironmentFault), end
        return end[1]


def printed(
    qtbot: QtBot, pdf: bytes, order: PrintOrder, *, limits: Limits = PATIENT, with_: Sequence[str] = ()
) -> Heard:
    """Print and wait for the end; the event loop keeps going meanwhile, and no process is left."""
    job = PrintJob(limits=limits, program=with_)
    heard = Heard(job)
    with stays_responsive():
        job.start(pdf, order)
        assert heard.told == []
        qtbot.waitUntil(lambda: heard.end() is not None, timeout=30_000)
    none_left(qtbot)
    return heard


def none_left(qtbot: QtBot) -> None:
    """No printing process is left."""
    qtbot.waitUntil(lambda: not running(), timeout=10_000)
