"""Everything of the program that reads what somebody else may have written, with sound files of each kind."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from db import checked_mark, writer_lock
from db.attempts import FileAttempts
from db.key_slots import ACCOUNT, RECOVERY, keys_text, new_database_key, new_keys, read_keys
from pathway_app import backups
from pathway_app.birth_dates import looked_for
from pathway_app.definitions.canonical import definition_from_json, definition_to_json
from pathway_app.definitions.loader import load_definition
from pathway_app.documents.scan_code import scanned
from pathway_app.exchange.course_file import examine_course_file
from pathway_app.exchange.yaml_text import yaml_text
from pathway_app.i18n import Words
from pathway_app.logbook.papers import parse_head
from pathway_app.messages import Sentences
from pathway_app.recovery import new_phrase, phrase_secret
from pathway_app.research.columns import DICTIONARY, DICTIONARY_COLUMNS, MANIFEST, head
from pathway_app.research.key import read_key
from pathway_app.research.manifest import FORMAT, TABLES
from pathway_app.research.reading import SiteFolder, site_folder
from tests.clocks import NOW
from tests.definitions.pathway_files import KNEE_TEXT
from tests.guarded import CHEAP
from tests.oracle.course_generator import random_course

PASSWORD = b"a horse and a battery"


@dataclass(frozen=True)
class Reader:
    """`read` gets the content of a file and a folder of its own; what it refuses it raises as Refused.

    `share` is how many of 1 000 inputs are its own.
    """

    name: str
    seeds: list[bytes]
    read: Callable[[bytes, Path], object]
    share: int
    is_json: bool = False


def _in_file(name: str, read: Callable[[Path], object]) -> Callable[[bytes, Path], object]:
    def written(content: bytes, folder: Path) -> object:
        path = folder / name
        path.write_bytes(content)
        path.chmod(0o600)
        return read(path)

    return written


def _course(content: bytes, _: Path) -> object:
    course = examine_course_file(content, "course")
    return [Sentences(Words("en")).refusal(each) for each in course.errors]


def _attempts(database: Path) -> object:
    attempts = FileAttempts(database)
    attempts.add("an", NOW, "login")
    attempts.settle("bo", attempts.all(NOW), NOW)
    return [attempts.wait(who, NOW) for who in ("an", None)]


def _holder(path: Path) -> object:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return writer_lock._holder(descriptor)
    finally:
        os.close(descriptor)


def _keys(path: Path) -> object:
    keys = read_keys(path)
    if any(each.hashing != CHEAP for each in keys.slots):
        return keys  # dearer ones are tried elsewhere
    return keys.unlocked(ACCOUNT, "an", PASSWORD), keys.only({"an": "x"}), keys_text(keys)


def _canonical(content: bytes, _: Path) -> object:
    try:
        return definition_from_json(content.decode("utf-8", "replace"))
    except ValueError:
        return None


def _text(read: Callable[[str], object]) -> Callable[[bytes, Path], object]:
    return lambda content, _: read(content.decode("utf-8", "replace"))


def _site_rows(random: Random) -> dict[str, list[list[str]]]:
    """A site of some courses, with a step and an answer each."""
    courses = sorted(f"{random.getrandbits(128):032x}" for _ in range(6))
    who = f"{random.getrandbits(128):032x}"
    return {
        "courses.csv": [
            [each, who, "all", "female", "50 to 59", "ependymoma", "1", "", "12.500", "followed-up"]
            for each in courses
        ],
        "checkpoints.csv": [
            [each, "mri-contrast", "1", "done", "1.000", "1.500", "", "on-time", "0", "", "0"]
            for each in courses
        ],
        "answers.csv": [[each, "mri-contrast", "1", "region", "cervical"] for each in courses],
        "dictionary.csv": [["courses.csv", "year", "", "", "", "The year", "text", "", "local"]],
    }


def _csv(name: str, rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([DICTIONARY_COLUMNS if name == DICTIONARY else head(name), *rows])
    return text.getvalue().encode()


def _manifest(files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "program": "Zorgpad 1",
        "demonstration": True,
        "pathway": {"id": "x", "versions": {"1": "0" * 64}, "intervals": [["a", "b"]]},
        "cohort": {
            "from": "2026-01-01", "to": "2026-12-31", "as_of": "2026-12-31T00:00:00Z", "courses": 6, "patients": 1,
        },
        "log": {"number": 1, "hash": "0" * 64},
        "key": "0" * 16,
        "rules": {"fewest_patients": 5, "courses_by_step": {"all": 6}},
        "files": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "rows": content.count(b"\n") - 1}
            for name, content in files.items()
        },
    }  # fmt: skip


def _manifest_file(content: bytes, folder: Path) -> SiteFolder:
    (folder / MANIFEST).write_bytes(content)
    return site_folder(folder)


def _table(spoilt: str, sound: dict[str, bytes]) -> Callable[[bytes, Path], object]:
    """One table is spoilt, and the manifest's hash made to fit it."""

    def read(content: bytes, folder: Path) -> object:
        files = sound | {spoilt: content}
        for name, each in files.items():
            (folder / name).write_bytes(each)
        manifest = json.dumps(_manifest(files)).encode()
        site = _manifest_file(manifest, folder)
        return sum(1 for _ in site.courses()), list(site.dictionary())

    return read


def _course_texts() -> tuple[list[bytes], list[bytes]]:
    courses = [random_course(Random(seed), mrn=f"9{seed:06d}", steps=8) for seed in (1, 4, 9)]
    json_texts = [json.dumps(each, indent=1, ensure_ascii=False).encode() for each in courses]
    return json_texts, [yaml_text(each).encode() for each in courses]


