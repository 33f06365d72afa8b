"""The pathway screen as a user meets it: the map, its lines, keys and mouse, a patient's way, versions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from pathway_app import commands as c
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.definition import Checkpoint
from pathway_app.i18n import LANGUAGES
from tests.clocks import HandClock
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.ward import (
    ADMIN,
    ANNELIES,
    AUDITOR,
    CLAES,
    KNEE,
    MARTA,
    PATHWAY,
    SHIPPED,
    Ward,
    new_ward,
    patient_of_the_drawing,
    unguarded,
)
from tests.ui.windows import focused
from ui import theme
from ui.definition.comparing import CompareDialog
from ui.definition.graph import Line, Link
from ui.definition.map_layout import PAD, broken, texts
from ui.definition.moving import MoveDialog
from ui.definition.view import DefinitionView
from ui.sheets.dialog import SheetsDialog
from ui.theme import Size
from ui.theme_status import Status

KNEE_TITLE = f"{load_definition(KNEE).short_title['en']}, version {load_definition(KNEE).version}"
DIAGNOSIS, DECISION, BOARD = "definitive-diagnosis", "treatment-decision", "board-discussed"


def install_second_version(ward: Ward, *, without: str = "") -> None:
    """Version 2: the diagnosis within ten days; perhaps without a question."""
    definition = load_definition(SHIPPED)

    def changed(checkpoint: Checkpoint) -> Checkpoint:
        kept = tuple(field for field in checkpoint.fields if field.id != without)
        if checkpoint.id != DIAGNOSIS:
            return replace(checkpoint, fields=kept)
        return replace(checkpoint, fields=kept, deadlines=(checkpoint.deadlines[0]._replace(days=10),))

    phases = tuple(
        replace(phase, checkpoints=tuple(map(changed, phase.checkpoints))) for phase in definition.phases
    )
    body = definition_to_json(replace(definition, version="2", phases=phases))
    ward.give(c.InstallDefinition(pathway=PATHWAY, version="2", body=body), ADMIN)


class Reader:
    """A user at the window of a ward with the patient of the drawing."""

    def __init__(self, user: AtWindow, ward: Ward, course: str) -> None:
        self.user, self.ward, self.course = user, ward, course

    @property
    def view(self) -> DefinitionView:
        screen = self.user.shell.screen_shown()
        assert isinstance(screen, DefinitionView)
        return screen

    def go(self) -> None:
        self.user.inside.go("pathway")
        self.user.settle()

    def from_course(self) -> None:
        """Open the patient's course and from there the map, by keys."""
        self.user.inside.open_course(self.course)
        self.user.settle()
        self.user.press(Key.Key_M, CTRL)

    def told(self) -> str:
        """All that the panel says."""
        return "\n".join(label.text() for label in self.view.panel.findChildren(QLabel))

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.user.press(key)


@contextmanager
def reading(
    qtbot: QtBot,
    path: Path,
    clock: HandClock,
    *,
    language: str = "en",
    second: bool = False,
    without: str = "",
    user: str = MARTA.name,
    pathways: tuple[Path, ...] = (SHIPPED,),
    size: tuple[int, int] = (1366, 768),
) -> Iterator[Reader]:
    ward = new_ward(path, clock, pathways=pathways)
    course = patient_of_the_drawing(ward)
    if second:
        install_second_version(ward, without=without)
    with at_window(qtbot, unguarded(path, clock), clock, user=user, language=language, size=size) as at:
        yield Reader(at, ward, course)
    ward.record.close()


@pytest.fixture
def reader(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Reader]:
    with reading(qtbot, tmp_path / "w.db", clock) as reader:
        yield reader


def test_every_checkpoint_is_a_box_in_its_phase_in_reading_order(reader: Reader) -> None:
    reader.go()
    view, definition = reader.view, load_definition(SHIPPED)
    assert view.map.steps() == tuple(each.id for each in definition.checkpoints)
    place = view.map.layout_now()
    lefts = [place.heads[phase.id].left() for phase in definition.phases]
    assert lefts == sorted(lefts)
    for phase in definition.phases:
        boxes = [place.boxes[each.id] for each in phase.checkpoints]
        assert {box.left() for box in boxes} == {place.heads[phase.id].left()}
        assert all(upper.bottom() < lower.top() for upper, lower in pairwise(boxes))
    assert view.bar.title.text() == "Spinal cord tumour pathway"
    assert "Ruggenmergtumor" in view.bar.about.text()
    assert "not a medical device" in view.not_a_device.text()
    assert view.bar.versions.isHidden(), "one version only: nothing to choose"


