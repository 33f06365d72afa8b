"""Print jobs on printers that hang, die, fail and babble: the window goes on, and hears what happened."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pathway_app.domain.errors import EnvironmentFault
from pathway_app.i18n import LANGUAGES, Words
from tests.ui import fake_printers as fake
from tests.ui.fake_printers import (
    PATIENT,
    SOON,
    Heard,
    command,
    none_left,
    page_count,
    printed,
    program,
    sheet,
)
from ui.printing.answers import Trouble
from ui.printing.job import PrintJob, PrintOrder
from ui.printing.process import Limits
from ui.printing.words import printing_failed

LONG = 400_000
"""bytes: more than a pipe holds"""
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and process groups")


def order(code: str) -> PrintOrder:
    return PrintOrder("Zorgpad test", command=command(code))


@pytest.mark.parametrize("filling", [0, LONG])
def test_the_command_gets_the_very_bytes(qtbot: QtBot, tmp_path: Path, filling: int) -> None:
    pdf = sheet(3, filling=filling)
    kept = tmp_path / "kept.pdf"
    heard = printed(qtbot, pdf, PrintOrder("Zorgpad test", command=fake.keeps(kept)))
    assert heard.told == [("printed", 3)]
    assert kept.read_bytes() == pdf


def test_it_gets_the_number_of_copies_or_runs_once_a_copy(qtbot: QtBot, tmp_path: Path) -> None:
    pdf, kept = sheet(1), tmp_path / "kept.pdf"
    with_copies = PrintOrder("Zorgpad test", copies=3, command=fake.keeps(kept))
    assert printed(qtbot, pdf, with_copies).told == [("printed", 3)]
    assert kept.read_bytes() == pdf
    assert (tmp_path / "kept.pdf.copies").read_text() == "3\n"
    kept.unlink()
    without = PrintOrder("Zorgpad test", copies=3, command=fake.keeps(kept).replace("{copies}", "one"))
    assert printed(qtbot, pdf, without).told == [("printed", 3)]
    assert kept.read_bytes() == pdf * 3


def test_it_gets_the_pages_that_are_wanted(qtbot: QtBot, tmp_path: Path) -> None:
    kept = tmp_path / "kept.pdf"
    wanted = PrintOrder("Zorgpad test", pages=(2, 3), command=fake.keeps(kept))
    assert printed(qtbot, sheet(5), wanted).told == [("printed", 2)]
    assert page_count(kept) == 2


def test_nothing_is_run_by_a_shell(qtbot: QtBot, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    title = f"$(touch {trap}); `touch {trap}` > {trap}"
    heard = printed(
        qtbot, sheet(1), PrintOrder(title, command=f"{command(fake.WELL)} '{{title}}' ; touch {trap}")
    )
    assert heard.told == [("printed", 1)]
    assert not trap.exists()


BAD = {
    "hangs": (fake.HANGS, Trouble.SILENT, "2 seconds"),
    "hangs with the sheet": (fake.HANGS_WITH_SHEET, Trouble.SILENT, "2 seconds"),
    "dies": (fake.DIES, Trouble.COMMAND_KILLED, "signal 11"),
    "fails": (fake.FAILS, Trouble.COMMAND_FAILED, "(1): tray [31m3 is empty"),
    "reads nothing": (fake.DEAF, Trouble.COMMAND_DEAF, "without reading"),
    "reads nothing and hangs": (fake.DEAF_AND_HANGS, Trouble.SILENT, "no answer"),
    "floods its output": (fake.FLOODS, Trouble.SILENT, "no answer"),
    "floods its errors": (fake.FLOODS_ERRORS, Trouble.COMMAND_FAILED, "(7): xxx"),
}


@posix_only
@pytest.mark.parametrize("filling", [0, LONG], ids=["short", "long"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_print_command_is_heard_of(qtbot: QtBot, name: str, filling: int) -> None:
    code, trouble, said = BAD[name]
    limits = SOON if trouble is Trouble.SILENT else PATIENT
    heard = printed(qtbot, sheet(2, filling=filling), order(code), limits=limits)
    assert heard.fault().params["trouble"] is trouble
    assert said in printing_failed(Words("en"), heard.fault())


BROKEN = {
    "crashes": ("import os; os.abort()", Trouble.DIED),
    "ends without a word": ("pass", Trouble.DIED),
    "is killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", Trouble.DIED),
    "hangs": (fake.HANGS, Trouble.SILENT),
    "closes everything and hangs": (
        "import os, time; os.close(0); os.close(1); time.sleep(600)",
        Trouble.SILENT,
    ),
    "babbles": ("while True: print('printing…' * 999)", Trouble.GARBLED),
    "babbles without a line": ("import os\nwhile True: os.write(1, b'[' * 65536)", Trouble.GARBLED),
    "says what we do not know": (
        'print(\'{"say": "failed", "trouble": "ink", "code": 3}\')',
        Trouble.GARBLED,
    ),
    "says nonsense": ('print(\'[1]\\n{}\\n{"say": 3}\\n{"say": "printed"\')', Trouble.DIED),
    "says that it printed nothing known": ('print(\'{"say": "printed", "pages": "x"}\')', Trouble.GARBLED),
}


@posix_only
@pytest.mark.parametrize("name", BROKEN)
def test_a_printing_process_that_breaks_is_heard_of(qtbot: QtBot, name: str) -> None:
    """As a driver does within our own process."""
    code, trouble = BROKEN[name]
    limits = SOON if trouble is Trouble.SILENT else PATIENT
    heard = printed(
        qtbot, sheet(1, filling=LONG), PrintOrder("Zorgpad test"), limits=limits, with_=program(code)
    )
    assert heard.fault().params["trouble"] is trouble


def test_a_program_that_is_not_there_is_heard_of(qtbot: QtBot) -> None:
    heard = printed(qtbot, sheet(1), PrintOrder("Zorgpad test"), with_=["/nowhere/zorgpad"])
    assert heard.fault().params["trouble"] is Trouble.NOT_STARTED
    missing = printed(qtbot, sheet(1), PrintOrder("Zorgpad test", command="/nowhere/lp -d ward"))
    assert "/nowhere/lp" in printing_failed(Words("en"), missing.fault())
    quote = printed(qtbot, sheet(1), PrintOrder("Zorgpad test", command="lp -d 'ward"))
    assert quote.fault().params["trouble"] is Trouble.COMMAND_UNREADABLE


def test_a_process_that_dies_after_its_last_answer_has_printed(qtbot: QtBot) -> None:
    code = (
        'import os, sys; sys.stdin.read(); print(\'{"say": "printed", "pages": 4}\', flush=True); os.abort()'
    )
    heard = printed(qtbot, sheet(4), PrintOrder("Zorgpad test"), with_=program(code))
    assert heard.told == [("printed", 4)]


def test_a_slow_printer_is_told_of_and_waited_for(qtbot: QtBot) -> None:
    heard = printed(qtbot, sheet(2), order(fake.TAKES_LONG), limits=Limits(slow=0.4, silent=60.0))
    assert heard.told == [("slow", None), ("printed", 2)]


def test_every_answer_begins_the_waiting_anew(qtbot: QtBot) -> None:
    code = (
        "import time\n"
        "for at in range(8):\n"
        '    print(\'{"say": "page", "page": 1, "of": 8}\', flush=True)\n'
        "    time.sleep(0.4)\n"
        'print(\'{"say": "printed", "pages": 8}\')'
    )
    heard = printed(
        qtbot, sheet(1), PrintOrder("Zorgpad test"), limits=Limits(slow=60.0, silent=2.5), with_=program(code)
    )
    assert heard.told == [("printed", 8)]


@posix_only
def test_stop_kills_the_command_and_what_it_started(qtbot: QtBot, tmp_path: Path) -> None:
    numbers = tmp_path / "numbers"
    code = (
        "import os, subprocess, sys, time\n"
        "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(numbers)!r}, 'w').write(f'{{os.getpid()}} {{other.pid}} {{os.getppid()}} .')\n"
        "time.sleep(600)"
    )
    job = PrintJob(limits=Limits())
    heard = Heard(job)
    job.start(sheet(1), order(code))
    qtbot.waitUntil(lambda: numbers.exists() and numbers.read_text().endswith("."), timeout=10_000)
    pids = [int(each) for each in numbers.read_text().split()[:3]]
    job.cancel()
    qtbot.waitUntil(lambda: heard.end() is not None)
    assert heard.told == [("stopped", None)]
    none_left(qtbot)
    qtbot.waitUntil(lambda: not any(_lives(pid) for pid in pids))


def test_stop_at_once_and_stop_too_late(qtbot: QtBot) -> None:
    job = PrintJob(limits=PATIENT)
    heard = Heard(job)
    job.start(sheet(1), order(fake.HANGS))
    job.cancel()
    job.cancel()
    qtbot.waitUntil(lambda: heard.end() is not None)
    assert heard.told == [("stopped", None)]
    none_left(qtbot)
    late = PrintJob(limits=PATIENT)
    heard = Heard(late)
    late.start(sheet(1), order(fake.WELL))
    qtbot.waitUntil(lambda: heard.end() is not None)
    late.cancel()
    none_left(qtbot)
    assert heard.told == [("printed", 1)]


def test_a_job_goes_on_when_whoever_asked_is_gone(qtbot: QtBot, tmp_path: Path) -> None:
    """Closing the sheet's window does not stop what was sent to the printer."""
    kept = tmp_path / "kept.pdf"
    pdf = sheet(1, filling=LONG)
    job = PrintJob(limits=PATIENT)
    job.start(pdf, PrintOrder("Zorgpad test", command=fake.keeps(kept)))
    job.deleteLater()
    del job
    none_left(qtbot)
    assert kept.read_bytes() == pdf


