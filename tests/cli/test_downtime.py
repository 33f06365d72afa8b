"""The downtime pack: `downtime FOLDER`, and when the next one is due."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlcipher3.dbapi2
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from db.engine import DatabaseRecords
from pathway_app import downtime
from pathway_app.domain.errors import Refused
from pathway_app.downtime import is_due
from pathway_app.founding import Foundation, found
from pathway_app.people import Actor, Role
from pathway_app.sheets import Destination, Issue, Pack, Sheet
from tests.cli.zorgpad import NO_PATIENCE, ROOT, InProcess, environment
from tests.clocks import HandClock
from tests.guarded import PASSWORD, cheap_records

BRUSSELS = ZoneInfo("Europe/Brussels")
CHIEF = Actor("chief", "chief", Role.ADMINISTRATOR)
KINDS = ("Ward handover", "Handover sheet", "Checklist to fill in")
NAME = "zorgpad-downtime-2054-11-22-0941.pdf"


@pytest.fixture
def on_copy(ward: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """The demonstration ward, to be changed."""
    shutil.copyfile(ward / "ward.db", tmp_path / "ward.db")
    return InProcess(tmp_path / "ward.db", capsys, clock=HandClock(datetime(2054, 11, 22, 8, 41, tzinfo=UTC)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "downtime"
    made.mkdir()
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def issue(of: InProcess) -> Issue | None:
    """The issue in the newest event of the log."""
    record = DatabaseRecords(of.clock).open(str(of.database), read_only=True)
    try:
        with record.queries() as queries:
            return queries.newest_copy(Sheet.WARD, "")
    finally:
        record.close()


def forward(of: InProcess, **elapsed: float) -> None:
    assert isinstance(of.clock, HandClock)
    of.clock.forward(**elapsed)


def test_one_private_file_with_the_ward_the_pathway_and_everyone(on_copy: InProcess, folder: Path) -> None:
    forward(on_copy, days=1000)  # after whatever moment the demonstration was made at
    answer = on_copy("downtime", str(folder), "--lang", "en")
    assert (answer.code, answer.error) == (0, "")
    (path,) = folder.iterdir()
    assert answer.out == f"Written: {path}\n"
    assert path.name == "zorgpad-downtime-2057-08-18-1041.pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = [page.extract_text() for page in PdfReader(BytesIO(path.read_bytes()), strict=True).pages]
    assert "Ward handover" in told[0]
    assert any("Family name" in page for page in told)
    assert any("Checklist to fill in" in page and "DE SMET, Annelies" in page for page in told)
    assert not any("■" in page for page in told)
    assert all("Copy 1" in page for page in told)
    found = issue(on_copy)
    assert found is not None
    assert (found.pack, found.to, found.language) == (Pack.DOWNTIME, Destination.DOWNTIME, "en")
    assert {copy.sheet for copy in found.copies} == {Sheet.WARD, Sheet.HANDOVER, Sheet.BLANK}
    kinds = [page.split("\n")[0] for page in told]
    order = [next(place for place, kind in enumerate(kinds) if kind.startswith(each)) for each in KINDS]
    assert order == sorted(order), "the list, everyone's handover, the checklists"
    shown = [page for page in told if "Handover sheet" in page and "DE SMET, Annelies" in page]
    assert "Notes" in "".join(shown)


def test_an_empty_ward_still_has_the_pathway_ready(empty: InProcess, folder: Path) -> None:
    answer = empty("downtime", str(folder), "--user", "chief", "--lang", "en")
    assert (answer.code, answer.error) == (0, "")
    (path,) = folder.iterdir()
    told = [page.extract_text() for page in PdfReader(path, strict=True).pages]
    assert "There are no patients with an open course." in told[0]
    assert "Family name" in told[1]


def test_only_the_last_ones_are_kept_and_nothing_else_is_touched(on_copy: InProcess, folder: Path) -> None:
    others = [
        "notes.pdf",
        "zorgpad-downtime.pdf",
        "zorgpad-downtime-2054-11-22-0941.pdf.bak",
        "my zorgpad-downtime-2054-11-22-0941.pdf",
        "zorgpad-downtime-2054-13-22-0941.pdf",
        "zorgpad-downtime-٢٠٢٦-11-22-0941.pdf",
    ]
    for name in others:
        (folder / name).write_text("mine")
    elsewhere = folder.parent / "elsewhere.pdf"
    elsewhere.write_text("mine")
    (folder / "zorgpad-downtime-2020-01-01-0000.pdf").symlink_to(elsewhere)
    (folder / "zorgpad-downtime-2020-01-02-0000.pdf").mkdir()
    others += ["zorgpad-downtime-2020-01-01-0000.pdf", "zorgpad-downtime-2020-01-02-0000.pdf"]
    (folder / "zorgpad-downtime-2020-01-03-0000.pdf").write_text("old")
    (folder / "zorgpad-downtime-2091-01-01-0000.pdf").write_text("by a wrong clock")
    mine = []
    for _ in range(4):
        assert on_copy("downtime", str(folder), "--keep", "3").code == 0
        mine.append(f"zorgpad-downtime-{on_copy.clock.now().astimezone(BRUSSELS):%Y-%m-%d-%H%M}.pdf")
        forward(on_copy, hours=4)
    assert names(folder) == sorted(others + mine[-3:])
    assert elsewhere.read_text() == "mine"


def test_the_settings_say_where_and_how_many(on_copy: InProcess, folder: Path) -> None:
    assert on_copy("downtime").reasons == [
        "Say which folder: none is given, and the setting downtime_folder is empty."
    ]
    for setting in (("downtime_folder", str(folder)), ("downtime_keep", "1")):
        assert on_copy("settings", *setting, "--user", "chief").error == ""
    for _ in range(2):
        assert on_copy("downtime").code == 0
        forward(on_copy, hours=1)
    assert names(folder) == ["zorgpad-downtime-2054-11-22-1041.pdf"]


def test_the_same_minute_again_takes_the_place(on_copy: InProcess, folder: Path) -> None:
    assert on_copy("downtime", str(folder), "--keep", "1").code == 0
    first = (folder / NAME).read_bytes()
    assert on_copy("downtime", str(folder), "--keep", "1").code == 0
    assert names(folder) == [NAME]
    assert (folder / NAME).read_bytes() != first  # another copy number


def test_fewer_than_the_settings_say_not_everybody_may_keep(on_copy: InProcess, folder: Path) -> None:
    for _ in range(2):
        assert on_copy("downtime", str(folder), "--user", "demo.auditor").code == 0
        forward(on_copy, hours=1)
    before = names(folder)
    for who in ("demo.auditor", "demo.nurse"):
        refused = on_copy("downtime", str(folder), "--keep", "1", "--user", who)
        assert (refused.code, len(refused.reasons)) == (1, 1)
        assert refused.error.startswith("Your role (")
    assert names(folder) == before
    assert on_copy("downtime", str(folder), "--keep", "12", "--user", "demo.auditor").code == 0
    forward(on_copy, hours=1)
    assert on_copy("downtime", str(folder), "--keep", "1", "--user", "chief").code == 0
    assert len(names(folder)) == 1


def test_a_folder_that_is_none_is_refused_and_nothing_is_issued(on_copy: InProcess, folder: Path) -> None:
    file = folder / "file"
    file.write_text("mine")
    for path in (folder / "nowhere", file):
        answer = on_copy("downtime", str(path))
        assert (answer.code, answer.out) == (1, "")
        assert answer.reasons == [
            f"The folder {path} does not exist or cannot be written; nothing was changed there."
        ]
    assert names(folder) == ["file"]
    assert issue(on_copy) is None


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_a_folder_without_permission_is_refused_before_anything_is_issued(folder: Path) -> None:
    folder.chmod(0o500)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)  # root may write everywhere
        with pytest.raises(Refused) as refused:
            downtime._refuse_unwritable(folder)
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
    assert [reason.code for reason in refused.value.reasons] == ["downtime-folder"]


def test_a_full_disk_leaves_what_was_there_and_the_issue_counts_as_failed(
    on_copy: InProcess, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = folder / "zorgpad-downtime-2054-11-22-0541.pdf"
    older.write_text("before")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        answer = on_copy("downtime", str(folder), "--keep", "1")
    assert answer.reasons == ["The disk is full; nothing was saved. Free some space and try again."]
    assert (names(folder), older.read_text()) == ([older.name], "before")
    assert issue(on_copy) is None
    assert on_copy("downtime", str(folder), "--keep", "1").code == 0
    found = issue(on_copy)
    assert found is not None
    assert {copy.number for copy in found.copies} == {2}


def test_what_a_crash_left_unfinished_is_removed_by_the_next_run(on_copy: InProcess, folder: Path) -> None:
    killed = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from pathway_app.documents import saving
os.fsync = lambda descriptor: os.kill(os.getpid(), 9)
saving.save(b"half", Path({str(folder / NAME)!r}), private=True)
"""
    done = subprocess.run([sys.executable, "-c", killed], env=environment(), check=False)
    assert done.returncode == -9
    (left,) = folder.iterdir()
    assert left.name.startswith(f".{NAME}.")
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    mine = folder / ".mine.pdf.0123456789abcdef.part"
    mine.write_text("mine")
    forward(on_copy, hours=1)
    assert on_copy("downtime", str(folder)).code == 0
    assert left.exists(), "another window may be writing it"
    for each in (left, mine):
        os.utime(each, (each.stat().st_mtime - 3600,) * 2)
    assert on_copy("downtime", str(folder)).code == 0
    assert names(folder) == [mine.name, "zorgpad-downtime-2054-11-22-1041.pdf"]


