"""`audit` as its user gives it: what it writes, refuses and leaves alone."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from pathway_app.audit.csv_files import safe, written
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Course, Enrolment
from pathway_app.domain.ids import new_id
from tests.audit.plain_audit import plain_audit
from tests.cli.zorgpad import ROOT, InProcess, command, environment
from tests.clocks import HandClock
from tests.documents.reading import pages, squashed
from tests.guarded import cheap_records, shown
from tests.oracle.examples import OPERATE, course
from tests.recording import enrol, install, person, writing

PERIOD = ("--from", "2026-01-01", "--to", "2026-12-31", "--as-of", "2026-11-22")


def _import(zorgpad: InProcess, folder: Path, count: int) -> None:
    for number in range(count):
        made = course(*(step | {"id": f"{number} {step['id']}"} for step in OPERATE))
        made["patient"] |= {"mrn": f"C{number}", "family_name": "V", "given_name": "D", "sex": "female"}
        (folder / f"{number}.json").write_text(json.dumps(made), encoding="utf-8")
    files = [str(folder / f"{number}.json") for number in range(count)]
    assert zorgpad("import", *files, "--user", "chief").error == ""


def test_percentages_only_from_five_patients(empty: InProcess, tmp_path: Path) -> None:
    _import(empty, tmp_path, 4)
    four = empty("audit", *PERIOD).out
    assert "Courses: 4, of which ended: 0" in four
    assert "100.0" not in four and "%" not in four
    _import(empty, tmp_path, 5)
    five = empty("audit", *PERIOD).out
    [line] = [line for line in five.splitlines() if line.split()[:3] == ["MRI", "with", "contrast"]][:1]
    assert line.split()[3:] == ["5", "5", "(100.0", "%)", *"00000000"]
    assert "5 (100,0\u00a0%)" in empty("audit", *PERIOD, "--lang", "nl").out


def test_a_period_without_courses(empty: InProcess) -> None:
    told = json.loads(empty("audit", *PERIOD, "--json").out)
    assert told == plain_audit([], "2026-01-01", "2026-12-31", datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC))
    assert set(told["intervals"]["mri-contrast→wound-closed"].values()) == {0, None}


def test_an_auditor_may_and_so_may_everybody_else(
    ward: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Looking at it changes nothing; whoever takes it along is in the log."""
    shutil.copyfile(ward / "ward.db", tmp_path / "own.db")
    on_ward = InProcess(tmp_path / "own.db", capsys)
    for role in ("auditor", "nurse", "physician", "coordinator"):
        assert on_ward("users", "add", role, "--role", role, "--user", "chief").code == 0
        before = on_ward.database.read_bytes()
        assert on_ward("audit", *PERIOD, "--user", role).code == 0
        assert on_ward.database.read_bytes() == before
        assert on_ward("audit", *PERIOD, "--json", "--user", role).code == 0
        newest = json.loads(
            on_ward("log", "--json", "--user", "chief", "--kind", "exports").out.splitlines()[0]
        )
        assert (newest["kind"], newest["account"]) == ("exported", role)
    assert on_ward("audit", *PERIOD, "--user", "nobody").reasons == ["There is no account nobody."]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "2026-02-30", "--to", "2026-12-31"), "2026-02-30 is not a day; write 2026-11-22."),
        (("--from", "2026-01-01", "--to", "20261231"), "20261231 is not a day; write 2026-11-22."),
        (
            ("--from", "2026-02-02", "--to", "2026-02-01"),
            "The period ends on 01-Feb-2026, before it begins on 02-Feb-2026.",
        ),
        ((*PERIOD, "--pathway", "hip"), "The pathway hip is not installed."),
        ((*PERIOD[:4], "--as-of", "soon"), None),
        ((*PERIOD[:4], "--as-of", "2090-01-01T10:00"), "01-Jan-2090 10:00 lies in the future."),
        ((*PERIOD[:4], "--as-of", "2090-01-01"), "01-Jan-2090 23:59 lies in the future."),
        (
            (*PERIOD, "--outcome", "runing"),
            "runing is no outcome of a course; there are: running, follow-up-ended, deceased, transferred, "
            "withdrawn, continued, entered-in-error.",
        ),
        ((*PERIOD, "--surgeon", "V. Peeters"), "No patient has the surgeon V. Peeters; there are: –."),
        ((*PERIOD, "--version", "9"), "No version 9 of this pathway is installed; there are: 1."),
        ((*PERIOD, "--group", "ependymome"), None),
        (
            (*PERIOD, "--csv", "{file}"),
            "{file} cannot be written: it is a file, and a folder is needed.",
        ),
        (
            (*PERIOD, "--pdf", "{file}/report.pdf"),
            "{file}/report.pdf cannot be written: there is no such folder.",
        ),
        (
            (*PERIOD, "--xlsx", "{file}/tables.xlsx"),
            "{file}/tables.xlsx cannot be written: there is no such folder.",
        ),
    ],
)
def test_what_is_refused(
    empty: InProcess, tmp_path: Path, arguments: tuple[str, ...], sentence: str | None
) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    answer = empty("audit", *(each.format(file=file) for each in arguments))
    assert (answer.code, answer.out, len(answer.reasons)) == (1, "", 1)
    if sentence is not None:
        assert answer.reasons == [sentence.format(file=file)]
    assert file.read_text() == "not a folder"