@posix_only
def test_a_process_that_lingers_after_its_answer_is_killed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.printing.process._LINGER", 0.3)
    code = 'import time; print(\'{"say": "printed", "pages": 1}\', flush=True); time.sleep(600)'
    assert printed(qtbot, sheet(1), PrintOrder("t"), with_=program(code)).told == [("printed", 1)]


@posix_only
def test_at_the_program_s_end_a_job_may_finish_but_not_hang(tmp_path: Path) -> None:
    """The whole program: its event loop ends while two jobs run."""
    kept = tmp_path / "kept.pdf"
    ending = f"""
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from tests.ui import fake_printers as fake
from ui.printing.job import PrintJob, PrintOrder
from ui.printing.process import Limits
app = QCoreApplication([])
limits = Limits(at_end=2.0)
for command in (fake.keeps({str(kept)!r} and __import__("pathlib").Path({str(kept)!r})), fake.command(fake.HANGS)):
    job = PrintJob(app, limits=limits)
    job.start(fake.sheet(2), PrintOrder("t", command=command))
QTimer.singleShot(50, app.quit)
sys.exit(app.exec())
"""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", ending],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert page_count(kept) == 2
    assert time.monotonic() - begun < 30


def test_every_trouble_has_its_words_in_every_language() -> None:
    for language in LANGUAGES:
        for trouble in Trouble:
            said = printing_failed(Words(language), EnvironmentFault("printer", trouble=trouble, text="ink"))
            assert len(said) > 20
            assert "{" not in said
    with pytest.raises(LookupError):
        printing_failed(Words("en"), EnvironmentFault("disk-full"))


def test_a_job_prints_once(qtbot: QtBot) -> None:
    job = PrintJob(limits=PATIENT)
    heard = Heard(job)
    job.start(sheet(1), order(fake.WELL))
    with pytest.raises(RuntimeError):
        job.start(sheet(1), order(fake.WELL))
    qtbot.waitUntil(lambda: heard.end() is not None)
    none_left(qtbot)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def test_what_a_printer_said_is_one_sentence_among_ours() -> None:
    for text, said in (
        ("no paper", "failed (1): no paper. Look"),
        ("No paper.", "(1): No paper. Look"),
        ("", "(1). Look"),
    ):
        fault = EnvironmentFault("printer", trouble=Trouble.COMMAND_FAILED, status=1, text=text)
        assert said in printing_failed(Words("en"), fault)
