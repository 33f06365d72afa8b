"""What the printing process and the window say to each other: the words of its lines, and what can go wrong.

Needs the standard library only: the process that prints imports it.
"""

from __future__ import annotations

from enum import StrEnum

COMMAND = "print-job"
"""the program's first argument that makes it the printing process"""


class Answer(StrEnum):
    """What a line of the printing process says, under `say`."""

    RECEIVED = "received"
    PAGE = "page"
    """`page` of `of` was handed to the printer"""
    PRINTED = "printed"
    """`pages` altogether, copies counted; the last line"""
    FAILED = "failed"
    """`trouble` and what belongs to it; the last line"""
    PRINTERS = "printers"
    """`printers`, each with name, description, is_default; the last line"""


class Trouble(StrEnum):
    """Why nothing was printed, or nobody knows whether it was."""

    NOT_STARTED = "not-started"
    """the printing process itself could not be started"""
    DIED = "died"
    """the printing process ended without an answer: a driver's crash; `status`"""
    SILENT = "silent"
    """no answer for `seconds`; the process was killed"""
    GARBLED = "garbled"
    """the process writes what is no answer, without end"""
    NO_PRINTER = "no-printer"
    UNKNOWN_PRINTER = "unknown-printer"
    """there is no `printer` of that name (any more)"""
    PRINTER = "printer"
    """the printer does not start"""
    REFUSED = "refused"
    """the print service did not take the job: `text`"""
    SHEET = "sheet"
    """the PDF did not arrive whole, or cannot be read"""
    COMMAND_UNREADABLE = "command-unreadable"
    COMMAND_MISSING = "command-missing"
    """the print command's `program` cannot be run"""
    COMMAND_FAILED = "command-failed"
    """the print command ended with `status`, and said `text`"""
    COMMAND_KILLED = "command-killed"
    """the print command was ended by `signal`"""
    COMMAND_DEAF = "command-deaf"
    """the print command ended without having read the sheet"""


LAST = frozenset({Answer.PRINTED, Answer.FAILED, Answer.PRINTERS})
