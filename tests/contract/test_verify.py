"""What someone with the database's password changes is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from db.identities import new_blind, seal
from db.log import Event, digest
from db.verify import Findings, _damage_named
from pathway_app.commands import CorrectIdentity, IssueSheets, ReportFailedPrint
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from pathway_app.queries import LogProblem, Verification
from pathway_app.services import Service
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.contract.bare import Bare
from tests.recording import COORDINATOR, generated, record_all, writing

Check = Callable[[], Verification]
NOTHING = '{"courses":[],"patients":[],"entries":[],"settings":false}'
OF = "id = (SELECT command_id FROM log_event WHERE seq = {})"
"""the command of an event"""


def fill(record: Record) -> None:
    """Two courses, settings, an account and issued sheets of which some failed."""
    shown = [Shown(Sheet.WARD)]
    for seed in (1, 7):
        patient, course = generated(seed)
        record_all(record, patient, course)
        shown.append(Shown(Sheet.HANDOVER, course.id))
    with writing(record) as work:
        work.add_account(COORDINATOR)
        work.change_site(replace(work.site(), ward="3B", demo=True))  # such a one needs no passwords
    for failing in (False, True, False):
        command = IssueSheets(pack=Pack.WARD, shown=tuple(shown), language="nl", to=Destination.PRINTER)
        Service(record).execute(command, COORDINATOR)
        if failing:
            with record.queries() as queries:
                failed = ReportFailedPrint(issue=queries.log_head().number)
            Service(record).execute(failed, COORDINATOR)


pytestmark = pytest.mark.filled(by=fill)


@pytest.fixture
def check(record: Record) -> Check:
    """Checks a record that was filled so."""

    def verify() -> Verification:
        with record.queries() as queries:
            return queries.verify()

    assert verify().sound
    return verify


def numbered(verification: Verification) -> list[tuple[int | None, str]]:
    return [(problem.number, problem.code) for problem in verification.problems]


def test_a_sound_record_is_counted(check: Check, database: Bare) -> None:
    verification = check()
    (number,) = database.run("SELECT seq, hash FROM log_event ORDER BY seq DESC LIMIT 1")
    assert (verification.head.number, verification.head.hash) == number
    assert verification.courses == 2


def test_progress_is_told(check: Check, record: Record) -> None:
    told: list[int] = []
    with record.queries() as queries:
        queries.verify(told.append)
        assert told[-1] == queries.log_head().number


@pytest.mark.parametrize(
    "column", ["id", "kind", "course_id", "actor", "command_id", "command", "logged_at", "body"]
)
def test_an_edited_event_is_named(check: Check, database: Bare, column: str) -> None:
    database.tamper(f"UPDATE log_event SET {column} = {column} || ' ' WHERE seq = 9")
    assert numbered(check())[0] == (9, "event-changed")
    assert not [found for found in numbered(check()) if found[1] == "event-changed" and found[0] != 9]


def test_an_event_moved_into_its_neighbours_column_is_named(check: Check, database: Bare) -> None:
    """The columns are hashed as lines; a line break within one must not pass for the next."""
    database.tamper(
        "UPDATE log_event SET actor = actor || CHR(10) || command_id, command_id = '' WHERE seq = 9".replace(
            "CHR", "char" if database.address.startswith("sqlite") else "chr"
        )
    )
    assert numbered(check())[0] == (9, "event-changed")


def test_an_event_forged_with_a_fitting_hash_breaks_the_next(check: Check, database: Bare) -> None:
    from db.log import Event, digest

    *columns, _ = database.run("SELECT * FROM log_event WHERE seq = 9")[0]
    ((previous,),) = database.run("SELECT hash FROM log_event WHERE seq = 8")
    forged = digest(previous, Event(*columns)._replace(actor="iemand"))
    database.tamper(f"UPDATE log_event SET actor = 'iemand', hash = '{forged}' WHERE seq = 9")
    assert numbered(check())[0] == (10, "event-changed")


def test_a_deleted_event_is_named(check: Check, database: Bare) -> None:
    database.tamper("DELETE FROM log_event WHERE seq = 9")
    assert numbered(check())[0] == (9, "event-missing")


def test_deleted_first_events_are_named(check: Check, database: Bare) -> None:
    database.tamper("DELETE FROM log_event WHERE seq < 4")
    assert (1, "event-missing") in numbered(check())


def test_a_log_cut_off_at_its_end_is_found(check: Check, database: Bare) -> None:
    ((last,),) = database.run("SELECT max(seq) FROM log_event")
    database.tamper(f"DELETE FROM log_event WHERE seq > {last - 2}")
    assert (last - 1, "event-missing") in numbered(check())


def test_two_events_that_changed_places_are_named(check: Check, database: Bare) -> None:
    database.tamper(
        "UPDATE log_event SET seq = 100000 WHERE seq = 9",
        "UPDATE log_event SET seq = 9 WHERE seq = 10",
        "UPDATE log_event SET seq = 10 WHERE seq = 100000",
    )
    assert numbered(check())[:2] == [(9, "event-changed"), (10, "event-changed")]


def test_an_event_put_in_between_is_named(check: Check, database: Bare) -> None:
    ((last,),) = database.run("SELECT max(seq) FROM log_event")
    database.run(
        f"INSERT INTO log_event SELECT {last + 1}, 'new', kind, course_id, actor, command_id, command, logged_at,"
        f" body, hash FROM log_event WHERE seq = {last}"
    )
    assert numbered(check())[0] == (last + 1, "event-changed")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE course_current SET open_count = open_count + 1", "course-current-differs"),
        ("UPDATE course_current SET progress = '[]'", "course-current-differs"),
        ("DELETE FROM course_current", "course-current-differs"),
        ("UPDATE checkpoint_current SET state = 'ready' WHERE state = 'done'", "checkpoint-current-differs"),
        ("UPDATE checkpoint_current SET recorded_at = '2026'", "checkpoint-current-differs"),
        ("DELETE FROM checkpoint_current", "checkpoint-current-differs"),
        (
            "INSERT INTO checkpoint_current SELECT course_id, checkpoint, 99, position, state, deadline,"
            " clock_end, waiting_for, entry_id, occurred_at, recorded_at, entered_by, variance, variance_open"
            " FROM checkpoint_current WHERE position = 0",
            "checkpoint-current-differs",
        ),
        ("UPDATE course SET enrolled_by = 'x'", "course-differs"),
        ("UPDATE course SET seq = seq + 1000", "course-differs"),
        (
            "INSERT INTO course SELECT 'x', patient_id, pathway, version, enrolled_at, enrolled_by, recorded_at,"
            " 999 FROM course LIMIT 1",
            "course-event-missing",
        ),
        ("UPDATE patient SET seq = seq + 1000", "patient-added-row-missing"),
        (
            "INSERT INTO patient SELECT 'x', 'y', family_name, given_name, birth_date, sex, national_number, bed,"
            " surgeon, sort_key, words, 3 FROM patient LIMIT 1",
            "patient-added-event-missing",
        ),
        ("UPDATE patient SET words = ' iemand anders'", "patient-added-differs"),
        ("UPDATE patient SET sort_key = 'z'", "patient-added-differs"),
        ("UPDATE patient SET family_name = 'Anders'", "patient-added-differs"),
        ("DELETE FROM patient_word", "search-differs"),
        ("UPDATE patient_word SET word = word || 'x'", "search-differs"),
        ("UPDATE patient_word SET word = '=1' WHERE word LIKE '=%'", "search-differs"),
        ("UPDATE patient_word SET word = upper(word)", "search-differs"),
        ("UPDATE patient_word SET sort_key = 'x'", "search-differs"),
        ("UPDATE account SET role = 'administrator'", "account-added-differs"),
        ("DELETE FROM account", "account-added-row-missing"),
        ("UPDATE site_setting SET value = 'x' WHERE name = 'ward'", "site-differs"),
        ("DELETE FROM site_setting", "site-differs"),
        ("UPDATE definition SET body = body || ' '", "definition-installed-differs"),
        ("UPDATE definition SET hash = 'x'", "definition-installed-differs"),
        ("DELETE FROM issued_sheet", "sheets-issued-row-missing"),
        ("DELETE FROM issued_sheet WHERE sheet = 'handover' AND copy = 3", "sheets-issued-row-missing"),
        ("UPDATE issued_sheet SET course_id = 'x' WHERE sheet = 'ward'", "sheets-issued-row-missing"),
        ("UPDATE issued_sheet SET copy = copy + 100", "sheets-issued-event-missing"),
        ("UPDATE issued_sheet SET seq = seq + 100", "sheets-issued-event-missing"),
        (
            "INSERT INTO issued_sheet SELECT 'patient', course_id, copy, revision, seq, failed FROM issued_sheet",
            "sheets-issued-event-missing",
        ),
        (
            "INSERT INTO issued_sheet SELECT 'patient', course_id, copy, revision, 3, failed FROM issued_sheet",
            "sheets-issued-event-missing",
        ),
        ("UPDATE issued_sheet SET revision = revision + 1 WHERE copy = 2", "sheets-issued-differs"),
        ("UPDATE issued_sheet SET failed = NOT failed", "print-failed-differs"),
        ("UPDATE issued_sheet SET failed = (1 = 0) WHERE copy = 2", "print-failed-differs"),
        (
            "UPDATE issued_sheet SET failed = (1 = 1) WHERE sheet = 'ward' AND copy = 1",
            "print-failed-differs",
        ),
    ],
)
def test_a_row_that_does_not_follow_from_the_log_is_found(
    check: Check, database: Bare, statement: str, code: str
) -> None:
    database.tamper(statement)
    codes = [problem.code for problem in check().problems]
    assert code in codes
    assert "event-changed" not in codes


def test_an_unreadable_event_does_not_stop_the_check(check: Check, database: Bare) -> None:
    database.tamper(
        "UPDATE log_event SET body = '{' WHERE seq = 9",
        "UPDATE account SET role = 'auditor'",
    )
    codes = [problem.code for problem in check().problems]
    assert codes.count("course-unreadable") == 1
    assert "account-added-differs" in codes


def test_an_entry_about_nothing_does_not_stop_the_check(check: Check, database: Bare) -> None:
    """One letter of a name within an event is enough to take the name away."""
    database.tamper(
        "UPDATE log_event SET body = replace(body, '\"checkpoint\"', '\"chequepoint\"') WHERE seq = 5"
    )
    assert [code for _, code in numbered(check())].count("course-unreadable") == 1


def test_an_issue_that_cannot_be_read_is_named(check: Check, database: Bare) -> None:
    ((first,), (failure,)) = database.run(
        "SELECT min(seq) FROM log_event WHERE kind IN ('sheets-issued', 'print-failed') GROUP BY kind ORDER BY 1"
    )
    database.tamper(f"UPDATE log_event SET body = '[]' WHERE seq IN ({first}, {failure})")
    found = [number for number, code in numbered(check()) if code == "sheets-issued-unreadable"]
    assert sorted(number or 0 for number in found) == [first, failure]


def test_every_problem_about_copies_has_its_sentence(check: Check, database: Bare) -> None:
    database.tamper(
        "DELETE FROM issued_sheet WHERE sheet = 'handover' AND copy = 3",
        "UPDATE issued_sheet SET copy = 9, revision = 7 WHERE sheet = 'ward' AND copy = 3",
        "UPDATE issued_sheet SET revision = 7, failed = NOT failed WHERE sheet = 'ward' AND copy = 2",
    )
    problems = check().problems
    told = [Sentences(Words("en")).log_problem(problem) for problem in problems]
    assert {problem.code for problem in problems} == {
        "sheets-issued-row-missing",
        "sheets-issued-event-missing",
        "sheets-issued-differs",
        "print-failed-differs",
    }
    assert not [sentence for sentence in told if "beside the log" in sentence]
    assert f"Event {problems[0].number}: " in told[0]


def test_problems_say_what_they_are_about(check: Check, record: Record, database: Bare) -> None:
    of_event = "SELECT p.mrn FROM log_event e JOIN course c ON c.id = e.course_id JOIN patient p ON p.id = c.patient_id"
    ((mrn,),) = database.run(f"{of_event} WHERE e.seq = 9")
    database.tamper("UPDATE log_event SET actor = 'x' WHERE seq = 9")
    assert LogProblem(9, "event-changed", mrn) in check().problems


def test_very_many_problems_are_not_all_named(check: Check, database: Bare) -> None:
    database.tamper("UPDATE log_event SET actor = 'x' WHERE seq > 1")
    problems = check().problems
    assert problems[0].number == 2
    assert len(problems) <= 100


def test_a_forged_account_does_not_pass(check: Check, record: Record) -> None:
    with writing(record) as work:
        work.add_account(Actor("x", "X", Role.AUDITOR))
    assert check().sound


def test_hashes_that_were_made_to_fit_after_a_gap_do_not_hide_it(check: Check, database: Bare) -> None:
    from db.log import Event, digest

    events = database.run("SELECT * FROM log_event ORDER BY seq")
    previous, changes = events[7][-1], ["DELETE FROM log_event WHERE seq = 9"]
    for *columns, _ in events[9:]:
        previous = digest(previous, Event(*columns))
        changes.append(f"UPDATE log_event SET hash = '{previous}' WHERE seq = {columns[0]}")
    database.tamper(*changes)
    assert (9, "event-missing") in numbered(check())


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM command WHERE {it}", "command-missing"),
        ("UPDATE command SET id = id || 'x' WHERE {it}", "command-missing"),
        ("UPDATE command SET id = id || 'x' WHERE {it}", "command-event-missing"),
        ("UPDATE command SET last_seq = 2 WHERE {it}", "command-differs"),
        ("UPDATE command SET changes = '{}' WHERE {it}", "command-differs"),
        (
            "UPDATE command SET changes ="
            """ '{"courses":[],"patients":[],"entries":["x"],"settings":false}' WHERE {it}""",
            "command-differs",
        ),
        (
            "UPDATE command SET changes ="
            """ '{"courses":["x"],"patients":[],"entries":[],"settings":false}' WHERE {it}""",
            "command-differs",
        ),
        ("UPDATE log_event SET kind = 'something' WHERE seq = 9", "event-unknown"),
        ("UPDATE log_event SET course_id = NULL WHERE seq = 9", "event-unknown"),
        ("UPDATE log_event SET logged_at = '2020-01-01T00:00:00+00:00' WHERE seq = 9", "event-earlier"),
    ],
)
def test_what_does_not_fit_between_events_and_commands_is_found(
    check: Check, database: Bare, statement: str, code: str
) -> None:
    newest = "last_seq = (SELECT max(last_seq) FROM command)"
    database.tamper(statement.replace("{it}", newest))
    assert code in [problem.code for problem in check().problems]


_DISGUISED = "CREATE TRIGGER log_event_no_delete BEFORE DELETE ON log_event WHEN 0 BEGIN SELECT 1; END"
_HIDDEN = "CREATE TRIGGER hidden AFTER INSERT ON log_event BEGIN DELETE FROM preference; END"
_WEAK = "CREATE FUNCTION weak() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
_CALL_WEAK = "CREATE TRIGGER hidden BEFORE INSERT ON log_event FOR EACH ROW EXECUTE FUNCTION weak()"
_HARMLESS = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
)


@pytest.mark.parametrize(
    ("on", "statements", "found"),
    [
        ("sqlite", ("DROP TRIGGER log_event_no_update",), ("schema-missing", "trigger log_event_no_update")),
        (
            "sqlite",
            ("DROP TRIGGER log_event_no_delete", _DISGUISED),
            ("schema-differs", "trigger log_event_no_delete"),
        ),
        ("sqlite", (_HIDDEN,), ("schema-unknown", "trigger hidden")),
        ("sqlite", ("CREATE TABLE more (x)",), ("schema-unknown", "table more")),
        ("sqlite", ("ALTER TABLE command ADD COLUMN x",), ("schema-differs", "table command")),
        ("sqlite", ("CREATE VIEW more AS SELECT 1",), ("schema-unknown", "view more")),
        (
            "postgresql",
            ("DROP TRIGGER log_event_no_change ON log_event",),
            ("schema-missing", "trigger log_event_no_change"),
        ),
        (
            "postgresql",
            ("ALTER TABLE log_event DISABLE TRIGGER log_event_no_change",),
            ("schema-differs", "trigger log_event_no_change"),
        ),
        ("postgresql", (_WEAK, _CALL_WEAK), ("schema-unknown", "trigger hidden")),
        ("postgresql", (_HARMLESS,), ("schema-differs", "trigger log_event_no_truncate")),
        (
            "postgresql",
            ("ALTER TABLE log_event DROP CONSTRAINT uq_log_event_id",),
            ("schema-missing", "rule uq_log_event_id"),
        ),
        ("postgresql", ("ALTER TABLE command ADD COLUMN x text",), ("schema-differs", "table command")),
        ("", ("DROP INDEX ix_meeting_at_id",), ("schema-missing", "index ix_meeting_at_id")),
        (
            "",
            ("DROP INDEX ix_meeting_at_id", "CREATE INDEX ix_meeting_at_id ON meeting (id, at)"),
            ("schema-differs", "index ix_meeting_at_id"),
        ),
        ("", ("CREATE UNIQUE INDEX more ON command (last_seq)",), ("schema-unknown", "index more")),
    ],
)
def test_an_altered_schema_is_found(
    check: Check, database: Bare, on: str, statements: tuple[str, ...], found: tuple[str, str]
) -> None:
    if not database.address.startswith(on):
        pytest.skip("of the other database")
    database.run(*statements)
    problems = [(problem.code, problem.subject) for problem in check().problems]
    assert found in problems
    assert {code for code, _ in problems} == {found[0]}


def test_a_row_that_belongs_to_nothing_is_found(check: Check, database: Bare) -> None:
    """Both databases refuse it unless somebody has told them not to."""
    stray = "INSERT INTO patient_word VALUES ('peeters', 'y', 'nobody')"
    if database.address.startswith("sqlite"):
        database.run(stray)
    else:
        database.run("ALTER TABLE patient_word DISABLE TRIGGER ALL", stray)
        database.run("ALTER TABLE patient_word ENABLE TRIGGER ALL")
    problems = [(problem.code, problem.subject) for problem in check().problems]
    assert ("row-orphan", "patient_word nobody") in problems
    assert "peeters" not in str(problems)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE course_current SET phase = 'elders'", "course-current-differs"),
        ("UPDATE course SET enrolled_by = 'iemand'", "course-differs"),
        ("UPDATE checkpoint_current SET position = 99", "checkpoint-current-differs"),
        ("UPDATE patient SET sex = 'unknown'", "identity-differs"),
        ("UPDATE patient_current SET surgeon = 'iemand'", "patient-current-differs"),
        ("UPDATE log_event SET actor = 'iemand' WHERE kind = 'entry'", "event-changed"),
    ],
)
@pytest.mark.parametrize("several", [False, True])
def test_a_course_is_named_by_its_record_number(
    check: Check, record: Record, database: Bare, statement: str, code: str, several: bool
) -> None:
    with record.queries() as queries:
        people = [row.patient for row in queries.patients().rows]
        courses = [row.course_id for row in queries.patients().rows]
    numbers = {someone.identity.mrn for someone in people}
    if several:
        # Another patient's course made the second of the first one's; told of as such, whatever else that is.
        database.tamper(f"UPDATE course SET patient_id = '{people[0].id}' WHERE id = '{courses[1]}'")
        numbers |= {f"{people[0].identity.mrn}/{number}" for number in (1, 2)}
    database.tamper(statement)
    found = [problem for problem in check().problems if problem.code == code]
    assert found
    told = {problem.subject.split()[0] for problem in found}
    assert told <= numbers
    assert any("/" in each for each in told) == (
        several and code not in ("identity-differs", "patient-current-differs")
    )
    sentences = " ".join(map(Sentences(Words("en")).log_problem, found))
    assert not [someone for someone in people if someone.identity.family_name in sentences]


def test_an_id_that_stands_there_twice_is_found(check: Check, record: Record, database: Bare) -> None:
    """Where the rule against it was taken away."""
    if database.address.startswith("sqlite"):
        pytest.skip("SQLite cannot take a rule away from a table")
    database.run("ALTER TABLE log_event DROP CONSTRAINT uq_log_event_id")
    database.tamper("UPDATE log_event SET id = (SELECT id FROM log_event WHERE seq = 8) WHERE seq = 9")
    assert (9, "event-twice") in numbered(check())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE patient SET birth_date = '1950-02-03' WHERE seq = {added}",
        "UPDATE patient SET sex = 'unknown' WHERE seq = {added}",
        "UPDATE patient SET national_number = '74031499662' WHERE seq = {added}",
        "UPDATE patient_identity SET birth_date = '1950-02-03'",
        "UPDATE patient_identity SET given_name = 'Iemand'",
        "UPDATE patient_identity SET reason = 'zomaar'",
        "UPDATE patient_identity SET corrected_by = 'iemand'",
        "UPDATE patient_identity SET recorded_at = '2026-11-22T09:41:00+00:00'",
    ],
)
def test_somebody_made_another_behind_the_log_s_back_is_found(
    check: Check, record: Record, database: Bare, statement: str
) -> None:
    """Who a patient is does not stand in the log, so that it can be erased; a digest of it tells."""
    ((added, patient_id),) = database.run("SELECT seq, id FROM patient ORDER BY seq LIMIT 1")
    with record.queries() as queries:
        (someone,) = [row.patient for row in queries.patients().rows if row.patient.id == patient_id]
    changed = replace(someone.identity, given_name="Andere")
    command = CorrectIdentity(patient_id=patient_id, identity=changed, reason="verkeerd gehoord", seen=0)
    Service(record).execute(command, COORDINATOR)
    assert check().sound
    database.tamper(statement.format(added=added))
    assert "identity-differs" in [code for _, code in numbered(check())]


def test_what_a_digest_was_made_with_taken_away_is_found(check: Check, database: Bare) -> None:
    ((first,), *others) = database.run("SELECT seq FROM patient ORDER BY seq")
    ((newest,),) = others
    for seq in (newest, first):
        database.tamper(f"UPDATE command SET changes = '{NOTHING}' WHERE {OF.format(seq)}")
        assert (seq, "identity-differs") in numbered(check())


def test_whoever_makes_a_digest_anew_is_found_by_the_chain(
    check: Check, record: Record, database: Bare
) -> None:
    """Somebody who knows how the program does it all: another person, another number, the digest of both."""
    ((seq, patient_id),) = database.run("SELECT seq, id FROM patient ORDER BY seq LIMIT 1")
    database.tamper(f"UPDATE patient SET birth_date = '1950-02-03' WHERE seq = {seq}")
    with record.queries() as queries:
        (other,) = [row.patient for row in queries.patients().rows if row.patient.id == patient_id]
    ((changes,),) = database.run(f"SELECT changes FROM command WHERE {OF.format(seq)}")
    told = json.loads(changes)
    blind = told["blinds"][str(seq)]
    ((body,),) = database.run(f"SELECT body FROM log_event WHERE seq = {seq}")
    for made_with in (blind, new_blind()):
        forged = changes.replace(blind, made_with)
        database.tamper(f"UPDATE command SET changes = '{forged}' WHERE {OF.format(seq)}")
        assert (seq, "identity-differs") in numbered(check())
        sealed = json.dumps(json.loads(body) | {"seal": seal(other, "", made_with)}, separators=(",", ":"))
        database.tamper(f"UPDATE log_event SET body = '{sealed}' WHERE seq = {seq}")
        assert (seq, "event-changed") in numbered(check())
        database.tamper(f"UPDATE log_event SET body = '{body}' WHERE seq = {seq}")


def test_digests_that_an_older_program_kept_beside_the_log_still_count(
    check: Check, record: Record, database: Bare
) -> None:
    """And records of one older yet, which kept none, are as sound as they were."""
    with record.queries() as queries:
        people = {row.patient.id: row.patient for row in queries.patients().rows}
    events = database.run(f"SELECT {', '.join(Event._fields)} FROM log_event ORDER BY seq")
    link_hash, statements, added = "", [], []
    for event in map(Event._make, events):
        if event.kind == "patient-added":
            patient_id = json.loads(event.body)["patient"]
            added.append(event.seq)
            event = event._replace(body=json.dumps({"patient": patient_id}, separators=(",", ":")))
            kept = NOTHING[:-1] + f',"seals":{{"{event.seq}":"{seal(people[patient_id], "")}"}}}}'
            statements.append(f"UPDATE command SET changes = '{kept}' WHERE {OF.format(event.seq)}")
            statements.append(f"UPDATE log_event SET body = '{event.body}' WHERE seq = {event.seq}")
        link_hash = digest(link_hash, event)
        statements.append(f"UPDATE log_event SET hash = '{link_hash}' WHERE seq = {event.seq}")
    database.tamper(*statements)
    assert check().sound
    first, newest = added
    database.tamper(f"UPDATE patient SET birth_date = '1950-02-03' WHERE seq = {newest}")
    assert numbered(check()) == [(newest, "identity-differs")]
    database.tamper(f"UPDATE command SET changes = '{NOTHING}' WHERE {OF.format(newest)}")
    assert numbered(check()) == [(newest, "identity-differs")]
    database.tamper(f"UPDATE command SET changes = '{NOTHING}' WHERE {OF.format(first)}")
    assert check().sound


def test_a_head_that_cannot_be_read_is_a_finding(check: Check, database: Bare) -> None:
    """The rest is verified all the same."""
    database.tamper("UPDATE log_event SET logged_at = 'x' WHERE seq = (SELECT max(seq) FROM log_event)")
    found = check()
    assert ("rows-unreadable", "head ValueError") in [(each.code, each.subject) for each in found.problems]
    assert "event-changed" in [code for _, code in numbered(found)]
    assert found.courses == 2


@pytest.mark.parametrize(
    ("code", "path", "told"),
    [("database-damaged", "ward.db", [(None, "file-damaged", "ward.db")]), ("input-output", "ward.db", None)],
)
def test_damage_met_while_verifying_is_a_finding_and_a_failing_disk_is_not(
    code: str, path: str, told: list[tuple[int | None, str, str]] | None
) -> None:
    findings = Findings()

    def meet() -> None:
        with _damage_named(findings, "words"):
            raise EnvironmentFault(code, path=path)

    if told is None:
        with pytest.raises(EnvironmentFault, match=code):
            meet()
    else:
        meet()
        assert [(each.number, each.code, each.subject) for each in findings.problems] == told
