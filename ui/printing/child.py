"""The process that prints: `print-job`, with the PDF on standard input. Each answer is one line of JSON.

It ends with 0 once printed, with 1 where it could say why not. Whatever a driver does here, the window lives.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pathway_app.domain.errors import EnvironmentFault
from ui.printing.answers import COMMAND, Answer, Trouble
from ui.printing.spool import private_spool

_FIRST_IPP_ERROR = 0x0400


def run(arguments: Sequence[str]) -> int:
    """List the printers, or print what comes in on standard input; the exit status."""
    asked = _arguments().parse_args(arguments)
    answers = _Answers(asked.limit)
    try:
        if asked.list:
            answers.say(Answer.PRINTERS, printers=_printers())
        else:
            answers.say(Answer.PRINTED, pages=_print(asked, answers))
    except EnvironmentFault as fault:
        answers.say(Answer.FAILED, **fault.params)
        answers.end_company(fault)
        return 1
    except ImportError:
        answers.say(Answer.FAILED, trouble=Trouble.NOT_STARTED)
        return 1
    return 0


class _Answers:
    """Lines to whoever started this process, who may be gone.

    A silence longer than `limit` seconds ends it in any case.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._stream = os.dup(1)
        self._guard: threading.Timer | None = None
        # Drivers write what they like to standard output; it is not an answer.
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.close(nothing)
        self._wind()

    def say(self, answer: Answer, **params: object) -> None:
        self._wind()
        line = json.dumps({"say": answer, **params}) + "\n"
        with suppress(OSError):  # nobody listens any more: the sheet is printed all the same
            os.write(self._stream, line.encode("ascii"))

    def end_company(self, fault: EnvironmentFault) -> None:
        """End what a print command left running: this process leads its group, if it was started for this."""
        if sys.platform != "win32" and fault.params.get("trouble") is Trouble.SILENT:
            with suppress(OSError):
                if os.getpgrp() == os.getpid() == os.getsid(0):
                    os.killpg(os.getpid(), signal.SIGKILL)

    def _wind(self) -> None:
        if sys.platform != "win32":
            # Ends the process even where a driver never comes back.
            signal.setitimer(signal.ITIMER_REAL, self._limit)
        else:
            if self._guard is not None:
                self._guard.cancel()
            self._guard = threading.Timer(self._limit, os._exit, (3,))
            self._guard.daemon = True
            self._guard.start()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"main.py {COMMAND}")
    parser.add_argument("--list", action="store_true", help="write the printers, print nothing")
    parser.add_argument("--printer", default="", help="its name; empty: the usual one")
    parser.add_argument("--command", default="", help="a command that prints, in place of a printer")
    parser.add_argument("--output", default="", help="print into this PDF file, in place of a printer")
    parser.add_argument("--name", default="Zorgpad", help="the job's title in the print queue")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--pages", type=_pages, default=(1, sys.maxsize), help="such as 2-3")
    parser.add_argument("--bytes", type=int, default=None, help="how long the PDF is")
    parser.add_argument("--limit", type=float, default=600.0, help="longest silence in seconds")
    return parser


def _pages(text: str) -> tuple[int, int]:
    first, _dash, last = text.partition("-")
    return int(first), int(last or first)


def _print(asked: argparse.Namespace, answers: _Answers) -> int:
    pdf = sys.stdin.buffer.read()
    if asked.bytes not in (None, len(pdf)):
        raise EnvironmentFault("printer", trouble=Trouble.SHEET)
    answers.say(Answer.RECEIVED, bytes=len(pdf))
    first, last = asked.pages
    if asked.command:
        return _print_with_command(asked, pdf, first, last)
    with private_spool():
        return _print_with_qt(asked, answers, pdf, first, last)


def _print_with_command(asked: argparse.Namespace, pdf: bytes, first: int, last: int) -> int:
    from ui.printing.command import print_with

    part, pages = _part(pdf, first, last)
    # Less than the silence that ends this process: it has to end the command first.
    limit = max(asked.limit - 5, asked.limit / 2)
    print_with(asked.command, part, copies=asked.copies, title=asked.name, limit=limit)
    return pages * int(asked.copies)


def _part(pdf: bytes, first: int, last: int) -> tuple[bytes, int]:
    """The PDF with these pages (the very bytes where those are all), and how many they are."""
    import io

    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise EnvironmentFault("printer", trouble=Trouble.SHEET) from error
    with document:
        wanted = list(range(max(first, 1) - 1, min(last, len(document))))
        if len(wanted) == len(document):
            return pdf, len(wanted)
        out = io.BytesIO()
        with pypdfium2.PdfDocument.new() as part:
            part.import_pages(document, wanted)
            part.save(out)
        return out.getvalue(), len(wanted)


def _qt() -> object:
    """The application that Qt's printing needs; on Linux it needs no display."""
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_MAC_DISABLE_FOREGROUND_APPLICATION_TRANSFORM"] = "1"
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication([COMMAND])


def _printers() -> list[dict[str, Any]]:
    with private_spool():
        _application = _qt()
        from PySide6.QtPrintSupport import QPrinterInfo

        return [
            {
                "name": printer.printerName(),
                "description": printer.description(),
                "is_default": printer.isDefault(),
            }
            for printer in QPrinterInfo.availablePrinters()
        ]


def _print_with_qt(asked: argparse.Namespace, answers: _Answers, pdf: bytes, first: int, last: int) -> int:
    _application = _qt()
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if asked.output:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(asked.output)
    else:
        if asked.printer and QPrinterInfo.printerInfo(asked.printer).isNull():
            raise EnvironmentFault("printer", trouble=Trouble.UNKNOWN_PRINTER, printer=asked.printer)
        name = asked.printer or QPrinterInfo.defaultPrinterName()
        if not name:
            raise EnvironmentFault("printer", trouble=Trouble.NO_PRINTER)
        printer.setPrinterName(name)
    printer.setDocName(asked.name)
    printer.setCopyCount(asked.copies)
    return _paint(printer, answers, pdf, first, last)


def _paint(printer: Any, answers: _Answers, pdf: bytes, first: int, last: int) -> int:
    import pypdfium2

    from ui.printing.painting import print_pages

    def painted(page: int, of: int) -> None:
        answers.say(Answer.PAGE, page=page, of=of)

    try:
        count = print_pages(pdf, printer, first=first, last=last, painted=painted)
    except OSError as error:
        raise EnvironmentFault("printer", trouble=Trouble.PRINTER) from error
    except pypdfium2.PdfiumError as error:
        raise EnvironmentFault("printer", trouble=Trouble.SHEET) from error
    refusal = "" if printer.outputFileName() else _cups_refusal()
    if refusal:
        raise EnvironmentFault("printer", trouble=Trouble.REFUSED, text=refusal)
    return count


def _cups_refusal() -> str:
    """Why CUPS did not take the job: Qt does not look whether it did."""
    if not sys.platform.startswith("linux"):
        return ""
    import ctypes

    try:
        cups = ctypes.CDLL("libcups.so.2")
        cups.cupsLastErrorString.restype = ctypes.c_char_p
        failed = cups.cupsLastError() >= _FIRST_IPP_ERROR
    except (OSError, AttributeError):
        return ""
    return str(cups.cupsLastErrorString().decode("utf-8", "replace")) if failed else ""
