"""`python main.py …` in a process of its own: exit codes, streams, signals, surroundings that do not help."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.cli.zorgpad import PATIENCE, ROOT, command, environment, zorgpad
from tests.guarded import PASSWORD

ANNELIES = "4471029"


def test_a_day_with_every_command(tmp_path: Path) -> None:
    """For real, from the first command on, in the user's data folder."""
    made = zorgpad("init", "--admin", "chief", folder=tmp_path)
    assert (made.code, made.error) == (0, "")
    assert str(tmp_path / "data" / "zorgpad" / "zorgpad.db") in made.out
    who = {"LOGNAME": "chief"}
    added = zorgpad("users", "add", "an", "--role", "coordinator", folder=tmp_path, **who)
    given = added.out.partition(": ")[2].splitlines()[0]
    first = {"LOGNAME": "an", "ZORGPAD_PASSWORD": given, "ZORGPAD_NEW_PASSWORD": PASSWORD}
    assert zorgpad("users", "password", folder=tmp_path, **first).code == 0
    pathway = ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml"
    assert zorgpad("check-pathway", str(pathway), folder=tmp_path).code == 0
    (tmp_path / "course.yaml").write_text(COURSE, encoding="utf-8")
    assert zorgpad("import", "course.yaml", folder=tmp_path, LOGNAME="an").code == 0
    status = zorgpad("status", "--patient", "9000001", "--json", folder=tmp_path, **who)
    assert json.loads(status.out)["phase"] == "diagnosis"
    assert "VOORBEELD, Demo" in zorgpad("worklist", folder=tmp_path, **who).out
    sheet = zorgpad("handover", "--patient", "9000001", "-o", "sheet.pdf", folder=tmp_path, **who)
    assert sheet.code == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    assert zorgpad("verify", folder=tmp_path, **who).code == 0
    variables = who | {"ZORGPAD_DATABASE": str(tmp_path / "data" / "zorgpad" / "zorgpad.db")}
    exported = zorgpad("export", "--patient", "9000001", "--format", "yaml", folder=tmp_path, **variables)
    assert exported.out == COURSE


COURSE = """\
format: zorgpad-course/1
patient:
  mrn: "9000001"
  family_name: Voorbeeld
  given_name: Demo
  birth_date: 1974-03-14
  sex: female
  national_number: null
  bed: "312-2"
  surgeon: demo.surgeon
pathway:
  id: intramedullary-tumour
  version: "1"
enrolled:
  at: 2024-10-20T09:00:00+02:00
  by: demo.coordinator
entries:
  - id: 0b0f0000-0000-4000-8000-000000000001
    action: complete
    checkpoint: mri-contrast
    round: 1
    occurred_at: 2024-10-21T10:30:00+02:00
    recorded_at: 2024-10-21T11:02:10+02:00
    by: demo.coordinator
    values:
      region: [cervical]
      levels: C4–C6
      suspected_type: ependymoma
    variance:
      class: organisation
      reason: "scanner stuk, <R&D>"
      open: false
ended: null
"""


