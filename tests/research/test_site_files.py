"""`research` as its user gives it: what is in the files, what never is, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections import defaultdict
from copy import deepcopy
from datetime import datetime
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest

from pathway_app.definitions.loader import load_definition
from pathway_app.research.inferring import Inferring
from tests.cli.zorgpad import ROOT
from tests.oracle.invented import TEXT_VALUES
from tests.research.conftest import AS_OF, FROM, TO, Courses, Hospital, MakeHospital, random_courses, rows

FILES = ("answers.csv", "checkpoints.csv", "courses.csv", "dictionary.csv", "manifest.json")
FEWEST = 5


def _marked(courses: Courses) -> tuple[Courses, set[str]]:
    """The courses with a text of its own wherever one can be written, and those texts."""
    marked, texts = deepcopy(courses), set[str]()

    def mark(kind: str) -> str:
        texts.add(f"Ze{kind}Gehëim{len(texts)}ß")
        return f"Ze{kind}Gehëim{len(texts) - 1}ß"

    users = {
        name: mark("user") for name in ("demo.coordinator", "demo.nurse", "demo.physician", "demo.surgeon")
    }
    common: dict[str, str] = {}  # written so often that it is not rare
    for course in marked:
        patient = course["patient"]
        for key in ("mrn", "family_name", "given_name", "bed", "surgeon"):
            patient[key] = mark(key)
        course["enrolled"]["by"] = users[course["enrolled"]["by"]]
        if course["ended"]:
            course["ended"] |= {"by": mark("by"), "reason": mark("reason")}
        for entry in course["entries"]:
            entry["by"] = users.get(entry["by"], entry["by"])
            entry |= {key: mark(key) for key in ("reason", "text") if entry.get(key)}
            for key in TEXT_VALUES.keys() & entry.get("values", {}).keys():
                entry["values"][key] = common[key] = common.get(key) or mark(key)
            if entry.get("variance"):
                entry["variance"] |= {key: mark(key) for key in ("reason", "action", "follow_up_by")}
    return marked, texts


def _written(text: str) -> set[bytes]:
    """The text as it might stand in a file, whatever the encoding."""
    found = set()
    for form in {text, text.lower(), text.upper(), text.casefold(), normalize("NFD", text)}:
        found |= {
            form.encode(each, "ignore")
            for each in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1")
        }
        raw = form.encode("utf-8")
        found |= {raw.hex().encode(), base64.b64encode(raw).rstrip(b"="), json.dumps(form)[1:-1].encode()}
        found |= {hashlib.new(each, raw).hexdigest()[:32].encode() for each in ("md5", "sha1", "sha256")}
    return found


def _days_written(moments: set[datetime]) -> set[bytes]:
    found = set[str]()
    for moment in moments:
        for form in ("%Y-%m-%d", "%d-%m-%Y", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%b-%Y", "%Y-%m"):
            found.add(moment.strftime(form))
        found.add(str(int(moment.timestamp())))
    return {each.encode() for each in found}


def test_nothing_that_names_anybody_and_no_date(hospital: MakeHospital) -> None:
    courses, texts = _marked(random_courses(40, "s"))
    zone = ZoneInfo("Europe/Brussels")
    moments = {
        datetime.fromisoformat(course["patient"]["birth_date"]).replace(tzinfo=zone) for course in courses
    }
    for course in courses:
        dated = [course["enrolled"], *course["entries"], course["ended"] or {}]
        moments |= {
            datetime.fromisoformat(each[key])
            for each in dated
            for key in ("at", "occurred_at", "recorded_at")
            if each.get(key)
        }
    site = hospital("s", courses)
    out = site.files()
    assert sorted(each.name for each in out.iterdir()) == list(FILES)
    told = {path: path.read_bytes() for path in out.iterdir()}
    tables = b"".join(told[out / name] for name in FILES if name.endswith(".csv"))
    everything = b"".join(told.values())
    own = {FROM, TO, AS_OF}
    forbidden = {form for text in texts for form in _written(text)}
    assert len(forbidden) > 1000
    assert [each for each in forbidden if each in everything] == []
    assert [each for each in _days_written(moments) if each in tables] == []
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}", told[out / "manifest.json"].decode())) == own
    assert re.findall(rb"\d\d[-/.]\d\d[-/.]\d{4}|\d{4}-\d\d-\d\d|\d\d:\d\d", tables) == []
    secret = site.key.read_text().split()[1]
    assert secret.encode() not in everything and bytes.fromhex(secret) not in everything
    assert site.zorgpad.database.parent.name.encode() + b".key" not in everything


def test_the_forbidden_would_be_found() -> None:
    """The search for what must not be there finds it where it is."""
    courses, texts = _marked(random_courses(2, "s"))
    whole = json.dumps(courses, ensure_ascii=False).encode()
    assert all(any(form in whole for form in _written(text)) for text in texts)


def test_few_alike_are_told_alike(hospital: MakeHospital) -> None:
    """By the files alone: five patients for each combination, five for each code, and no code by elimination."""
    out = hospital("k", random_courses(80, "k")).files()
    courses = {row["course"]: row for row in rows(out / "courses.csv")}
    cells, codes = defaultdict(set), defaultdict(set)
    for row in courses.values():
        cells[row["year"], row["sex"], row["age_band"], row["group"]].add(row["patient"])
        for column in ("surgeon", "outcome", "version"):
            codes["courses.csv", column, row[column]].add(row["patient"])
    assert len(cells) > 3 and min(map(len, cells.values())) >= FEWEST
    for row in rows(out / "answers.csv"):
        codes[row["checkpoint"], row["field"], row["value"]].add(courses[row["course"]]["patient"])
    for row in rows(out / "checkpoints.csv"):
        codes["checkpoints.csv", "variance_class", row["variance_class"]].add(
            courses[row["course"]]["patient"]
        )
    told = {key: patients for key, patients in codes.items() if key[2] not in ("", "withheld")}
    assert len(told) > 20 and min(map(len, told.values())) >= FEWEST
    definition = load_definition(ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml")
    hidden = {key[:2] for key in codes if key[2] == "withheld"}
    assert hidden
    for checkpoint in definition.checkpoints:
        for field in checkpoint.fields:
            if field.options and (checkpoint.id, field.id) in hidden:
                shown = [each for each in field.options if (checkpoint.id, field.id, each.value) in told]
                assert len(field.options) - len(shown) >= 2


def test_of_a_patient_with_several_courses_nothing_of_the_four_is_told(hospital: MakeHospital) -> None:
    """Also where the patient's first course, by itself, would be told with others."""
    courses = random_courses(14, "v")
    for course in courses:
        course["entries"], course["ended"] = [], None
        course["patient"] |= {"sex": "female", "birth_date": "1970-01-01"}
        course["enrolled"] |= {"at": "2022-03-01T10:00:00+01:00", "recorded_at": "2022-03-01T10:00:00+01:00"}
    ended = {
        "at": "2022-06-01T10:00:00+02:00",
        "recorded_at": "2022-06-01T10:00:00+02:00",
        "by": "demo.nurse",
    }
    for number in (0, 1):
        again = deepcopy(courses[number])
        courses[number]["ended"] = ended | {"outcome": "continued", "reason": "again"}
        again["enrolled"] |= {"at": "2022-07-01T10:00:00+02:00", "recorded_at": "2022-07-01T10:00:00+02:00"}
        courses.append(again)
    told = defaultdict(list)
    for row in rows(hospital("v", courses).files() / "courses.csv"):
        told[row["patient"]].append((row["year"], row["sex"], row["age_band"], row["group"]))
    assert sorted(map(len, told.values())) == [1] * 12 + [2, 2]
    assert {cell for cells in told.values() if len(cells) == 2 for cell in cells} == {
        ("all", *["withheld"] * 3)
    }
    alone = {cell for cells in told.values() if len(cells) == 1 for cell in cells}
    assert alone == {("all", *["withheld"] * 3)}  # two patients are too few: all others join them


