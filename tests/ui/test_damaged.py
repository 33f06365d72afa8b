"""A damaged record: what is left of it can be read, and the newest backup; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.backups import back_up_to
from pathway_app.first_start import FirstStart
from pathway_app.services import Service
from tests.clocks import HandClock
from tests.recording import ADMIN
from tests.ui.windows import show_active
from ui.app import places
from ui.bridge import Bridge
from ui.opening import OpeningFailed
from ui.shell import Shell
from ui.widgets.plain import PlainLabel


@pytest.fixture
def damaged(ward_file: Path, clock: HandClock) -> Path:
    """The small ward, of which there is a backup, and whose end was then cut off."""
    record = DatabaseRecords(clock).open(str(ward_file))
    back_up_to(Service(record), record, ADMIN, ward_file.with_name("copy.db"), clock.now())
    record.close()
    content = ward_file.read_bytes()
    ward_file.write_bytes(content[: len(content) - 3 * 4096])
    return ward_file


@pytest.fixture
def shell(qtbot: QtBot, damaged: Path, clock: HandClock) -> Iterator[Shell]:
    records = DatabaseRecords(clock)
    first = FirstStart(records, clock, str(damaged))
    defects: list[BaseException] = []
    bridge = Bridge(
        lambda: records.open(first.address(), read_only=first.only_reads, damaged=first.takes_damage),
        clock, language="en", defect=defects.append,
    )  # fmt: skip
    shell = Shell(bridge, places)
    shell.first_painted.connect(lambda: shell.begin(first))
    with qtbot.waitSignal(bridge.failed):
        show_active(qtbot, shell, 1366, 768)
    yield shell
    shell.leave()
    assert not defects, defects


def failure(shell: Shell) -> OpeningFailed:
    shown = shell.centralWidget()
    assert isinstance(shown, OpeningFailed)
    return shown


def buttons(shell: Shell) -> dict[str, QAbstractButton]:
    return {each.text(): each for each in failure(shell).findChildren(QAbstractButton)}


def test_both_are_offered_and_the_backup_is_named(shell: Shell, damaged: Path) -> None:
    assert list(buttons(shell)) == [
        "Try again",
        "Quit",
        "Read what can still be read",
        "Read the newest backup, of 22-Nov-2026 09:41",
    ]
    told = [label.text() for label in failure(shell).findChildren(PlainLabel)]
    copy = damaged.with_name("copy.db")
    assert told[-1] == f"The newest backup is {copy}, of 22-Nov-2026 09:41; “restore” puts it back."


def test_the_backup_is_read_and_stays_as_it_is(qtbot: QtBot, shell: Shell, damaged: Path) -> None:
    before = damaged.with_name("copy.db").read_bytes()
    with qtbot.waitSignal(shell.ready):
        buttons(shell)["Read the newest backup, of 22-Nov-2026 09:41"].click()
    qtbot.waitUntil(lambda: not shell.bridge.is_busy())
    assert shell.bridge.reading_only == "read-only"
    counted: list[int] = []
    shell.bridge.ask(shell, lambda queries: queries.patient_count(), counted.append)
    qtbot.waitUntil(lambda: counted == [7])
    assert damaged.with_name("copy.db").read_bytes() == before


def test_what_is_left_is_read_and_stays_as_it_is(qtbot: QtBot, shell: Shell, damaged: Path) -> None:
    before = damaged.read_bytes()
    with qtbot.waitSignal(shell.ready):
        buttons(shell)["Read what can still be read"].click()
    qtbot.waitUntil(lambda: not shell.bridge.is_busy())
    assert shell.furnished is not None
    guarding = shell.furnished.guarding
    guarding.look()
    qtbot.waitUntil(lambda: not guarding.is_under_way())
    told = "The database is damaged: what can still be read is shown. Restore a backup."
    assert shell.furnished.warnings.text() == told
    assert damaged.read_bytes() == before
    assert {each.name for each in damaged.parent.iterdir()} == {"ward.db", "ward.db.backups", "copy.db"}
