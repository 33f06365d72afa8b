"""A sheet is written whole or not at all; what stood there stays until then."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pathway_app.documents.saving import save
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
    assert [reason.code for reason in refused.value.reasons] == ["file-unwritable"]
