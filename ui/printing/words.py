"""What happened on the way to the printer, in one or two sentences for the person who pressed Print."""

from __future__ import annotations

from collections.abc import Mapping

from pathway_app.domain.errors import EnvironmentFault
from pathway_app.i18n import Words
from ui.printing.answers import Trouble


def _(message: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is shown."""
    return message


_LOOK = _("Look at the printer before you print again.")
_AGAIN = _("Nothing was printed. Try again, choose another printer, or save the sheet.")

_LIST_TOO_LONG = _("Looking for printers took too long and was stopped.")
_NO_LIST = _("The printers of this computer could not be listed.")
_SAVE = _("You can still save the sheet.")
NO_PRINTER = _("This computer has no printer. Save the sheet and print it elsewhere.")

_HAPPENED: Mapping[Trouble, str] = {
    Trouble.NOT_STARTED: _("Printing could not be started on this computer."),
    Trouble.DIED: _("The printer's driver broke off."),
    Trouble.SILENT: _("The printer gave no answer for {seconds} seconds; printing was stopped."),
    Trouble.GARBLED: _("The printer's driver gave no answer that can be understood; printing was stopped."),
    Trouble.NO_PRINTER: NO_PRINTER,
    Trouble.UNKNOWN_PRINTER: _("There is no printer {printer} any more."),
    Trouble.PRINTER: _("The printer does not start."),
    Trouble.REFUSED: _("The print service did not take the sheet: {text}."),
    Trouble.SHEET: _("The sheet did not reach the printer whole."),
    Trouble.COMMAND_UNREADABLE: _("The print command of this computer cannot be read: a quote is missing."),
    Trouble.COMMAND_MISSING: _("The print command cannot be run: {program}."),
    Trouble.COMMAND_FAILED: _("The print command failed ({status}): {text}"),
    Trouble.COMMAND_KILLED: _("The print command broke off (signal {signal})."),
    Trouble.COMMAND_DEAF: _("The print command ended without reading the whole sheet."),
}
_UNSURE = frozenset(
    {
        Trouble.DIED,
        Trouble.SILENT,
        Trouble.GARBLED,
        Trouble.COMMAND_FAILED,
        Trouble.COMMAND_KILLED,
        Trouble.COMMAND_DEAF,
    }
)
"""after these something may have come out"""


def printing_failed(words: Words, fault: EnvironmentFault) -> str:
    """What went wrong, and what to do now. Raises LookupError for a fault that is not the printer's."""
    trouble = fault.params.get("trouble")
    if not isinstance(trouble, Trouble):
        raise LookupError(f"no sentence for the fault {fault.code!r}")
    filled = {"text": "", "program": "", "printer": "", "status": "", "signal": "", "seconds": ""}
    happened = words.gettext(_HAPPENED[trouble]).format(**{**filled, **fault.params}).rstrip(":. ") + "."
    if trouble is Trouble.NO_PRINTER:
        return happened
    return f"{happened} {words.gettext(_LOOK if trouble in _UNSURE else _AGAIN)}"


def printers_not_listed(words: Words, fault: EnvironmentFault) -> str:
    """That the printers could not be listed."""
    too_long = fault.params.get("trouble") is Trouble.SILENT
    return f"{words.gettext(_LIST_TOO_LONG if too_long else _NO_LIST)} {words.gettext(_SAVE)}"
