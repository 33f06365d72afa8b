"""A real ward screen for Qt without a display: 1366×768 at 96 dots per inch."""

from __future__ import annotations

import atexit
import json
import os
import tempfile
from pathlib import Path

WIDTH, HEIGHT = 1366, 768


def use_offscreen(width: int = WIDTH, height: int = HEIGHT) -> None:
    """Make Qt draw into memory on a screen of this size; call before the QApplication is made.

    Without a configuration file the offscreen platform has a screen of 800×800.
    """
    screen = {"name": "ward", "x": 0, "y": 0, "width": width, "height": height}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    handle, path = tempfile.mkstemp(prefix="offscreen-", suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(
            {"synchronousWindowSystemEvents": False, "windowFrameMargins": False, "screens": [screen]}, file
        )
    atexit.register(Path(path).unlink, missing_ok=True)
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(path).as_posix()}"
