"""Whether only the window is asked for, and on which database: known before anything else is imported.

The window is to paint at once, so this module needs the standard library only, and little of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathway_app.languages import LANGUAGES

DATABASE_VARIABLE = "ZORGPAD_DATABASE"
REMEMBERED_FILE = "database"
"""in the data folder: the address of the ward's server, without a password"""
_OPTIONS = {"--database": "database", "--user": "user", "--lang": "language"}


@dataclass(slots=True)
class WindowRequest:
    """`database` is an address, None for the usual place; None for user and language: not chosen."""

    database: str | None = None
    user: str | None = None
    language: str | None = None


def window_request(
    arguments: Sequence[str], environment: Mapping[str, str], platform: str
) -> WindowRequest | None:
    """What the window is to be opened with; None where there is a command, wrong usage or no display."""
    if not has_display(platform, environment):
        return None
    request = WindowRequest(environment.get(DATABASE_VARIABLE) or None)
    words = iter(arguments)
    for word in words:
        option, equals, value = word.partition("=")
        if option not in _OPTIONS:
            return None
        given = value if equals else next(words, "")
        if not given or given.startswith("-"):
            return None
        setattr(request, _OPTIONS[option], given)
    return request if request.language in (None, *LANGUAGES) else None


def has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether a window can be opened: only Linux and its kin can lack a display."""
    if platform in ("win32", "darwin"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def data_folder() -> Path:
    """The user's data folder, where databases are unless the user says otherwise."""
    from platformdirs import user_data_path

    return Path(user_data_path("zorgpad", appauthor=False))


def usual_database() -> str:
    """The ward's server, if one was chosen at the first start; else a file in the user's data folder."""
    return _remembered_database() or str(data_folder() / "zorgpad.db")


def demonstration_database() -> str:
    return str(data_folder() / "zorgpad-demo.db")


def remember_database(address: str) -> None:
    """Have `usual_database` tell `address` from now on. Raises EnvironmentFault where that cannot be written."""
    from pathway_app.domain.errors import EnvironmentFault

    file = data_folder() / REMEMBERED_FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{address}\n", encoding="utf-8")
    except OSError:
        raise EnvironmentFault("read-only", path=str(file)) from None


def _remembered_database() -> str:
    try:
        return (data_folder() / REMEMBERED_FILE).read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""
