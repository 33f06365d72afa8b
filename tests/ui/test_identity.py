"""Who a patient is, corrected by keys: both values kept, refusals beside their fields, two users, look-alikes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from pathway_app import commands as c
from pathway_app.people import Identity, Sex
from pathway_app.queries import FormerIdentity
from tests.clocks import HandClock
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.desk import type_text
from tests.ui.ward import ANNELIES, AUDITOR, MARTA, VIC, Ward, local, new_ward, unguarded
from tests.ui.windows import focused
from ui.patients.correct_identity import REASON, CorrectIdentityDialog
from ui.patients.new_patient import NewPatientDialog
from ui.widgets.entry_form import EntryForm

SHIFT = Qt.KeyboardModifier.ShiftModifier
SMET = Identity("4471030", "Smet", "Annelies", date(1974, 3, 14), Sex.FEMALE, bed="314-1")


class AtCourse(AtWindow):
    """A user with Annelies' course open."""

    ward: Ward
    course_id: str

    def ask(self, key: Qt.Key = Key.Key_I) -> CorrectIdentityDialog:
        self.press(key, CTRL)
        dialog = self.dialog(CorrectIdentityDialog)
        self.qtbot.waitUntil(lambda: dialog.form is not None and dialog.isAncestorOf(focused()))
        return dialog

    def fill(self, form: EntryForm, **texts: str) -> None:
        for key, text in texts.items():
            form.field(key).control().setFocus()
            QTest.keyClick(focused(), Key.Key_A, CTRL)
            QTest.keyClick(focused(), Key.Key_Delete)
            type_text(text)

    def save(self) -> None:
        self.press(Key.Key_Return, CTRL)
        self.settle()

    def back(self) -> None:
        """A dialog was closed: a desktop gives the keys back to the window by itself."""
        self.settle()
        self.shell.activateWindow()
        self.qtbot.waitUntil(self.shell.isActiveWindow)
        self.shell.screen_shown().focus_first()  # type: ignore[union-attr]

    def identity(self) -> Identity:
        with self.ward.record.queries() as queries:
            record = queries.course(self.course_id)
        assert record is not None
        return record.patient.identity

    def former(self) -> tuple[FormerIdentity, ...]:
        with self.ward.record.queries() as queries:
            return queries.identity_history(self.ward.course(self.course_id).patient_id)

    def correct_elsewhere(self, **changes: object) -> None:
        """A colleague corrects on another computer."""
        self.ward.clock.forward(minutes=3)
        command = c.CorrectIdentity(
            patient_id=self.ward.course(self.course_id).patient_id,
            identity=replace(self.identity(), **changes),  # type: ignore[arg-type]
            reason="identiteitskaart gezien",
            seen=len(self.former()),
        )
        self.ward.give(command, VIC)

    def told_of_course(self) -> str:
        return " ".join(label.text() for label in self.course.panel.findChildren(QLabel))


def form_of(dialog: CorrectIdentityDialog) -> EntryForm:
    assert dialog.form is not None
    return dialog.form


