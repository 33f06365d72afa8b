"""How `db` tells what it refuses, and what in the surroundings failed: the code, and the place it is about."""

from __future__ import annotations

from errno import EDQUOT, ENOSPC, EROFS
from pathlib import Path

from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused

UNREADABLE = (
    ValueError,
    RecursionError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
)
"""what is raised where the record holds what the program never writes: verifying has to get past anything"""


def refused(code: str, where: object, **params: object) -> Refused:
    """A refusal that names the file, or the address where it is that which cannot be read."""
    name = "url" if code == "database-url" else "path"
    return Refused(Refusal(code, params={name: str(where), **params}))


def fault_of_system(error: OSError, path: Path) -> EnvironmentFault:
    """What the operating system's error means for whoever writes `path`."""
    if error.errno in (ENOSPC, EDQUOT):
        return EnvironmentFault("disk-full", path=str(path))
    if isinstance(error, PermissionError) or error.errno == EROFS:
        return EnvironmentFault("read-only", path=str(path))
    return EnvironmentFault("input-output", path=str(path))
