"""What every command says and does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from pathway_app.cli.window import WindowRequest, has_display, window_request
from tests.cli.zorgpad import ROOT, InProcess
from tests.postgresql import PostgresqlServer

PATHWAY = ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml"
ANNELIES = "4471029"


def test_init_refuses_what_exists(empty: InProcess) -> None:
    before = empty.database.read_bytes()
    again = empty("init", "--demo")
    assert (again.code, again.out) == (1, "")
    assert again.reasons == [f"There is something at {empty.database} already; nothing was changed."]
    assert empty.database.read_bytes() == before
    assert empty("users", "list").out == "chief · chief · administrator\n"
    assert empty("status", "--all", "--json").out == ""
    assert "No open courses." in empty("worklist").out
    refused = empty("handover", "--ward", "-o", str(empty.database.with_suffix(".pdf")))
    assert refused.reasons == ["There are no patients with an open course."]


def test_an_empty_database_knows_no_pathway(
    on_ward: InProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = InProcess(tmp_path / "bare.db", capsys)
    assert bare("init", "--empty", "--admin", "chief").code == 0
    file = tmp_path / "course.json"
    file.write_text(on_ward("export", "--patient", ANNELIES).out, encoding="utf-8")
    answer = bare("import", str(file), "--user", "chief")
    assert answer.code == 1
    sentence = "Version 1 of the pathway intramedullary-tumour is not installed."
    assert answer.reasons == [f"{file}, line 15, pathway.version: {sentence}"]


def test_who_acts_without_user(
    empty: InProcess, on_ward: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a demonstration the coordinator, else whoever logs in; without --user the login of the desktop."""
    file = tmp_path / "course.json"
    file.write_text(on_ward("export", "--patient", ANNELIES).out, encoding="utf-8")
    monkeypatch.setenv("LOGNAME", "passer-by")
    refused = empty("import", str(file))
    assert refused.code == 1
    assert refused.reasons == ["Name or password is not right, or the account is disabled."]
    assert on_ward("import", str(file)).code == 0
    assert on_ward("users", "add", "x", "--role", "nurse").reasons == [
        "Your role (coordinator) may not do this."
    ]
    monkeypatch.setenv("LOGNAME", "chief")
    assert empty("import", str(file)).code == 0


def test_status_for_people_and_for_programs(on_ward: InProcess) -> None:
    answer = on_ward("status", "--patient", ANNELIES, "4468113", "--patient", "4455002", "--json")
    assert answer.code == 0
    told = [json.loads(line) for line in answer.out.splitlines()]
    assert [each["mrn"] for each in told] == ["4455002", "4468113", ANNELIES]
    keys = ["mrn", "as_of", "pathway", "phase", "documented_route", "ended", "checkpoints"]
    row_keys = ["id", "round", "state", "timing", "due", "waiting_for", "variance", "values"]
    row_keys += ["occurred_at", "recorded_at", "by"]
    for each in told:
        assert list(each) == keys
        assert all(list(row) == row_keys for row in each["checkpoints"])
    assert told[2]["phase"] == "pathology"
    rows = {(row["id"], row["round"]): row for row in told[2]["checkpoints"]}
    assert rows["definitive-diagnosis", 1]["timing"] == "overdue"
    assert rows["bed-rest-completed", 1]["variance"] is True
    assert list(rows["mri-contrast", 1]["values"]) == ["region", "levels", "suspected_type"]
    assert rows["canal-opened", 1]["values"] is None
    text = on_ward("status", "--patient", ANNELIES).out
    assert text.startswith("DE SMET, Annelies · 14-Mar-1974 (")
    assert "! Definitive tissue diagnosis" in text
    assert "■ Discussed at the tumour board · waits for: definitive diagnosis" in text


def test_status_of_an_earlier_course_and_of_all(on_ward: InProcess) -> None:
    newest = json.loads(on_ward("status", "--patient", "4474077", "--json").out)
    first = json.loads(on_ward("status", "--patient", "4474077", "--json", "--course", "1").out)
    assert newest["ended"] is None
    assert first["ended"]["outcome"] == "continued"
    assert "continued in a new course" in on_ward("status", "--patient", "4474077", "--course", "1").out
    everyone = [json.loads(line)["mrn"] for line in on_ward("status", "--all", "--json").out.splitlines()]
    assert len(everyone) == 14
    assert everyone == sorted(everyone)
    assert on_ward("status", "--all", "--json", "--course", "1").out.count("\n") == 14
    assert on_ward("status", "--all", "--json", "--course", "2").out.count("\n") == 1


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("2026-06-01T12:00:00+02:00", "2026-06-01T10:00:00Z"),
        ("2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z"),
        ("2026-06-01T12:00", "2026-06-01T10:00:00Z"),
        ("2026-06-01 12:00:30", "2026-06-01T10:00:30Z"),
        ("2026-06-01", "2026-06-01T21:59:59Z"),
        ("2026-12-01", "2026-12-01T22:59:59Z"),
    ],
)
def test_as_of(on_ward: InProcess, as_of: str, told: str) -> None:
    answer = on_ward("status", "--patient", ANNELIES, "--json", "--as-of", as_of)
    assert json.loads(answer.out)["as_of"] == told


