"""Several sites together: the figures of one record that holds all of them; whatever is not what it says is refused."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pathway_app.definitions.loader import load_definition
from tests.cli.zorgpad import ROOT, Answer, InProcess
from tests.documents.reading import pages, squashed
from tests.research.conftest import PERIOD, MakeHospital, random_courses, rows

Folders = tuple[InProcess, list[Path], Path]
SITES = {"a": 16, "b": 7, "c": 12}
NEAR = 0.0011
"""days: the files tell them with three decimals, so a difference of two is off by a thousandth at most"""


@pytest.fixture(scope="module")
def made() -> dict[str, Path]:
    """Research files that a test made; no test changes them."""
    return {}


@pytest.fixture
def folders(
    made: dict[str, Path],
    hospital: MakeHospital,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> Folders:
    """Research files of three sites, and where they are brought together."""
    if not made:
        for name, count in SITES.items():
            made[name] = tmp_path_factory.mktemp("sites") / name
            shutil.copytree(hospital(name, random_courses(count, name)).files(), made[name])
    copies = [Path(shutil.copytree(path, tmp_path / "sites" / name)) for name, path in made.items()]
    return InProcess(tmp_path / "no.db", capsys), copies, tmp_path / "together"


LEANS_ON = {
    "overdue": "overdue",
    "on_time": "deadline_kept",
    "late": "deadline_kept",
    "with_variance": "variance_open",
}


def _whole(paths: list[Path]) -> Callable[[dict[str, str]], bool]:
    """Whether the sites told all that a row of the report leans on."""
    told = [row for path in paths for row in rows(path / "checkpoints.csv")]
    part = {(row["checkpoint"], column) for row in told for column, cell in row.items() if cell == "withheld"}
    definition = load_definition(ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml")
    part |= {(each.id, "state") for each in definition.checkpoints if each.rounds is not None}

    def whole(row: dict[str, str]) -> bool:
        steps = {row["checkpoint"], row["from"], row["to"]}
        leans_on = {"state", LEANS_ON.get(row["figure"], "state")}
        return not any(step in steps and column in leans_on for step, column in part)

    return whole


def _merge(folders: Folders, *more: str) -> Answer:
    zorgpad, paths, to = folders
    return zorgpad("merge-research", *map(str, paths), *more, "-o", str(to))


def _refused(folders: Folders) -> list[str]:
    answer = _merge(folders)
    assert (answer.code, answer.out) == (1, "")
    assert not folders[2].exists() or list(folders[2].iterdir()) == []
    return answer.reasons


def test_as_the_audit_of_one_record(folders: Folders, hospital: MakeHospital) -> None:
    assert _merge(folders).error == ""
    everybody = [course for name, count in SITES.items() for course in random_courses(count, name)]
    audited = json.loads(
        hospital("all", everybody).zorgpad("audit", *PERIOD, "--json", "--user", "chief").out
    )
    compared, whole = {"completion": 0, "intervals": 0}, _whole(folders[1])
    report = rows(folders[2] / "report.csv")
    for row in report:
        if row["site"] != "together" or row["table"] == "cohort":
            continue
        if not whole(row):
            if row["figure"] == "n":
                compared["intervals"] += 1
                assert int(row["value"]) <= audited["intervals"][f"{row['from']}→{row['to']}"]["n"]
            continue
        compared[row["table"]] += 1
        if row["table"] == "completion":
            assert row["value"] == str(audited["checkpoints"][row["checkpoint"]][row["figure"]]), row
        else:
            figure = audited["intervals"][f"{row['from']}→{row['to']}"][row["figure"]]
            if row["value"] == "withheld":
                assert row["figure"].endswith("_days") and figure is not None
            elif figure is None:
                assert row["value"] == ""
            else:
                assert float(row["value"]) == pytest.approx(figure, abs=NEAR)
    assert compared["completion"] >= 40
    assert compared["intervals"] >= len(audited["intervals"])
    sums: dict[tuple[str, str], int] = {}
    for row in report:
        if row["table"] == "completion":
            key = (row["checkpoint"], row["figure"])
            sums[key] = sums.get(key, 0) + int(row["value"]) * (-1 if row["site"] == "together" else 1)
    assert set(sums.values()) == {0}


def test_each_site_as_its_own_audit(folders: Folders, hospital: MakeHospital) -> None:
    assert _merge(folders).error == ""
    alone = json.loads(
        hospital("again", random_courses(7, "b")).zorgpad("audit", *PERIOD, "--json", "--user", "chief").out
    )
    whole = _whole(folders[1][1:2])
    told = [
        row
        for row in rows(folders[2] / "report.csv")
        if (row["site"], row["table"]) == ("2", "completion") and whole(row)
    ]
    assert len(told) >= 40
    assert all(row["value"] == str(alone["checkpoints"][row["checkpoint"]][row["figure"]]) for row in told)


def test_one_set(folders: Folders) -> None:
    answer = _merge(folders, "--lang", "nl")
    to = folders[2]
    assert sorted(answer.out.split()[1::2]) == sorted(str(each) for each in to.iterdir())
    for name in ("courses.csv", "checkpoints.csv", "answers.csv"):
        apart = [
            {"site": str(number)} | row
            for number, path in enumerate(folders[1], 1)
            for row in rows(path / name)
        ]
        assert rows(to / name) == apart
    manifest = json.loads((to / "manifest.json").read_text("utf-8"))
    assert [(each["site"], each["courses"]) for each in manifest["sites"]] == [("1", 16), ("2", 7), ("3", 12)]
    for name, each in manifest["files"].items():
        assert hashlib.sha256((to / name).read_bytes()).hexdigest() == each["sha256"]
    meanings = rows(to / "dictionary.csv")
    keys = [(row["file"], row["column"], row["checkpoint"], row["field"], row["code"]) for row in meanings]
    assert len(keys) == len(set(keys)) and ("courses.csv", "site", "", "", "") in keys
    text = (to / "report.txt").read_text("utf-8").splitlines()
    assert text[0] == "Spinal cord tumour pathway: 3 centra, 35 trajecten, 35 patiënten"
    assert [line for line in text if line.startswith("Centrum 2")] == ["Centrum 2: 7 trajecten, 7 patiënten"]


def test_on_paper(folders: Folders) -> None:
    """Every figure of the text stands on a page too; the same again gives the same bytes."""
    assert _merge(folders).error == ""
    made = (folders[2] / "report.pdf").read_bytes()
    on_paper = squashed("".join(pages(made)))
    lines = (folders[2] / "report.txt").read_text("utf-8").splitlines()
    assert len(lines) > 100
    assert [line for line in lines if squashed(line) not in on_paper and line.startswith("    ")] == []
    assert _merge(folders).error == ""
    assert (folders[2] / "report.pdf").read_bytes() == made


def _change_manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")


def _change_table(folder: Path, name: str, change: Callable[[list[list[str]]], object]) -> None:
    """As someone would who knows how the manifest is made."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    change(table)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    _put(folder, name, text.getvalue().encode("utf-8"))


