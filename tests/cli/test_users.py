"""Accounts on the command line: who gets in, what is printed once, what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pathway_app.cli import console
from pathway_app.people import Role
from tests.cli.zorgpad import Answer, InProcess
from tests.guarded import PASSWORD, PHRASE

NOT_IN = "Name or password is not right, or the account is disabled."
MUST_CHANGE = "This password was given to you for one log-in: choose your own first."
OTHER = "quite another password"


def given(answer: Answer) -> str:
    """The password for one log-in that was printed."""
    assert (answer.code, answer.error) == (0, "")
    first, second = answer.out.splitlines()
    assert first.startswith("One-time password of ")
    assert second == "It is shown only now, and must be changed at the first log-in."
    return first.rpartition(": ")[2]


def listed(program: InProcess) -> list[str]:
    return program("users", "list").out.splitlines()


CHIEF = "chief · chief · administrator"


def test_an_account_from_its_beginning_to_its_end(empty: InProcess) -> None:
    password = given(empty("users", "add", "an", "--role", "nurse", "--full-name", "An Peeters"))
    assert listed(empty) == ["an · An Peeters · nurse · must change the password", CHIEF]
    as_an = ("--user", "an")
    assert empty("worklist", *as_an, ZORGPAD_PASSWORD=password).reasons == [MUST_CHANGE]
    changed = empty("users", "password", *as_an, ZORGPAD_PASSWORD=password, ZORGPAD_NEW_PASSWORD=PASSWORD)
    assert (changed.code, changed.out, changed.error) == (0, "The password is changed.\n", "")
    assert empty("worklist", *as_an, ZORGPAD_PASSWORD=password).reasons == [NOT_IN]
    assert empty("worklist", *as_an).code == 0
    assert listed(empty) == ["an · An Peeters · nurse", CHIEF]
    assert empty("users", "role", "an", "physician").error == ""
    assert listed(empty) == ["an · An Peeters · physician", CHIEF]
    again = given(empty("users", "reset", "an"))
    assert again != password
    assert empty("worklist", *as_an).reasons == [NOT_IN]
    assert empty("users", "disable", "an").error == ""
    assert listed(empty) == ["an · An Peeters · physician · disabled", CHIEF]
    assert empty("worklist", *as_an, ZORGPAD_PASSWORD=again).reasons == [NOT_IN]
    assert empty("users", "reset", "an").reasons == ["The account an is disabled; enable it first."]
    third = given(empty("users", "enable", "an"))
    assert empty("worklist", *as_an, ZORGPAD_PASSWORD=third).reasons == [MUST_CHANGE]
    assert empty("verify").code == 0


def test_what_is_refused(empty: InProcess) -> None:
    empty.person("an", Role.NURSE)
    for arguments, sentence in (
        (("add", "an", "--role", "nurse"), "The account an exists already."),
        (("add", "jo", "--role", "nurse", "--user", "an"), "Your role (nurse) may not do this."),
        (
            ("add", "a b", "--role", "nurse"),
            "An account name begins with a letter or a digit; at most 60 letters, digits and the signs . _ - @.",
        ),
        (("add", "jo", "--role", "nurse", "--user", "who"), NOT_IN),
        (("disable", "chief"), "chief is the last administrator; make somebody else one first."),
        (("role", "chief", "nurse"), "chief is the last administrator; make somebody else one first."),
        (("disable", "who"), "There is no account who."),
        (("rekey", "--user", "an"), "Your role (nurse) may not do this."),
        (("emergency", " ", "--user", "an"), "A reason is needed."),
        (("emergency", "why not"), ""),
    ):
        answer = empty("users", *arguments)
        assert answer.reasons == ([sentence] if sentence else []), arguments
        assert answer.code == (1 if sentence else 0)
    for new, sentence in (
        ("short", "A password has at least 10 characters."),
        (PASSWORD, "The new password is the old one."),
        ("chief-2026!"[:10], "A password is not the account's name."),
    ):
        answer = empty("users", "password", ZORGPAD_NEW_PASSWORD=new)
        assert (answer.code, answer.reasons) == (1, [sentence])


def test_the_recovery_phrase(empty: InProcess) -> None:
    def recover(name: str, phrase: str) -> Answer:
        return empty("users", "recover", name, ZORGPAD_RECOVERY=phrase, ZORGPAD_NEW_PASSWORD=OTHER)

    other = PHRASE[:-1] + ("A" if PHRASE[-1] != "A" else "B")
    assert recover("chief", other).reasons == [
        "The recovery phrase is mistyped: seven groups of four signs; look at each again."
    ]
    assert recover("who", PHRASE).reasons == ["who is no administrator's account, or is disabled."]
    done = recover("chief", PHRASE.lower())
    assert (done.code, done.out) == (0, "The password is changed.\n")
    assert empty("verify").reasons == [NOT_IN]
    assert empty("verify", ZORGPAD_PASSWORD=OTHER).code == 0
    assert '"recovered"' in empty("log", "--json", ZORGPAD_PASSWORD=OTHER).out


def test_a_new_key_and_a_new_phrase(empty: InProcess) -> None:
    empty.person("an", Role.NURSE)
    before = empty.database.read_bytes()[:16]
    done = empty("users", "rekey", "--new-phrase")
    assert (done.code, done.error) == (0, "")
    first, phrase, _, told = done.out.splitlines()
    assert first.startswith(f"The new recovery phrase counts once you read here “{told}”")
    assert told == "The file has a new key; copies made before still have the old one."
    assert empty.database.read_bytes()[:16] != before
    assert empty("worklist", "--user", "an").code == 0
    old = empty("users", "recover", "chief", ZORGPAD_RECOVERY=PHRASE, ZORGPAD_NEW_PASSWORD=OTHER)
    assert old.reasons == ["This recovery phrase does not open this record."]
    new = phrase.removeprefix("Recovery phrase: ")
    assert empty("users", "recover", "chief", ZORGPAD_RECOVERY=new, ZORGPAD_NEW_PASSWORD=OTHER).code == 0


def test_an_emergency_is_listed_for_the_auditor(empty: InProcess) -> None:
    empty.person("an", Role.NURSE, "An Peeters")
    empty.person("audit", Role.AUDITOR)
    assert empty("users", "emergency", "no coordinator tonight", "--user", "an").error == ""
    assert empty("users", "emergency", "x", "--user", "audit").reasons == [
        "Your role (auditor) may not do this."
    ]
    [told] = empty("users", "emergency-list", "--user", "audit").out.splitlines()
    assert told.endswith(" · An Peeters (an), nurse · no coordinator tonight")


def test_nobody_logs_in_to_a_demonstration(on_ward: InProcess) -> None:
    for arguments in (("password",), ("recover", "chief"), ("rekey",)):
        answer = on_ward("users", *arguments, ZORGPAD_NEW_PASSWORD=OTHER, ZORGPAD_RECOVERY=PHRASE)
        assert answer.reasons == ["Nobody logs in here, so there are no passwords."]
    assert "chief · chief · administrator" in listed(on_ward)


def test_without_a_terminal_and_a_variable_nothing_is_asked(empty: InProcess) -> None:
    assert empty("worklist", ZORGPAD_PASSWORD="").reasons == ["Log in with a name and a password."]


def test_who_is_asked_is_the_login_unless_said_otherwise(empty: InProcess) -> None:
    empty.person("an", Role.NURSE)
    assert empty("users", "add", "x", "--role", "nurse", ZORGPAD_USER="an").reasons == [
        "Your role (nurse) may not do this."
    ]
    assert empty("worklist", ZORGPAD_USER="who", LANG="en").reasons == [NOT_IN]
    assert empty("worklist", "--user", "an", ZORGPAD_USER="who").code == 0


def test_a_password_is_asked_for_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "typed"

    monkeypatch.setattr("getpass.getpass", ask)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert console.ask_at_terminal("Password: ") is None
    monkeypatch.setattr("sys.stdin", Terminal())
    assert console.ask_at_terminal("Password: ") == "typed"
    assert asked == ["Password: "]


def test_init_wants_a_password_and_leaves_nothing_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = InProcess(tmp_path / "new.db", capsys)
    for password, sentence in (
        ("", "Log in with a name and a password."),
        ("short", "A password has at least 10 characters."),
        ("chief chief", "A password is not the account's name."),
    ):
        answer = program("init", "--admin", "chief", ZORGPAD_PASSWORD=password)
        assert (answer.code, answer.reasons) == (1, [sentence])
    assert list(tmp_path.iterdir()) == []
    made = program("init", "--admin", "chief")
    assert made.code == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new.db", "new.db.keys"]
    assert "Recovery phrase: " in made.out
    assert PASSWORD not in made.out
