"""The printing process as it is started: what it prints and lists, what it leaves behind, what others can see of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from tests.ui import fake_printers as fake
from tests.ui.fake_printers import PATIENT, SOON, Heard, none_left, page_count, printed, sheet
from ui.printing import process as printing_process
from ui.printing.answers import COMMAND, Trouble
from ui.printing.job import PrintJob, PrintOrder
from ui.printing.printers import Printer, Printers
from ui.printing.process import own_program
from ui.printing.spool import private_spool, sweep

ROOT = Path(__file__).parents[2]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and temporary folders")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """Two empty folders, where temporary files and files in memory go."""
    folders = tmp_path / "temporary", tmp_path / "run"
    for folder, name in zip(folders, ("TMPDIR", "XDG_RUNTIME_DIR"), strict=True):
        folder.mkdir()
        monkeypatch.setenv(name, str(folder))
    yield folders
    assert [list(folder.rglob("*")) for folder in folders] == [[], []]


def child(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*own_program(), COMMAND, *arguments], input=given, capture_output=True, check=False, timeout=60
    )


def answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("pages", "copies", "expected"), [(None, 1, 5), ((2, 4), 1, 3), ((4, 9), 2, 4), (None, 3, 15)]
)
def test_qt_prints_as_many_pages_as_asked_for(
    qtbot: QtBot, tmp_path: Path, pages: tuple[int, int] | None, copies: int, expected: int
) -> None:
    out = tmp_path / "printed é.pdf"
    order = PrintOrder("Zorgpad test", copies=copies, pages=pages, output=str(out))
    assert printed(qtbot, sheet(5), order).told == [("printed", expected)]
    assert page_count(out) == expected


def test_every_page_is_told_of(qtbot: QtBot, tmp_path: Path) -> None:
    job = PrintJob(limits=PATIENT)
    heard, sent = Heard(job), list[tuple[int, int]]()
    job.page_sent.connect(lambda page, of: sent.append((page, of)))
    job.start(sheet(3), PrintOrder("Zorgpad test", output=str(tmp_path / "out.pdf")))
    qtbot.waitUntil(lambda: heard.end() is not None, timeout=30_000)
    assert sent == [(1, 3), (2, 3), (3, 3)]
    none_left(qtbot)


@pytest.mark.parametrize("lying", [False, True])
def test_a_page_keeps_its_size_and_lies_as_it_did(qtbot: QtBot, tmp_path: Path, lying: bool) -> None:
    out = tmp_path / "out.pdf"
    printed(qtbot, sheet(1, lying=lying), PrintOrder("Zorgpad test", output=str(out)))
    (page,) = PdfReader(out).pages
    size = float(page.mediabox.width), float(page.mediabox.height)
    assert size == pytest.approx((842, 595) if lying else (595, 842), abs=2)
    assert len(page.images) == 1


def test_a_sheet_that_does_not_arrive_whole_is_not_printed(tmp_path: Path) -> None:
    """As when the window is killed while it hands the sheet over."""
    pdf, kept = sheet(3), tmp_path / "kept.pdf"
    done = child(f"--bytes={len(pdf)}", f"--command={fake.keeps(kept)}", given=pdf[:-100])
    assert done.returncode == 1
    assert answers(done) == [{"say": "failed", "trouble": "sheet"}]
    assert not kept.exists()


@pytest.mark.parametrize("given", [b"", b"no PDF at all", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_sheet_is_said_to_be_none(tmp_path: Path, given: bytes) -> None:
    for where in (f"--output={tmp_path / 'out.pdf'}", f"--command={fake.command(fake.WELL)}"):
        done = child(where, given=given)
        assert done.returncode == 1
        assert answers(done)[-1] == {"say": "failed", "trouble": "sheet"}
        assert done.stderr == b""


def test_a_printer_that_is_not_there_is_named() -> None:
    done = child("--printer=Zorgpad no such printer", given=sheet(1))
    assert done.returncode == 1
    expected = {"say": "failed", "trouble": "unknown-printer", "printer": "Zorgpad no such printer"}
    assert answers(done)[-1] == expected


def test_a_file_that_cannot_be_written_is_a_printer_that_does_not_start(tmp_path: Path) -> None:
    done = child(f"--output={tmp_path / 'nowhere' / 'out.pdf'}", given=sheet(1))
    assert (done.returncode, answers(done)[-1]) == (1, {"say": "failed", "trouble": "printer"})


def test_the_printers_are_listed_as_json() -> None:
    done = child("--list")
    assert done.returncode == 0
    (answer,) = answers(done)
    listed = answer["printers"]
    assert isinstance(listed, list)
    assert all(set(each) == {"name", "description", "is_default"} for each in listed)


def test_it_needs_qt_and_pdfium_and_little_else(tmp_path: Path) -> None:
    """Neither the record nor the window's own parts are loaded: what prints has nothing of a patient but the sheet."""
    code = (
        "import sys; from main import main; code = main(sys.argv[1:]);"
        "print(sorted(m for m in sys.modules if m.startswith(('ui.', 'db', 'pathway_app', 'sql', 'reportlab'))),"
        " file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, COMMAND, f"--output={tmp_path / 'out.pdf'}"],
        input=sheet(1),
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    allowed = {
        "pathway_app",
        "pathway_app.domain",
        "pathway_app.domain.errors",
        "ui.printing",
        "ui.printing.answers",
        "ui.printing.child",
        "ui.printing.painting",
        "ui.printing.spool",
        "ui.sheets",
        "ui.sheets.pages",
    }
    loaded = done.stderr.decode().strip()
    assert set(eval(loaded)) <= allowed, loaded


def test_packed_in_one_file_the_program_itself_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_program() == [sys.executable, str(ROOT / "main.py")]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_program() == [sys.executable]


@posix_only
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads the process list of Linux")
def test_the_process_list_shows_no_patient(qtbot: QtBot) -> None:
    job = PrintJob(limits=PATIENT)
    heard = Heard(job)
    order = PrintOrder("Zorgpad handover 7F3A-91C2", command=fake.command(fake.HANGS))
    job.start(sheet(1), order)
    (running,) = printing_process.running()
    qtbot.waitUntil(lambda: bool(_arguments(running)))
    shown = _arguments(running)
    own = [*own_program(), COMMAND]
    assert shown[: len(own)] == own
    assert [each.partition("=")[0] for each in shown[len(own) :]] == [
        "--limit",
        "--bytes",
        "--name",
        "--copies",
        "--command",
    ]
    assert "--name=Zorgpad handover 7F3A-91C2" in shown
    job.cancel()
    qtbot.waitUntil(lambda: heard.end() is not None)
    none_left(qtbot)


def _arguments(running: printing_process.PrintProcess) -> list[str]:
    pid = running.process_id()
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1] if pid else []