def test_as_of_forgets_entries_and_endings_but_no_enrolment(on_ward: InProcess) -> None:
    early = ("--json", "--as-of", "2001-01-01")
    first = json.loads(on_ward("status", "--patient", "4474077", "--course", "1", *early).out)
    assert (first["ended"], first["phase"]) == (None, "diagnosis")
    assert {row["state"] for row in first["checkpoints"]} == {"ready", "blocked", "undecided"}


def test_the_worklist_of_a_day_before_anybody_came_is_empty(on_ward: InProcess) -> None:
    assert on_ward("worklist", "--json", "--as-of", "2001-01-01").out == ""


def test_the_worklist_from_the_derived_rows_and_from_the_log_is_the_same(on_ward: InProcess) -> None:
    listed = [json.loads(line) for line in on_ward("worklist", "--json").out.splitlines()]
    groups = ["overdue"] * 3 + ["running"] * 2 + ["due-today"] * 4 + ["this-week"] * 2
    assert [each["group"] for each in listed] == [*groups, "blocked", "blocked", "later"]
    moment = json.loads(on_ward("status", "--patient", ANNELIES, "--json").out)["as_of"]
    again = on_ward("worklist", "--json", "--as-of", moment).out.splitlines()
    assert [json.loads(line) for line in again] == listed
    text = on_ward("worklist").out
    assert "Overdue\n  EL AMRANI, Yasmina · 30-Jul-1988 · 4455002 · –" in text
    assert "! 2 d late (" in text
    dutch = on_ward("worklist", "--lang", "nl").out
    assert "Te laat\n" in dutch
    assert "! 2 d te laat (" in dutch


def test_export_in_both_forms(on_ward: InProcess, empty: InProcess) -> None:
    as_json = on_ward("export", "--patient", ANNELIES, "--format", "json").out
    as_yaml = on_ward("export", "--patient", ANNELIES, "--format", "yaml").out
    assert json.loads(as_json)["patient"]["family_name"] == "De Smet"
    assert as_yaml.startswith('format: zorgpad-course/1\npatient:\n  mrn: "4471029"\n')
    file = empty.database.with_name("c.yaml")
    file.write_text(as_yaml, encoding="utf-8")
    assert empty("import", str(file), "--user", "chief").code == 0
    assert empty("export", "--patient", ANNELIES).out == as_json


def test_a_patients_courses_can_be_imported_in_any_order(on_ward: InProcess, empty: InProcess) -> None:
    exported = {}
    for number in ("1", "2"):
        exported[number] = on_ward("export", "--patient", "4474077", "--course", number).out
        empty.database.with_name(f"{number}.json").write_text(exported[number], encoding="utf-8")
    files = [str(empty.database.with_name(f"{number}.json")) for number in (2, 1)]
    assert empty("import", *files, "--user", "chief").code == 0
    for number, text in exported.items():
        assert empty("export", "--patient", "4474077", "--course", number).out == text


