"""A user before a record that people log in to, with passwords that cost next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pathway_app.ports import Record
from pathway_app.signing_in import Credentials
from tests.clocks import HandClock
from tests.guarded import CHIEF, PASSWORD, cheap_records, shown
from tests.ui.at_window import AtWindow, Key
from tests.ui.windows import focused, show_active
from ui.app import build
from ui.preferences import Preferences
from ui.shell import Shell
from ui.sign_in.cards import SignInCard
from ui.sign_in.page import CardPage


@contextmanager
def at_door(
    qtbot: QtBot,
    path: Path,
    clock: HandClock,
    preferences: Preferences | None = None,
    *,
    language: str = "en",
) -> Iterator[AtWindow]:
    """The window, shown, once it asks who is there."""
    records = cheap_records(clock)

    def enter(credentials: Credentials, recovery: str | None) -> Record:
        return records.open(str(path), credentials=credentials, recovery=recovery)

    shell, defects = build(
        lambda: records.open(str(path)), clock, enter=enter, preferences=preferences, language=language
    )
    try:
        show_active(qtbot, shell, 1366, 768)
        qtbot.waitUntil(lambda: isinstance(shell.centralWidget(), CardPage))
        yield AtWindow(qtbot, shell)
    finally:
        shell.leave()
        defects.restore()


def card(user: AtWindow) -> SignInCard:
    found = page(user).card
    assert isinstance(found, SignInCard)
    return found


def page(user: AtWindow) -> CardPage:
    found = user.shell.centralWidget()
    assert isinstance(found, CardPage)
    return found


def opened(user: AtWindow) -> Shell:
    user.qtbot.waitUntil(lambda: user.shell.furnished is not None)
    user.settle()
    return user.shell


def log_in(user: AtWindow, name: str, password: str = PASSWORD) -> None:
    """By keys, without waiting for what comes of it."""
    fill(user, card(user), name, password)


def fill(user: AtWindow, asked: SignInCard, name: str, password: str = PASSWORD) -> None:
    asked.name.clear()
    asked.name.setFocus()
    user.type(name)
    user.press(Key.Key_Tab)
    user.type(password)
    QTest.keyClick(focused(), Key.Key_Return)


def settled(user: AtWindow) -> None:
    user.qtbot.waitUntil(lambda: not user.bridge.is_busy())
    QApplication.processEvents()


def kinds(clock: HandClock, path: Path) -> list[str]:
    """The log's kinds of event, the last one first; the newest is this log-in of the chief's."""
    record = cheap_records(clock).open(str(path), credentials=shown(CHIEF.name), read_only=True)
    try:
        with record.queries() as queries:
            return [event.kind for event in queries.log(limit=20).rows]
    finally:
        record.close()
