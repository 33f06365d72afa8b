"""Language and colours of the window: changed while it runs, and remembered for who works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.bridge import Bridge
from ui.preferences import Preferences
from ui.theme_scheme import Scheme

if TYPE_CHECKING:
    from pathway_app.i18n import Words


class Looks(QObject):
    """Changes them for whoever works now. Everything on the screen follows at once."""

    def __init__(self, bridge: Bridge, preferences: Preferences, window: QObject) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._preferences = preferences
        self._waiting = ""
        bridge.actor_changed.connect(self._follow)
        bridge.busy_changed.connect(self._speak_now)

    def begin(self) -> None:
        """The record has been opened: show the colours of who works."""
        self._show(self._preferences.scheme(self._bridge.actor.name))

    def before(self, language: str) -> None:
        """Somebody chose a language before the record is open."""
        self._preferences.remember_language("", language)

    def language(self) -> str:
        """The language in force."""
        return self._bridge.words.language

    def scheme(self) -> Scheme:
        """The colours chosen."""
        return theme.scheme()

    def speak(self, language: str) -> None:
        """Go on in that language, once what is being saved or read is there; remember it for the present account."""
        self._preferences.remember_language(self._bridge.actor.name, language)
        self._waiting = language
        self._speak_now()

    def show_in(self, scheme: Scheme) -> None:
        """Show everything in those colours, and remember them for the present account."""
        self._preferences.remember_scheme(self._bridge.actor.name, scheme)
        self._show(scheme)

    def _show(self, scheme: Scheme | None) -> None:
        app = QApplication.instance()
        if scheme is not None and scheme is not theme.scheme() and isinstance(app, QApplication):
            theme.apply(app, scheme)

    def _speak_now(self) -> None:
        if self._waiting and not self._bridge.is_busy():
            language, self._waiting = self._waiting, ""
            self._bridge.speak(language)

    def _follow(self) -> None:
        """Somebody else works now, who may have chosen otherwise."""
        self._show(self._preferences.scheme(self._bridge.actor.name))
        language = self._preferences.language(self._bridge.actor.name)
        if language is not None and language != self.language():
            self._waiting = language
            self._speak_now()


def scheme_titles(words: Words) -> dict[Scheme, str]:
    """What each scheme is called."""
    _ = words.gettext
    return {
        Scheme.SYSTEM: _("As the desktop"),
        Scheme.LIGHT: _("Light"),
        Scheme.DARK: _("Dark"),
        Scheme.CONTRAST: _("High contrast, black on white"),
        Scheme.CONTRAST_DARK: _("High contrast, white on black"),
    }
