"""A course ended, reopened and followed by another, by keys: reasons, refusals in place, two users, permissions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from pathway_app import commands as c
from pathway_app.domain.course import Outcome
from tests.clocks import HandClock
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.desk import type_text
from tests.ui.ward import (
    ANNELIES,
    CLAES,
    KNEE,
    MARTA,
    PATHWAY,
    SHIPPED,
    VIC,
    Ward,
    local,
    new_ward,
    unguarded,
)
from tests.ui.windows import focused
from ui.board.form_dialog import FormDialog
from ui.patients.course_dialogs import AT, OUTCOME, REASON
from ui.patients.identity_fields import PATHWAY as PATHWAY_FIELD

SHIFT = Qt.KeyboardModifier.ShiftModifier


class AtEnd(AtWindow):
    """A user with Annelies' course open."""

    ward: Ward
    course_id: str

    def deed(self, name: str) -> None:
        """Do one of the course's actions, as the palette does."""
        actions = {each.id: each for each in self.course.screen_actions()}
        self.inside.do(actions[f"course.{name}"])
        self.settle()
        self.settle()

    def form(self) -> FormDialog:
        return self.dialog(FormDialog)

    def choose_outcome(self, key: str) -> None:
        """The answer of the open form, by keys."""
        field = self.form().form.field(OUTCOME)
        box = field.control()
        assert isinstance(box, QComboBox)
        box.setFocus()
        while field.value() != key:
            before = box.currentIndex()
            QTest.keyClick(box, Key.Key_Down)
            assert box.currentIndex() > before, f"{key} is not offered"

    def fill(self, key: str, text: str) -> None:
        self.form().form.field(key).control().setFocus()
        QTest.keyClick(focused(), Key.Key_A, CTRL)
        type_text(text)

    def save(self) -> None:
        self.press(Key.Key_Return, CTRL)
        self.settle()

    def links(self) -> list[QPushButton]:
        """The patient's other courses."""
        buttons = self.course.panel.findChildren(QPushButton)
        return [each for each in buttons if each.text().startswith("Course ")]


@contextmanager
def at_end(
    qtbot: QtBot, folder: Path, clock: HandClock, pathways: tuple[Path, ...] = (SHIPPED,)
) -> Iterator[AtEnd]:
    """The window with that course."""
    ward = new_ward(folder / "record.db", clock, pathways=pathways)
    course = ward.enrol(ANNELIES, at=local("2026-11-10 08:00"))
    clock.moment = local("2026-11-22 09:41")
    with at_window(qtbot, unguarded(folder / "record.db", clock), clock, user=MARTA.name) as window:
        user = AtEnd(qtbot, window.shell)
        user.ward, user.course_id = ward, course
        user.inside.open_course(course)
        user.settle()
        yield user
    ward.record.close()


