"""Nothing of a patient stands in any file beside the record, but on paper and in exports that somebody asked for.

Fifty invented people whose names stand nowhere else are entered through the window, the service and the command line;
everything that writes files is used; then every file that is there is searched, in any encoding.
"""

from __future__ import annotations

import base64
import json
import logging
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from pypdf import PdfReader
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pathway_app.commands import AddNote, CorrectIdentity, EnrolPatient
from pathway_app.founding import shipped_definitions
from pathway_app.people import Identity, Role, Sex
from pathway_app.services import Service
from tests.campaigns.size import report
from tests.cli.zorgpad import Answer, InProcess
from tests.clocks import HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, cheap_records, found_guarded, shown
from tests.oracle.course_generator import random_course
from tests.recording import PATHWAY
from tests.ui import fake_printers
from tests.ui.at_door import at_door, log_in, opened
from tests.ui.at_window import AtWindow
from tests.ui.desk import CTRL, Key, type_text
from tests.ui.offscreen import use_offscreen
from tests.ui.windows import focused
from ui import theme
from ui.course.plans import Mode
from ui.course.view import CourseView
from ui.errors import defect_of
from ui.patients.new_patient import NewPatientDialog, open_new_patient
from ui.preferences import Preferences
from ui.printing.job import PrintOrder
from ui.theme import Scheme

use_offscreen()

AT_WINDOW, BY_SERVICE, BY_FILE = 4, 26, 20
COORDINATOR = PEOPLE[Role.COORDINATOR]
PAPER = "asked-for"
"""the one folder in which patients may stand: sheets, exports, the downtime pack, the files that were imported"""


def person(number: int) -> Identity:
    """An invented patient whose names stand nowhere else."""
    born = date(1950, 1, 1) + timedelta(days=97 * number)
    digits = f"{born:%y%m%d}{number + 301:03}"
    check = 97 - int(digits) % 97
    return Identity(
        f"77{number:02}4490{number:03}", f"Zeldz{chr(97 + number % 26)}åm{number:02}qx", f"Vrije{number:02}ßje", born,
        Sex.FEMALE, f"{digits}{check:02}", f"9{number:02}-7", "dr. Claes",
    )  # fmt: skip


PEOPLE_ENTERED = [person(number) for number in range(AT_WINDOW + BY_SERVICE + BY_FILE)]
TYPED = "slaapt sléchtzq"
"""in notes and drafts, also such as were never entered"""


def texts() -> Iterator[str]:
    for someone in PEOPLE_ENTERED:
        assert someone.national_number is not None
        yield from (someone.mrn, someone.family_name, someone.given_name, someone.national_number)
    yield TYPED
    yield PASSWORD


def forms(text: str) -> set[bytes]:
    """How the text may stand in a file."""
    found: set[bytes] = set()
    for said in {text, text.lower(), text.upper(), text.casefold()}:
        raw = said.encode()
        found |= {said.encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}
        found |= {
            said.encode("latin-1", "ignore"),
            raw.hex().encode(),
            quote(said).encode(),
            json.dumps(said)[1:-1].encode(),
        }
        # Of base64 what does not depend on what stands before and behind.
        found |= {base64.b64encode(b"x" * shift + raw)[4 if shift else 0 : -4] for shift in range(3)}
    return {form for form in found if len(form) >= 7}


def contents(path: Path) -> list[bytes]:
    """The file, and what is packed in it."""
    raw = path.read_bytes()
    found = [raw]
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            found += [packed.read(name) for name in packed.namelist()]
    if raw.startswith(b"%PDF"):
        pages = PdfReader(BytesIO(raw))
        found += [page.extract_text().encode() for page in pages.pages]
        found.append(repr(pages.metadata).encode())
    return found


PLAINLY = ("utf-8", "utf-16-le", "utf-16-be")
LARGE = 300_000
"""bytes of a file, such as a database, in which only these encodings are looked for: anything else takes minutes"""