def test_nothing_is_left_after_printing_and_after_stopping(
    qtbot: QtBot, tmp_path: Path, temporary: tuple[Path, Path]
) -> None:
    order = PrintOrder("Zorgpad test", output=str(tmp_path / "out.pdf"))
    assert printed(qtbot, sheet(2), order).told == [("printed", 2)]
    job = PrintJob(limits=PATIENT)
    heard = Heard(job)
    job.page_sent.connect(lambda _page, _of: job.cancel())
    job.start(sheet(60), PrintOrder("Zorgpad test", output=str(tmp_path / "other.pdf")))
    qtbot.waitUntil(lambda: heard.end() is not None, timeout=30_000)
    assert heard.told == [("stopped", None)]
    none_left(qtbot)


@posix_only
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
def test_nothing_is_left_when_the_printing_process_is_killed(
    qtbot: QtBot, tmp_path: Path, temporary: tuple[Path, Path], how: signal.Signals
) -> None:
    job = PrintJob(limits=PATIENT)
    heard = Heard(job)

    def kill(_page: int, _of: int) -> None:
        if heard.end() is None:
            for running in printing_process.running():
                os.kill(running.process_id(), how)

    job.page_sent.connect(kill)
    job.start(sheet(60), PrintOrder("Zorgpad test", output=str(tmp_path / "out.pdf")))
    qtbot.waitUntil(lambda: heard.end() is not None, timeout=30_000)
    assert heard.fault().params["trouble"] is Trouble.DIED
    none_left(qtbot)


