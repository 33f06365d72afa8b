"""A program that is killed at any step of a change of keys leaves a record that one password opens, and all of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import encrypting, places
from db.key_slots import RECOVERY, keys_path, read_keys
from db.link import Link
from db.sqlite import SqliteStore
from pathway_app.commands import ChangePassword, DisableAccount
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import Refused
from pathway_app.people import Role
from pathway_app.ports import Record
from pathway_app.recovery import phrase_secret
from pathway_app.services import Service
from tests.clocks import HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, PHRASE, cheap_records, found_guarded, shown
from tests.older import make_older
from tests.recording import ADMIN

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the process is copied with fork")

NURSE = PEOPLE[Role.NURSE]
NEW = "quite another password"
_STEPS = frozenset({"open", "os.rename", "os.remove", "os.link", "os.chmod"})
_SURVIVED = 7


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Do it in a process that ends at once before its `step`th dealing with files; whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            _die_at(step)
            act()
            os._exit(_SURVIVED)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (-9, _SURVIVED), code
    return code == -9


def _die_at(step: int) -> None:
    left = step

    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _STEPS and not str(arguments[0]).endswith((".py", ".pyc", ".so")):
            pass_by()

    real_sync, real_commit = os.fsync, SqliteStore.commit

    def sync(fd: Any) -> None:
        pass_by()
        real_sync(fd)

    def commit(self: SqliteStore, link: Link) -> None:
        pass_by()
        real_commit(self, link)
        pass_by()

    os.fsync = sync
    SqliteStore.commit = commit  # type: ignore[method-assign]
    sys.addaudithook(watch)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("guarded") / "ward.db"
    found_guarded(path, HandClock(), Role.NURSE)
    return path


def copied(source: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for each in source.parent.iterdir():
        shutil.copy(each, folder / each.name)
    return folder / source.name


def opens(path: Path, name: str, password: str) -> bool:
    """Whether it does, and what is there is sound."""
    try:
        record = cheap_records(HandClock()).open(str(path), credentials=shown(name, password))
    except Refused as refused:
        if {reason.code for reason in refused.reasons} != {"sign-in-refused"}:
            raise
        return False
    with record.queries() as queries:
        assert queries.verify().sound
    record.close()
    return True


def phrase_opens(path: Path) -> bool:
    return bool(read_keys(keys_path(path)).unlocked(RECOVERY, "", phrase_secret(PHRASE)))


def working(path: Path, act: Callable[[Record], object]) -> Callable[[], None]:
    def run() -> None:
        record = cheap_records(HandClock()).open(str(path), credentials=shown(CHIEF.name))
        act(record)
        record.close()

    return run


def every_step(
    source: Path, folder: Path, act: Callable[[Path], Callable[[], object]], stride: int = 1
) -> Any:
    """The record after each kill at every `stride`th step, and once after none."""
    step = 1
    while True:
        path = copied(source, folder)
        was_killed = killed_at(step, act(path))
        yield path
        if not was_killed:
            assert step > 10, "the steps are seen"
            return
        step += stride


def test_a_change_of_password(guarded: Path, tmp_path: Path) -> None:
    def change(record: Record) -> None:
        Service(record).execute(ChangePassword(old=PASSWORD, new=NEW), NURSE)

    seen = set()
    for path in every_step(guarded, tmp_path / "x", lambda path: working(path, change), 2):
        old, new = opens(path, NURSE.name, PASSWORD), opens(path, NURSE.name, NEW)
        assert old != new
        seen.add(new)
        assert opens(path, CHIEF.name, PASSWORD)
        assert phrase_opens(path)
        assert len(list(read_keys(keys_path(path)).of("account", NURSE.name))) == 1, "tidied at a log-in"
    assert seen == {False, True}


def test_an_account_disabled(guarded: Path, tmp_path: Path) -> None:
    def disable(record: Record) -> None:
        Service(record).execute(DisableAccount(name=NURSE.name), CHIEF)

    for path in every_step(guarded, tmp_path / "x", lambda path: working(path, disable), 3):
        let_in = opens(path, NURSE.name, PASSWORD)
        assert opens(path, CHIEF.name, PASSWORD)
        assert any(read_keys(keys_path(path)).of("account", NURSE.name)) == let_in


def test_a_new_key(guarded: Path, tmp_path: Path) -> None:
    """Every password goes on opening it; in the end the old key opens it no more."""
    before = {
        each.key for each in read_keys(keys_path(guarded)).unlocked("account", "chief", PASSWORD.encode())
    }

    def rekey(path: Path) -> Callable[[], object]:
        return lambda: cheap_records(HandClock()).rekey(str(path), shown(CHIEF.name))

    path = guarded
    for path in every_step(guarded, tmp_path / "x", rekey, 2):
        assert opens(path, NURSE.name, PASSWORD)
        assert opens(path, CHIEF.name, PASSWORD)
        assert phrase_opens(path)
        keys = {
            each.key for each in read_keys(keys_path(path)).unlocked("account", "chief", PASSWORD.encode())
        }
        assert len(keys) == 1, "tidied at a log-in"
    assert not keys & before


def test_an_older_record_is_encrypted_whole_or_not_at_all(
    definition: PathwayDefinition, tmp_path: Path
) -> None:
    source = tmp_path / "older" / "ward.db"
    source.parent.mkdir()
    make_older(str(source), definition, definition_to_json(definition))
    cheap_records(HandClock()).migrate(str(source))

    def protect(path: Path) -> Callable[[], object]:
        return lambda: cheap_records(HandClock()).protect(str(path), shown(ADMIN.name), PHRASE)

    seen = set()
    for path in every_step(source, tmp_path / "x", protect, 4):
        records = cheap_records(HandClock())
        unsafe = records.needs_protection(str(path))
        seen.add(unsafe)
        if unsafe:
            assert places.is_plain(path)
            assert not opens_plain(path)
            records.protect(str(path), shown(ADMIN.name), PHRASE)
        assert opens(path, ADMIN.name, PASSWORD)
        assert phrase_opens(path)
        records.migrate(str(path), credentials=shown(ADMIN.name))
        assert not any(map(places.is_plain, path.parent.iterdir())), "what was plain is gone in the end"
    assert seen == {False, True}


def opens_plain(path: Path) -> bool:
    with pytest.raises(Refused) as refused:
        cheap_records(HandClock()).open(str(path))
    return [reason.code for reason in refused.value.reasons] != ["database-unprotected"]


def test_plain_files_are_overwritten_before_they_go(tmp_path: Path) -> None:
    path, other = tmp_path / "ward.db.plain", tmp_path / "kept"
    path.write_bytes(b"DE SMET, Annelies" * 100_000)
    os.link(path, other)
    from pathway_app.shredding import overwrite

    overwrite(path)
    assert not path.exists()
    assert other.read_bytes() == bytes(1_700_000)
    assert encrypting.PLAIN == ".plain"