def told_in(root: Path) -> list[tuple[str, str]]:
    """Which texts stand in which files, or in their names."""
    everything = [(text, form) for text in texts() for form in forms(text)]
    plain = [(text, text.encode(each)) for text in texts() for each in PLAINLY]
    hits = []
    for path in root.rglob("*"):
        if PAPER in path.relative_to(root).parts:
            continue
        inside = [str(path.relative_to(root)).encode("utf-8", "surrogateescape")]
        inside += contents(path) if path.is_file() else []
        sought = plain if max(map(len, inside)) > LARGE else everything
        hits += [(str(path), text) for text, form in sought if any(form in each for each in inside)]
    return hits


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything that is written lies below it."""
    for name, folder in {
        "HOME": "home", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run", "XDG_CONFIG_HOME": "config",
        "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state",
    }.items():  # fmt: skip
        (tmp_path / folder).mkdir()
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.chdir(tmp_path / "home")
    for folder in (PAPER, "backups"):
        (tmp_path / folder).mkdir()
    return tmp_path


def enter_by_service(path: Path, clock: HandClock) -> None:
    record = cheap_records(clock).open(str(path), credentials=shown(COORDINATOR.name))
    service = Service(record)
    for number, someone in enumerate(PEOPLE_ENTERED[AT_WINDOW : AT_WINDOW + BY_SERVICE]):
        made = service.execute(EnrolPatient(identity=someone, pathway=PATHWAY, at=clock.now()), COORDINATOR)
        [course] = made.courses
        service.execute(AddNote(course_id=course, text=f"{TYPED} {someone.family_name}"), COORDINATOR)
        if number == 0:
            with record.queries() as queries:
                [row] = queries.search(someone.mrn)
            changed = CorrectIdentity(
                patient_id=row.patient.id,
                identity=person(99),
                reason=f"heet niet {someone.family_name}",
                seen=0,
            )
            service.execute(changed, COORDINATOR)
    record.drafts(COORDINATOR.name).save("typed", f"{TYPED} {PEOPLE_ENTERED[0].family_name}")
    record.close()


def enter_by_files(run: InProcess, paper: Path) -> None:
    files = []
    for number, someone in enumerate(PEOPLE_ENTERED[AT_WINDOW + BY_SERVICE :]):
        course = random_course(Random(number), mrn=someone.mrn, steps=6)
        course["patient"] |= {
            "family_name": someone.family_name, "given_name": someone.given_name,
            "birth_date": someone.birth_date.isoformat(), "national_number": someone.national_number,
        }  # fmt: skip
        files.append(paper / f"{number}.json")
        files[-1].write_text(json.dumps(course), "utf-8")
    answer = run("import", *map(str, files), "--user", COORDINATOR.name)
    assert (answer.code, answer.error) == (0, "")


def at_the_window(user: AtWindow) -> None:
    """Patients entered by keys, a note and another patient typed and not entered; then it is locked."""
    log_in(user, COORDINATOR.name)
    shell = opened(user)
    courses: list[str] = []
    for someone in PEOPLE_ENTERED[:AT_WINDOW]:
        filled(user, shell, courses, someone)
        QTest.keyClick(focused(), Key.Key_Return, CTRL)
        user.settle()
        user.qtbot.waitUntil(user.no_dialog)
    assert len(courses) == AT_WINDOW
    filled(user, shell, courses, person(60)).reject()
    user.qtbot.waitUntil(user.no_dialog)
    shell.activateWindow()
    user.qtbot.waitUntil(shell.isActiveWindow)
    user.inside.open_course(courses[0])
    user.settle()
    view = user.course
    assert isinstance(view, CourseView)
    view.begin_form(view.row(), Mode.NOTE)
    user.settle()
    type_text(TYPED)
    user.qtbot.wait(700)
    user.settle()
    assert PEOPLE_ENTERED[0].family_name not in shell.windowTitle()
    user.press(Key.Key_L, CTRL)
    assert shell.windowTitle() == "Zorgpad"


def filled(user: AtWindow, window: QWidget, courses: list[str], someone: Identity) -> NewPatientDialog:
    dialog = open_new_patient(user.bridge, window, courses.append)
    user.qtbot.waitUntil(lambda: dialog.form is not None and QApplication.focusWidget() is not None)
    assert dialog.form is not None
    typed = {
        "mrn": someone.mrn, "family_name": someone.family_name, "given_name": someone.given_name,
        "birth_date": someone.birth_date.isoformat(), "national_number": someone.national_number or "",
    }  # fmt: skip
    for key, text in typed.items():
        dialog.form.field(key).control().setFocus()
        type_text(text)
    dialog.form.field("sex").control().setFocus()
    QTest.keyClick(focused(), Key.Key_Space)
    return dialog


def every_command(run: InProcess, root: Path) -> None:
    """All that writes files, or fails while it does."""
    paper, chief, mrn = root / PAPER, ("--user", "chief"), PEOPLE_ENTERED[0].mrn
    answers: dict[str, Answer] = {}
    months = ("--from", "2010-01-01", "--to", "2026-12-31")
    for arguments in (
        ("settings", "backup_folder", str(root / "backups")),
        ("backup",),
        ("backup", str(root / "one.db")),
        (
            "audit",
            *months,
            "--csv",
            str(root / "audit"),
            "--xlsx",
            str(root / "audit.xlsx"),
            "--pdf",
            str(root / "audit.pdf"),
        ),
        ("research", *months, "--key", str(root / "site.key"), "--new-key", "-o", str(root / "research")),
        ("verify", "--certificate", str(root / "certificate.pdf")),
        ("log", "--csv", str(paper / "log.csv")),
        ("downtime", str(paper)),
        ("handover", "--patient", mrn, "-o", str(paper / "handover.pdf")),
        ("summary", "--patient", mrn, "-o", str(paper / "summary.pdf")),
        ("export", "--patient", mrn),
        ("status", "--patient", mrn),
        ("worklist",),
        ("restore", str(root / "one.db"), "--to", str(root / "restored.db")),
        ("users", "add", "one.more", "--role", "nurse"),
    ):
        answers[arguments[0]] = run(*arguments, *chief)
    assert {name: answer.error for name, answer in answers.items() if answer.code} == {}
    for arguments in (
        ("handover", "--patient", mrn, "-o", str(root / "none" / "x.pdf")),
        ("status", "--patient", TYPED),
    ):
        assert run(*arguments, *chief).code == 1
    assert run("worklist", "--user", PEOPLE_ENTERED[0].family_name).code == 1
    assert run("worklist", *chief, ZORGPAD_PASSWORD=PEOPLE_ENTERED[0].given_name).code == 1


def test_nothing_of_a_patient_stands_beside_the_record(
    qtbot: QtBot, qapp: QApplication, root: Path, capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    theme.apply(qapp, Scheme.LIGHT)
    clock, path = HandClock(), root / "ward" / "zorgpad.db"
    path.parent.mkdir()
    found_guarded(path, clock, *Role, definitions=shipped_definitions())
    run = InProcess(path, capsys, clock)
    enter_by_service(path, clock)
    enter_by_files(run, root / PAPER)
    with at_door(qtbot, path, clock, Preferences(root / "config" / "zorgpad")) as user:
        at_the_window(user)
        every_command(run, root)
        sheet = (root / PAPER / "handover.pdf").read_bytes()
        by_command = PrintOrder("Zorgpad", command=fake_printers.command(fake_printers.WELL))
        assert fake_printers.printed(qtbot, sheet, by_command).told == [("printed", 1)]
        onto_paper = PrintOrder("Zorgpad", output=str(root / PAPER / "printed.pdf"))
        assert fake_printers.printed(qtbot, sheet, onto_paper).told == [("printed", 1)]
        while_open = told_in(root)
    try:
        raise ValueError(f"{PEOPLE_ENTERED[0].family_name} {TYPED}")
    except ValueError as error:
        (root / "defect").write_text(defect_of(error).text(), "utf-8")
    (root / "logged").write_text(caplog.text, "utf-8")
    left = told_in(root)
    files = [each for each in root.rglob("*") if each.is_file() and PAPER not in each.parts]
    report("sentinels", people=len(PEOPLE_ENTERED), files=len(files), hits=len(while_open) + len(left))
    assert {"zorgpad.db.keys", "window.ini", "audit.xlsx", "certificate.pdf"} <= {each.name for each in files}
    assert while_open == []
    assert left == []
    everybody_is_there(path, clock)


def everybody_is_there(path: Path, clock: HandClock) -> None:
    record = cheap_records(clock).open(str(path), credentials=shown(CHIEF.name))
    with record.queries() as queries:
        found = [queries.search(each.mrn) for each in PEOPLE_ENTERED]
    record.close()
    assert all(len(each) == 1 for each in found[:AT_WINDOW] + found[AT_WINDOW + 1 :])


def test_what_stands_somewhere_is_found(tmp_path: Path) -> None:
    """In every form that is looked for; else the search would prove nothing."""
    someone = PEOPLE_ENTERED[7]
    for name, content in {
        "utf-16": someone.family_name.encode("utf-16-le"),
        "base64": base64.b64encode(f"ab{someone.family_name} en meer".encode()),
        "url": quote(someone.given_name).encode(),
        "json": json.dumps({"x": someone.family_name.upper()}).encode(),
        "hex": someone.mrn.encode().hex().encode(),
    }.items():
        place = tmp_path / name
        place.mkdir()
        (place / "file").write_bytes(b"\0\1" + content + b"\2")
        assert told_in(place), name
    (tmp_path / "name" / someone.mrn).mkdir(parents=True)
    assert told_in(tmp_path / "name")
    with zipfile.ZipFile(tmp_path / "packed", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x", someone.family_name * 9)
    assert told_in(tmp_path)