def readers() -> list[Reader]:
    """All of them; sums of `share` are 1 000."""
    as_json, as_yaml = _course_texts()
    tables = {name: _csv(name, rows) for name, rows in _site_rows(Random(1)).items()}
    keys = new_keys()
    for kind, name in ((ACCOUNT, "an"), (ACCOUNT, "bo"), (RECOVERY, "")):
        keys = keys.having(kind, name, PASSWORD, new_database_key(), CHEAP)[0]
    attempt = {
        "id": "1",
        "at": (NOW - timedelta(seconds=9)).isoformat(),
        "account": "an",
        "login": "x",
        "logged": False,
    }
    book = {
        "made": [{"path": "/x/y.db", "at": NOW.isoformat(), "event": 9, "hash": "0" * 64, "second": None}]
    }
    checked = {"at": NOW.isoformat(), "events": 9, "log": "x", "problems": [{"event": 3, "code": "hash"}]}
    holder = {"login": "an", "computer": "pc", "since": NOW.isoformat()}
    pathway = definition_to_json(load_definition(KNEE_TEXT)).encode()
    found = [
        Reader("course file, JSON", as_json, _course, 180, is_json=True),
        Reader("course file, YAML", as_yaml, _course, 15),
        Reader("pathway", [KNEE_TEXT.encode()], _in_file("pathway.yaml", load_definition), 5),
        Reader("installed pathway", [pathway], _canonical, 50, is_json=True),
        Reader("keys", [keys_text(keys).encode()], _in_file("x.db.keys", _keys), 120, is_json=True),
        Reader(
            "wrong passwords",
            [json.dumps(attempt).encode() + b"\n"],
            _in_file("x.db.attempts", lambda path: _attempts(path.with_name("x.db"))),
            60,
            is_json=True,
        ),
        Reader("last verification", [json.dumps(checked).encode()],
               _in_file("x.db.checked", lambda path: checked_mark.read(path.with_name("x.db"))), 60, is_json=True),
        Reader("who writes", [json.dumps(holder).encode()], _in_file("x.db.writer", _holder), 60, is_json=True),
        Reader("where backups are", [json.dumps(book).encode()],
               _in_file("x.db.backups", lambda path: backups._book(path.with_name("x.db"))), 60, is_json=True),
        Reader("research manifest", [json.dumps(_manifest(tables)).encode()], _manifest_file, 100, is_json=True),
        Reader("scanned code", [b"ZP:9000001:7F3A-91C2:23:H3", b"9000001"], _text(scanned), 40),
        Reader("reference", [b"12:7F3A-91C2"], _text(parse_head), 40),
        Reader("birth date", [b"14-3-1974", "14 août 1974".encode(), b"19740314"], _text(looked_for), 40),
        Reader("recovery phrase", [new_phrase().encode()], _text(phrase_secret), 40),
        Reader("research key", [b"zorgpad-research-key/1 " + b"0" * 64 + b"\n"], _in_file("site.key", read_key), 30),
    ]  # fmt: skip
    of_sites = (Reader(f"research {name}", [tables[name]], _table(name, tables), 15) for name in TABLES)
    return [*found, *of_sites, *_of_the_window()]


def _of_the_window() -> list[Reader]:
    """Drafts, and what a computer remembers of an account: files of its own, or of a record that was restored."""
    from ui import form_draft
    from ui.audit.asking import Asked
    from ui.course import drafts
    from ui.patients import arrangement
    from ui.preferences import FILE_NAME, Preferences
    from ui.printing.choices import COMMAND_FILE_NAME, Choices
    from ui.printing.process import _answer

    def preferences(path: Path) -> object:
        kept = Preferences(path.parent)
        return (
            kept.language("an"),
            kept.scheme("an"),
            kept.names(),
            arrangement.Arrangements(path.parent).of("an"),
        )

    def command(path: Path) -> object:
        return Choices(path.parent, {}).print_command()

    typed = {"at": NOW.isoformat(), "typed": {"family_name": "x", "values": ["a", "b"]}}
    step = {
        "mode": "complete", "changed": {"region": ["cervical"]}, "with_variance": False, "revision": 3,
        "began": NOW.isoformat(), "from_paper": False,
    }  # fmt: skip
    asked = {
        "pathway": "x",
        "version": None,
        "group": "y",
        "surgeon": None,
        "outcome": None,
        "period": ["2026-01-01"] * 2,
    }
    ini = b"[accounts]\nlast=an bo\n[language]\nof-an=nl\n[colours]\nof-an=dark\n"
    ini += b'[patients]\nof-an="{\\"sort\\": \\"name\\"}"\n'
    return [
        Reader("draft of a form", [json.dumps(typed).encode()], _text(form_draft._read), 10, is_json=True),
        Reader("draft of a step", [json.dumps(step).encode()], _text(drafts._read), 10, is_json=True),
        Reader("cohort", [json.dumps(asked).encode()], _text(Asked.found_again), 5, is_json=True),
        Reader(
            "answer of a print job",
            [b'{"say": "page", "page": 1}'],
            lambda content, _: _answer(content),
            10,
            is_json=True,
        ),
        Reader("preferences", [ini], _in_file(FILE_NAME, preferences), 3),
        Reader("print command", [b"# ours\nlp -d 3b -n {copies}\n"], _in_file(COMMAND_FILE_NAME, command), 2),
    ]
