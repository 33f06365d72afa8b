"""What this computer remembers of how each account wants the window (language and colours), and who logged in.

One small file in the user's configuration folder; nothing about a patient. Where it cannot be read or written,
the window goes on without it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote, unquote

from PySide6.QtCore import QSettings, QStandardPaths

from pathway_app.languages import LANGUAGES
from ui.theme_scheme import Scheme

FILE_NAME = "window.ini"
_NAMES = 4
"""so many of who logged in here are offered at the next log-in"""
_LAST = "last"
"""stands for whoever used the window last, as long as nobody is known"""


def usual_folder() -> Path:
    """The user's configuration folder of this program, by Qt alone: this is asked before the window is painted."""
    where = QStandardPaths.StandardLocation
    kind = where.GenericDataLocation if sys.platform == "darwin" else where.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(kind)) / "zorgpad"


class Preferences:
    """The file in `folder`; without a folder nothing is remembered. `account` is an account's name.

    Without an account the last choice of anybody on this computer is told: for what comes before the record is open.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def language(self, account: str = "") -> str | None:
        """The language chosen last; None: none was."""
        told = self._told("language", account)
        return told if told in LANGUAGES else None

    def remember_language(self, account: str, language: str) -> None:
        self._remember("language", account, language)

    def scheme(self, account: str = "") -> Scheme | None:
        """The colours chosen last; None: none were."""
        told = self._told("colours", account)
        return next((scheme for scheme in Scheme if scheme.value == told), None)

    def remember_scheme(self, account: str, scheme: Scheme) -> None:
        self._remember("colours", account, scheme.value)

    def names(self) -> tuple[str, ...]:
        """The accounts that logged in here last, the newest first."""
        told = self._told("accounts", "")
        return tuple(unquote(each) for each in told.split(" ") if each)

    def remember_name(self, account: str) -> None:
        """That account has logged in here."""
        names = [account, *(each for each in self.names() if each != account)][:_NAMES]
        self._remember("accounts", "", " ".join(quote(each, safe="") for each in names))

    def _told(self, what: str, account: str) -> str:
        if self._folder is None:
            return ""
        return str(self._settings(self._folder).value(_key(what, account)) or "")

    def _remember(self, what: str, account: str, value: str) -> None:
        if self._folder is None:
            return
        settings = self._settings(self._folder)
        settings.setValue(_key(what, account), value)
        settings.setValue(_key(what, ""), value)
        settings.sync()

    def _settings(self, folder: Path) -> QSettings:
        return QSettings(str(folder / FILE_NAME), QSettings.Format.IniFormat)


def _key(what: str, account: str) -> str:
    return f"{what}/of-{quote(account, safe='')}" if account else f"{what}/{_LAST}"
