"""An issued sheet on its way to the printer; it outlives the dialog, so that a failure never goes unsaid."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pathway_app.commands import ReportFailedPrint
from pathway_app.domain.errors import EnvironmentFault
from ui.bridge import Bridge
from ui.printing.job import PrintJob, PrintOrder
from ui.printing.words import printing_failed


class Delivery(QObject):
    """Prints once. After `start` exactly one of `printed`, `failed`, `stopped` comes.

    Where the sheet did not leave the program the log hears of it, so that nobody looks for that copy. Once nobody
    listens any more (`is_heard` False) a failure is told in a box over the window.
    """

    printed = Signal(int)
    """pages, copies counted"""
    failed = Signal(object)
    """EnvironmentFault"""
    stopped = Signal()
    slow = Signal()

    def __init__(self, bridge: Bridge, window: QWidget, issue: int) -> None:
        super().__init__(window)
        self.is_heard = True
        self._bridge = bridge
        self._window = window
        self._issue = issue
        self._job = PrintJob(self)
        self._job.slow.connect(self.slow)
        self._job.printed.connect(self._printed)
        self._job.failed.connect(self._failed)
        self._job.stopped.connect(self._stopped)

    def start(self, pdf: bytes, order: PrintOrder) -> None:
        self._job.start(pdf, order)

    def cancel(self) -> None:
        """Stop it; `stopped` follows, unless it has just ended otherwise."""
        self._job.cancel()

    def _printed(self, pages: int) -> None:
        self.printed.emit(pages)
        self.deleteLater()

    def _stopped(self) -> None:
        report_failed(self._bridge, self._issue)
        self.stopped.emit()
        self.deleteLater()

    def _failed(self, fault: EnvironmentFault) -> None:
        report_failed(self._bridge, self._issue)
        if self.is_heard:
            self.failed.emit(fault)
        else:
            from ui.widgets.plain import message_box

            words = self._bridge.words
            message_box(self._window, words.gettext("Print"), printing_failed(words, fault)).open()
        self.deleteLater()


def report_failed(bridge: Bridge, issue: int) -> None:
    """Say in the log that the copies of that issue did not leave the program."""
    bridge.execute(ReportFailedPrint(issue=issue), done=lambda _changes: None, refused=lambda _refused: None)