def test_the_demonstration_without_a_display(tmp_path: Path) -> None:
    # What the environment names is the real ward; the demonstration has a place of its own.
    answer = zorgpad("demo", folder=tmp_path, ZORGPAD_DATABASE=str(tmp_path / "real.db"))
    assert (answer.code, answer.error) == (0, "")
    assert "There is no display" in answer.out
    assert "python main.py init" in answer.out
    written = {path.name for path in (tmp_path / "demo-output").iterdir()}
    assert written >= {"handover-morning.pdf", "handover-evening.pdf", "today.png", "course.png"}
    assert "audit-report.pdf" in written
    assert all(f"demo-output/{name}" in answer.out.replace(os.sep, "/") for name in written)
    assert (tmp_path / "data" / "zorgpad" / "zorgpad-demo.db").exists()
    assert not (tmp_path / "real.db").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("status",),
        ("status", "--all", "--patient", "1"),
        ("status", "--patient"),
        ("export",),
        ("export", "--patient", "1", "--format", "xml"),
        ("export", "--patient", "1", "--course", "0"),
        ("import",),
        ("handover", "-o", "x.pdf"),
        ("handover", "--ward"),
        ("users",),
        ("users", "add", "an", "--role", "king"),
        ("check-pathway",),
        ("--lang", "xx", "verify"),
        ("worklist", "--as", "2026-01-01"),
        ("summary",),
        ("backup", "x", "y"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answer = zorgpad(*arguments, folder=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert "usage: main.py" in answer.error
    assert not (tmp_path / "data").exists()


def test_wrong_usage_in_dutch(tmp_path: Path) -> None:
    answer = zorgpad("export", "--lang", "nl", folder=tmp_path)
    assert answer.code == 2
    assert answer.reasons[-1] == "main.py export: fout: deze argumenten zijn nodig: --patient"


def test_help_names_the_commands(tmp_path: Path) -> None:
    answer = zorgpad("--help", folder=tmp_path)
    assert (answer.code, answer.error) == (0, "")
    commands = ("demo", "init", "check-pathway", "import", "export", "status", "worklist")
    for name in (*commands, "handover", "verify", "users"):
        assert f"\n    {name}" in answer.out


def test_output_is_utf_8_whatever_the_locale(ward: Path) -> None:
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    answer = zorgpad(
        "--database", "ward.db", "export", "--patient", "4474118", folder=ward, LC_ALL="C", **plain
    )
    assert json.loads(answer.out)["patient"]["given_name"] == "Łukasz"


def test_without_a_reason_that_python_shows(tmp_path: Path) -> None:
    """A name that is no text in UTF-8 can be typed on Linux."""
    done = subprocess.run(
        [*map(os.fsencode, command("import")), b"caf\xe9.json"],
        cwd=tmp_path,
        env=environment(HOME=str(tmp_path), ZORGPAD_DATABASE=str(tmp_path / "no.db")),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert (
        done.stderr.decode("utf-8")
        == f"There is no database at {tmp_path / 'no.db'}; make one with “init”.\n"
    )


def start(
    ward: Path, *arguments: str, stdout: int | IO[bytes], database: str = "ward.db"
) -> subprocess.Popen[bytes]:
    # Warnings stay as they are: an interrupted open() leaves a file that Python then tells of.
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "--database", database, *arguments],
        cwd=ward,
        env=environment(HOME=str(ward)),
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def test_a_reader_that_goes_away(ward: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with start(ward, "status", "--all", "--json", stdout=writing) as process:
        os.close(writing)
        _, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, error) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("patient", [("status", "--all"), ("export", "--patient", ANNELIES), ("verify",)])
def test_output_onto_a_full_disk(ward: Path, patient: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full, start(ward, *patient, stdout=full) as process:
        _, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, error) == (1, b"The output could not be written.\n")


@pytest.mark.skipif(os.name == "nt", reason="a closed stream is given to a process otherwise there")
def test_closed_output(ward: Path) -> None:
    told = " ".join(f'"{part}"' for part in command("--database", "ward.db", "verify"))
    for closed in (">&-", "2>&-", ">&- 2>&- <&-"):
        done = subprocess.run(
            ["sh", "-c", f"exec {told} {closed}"],
            cwd=ward,
            env=environment(HOME=str(ward)),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b""), closed


@pytest.mark.skipif(os.name == "nt", reason="a process is interrupted otherwise there")
def test_interrupted(ward: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"postgresql://zorgpad@127.0.0.1:{server.getsockname()[1]}/zorgpad"
        # A shell lets what it starts in the background ignore the signal; the program would inherit that.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            started = start(ward, "worklist", stdout=subprocess.PIPE, database=address)
        finally:
            signal.signal(signal.SIGINT, before)
        with started as process:
            connection, _ = server.accept()  # from now on the program waits for an answer
            with connection:
                connection.recv(8)
                process.send_signal(signal.SIGINT)
                out, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, error) == (1, b"", b"Interrupted.\n")
