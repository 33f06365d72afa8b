"""What the command line needs from the rest of the program; `main.py` brings it together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pathway_app.cli.console import ask_at_terminal
from pathway_app.ports import Clock, Records


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """`open_window` gets the database's address, the user and the language (None: not chosen), and returns the
    exit code. `draw_pictures` draws the main screens of a demonstration into a folder, without a display, and
    returns the files. `ask_secret` shows a prompt and returns what is typed unseen, None where nobody can."""

    records: Records
    clock: Clock
    environment: Mapping[str, str]
    open_window: Callable[[str, str | None, str | None], int]
    draw_pictures: Callable[[str, Path, str | None], tuple[Path, ...]]
    ask_secret: Callable[[str], str | None] = ask_at_terminal