def test_on_a_server_as_in_a_file(
    monkeypatch: pytest.MonkeyPatch,
    on_ward: InProcess,
    postgresql_server: PostgresqlServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LOGNAME", "chief")
    url = postgresql_server.url(postgresql_server.new_database())
    server = InProcess(tmp_path, capsys, address=url.replace("postgres@", "postgres:secret@"))
    made = server("init", "--admin", "chief")
    assert (made.code, made.error) == (0, "")
    assert "secret" not in made.out
    exported = on_ward("export", "--patient", ANNELIES).out
    file = tmp_path / "course.json"
    file.write_text(exported, encoding="utf-8")
    assert server("import", str(file), "--user", "chief").code == 0
    assert server("export", "--patient", ANNELIES).out == exported
    as_of = ("status", "--patient", ANNELIES, "--json", "--as-of", "2026-11-20")
    assert server(*as_of).out == on_ward(*as_of).out
    assert server("verify").code == 0
    again = server("init")
    assert again.code == 1
    assert "secret" not in again.error


def test_handover_sheets(ward: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copyfile(ward / "ward.db", tmp_path / "ward.db")
    on_ward = InProcess(tmp_path / "ward.db", capsys)
    one, everyone = tmp_path / "one.pdf", tmp_path / "ward.pdf"
    answer = on_ward("handover", "--patient", ANNELIES, "-o", str(one))
    assert (answer.code, answer.out) == (0, f"Written: {one}\n")
    pages = [page.extract_text() for page in PdfReader(one).pages]
    assert all("DE SMET, Annelies" in page and ANNELIES in page for page in pages)
    assert "Overdrachtsblad — " in pages[0]  # in the site's language unless another is asked for
    assert "DEMO" in pages[0]
    both = on_ward("handover", "--patient", ANNELIES, "--ward", "--lang", "en", "-o", str(everyone))
    assert both.out == f"Written: {everyone}\n"
    text = "".join(page.extract_text() for page in PdfReader(everyone).pages)
    assert text.count("Handover sheet — ") >= 14


def test_verify_and_check_pathway(on_ward: InProcess, tmp_path: Path) -> None:
    sound = on_ward("verify")
    assert (sound.code, sound.error) == (0, "")
    assert sound.out.startswith("Sound. ")
    good = on_ward("check-pathway", str(PATHWAY))
    assert (good.code, good.error) == (0, "")
    wrong = PATHWAY.read_text("utf-8").replace("needs: [tissue-sent]", "needs: [tissue-lost]")
    wrong = wrong.replace("origin: [S16]", "origin: [S99]")
    file = tmp_path / "wrong.yaml"
    file.write_text(wrong, encoding="utf-8")
    bad = on_ward("check-pathway", str(file))
    assert (bad.code, bad.out) == (1, "")
    lines = wrong.split("\n")
    for name in ("tissue-lost", "S99"):
        number = next(n for n, line in enumerate(lines, 1) if name in line)
        assert any(
            told.startswith(f"{file}: line {number}, phases[") and name in told for told in bad.reasons
        )
    assert on_ward("check-pathway", "nowhere.yaml").code == 1


def test_the_window_is_opened_with_what_was_chosen(on_ward: InProcess) -> None:
    assert on_ward(DISPLAY=":0").code == 0
    assert on_ward("--user", "demo.nurse", "--lang", "en", DISPLAY=":0").code == 0
    address = str(on_ward.database)
    assert on_ward.windows == [(address, None, None), (address, "demo.nurse", "en")]


def test_no_window_without_a_display(on_ward: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    answer = on_ward()
    assert (answer.code, on_ward.windows) == (1, [])
    assert answer.reasons == ["There is no display to open the window on; “--help” tells what works without."]


def test_a_window_without_the_libraries_it_needs(on_ward: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(self: InProcess, *_: object) -> int:
        raise ImportError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(InProcess, "_open_window", lacking)
    answer = on_ward(DISPLAY=":0")
    assert (answer.code, answer.reasons) == (
        1,
        ["The window cannot be opened: libEGL.so.1: cannot open shared object file."],
    )


@pytest.mark.parametrize(
    ("arguments", "variables", "expected"),
    [
        ((), {}, WindowRequest()),
        ((), {"ZORGPAD_DATABASE": "a.db"}, WindowRequest("a.db")),
        (("--database", "b.db"), {"ZORGPAD_DATABASE": "a.db"}, WindowRequest("b.db")),
        (("--lang=nl", "--user", "an"), {}, WindowRequest(None, "an", "nl")),
        (("--lang", "xx"), {}, None),
        (("worklist",), {}, None),
        (("--database",), {}, None),
        (("--database", "--user"), {}, None),
        (("--help",), {}, None),
        ((), {"DISPLAY": ""}, None),
    ],
)
def test_the_window_is_told_from_commands_before_anything_is_imported(
    arguments: tuple[str, ...], variables: dict[str, str], expected: WindowRequest | None
) -> None:
    assert window_request(arguments, {"DISPLAY": ":0"} | variables, "linux") == expected


def test_the_demonstration_with_a_display(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo = InProcess(tmp_path / "demo.db", capsys)
    answer = demo("demo", DISPLAY=":0")
    assert (answer.code, answer.error) == (0, "")
    assert demo.windows == [(str(demo.database), None, None)]
    assert len(demo("worklist", "--json").out.splitlines()) == 14
    assert "demo-output" not in answer.out


def test_the_demonstration_is_made_again_but_replaces_no_real_ward(
    empty: InProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = empty.database.read_bytes()
    answer = empty("demo", DISPLAY=":0")
    assert answer.reasons == [f"{empty.database} is no demonstration; it was not replaced."]
    assert empty.database.read_bytes() == before
    demo = InProcess(tmp_path / "demo.db", capsys)
    assert demo("demo", DISPLAY=":0").code == 0
    assert demo("users", "add", "extra", "--role", "nurse", "--user", "demo.administrator").code == 0
    assert demo("demo", DISPLAY=":0").code == 0
    assert "extra" not in demo("users", "list").out


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_where_a_window_can_be_opened(platform: str, variables: dict[str, str], expected: bool) -> None:
    assert has_display(platform, variables) is expected
