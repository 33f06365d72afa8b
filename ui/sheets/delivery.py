"""Sheets on their way out; it outlives the dialog, so that they arrive all the same and no failure goes unsaid."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from pathway_app.commands import ReportFailedPrint
from pathway_app.documents.making import Made
from pathway_app.documents.saving import save
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from pathway_app.sheets import Destination, SheetOrder
from ui.bridge import Bridge
from ui.printing.job import PrintJob, PrintOrder
from ui.printing.words import printing_failed


class Delivery(QObject):
    """Issues one order, then prints or saves it. Exactly one of `printed`, `saved`, `failed`, `stopped` comes.

    The log says first what leaves, with its copy numbers; the sheets are made from the record as it is then. Where
    they did not leave the program the log hears of that too, so that nobody looks for those copies. Once nobody
    listens any more (`is_heard` False) a failure is told in a box over the window.
    """

    sent = Signal()
    """the sheets are made and on their way to the printer"""
    printed = Signal(int)
    """pages, copies counted"""
    saved = Signal(str)
    failed = Signal(object)
    """Refused or EnvironmentFault"""
    stopped = Signal()
    slow = Signal()

    def __init__(self, bridge: Bridge, window: QWidget, order: SheetOrder) -> None:
        super().__init__(window)
        self.is_heard = True
        self._bridge = bridge
        self._window = window
        self._order = order
        self._issue = 0  # none yet, or none as the record cannot be written: the sheets say so
        self._is_over = False
        self._wants_stop = False
        self._job = PrintJob(self)
        self._job.slow.connect(self.slow)
        self._job.printed.connect(self._printed)
        self._job.failed.connect(self._broke)
        self._job.stopped.connect(self._stop)

    def print(self, printer: str, copies: int, command: str) -> None:
        """To a printer (empty: the usual one), or to the print command if there is one."""
        then = partial(self._send, printer=printer, copies=copies, command=command)
        self._bridge.issue(self, self._order, Destination.PRINTER, then, self._tell)

    def save(self, path: Path) -> None:
        """To this file."""
        self._bridge.issue(self, self._order, Destination.FILE, partial(self._write, path=path), self._tell)

    def cancel(self) -> None:
        """Do not print, or no further; `stopped` follows, unless it has just ended otherwise."""
        self._wants_stop = True
        if self._job.is_running():
            self._job.cancel()

    def _send(self, made: Made, *, printer: str, copies: int, command: str) -> None:
        self._issue = made.issue.head.number if made.issue is not None else 0
        if self._wants_stop:
            self._stop()
            return
        reference = f" {made.issue.head.reference}" if made.issue is not None else ""
        title = f"Zorgpad {self._order.pack.value}{reference}"
        self._job.start(made.pdf, PrintOrder(title, printer, copies, command=command))
        self.sent.emit()

    def _write(self, made: Made, *, path: Path) -> None:
        self._issue = made.issue.head.number if made.issue is not None else 0
        self._bridge.run(
            self, lambda: save(made.pdf, path), lambda _nothing: self._saved(path), failed=self._broke
        )

    def _saved(self, path: Path) -> None:
        self._end()
        self.saved.emit(str(path))

    @Slot(int)
    def _printed(self, pages: int) -> None:
        self._end()
        self.printed.emit(pages)

    @Slot()
    def _stop(self) -> None:
        if not self._is_over:
            self._report()
            self._end()
            self.stopped.emit()

    @Slot(object)
    def _broke(self, error: BaseException) -> None:
        self._report()
        self._tell(error)

    def _tell(self, error: BaseException) -> None:
        self._end()
        if self.is_heard:
            self.failed.emit(error)
            return
        if not self._window.isVisible():
            return  # Zorgpad is being closed
        from ui.widgets.plain import message_box

        words = self._bridge.words
        message_box(self._window, words.gettext("Sheets"), failure_sentence(words, error)).open()

    def _report(self) -> None:
        """Say in the log that these copies did not leave the program; those that it does not know were never in it."""
        if not self._issue:
            return
        command = ReportFailedPrint(issue=self._issue)
        with suppress(RuntimeError):  # Zorgpad is being closed, and with it the record
            self._bridge.execute(command, done=lambda _changes: None, refused=lambda _refused: None)

    def _end(self) -> None:
        self._is_over = True
        self.deleteLater()


def failure_sentence(words: Words, error: BaseException) -> str:
    """Why sheets were not made, printed or saved: a Refused or an EnvironmentFault."""
    sentences = Sentences(words)
    if isinstance(error, Refused):
        return "\n".join(sentences.refused(error))
    assert isinstance(error, EnvironmentFault)
    return printing_failed(words, error) if error.code == "printer" else sentences.fault(error)
