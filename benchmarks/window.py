"""The window: its start, Today filled from a large record, scrolling, search, opening a course."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.large_record import NOW, StillClock, large_record
from benchmarks.paired import Row, paired

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView

    from pathway_app.ports import Queries
    from ui.shell import Shell

ROOT = Path(__file__).parents[1]
COURSES = 100_000
FRAMES = 60
_TEXTS = (
    *("JANSSENS-MAES, Fatima", "14-Mar-1974", "F", "2000000", "312-2"),
    *("dr. Janssens", "Follow-up", "11-Jun-2026", "02-Jan-2025"),
)
"""a row of the list of patients, a column each"""
QUERIES = ("jans", "de smet", "chloe", "2000", "o'neill", "maes g", "lukasz", "broeck h", "eva")

_BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, app.quit)
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""
_OURS = f"""
import os, sys
from datetime import datetime
from PySide6.QtCore import QTimer
from ui.app import application, build
class Clock:
    def now(self):
        return datetime.fromisoformat("{NOW.isoformat()}")
def connect():
    from db.engine import DatabaseRecords
    return DatabaseRecords(Clock()).open(sys.argv[1])
app = application()
shell, defects = build(connect, Clock(), user="admin", language="en")
"""
_FIRST_PAINT = f"""{_OURS}
shell.first_painted.disconnect()
shell.first_painted.connect(app.quit)
shell.show()
app.exec()
os._exit(0)
"""
_TODAY = f"""{_OURS}
def furnished():
    shell.furnished.current().counted.connect(lambda _counts: QTimer.singleShot(0, app.quit))
shell.ready.connect(furnished)
shell.show()
app.exec()
app.processEvents()
if len(sys.argv) > 2:
    with open("/proc/self/status") as status:
        print(next(line.split()[1] for line in status if line.startswith("VmRSS")))