PARENT = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from tests.ui import fake_printers as fake
from ui.printing.job import PrintJob, PrintOrder
from ui.printing.process import running
app = QCoreApplication([])
job = PrintJob(limits=fake.SOON if sys.argv[2] == "HANGS" else fake.PATIENT)
command = fake.keeps(Path(sys.argv[1])) if sys.argv[2] == "keeps" else fake.command(getattr(fake, sys.argv[2]))
told = lambda answer: print(running()[0].process_id(), flush=True)
job._process.told.connect(told)
job.start(fake.sheet(2), PrintOrder("t", command=command))
app.exec()
"""


@posix_only
@pytest.mark.parametrize("printer", ["keeps", "HANGS"])
def test_nothing_is_left_when_the_window_is_killed(
    qtbot: QtBot, tmp_path: Path, temporary: tuple[Path, Path], printer: str
) -> None:
    """What it had sent to the printer still comes out; what hangs ends by itself."""
    kept = tmp_path / "kept.pdf"
    window = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(kept), printer], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert window.stdout is not None
    number = int(window.stdout.readline())
    window.kill()
    window.wait()
    window.stdout.close()
    deadline = time.monotonic() + 15
    while _group_lives(number):
        assert time.monotonic() < deadline, "it goes on for ever"
        time.sleep(0.05)
    assert kept.exists() == (printer == "keeps")
    if kept.exists():
        assert page_count(kept) == 2


def _group_lives(number: int) -> bool:
    """Whether a process of that group is there that is not waiting to be buried by one who is gone."""
    found = subprocess.run(
        ["ps", "-o", "stat=", "-g", str(number)], capture_output=True, text=True, check=False
    )
    return any(not state.startswith("Z") for state in found.stdout.split())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there the print system's file is ours")
def test_the_print_system_s_own_file_is_private_and_swept_after_a_crash(temporary: tuple[Path, Path]) -> None:
    """Qt hands pages to CUPS as a file: it lies in memory, and the next job removes what a killed one left."""
    _on_disk, in_memory = temporary
    code = (
        "import os, tempfile\n"
        "from ui.printing.spool import private_spool\n"
        "with private_spool():\n"
        "    handle, path = tempfile.mkstemp()\n"
        "    print(path, flush=True)\n"
        "    os.abort()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    left = Path(done.stdout.strip())
    assert left.is_file()
    assert left.parent.parent == in_memory
    assert left.parent.stat().st_mode & 0o777 == 0o700
    before = os.environ["TMPDIR"]
    with private_spool():
        (own,) = in_memory.iterdir()
        assert not left.exists()
        sweep()
        assert own.exists(), "one that is in use was swept away"
    os.environ["TMPDIR"] = before


def listed(qtbot: QtBot, code: str) -> object:
    """What the printers of such a process are, or why there are none."""
    limits = SOON if code == fake.HANGS else PATIENT
    printers = Printers(limits=limits, program=fake.program(code))
    told: list[object] = []
    printers.found.connect(told.append)
    printers.failed.connect(told.append)
    with fake.stays_responsive():
        printers.ask()
        assert told == []
        qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    none_left(qtbot)
    (answer,) = told
    return answer


def test_the_usual_printer_comes_first(qtbot: QtBot) -> None:
    code = (
        'import json; print(json.dumps({"say": "printers", "printers": ['
        '{"name": "b é", "description": "Ward", "is_default": True}, {"name": "a"}, {"name": ""}, 3]}))'
    )
    assert listed(qtbot, code) == (Printer("b é", "Ward", is_default=True), Printer("a"))


@posix_only
@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (fake.HANGS, Trouble.SILENT),
        ("import os; os.abort()", Trouble.DIED),
        ('print(\'{"say": "printers"}\')', Trouble.GARBLED),
        ('print(\'{"say": "failed", "trouble": "not-started"}\')', Trouble.NOT_STARTED),
    ],
)
def test_a_driver_that_breaks_the_listing_is_heard_of(qtbot: QtBot, code: str, trouble: Trouble) -> None:
    fault = listed(qtbot, code)
    assert getattr(fault, "params", {}).get("trouble") is trouble


def test_nobody_waits_for_a_list_that_is_no_longer_wanted(qtbot: QtBot) -> None:
    printers = Printers(limits=PATIENT, program=fake.program(fake.HANGS))
    told: list[object] = []
    printers.found.connect(told.append)
    printers.failed.connect(told.append)
    printers.ask()
    printers.ask()
    printers.deleteLater()
    del printers
    none_left(qtbot)
    assert told == []