def test_today_means_until_now(empty: InProcess) -> None:
    today = local_date(datetime.now(UTC), ZoneInfo("Europe/Brussels")).isoformat()
    told = json.loads(empty("audit", *PERIOD[:4], "--as-of", today, "--json").out)
    assert datetime.fromisoformat(told["as_of"]) <= datetime.now(UTC)


def test_a_surgeon_is_the_same_however_it_was_typed(empty: InProcess, tmp_path: Path) -> None:
    for number, surgeon in enumerate(("V. Maes", "v. maes ", "W. Maes")):
        made = course(*(step | {"id": f"{number} {step['id']}"} for step in OPERATE))
        made["patient"] |= {"mrn": f"C{number}", "family_name": "V", "given_name": "D", "sex": "female"}
        made["patient"]["surgeon"] = surgeon
        (tmp_path / f"{number}.json").write_text(json.dumps(made), encoding="utf-8")
        assert empty("import", str(tmp_path / f"{number}.json"), "--user", "chief").error == ""
    for as_of in ((), PERIOD[4:]):
        asked = (*PERIOD[:4], *as_of, "--json", "--surgeon")
        assert json.loads(empty("audit", *asked, " V. MAES").out)["courses"] == 2
        assert json.loads(empty("audit", *asked, "").out)["courses"] == 0
    assert empty("audit", *PERIOD, "--surgeon", "X").reasons == [
        "No patient has the surgeon X; there are: V. Maes, W. Maes."
    ]
    assert "Only patients with no surgeon written down" in empty("audit", *PERIOD, "--surgeon", "").out
    assert empty("audit", *PERIOD, "--surgeon", "", "--group", "", "--json").code == 0
    noted = json.loads(empty("log", "--kind", "exports", "--limit", "1", "--json").out)["what"]
    assert "Only courses whose group is not answered yet" in noted, "the log tells what left the program"
    assert "Only patients with no surgeon written down" in noted


def test_wrong_usage(empty: InProcess) -> None:
    assert empty("audit", "--from", "2026-01-01").code == 2
    assert empty("audit", *PERIOD, "--verify").code == 2


