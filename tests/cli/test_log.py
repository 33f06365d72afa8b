"""The log on the command line: who may look, what is shown, a paper found back, a verification with its certificate."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from db.sqlite import driver
from tests.cli.zorgpad import InProcess
from tests.contract.bare import BareSqlite
from tests.documents.reading import pages

MRN = "4471029"


@pytest.fixture
def on_ward(ward: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """A copy of the demonstration ward, to be written into."""
    shutil.copyfile(ward / "ward.db", tmp_path / "own.db")
    return InProcess(tmp_path / "own.db", capsys)


def rows(on_ward: InProcess, *arguments: str) -> list[dict[str, Any]]:
    answer = on_ward("log", "--json", *arguments)
    assert (answer.code, answer.error) == (0, "")
    return [json.loads(line) for line in answer.out.splitlines()]


def bare(on_ward: InProcess, sql: str) -> list[Any]:
    return BareSqlite(on_ward.database).run(sql)


def text_of(pdf: bytes) -> str:
    return "\n".join(pages(pdf))


def forged(path: Path, sql: str) -> None:
    """As somebody does who has the file and knows SQL."""
    connection = driver.connect(str(path))
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.executescript(sql)
    connection.close()


def test_every_event_the_newest_first(on_ward: InProcess) -> None:
    found = rows(on_ward)
    told = bare(on_ward, "SELECT seq, kind, actor, hash FROM log_event ORDER BY seq DESC")
    assert told[0][1] == "exported", "looking at it is on record, too late to be among what is looked at"
    assert [(each["number"], each["kind"], each["account"], each["hash"]) for each in found] == told[1:]
    assert all(each["what"] for each in found)
    assert {each["reference"] for each in found} == {
        f"{each['hash'][:4]}-{each['hash'][4:8]}".upper() for each in found
    }


def test_the_filters(on_ward: InProcess) -> None:
    assert {each["kind"] for each in rows(on_ward, "--kind", "entries")} == {"entry"}
    assert {each["account"] for each in rows(on_ward, "--account", "chief")} == {"chief"}
    assert rows(on_ward, "--account", "nobody") == []
    of_patient = rows(on_ward, "--patient", MRN)
    assert {each["kind"] for each in of_patient} >= {"patient-added", "enrolled", "entry"}
    assert all(MRN in each["record_number"].split(";") for each in of_patient)
    assert rows(on_ward, "--failures") == []
    assert rows(on_ward, "--from", "2100-01-01") == []
    day = rows(on_ward)[0]["at"][:10]  # the whole ward was made today
    assert rows(on_ward, "--kind", "entries", "--from", "2000-01-01", "--to", "2001-01-01") == []
    assert rows(on_ward, "--kind", "entries", "--from", day) == rows(on_ward, "--kind", "entries")
    assert len(rows(on_ward, "--limit", "3")) == 3


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--patient", "nobody"), "There is no patient with the record number nobody."),
        (("--reference", "nonsense"), "nonsense is not a reference such as 7F3A-91C2."),
        (("--from", "nonsense"), "nonsense is not a moment"),
        (("--user", "demo.physician"), "Your role (physician) may not do this."),
        (("--user", "demo.coordinator"), "Your role (coordinator) may not do this."),
        (("--user", "demo.nurse"), "Your role (nurse) may not do this."),
    ],
)
def test_what_is_refused_is_told_and_not_noted(
    on_ward: InProcess, arguments: tuple[str, ...], reason: str
) -> None:
    answer = on_ward("log", *arguments)
    assert (answer.code, answer.out) == (1, "")
    assert answer.error.startswith(reason)


@pytest.mark.parametrize("user", ["demo.auditor", "demo.administrator"])
def test_auditor_and_administrator_read_it(on_ward: InProcess, user: str) -> None:
    answer = on_ward("log", "--user", user, "--limit", "2")
    assert answer.code == 0
    assert len(answer.out.splitlines()) == 2


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_each_event_has_words_in_each_language(on_ward: InProcess, language: str) -> None:
    answer = on_ward("log", "--lang", language, "--limit", "5000")
    assert len(answer.out.splitlines()) > 200
    assert "{" not in answer.out
    codes = {each["kind"] for each in rows(on_ward) if "-" in each["kind"]}
    assert not [code for code in codes if code in answer.out]


def test_a_table_for_a_spreadsheet_runs_nothing(on_ward: InProcess, tmp_path: Path) -> None:
    forged(on_ward.database, "UPDATE account SET full_name = '=1+1' WHERE name = 'chief'")
    answer = on_ward("log", "--csv", str(tmp_path / "log.csv"))
    assert answer.out == f"Written: {tmp_path / 'log.csv'}\n"
    text = (tmp_path / "log.csv").read_bytes().decode("utf-8-sig")
    told = list(csv.DictReader(io.StringIO(text)))
    assert len(told) == bare(on_ward, "SELECT max(seq) FROM log_event")[0][0] - 1
    assert "'=1+1" in {row["name"] for row in told}
    assert not [cell for row in told for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    newest = json.loads(bare(on_ward, "SELECT body FROM log_event ORDER BY seq DESC LIMIT 1")[0][0])
    assert newest["details"] == {"by": "command", "format": "csv", "what": "log"}


def test_a_paper_is_found_back_by_its_reference(on_ward: InProcess, tmp_path: Path) -> None:
    assert on_ward("handover", "--patient", MRN, "-o", str(tmp_path / "one.pdf"), "--lang", "en").code == 0
    [(number, link)] = bare(
        on_ward, "SELECT seq, hash FROM log_event WHERE kind = 'sheets-issued' ORDER BY seq DESC LIMIT 1"
    )
    reference = f"{link[:4]}-{link[4:8]}".upper()
    assert f"{reference} · event {number}" in text_of((tmp_path / "one.pdf").read_bytes())
    answer = on_ward("log", "--reference", reference.lower())
    assert (answer.code, answer.error) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0].startswith(f"Event {number}, ")
    assert "Handover sheet, copy" in lines[0]
    assert f"· {MRN} · Handover sheet, copy " in lines[1]
    assert lines[1].endswith("the newest, nothing was entered since.")
    assert lines[-1] == "The log holds up to there: what was recorded by then is unchanged."
    on_ward("handover", "--patient", MRN, "-o", str(tmp_path / "two.pdf"))
    later = on_ward("log", "--reference", reference).out.splitlines()
    assert "out of date. A newer one was issued" in later[1]


def test_a_reference_of_no_sheet_is_that_of_a_moment(on_ward: InProcess) -> None:
    [(link,)] = bare(on_ward, "SELECT hash FROM log_event WHERE kind = 'entry' LIMIT 1")
    answer = on_ward("log", "--reference", link[:8])
    assert answer.code == 0
    assert "No sheet was issued by it" in answer.out


def test_an_unknown_reference(on_ward: InProcess) -> None:
    answer = on_ward("log", "--reference", "0000-0000")
    assert (answer.code, answer.out) == (1, "")
    assert "No event of this log has the reference 0000-0000" in answer.error


def test_a_changed_log_is_told_with_the_paper(on_ward: InProcess) -> None:
    [(link,)] = bare(on_ward, "SELECT hash FROM log_event ORDER BY seq DESC LIMIT 1")
    forged(on_ward.database, "UPDATE log_event SET actor = 'somebody' WHERE seq = 40")
    answer = on_ward("log", "--reference", link[:8])
    assert answer.code == 1
    assert "Event 40: It was changed" in answer.out


def test_verifying_is_put_on_record_unless_told_not_to(on_ward: InProcess) -> None:
    before = bare(on_ward, "SELECT max(seq) FROM log_event")[0][0]
    assert on_ward("verify", "--no-log").code == 0
    assert bare(on_ward, "SELECT max(seq) FROM log_event")[0][0] == before
    assert on_ward("verify").code == 0
    [(kind, body)] = bare(on_ward, f"SELECT kind, body FROM log_event WHERE seq > {before}")
    assert kind == "verified"
    told = {"by": "command", "events": str(before), "result": "sound"}
    assert json.loads(body) == {"details": told}
    assert on_ward("verify", "--no-log").code == 0


def test_what_stands_on_paper_must_be_in_the_log(on_ward: InProcess) -> None:
    [(number, link)] = bare(on_ward, "SELECT seq, hash FROM log_event ORDER BY seq DESC LIMIT 1")
    reference = f"{link[:4]}-{link[4:8]}".upper()
    heads = (f"{number}:{link}", f"{number}:{reference}")
    answer = on_ward("verify", "--no-log", "--reference", reference, "--head", *heads)
    assert (answer.code, answer.error) == (0, "")
    assert answer.out.splitlines()[1:] == [f"{each}: the log has this event." for each in (reference, *heads)]
    wrong = on_ward("verify", "--no-log", "--reference", "0000-0000", "--head", f"{number - 1}:{link}")
    assert wrong.code == 1
    assert [each.split(":")[0] for each in wrong.reasons] == ["0000-0000", str(number - 1)]
    nonsense = on_ward("verify", "--head", "abc")
    assert nonsense.reasons == ["abc is not an event with its hash, such as 1234:7F3A91C2."]


def test_a_log_that_was_cut_at_its_end_is_known_by_the_paper(on_ward: InProcess) -> None:
    """Together with all that depends on the cut events it is sound in itself."""
    assert on_ward("status", "--patient", MRN).code == 0
    [(number, link)] = bare(on_ward, "SELECT seq, hash FROM log_event ORDER BY seq DESC LIMIT 1")
    forged(
        on_ward.database,
        f"DELETE FROM command WHERE last_seq = {number}; DELETE FROM log_event WHERE seq = {number};",
    )
    answer = on_ward("verify", "--no-log", "--head", f"{number}:{link}")
    assert answer.code == 1
    assert f"{number}:{link}: the log does not have it; it was cut off" in answer.error


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_a_certificate_says_what_was_verified(on_ward: InProcess, tmp_path: Path, language: str) -> None:
    [(number, link)] = bare(on_ward, "SELECT seq, hash FROM log_event ORDER BY seq DESC LIMIT 1")
    path = tmp_path / "certificate.pdf"
    answer = on_ward(
        "verify", "--certificate", str(path), "--head", f"{number}:{link[:8]}", "--lang", language, "--user",
        "demo.auditor",
    )  # fmt: skip
    assert (answer.code, answer.error) == (0, "")
    told = " ".join(text_of(path.read_bytes()).split())
    assert link in told.replace(" ", "")
    assert f"{link[:4]}-{link[4:8]}".upper() in told
    assert str(number) in told
    assert "■" not in told
    assert "own.db" in told
    assert "DEMO" in told
    auditor = bare(on_ward, "SELECT full_name FROM account WHERE name = 'demo.auditor'")[0][0]
    assert told.count(auditor) >= 2


def test_a_certificate_names_what_does_not_hold(on_ward: InProcess, tmp_path: Path) -> None:
    forged(on_ward.database, "UPDATE log_event SET actor = 'somebody' WHERE seq = 40")
    path = tmp_path / "certificate.pdf"
    answer = on_ward("verify", "--certificate", str(path), "--lang", "en")
    assert answer.code == 1
    assert answer.reasons[0].startswith("Event 40: ") or any("Event 40: " in each for each in answer.reasons)
    told = " ".join(text_of(path.read_bytes()).split())
    assert "The record does not hold." in told
    assert "Event 40: It was changed" in told


def test_a_certificate_is_noted_before_it_is_written(on_ward: InProcess, tmp_path: Path) -> None:
    """Also one that could not be written then."""
    noted = ("SELECT kind || coalesce(json_extract(body, '$.details.what'), '') FROM log_event "
             "ORDER BY seq DESC LIMIT 2")  # fmt: skip
    answer = on_ward("verify", "--certificate", str(tmp_path / "nowhere" / "certificate.pdf"))
    assert answer.code != 0
    assert "nowhere" in answer.error
    assert bare(on_ward, noted) == [("exportedcertificate",), ("verified",)]
    assert on_ward("verify", "--certificate", str(tmp_path / "certificate.pdf"), "--no-log").code == 0
    assert bare(on_ward, noted) == [("exportedcertificate",), ("verified",)]
