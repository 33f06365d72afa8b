"""A program that is killed at any step of a change of keys leaves a record that one password opens, and all of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from db import encrypting, places
from db.key_slots import RECOVERY, keys_path, read_keys
from pathway_app.commands import ChangePassword, DisableAccount
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import Refused
from pathway_app.people import Role
from pathway_app.ports import Record
from pathway_app.recovery import new_phrase, phrase_secret
from pathway_app.services import Service
from tests.clocks import HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, PHRASE, cheap_records, found_guarded, shown
from tests.killing import every_step
from tests.older import make_older
from tests.recording import ADMIN

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the process is copied with fork")

NURSE = PEOPLE[Role.NURSE]
NEW = "quite another password"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("guarded") / "ward.db"
    found_guarded(path, HandClock(), Role.NURSE)
    return path


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


def phrase_opens(path: Path, phrase: str = PHRASE) -> bool:
    return bool(read_keys(keys_path(path)).unlocked(RECOVERY, "", phrase_secret(phrase)))


def working(path: Path, act: Callable[[Record], object]) -> Callable[[], None]:
    def run() -> None:
        record = cheap_records(HandClock()).open(str(path), credentials=shown(CHIEF.name))
        act(record)
        record.close()

    return run


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


def test_a_new_phrase_is_told_before_the_old_one_is_void(guarded: Path, tmp_path: Path) -> None:
    """Killed anywhere: the one that opens the record is known to somebody; and no copy stays lying."""
    new, told = new_phrase(), tmp_path / "told"

    def rekey(path: Path) -> Callable[[], object]:
        told.unlink(missing_ok=True)

        def tell() -> None:
            told.write_text(new)

        return lambda: cheap_records(HandClock()).rekey(str(path), shown(CHIEF.name), recovery=new, tell=tell)

    seen = set()
    for path in every_step(guarded, tmp_path / "x", rekey, 3):
        assert phrase_opens(path) or (told.exists() and phrase_opens(path, new))
        seen.add((phrase_opens(path), told.exists()))
        for each in path.parent.iterdir():
            os.utime(each, (each.stat().st_mtime - 4000, each.stat().st_mtime - 4000))
        assert opens(path, CHIEF.name, PASSWORD)
        assert not [each.name for each in path.parent.iterdir() if each.name.startswith(f".{path.name}.")]
    assert seen >= {(True, False), (False, True)}


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