def test_it_moves_no_base_line(on_copy: InProcess, folder: Path) -> None:
    """What changed is told since the sheet that somebody took along."""
    patient = ("handover", "--patient", "4471029", "--lang", "en", "-o", str(folder / "sheet.pdf"))
    assert on_copy(*patient).code == 0
    forward(on_copy, minutes=5)
    assert on_copy("downtime", str(folder)).code == 0
    assert on_copy("sheets", str(folder / "samples"), "--lang", "en").code == 0
    forward(on_copy, minutes=5)
    assert on_copy(*patient).code == 0
    told = PdfReader(folder / "sheet.pdf", strict=True).pages[0].extract_text().replace("\n", " ")
    assert "Changed since the previous sheet (copy 1, " in told
    # Copies 2 to 4: the pack, then the ward's and the patients' among the samples.
    assert "Copy 6 " in told


def test_a_record_that_cannot_be_written_gives_a_pack_all_the_same(on_copy: InProcess, folder: Path) -> None:
    on_copy.patience = NO_PATIENCE
    holder = sqlcipher3.dbapi2.connect(str(on_copy.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = on_copy("downtime", str(folder), "--lang", "en")
    finally:
        holder.close()
    assert answer.code == 0
    assert answer.reasons == ["No copy number on the sheets: the database is in use elsewhere."]
    told = PdfReader(folder / NAME, strict=True).pages[0].extract_text()
    assert "No copy number: the record could not be written" in told
    assert "valid until the end of the next shift" in told.replace("\n", " ")
    assert issue(on_copy) is None


def test_without_a_pathway_there_is_no_pack(empty: InProcess, folder: Path) -> None:
    bare = InProcess(folder.parent / "bare.db", empty.capsys)
    foundation = Foundation(administrator=CHIEF, password=PASSWORD)
    found(cheap_records(bare.clock), str(bare.database), foundation)
    for command in (
        ("downtime", str(folder)),
        ("blank", "-o", str(folder / "x.pdf")),
        ("sheets", str(folder)),
    ):
        answer = bare(*command, "--user", "chief")
        assert (answer.code, answer.reasons) == (1, ["No pathway is installed."])
    assert names(folder) == []


def test_what_cannot_be_printed_is_told_and_the_pack_is_there(on_copy: InProcess, folder: Path) -> None:
    course = folder.parent / "course.yaml"
    course.write_text(
        "format: zorgpad-course/1\n"
        'patient: {mrn: "77", family_name: "漢", given_name: Demo, birth_date: 1974-03-14, sex: female}\n'
        'pathway: {id: intramedullary-tumour, version: "1"}\n'
        "enrolled: {at: 2026-11-20T09:00:00+01:00, by: an}\nentries: []\nended: null\n",
        encoding="utf-8",
    )
    assert on_copy("import", str(course), "--user", "demo.coordinator").error == ""
    answer = on_copy("downtime", str(folder))
    assert answer.code == 0
    assert "漢 (U+6F22) cannot be printed" in answer.error
    assert names(folder) == [NAME]


def test_wrong_usage(on_copy: InProcess, folder: Path) -> None:
    for keep in ("0", "-1", "many"):
        assert on_copy("downtime", str(folder), "--keep", keep).code == 2
    assert names(folder) == []


def test_the_next_one_is_due_by_the_name_of_the_newest(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
    assert is_due(tmp_path, 4, now, BRUSSELS)
    assert is_due(tmp_path / "nowhere", 4, now, BRUSSELS)
    (tmp_path / "zorgpad-downtime-2026-11-22-0541.pdf").touch()
    assert is_due(tmp_path, 4, now, BRUSSELS)
    assert not is_due(tmp_path, 5, now, BRUSSELS)
    (tmp_path / "zorgpad-downtime-2026-11-22-0542.pdf").touch()
    assert not is_due(tmp_path, 4, now, BRUSSELS)
    assert not is_due(tmp_path, 4, now.astimezone(BRUSSELS), BRUSSELS)
    later = tmp_path / "later"
    later.mkdir()
    (later / "zorgpad-downtime-2026-11-22-0942.pdf").touch()
    assert is_due(later, 4, now, BRUSSELS)  # from the future: some clock was wrong


def test_in_the_night_of_a_clock_change_hours_are_hours(tmp_path: Path) -> None:
    (tmp_path / "zorgpad-downtime-2026-10-24-2330.pdf").touch()
    at = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
    assert not is_due(tmp_path, 4, at + timedelta(hours=3, minutes=59), BRUSSELS)
    assert is_due(tmp_path, 4, at + timedelta(hours=4), BRUSSELS)
    assert is_due(tmp_path, 4, (at + timedelta(hours=4)).astimezone(BRUSSELS), BRUSSELS)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-2000, 2000), unique=True, max_size=12),
    st.integers(1, 6),
)
def test_the_newest_of_any_are_kept_and_the_written_one_always(
    tmp_path_factory: pytest.TempPathFactory, hours: list[int], keep: int
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    now = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)

    def path(ago: int) -> Path:
        made = (now - timedelta(hours=ago)).astimezone(BRUSSELS)
        return folder / f"zorgpad-downtime-{made:%Y-%m-%d-%H%M}.pdf"

    for ago in {*hours, 0}:
        path(ago).touch()
    downtime._remove_older(folder, path(0), now, BRUSSELS, keep)
    past = sorted(ago for ago in {*hours, 0} if ago >= 0)
    wanted = {path(ago).name for ago in past[:keep]}
    assert set(names(folder)) >= wanted
    assert len(names(folder)) == min(keep, len({*hours, 0}))
    shutil.rmtree(folder)


def test_made_is_what_was_written(on_copy: InProcess, folder: Path) -> None:
    from pathway_app.services.service import Service

    record = DatabaseRecords(on_copy.clock).open(str(on_copy.database))
    try:
        with record.queries() as queries:
            actor = queries.accounts()[0]
        kept = downtime.keep_ready(Service(record), record, actor, folder, on_copy.clock.now(), keep=2)
    finally:
        record.close()
    assert kept.made.pdf == (folder / NAME).read_bytes()
    assert (kept.path, kept.removed) == (folder / NAME, 0)