@pytest.fixture
def user(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[AtCourse]:
    ward = new_ward(tmp_path / "record.db", clock)
    course = ward.enrol(ANNELIES, at=local("2026-11-20 08:00"))
    with at_window(qtbot, unguarded(tmp_path / "record.db", clock), clock, user=MARTA.name) as there:
        user = AtCourse(qtbot, there.shell)
        user.ward, user.course_id = ward, course
        user.inside.open_course(course)
        user.settle()
        yield user
    ward.record.close()


def test_a_name_is_corrected_and_both_stay(user: AtCourse) -> None:
    dialog = user.ask()
    form = form_of(dialog)
    assert focused() is form.field("mrn").control()
    assert form.field("family_name").value() == "de Smet" and form.field("sex").value() == "female"
    assert form.field("national_number").value() == "74.03.14-996.62"
    user.fill(form, family_name="De Smedt")
    user.save()
    assert form.field(REASON).error() and focused() is form.field(REASON).control()
    assert form.field("family_name").value() == "De Smedt", "what was typed stays"
    type_text("verkeerd overgetypt")
    user.save()
    assert user.no_dialog()
    assert user.identity() == replace(ANNELIES, family_name="De Smedt")
    (was,) = user.former()
    assert (was.identity, was.by, was.reason) == (ANNELIES, MARTA.name, "verkeerd overgetypt")
    assert user.course.banner.accessibleName().startswith("DE SMEDT, Annelies")
    assert "formerly DE SMET, Annelies" in user.course.patient.formerly.text()
    assert user.course.patient.strip.isVisible()
    assert "formerly DE SMET" in user.course.banner.toolTip()
    assert "Family name: de Smet → De Smedt (verkeerd overgetypt) · M. Peeters" in user.told_of_course()


def test_bed_and_surgeon_need_no_reason_and_are_no_former_identity(user: AtCourse) -> None:
    dialog = user.ask()
    user.fill(form_of(dialog), bed="301-9", surgeon="dr. Ĝŭ")
    user.save()
    assert user.no_dialog()
    assert (user.identity().bed, user.identity().surgeon) == ("301-9", "dr. Ĝŭ")
    assert not user.course.patient.strip.isVisible()
    assert "Bed: 312-2 → 301-9" in user.told_of_course()


def test_the_bed_in_one_field_and_enter(user: AtCourse) -> None:
    dialog = user.ask(Key.Key_B)
    assert focused() is form_of(dialog).field("bed").control()
    QTest.keyClick(focused(), Key.Key_A, CTRL)
    type_text("301-9")
    user.press(Key.Key_Return)
    user.settle()
    assert user.no_dialog()
    assert user.identity() == replace(ANNELIES, bed="301-9")
    user.back()
    user.ask(Key.Key_B)
    QTest.keyClick(focused(), Key.Key_A, CTRL)
    QTest.keyClick(focused(), Key.Key_Delete)
    user.press(Key.Key_Return)
    user.settle()
    assert user.identity().bed is None


def test_nothing_that_differs_is_nothing_to_save(user: AtCourse) -> None:
    dialog = user.ask()
    user.fill(form_of(dialog), national_number="740314 99662", family_name="de Smet ")
    user.save()
    assert "Nothing differs" in form_of(dialog).message()
    assert user.former() == ()
    dialog.reject()
    user.settle()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("mrn", ""),
        ("mrn", "4471030"),
        ("family_name", ""),
        ("birth_date", "31-2-1974"),
        ("birth_date", "14-3-74"),
        ("birth_date", "14-3-2027"),
        ("birth_date", "21-11-2026"),
        ("birth_date", "14-3-1874"),
        ("national_number", "74.03.14-996.63"),
    ],
)
def test_each_refusal_stands_beside_its_field(user: AtCourse, field: str, typed: str) -> None:
    user.ward.enrol(SMET, at=local("2026-11-21 08:00"))
    dialog = user.ask()
    form = form_of(dialog)
    user.fill(form, reason="etiket", **{field: typed})
    user.save()
    assert not user.no_dialog()
    assert form.field(field).error(), "said beside the field"
    assert focused() is form.field(field).control()
    assert str(form.field(field).draft()).startswith(typed[:20]), "what was typed stays"
    assert form.field(REASON).value() == "etiket"
    assert user.identity() == ANNELIES and user.former() == ()
    dialog.reject()
    user.settle()


def test_somebody_else_corrected_meanwhile_both_are_shown(user: AtCourse) -> None:
    dialog = user.ask()
    form = form_of(dialog)
    user.fill(form, family_name="Smet", bed="301-9", reason="etiket")
    user.correct_elsewhere(family_name="De Smedt", given_name="Anneliese")
    user.save()
    assert dialog.conflict.isVisible()
    said = " ".join(label.text() for label in dialog.conflict.findChildren(QLabel))
    for word in ("V. Nys", "identiteitskaart gezien", "De Smedt", "Smet", "Anneliese", "not touched"):
        assert word in said, word
    assert form.field("given_name").value() == "Anneliese", "what I did not touch is theirs"
    assert form.field("family_name").value() == "Smet", "what I typed stays"
    assert focused() is form.field("family_name").control()
    assert len(user.former()) == 1
    user.save()
    assert user.no_dialog()
    now = user.identity()
    assert (now.family_name, now.given_name, now.bed) == ("Smet", "Anneliese", "301-9")
    assert [was.by for was in user.former()] == [VIC.name, MARTA.name]
    assert "formerly DE SMEDT, Anneliese · DE SMET, Annelies" in user.course.patient.formerly.text()