@pytest.fixture
def user(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[AtEnd]:
    with at_end(qtbot, tmp_path, clock) as user:
        yield user


def test_ended_by_keys_and_shown_as_such(user: AtEnd) -> None:
    user.press(Key.Key_E, CTRL | SHIFT)
    user.settle()
    form = user.form().form
    assert form.values().keys() == {AT}, "nothing but the day is filled in"
    user.save()
    assert form.field(OUTCOME).error() and form.field(REASON).error()
    assert focused() is form.field(OUTCOME).control()
    user.choose_outcome("transferred")
    user.fill(AT, "20-11-2026")
    user.fill(REASON, "naar Gent")
    user.save()
    assert user.no_dialog()
    ending = user.ward.course(user.course_id).ended()
    assert ending is not None
    assert (ending.outcome, ending.reason, ending.by) == (Outcome.TRANSFERRED, "naar Gent", MARTA.name)
    assert ending.at == local("2026-11-20 23:59:59")
    assert "transferred (naar Gent" in user.course.standing_notice.text()
    actions = {each.id: each for each in user.course.screen_actions()}
    assert not actions["course.end"].can() and actions["course.reopen"].can()
    assert "has ended" in actions["course.end"].reason()


@pytest.mark.parametrize("day", ["9-11-2026", "23-11-2026", "31-2-2026", "20-11", ""])
def test_a_wrong_day_is_refused_beside_it(user: AtEnd, day: str) -> None:
    user.deed("end")
    form = user.form().form
    user.choose_outcome("withdrawn")
    user.fill(REASON, "wil niet meer")
    user.fill(AT, day or " ")
    user.save()
    assert form.field(AT).error() and focused() is form.field(AT).control()
    assert form.field(REASON).value() == "wil niet meer" and form.field(OUTCOME).value() == "withdrawn"
    assert user.ward.course(user.course_id).ended() is None
    user.form().reject()
    user.settle()


def test_reopened_with_a_reason(user: AtEnd) -> None:
    user.ward.give(
        c.EndCourse(
            course_id=user.course_id, at=user.ward.clock.now(), outcome=Outcome.WITHDRAWN, reason="vergissing"
        )
    )
    user.press(Key.Key_F5)
    user.deed("reopen")
    user.save()
    assert user.form().form.field(REASON).error(), "a reason is needed"
    user.fill(REASON, "toch verder")
    user.save()
    assert user.no_dialog() and user.ward.course(user.course_id).ended() is None
    told = " ".join(label.text() for label in user.course.panel.findChildren(QLabel))
    assert "Course reopened: toch verder" in told


def test_a_colleague_ended_it_first(user: AtEnd) -> None:
    user.deed("end")
    user.ward.give(
        c.EndCourse(
            course_id=user.course_id, at=user.ward.clock.now(), outcome=Outcome.DECEASED, reason="overleden"
        ),
        CLAES,
    )
    user.choose_outcome("transferred")
    user.fill(REASON, "naar Gent")
    user.save()
    assert "has ended" in user.form().form.message()
    assert user.form().form.field(REASON).value() == "naar Gent"
    ending = user.ward.course(user.course_id).ended()
    assert ending is not None and ending.outcome is Outcome.DECEASED
    user.form().reject()
    user.settle()


def test_a_further_course_and_back_to_the_earlier_one(user: AtEnd) -> None:
    assert user.links() == []
    user.deed("begin")
    assert any("continued" in label.text() for label in user.form().findChildren(QLabel))
    user.fill(REASON, "tweede operatie")
    user.save()
    user.settle()
    assert user.no_dialog() and user.course.course_id() != user.course_id
    (link,) = user.links()
    assert link.text() == "Course 1: 10-Nov-2026 – 22-Nov-2026\ncontinued in a new course"
    assert link.width() >= link.sizeHint().width()
    user.click(link)
    assert user.course.course_id() == user.course_id
    (later,) = user.links()
    assert later.text() == "Course 2: since 22-Nov-2026\nopen"
    user.deed("reopen")
    user.fill(REASON, "toch niet")
    user.save()
    assert "open course" in user.form().form.message(), "one at a time"
    user.form().reject()
    user.settle()


def test_with_two_pathways_one_must_be_chosen(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    with at_end(qtbot, tmp_path, clock, (SHIPPED, KNEE)) as user:
        user.deed("begin")
        form = user.form().form
        user.fill(REASON, "knie")
        user.save()
        assert form.field(PATHWAY_FIELD).error()
        form.field(PATHWAY_FIELD).set_value("knee-replacement")
        user.save()
        user.settle()
        assert user.ward.course(user.course.course_id()).pathway == "knee-replacement"
        assert user.ward.course(user.course_id).ended() is None, "that of the other pathway stays open"
        assert user.ward.course(user.course_id).pathway == PATHWAY


def test_nurses_may_not_end_but_may_change_the_bed(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    ward = new_ward(tmp_path / "record.db", clock)
    course = ward.enrol(ANNELIES, at=local("2026-11-10 08:00"))
    with at_window(qtbot, unguarded(tmp_path / "record.db", clock), clock, user=VIC.name) as user:
        user.inside.open_course(course)
        user.settle()
        user.press(Key.Key_E, CTRL | SHIFT)
        assert user.no_dialog() and "may not" in user.inside.toast.text()
        actions = {each.id: each for each in user.course.screen_actions()}
        assert actions["course.bed"].can() and actions["course.identity"].can()
        assert not any(actions[f"course.{name}"].can() for name in ("end", "reopen", "begin"))
    ward.record.close()


def test_the_button_in_the_banner_has_it_all(user: AtEnd) -> None:
    user.click(user.course.patient.button)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    said = [action.text().partition("\t")[0] for action in menu.actions()]
    assert said == ["Correct identity…", "Change the bed…", "End the course…", "Reopen the course…",
                    "Begin a further course…"]  # fmt: skip
    assert menu.actions()[3].toolTip(), "why it cannot be reopened"
    menu.close()


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_dialogs_have_room_in_every_language(
    qtbot: QtBot, tmp_path: Path, clock: HandClock, language: str
) -> None:
    ward = new_ward(tmp_path / "record.db", clock)
    course = ward.enrol(ANNELIES, at=local("2026-11-10 08:00"))
    clock.moment = local("2026-11-22 09:41")
    with at_window(
        qtbot,
        unguarded(tmp_path / "record.db", clock),
        clock,
        user=MARTA.name,
        language=language,
    ) as there:
        user = AtEnd(qtbot, there.shell)
        user.ward, user.course_id = ward, course
        user.inside.open_course(course)
        user.settle()
        for name in ("end", "begin"):
            user.deed(name)
            dialog = user.form()
            user.save()
            qtbot.wait(40)
            for label in dialog.findChildren(QLabel):
                if label.isVisible() and label.text():
                    assert label.height() >= label.heightForWidth(label.width()), label.text()
                    assert label.mapTo(dialog, label.rect().bottomRight()).y() < dialog.height()
            save = dialog.form.save_button
            assert save.mapTo(dialog, save.rect().bottomLeft()).y() < dialog.height()
            assert save.width() >= save.minimumSizeHint().width()
            dialog.reject()
            user.settle()
            user.shell.activateWindow()
            qtbot.waitUntil(user.shell.isActiveWindow)
        assert user.course.patient.button.width() >= user.course.patient.button.minimumSizeHint().width()
    ward.record.close()
