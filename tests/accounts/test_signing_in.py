"""Who is let into a record, who is not, and what the log tells of both; on a file and on a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from db.engine import DatabaseRecords
from db.key_slots import keys_path, read_keys
from db.record import DatabaseRecord
from pathway_app.accesses import Access
from pathway_app.accounts import EMERGENCY
from pathway_app.commands import (
    AddAccount,
    BeginEmergency,
    ChangePassword,
    ChangeRole,
    ChangeSite,
    Command,
    DisableAccount,
    EnableAccount,
    NoteAccess,
    PlanMeeting,
    ResetPassword,
)
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.logbook.events import LogFilter
from pathway_app.logbook.telling import Teller
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from pathway_app.recovery import new_phrase
from pathway_app.services import Service
from pathway_app.signing_in import Credentials, one_time_password
from tests.clocks import NOW, HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, PHRASE, cheap_records, found_guarded, shown
from tests.postgresql import PostgresqlServer

NURSE, PHYSICIAN, AUDITOR = PEOPLE[Role.NURSE], PEOPLE[Role.PHYSICIAN], PEOPLE[Role.AUDITOR]
OTHER = "quite another password"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[str]:
    """A record with a chief, a nurse and an auditor."""
    people = (Role.NURSE, Role.AUDITOR)
    if request.param == "sqlite":
        found_guarded(tmp_path / "ward.db", clock, *people)
        yield str(tmp_path / "ward.db")
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.database() as name:
        found_guarded(server.url(name), clock, *people)
        yield server.url(name)


@pytest.fixture
def records(clock: HandClock) -> DatabaseRecords:
    return cheap_records(clock)


@pytest.fixture
def record(address: str, records: DatabaseRecords) -> Iterator[Record]:
    opened = records.open(address, credentials=shown("chief"))
    yield opened
    opened.close()


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [reason.code for reason in refused.value.reasons]


def kinds(record: Record) -> list[str]:
    """Of all events, the oldest first."""
    assert isinstance(record, DatabaseRecord)
    link = record._store.begin_read()
    try:
        cursor = link.cursor
        cursor.execute("SELECT kind FROM log_event ORDER BY seq")
        return [row[0] for row in cursor.fetchall()]
    finally:
        record._store.end(link, writing=False)


def do(record: Record, command: Command, actor: Actor = CHIEF) -> None:
    Service(record).execute(command, actor)


def test_the_right_password_lets_in_and_is_logged(address: str, records: DatabaseRecords) -> None:
    assert records.needs_sign_in(address)
    record = records.open(address, credentials=shown(NURSE.name))
    assert record.signed_in == NURSE
    assert kinds(record)[-1] == Access.LOGGED_IN
    with record.queries() as queries:
        assert queries.verify().sound
    record.close()


def test_nobody_else_gets_in(address: str, records: DatabaseRecords) -> None:
    assert codes(lambda: records.open(address)) == ["sign-in-needed"]
    for name, password in (("chief", OTHER), ("chief", ""), ("nobody", PASSWORD), ("", "")):
        who = Credentials(name, password)
        assert codes(partial(records.open, address, credentials=who)) == ["sign-in-refused"]
    assert PASSWORD not in repr(shown("chief"))


def test_failures_are_logged_once_and_never_with_what_was_typed(
    address: str, records: DatabaseRecords
) -> None:
    for who in (shown("chief", OTHER), Credentials("my-secret-by-mistake", "chief")):
        codes(partial(records.open, address, credentials=who))
    for _ in range(2):
        record = records.open(address, credentials=shown(NURSE.name))
        assert kinds(record).count(Access.LOGIN_FAILED) == 2
        with record.queries() as queries:
            assert queries.verify().sound
        record.close()
    if "://" not in address:
        beside = [each.read_bytes() for each in Path(address).parent.iterdir() if each.name != "ward.db"]
        assert not any(b"my-secret" in each or OTHER.encode() in each for each in beside)


def test_failures_stand_under_the_account_tried(address: str, records: DatabaseRecords) -> None:
    for who in (shown("chief", OTHER), shown("chief", OTHER), Credentials("nobody", OTHER)):
        codes(partial(records.open, address, credentials=who))
    record = records.open(address, credentials=shown(NURSE.name))
    with record.queries() as queries:
        found = {
            name: queries.log(LogFilter(account=name, failures=True)).rows
            for name in ("chief", "", NURSE.name)
        }
        told = Teller(queries, Words("en")).told(found["chief"][0])
        unknown = Teller(queries, Words("en")).told(found[""][0])
    assert {name: len(rows) for name, rows in found.items()} == {"chief": 2, "": 1, NURSE.name: 0}
    assert (told.who, unknown.who) == ("Chief (chief)", "unknown account")
    assert told.what.startswith("Log-in failed (account chief, ")
    # On a server each is logged at once, under nobody else's name.
    by = f" – put on record by {NURSE.full_name} ({NURSE.name})"
    assert told.what.endswith(by) == unknown.what.endswith(by) == ("://" not in address)
    record.close()


def test_wrong_passwords_slow_down_also_the_right_one_and_after_a_restart(
    address: str, records: DatabaseRecords, clock: HandClock
) -> None:
    def attempt(password: str, name: str = "chief") -> str:
        try:
            cheap_records(clock).open(address, credentials=shown(name, password)).close()
        except Refused as refused:
            return refused.reasons[0].code + str(refused.reasons[0].params.get("seconds", ""))
        return "in"

    assert [attempt(OTHER) for _ in range(3)] == ["sign-in-refused"] * 3
    assert attempt(PASSWORD) == "sign-in-wait5"
    assert attempt(PASSWORD, NURSE.name) == "in", "each waits for its own"
    if "://" in address:
        return  # the server has its own clock
    clock.forward(seconds=3)
    assert attempt(PASSWORD) == "sign-in-wait2"
    clock.forward(seconds=2)
    assert attempt(OTHER) == "sign-in-refused"
    assert attempt(PASSWORD) == "sign-in-wait10"
    waits = []
    for _ in range(7):
        clock.forward(seconds=300)
        assert attempt(OTHER) == "sign-in-refused"
        waits.append(int(attempt(OTHER).removeprefix("sign-in-wait")))
    assert waits == [20, 40, 80, 160, 300, 300, 300]
    clock.forward(seconds=300)
    assert attempt(PASSWORD) == "in"
    assert attempt(OTHER) == "sign-in-refused"
    assert attempt(PASSWORD) == "in"


def test_a_clock_that_was_wrong_keeps_nobody_out(address: str, clock: HandClock) -> None:
    if "://" in address:
        return
    clock.forward(days=400)
    for _ in range(4):
        codes(lambda: cheap_records(clock).open(address, credentials=shown("chief", OTHER)))
    clock.forward(days=-400)
    cheap_records(clock).open(address, credentials=shown("chief")).close()


def test_an_open_record_is_unlocked_and_taken_over(record: Record) -> None:
    assert record.check_password(NURSE.name, PASSWORD) == NURSE
    for name, password in ((NURSE.name, OTHER), ("nobody", PASSWORD)):
        check = partial(record.check_password, name, password, failure=Access.UNLOCK_FAILED)
        assert codes(check) == ["sign-in-refused"]
    assert kinds(record).count(Access.UNLOCK_FAILED) == 2
    for _ in range(2):
        codes(lambda: record.check_password(NURSE.name, OTHER))
    assert codes(lambda: record.check_password(NURSE.name, PASSWORD)) == ["sign-in-wait"]


def test_one_s_own_password_is_changed(address: str, records: DatabaseRecords, record: Record) -> None:
    for old, new, code in (
        (OTHER, "long enough now", "password-wrong"),
        (PASSWORD, "too short", "password-short"),
        (PASSWORD, "x" * 501, "password-long"),
        (PASSWORD, PASSWORD, "password-same"),
        (PASSWORD, "The.Nurse 1234", "password-name"),
        (PASSWORD, "The.Nurseeeeee", "password-name"),
        (PASSWORD, "the.nurse!!!2026", "password-name"),
    ):
        change = ChangePassword(old=old, new=new)
        assert codes(partial(do, record, change, NURSE)) == [code]
        assert new not in repr(change)
    do(record, ChangePassword(old=PASSWORD, new=OTHER), NURSE)
    assert codes(lambda: records.open(address, credentials=shown(NURSE.name))) == ["sign-in-refused"]
    records.open(address, credentials=shown(NURSE.name, OTHER)).close()
    with record.queries() as queries:
        assert queries.verify().sound
    if "://" not in address:
        assert len(list(read_keys(keys_path(Path(address))).of("account", NURSE.name))) == 1


def test_a_password_is_the_same_however_its_accents_are_typed(record: Record) -> None:
    do(record, ChangePassword(old=PASSWORD, new="caf\u00e9 caf\u00e9 12"), NURSE)
    assert record.check_password(NURSE.name, "cafe\u0301 cafe\u0301 12") == NURSE


def test_a_given_password_must_be_changed_before_anything_else(
    address: str, records: DatabaseRecords, record: Record
) -> None:
    given = one_time_password()
    do(record, ResetPassword(name=NURSE.name, password=given))
    assert codes(lambda: records.open(address, credentials=shown(NURSE.name))) == ["sign-in-refused"]
    opened = records.open(address, credentials=shown(NURSE.name, given))
    with opened.queries() as queries:
        account = queries.account(NURSE.name)
    assert account is not None
    assert account.must_change
    planning = PlanMeeting(at=NOW, pathway="x")
    assert codes(lambda: do(opened, BeginEmergency(reason="r"), NURSE)) == ["password-must-change"]
    assert codes(lambda: do(opened, planning, NURSE)) == ["password-must-change"]
    do(opened, NoteAccess(what=Access.LOCKED), NURSE)
    do(opened, ChangePassword(old=given, new=OTHER), NURSE)
    do(opened, BeginEmergency(reason="r"), NURSE)
    opened.close()


def test_whoever_is_disabled_is_stopped_at_the_next_command(
    address: str, records: DatabaseRecords, record: Record
) -> None:
    theirs = records.open(address, credentials=shown(NURSE.name))
    do(theirs, NoteAccess(what=Access.LOCKED), NURSE)
    do(record, DisableAccount(name=NURSE.name))
    assert codes(lambda: do(theirs, NoteAccess(what=Access.LOCKED), NURSE)) == ["account-disabled"]
    assert codes(lambda: theirs.check_password(NURSE.name, PASSWORD)) == ["sign-in-refused"]
    theirs.close()
    assert codes(lambda: records.open(address, credentials=shown(NURSE.name))) == ["sign-in-refused"]
    with record.queries() as queries:
        account = queries.account(NURSE.name)
        assert queries.verify().sound
    assert account is not None
    assert (account.disabled, account.has_password) == (True, False)
    if "://" not in address:
        assert not any(read_keys(keys_path(Path(address))).of("account", NURSE.name)), "its slot is gone"
    assert codes(lambda: do(record, ResetPassword(name=NURSE.name, password=OTHER))) == [
        "account-is-disabled"
    ]
    do(record, EnableAccount(name=NURSE.name, password=OTHER))
    records.open(address, credentials=shown(NURSE.name, OTHER)).close()


def test_a_role_counts_from_the_next_command_on(record: Record) -> None:
    do(record, ChangeRole(name=NURSE.name, role=Role.ADMINISTRATOR))
    do(record, ChangeSite(settings={"ward": "3B"}), NURSE)
    do(record, ChangeRole(name="chief", role=Role.AUDITOR), NURSE)
    assert codes(lambda: do(record, ChangeSite(settings={"ward": "3C"}), CHIEF)) == ["not-allowed"]
    with record.queries() as queries:
        assert queries.verify().sound
        assert queries.site().ward == "3B"


def test_the_last_administrator_stays(record: Record) -> None:
    for command in (DisableAccount(name="chief"), ChangeRole(name="chief", role=Role.NURSE)):
        assert codes(partial(do, record, command)) == ["last-administrator"]
    do(record, ChangeRole(name=AUDITOR.name, role=Role.ADMINISTRATOR))
    do(record, DisableAccount(name=AUDITOR.name))
    assert codes(lambda: do(record, DisableAccount(name="chief"))) == ["last-administrator"]


def test_names_that_differ_by_a_sign_that_looks_the_same_are_refused(
    tmp_path: Path, clock: HandClock
) -> None:
    found_guarded(tmp_path / "ward.db", clock)
    record = cheap_records(clock).open(str(tmp_path / "ward.db"), credentials=shown("chief"))
    do(record, AddAccount(name="k.wouters", full_name="", role=Role.NURSE, password=one_time_password()))
    for name in ("k.w0uters", "k_wouters", "k.vvouters", "kwouters", "K.WOUTERS"):
        adding = AddAccount(name=name, full_name="", role=Role.NURSE, password=one_time_password())
        assert codes(partial(do, record, adding)) == ["account-alike"], name
    do(record, AddAccount(name="k.wauters", full_name="", role=Role.NURSE, password=one_time_password()))
    record.close()


def test_what_is_no_account_is_said(record: Record) -> None:
    for command in (
        DisableAccount(name="who"),
        EnableAccount(name="who"),
        ResetPassword(name="who", password=OTHER),
        ChangeRole(name="who", role=Role.NURSE),
    ):
        assert codes(partial(do, record, command)) == ["unknown-account"]
    for name, full_name, code in (
        ("", "", "account-name"),
        ("a b", "", "account-name"),
        ("a\nb", "", "account-name"),
        ("x" * 61, "", "account-name"),
        ("../chief", "", "account-name"),
        (".chief", "", "account-name"),
        ("u\\nurse", "", "account-name"),
        ("\ud800", "", "account-name"),
        ("сhief", "", "account-name"),  # the first letter is Cyrillic
        ("ｃhief", "", "account-name"),  # the first letter is of full width
        ("chıef", "", "account-alike"),  # an i without its dot
        ("Chief", "", "account-alike"),
        ("chiëf", "", "account-alike"),
        ("x", "a\nb", "account-full-name"),
        ("chief", "", "account-exists"),
    ):
        adding = AddAccount(name=name, full_name=full_name, role=Role.NURSE)
        assert codes(partial(do, record, adding)) == [code]
    assert codes(lambda: do(record, NoteAccess(what=Access.LOCKED), PHYSICIAN)) == ["account-disabled"]
    for name in ("zoë.d_e-f@ward2", "x" * 60):
        do(record, AddAccount(name=name, full_name="", role=Role.NURSE))


def test_an_account_without_a_password_lets_nobody_in(
    address: str, records: DatabaseRecords, record: Record
) -> None:
    do(record, AddAccount(name="later", full_name="", role=Role.NURSE))
    for password in ("", PASSWORD):
        assert codes(partial(records.open, address, credentials=shown("later", password))) == [
            "sign-in-refused"
        ]


def test_the_recovery_phrase_gives_an_administrator_a_password(
    address: str, records: DatabaseRecords
) -> None:
    new = shown("chief", OTHER)
    typed = PHRASE.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    for phrase, who, code in (
        (new_phrase(), new, "recovery-refused"),
        (PHRASE[:-1], new, "recovery-typing"),
        (typed, shown("chief", "short"), "password-short"),
        (typed, shown(NURSE.name, OTHER), "recovery-not-administrator"),
        (typed, shown("nobody", OTHER), "recovery-not-administrator"),
    ):
        act = partial(records.open, address, credentials=who, recovery=phrase)
        assert codes(act) == [code]
    record = records.open(address, credentials=new, recovery=typed)
    assert record.signed_in == CHIEF
    assert kinds(record).count(Access.RECOVERED) == 1
    with record.queries() as queries:
        assert queries.verify().sound
    record.close()
    assert codes(lambda: records.open(address, credentials=shown("chief"))) == ["sign-in-refused"]
    records.open(address, credentials=new).close()


def test_a_typing_error_in_the_phrase_is_told_from_another_phrase(
    address: str, records: DatabaseRecords
) -> None:
    signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    mistyped = 0
    for place, sign in enumerate(PHRASE):
        if sign == "-":
            continue
        other = signs[(signs.index(sign) + 1 + place % 31) % 32]
        phrase = PHRASE[:place] + other + PHRASE[place + 1 :]
        act = partial(records.open, address, credentials=shown("chief", OTHER), recovery=phrase)
        mistyped += codes(act) == ["recovery-typing"]
    assert mistyped >= 27


def test_no_emergency_lasts_while_the_clock_is_behind(tmp_path: Path, clock: HandClock) -> None:
    found_guarded(tmp_path / "ward.db", clock, Role.NURSE)
    record = cheap_records(clock).open(str(tmp_path / "ward.db"), credentials=shown("chief"))
    planning = PlanMeeting(at=NOW, pathway="x")
    do(record, BeginEmergency(reason="nobody else is here"), NURSE)
    clock.forward(minutes=30)
    do(record, NoteAccess(what=Access.LOCKED), NURSE)
    for back, found in ((4, "unknown-pathway"), (6, "emergency-clock"), (600, "emergency-clock")):
        clock.forward(minutes=-back)
        assert codes(lambda: do(record, planning, NURSE)) == [found]
        do(record, NoteAccess(what=Access.LOCKED), NURSE)
        clock.forward(minutes=back)
    clock.forward(minutes=-6)
    assert codes(lambda: do(record, BeginEmergency(reason="again"), NURSE)) == ["emergency-clock"]
    with record.queries() as queries:
        assert len(queries.emergencies()) == 1
    record.close()


def test_an_emergency_lasts_an_hour_and_is_told(record: Record, clock: HandClock) -> None:
    planning = PlanMeeting(at=NOW, pathway="x")
    assert codes(lambda: do(record, planning, NURSE)) == ["not-allowed"]
    assert codes(lambda: do(record, BeginEmergency(reason=" \n"), NURSE)) == ["reason-missing"]
    do(record, BeginEmergency(reason="  nobody else\nis here "), NURSE)
    assert codes(lambda: do(record, planning, NURSE)) != ["not-allowed"]
    assert codes(lambda: do(record, ChangeSite(settings={"ward": "x"}), NURSE)) == ["not-allowed"]
    do(record, NoteAccess(what=Access.LOCKED), NURSE)
    with record.queries() as queries:
        [emergency] = queries.emergencies()
        deeds = queries.emergency_deeds(emergency)
        assert queries.verify().sound
    assert (emergency.account, emergency.role, emergency.reason) == (
        NURSE.name,
        Role.NURSE,
        "nobody else is here",
    )
    assert [(deed.command, deed.beyond_role) for deed in deeds] == [("NoteAccess", False)]
    if isinstance(record, DatabaseRecord) and record._store.dialect == "sqlite":
        clock.forward(seconds=EMERGENCY.total_seconds())
        assert codes(lambda: do(record, planning, NURSE)) != ["not-allowed"]
        clock.forward(seconds=1)
        assert codes(lambda: do(record, planning, NURSE)) == ["not-allowed"]
    assert codes(lambda: do(record, BeginEmergency(reason="r"), AUDITOR)) == ["not-allowed"]