def test_the_whole_map_is_seen_at_once_at_1366(reader: Reader) -> None:
    reader.go()
    view = reader.view
    assert view.map.width() <= view.area.viewport().width()
    assert view.panel.geometry().top() > view.area.geometry().bottom(), (
        "what it says stands beneath, as drawn"
    )


def test_choosing_draws_the_lines_and_says_everything(reader: Reader) -> None:
    reader.go()
    view = reader.view
    while view.chosen() != DIAGNOSIS:
        reader.press(Key.Key_Down)
    assert focused() is view.map.box(DIAGNOSIS)
    assert set(view.map.lines()) == {
        Line(Link.GATE, "tissue-sent", DIAGNOSIS),
        Line(Link.CONDITION, DECISION, DIAGNOSIS),
        Line(Link.GATE, DIAGNOSIS, BOARD),
    }
    told = reader.told()
    for words in (
        "Definitive tissue diagnosis",
        "Pathologist",
        "Tumour type",
        "Ependymoma / Astrocytoma",
        "Name of the other type (text, only with “Other type”) · Local",
        "Tissue sent to pathology",
        "Applies only with “Decision on surgery”, Decision: Operate",
        "Discussed at the tumour board",
        "Deadline: 14 days after “Tissue obtained”",
        "Section Verdere behandeling, paragraph 1",
        "The pathologist",
        "not a medical device",
    ):
        assert words in told, words


def test_right_and_left_go_along_the_gates(reader: Reader) -> None:
    reader.go()
    view = reader.view
    reader.press(Key.Key_Home, Key.Key_Down)
    way = [view.chosen()]
    for _ in range(4):
        reader.press(Key.Key_Right)
        way.append(view.chosen())
    assert way == ["mri-contrast", DECISION, "patient-counselled", "canal-opened", "dura-opened"]
    reader.press(Key.Key_Left)
    assert view.chosen() == "canal-opened"
    reader.press(Key.Key_End, Key.Key_Down)
    assert view.chosen() == "follow-up-mri", "at the end it stays"
    reader.user.press(Key.Key_Left, CTRL)
    assert view.chosen() == "rehabilitation-assessed"


def test_a_click_chooses(reader: Reader) -> None:
    reader.go()
    box = reader.view.map.box(BOARD)
    reader.user.click(box)
    assert reader.view.chosen() == BOARD
    assert box.isChecked()
    assert not reader.view.map.box("complaints-recorded").isChecked()


