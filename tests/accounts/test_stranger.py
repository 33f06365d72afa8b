"""A stranger with the files: alone, with a password of before, with another account's slot, with old files."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2

from db.key_slots import ACCOUNT, keys_path, read_keys, write_keys
from pathway_app.accesses import Access
from pathway_app.changes import Changes
from pathway_app.commands import AddNote, ChangePassword, DisableAccount, EnrolPatient, NoteAccess
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import Refused
from pathway_app.domain.ids import new_id
from pathway_app.people import Identity, Role, Sex
from pathway_app.ports import Record
from pathway_app.services import Service
from tests.clocks import HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, cheap_records, found_guarded, shown

NURSE = PEOPLE[Role.NURSE]
SECRETS = ("Sentinelle", "Zorgelyke", "9876501", "85073003328", "krijgt veel bezoek", PASSWORD)
WHO = Identity("9876501", "Sentinelle", "Zorgelyke", date(1985, 7, 30), Sex.FEMALE, "85073003328")


@pytest.fixture
def ward(tmp_path: Path, definition: PathwayDefinition, definition_body: str) -> Path:
    """A record with one patient in it, in a folder of its own."""
    folder = tmp_path / "ward"
    folder.mkdir()
    shipped = ((definition.id, definition.version, definition_body),)
    found_guarded(folder / "ward.db", HandClock(), Role.NURSE, definitions=shipped)
    record = opened(folder / "ward.db", NURSE.name)
    enter(record, definition)
    record.close()
    return folder / "ward.db"


def opened(path: Path, name: str, password: str = PASSWORD) -> Record:
    return cheap_records(HandClock()).open(str(path), credentials=shown(name, password))


def enter(record: Record, definition: PathwayDefinition) -> None:
    service = Service(record)
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    made = service.execute(EnrolPatient(identity=WHO, pathway=definition.id, at=at), NURSE)
    [course] = made.courses
    service.execute(AddNote(course_id=course, text="krijgt veel bezoek"), NURSE)
    record.drafts(NURSE.name).save("typed", "Sentinelle krijgt veel bezoek")


def code_of(path: Path, name: str, password: str = PASSWORD) -> str:
    with pytest.raises(Refused) as refused:
        opened(path, name, password)
    return refused.value.reasons[0].code


def nothing_readable(folder: Path) -> None:
    """In any file of the folder, in any encoding that the database could have used."""
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert not content.startswith(b"SQLite format 3"), file
        for secret in SECRETS:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert secret.encode(encoding) not in content, (file, secret)


def test_the_files_alone_tell_nothing_of_a_patient_also_while_somebody_works(
    ward: Path,
) -> None:
    record = opened(ward, NURSE.name)
    record.back_up(str(ward.parent / "backup.db"))
    names = {each.name for each in ward.parent.iterdir()}
    assert {"ward.db-wal", "ward.db-shm", "ward.db.keys", "backup.db", "backup.db.keys"} <= names
    assert (ward.parent / "ward.db-wal").stat().st_size > 0
    nothing_readable(ward.parent)
    record.close()
    nothing_readable(ward.parent)


def test_no_key_but_the_right_one_reads_it(ward: Path) -> None:
    for key in (None, "", os.urandom(32).hex(), "00" * 32):
        connection = sqlcipher3.dbapi2.connect(str(ward))
        connection.execute("PRAGMA cipher_log_level = NONE")
        if key:
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
        with pytest.raises(sqlcipher3.dbapi2.DatabaseError, match="not a database"):
            connection.execute("SELECT * FROM patient").fetchall()
        connection.close()


def test_a_backup_is_opened_with_its_own_keys(ward: Path) -> None:
    record = opened(ward, "chief")
    record.back_up(str(ward.parent / "backup.db"))
    record.close()
    opened(ward.parent / "backup.db", NURSE.name).close()
    keys_path(ward.parent / "backup.db").unlink()
    assert code_of(ward.parent / "backup.db", NURSE.name) == "database-keyless"


def test_a_password_of_before_reads_nothing(ward: Path) -> None:
    record = opened(ward, NURSE.name)
    Service(record).execute(ChangePassword(old=PASSWORD, new="quite another password"), NURSE)
    record.close()
    assert code_of(ward, NURSE.name) == "sign-in-refused"
    assert not read_keys(keys_path(ward)).unlocked(ACCOUNT, NURSE.name, PASSWORD.encode())


@pytest.mark.parametrize("how", ["changed", "disabled"])
def test_the_keys_of_before_are_refused_and_said(ward: Path, how: str) -> None:
    """Put back beside today's record: the program lets nobody in by them, and tells an honest person why."""
    before = ward.parent / "before.keys"
    shutil.copy(keys_path(ward), before)
    record = opened(ward, "chief")
    if how == "changed":
        Service(record).execute(ChangePassword(old=PASSWORD, new="quite another password"), NURSE)
    else:
        Service(record).execute(DisableAccount(name=NURSE.name), CHIEF)
    record.close()
    shutil.copy(before, keys_path(ward))
    assert code_of(ward, NURSE.name) == ("keys-older" if how == "changed" else "sign-in-refused")