def test_several_pathways(empty: InProcess, tmp_path: Path) -> None:
    """Each by its own definition; where a period has courses of both, one must be chosen."""
    knee = load_definition(ROOT / "tests" / "pathways" / "knee-replacement.yaml")
    record = cheap_records(HandClock()).open(str(empty.database), credentials=shown("chief"))
    install(record, knee, definition_to_json(knee))
    enrolled = Enrolment(datetime(2025, 6, 1, tzinfo=UTC), "an", datetime(2025, 6, 1, tzinfo=UTC))
    with writing(record) as work:
        patient = person("9000009")
        enrol(work, patient, Course(new_id(), patient.id, knee.id, knee.version, enrolled))
    record.close()
    _import(empty, tmp_path, 1)
    both = ("--from", "2025-01-01", "--to", "2026-12-31", "--as-of", "2026-11-22")
    assert empty("audit", *both).reasons == [
        f"There are courses of several pathways: choose with --pathway (intramedullary-tumour, {knee.id})."
    ]
    chosen = json.loads(empty("audit", *both, "--json", "--pathway", knee.id).out)
    assert (chosen["courses"], list(chosen["checkpoints"])) == (1, [each.id for each in knee.checkpoints])
    assert list(chosen["intervals"]) == ["→".join(pair) for pair in knee.intervals]
    alone = ("--from", "2025-01-01", "--to", "2025-12-31", "--as-of", "2026-11-22")
    assert json.loads(empty("audit", *alone, "--json").out) == chosen | {"to": "2025-12-31"}
    other = json.loads(empty("audit", *both, "--json", "--pathway", "intramedullary-tumour").out)
    assert (other["courses"], other["checkpoints"]["mri-contrast"]["done"]) == (1, 1)


