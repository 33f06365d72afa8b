"""The printers of this computer, asked for in a process of its own: a driver can hang already when it is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from pathway_app.domain.errors import EnvironmentFault
from ui.printing.answers import Answer, Trouble
from ui.printing.job import fault_of
from ui.printing.process import Limits, PrintProcess

LISTING = Limits(slow=5.0, silent=20.0, at_end=0.0, alone=5.0)


@dataclass(frozen=True, slots=True)
class Printer:
    """One printer as the system names and describes it."""

    name: str
    description: str = ""
    is_default: bool = False


class Printers(QObject):
    """Asks once; `found` (perhaps of nothing) or `failed` follows, never within the call."""

    found = Signal(object)
    """tuple[Printer, ...], the usual one first"""
    failed = Signal(object)
    """EnvironmentFault (`printer`)"""

    def __init__(
        self, parent: QObject | None = None, *, limits: Limits = LISTING, program: Sequence[str] = ()
    ) -> None:
        super().__init__(parent)
        self._limits = limits
        self._program = program
        self._process: PrintProcess | None = None

    def ask(self) -> None:
        """Look for them; a list still awaited is no longer waited for."""
        self.forget()
        process = PrintProcess(self._limits, self._program)
        process.ended.connect(self._ended)
        self.destroyed.connect(process.cancel)  # nobody reads the list any more
        self._process = process
        process.start(["--list"])

    def forget(self) -> None:
        """No list is wanted any more."""
        if self._process is not None:
            self._process.ended.disconnect(self._ended)
            self._process.cancel()
            self._process = None

    @Slot(object)
    def _ended(self, how: object) -> None:
        self._process = None
        if isinstance(how, EnvironmentFault):
            self.failed.emit(how)
        elif isinstance(how, dict) and how["say"] == Answer.PRINTERS:
            self._tell(how)
        elif isinstance(how, dict):
            self.failed.emit(fault_of(how))

    def _tell(self, answer: dict[str, object]) -> None:
        listed = answer.get("printers")
        if not isinstance(listed, list):
            self.failed.emit(EnvironmentFault("printer", trouble=Trouble.GARBLED))
            return
        printers = [_printer(each) for each in listed if isinstance(each, dict) and each.get("name")]
        self.found.emit(tuple(sorted(printers, key=lambda each: (not each.is_default, each.name))))


def _printer(told: dict[str, object]) -> Printer:
    return Printer(
        str(told["name"]), str(told.get("description") or ""), is_default=told.get("is_default") is True
    )