def _put(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    promised = {"sha256": hashlib.sha256(content).hexdigest(), "rows": content.count(b"\n") - 1}
    _change_manifest(folder, lambda told: told["files"].update({name: promised}))


def test_a_file_that_was_changed(folders: Folders) -> None:
    for name in ("courses.csv", "checkpoints.csv", "answers.csv", "dictionary.csv"):
        path = folders[1][1] / name
        before = path.read_bytes()
        for after in (before.replace(b",1,", b",2,", 1), before + before.splitlines(True)[-1], before[:-30]):
            path.write_bytes(after)
            [reason] = _refused(folders)
            assert reason.startswith(str(path))
        path.unlink()
        assert _refused(folders) == [f"{path} cannot be read."]
        path.write_bytes(before)
    assert _merge(folders).code == 0


@pytest.mark.parametrize(
    ("name", "column", "cell"),
    [
        ("courses.csv", 0, "../../../etc/passwd"),
        ("courses.csv", 1, "Jan Peeters"),
        ("courses.csv", 2, "٢٠٢٤"),
        ("courses.csv", 3, "=1+1"),
        ("courses.csv", 4, "20 TO 24"),
        ("courses.csv", 5, "@SUM(A1)"),
        ("courses.csv", 8, "NaN"),
        ("courses.csv", 8, "1e5"),
        ("courses.csv", 8, "9" * 4000 + ".000"),
        ("checkpoints.csv", 1, "+cmd|' /C calc'!A0"),
        ("checkpoints.csv", 2, "0"),
        ("checkpoints.csv", 3, "blocked"),
        ("checkpoints.csv", 4, "inf"),
        ("checkpoints.csv", 4, "NaN"),
        ("checkpoints.csv", 8, "2"),
        ("answers.csv", 3, "a,b"),
        ("answers.csv", 4, "free text of somebody"),
        ("answers.csv", 4, "a\nb"),
        ("answers.csv", 4, 'a"b'),
        ("answers.csv", 4, "\0"),
        ("answers.csv", 4, "x" * 300_000),
        ("dictionary.csv", 5, "=HYPERLINK(1)"),
        ("dictionary.csv", 5, "a\u202eb"),
        ("dictionary.csv", 5, "x" * 3000),
    ],
)
def test_a_cell_that_does_not_belong(folders: Folders, name: str, column: int, cell: str) -> None:
    folder = folders[1][2]
    _change_table(folder, name, lambda table: table[3].__setitem__(column, cell))
    [reason] = _refused(folders)
    assert reason == f"{folder / name}, line 4: This is not what research files hold."


@pytest.mark.parametrize(("occurred", "recorded"), [("99999.000", "99999.000"), ("5000.000", "1.000")])
def test_times_that_cannot_be(folders: Folders, occurred: str, recorded: str) -> None:
    def change(table: list[list[str]]) -> None:
        row = next(row for row in table if row[3] == "done")
        row[4:6] = occurred, recorded

    _change_table(folders[1][0], "checkpoints.csv", change)
    [reason] = _refused(folders)
    assert "checkpoints.csv" in reason


def test_rows_that_do_not_belong(folders: Folders) -> None:
    folder = folders[1][0]
    kept = {name: (folder / name).read_bytes() for name in ("courses.csv", "checkpoints.csv", "answers.csv")}
    manifest = (folder / "manifest.json").read_bytes()
    changes: list[tuple[str, Callable[[list[list[str]]], object]]] = [
        ("courses.csv", lambda table: table.insert(2, table[1])),
        ("courses.csv", lambda table: table.pop(2)),
        ("courses.csv", lambda table: table.reverse()),
        ("courses.csv", lambda table: table[0].__setitem__(2, "date")),
        ("courses.csv", lambda table: table.__setitem__(slice(None), [[*row, "more"] for row in table])),
        ("courses.csv", lambda table: table.__setitem__(slice(None), [row[:-1] for row in table])),
        ("courses.csv", lambda table: table.insert(0, [])),
        ("courses.csv", lambda table: table.clear()),
        ("checkpoints.csv", lambda table: table.insert(2, table[1])),
        ("checkpoints.csv", lambda table: table.append(["f" * 32, *table[-1][1:]])),
        ("answers.csv", lambda table: table.insert(2, table[1])),
        ("answers.csv", lambda table: table.insert(1, ["0" * 32, *table[1][1:]])),
    ]
    for name, change in changes:
        _change_table(folder, name, change)
        [reason] = _refused(folders)
        assert str(folder) in reason
        for each, content in kept.items():
            (folder / each).write_bytes(content)
        (folder / "manifest.json").write_bytes(manifest)
    assert _merge(folders).code == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"format": "zorgpad-research/1"}',
        b'{"format": "zorgpad-research/2"}',
        b"[" * 100_000,
        b'{"a": ' * 100_000,
        b"9" * 100_000,
        b" " * 2_000_000,
    ],
)
def test_what_is_no_manifest(folders: Folders, content: bytes) -> None:
    path = folders[1][0] / "manifest.json"
    path.write_bytes(content)
    [reason] = _refused(folders)
    assert str(path) in reason


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["files"].update({"../../secret.csv": told["files"].pop("courses.csv")}),
        lambda told: told["files"].pop("answers.csv"),
        lambda told: told.update(more=1),
        lambda told: told.update(key="=1+1"),
        lambda told: told.update(demonstration="no"),
        lambda told: told["pathway"].update(id="../x"),
        lambda told: told["pathway"].update(intervals=[["a"]]),
        lambda told: told["pathway"].update(intervals=[["a", "b"]] * 5000),
        lambda told: told["pathway"].update(versions={}),
        lambda told: told["cohort"].update(courses=-1),
        lambda told: told["cohort"].update(courses=True),
        lambda told: told["cohort"].update(patients=float("nan")),
        lambda told: told["cohort"].update(patients=10**30),
        lambda told: told["cohort"].update({"from": "yesterday"}),
        lambda told: told["log"].update(hash=[]),
        lambda told: told["rules"].update(courses_by_step={"\x1b[2J": 1}),
    ],
)
def test_a_manifest_that_does_not_hold(folders: Folders, change: Callable[[dict[str, Any]], object]) -> None:
    _change_manifest(folders[1][0], change)
    path = folders[1][0] / "manifest.json"
    assert _refused(folders) == [f"{path} is not a manifest of the format zorgpad-research/1."]