def test_after_a_new_key_old_keys_and_old_slots_open_nothing(ward: Path) -> None:
    before = read_keys(keys_path(ward))
    cheap_records(HandClock()).rekey(str(ward), shown("chief"))
    after = read_keys(keys_path(ward))
    write_keys(keys_path(ward), before)
    assert code_of(ward, NURSE.name) == "keys-other"
    write_keys(keys_path(ward), after)
    opened(ward, NURSE.name).close()
    [old] = before.unlocked(ACCOUNT, NURSE.name, PASSWORD.encode())
    connection = sqlcipher3.dbapi2.connect(str(ward))
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{old.key.hex()}'\"")
    with pytest.raises(sqlcipher3.dbapi2.DatabaseError, match="not a database"):
        connection.execute("SELECT * FROM patient").fetchall()
    connection.close()


def test_a_damaged_or_missing_file_of_keys_is_said(ward: Path) -> None:
    content = keys_path(ward).read_bytes()
    keys_path(ward).write_bytes(content[:-200])
    assert code_of(ward, NURSE.name) == "keys-damaged"
    flipped = bytearray(content)
    place = content.rindex(b'"private"') + 14  # of the newest slot, the nurse's
    flipped[place : place + 1] = b"A" if flipped[place : place + 1] != b"A" else b"B"
    keys_path(ward).write_bytes(flipped)
    assert code_of(ward, NURSE.name) == "keys-damaged"
    opened(ward, "chief").close()
    keys_path(ward).unlink()
    assert code_of(ward, NURSE.name) == "database-keyless"


def test_a_plain_file_is_not_taken_for_the_encrypted_one(ward: Path, tmp_path: Path) -> None:
    """Somebody without the key puts a record of its own, plain, in the place of the encrypted one."""
    ward.unlink()
    record = cheap_records(HandClock()).create(str(ward))
    with record.unit_of_work() as work:
        work.begin(CHIEF, "made-up", "Found")
        work.add_account(CHIEF)
        work.commit(Changes("made-up"))
    record.close()
    assert code_of(ward, "chief") == "database-unprotected"


def test_a_link_does_not_get_round_the_wait_nor_has_keys_of_its_own(ward: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(ward)
    for path in (ward, link, ward):
        assert code_of(path, NURSE.name, "wrong password") == "sign-in-refused"
    assert code_of(link, NURSE.name) == "sign-in-wait"
    record = opened(link, CHIEF.name)
    Service(record).execute(ChangePassword(old=PASSWORD, new="another long password"), CHIEF)
    record.close()
    opened(ward, CHIEF.name, "another long password").close()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("link.db")] == ["link.db"]


def test_a_file_with_a_second_name_is_not_opened(ward: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    os.link(ward, other)
    shutil.copy(keys_path(ward), keys_path(other))
    assert code_of(other, NURSE.name) == code_of(ward, NURSE.name) == "database-two-names"
    other.unlink()
    own = ward.with_name(f".{ward.name}.{new_id()}")
    os.link(ward, own)  # as a crash leaves it
    opened(ward, NURSE.name).close()
    assert not own.exists()


def test_files_of_a_new_record_are_its_owners_alone_and_keep_the_mode_that_a_group_gave_them(
    ward: Path,
) -> None:
    def modes() -> set[int]:
        return {
            stat.S_IMODE(each.stat().st_mode)
            for each in ward.parent.glob("ward.db*")
            if each != keys_path(ward)
        }

    record = opened(ward, NURSE.name)
    Service(record).execute(NoteAccess(what=Access.LOCKED), NURSE)
    assert Path(f"{ward}-wal").exists()
    assert modes() == {0o600}
    record.close()
    ward.chmod(0o660)
    cheap_records(HandClock()).rekey(str(ward), shown("chief"))
    record = opened(ward, NURSE.name)
    assert modes() == {0o660}
    record.close()


def test_no_new_key_while_a_window_has_it_open_and_says_which(ward: Path) -> None:
    window = opened(ward, NURSE.name)
    assert window.claim() is None
    before = keys_path(ward).read_bytes()
    with pytest.raises(Refused) as refused:
        cheap_records(HandClock()).rekey(str(ward), shown("chief"))
    [reason] = refused.value.reasons
    assert reason.code == "database-open"
    assert set(reason.params) == {"path", "login", "computer", "since"}
    assert keys_path(ward).read_bytes() == before
    window.close()
    cheap_records(HandClock()).rekey(str(ward), shown("chief"))
    opened(ward, NURSE.name).close()
