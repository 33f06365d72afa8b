"""One print job: a PDF on its way to a printer or a print command, beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from pathway_app.domain.errors import EnvironmentFault
from ui.printing.answers import Answer, Trouble
from ui.printing.process import Limits, PrintProcess


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """How to print. `title` is seen by others in the print queue: it must hold nothing of a patient.

    `printer` empty: the usual one. A `command` takes the place of every printer. `pages` are the first and the
    last, from 1; None: all. `output` is a file in place of a printer (for tests).
    """

    title: str
    printer: str = ""
    copies: int = 1
    pages: tuple[int, int] | None = None
    command: str = ""
    output: str = ""

    def arguments(self) -> list[str]:
        """For the printing process."""
        given = [f"--name={self.title}", f"--copies={self.copies}"]
        if self.pages is not None:
            given.append(f"--pages={self.pages[0]}-{self.pages[1]}")
        places = {"printer": self.printer, "command": self.command, "output": self.output}
        given.extend(f"--{name}={value}" for name, value in places.items() if value)
        return given


class PrintJob(QObject):
    """Prints once. After `start` exactly one of `printed`, `failed`, `stopped` comes, never within the call.

    When this object is deleted before that, the job goes on unheard; `cancel` is the only thing that stops it.
    Give it a parent that lives as long as somebody has to be told.
    """

    printed = Signal(int)
    """pages, copies counted: the print system has taken them all"""
    failed = Signal(object)
    """EnvironmentFault (`printer`) with `trouble` (`answers.Trouble`) and what belongs to it"""
    stopped = Signal()
    """after `cancel`: nobody knows what the printer has got"""
    slow = Signal()
    """nothing was heard for a while; it may still come"""
    page_sent = Signal(int, int)
    """that page, of so many, was handed to the print system"""

    def __init__(
        self, parent: QObject | None = None, *, limits: Limits | None = None, program: Sequence[str] = ()
    ) -> None:
        super().__init__(parent)
        self._process = PrintProcess(limits or Limits(), program)
        self._process.told.connect(self._told)
        self._process.slow.connect(self.slow)
        self._process.ended.connect(self._ended)
        self._started = False

    def start(self, pdf: bytes, order: PrintOrder) -> None:
        """Begin. Raises RuntimeError the second time."""
        if self._started:
            raise RuntimeError("a print job prints once")
        self._started = True
        self._process.start([f"--bytes={len(pdf)}", *order.arguments()], pdf)

    def cancel(self) -> None:
        """Stop waiting and kill the process; `stopped` follows, unless it has just ended otherwise."""
        self._process.cancel()

    def is_running(self) -> bool:
        return self._started and not self._process.is_over()

    @Slot(dict)
    def _told(self, answer: dict[str, object]) -> None:
        page, of = answer.get("page"), answer.get("of")
        if answer["say"] == Answer.PAGE and isinstance(page, int) and isinstance(of, int):
            self.page_sent.emit(page, of)

    @Slot(object)
    def _ended(self, how: object) -> None:
        if how is None:
            self.stopped.emit()
        elif isinstance(how, EnvironmentFault):
            self.failed.emit(how)
        else:
            self._answered(how)

    def _answered(self, answer: object) -> None:
        assert isinstance(answer, dict)
        pages = answer.get("pages")
        if answer["say"] == Answer.PRINTED and isinstance(pages, int):
            self.printed.emit(pages)
        else:
            self.failed.emit(fault_of(answer))


def fault_of(answer: dict[str, object]) -> EnvironmentFault:
    """What a printing process said went wrong."""
    params = {key: value for key, value in answer.items() if key not in ("say", "trouble", "code")}
    named = {each.value: each for each in Trouble}
    known = named.get(str(answer.get("trouble")), Trouble.GARBLED)
    return EnvironmentFault("printer", trouble=known, **params)
