"""A sheet is written whole or not at all; what stood there stays until then."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from pathway_app.documents import saving
from pathway_app.documents.saving import make_folder, part_of, save, unwritable, unwritten
from pathway_app.domain.errors import EnvironmentFault, Refused


def test_a_sheet_takes_the_place_of_the_older_one(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"older")
    link = tmp_path / "link.pdf"
    link.symlink_to(path)
    save(b"newer", link)
    assert (path.read_bytes(), link.is_symlink()) == (b"newer", True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.pdf", "sheet.pdf"]


def test_a_disk_that_is_full_leaves_the_older_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"older")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault) as fault:
        save(b"newer", path)
    assert fault.value.code == "disk-full"
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("sheet.pdf", b"older")]


def test_a_folder_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        save(b"newer", tmp_path / "nowhere" / "sheet.pdf")
    assert [reason.code for reason in refused.value.reasons] == ["file-folder-missing"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, "file-not-permitted"),
        (errno.EROFS, "file-not-permitted"),
        (errno.ENOTDIR, "file-folder-missing"),
        (errno.ENAMETOOLONG, "file-unwritable"),
    ],
)
def test_why_it_cannot_be_written(tmp_path: Path, number: int, code: str) -> None:
    told = unwritable(tmp_path, OSError(number, "no"))
    assert (told.code, told.params) == (code, {"path": str(tmp_path)})


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk-full"), (errno.EDQUOT, "disk-full"), (errno.EIO, "input-output")],
)
def test_the_fault_of_a_disk_is_no_refusal(tmp_path: Path, number: int, code: str) -> None:
    told = unwritten(tmp_path, OSError(number, "no"))
    assert isinstance(told, EnvironmentFault)
    assert told.code == code


def test_why_a_folder_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"mine")
    for wrong, code in ((file, "file-no-folder"), (file / "below", "file-folder-missing")):
        with pytest.raises(Refused) as refused:
            make_folder(wrong)
        assert [(each.code, each.params) for each in refused.value.reasons] == [(code, {"path": str(wrong)})]

    def full(_path: Path, **_how: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(EnvironmentFault):
        make_folder(tmp_path / "more")


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_a_private_folder_is_its_owner_s_and_one_that_is_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "above" / "folder"
    make_folder(folder, private=True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o750)
    make_folder(folder, private=True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_only_the_owner_may_read_a_new_one_and_an_older_one_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    save(b"one", path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    save(b"two", path)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"two", 0o640)


def test_a_link_that_lies_in_wait_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"mine")
    path = tmp_path / "sheet.pdf"
    assert part_of(path) != part_of(path), "two writers have a file each"
    monkeypatch.setattr(saving, "token_hex", lambda _bytes: "0" * 16)
    part_of(path).symlink_to(elsewhere)
    with pytest.raises(Refused):
        save(b"newer", path)
    assert (elsewhere.read_bytes(), path.exists()) == (b"mine", False)
    assert part_of(path).is_symlink(), "what was not made here is not removed"


def test_what_a_crash_left_behind_a_day_ago_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    left, fresh, others = part_of(path), part_of(path), part_of(tmp_path / "other.pdf")
    for each in (left, fresh, others):
        each.write_bytes(b"half")
    for each in (left, others):
        os.utime(each, (each.stat().st_mtime - 90000,) * 2)
    save(b"whole", path)
    assert set(tmp_path.iterdir()) == {path, fresh, others}
