"""The tumour board by keys and clicks, on a real record: the list, the decision, the next case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pathway_app.domain.entries import Action, Entry, Variance, VarianceClass
from tests.clocks import HandClock
from tests.ui.board_ward import FOUR, MEETING, NOW, AtBoard, Board, at_board, board_ward
from tests.ui.desk import type_text
from tests.ui.ward import AUDITOR, MARTA, local
from tests.ui.windows import focused
from ui.board.board_form import BoardForm
from ui.course import plans
from ui.course.plans import VALUE

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
DISCIPLINES, DECISION, RATIONALE = VALUE + "disciplines", VALUE + "decision", VALUE + "rationale"


@pytest.fixture
def board(tmp_path: Path, clock: HandClock) -> Iterator[Board]:
    board = board_ward(tmp_path / "record.db", clock)
    yield board
    board.ward.record.close()


@pytest.fixture
def meeting(board: Board) -> str:
    return board.plan(MEETING, "Broeck")


@pytest.fixture
def there(qtbot: QtBot, tmp_path: Path, clock: HandClock, board: Board, meeting: str) -> Iterator[AtBoard]:
    with at_board(qtbot, tmp_path / "record.db", clock, board) as there:
        yield there


def words_in(widget: QWidget) -> str:
    """Everything that a label in it says, as it is read out where it has marks."""
    labels = (each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))
    return " ".join(each.accessibleName() or each.text() for each in labels)


def answers(form: BoardForm, key: str) -> dict[str, QAbstractButton]:
    field = form.form.field(key)
    buttons = [each for each in field.findChildren(QAbstractButton) if each.isCheckable()]
    return {option.key: button for option, button in zip(field.spec.options, buttons, strict=True)}


def tab_to(wanted: QWidget) -> None:
    for _ in range(80):
        if focused() is wanted:
            return
        QTest.keyClick(focused(), Key.Key_Tab)
    raise AssertionError(f"Tab never reaches {wanted.accessibleName()!r}")


def tick_disciplines(there: AtBoard, *wanted: str) -> None:
    for name, box in answers(there.discussed, DISCIPLINES).items():
        if name in wanted:
            tab_to(box)
            QTest.keyClick(box, Key.Key_Space)


def decide(there: AtBoard, answer: str) -> None:
    buttons = answers(there.decision, DECISION)
    tab_to(next(iter(buttons.values())))
    QTest.keyClick(focused(), Key.Key_Space)
    for _ in buttons:
        if there.decision.content().values.get("decision") == answer:
            return
        QTest.keyClick(focused(), Key.Key_Down)
    raise AssertionError(answer)


def newest(board: Board, name: str, many: int = 2) -> tuple[Entry, ...]:
    return board.ward.entries(board.courses[name])[-many:]


def test_the_list_is_built_from_who_is_ready_and_who_waits(there: AtBoard) -> None:
    rows = there.rows()
    assert rows[1:4] == ["VAN DEN BROECK, Luc", "HENDRICKX, Rosa", "EL AMRANI, Yasmina"]
    assert rows[0] != rows[4] and set(rows[5:]) == {"CLAEYS, Bram", "DE SMET, Annelies"}
    assert there.words_of("Broeck").startswith("1 | VAN DEN BROECK, Luc")
    for part in ("02-jan-1959", "4468113", "Astrocytoom", "Gedeeltelijk", "1 d te laat"):
        assert part in there.words_of("Broeck").replace("\u00a0", " "), part
    assert "Progressie" in there.words_of("Amrani")
    assert there.view.print_button.text().endswith("(3)")


def test_the_case_tells_what_its_page_tells_and_answers_nothing_itself(there: AtBoard) -> None:
    said = words_in(there.view.pane).replace("\u00a0", " ")
    for part in (
        "1 · VAN DEN BROECK, Luc", "4468113", "Pijn in rug of nek", "C4–C6", "Astrocytoom", "Gedeeltelijk",
        "Veranderd, hersteld", "Normaal → Verminderd", "Verdere behandeling, punt 2",
    ):  # fmt: skip
        assert part in said, part
    assert not there.discussed.content().values and not there.decision.content().values
    assert not there.decision.form.is_shown(plans.OCCURRED_AT)
    assert not there.decision.form.is_shown(plans.VARIANCE_CLASS), "the discussion beside it is presumed"


def test_two_ordinary_entries_by_keys_and_on_to_the_next_case(
    there: AtBoard, board: Board, meeting: str
) -> None:
    there.press(Key.Key_Return)
    assert focused() is there.discussed.form.field(DISCIPLINES).control()
    tick_disciplines(there, *FOUR)
    decide(there, "radiotherapy")
    there.press(Key.Key_Return, CTRL)
    discussed, decided = newest(board, "Broeck")
    assert (discussed.action, discussed.checkpoint, discussed.round) == (
        Action.COMPLETE,
        "board-discussed",
        1,
    )
    assert discussed.values["disciplines"] == FOUR and discussed.variance is None
    assert (decided.action, decided.checkpoint) == (Action.COMPLETE, "board-decision")
    assert decided.values == {"decision": "radiotherapy"} and decided.variance is None
    assert discussed.occurred_at == decided.occurred_at == local("2026-11-24 09:41")
    assert discussed.by == decided.by == MARTA.name
    assert there.view.chosen() == board.courses["Hendrickx"], "on to the next"
    assert focused() is there.discussed.form.field(DISCIPLINES).control()
    assert not there.discussed.content().values
    assert board.order(meeting) == ["Broeck"], "who stood on the list already changes nothing of it"
    assert "VAN DEN BROECK, Luc" in there.rows(), "a decided case stays on the meeting's list"


def test_a_whole_meeting_is_entered_one_after_another(there: AtBoard, board: Board, meeting: str) -> None:
    there.ward.clock.moment = local("2026-11-25 17:05")
    there.press(Key.Key_F5)
    there.press(Key.Key_Return)
    for name, answer in (("Broeck", "radiotherapy"), ("Hendrickx", "regular-mri"), ("Amrani", "other")):
        assert there.view.chosen() == board.courses[name]
        tick_disciplines(there, *FOUR)
        decide(there, answer)
        there.press(Key.Key_Return, CTRL)
        discussed, decided = newest(board, name)
        assert decided.values["decision"] == answer
        assert discussed.occurred_at == decided.occurred_at == local(MEETING), "as at the meeting"
    assert newest(board, "Amrani")[0].round == 2
    assert board.order(meeting) == ["Broeck", "Hendrickx", "Amrani"], "written down as they were decided"
    assert focused() is there.view.table
    assert there.desk.inside.toast.text()


def test_fewer_than_four_want_a_variance_with_class_and_reason(there: AtBoard, board: Board) -> None:
    there.press(Key.Key_Return)
    tick_disciplines(there, "neurosurgery", "pathology", "radiotherapy")
    assert there.discussed.form.is_shown(plans.VARIANCE_CLASS)
    assert "≠" in words_in(there.discussed)
    decide(there, "radiotherapy")
    count = len(board.ward.entries(board.courses["Broeck"]))
    there.press(Key.Key_Return, CTRL)
    assert len(board.ward.entries(board.courses["Broeck"])) == count, "nothing is entered by halves"
    assert there.field(0, plans.VARIANCE_CLASS).error() and there.field(0, plans.VARIANCE_REASON).error()
    assert there.field(0, plans.VARIANCE_CLASS).isAncestorOf(focused())
    assert there.decision.content().values == {"decision": "radiotherapy"}
    QTest.keyClick(focused(), Key.Key_Right)
    tab_to(there.field(0, plans.VARIANCE_REASON).control())
    type_text("oncologie was verhinderd")
    there.press(Key.Key_Return, CTRL)
    discussed, decided = newest(board, "Broeck")
    assert discussed.variance is not None and discussed.variance.reason == "oncologie was verhinderd"
    assert decided.variance is None


def test_a_decision_other_than_the_route_wants_its_rationale(there: AtBoard, board: Board) -> None:
    there.press(Key.Key_Return)
    tick_disciplines(there, *FOUR)
    decide(there, "regular-mri")
    count = len(board.ward.entries(board.courses["Broeck"]))
    there.press(Key.Key_Return, CTRL)
    assert there.field(1, RATIONALE).error()
    assert focused() is there.field(1, RATIONALE).control()
    assert len(board.ward.entries(board.courses["Broeck"])) == count
    type_text("wens van de patiënt")
    there.press(Key.Key_Return, CTRL)
    assert newest(board, "Broeck")[1].values == {
        "decision": "regular-mri",
        "rationale": "wens van de patiënt",
    }


def test_the_document_gives_no_route_for_a_second_round(there: AtBoard) -> None:
    there.choose("Amrani")
    assert there.discussed.target.place == ("board-discussed", 2)
    assert "punt 2" not in words_in(there.decision)
    assert "2" in words_in(there.view.pane)
    decide(there, "other")
    assert not there.decision.form.problems(), "no rationale is wanted in a second round"


def test_a_moment_before_the_diagnosis_or_to_come_is_told_beside_its_field(
    there: AtBoard, board: Board
) -> None:
    there.press(Key.Key_Return)
    tick_disciplines(there, *FOUR)
    field = there.field(0, plans.OCCURRED_AT)
    tab_to(field.control())
    QTest.keyClick(focused(), Key.Key_A, CTRL)
    type_text("25-11-2026 16:00")
    decide(there, "radiotherapy")
    count = len(board.ward.entries(board.courses["Broeck"]))
    there.press(Key.Key_Return, CTRL)
    assert len(board.ward.entries(board.courses["Broeck"])) == count
    assert field.error(), "the future is refused, beside its field"
    assert focused() is field.control()
    QTest.keyClick(focused(), Key.Key_A, CTRL)
    type_text("geen idee")
    there.press(Key.Key_Return, CTRL)
    assert field.error() and focused() is field.control()
    QTest.keyClick(focused(), Key.Key_A, CTRL)
    type_text("15-11-2026 16:00")
    assert there.discussed.form.is_shown(plans.VARIANCE_CLASS), "before its gate"
    assert not there.decision.form.is_shown(plans.VARIANCE_CLASS), "they occurred at one moment"


def test_half_a_decision_waits_while_one_looks_elsewhere(there: AtBoard, board: Board) -> None:
    there.press(Key.Key_Return)
    tick_disciplines(there, "neurosurgery")
    decide(there, "other")
    there.press(Key.Key_Escape)
    assert focused() is there.view.table
    there.press(Key.Key_Down)
    assert not there.discussed.content().values and not there.decision.content().values
    assert there.words_of("Broeck").count("·") > there.words_of("Hendrickx").count("·")
    there.desk.inside.go("today")
    there.desk.settle()
    there.desk.inside.go("board")
    there.settle()
    assert "VAN DEN BROECK, Luc" in there.desk.inside.unsaved()
    there.choose("Broeck")
    assert there.discussed.content().values == {"disciplines": ("neurosurgery",)}
    assert there.decision.content().values == {"decision": "other"}
    assert there.discussed.form.is_shown(plans.VARIANCE_CLASS)


def test_where_nobody_typed_the_clock_leaves_no_draft(there: AtBoard, board: Board) -> None:
    there.press(Key.Key_Return)
    there.press(Key.Key_Return, CTRL)  # nothing is answered: each field says so
    assert there.discussed.form.field(DISCIPLINES).error()
    there.ward.clock.moment = local(NOW)
    for _look in range(2):
        there.ward.clock.forward(minutes=7)
        there.press(Key.Key_F5)
    assert there.discussed.content().occurred_at == there.ward.clock.moment, "the moment has followed"
    there.press(Key.Key_Escape)
    there.desk.bridge.drafts.flush()
    there.settle()
    assert not there.desk.bridge.drafts.courses()
    assert not there.desk.inside.unsaved()


def test_what_one_typed_is_nobody_elses(there: AtBoard) -> None:
    tick_disciplines(there, "neurosurgery")
    there.desk.bridge.site = there.desk.bridge.site.__class__(demo=True)
    there.desk.bridge.become(next(each for each in there.desk.bridge.accounts if each.name != MARTA.name))
    there.settle()
    assert not there.desk.inside.unsaved()
    assert not there.discussed.content().values


def test_someone_else_discussed_the_case_meanwhile(there: AtBoard, board: Board) -> None:
    there.press(Key.Key_Return)
    tick_disciplines(there, *FOUR)
    decide(there, "radiotherapy")
    there.ward.clock.forward(minutes=2)
    board.discussed(
        "Broeck", "2026-11-24 09:40", disciplines=("neurosurgery", "pathology", "oncology"), variance=_why()
    )
    count = len(board.ward.entries(board.courses["Broeck"]))
    there.press(Key.Key_Return, CTRL)
    card = there.discussed.conflict()
    assert card is not None and "dr. Claes" in words_in(card)
    assert len(board.ward.entries(board.courses["Broeck"])) == count
    assert there.decision.content().values == {"decision": "radiotherapy"}
    there.press(Key.Key_Return, CTRL)
    assert len(board.ward.entries(board.courses["Broeck"])) == count, "first the conflict"
    there.desk.click(card.keep_button)
    there.settle()
    assert there.view.deciding.form(0) is None
    tab_to(there.decision.form.field(DECISION).control())
    there.press(Key.Key_Return, CTRL)
    (decided,) = newest(board, "Broeck", 1)
    assert (
        decided.checkpoint == "board-decision"
        and len(board.ward.entries(board.courses["Broeck"])) == count + 1
    )


def test_mine_can_correct_theirs(there: AtBoard, board: Board) -> None:
    there.press(Key.Key_Return)
    tick_disciplines(there, *FOUR)
    decide(there, "radiotherapy")
    there.ward.clock.forward(minutes=2)
    board.discussed("Broeck", "2026-11-24 09:40", disciplines=("neurosurgery",), variance=_why())
    there.press(Key.Key_Return, CTRL)
    card = there.discussed.conflict()
    assert card is not None
    there.desk.click(card.mine_button)
    there.settle()
    assert focused() is there.field(0, plans.REASON).control()
    assert there.discussed.content().values == {"disciplines": FOUR}
    type_text("allen waren er")
    there.press(Key.Key_Return, CTRL)
    corrected, decided = newest(board, "Broeck")
    assert corrected.action is Action.CORRECT and corrected.values["disciplines"] == FOUR
    assert decided.values == {"decision": "radiotherapy"}


def test_who_may_only_look_enters_nothing(
    qtbot: QtBot, tmp_path: Path, clock: HandClock, board: Board
) -> None:
    board.plan(MEETING)
    with at_board(qtbot, tmp_path / "record.db", clock, board, user=AUDITOR.name) as there:
        assert there.rows()[1] == "VAN DEN BROECK, Luc"
        for button in (there.view.plan_button, there.view.pane.save_button, there.view.pane.note_button):
            assert not button.isEnabled()
        assert not there.view.bar.change_button.isEnabled()
        assert not answers(there.discussed, DISCIPLINES)["oncology"].isEnabled()
        there.view.deciding.save()
        there.settle()
        assert newest(board, "Broeck", 1)[0].checkpoint == "definitive-diagnosis"


def _why() -> Variance:
    return Variance(VarianceClass.ORGANISATION, "verhinderd")