def test_one_key_twice_in_a_manifest(folders: Folders) -> None:
    path = folders[1][0] / "manifest.json"
    path.write_text(
        path.read_text("utf-8").replace('"key":', '"key": "0000000000000000", "key":'), encoding="utf-8"
    )
    assert _refused(folders) == [f"{path} is not a manifest of the format zorgpad-research/1."]


def test_sites_that_do_not_go_together(folders: Folders, tmp_path: Path) -> None:
    zorgpad, (one, two, three), to = folders
    copy = tmp_path / "copy"
    shutil.copytree(one, copy)
    told = zorgpad("merge-research", str(one), str(copy), "-o", str(to))
    assert told.reasons == [f"{copy} and {one} were made with the same key: they are one site."]
    told = zorgpad("merge-research", str(one), "-o", str(to))
    assert told.reasons == ["Give the folders of two sites at least, of 100 at most."]
    told = zorgpad("merge-research", str(one), str(two), "-o", str(one))
    assert told.reasons == [f"{one} holds the files of a site; choose another folder for what comes out."]
    _change_manifest(two, lambda told: told["pathway"].update(id="hip"))
    _change_manifest(three, lambda told: told["pathway"]["versions"].update({"1": "0" * 64}))
    _change_manifest(three, lambda told: told.update(demonstration=True))
    assert _refused(folders) == [
        f"{two} is about another pathway than {one}.",
        f"{three} and {one}: one is a demonstration, the other is not.",
        f"Version 1 of the pathway is another one in {three} than in {one}.",
    ]