def test_tab_comes_to_the_chosen_box_and_goes_on_to_what_is_said(reader: Reader) -> None:
    reader.go()
    reader.press(Key.Key_Down, Key.Key_Tab)
    assert focused() is reader.view.panel.stop()
    QTest.keyClick(focused(), Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert focused() is reader.view.map.box("mri-contrast")


def test_from_the_course_it_shows_where_the_patient_is_and_esc_goes_back(reader: Reader) -> None:
    reader.from_course()
    view, chip = reader.view, reader.view.bar.chip
    assert view.course_id() == reader.course
    assert (chip.name.text(), chip.facts.text()) == ("DE SMET, Annelies", "14-Mar-1974 · 4471029")
    standings = {key: view.map.box(key).box.standing for key in view.map.steps()}
    assert all(standings.values()), "a sign and a word in each"
    of = {key: (each.status, each.word) for key, each in standings.items() if each}
    assert of["mri-contrast"] == (Status.DONE, "done")
    assert of["bed-rest-completed"] == (Status.VARIANCE, "done with a variance")
    assert of[DIAGNOSIS] == (Status.OVERDUE, "2 d late")
    assert of[BOARD] == (Status.BLOCKED, "waits")
    assert of["radiotherapy-completed"] == (Status.UNDECIDED, "not decided yet")
    assert view.chosen() == DIAGNOSIS, "the row where the user was"
    assert "2 d late" in view.map.box(DIAGNOSIS).accessibleName()
    reader.press(Key.Key_Escape)
    assert reader.user.course.course_id() == reader.course
    reader.press(Key.Key_Escape)
    assert reader.user.today, "and not back to the map"


def test_enter_opens_the_step_in_the_course(reader: Reader) -> None:
    reader.from_course()
    reader.press(Key.Key_Return)
    course = reader.user.course
    assert course.course_id() == reader.course
    assert course.checklist.open_key().startswith(DIAGNOSIS)


def test_the_patient_can_be_left(reader: Reader) -> None:
    reader.from_course()
    reader.user.click(reader.view.bar.chip.close_button)
    assert not reader.view.course_id()
    assert reader.view.bar.chip.isHidden()
    assert reader.view.map.box(DIAGNOSIS).box.standing is None
    reader.press(Key.Key_Escape)
    assert reader.view.chosen() == DIAGNOSIS, "Esc has nowhere to go back to"


def test_what_is_entered_elsewhere_appears_on_the_map(reader: Reader) -> None:
    reader.from_course()
    command = c.CompleteCheckpoint(
        course_id=reader.course, checkpoint=DIAGNOSIS, occurred_at=reader.ward.clock.now(),
        values={"tumour_type": "ependymoma", "malignant_features": "no"},
    )  # fmt: skip
    reader.user.bridge.execute(
        command, done=lambda _changes: None, refused=lambda error: pytest.fail(str(error))
    )
    reader.user.settle()
    standing = reader.view.map.box(DIAGNOSIS).box.standing
    assert standing is not None
    assert standing.status is Status.DONE


def test_one_version_has_nothing_to_compare_and_nowhere_to_move_to(reader: Reader) -> None:
    reader.from_course()
    view = reader.view
    assert not view.bar.compare_button.isEnabled()
    assert view.bar.move_button.isHidden()
    actions = {each.id: each for each in view.screen_actions()}
    assert actions["pathway.compare"].reason() == "Only one version of this pathway is installed."
    assert "newest version" in actions["pathway.move-course"].reason()


def test_versions_are_chosen_and_compared_in_words(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    with reading(qtbot, tmp_path / "w.db", clock, second=True, pathways=(SHIPPED, KNEE)) as reader:
        reader.go()
        view = reader.view
        offered = [view.bar.versions.itemText(at) for at in range(view.bar.versions.count())]
        assert sorted(offered) == sorted(
            [KNEE_TITLE, "Spinal cord tumour, version 1", "Spinal cord tumour, version 2"]
        )
        newest = offered.index("Spinal cord tumour, version 2")
        view.bar.versions.setFocus()
        while view.bar.versions.currentIndex() != newest:
            reader.press(Key.Key_Down if view.bar.versions.currentIndex() < newest else Key.Key_Up)
        assert "version 2" in reader.told().lower()
        reader.user.press(Key.Key_D, CTRL)
        dialog = reader.user.dialog(CompareDialog)
        assert dialog.summary.text() == "1 step changed"
        assert dialog.list.texts() == [
            "Definitive tissue diagnosis",
            "→ Deadline: 14 days after “Tissue obtained” (local) → 10 days after “Tissue obtained” (local)",
        ]
        dialog.before.setFocus()
        reader.press(Key.Key_Down)
        assert dialog.summary.text() == "The two versions say the same."
        assert dialog.list.texts() == []
        reader.press(Key.Key_Escape)


def test_a_course_is_moved_with_what_that_changes_and_a_reason(
    qtbot: QtBot, tmp_path: Path, clock: HandClock
) -> None:
    with reading(qtbot, tmp_path / "w.db", clock, second=True) as reader:
        reader.from_course()
        reader.user.click(reader.view.bar.move_button)
        dialog = reader.user.dialog(MoveDialog)
        said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
        assert ANNELIES.display_name in said and ANNELIES.mrn in said
        assert "→ Definitive tissue diagnosis: can be done now, 2 d late → can be done now, 6 d late" in (
            dialog.list.texts()
        )
        assert not dialog.move_button.isEnabled(), "a reason first"
        QTest.keyClicks(focused(), "agreed on Monday")
        reader.user.press(Key.Key_Return, CTRL)
        moved = reader.ward.course(reader.course)
        assert moved.version == "2"
        assert [(move.before, move.after, move.reason) for move in moved.moves] == [
            ("1", "2", "agreed on Monday")
        ]
        assert reader.view.shown() is not None
        assert reader.view.shown().definition.version == "2"  # type: ignore[union-attr]
        assert reader.view.map.box(DIAGNOSIS).box.standing.word == "6 d late"  # type: ignore[union-attr]
        assert reader.view.bar.move_button.isHidden()


def test_what_no_longer_fits_is_named_and_nothing_is_moved(
    qtbot: QtBot, tmp_path: Path, clock: HandClock
) -> None:
    with reading(qtbot, tmp_path / "w.db", clock, second=True, without="since") as reader:
        reader.from_course()
        reader.user.click(reader.view.bar.move_button)
        dialog = reader.user.dialog(MoveDialog)
        assert dialog.refusal.text() == "The course cannot be moved: what was entered does not fit."
        assert dialog.list.texts()[:2] == [
            "What no longer fits",
            "− “Complaints recorded”: the other version does not ask “Since when”.",
        ]
        assert not dialog.move_button.isEnabled()
        assert not dialog.reason.isEnabled()
        reader.user.press(Key.Key_Return, CTRL)
        assert reader.user.dialog(MoveDialog) is dialog
        assert reader.ward.course(reader.course).version == "1"
        reader.press(Key.Key_Escape)


def test_what_others_enter_meanwhile_is_told_and_nothing_is_moved(
    qtbot: QtBot, tmp_path: Path, clock: HandClock
) -> None:
    with reading(qtbot, tmp_path / "w.db", clock, second=True) as reader:
        reader.from_course()
        reader.user.click(reader.view.bar.move_button)
        reader.ward.give(c.AddNote(course_id=reader.course, text="liquor helder"), CLAES)
        QTest.keyClicks(focused(), "agreed")
        reader.user.press(Key.Key_Return, CTRL)
        assert reader.ward.course(reader.course).version == "1"
        assert reader.view.told.text()


def test_who_may_not_move_a_course_is_not_offered_it(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    with reading(qtbot, tmp_path / "w.db", clock, second=True, user=AUDITOR.name) as reader:
        reader.from_course()
        assert reader.view.bar.move_button.isHidden()
        actions = {each.id: each for each in reader.view.screen_actions()}
        assert (
            actions["pathway.move-course"].reason() == "Your role may not move a course to another version."
        )


def test_ctrl_p_shows_the_sheet_of_the_version_on_the_screen(reader: Reader) -> None:
    reader.go()
    reader.user.press(Key.Key_P, CTRL)
    dialog = reader.user.dialog(SheetsDialog)
    reader.user.qtbot.waitUntil(lambda: bool(dialog.pdf()) and not dialog.is_busy(), timeout=10_000)
    order = dialog.choices.order()
    assert (order.pack.value, order.definition) == ("pathway", (PATHWAY, "1"))
    assert dialog.pdf().startswith(b"%PDF")
    dialog.reject()
    reader.user.settle()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(1366, 768), (910, 512), (1920, 1080)])
def test_no_word_is_cut_off(
    qtbot: QtBot, tmp_path: Path, clock: HandClock, language: str, size: tuple[int, int]
) -> None:
    with reading(qtbot, tmp_path / "w.db", clock, language=language, size=size, second=True) as reader:
        reader.from_course()
        view = reader.view
        assert view.width() <= size[0]
        small = theme.metrics(Size.SMALL)
        for key in view.map.steps():
            box = view.map.box(key)
            shown = box.broken_texts()
            assert shown.lines * small.height() <= box.height() - 6, key
            plain = [*shown.title[1:], *shown.word[1:]]
            for line in plain:
                bold = theme.metrics(Size.SMALL, strong=True)
                assert (
                    min(small.horizontalAdvance(line), bold.horizontalAdvance(line)) <= box.width() - 2 * PAD
                )
        for button in (view.bar.compare_button, view.bar.print_button, view.bar.move_button):
            assert button.width() >= button.sizeHint().width()
            assert view.rect().contains(button.mapTo(view, QPoint(button.width() - 1, button.height() - 1)))
        chip = view.bar.chip
        assert chip.name.width() >= chip.name.sizeHint().width()
        assert chip.facts.width() >= chip.facts.sizeHint().width()
        reader.press(Key.Key_End)
        visible = view.map.box(view.chosen()).visibleRegion().boundingRect()
        assert visible.width() == view.map.box(view.chosen()).width(), "the chosen one is scrolled into view"


def test_texts_break_between_words_and_inside_only_where_they_must() -> None:
    assert broken("one two three", len, 7) == ("one two", "three")
    assert broken("one two", len, 5, indent=2) == ("one", "two")
    assert broken("Follow-up", len, 7) == ("Follow-", "up")
    assert broken("abcdefghij", len, 5) == ("abcd-", "efgh-", "ij")
    assert broken("", len, 5) == ("",)


def test_boxes_speak(reader: Reader) -> None:
    reader.from_course()
    names = {box.accessibleName() for box in map(reader.view.map.box, reader.view.map.steps())}
    assert len(names) == len(reader.view.map.steps())
    assert "Definitive tissue diagnosis, can be done now, 2 d late, 5 Pathology" in names
    assert texts(reader.view.map.box(DIAGNOSIS).box, 110).lines >= 2
    assert not [each for each in reader.user.shell.findChildren(QDialog) if each.isVisible()]
    assert QApplication.focusWidget() is reader.view.map.box(DIAGNOSIS)
