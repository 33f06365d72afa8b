"""Pictures of the screens, drawn into memory: for the documentation, and for a day without a display."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from ui.app import application, build
from ui.shell import HEIGHT, WIDTH, Shell
from ui.theme import Scheme

if TYPE_CHECKING:
    from pathway_app.ports import Clock, Record
    from pathway_app.queries import CourseRecord

_FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
_PATIENCE = 60.0
"""seconds that a screen may take to fill on a slow machine"""
SCREENS = ("today", "patients", "course")


def draw(
    connect: Callable[[], Record],
    clock: Clock,
    folder: Path,
    *,
    language: str | None = None,
    screens: Sequence[str] = ("today", "course"),
    scheme: Scheme = Scheme.LIGHT,
    patient: str | None = None,
) -> tuple[Path, ...]:
    """Draw these screens of the record at 1366×768 into `folder` as `today.png` and so on; the files.

    Needs no display. The course is that of `patient` (a record number), else of the first on Today. Raises
    Refused or EnvironmentFault where the record cannot be opened.
    """
    without_display()
    application(scheme)
    shell, defects = build(connect, clock, language=language)
    failures: list[BaseException] = []
    shell.bridge.failed.connect(failures.append)
    try:
        shell.resize(WIDTH, HEIGHT)
        shell.show()
        wait_until(lambda: shell.furnished is not None or bool(failures))
        if failures:
            raise failures[0]
        return tuple(render(shell, name, folder / f"{name}.png", patient) for name in screens)
    finally:
        shell.close()
        shell.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        defects.restore()


def render(shell: Shell, name: str, path: Path, patient: str | None = None) -> Path:
    """Show a screen of an open window, one of `SCREENS`, wait until it is filled, and draw it into `path`."""
    furnished = shell.furnished
    assert furnished is not None
    settle(shell)
    if name == "course":
        course = _course_of(shell, patient)
        if course:
            furnished.open_course(course)
    else:
        furnished.go(name)
    settle(shell)
    shell.grab().save(str(path))
    return path


def _course_of(shell: Shell, patient: str | None) -> str:
    """That patient's newest course, or the one that is chosen on Today; empty where there is none."""
    assert shell.furnished is not None
    if patient is None:
        shell.furnished.go("today")
        settle(shell)
        chosen: str = getattr(shell.furnished.current(), "chosen", str)()
        return chosen
    found: list[str] = []

    def show(record: CourseRecord | None) -> None:
        if record is not None:
            found.append(record.course.id)

    shell.bridge.ask(shell, lambda queries: queries.course_of(patient), show)
    settle(shell)
    return found[0] if found else ""


def settle(shell: Shell) -> None:
    """Let the window's events pass until every answer has come and is shown."""
    for _round in range(3):
        wait_until(lambda: not shell.bridge.is_busy())
        for _event in range(5):
            QApplication.processEvents()
            time.sleep(0.01)


def without_display() -> None:
    """Have Qt draw into memory, on a screen of 1366×768 at 96 dots per inch; in force for a first application only."""
    if QApplication.instance() is not None:
        return
    screen = {"name": "ward", "x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    told = {"synchronousWindowSystemEvents": False, "windowFrameMargins": False, "screens": [screen]}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "screen.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file.as_posix()}"
        application(Scheme.LIGHT)
    if not QFontDatabase.families():
        for font in sorted(_FONTS.glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(font))


def wait_until(done: Callable[[], bool]) -> None:
    """Let the window's events pass until that is so. Raises TimeoutError where it never is."""
    until = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > until:
            raise TimeoutError("the screen did not fill")
        QApplication.processEvents()
        time.sleep(0.005)