def test_whose_group_is_withheld_has_no_answer_that_tells_it(hospital: MakeHospital) -> None:
    out = hospital("g", random_courses(80, "g")).files()
    hidden = {row["course"] for row in rows(out / "courses.csv") if row["group"] == "withheld"}
    told = [row for row in rows(out / "answers.csv") if row["field"] == "tumour_type"]
    assert hidden and {row["value"] for row in told if row["course"] in hidden} <= {"withheld"}
    assert {row["value"] for row in told} > {"withheld"}


def test_pseudonyms_stay_with_the_key_and_change_with_it(hospital: MakeHospital) -> None:
    site = hospital("p", random_courses(12, "p"))
    first, second = rows(site.files() / "courses.csv"), rows(site.files("again") / "courses.csv")
    assert first == second
    other = site.folder / "other.key"
    assert site.research("other", key=other).code == 0
    third = rows(site.folder / "other" / "courses.csv")
    for column in ("course", "patient"):
        before, after = {row[column] for row in first}, {row[column] for row in third}
        assert (len(before), len(after), before & after) == (12, 12, set())
    manifests = [json.loads((site.folder / each / "manifest.json").read_text()) for each in ("out", "other")]
    assert manifests[0]["key"] != manifests[1]["key"]


def test_days_from_enrolment(hospital: MakeHospital) -> None:
    """Against the course files: which course is whose is found by what occurred when."""
    courses = random_courses(10, "d")
    out = hospital("d", courses).files()
    told = defaultdict(list)
    hidden = defaultdict(set)
    for row in rows(out / "checkpoints.csv"):
        if row["state"] == "withheld":
            hidden[row["course"]].add(row["checkpoint"])
        if row["state"] == "done":
            told[row["course"]].append((row["checkpoint"], int(row["round"]), row["occurred_days"]))
    expected = []
    for course in courses:
        effective = {}
        place = {}
        for entry in course["entries"]:
            if entry["action"] in ("complete", "skip", "not-applicable"):
                place[entry["id"]] = (entry["checkpoint"], entry.get("round", 1), entry["action"])
                effective[place[entry["id"]]] = entry
            elif entry["action"] == "correct" and entry["supersedes"] in place:
                place[entry["id"]] = place[entry["supersedes"]]
                effective[place[entry["id"]]] = entry
            elif entry["action"] == "close-variance" and entry["supersedes"] in place:
                place[entry["id"]] = place[entry["supersedes"]]
            elif entry["action"] == "retract" and entry["supersedes"] in place:
                effective.pop(place[entry["supersedes"]])
        began = datetime.fromisoformat(course["enrolled"]["at"])
        days = [
            (
                checkpoint,
                round_,
                (datetime.fromisoformat(entry["occurred_at"]) - began).total_seconds() / 86400,
            )
            for (checkpoint, round_, action), entry in effective.items()
            if action == "complete"
        ]
        expected.append(
            sorted((checkpoint, round_, f"{value + 0:.3f}") for checkpoint, round_, value in days)
        )
    same = [
        [(name, round_, value.replace("-0.000", "0.000")) for name, round_, value in each]
        for each in expected
    ]
    assert len(told) == len(same)
    for pseudonym, found in told.items():
        [its] = [each for each in same if set(found) <= set(each)]
        left_out = set(its) - set(found)
        assert all(name in hidden[pseudonym] or round_ > 1 for name, round_, _days in left_out)


