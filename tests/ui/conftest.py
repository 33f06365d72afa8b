"""Rules for every test with a window: no Qt warning, no log line, no traceback, nothing left open."""

from __future__ import annotations

import gc
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from db.engine import DatabaseRecords
from pathway_app.founding import shipped_definitions
from pathway_app.people import Role
from tests.clocks import HandClock
from tests.guarded import found_guarded
from tests.ui.offscreen import use_offscreen
from tests.ui.small_ward import SmallWard, fill
from tests.ui.tour import make_ward
from ui import theme
from ui.collecting import collect_due
from ui.theme import Scheme

use_offscreen()

NOT_A_FAULT = "This plugin does not support "
"""What the offscreen platform says of least sizes, raising, and grabbing the keyboard."""
_HERE = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "expects_log: this test makes the program log, and looks at what it logs"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents and item.get_closest_marker("qt_log_level_fail") is None:
            item.add_marker(pytest.mark.qt_log_level_fail("DEBUG"))
            item.add_marker(pytest.mark.qt_log_ignore(NOT_A_FAULT, extend=True))


@pytest.fixture(autouse=True, scope="module")
def _garbage_is_not_looked_for_in_what_stays() -> None:
    """What was imported and made since the tests began stays; going through it after each test takes long."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_is_collected_on_this_thread() -> Iterator[None]:
    """As in the program (`ui/collecting.py`): a worker's thread may delete nothing of Qt's."""
    gc.disable()
    yield
    collect_due()


@pytest.fixture(autouse=True)
def _looks_as_shipped(qapp: QApplication) -> Iterator[None]:
    if theme.colours() is not theme.LIGHT or not qapp.styleSheet():
        theme.apply(qapp, Scheme.LIGHT)
    yield
    if theme.colours() is not theme.LIGHT:
        theme.apply(qapp, Scheme.LIGHT)


@pytest.fixture(autouse=True)
def _remembers_nothing_of_this_computer(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
    monkeypatch.delenv("ZORGPAD_PRINT_COMMAND", raising=False)


@pytest.fixture(autouse=True)
def _nothing_left_open(qapp: QApplication, _looks_as_shipped: None) -> Iterator[None]:
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [widget for widget in qapp.topLevelWidgets() if widget.isWindow()]
    assert not left, f"left open: {left}"


@pytest.fixture(autouse=True)
def _no_unexpected_log_line(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    yield
    if request.node.get_closest_marker("expects_log") is None:
        lines = [r for when in ("setup", "call") for r in caplog.get_records(when)]
        assert not [line.getMessage() for line in lines if line.levelno >= logging.WARNING]


@pytest.fixture(scope="session")
def _small_ward(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ward") / "record.db"
    shutil.copyfile(sqlite_template, path)
    clock = HandClock()
    record = DatabaseRecords(clock).open(str(path))
    ward = SmallWard(record, clock)
    ward.open_for_work()
    fill(ward)
    record.close()
    return path


@pytest.fixture
def ward_file(_small_ward: Path, tmp_path: Path) -> Path:
    """A database of one's own with the small ward in it."""
    path = tmp_path / "ward.db"
    shutil.copyfile(_small_ward, path)
    return path


@pytest.fixture(scope="session")
def _guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("guarded") / "record.db"
    found_guarded(path, HandClock(), *Role, definitions=shipped_definitions())
    return path


@pytest.fixture
def guarded_file(_guarded: Path, tmp_path: Path) -> Path:
    """A record of one's own that people log in to (see `tests.guarded`), one of each role and the chief; no patient."""
    for name in ("record.db", "record.db.keys"):
        shutil.copyfile(_guarded.with_name(name), tmp_path / name)
    return tmp_path / "record.db"


@pytest.fixture(scope="session")
def _tour_ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tour") / "record.db"
    make_ward(path, HandClock())
    return path


@pytest.fixture
def tour_file(_tour_ward: Path, tmp_path: Path) -> Path:
    """A database of one's own with the demonstration ward in it."""
    path = tmp_path / "tour.db"
    shutil.copyfile(_tour_ward, path)
    return path
