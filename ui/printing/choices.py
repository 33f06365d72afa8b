"""What this computer remembers about printing: the printer chosen last for each kind of sheet, the print command.

Two small files in the user's configuration folder; nothing about a patient. Where they cannot be read or written,
printing goes on without them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSettings

from pathway_app.ordinary_files import open_ordinary
from pathway_app.sheets import Pack, Sheet
from ui.printing.command import VARIABLE

FILE_NAME = "printing.ini"
COMMAND_FILE_NAME = "print-command"
"""a text file of its own: an ini file would take quotes and commas out of the command"""
_LONGEST = 500
_LONGEST_FILE = 100_000
"""bytes"""


def usual_folder() -> Path:
    """The user's configuration folder of this program."""
    from platformdirs import user_config_path

    return Path(user_config_path("zorgpad", appauthor=False))


class Choices:
    """The files in `folder`, which is made at the first thing remembered."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._environment = os.environ if environment is None else environment

    def printer(self, kind: Sheet | Pack) -> str:
        """The printer chosen last for this kind; empty: none was."""
        return self._text(f"printers/{kind.value}")

    def remember_printer(self, kind: Sheet | Pack, printer: str) -> None:
        """Keep the choice; where that cannot be written, it is forgotten. No name (the print command) is no choice."""
        if not printer:
            return
        settings = self._settings()
        settings.setValue(f"printers/{kind.value}", printer)
        settings.sync()

    def print_command(self) -> str:
        """The command that prints in place of a printer: of the environment, else of the file; empty: none."""
        return self._environment.get(VARIABLE, "").strip() or self._written_command()

    def _written_command(self) -> str:
        """The first line of the file that is neither empty nor a remark (`#`)."""
        try:
            with open_ordinary(self._folder / COMMAND_FILE_NAME) as file:
                lines = file.read(_LONGEST_FILE).decode("utf-8").splitlines()
        except (OSError, ValueError):
            return ""
        told = (line.strip() for line in lines)
        return next((line for line in told if line and not line.startswith("#")), "")

    def _text(self, key: str) -> str:
        value = self._settings().value(key, "")
        if isinstance(value, list):  # somebody wrote a comma without quotes
            value = ", ".join(str(part) for part in value)
        return str(value or "")[:_LONGEST].strip()

    def _settings(self) -> QSettings:
        return QSettings(str(self._folder / FILE_NAME), QSettings.Format.IniFormat)