def test_no_step_tells_what_is_withheld(hospital: MakeHospital) -> None:
    """With the definition at hand: what a step, its rounds or its answers say hangs on no withheld answer."""
    out = hospital("k", random_courses(80, "k")).files()
    definition = load_definition(ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml")
    withheld = {
        (row["course"], row["checkpoint"], row["round"], row["field"])
        for row in rows(out / "answers.csv")
        if row["value"] == "withheld"
    }
    answered = {(row["course"], row["checkpoint"], row["round"]) for row in rows(out / "answers.csv")}
    withheld_steps = 0
    for row in rows(out / "checkpoints.csv"):
        course, step = row["course"], definition.by_id[row["checkpoint"]]
        if step.condition is not None:
            asked, round_ = step.condition.checkpoint, int(row["round"])
            at = str(definition.looks_at(step, asked, round_))
            if (course, asked, at, step.condition.field) in withheld:
                withheld_steps += 1
                assert set(list(row.values())[3:]) == {"withheld"}, row
                assert (course, step.id, row["round"]) not in answered
        trigger = step.rounds.trigger if step.rounds is not None else None
        if trigger is not None and any(
            (one, name, field) == (course, trigger.checkpoint, trigger.field)
            for one, name, _round, field in withheld
        ):
            assert row["round"] == "1"
    assert withheld_steps > 5


def test_a_round_tells_the_answer_that_opened_it() -> None:
    definition = load_definition(ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml")
    found = 0
    for step in definition.checkpoints:
        trigger = step.rounds.trigger if step.rounds is not None else None
        if trigger is not None:
            found += 1
            inferring = Inferring(definition, {(trigger.checkpoint, 3, trigger.field)})
            assert (inferring.round(step.id, 1), inferring.round(step.id, 2)) == (False, True)
            assert not Inferring(definition, ()).round(step.id, 2)
    assert found


def test_what_few_do_not_have_is_not_told_either(hospital: MakeHospital) -> None:
    """Four have no surgeon, one course has ended."""
    courses = random_courses(13, "e")
    for number, course in enumerate(courses):
        course["entries"], course["ended"] = [], None
        course["patient"]["surgeon"] = None if number < 4 else "S. Urgeon"
    at = courses[-1]["enrolled"]["recorded_at"]
    ending = {"at": at, "recorded_at": at, "by": "demo.nurse", "outcome": "continued", "reason": "again"}
    courses[-1]["ended"] = ending
    out = hospital("e", courses).files()
    told = rows(out / "courses.csv")
    surgeons = [row["surgeon"] for row in told]
    assert surgeons.count("withheld") == 4 and surgeons.count("") == 0
    assert {(row["ended_days"], row["outcome"]) for row in told} == {("withheld", "withheld")}
    assert {row["overdue"] for row in rows(out / "checkpoints.csv") if row["state"] == "open"} == {"withheld"}


def test_every_column_and_code_is_in_the_dictionary(hospital: MakeHospital) -> None:
    site = hospital("w", random_courses(30, "w"))
    out = site.files()
    meanings = rows(out / "dictionary.csv")
    assert all(row["meaning"] and row["type"] and row["origin"] for row in meanings)
    columns = {(row["file"], row["column"]) for row in meanings if not row["code"]}
    codes = {(row["file"], row["column"], row["checkpoint"], row["field"], row["code"]) for row in meanings}
    for name in ("courses.csv", "checkpoints.csv", "answers.csv"):
        told = rows(out / name)
        assert {(name, column) for column in told[0]} <= columns
        for row in told:
            for column in {
                "sex",
                "group",
                "version",
                "outcome",
                "state",
                "deadline_kept",
                "variance_class",
            } & row.keys():
                place = ("definitive-diagnosis", "tumour_type") if column == "group" else ("", "")
                known = {(name, column, *place, row[column]), (name, column, "", "", row[column])}
                assert not row[column] or known & codes, row
            if name == "answers.csv" and row["value"] != "withheld" and not row["value"].isdigit():
                assert (name, "value", row["checkpoint"], row["field"], row["value"]) in codes
    origins = {row["origin"] for row in meanings}
    assert "local" in origins and any(each.startswith("S") for each in origins)
    assert site.research("nl", "--lang", "nl").code == 0
    dutch = rows(site.folder / "nl" / "dictionary.csv")
    assert [row["code"] for row in dutch] == [row["code"] for row in meanings]
    assert [row["meaning"] for row in dutch] != [row["meaning"] for row in meanings]


def test_the_manifest_tells_of_the_files(hospital: MakeHospital) -> None:
    site = hospital("m", random_courses(15, "m"))
    out = site.files()
    told = json.loads((out / "manifest.json").read_text("utf-8"))
    assert (told["format"], told["demonstration"], told["pathway"]["id"]) == (
        "zorgpad-research/1",
        False,
        "intramedullary-tumour",
    )
    assert {key: told["cohort"][key] for key in ("from", "to", "courses", "patients")} == {
        "from": FROM,
        "to": TO,
        "courses": 15,
        "patients": 15,
    }
    for name, each in told["files"].items():
        content = (out / name).read_bytes()
        assert each == {"sha256": hashlib.sha256(content).hexdigest(), "rows": content.count(b"\r\n") - 1}
        assert b"\n" not in content.replace(b"\r\n", b"")
    assert sum(told["rules"]["courses_by_step"].values()) == 15
    if os.name == "posix":
        modes = {path.stat().st_mode & 0o777 for path in (*out.iterdir(), site.key)}
        assert (modes, out.stat().st_mode & 0o777) == ({0o600}, 0o700)


def test_it_is_in_the_log(hospital: MakeHospital) -> None:
    site = hospital("l", random_courses(6, "l"))
    before = json.loads((site.files() / "manifest.json").read_text())["log"]["number"]
    after = json.loads((site.files("again") / "manifest.json").read_text())["log"]["number"]
    assert after > before


def test_so_few_are_not_told(hospital: MakeHospital) -> None:
    site = hospital("f", random_courses(4, "f"))
    answer = site.research()
    assert (answer.code, answer.out, answer.reasons) == (
        1,
        "",
        ["There are fewer than 5 patients in this period; nothing is told of so few."],
    )
    assert not (site.folder / "out").exists()


def _refused(site: Hospital, *arguments: str) -> list[str]:
    answer = site.zorgpad("research", "--user", "chief", *arguments)
    assert (answer.code, answer.out) == (1, "")
    return answer.reasons


def test_what_is_refused(hospital: MakeHospital) -> None:
    site = hospital("r", random_courses(5, "r"))
    years = ("--from", FROM, "--to", TO)
    out = ("-o", str(site.folder / "out"))
    missing = str(site.folder / "missing.key")
    assert _refused(site, *years, *out, "--key", missing) == [
        f"There is no key at {missing}; --new-key makes one."
    ]
    inside = str(site.folder / "out" / "site.key")
    sentence = f"The key {inside} must not lie in the folder that is given away."
    assert _refused(site, *years, *out, "--key", inside, "--new-key") == [sentence]
    no_key = site.folder / "no.key"
    no_key.write_text("zorgpad-research-key/1 00\n")
    no_key.chmod(0o600)
    assert _refused(site, *years, *out, "--key", str(no_key)) == [
        f"{no_key} is not a key for research files."
    ]
    site.files("made")
    short = ("--from", "2020-01-01", "--to", "2020-03-29")
    sentence = "The period must have 90 days at least; a shorter one would tell dates."
    assert _refused(site, *short, *out, "--key", str(site.key)) == [sentence]
    assert _refused(site, *years, "-o", str(no_key), "--key", str(site.key)) == [
        f"{no_key} cannot be written: it is a file, and a folder is needed."
    ]
    unknown = _refused(site, *years, *out, "--key", str(site.key), "--pathway", "hip")
    assert unknown == ["The pathway hip is not installed."]
    assert not (site.folder / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_a_refused_export_leaves_nothing(hospital: MakeHospital) -> None:
    site = hospital("r", random_courses(3, "r"))
    assert site.research().code == 1
    assert not site.key.exists() and not (site.folder / "out").exists()
    site.key.write_bytes(b"zorgpad-research-key/1 " + b"0" * 64)
    site.key.chmod(0o600)
    (site.folder / "out").mkdir(mode=0o700)
    assert site.research().code == 1
    assert site.key.exists() and (site.folder / "out").exists()


def test_a_key_that_others_may_read(hospital: MakeHospital) -> None:
    site = hospital("o", random_courses(5, "o"))
    site.files()
    for mode in (0o640, 0o604, 0o620):
        site.key.chmod(mode)
        told = site.research("again")
        assert told.reasons == [
            f"Others than its owner may read the key {site.key}; take that permission away (chmod 600)."
        ]
    assert not (site.folder / "again").exists()


def test_a_record_that_cannot_be_written_gives_nothing(hospital: MakeHospital) -> None:
    site = hospital("x", random_courses(5, "x"))
    site.files()
    if os.name != "posix" or os.geteuid() == 0:
        pytest.skip("whoever administers the machine may write anything")
    site.zorgpad.database.chmod(0o400)
    assert site.research("again").code == 1
    assert not (site.folder / "again" / "manifest.json").exists()


def test_a_period_that_cuts_a_year_does_not_tell_it(hospital: MakeHospital) -> None:
    courses = random_courses(40, "y")
    for course in courses:
        course["entries"], course["ended"] = [], None
        for key in ("at", "recorded_at"):
            course["enrolled"][key] = "2024-11-05T10:00:00+01:00"
        course["patient"] |= {"sex": "female", "birth_date": "1970-01-01"}
    site = hospital("y", courses)
    to = ("--to", "2025-12-31", "--user", "chief", "--key", str(site.key), "--new-key")
    for first, year in (("2024-01-01", "2024"), ("2024-07-02", "2024"), ("2024-07-03", "all")):
        assert site.zorgpad("research", "--from", first, *to, "-o", str(site.folder / "out")).error == ""
        assert {row["year"] for row in rows(site.folder / "out" / "courses.csv")} == {year}