os._exit(0)
"""


def measure() -> list[Row]:
    with large_record(COURSES) as path, TemporaryDirectory(prefix="zorgpad-bench-") as cache:
        return [*_starting(path, cache), *_working(path)]


def _starting(path: Path, cache: str) -> Iterator[Row]:
    def process(script: str, *arguments: str) -> str:
        # As on a user's machine: modules are compiled once, not at every start.
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        ran = subprocess.run(
            [sys.executable, "-c", script, str(path), *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return ran.stdout

    def bare() -> object:
        return process(_BARE)

    against = "bare QApplication and QMainWindow"
    first = "process start to first painted window"
    yield paired(first, lambda: process(_FIRST_PAINT), bare, budget=1.6, against=against)
    filled = "process start to Today filled, 100 000 courses"
    yield paired(filled, lambda: process(_TODAY), bare, budget=3.0, against=against)
    if sys.platform == "linux":
        resident = int(process(_TODAY, "resident")) / 1024
        yield Row("resident with Today filled", resident, None, "MB", 110)


def _working(path: Path) -> Iterator[Row]:
    from db.engine import DatabaseRecords
    from ui import pictures
    from ui.app import build

    pictures.without_display()
    clock = StillClock()
    shell, defects = build(lambda: DatabaseRecords(clock).open(str(path)), clock, user="admin", language="en")
    shell.show()
    _until(lambda: shell.furnished is not None)
    pictures.settle(shell)
    yield _scrolling(shell)
    yield _searching(shell)
    yield _opening(shell)
    shell.close()
    defects.restore()


def _scrolling(shell: Shell) -> Row:
    """The list of all patients, a screen at a time, with its pages coming in."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    from ui import pictures
    from ui.patients.view import PatientsView

    assert shell.furnished is not None
    shell.furnished.go("patients")
    pictures.settle(shell)
    screen = shell.furnished.current()
    assert isinstance(screen, PatientsView)
    ours = screen.table
    floor = QTableView()
    texts = [text for column, text in enumerate(_TEXTS) if not ours.isColumnHidden(column)]
    model = QStandardItemModel(COURSES, len(texts))
    for at in range(FRAMES * 20):
        for column, text in enumerate(texts):
            model.setItem(at, column, QStandardItem(text))
    floor.setModel(model)
    floor.verticalHeader().setDefaultSectionSize(44)
    floor.resize(ours.size())
    floor.show()
    row = paired(
        f"scrolling {FRAMES} screens of 100 000 patients",
        lambda: _scroll(ours, ours.viewport().height()),
        lambda: _scroll(floor, floor.viewport().height() // 44),
        budget=1.5,
        against="QStandardItemModel in C++",
        repeat=FRAMES,
    )
    floor.deleteLater()
    return row


def _scroll(view: QAbstractItemView, step: int) -> None:
    from PySide6.QtWidgets import QApplication

    bar = view.verticalScrollBar()
    bar.setValue(0)
    for _frame in range(FRAMES):
        bar.setValue(bar.value() + step)
        view.viewport().repaint()
        QApplication.processEvents()


def _searching(shell: Shell) -> Row:
    """From the keystroke that completes the text until its answer is painted, against a frame of scrolling."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from ui import pictures
    from ui.today.view import TodayView

    assert shell.furnished is not None
    shell.furnished.go("today")
    pictures.settle(shell)
    search = shell.furnished.top_bar.search
    screen = shell.furnished.current()
    assert isinstance(screen, TodayView)
    table = screen.table
    took: list[float] = []
    for text in QUERIES:
        search.setFocus()
        search.clear()
        QTest.keyClicks(search, text[:-1])
        pictures.settle(shell)
        time.sleep(0.06)
        QApplication.processEvents()
        before = search.hits_shown()
        begin = time.perf_counter()
        QTest.keyClicks(search, text[-1])
        _until(lambda before=before: bool(search.hits_shown()) and search.hits_shown() is not before)  # type: ignore[misc]
        _paint(shell)
        took.append(time.perf_counter() - begin)
        search.close_hits()
    begin = time.perf_counter()
    _scroll(table, table.viewport().height())
    frame = (time.perf_counter() - begin) / FRAMES
    return Row(
        "keystroke to painted hits, 100 000 patients",
        median(took) * 1000,
        frame * 1000,
        "ms",
        2.5,
        "a scroll frame",
    )


def _opening(shell: Shell) -> Row:
    """True courses: the copies have no entries to show."""
    from PySide6.QtCore import Qt, QTimer

    from ui import pictures
    from ui.course.view import CourseView

    assert shell.furnished is not None
    true: list[str] = []

    def ids(queries: Queries) -> list[str]:
        found = [queries.course_of(f"1{number:06}") for number in range(10)]
        return [record.course.id for record in found if record is not None]

    shell.bridge.ask(shell, ids, true.extend)
    pictures.settle(shell)
    took: list[float] = []
    for course_id in true:
        shell.furnished.go("today")
        pictures.settle(shell)
        painted: list[float] = []

        def paint(painted: list[float] = painted) -> None:
            _paint(shell)
            painted.append(time.perf_counter())

        begin = time.perf_counter()
        shell.furnished.open_course(course_id)
        course = shell.furnished.current()
        assert isinstance(course, CourseView)
        # The rows are laid out by posted events, which go before a timer; what follows the first painting does not.
        course.shown.connect(
            lambda _course, paint=paint: QTimer.singleShot(0, paint), Qt.ConnectionType.SingleShotConnection
        )
        _until(lambda painted=painted: bool(painted))  # type: ignore[misc]
        took.append(painted[0] - begin)
    return Row("opening a course to painted", median(took[1:]) * 1000, None, "ms", 100)


def _paint(shell: Shell) -> None:
    """Paint now what waits for it; nothing where it was painted."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    QCoreApplication.sendPostedEvents(shell, QEvent.Type.UpdateRequest.value)


def _until(done: Callable[[], bool]) -> None:
    """Sleeps while nothing happens, as the program does: turning round and round would keep the worker waiting."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    wakes = QTimer()
    wakes.start(5)
    until = time.monotonic() + 60
    while not done():
        if time.monotonic() > until:
            raise TimeoutError("the window did not answer")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    wakes.stop()
