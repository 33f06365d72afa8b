"""Several people at one window of a guarded record, and a disk that fills up under them."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pathway_app.accesses import Access
from pathway_app.commands import Command, EnrolPatient
from pathway_app.people import Actor, Identity, Role, Sex
from pathway_app.services.service import Service
from tests.clocks import HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, bare, cheap_records, shown
from tests.ui.at_door import at_door, fill, log_in, opened
from tests.ui.at_window import CTRL, AtWindow, Key
from ui.cover import Cover
from ui.preferences import Preferences

NURSE, PHYSICIAN, AUDITOR = (PEOPLE[role] for role in (Role.NURSE, Role.PHYSICIAN, Role.AUDITOR))
COORDINATOR = PEOPLE[Role.COORDINATOR]


@contextmanager
def at(qtbot: QtBot, clock: HandClock, path: Path, who: Actor, config: str = "config") -> Iterator[AtWindow]:
    """The window, with that one logged in."""
    with at_door(qtbot, path, clock, Preferences(path.parent / config)) as user:
        log_in(user, who.name)
        opened(user)
        yield user


def give(path: Path, clock: HandClock, command: Command, actor: Actor = CHIEF) -> tuple[str, ...]:
    """By other means than the window; the courses that it changed."""
    record = cheap_records(clock).open(str(path), credentials=shown(actor.name))
    try:
        return tuple(Service(record).execute(command, actor).courses)
    finally:
        record.close()


def enrol(path: Path, clock: HandClock, mrn: str = "4471029") -> str:
    """An invented patient's course."""
    identity = Identity(
        mrn, "de Smet", "Annelies", date(1974, 3, 14), Sex.FEMALE, national_number=None, bed="312-2",
        surgeon="dr. Claes",
    )  # fmt: skip
    command = EnrolPatient(identity=identity, pathway="intramedullary-tumour", at=clock.now())
    (course,) = give(path, clock, command, COORDINATOR)
    return course


def cover(user: AtWindow) -> Cover:
    assert user.shell.lock is not None
    found = user.shell.lock.cover
    assert found is not None, "the window is not locked"
    return found


def is_locked(user: AtWindow) -> bool:
    return user.shell.lock is not None and user.shell.lock.cover is not None


def unlock(user: AtWindow, password: str = PASSWORD) -> None:
    user.type(password)
    user.press(Key.Key_Return)
    _uncovered(user)


def has_keys(user: AtWindow) -> None:
    """A dialog may just have gone: the window has the keys again."""
    user.shell.activateWindow()
    user.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


def log_in_over(user: AtWindow, who: Actor) -> None:
    """Somebody else locks the window, or finds it locked, and logs in there."""
    if not is_locked(user):
        has_keys(user)
        user.press(Key.Key_L, CTRL)
    card = cover(user).card()
    assert card is not None
    if not card.name.isVisible():
        user.click(cover(user).other_button)
        card = cover(user).card()
        assert card is not None
    fill(user, card, who.name)
    _uncovered(user)
    assert user.bridge.actor.name == who.name


def _uncovered(user: AtWindow) -> None:
    user.qtbot.waitUntil(lambda: not is_locked(user), timeout=15_000)
    user.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@contextmanager
def full(path: Path) -> Iterator[None]:
    """A disk on which no file may have one byte more: the system itself refuses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def reads(path: Path) -> list[tuple[str, list[str]]]:
    """Who read which courses, in the order of the log."""
    rows = events(path, Access.COURSE_READ)
    return [(actor, json.loads(body)["courses"]) for actor, body in rows]


def events(path: Path, kind: str) -> list[tuple[str, str]]:
    """(account, body) of the log's events of that kind, the oldest first."""
    connection = bare(path)
    try:
        found = connection.execute(
            "SELECT actor, body FROM log_event WHERE kind = ? ORDER BY seq", (kind,)
        ).fetchall()
    finally:
        connection.close()
    return [(actor, body) for actor, body in found]
