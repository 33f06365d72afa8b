"""Sheets from the command line: what was issued and did not arrive, a record that cannot be written, refusals."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from pypdf import PdfReader

from db.engine import DatabaseRecords
from pathway_app.cli.ending import ended_like_interrupted, undisturbed
from pathway_app.clock import SystemClock
from pathway_app.people import Role
from pathway_app.sheets import Destination, Issue
from tests.cli.unwritable import only_readable
from tests.cli.zorgpad import NO_PATIENCE, PATIENCE, ROOT, InProcess, environment

ANNELIES = "4471029"


@pytest.fixture
def on_copy(ward: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """The demonstration ward, to be changed."""
    shutil.copyfile(ward / "ward.db", tmp_path / "ward.db")
    return InProcess(tmp_path / "ward.db", capsys)


def issues(database: Path) -> list[Issue]:
    record = DatabaseRecords(SystemClock()).open(str(database), read_only=True)
    try:
        with record.queries() as queries:
            found = [queries.issue(number) for number in range(1, queries.log_head().number + 1)]
    finally:
        record.close()
    return [each for each in found if each is not None]


@pytest.mark.skipif(os.name == "nt", reason="a process is ended otherwise there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_ended_before_the_sheet_arrived_its_copies_count_for_nobody(
    on_copy: InProcess, tmp_path: Path, number: signal.Signals
) -> None:
    fifo = tmp_path / "sheet.pdf"
    os.mkfifo(fifo)
    arguments = ("--database", str(on_copy.database), "handover", "--patient", ANNELIES, "-o", str(fifo))
    kept = {signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler)}
    if number is not signal.SIGINT:  # whoever runs the tests may have it ignored, and a child inherits that
        kept[number] = signal.signal(number, signal.SIG_DFL)
    try:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), *arguments],
            env=environment(HOME=str(tmp_path)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    finally:
        for each, before in kept.items():
            signal.signal(each, before)
    with process:
        until = time.monotonic() + PATIENCE
        while not issues(on_copy.database) and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(0.5)  # it waits for somebody who reads the file
        process.send_signal(number)
        out, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, error) == (1, b"", b"Interrupted.\n")
    assert [each.failed for each in issues(on_copy.database)] == [True]
    sheet = tmp_path / "next.pdf"
    assert on_copy("handover", "--patient", ANNELIES, "--lang", "en", "-o", str(sheet)).code == 0
    assert "First handover sheet of this course" in PdfReader(sheet).pages[0].extract_text()


@pytest.mark.skipif(os.name == "nt", reason="these signals are not there")
def test_the_signals_are_as_before_afterwards_and_for_the_window() -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    tidied: list[bool] = []

    def ended() -> None:
        with ended_like_interrupted():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(1)
            finally:
                os.kill(os.getpid(), signal.SIGHUP)  # what is tidied up is not broken off
                tidied.append(True)

    with pytest.raises(KeyboardInterrupt):
        ended()
    assert tidied
    with ended_like_interrupted():
        assert undisturbed(lambda: signal.getsignal(signal.SIGTERM))() is signal.SIG_DFL
    assert {number: signal.getsignal(number) for number in handlers} == handlers


@pytest.mark.skipif(os.name == "nt", reason="this signal is not there")
def test_what_is_to_outlive_the_terminal_does() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ended_like_interrupted():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_samples_are_logged_as_such_and_are_for_the_owner_only(on_copy: InProcess, tmp_path: Path) -> None:
    answer = on_copy("sheets", str(tmp_path / "out"), "--lang", "en")
    assert (answer.code, answer.error) == (0, "")
    assert {each.to for each in issues(on_copy.database)} == {Destination.SAMPLES}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}
    assert on_copy("verify").code == 0


def test_a_record_in_use_elsewhere_gives_a_sheet_without_copy_number(
    on_copy: InProcess, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.pdf"
    on_copy.patience = NO_PATIENCE
    holder = sqlcipher3.dbapi2.connect(str(on_copy.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = on_copy("handover", "--patient", ANNELIES, "--lang", "en", "-o", str(sheet))
    finally:
        holder.close()
    assert (answer.code, answer.out) == (0, f"Written: {sheet}\n")
    assert answer.reasons == ["No copy number on the sheets: the database is in use elsewhere."]
    told = PdfReader(sheet).pages[0].extract_text().replace("\n", " ")
    assert "No copy number: the record could not be written" in told
    assert issues(on_copy.database) == []


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_a_record_that_may_only_be_read_gives_one_too(on_copy: InProcess, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    tmp_path.chmod(0o777)
    with only_readable(on_copy):
        answer = on_copy("handover", "--patient", ANNELIES, "--lang", "en", "-o", str(sheet))
    assert answer.reasons == ["No copy number on the sheets: the database cannot be written."]
    assert (answer.code, answer.out) == (0, f"Written: {sheet}\n")


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("deceased", "the patient has died; there is no patient's own sheet."),
        ("entered-in-error", "the course was entered in error; there is no patient's own sheet."),
    ],
)
def test_nobody_reads_the_own_sheet_of_a_course_that_ended_so(
    empty: InProcess, tmp_path: Path, outcome: str, sentence: str
) -> None:
    course, sheet = tmp_path / "course.yaml", tmp_path / "sheet.pdf"
    course.write_text(
        "format: zorgpad-course/1\n"
        'patient: {mrn: "77", family_name: Voorbeeld, given_name: Demo, birth_date: 1974-03-14, sex: female}\n'
        'pathway: {id: intramedullary-tumour, version: "1"}\n'
        "enrolled: {at: 2024-10-20T09:00:00+02:00, by: an}\nentries: []\n"
        "ended: {at: 2024-10-22T09:00:00+02:00, recorded_at: 2024-10-22T09:00:00+02:00, by: an, "
        f"outcome: {outcome}, reason: bekend}}\n",
        encoding="utf-8",
    )
    empty.person("an", Role.COORDINATOR)
    assert empty("import", str(course), "--user", "an").error == ""
    answer = empty("patient-sheet", "--patient", "77", "--user", "an", "-o", str(sheet))
    assert (answer.code, answer.reasons) == (1, [f"77: {sentence}"])
    assert not sheet.exists()
    assert empty("summary", "--patient", "77", "--user", "an", "-o", str(sheet)).code == 0


@pytest.mark.parametrize("option", [("--list-only",), ("--order", "bed"), ("--order", "urgency")])
def test_what_is_about_the_ward_s_list_goes_with_the_ward(
    on_ward: InProcess, tmp_path: Path, option: tuple[str, ...]
) -> None:
    answer = on_ward("handover", "--patient", ANNELIES, *option, "-o", str(tmp_path / "sheet.pdf"))
    assert (answer.code, answer.out) == (2, "")
    assert answer.reasons[-1].endswith("--list-only and --order go with --ward")