def test_counts_that_are_not_those_of_the_files(folders: Folders) -> None:
    folder = folders[1][1]
    for key in ("courses", "patients"):
        for count in (8, 7):
            _change_manifest(folder, partial(_count, key, count))
            if count == 8:
                assert _refused(folders) == [
                    f"{folder / 'courses.csv'} is not the file that its manifest tells of."
                ]
    assert _merge(folders).code == 0


def _count(key: str, count: int, told: dict[str, Any]) -> None:
    told["cohort"][key] = count


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are those of POSIX")
def test_what_is_no_ordinary_file(folders: Folders) -> None:
    path = folders[1][0] / "courses.csv"
    path.unlink()
    for make in (Path.mkdir, os.mkfifo, _link("/dev/zero"), _link(str(path))):
        make(path)
        assert _refused(folders) == [f"{path} cannot be read."]
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


def _link(to: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


def test_a_small_site_is_not_told_apart(folders: Folders) -> None:
    """Nor is the next one, which would give it away: all but it is what it has."""
    folder = folders[1][1]
    keep = {row["course"] for row in rows(folder / "courses.csv")[:4]}
    for name in ("courses.csv", "checkpoints.csv", "answers.csv"):
        _change_table(folder, name, partial(_only, keep))
    _change_manifest(folder, lambda told: told["cohort"].update(courses=4, patients=4))
    assert _merge(folders).error == ""
    told = rows(folders[2] / "report.csv")
    assert {row["site"] for row in told} == {"1", "together", "withheld"}
    assert [row["value"] for row in told if row["site"] == "withheld"] == ["2"]
    assert {row["site"] for row in rows(folders[2] / "courses.csv")} == {"1", "withheld"}
    manifest = json.loads((folders[2] / "manifest.json").read_text("utf-8"))
    assert [each.get("courses") for each in manifest["sites"]] == [16, None, None]
    text = (folders[2] / "report.txt").read_text("utf-8")
    assert "Site 2" not in text and "site 3" not in text and "site 1" in text


def _only(keep: set[str], table: list[list[str]]) -> None:
    table[1:] = [row for row in table[1:] if row[0] in keep]