def test_theirs_can_be_kept_by_keys(user: AtCourse) -> None:
    dialog = user.ask(Key.Key_B)
    QTest.keyClick(focused(), Key.Key_A, CTRL)
    type_text("301-9")
    user.correct_elsewhere(bed="308-2")
    user.press(Key.Key_Return)
    user.settle()
    assert dialog.conflict.isVisible() and "308-2" in dialog.conflict.accessibleName()
    for _ in range(6):
        if focused() is dialog.conflict.keep_button:
            break
        QTest.keyClick(focused(), Key.Key_Tab)
    user.press(Key.Key_Return)
    assert user.no_dialog() and user.identity().bed == "308-2"
    user.back()
    user.press(Key.Key_F5)
    again = user.ask(Key.Key_B)
    assert form_of(again).field("bed").value() == "308-2"
    again.reject()
    user.settle()


def test_another_bed_than_a_corrected_name_keeps_that_name(user: AtCourse) -> None:
    user.ask(Key.Key_B)
    QTest.keyClick(focused(), Key.Key_A, CTRL)
    type_text("301-9")
    user.correct_elsewhere(family_name="De Smedt")
    user.press(Key.Key_Return)
    user.settle()
    assert not user.no_dialog(), "they are shown first"
    user.press(Key.Key_Return)
    user.settle()
    assert user.identity() == replace(ANNELIES, family_name="De Smedt", bed="301-9")


def test_look_alikes_stand_below_the_banner_and_open(user: AtCourse) -> None:
    assert not user.course.patient.strip.isVisible()
    other = user.ward.enrol(SMET, at=local("2026-11-21 08:00"))
    user.press(Key.Key_F5)
    strip = user.course.patient.alike
    assert strip.isVisible()
    assert strip.text() == "≈ look-alike: SMET, Annelies · 14-Mar-1974 · 4471030"
    (link,) = strip.links()
    assert isinstance(link, QPushButton)
    user.click(link)
    assert user.course.course_id() == other
    assert "DE SMET, Annelies · 14-Mar-1974 · 4471029" in user.course.patient.alike.text()


def test_a_look_alike_is_named_while_a_new_patient_is_typed(user: AtCourse) -> None:
    user.press(Key.Key_N, CTRL)
    dialog = user.dialog(NewPatientDialog)
    user.qtbot.waitUntil(lambda: dialog.form is not None)
    form = dialog.form
    assert form is not None
    user.fill(form, family_name="Desmet", given_name="Annelis", birth_date="14-3-1974")
    user.qtbot.waitUntil(dialog.alike.isVisible)
    assert "DE SMET, Annelies · 14-Mar-1974 · 4471029" in dialog.alike.text()
    user.fill(form, family_name="Vermeulen", given_name="Tom", birth_date="1-2-1950")
    user.qtbot.waitUntil(lambda: not dialog.alike.isVisible())
    user.fill(form, family_name="Vermeulen", given_name="Tom", birth_date="14-3-1974")
    user.qtbot.waitUntil(dialog.alike.isVisible)
    assert "same birth date: DE SMET" in dialog.alike.text()
    (link,) = dialog.alike.links()
    user.inside.go("patients")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    user.settle()
    assert user.no_dialog() and user.course.course_id() == user.course_id


def test_a_look_alike_is_named_while_correcting_but_never_oneself(user: AtCourse) -> None:
    user.ward.enrol(SMET, at=local("2026-11-21 08:00"))
    dialog = user.ask()
    user.qtbot.waitUntil(dialog.alike.isVisible)
    assert "4471030" in dialog.alike.text() and "4471029" not in dialog.alike.text()
    dialog.reject()
    user.settle()


def test_from_the_list_by_key_and_by_menu(user: AtCourse) -> None:
    user.inside.go("patients")
    user.settle()
    dialog = user.ask(Key.Key_B)
    dialog.reject()
    user.back()
    user.press(Key.Key_Menu)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.data() for action in menu.actions()] == [
        "patients.identity", "patients.bed", "patients.end", "patients.reopen", "patients.begin",
    ]  # fmt: skip
    enabled = {action.data(): action.isEnabled() for action in menu.actions()}
    assert enabled["patients.end"] and not enabled["patients.reopen"]
    menu.actions()[0].trigger()
    menu.close()
    user.settle()
    user.dialog(CorrectIdentityDialog).reject()
    user.settle()