def test_files_for_a_spreadsheet(empty: InProcess, tmp_path: Path) -> None:
    _import(empty, tmp_path, 2)
    folder = tmp_path / "a" / "b"
    answer = empty("audit", *PERIOD, "--csv", str(folder))
    assert sorted(answer.out.splitlines()) == sorted(f"Written: {file}" for file in folder.iterdir())
    told = json.loads(empty("audit", *PERIOD, "--json").out)
    with (folder / "completion.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["checkpoint"]: row for row in csv.DictReader(file) if row["checkpoint"]}
    for checkpoint, figures in told["checkpoints"].items():
        assert {key: int(rows[checkpoint][key]) for key in figures} == figures
    assert rows["mri-contrast"]["origin"] == "S3 S5"
    columns = set()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            columns |= {(path.stem, key) for key in next(csv.reader(file))}
    with (folder / "definitions.csv").open(encoding="utf-8-sig", newline="") as file:
        defined = {(row["table"], row["column"]): row["definition"] for row in csv.DictReader(file)}
    assert all(defined.values())
    assert defined["completion", "late"] == "late: Done, and occurred after its deadline."
    keys = {"phase", "checkpoint", "origin", "title", "from", "to", "measure", "field", "answer"}
    assert {(table, key) for table, key in columns if key not in keys and table != "definitions"} == {
        place for place in defined if place[1]
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"])
def test_no_text_is_run_as_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"
    [[cell, plain, number, nothing]] = csv.reader(
        written([[text, "a=1", -1.5, None]]).decode("utf-8-sig").splitlines(keepends=True)
    )
    assert (cell, plain, number, nothing) == (f"'{text}", "a=1", "-1.5", "")


def test_nobody_else_reads_what_is_taken_along(empty: InProcess, tmp_path: Path) -> None:
    folder, book, report = tmp_path / "csv", tmp_path / "a.xlsx", tmp_path / "a.pdf"
    asked = ("--csv", str(folder), "--xlsx", str(book), "--pdf", str(report))
    assert empty("audit", *PERIOD, *asked).error == ""
    made = [*folder.iterdir(), book, report]
    assert len(made) > 3
    assert {each.stat().st_mode & 0o777 for each in made} == {0o600}


def test_nothing_heavy_is_imported(empty: InProcess) -> None:
    """Nor is anything of the audit by a command that has nothing to do with it."""
    look = "import sys, runpy\nsys.argv = {argv}\n"
    look += "try: runpy.run_path(sys.argv[0], run_name='__main__')\nexcept SystemExit: pass\n"
    look += "print(sorted(name for name in sys.modules if name.split('.')[0] in {heavy} or {ours!r} in name))"
    heavy = {"sqlalchemy", "pydantic", "reportlab", "openpyxl", "ruamel", "babel", "PySide6"}
    for arguments, ours in (
        (("audit", *PERIOD, "--json"), "no module of that name"),
        (("worklist",), "pathway_app.audit"),
    ):
        argv = [*command()[3:], "--database", str(empty.database), *arguments]
        code = look.format(argv=argv, heavy=heavy, ours=ours)
        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.stdout.splitlines()[-1], ran.stderr) == ("[]", "")


def test_every_figure_is_defined_on_its_page(empty: InProcess, tmp_path: Path) -> None:
    """`courses` and `found` are the counts of what their row names."""
    _import(empty, tmp_path, 1)
    assert empty("audit", *PERIOD, "--csv", str(tmp_path / "csv")).code == 0
    with (tmp_path / "csv" / "definitions.csv").open(encoding="utf-8-sig", newline="") as file:
        columns = {row["column"] for row in csv.DictReader(file)} - {"", "courses", "found"}
    measures: set[str] = set()
    for name in ("routes", "follow-up", "recording"):
        with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            measures |= {row["measure"] for row in csv.DictReader(file)}
    page = (ROOT / "docs" / "audit-measures.md").read_text("utf-8")
    assert len(measures) > 14
    assert [each for each in sorted(columns | measures) if f"`{each}`" not in page] == []


def test_the_report_and_the_workbook(empty: InProcess, tmp_path: Path) -> None:
    """Each with the same courses, and each export in the log."""
    _import(empty, tmp_path, 6)
    pdf, xlsx = tmp_path / "report.pdf", tmp_path / "tables.xlsx"
    answer = empty("audit", *PERIOD, "--pdf", str(pdf), "--xlsx", str(xlsx), "--verify", "--lang", "fr")
    assert (answer.code, answer.error) == (0, "")
    assert answer.out.splitlines() == [f"Écrit\u00a0: {xlsx}", f"Écrit\u00a0: {pdf}"]
    text = "".join(map(squashed, pages(pdf.read_bytes())))
    assert squashed("Parcours : 6, dont terminés : 0") in text
    assert squashed("le journal tient jusqu'à l'événement") in text
    sheet = load_workbook(xlsx)["completion"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["mri-contrast"][rows["checkpoint"].index("done")] == 6
    told = json.loads(empty("audit", *PERIOD, "--json", "--csv", str(tmp_path / "csv")).out)
    assert told["checkpoints"]["mri-contrast"]["done"] == 6
    exported = [
        row["what"]
        for row in map(json.loads, empty("log", "--json", "--user", "chief").out.splitlines())
        if row["kind"] == "exported"
    ]
    assert len(exported) == 4


def test_a_report_of_nobody(empty: InProcess, tmp_path: Path) -> None:
    """In the language of the site."""
    pdf = tmp_path / "report.pdf"
    assert empty("audit", *PERIOD, "--pdf", str(pdf)).code == 0
    assert "Trajecten: 0, waarvan beëindigd: 0" in " ".join("".join(pages(pdf.read_bytes())).split())


def test_a_report_on_a_log_that_does_not_hold(
    ward: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, pdf = tmp_path / "forged.db", tmp_path / "report.pdf"
    shutil.copyfile(ward / "ward.db", path)
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE log_event SET actor = 'somebody' WHERE seq = 20")
    connection.commit()
    connection.close()
    answer = InProcess(path, capsys)("audit", *PERIOD, "--pdf", str(pdf), "--verify", "--lang", "en")
    assert answer.code == 1
    assert "20" in answer.error
    assert squashed("the log does NOT hold") in "".join(map(squashed, pages(pdf.read_bytes())))


def test_the_foot_of_the_report_leads_to_that_report(empty: InProcess, tmp_path: Path) -> None:
    report = tmp_path / "a.pdf"
    assert empty("audit", *PERIOD, "--pdf", str(report), "--verify").error == ""
    assert empty("audit", *PERIOD, "--csv", str(tmp_path / "csv")).error == ""
    foot = set(re.findall(r"[0-9A-F]{4}-[0-9A-F]{4}", "".join(pages(report.read_bytes()))))
    found = [empty("log", "--reference", each).out for each in sorted(foot)]
    [told] = [each for each in found if "Exported: the audit (pdf" in each]
    assert "Enrolled from" in told and "as the record stood at" in told
    assert "The paper is the audit report that this event tells of" in told
    assert all("made when this was the newest event" in each for each in found if each != told)
