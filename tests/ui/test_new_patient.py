"""A new patient, as typed or scanned: wrong input beside its field, one who exists is offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pathway_app.people import Sex
from tests.clocks import HandClock
from tests.ui.desk import CTRL, Key, type_text
from tests.ui.ward import ANNELIES, AUDITOR, KNEE, SHIPPED, Ward, connected, local, new_ward
from tests.ui.windows import focused, show_active
from ui.bridge import Bridge
from ui.patients.new_patient import NewPatientDialog, open_new_patient
from ui.widgets.entry_form import EntryForm


@dataclass
class Reception:
    """A window over which the form opens."""

    qtbot: QtBot
    ward: Ward
    bridge: Bridge
    window: QWidget
    opened: list[str] = field(default_factory=list)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.bridge.is_busy())

    def ask(self) -> NewPatientDialog:
        dialog = open_new_patient(self.bridge, self.window, self.opened.append)
        self.qtbot.waitUntil(lambda: dialog.form is not None and QApplication.focusWidget() is not None)
        return dialog

    def form(self, dialog: NewPatientDialog) -> EntryForm:
        assert dialog.form is not None
        return dialog.form

    def fill(self, dialog: NewPatientDialog, **texts: str) -> None:
        for key, text in texts.items():
            self.form(dialog).field(key).control().setFocus()
            QTest.keyClick(focused(), Key.Key_A, CTRL)
            QTest.keyClick(focused(), Key.Key_Delete)
            type_text(text)

    def choose_sex(self, dialog: NewPatientDialog, sex: Sex) -> None:
        """By keys: to the first answer, then on to the wanted one."""
        self.form(dialog).field("sex").control().setFocus()
        for _ in range(list(Sex).index(sex)):
            QTest.keyClick(focused(), Key.Key_Right)
        QTest.keyClick(focused(), Key.Key_Space)
        assert self.form(dialog).field("sex").value() == sex.value

    def save(self) -> None:
        QTest.keyClick(focused(), Key.Key_Return, CTRL)
        self.settle()

    def close(self, dialog: NewPatientDialog) -> None:
        dialog.reject()
        self.qtbot.waitUntil(lambda: not self.window.findChildren(NewPatientDialog))


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Reception]:
    ward = new_ward(tmp_path / "record.db", clock)
    with connected(qtbot, tmp_path / "record.db", clock) as bridge:
        window = QWidget()
        show_active(qtbot, window, 1200, 700)
        yield Reception(qtbot, ward, bridge, window)
    ward.record.close()


LUKASZ = {"mrn": "4470001", "family_name": "Łukasz", "given_name": "Ąžuolas <b>", "birth_date": "2-1-1959"}


def test_a_patient_is_entered_by_keys_and_the_course_opens(desk: Reception) -> None:
    dialog = desk.ask()
    assert focused() is desk.form(dialog).field("mrn").control()
    desk.fill(dialog, **LUKASZ, national_number="74.03.14-996.62", bed="308-1", surgeon="dr. Claes")
    desk.choose_sex(dialog, Sex.MALE)
    desk.save()
    (course,) = desk.opened
    with desk.ward.record.queries() as queries:
        record = queries.course(course)
    assert record is not None
    identity = record.patient.identity
    assert (identity.mrn, identity.family_name, identity.given_name) == ("4470001", "Łukasz", "Ąžuolas <b>")
    assert (identity.birth_date, identity.sex) == (date(1959, 1, 2), Sex.MALE)
    assert (identity.national_number, identity.bed, identity.surgeon) == ("74031499662", "308-1", "dr. Claes")
    assert record.course.enrolment.at == local("2026-10-19 08:00")
    assert record.course.entries == ()


def test_nothing_is_preselected_and_what_lacks_is_said_beside_its_field(desk: Reception) -> None:
    dialog = desk.ask()
    assert desk.form(dialog).values() == {}
    desk.save()
    for key in ("mrn", "family_name", "given_name", "birth_date", "sex"):
        assert desk.form(dialog).field(key).error(), key
    for key in ("national_number", "bed", "surgeon"):
        assert not desk.form(dialog).field(key).error(), key
    assert not desk.opened
    desk.close(dialog)


def test_wrong_number_and_birth_date_stay_as_typed_with_the_reason_beside_them(desk: Reception) -> None:
    dialog = desk.ask()
    desk.fill(dialog, **{**LUKASZ, "birth_date": "2-1-2027"}, national_number="74.03.14-996.63")
    desk.choose_sex(dialog, Sex.UNKNOWN)
    desk.save()
    form = desk.form(dialog)
    assert "02-jan-2027" in form.field("birth_date").error()
    assert form.field("national_number").error()
    assert form.field("national_number").value() == "74.03.14-996.63"
    assert focused() is form.field("birth_date").control()
    assert not desk.opened and _count(desk) == 0
    desk.fill(dialog, birth_date="2-1-59")
    assert form.field("birth_date").problem()
    desk.fill(dialog, birth_date="2-1-1959", national_number="")
    desk.save()
    assert len(desk.opened) == 1


def test_a_record_number_that_exists_offers_that_patient(desk: Reception) -> None:
    course = desk.ward.enrol(at=local("2026-10-19 08:00"))
    dialog = desk.ask()
    desk.fill(dialog, mrn=ANNELIES.mrn)
    desk.qtbot.waitUntil(dialog.open_known.isVisible)
    assert "DE SMET, Annelies" in dialog.open_known.text()
    assert "4471029" in desk.form(dialog).field("mrn").error()
    desk.fill(dialog, mrn="44710291")
    desk.qtbot.waitUntil(lambda: not dialog.open_known.isVisible())
    desk.fill(dialog, **{**LUKASZ, "mrn": ANNELIES.mrn})
    desk.choose_sex(dialog, Sex.FEMALE)
    desk.save()
    desk.qtbot.waitUntil(dialog.open_known.isVisible)
    assert _count(desk) == 1
    assert desk.form(dialog).field("family_name").value() == "Łukasz"
    QTest.mouseClick(dialog.open_known, Qt.MouseButton.LeftButton)
    assert desk.opened == [course]


def test_enter_moves_on_to_the_button_and_there_begins_the_course(desk: Reception) -> None:
    dialog = desk.ask()
    desk.fill(dialog, **LUKASZ)
    desk.choose_sex(dialog, Sex.MALE)
    form = desk.form(dialog)
    for _ in range(6):
        if focused() is form.save_button:
            break
        QTest.keyClick(focused(), Key.Key_Return)
    assert focused() is form.save_button
    assert not desk.opened and _count(desk) == 0
    QTest.keyClick(focused(), Key.Key_Return)
    desk.settle()
    assert len(desk.opened) == 1 and _count(desk) == 1


def test_the_enter_of_a_scanner_moves_on(desk: Reception) -> None:
    dialog = desk.ask()
    type_text("4470001")
    QTest.keyClick(focused(), Key.Key_Return)
    assert focused() is desk.form(dialog).field("family_name").control()
    assert not desk.opened
    assert not desk.form(dialog).field("family_name").error()
    desk.close(dialog)


def test_whoever_cancels_is_done_with_what_was_typed(desk: Reception) -> None:
    dialog = desk.ask()
    desk.fill(dialog, mrn="4470001", family_name="Maes", birth_date="31 feb")
    QTest.keyClick(focused(), Key.Key_Escape)
    desk.qtbot.waitUntil(lambda: not desk.window.findChildren(NewPatientDialog))
    again = desk.ask()
    assert desk.form(again).values() == {} and again.restored is None
    type_text("4470002")
    assert desk.form(again).field("mrn").value() == "4470002"
    desk.close(again)


def test_what_the_program_closed_over_says_so_loudly_and_a_scan_replaces_its_number(desk: Reception) -> None:
    dialog = desk.ask()
    desk.fill(dialog, mrn="4470001", family_name="Maes", birth_date="31 feb")
    dialog.close()  # as where the program ends
    desk.qtbot.waitUntil(lambda: not desk.window.findChildren(NewPatientDialog))
    again = desk.ask()
    assert again.restored is not None and again.restored.isVisible()
    assert "Uw klad van 19-okt-2026 08:00" in again.restored.label.text()
    assert desk.form(again).field("birth_date").draft() == "31 feb"
    type_text("4470002")
    assert desk.form(again).field("mrn").value() == "4470002"
    QTest.mouseClick(again.restored.discard_button, Qt.MouseButton.LeftButton)
    assert desk.form(again).values() == {} and not again.restored.isVisible()
    assert focused() is desk.form(again).field("mrn").control()
    desk.close(again)
    third = desk.ask()
    assert desk.form(third).values() == {} and third.restored is None
    desk.close(third)


def test_what_was_on_its_way_as_one_cancelled_and_is_refused_is_not_lost(desk: Reception) -> None:
    desk.ward.enrol(at=local("2026-10-19 08:00"))
    dialog = desk.ask()
    desk.fill(dialog, **{**LUKASZ, "mrn": ANNELIES.mrn})
    desk.choose_sex(dialog, Sex.MALE)
    QTest.keyClick(focused(), Key.Key_Return, CTRL)
    QTest.keyClick(focused(), Key.Key_Escape)
    desk.settle()
    desk.qtbot.waitUntil(lambda: not desk.window.findChildren(NewPatientDialog))
    assert _count(desk) == 1 and not desk.opened
    again = desk.ask()
    assert again.restored is not None
    assert desk.form(again).field("family_name").value() == "Łukasz"
    desk.close(again)


def test_who_may_not_enrol_sees_why(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    ward = new_ward(tmp_path / "record.db", clock)
    with connected(qtbot, tmp_path / "record.db", clock, user=AUDITOR.name) as bridge:
        window = QWidget()
        show_active(qtbot, window, 1200, 700)
        desk = Reception(qtbot, ward, bridge, window)
        dialog = desk.ask()
        assert not desk.form(dialog).save_button.isEnabled()
        assert desk.form(dialog).message()
        desk.close(dialog)
    ward.record.close()


def test_with_two_pathways_one_must_be_chosen(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    ward = new_ward(tmp_path / "record.db", clock, pathways=(SHIPPED, KNEE))
    with connected(qtbot, tmp_path / "record.db", clock) as bridge:
        window = QWidget()
        show_active(qtbot, window, 1200, 700)
        desk = Reception(qtbot, ward, bridge, window)
        dialog = desk.ask()
        desk.fill(dialog, **LUKASZ)
        desk.choose_sex(dialog, Sex.OTHER)
        desk.save()
        assert desk.form(dialog).field("pathway").error()
        desk.form(dialog).field("pathway").set_value("knee-replacement")
        desk.save()
        assert ward.course(desk.opened[0]).pathway == "knee-replacement"
    ward.record.close()


def test_the_whole_form_is_in_sight(desk: Reception) -> None:
    dialog = desk.ask()
    desk.save()  # every error takes a line more
    form = desk.form(dialog)
    fields = [form.field(key) for key in ("mrn", "family_name", "sex", "surgeon")]

    def is_in_sight() -> None:
        button = form.save_button
        assert button.mapTo(dialog, button.rect().bottomLeft()).y() < dialog.height()
        assert all(each.height() >= each.heightForWidth(each.width()) for each in fields)

    desk.qtbot.waitUntil(is_in_sight)
    desk.close(dialog)


def _count(desk: Reception) -> int:
    with desk.ward.record.queries() as queries:
        return queries.patient_count()