def test_a_cancelled_correction_does_not_come_back(user: AtCourse) -> None:
    dialog = user.ask()
    user.fill(form_of(dialog), given_name="Anneliese", reason="etiket")
    user.press(Key.Key_Escape)
    user.back()
    again = user.ask()
    assert form_of(again).field("given_name").value() == "Annelies" and again.restored is None
    user.fill(form_of(again), bed="301-9")
    user.save()
    assert user.identity() == replace(ANNELIES, bed="301-9")


def test_a_correction_that_the_program_closed_over_says_that_it_is_not_recorded(user: AtCourse) -> None:
    dialog = user.ask()
    user.fill(form_of(dialog), given_name="Anneliese")
    dialog.close()  # as where the program ends
    user.back()
    again = user.ask()
    assert form_of(again).field("given_name").value() == "Anneliese"
    assert again.restored is not None and again.restored.isVisible()
    assert "not what is recorded" in again.restored.label.text()
    user.click(again.restored.discard_button)
    assert form_of(again).field("given_name").value() == "Annelies"
    user.save()
    assert "Nothing differs" in form_of(again).message()
    user.press(Key.Key_Escape)


def test_a_record_number_that_somebody_has_is_told_at_once(user: AtCourse) -> None:
    user.ward.enrol(SMET, at=local("2026-11-21 08:00"))
    dialog = user.ask()
    mrn = form_of(dialog).field("mrn")
    type_text("4471030")
    user.qtbot.waitUntil(lambda: bool(mrn.error()))
    assert "SMET, Annelies" in mrn.error()
    user.fill(form_of(dialog), mrn=ANNELIES.mrn)
    user.qtbot.wait(300)
    user.settle()
    assert not mrn.error(), "the patient's own"
    user.press(Key.Key_Escape)


def test_the_dialog_stays_within_the_window_as_it_grows(user: AtCourse) -> None:
    user.ward.enrol(SMET, at=local("2026-11-21 08:00"))
    user.shell.resize(1366, 420)
    dialog = user.ask()
    user.qtbot.waitUntil(dialog.alike.isVisible)
    user.fill(form_of(dialog), mrn="", family_name="", birth_date="", reason="")
    user.save()
    user.qtbot.wait(40)
    room = user.shell.geometry()
    assert room.contains(dialog.geometry())
    assert abs(dialog.geometry().center().x() - room.center().x()) <= 1
    button = form_of(dialog).save_button
    button.setFocus()
    seen = button.mapTo(dialog, button.rect().center())
    assert dialog.rect().contains(seen), "moved into sight"
    user.press(Key.Key_Escape)


def test_who_may_not_correct_sees_why(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    ward = new_ward(tmp_path / "record.db", clock)
    course = ward.enrol(ANNELIES, at=local("2026-11-20 08:00"))
    with at_window(qtbot, unguarded(tmp_path / "record.db", clock), clock, user=AUDITOR.name) as user:
        user.inside.open_course(course)
        user.settle()
        user.press(Key.Key_I, CTRL)
        assert user.no_dialog()
        assert "may not" in user.inside.toast.text()
    ward.record.close()


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_the_dialog_has_room_in_every_language(
    qtbot: QtBot, tmp_path: Path, clock: HandClock, language: str
) -> None:
    ward = new_ward(tmp_path / "record.db", clock)
    course = ward.enrol(ANNELIES, at=local("2026-11-20 08:00"))
    ward.enrol(SMET, at=local("2026-11-21 08:00"))
    with at_window(
        qtbot,
        unguarded(tmp_path / "record.db", clock),
        clock,
        user=MARTA.name,
        language=language,
    ) as there:
        user = AtCourse(qtbot, there.shell)
        user.ward, user.course_id = ward, course
        user.inside.open_course(course)
        user.settle()
        dialog = user.ask()
        form = form_of(dialog)
        user.fill(form, family_name="", bed="b" * 21)
        user.save()
        user.qtbot.waitUntil(dialog.alike.isVisible)
        user.correct_elsewhere(given_name="Anneliese")
        user.fill(form, family_name="Smet", bed="3", reason="etiket")
        user.save()
        qtbot.wait(40)
        assert dialog.conflict.isVisible()
        for label in dialog.findChildren(QLabel):
            if label.isVisible() and label.text():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
                assert label.mapTo(dialog, label.rect().bottomRight()).y() < dialog.height()
        for button in (form.save_button, dialog.conflict.keep_button):
            assert button.width() >= button.minimumSizeHint().width()
        dialog.reject()
        user.settle()
    ward.record.close()
