"""A database that whoever runs the program may only read, also where that is root."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from tests.cli.zorgpad import InProcess


@contextmanager
def only_readable(ward: InProcess) -> Iterator[None]:
    """The database moves into a folder of its own."""
    outside = ward.database.parent
    folder = outside / "readable"
    folder.mkdir()
    ward.database = ward.database.rename(folder / ward.database.name)
    ward.database.chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    parents = [each for each in folder.parents if root and not each.stat().st_mode & 0o001]
    modes = {each: stat.S_IMODE(each.stat().st_mode) for each in parents}
    try:
        for each in parents:
            each.chmod(modes[each] | 0o011)
        if root:
            os.seteuid(65534)  # root may write everywhere
        yield
    finally:
        if root:
            os.seteuid(0)
        for each in parents:
            each.chmod(modes[each])
        folder.chmod(0o755)
        ward.database.chmod(0o644)
