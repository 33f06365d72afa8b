"""Defects: nothing is lost, nothing about a patient is logged, one callback on the window's thread."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer, qWarning
from pytestqt.qtbot import QtBot

from ui import errors
from ui.errors import Defect, Defects, defect_of

SECRET = "DE SMET, Annelies 4471029"


class Told:
    def __init__(self) -> None:
        self.defects: list[Defect] = []
        self.threads: list[int] = []
        self.hooks: Defects

    def hear(self, defect: Defect) -> None:
        self.defects.append(defect)
        self.threads.append(threading.get_ident())


@pytest.fixture
def told(qtbot: QtBot) -> Iterator[Told]:
    made = Told()
    made.hooks = errors.install(made.hear)
    yield made
    made.hooks.restore()


def fail() -> None:
    try:
        int(SECRET)
    except ValueError as cause:
        raise RuntimeError(f"cannot show {SECRET}") from cause


def test_a_defect_names_the_place_and_never_the_text() -> None:
    with pytest.raises(RuntimeError) as caught:
        fail()
    defect = defect_of(caught.value)
    assert defect.kind == "RuntimeError from ValueError"
    assert defect.places[-1].startswith("ui/test_errors.py:")
    assert defect.places[-1].endswith(" fail")
    assert "SMET" not in defect.text()


@pytest.mark.expects_log
def test_an_exception_in_a_slot_is_told_and_logged(
    qtbot: QtBot, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: bool(told.defects))
    assert told.defects[0].kind == "RuntimeError from ValueError"
    assert "SMET" not in caplog.text
    assert "test_errors.py" in caplog.text


@pytest.mark.expects_log
def test_an_exception_on_another_thread_is_told_on_the_window_s(qtbot: QtBot, told: Told) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told.defects))
    assert told.threads == [threading.get_ident()]


@pytest.mark.expects_log
def test_what_qt_complains_about_is_told_without_what_it_quotes(
    qtbot: QtBot, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    qWarning(f'cannot open "{SECRET}" at /home/{SECRET.replace(" ", "-")}.pdf')
    qtbot.waitUntil(lambda: bool(told.defects))
    assert told.defects[0].kind == "Qt warning"
    assert "cannot open" in told.defects[0].text()
    assert "SMET" not in caplog.text


@pytest.mark.expects_log
def test_a_defect_while_telling_is_logged_and_not_told_again(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Defect] = []
    hooks: Defects

    def hear(defect: Defect) -> None:
        told.append(defect)
        hooks.report(KeyError(SECRET))
        qtbot.wait(20)

    hooks = errors.install(hear)
    try:
        hooks.report(ValueError(SECRET))
        qtbot.waitUntil(lambda: len(caplog.records) == 2)
        qtbot.wait(40)
    finally:
        hooks.restore()
    assert [defect.kind for defect in told] == ["ValueError"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2


def test_interrupting_from_the_keyboard_is_no_defect(told: Told, qtbot: QtBot) -> None:
    calls: list[type[BaseException]] = []
    told.hooks.restore()
    first = sys.excepthook
    sys.excepthook = lambda kind, _error, _trace: calls.append(kind)
    hooks = errors.install(told.hear)
    try:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    finally:
        hooks.restore()
        sys.excepthook = first
    assert calls == [KeyboardInterrupt]
    assert not told.defects


def test_restoring_puts_every_hook_back(qtbot: QtBot) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    hooks = errors.install(lambda _defect: None)
    assert sys.excepthook is not before[0]
    hooks.restore()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


@pytest.mark.expects_log
def test_a_defect_after_the_window_is_gone_is_still_logged(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    hooks = errors.install(lambda _defect: None)
    relay = hooks._relay
    assert isinstance(relay, QObject)
    shiboken6.delete(relay)
    hooks.report(ValueError(SECRET))
    hooks.restore()
    assert "ValueError" in caplog.text
