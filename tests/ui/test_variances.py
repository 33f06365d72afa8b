"""The open variances, as a user meets them: read, narrowed, closed where they stand, opened at their step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.commands import AddAccount, CloseVariance, CorrectEntry, SkipCheckpoint
from pathway_app.domain.course import Course
from pathway_app.domain.entries import Action, Entry, Variance, VarianceClass
from pathway_app.i18n import Words
from pathway_app.languages import LANGUAGES
from pathway_app.people import Actor, Role
from tests.clocks import NOW, HandClock
from tests.conftest import OpenRecord
from tests.recording import ADMIN
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.small_ward import AUDITOR, COORDINATOR, NURSE, SmallWard
from tests.ui.windows import focused
from ui.variances.listing import LONGEST, Wanted, census, listing, open_for, place_of
from ui.variances.view import VariancesView
from ui.widgets.confirm_reason import REASON, ConfirmReason
from ui.widgets.table_paint import PAD
from ui.widgets.tag import tag_width

CLAES = Actor("dr.claes", "dr. Claes", Role.PHYSICIAN)
SHIFT = Qt.KeyboardModifier.ShiftModifier
LONG = "Een heel lange uitleg. " * 20

SKIPPED = (
    (
        "4474077",
        "mep-baseline",
        6,
        Variance(VarianceClass.ORGANISATION, "toestel defect", "nieuwe afspraak", "V. Nys"),
    ),
    ("4474021", "patient-counselled", 4, Variance(VarianceClass.UNSPECIFIED)),
    ("4473310", "tissue-sent", 1, Variance(VarianceClass.CLINICIAN, LONG, "", "v.  nys")),
)


class VarianceWard(SmallWard):
    """The small ward, where some steps were skipped."""

    def entries(self, mrn: str) -> tuple[Entry, ...]:
        return self.course(mrn).entries

    def course(self, mrn: str) -> Course:
        with self.record.queries() as queries:
            found = queries.course_of(mrn)
        assert found is not None
        return found.course

    def skip(self, mrn: str, checkpoint: str, at: datetime, variance: Variance) -> None:
        command = SkipCheckpoint(
            course_id=self.course(mrn).id, checkpoint=checkpoint, occurred_at=at, variance=variance
        )
        self.service.execute(command, COORDINATOR)

    def standing(self, mrn: str, checkpoint: str) -> Entry:
        return next(entry for entry in reversed(self.entries(mrn)) if entry.checkpoint == checkpoint)


@pytest.fixture
def other(ward_file: Path, opened: OpenRecord, clock: HandClock) -> VarianceWard:
    """The record with three open variances, as someone at another place changes it."""
    ward = VarianceWard(opened(str(ward_file)), clock)
    ward.service.execute(AddAccount(name=CLAES.name, full_name=CLAES.full_name, role=CLAES.role), ADMIN)
    for mrn, checkpoint, days, variance in SKIPPED:
        ward.skip(mrn, checkpoint, NOW - timedelta(days=days), variance)
    return ward


@pytest.fixture
def user(qtbot: QtBot, other: VarianceWard, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        user.inside.go("variances")
        user.settle()
        yield user


def view(user: AtWindow) -> VariancesView:
    screen = user.shell.screen_shown()
    assert isinstance(screen, VariancesView)
    return screen


def rows(user: AtWindow) -> list[list[str]]:
    model = view(user).table.rows()
    return [[cell.words() for cell in model.row_at(at).cells] for at in range(model.rowCount())]


def names(user: AtWindow) -> list[str]:
    return [row[0].split(",")[0] for row in rows(user)]


def told(user: AtWindow) -> str:
    return user.inside.toast.text()


def activate(user: AtWindow) -> None:
    user.shell.activateWindow()
    user.qtbot.waitUntil(user.shell.isActiveWindow)


def close_with(user: AtWindow, reason: str) -> None:
    user.press(Key.Key_Space)
    user.dialog(ConfirmReason)
    user.type(reason)
    user.press(Key.Key_Return, CTRL)
    activate(user)


def test_each_open_variance_with_all_that_is_known_of_it(user: AtWindow) -> None:
    first, second, third = rows(user)
    assert first == [
        "MAES, Jonas · 23-Feb-1992\u00a0· 4474077",
        "MEP baseline measured · 16-Nov 09:41",
        "organisation",
        "toestel defect",
        "nieuwe afspraak",
        "V. Nys",
        "6 days",
    ]
    assert second[0].startswith("WILLEMS, Greta") and second[2:6] == ["unspecified", "—", "—", "—"]
    assert third[3] == " ".join(LONG.split())[:LONGEST].rstrip() + "…"
    assert view(user).heading().subtitle == "3 open"


def test_closing_with_a_reason_by_keys_without_leaving_the_list(user: AtWindow, other: VarianceWard) -> None:
    user.press(Key.Key_Down)
    user.press(Key.Key_Up)
    user.press(Key.Key_Space)
    dialog = user.dialog(ConfirmReason)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "MAES, Jonas" in said.replace("\u00a0", " ") and "4474077" in said and "toestel defect" in said
    user.press(Key.Key_Return, CTRL)
    assert dialog.isVisible(), "without a reason nothing is closed"
    user.type("MEP alsnog afgenomen")
    user.press(Key.Key_Return, CTRL)
    user.settle()
    entry = other.entries("4474077")[-1]
    assert (entry.action, entry.reason, entry.by) == (
        Action.CLOSE_VARIANCE,
        "MEP alsnog afgenomen",
        COORDINATOR.name,
    )
    assert names(user) == ["WILLEMS", "JANSSENS"]
    assert told(user).startswith("MAES, Jonas · MEP baseline measured: variance closed.")
    # The next one is chosen and has the keys: one goes on closing.
    assert view(user).chosen().startswith(other.course("4474021").id)
    activate(user)  # as a desktop does once a dialog is closed
    assert focused() is view(user).table
    close_with(user, "mondeling bevestigd")
    close_with(user, "nagestuurd")
    assert rows(user) == [] and view(user).empty.isVisible()


def test_escape_closes_nothing(user: AtWindow, other: VarianceWard) -> None:
    before = other.entries("4474077")
    user.press(Key.Key_Space)
    user.type("toch niet")
    user.press(Key.Key_Escape)
    assert user.no_dialog() and other.entries("4474077") == before


def test_the_button_closes_too(user: AtWindow, other: VarianceWard) -> None:
    user.click(view(user).close_button)
    user.type("ok")
    user.click(user.dialog(ConfirmReason).ok_button)
    assert other.entries("4474077")[-1].action is Action.CLOSE_VARIANCE


def test_somebody_else_closed_it_before_one_asks(user: AtWindow, other: VarianceWard) -> None:
    entry = other.standing("4474077", "mep-baseline")
    closed = CloseVariance(course_id=other.course("4474077").id, supersedes=entry.id, reason="al opgelost")
    other.service.execute(closed, CLAES)
    user.press(Key.Key_Space)
    user.settle()
    assert user.no_dialog()
    assert told(user) == "That variance is no longer open; somebody else was there first."
    assert names(user) == ["WILLEMS", "JANSSENS"]


def test_somebody_else_closed_it_while_the_reason_was_typed(user: AtWindow, other: VarianceWard) -> None:
    user.press(Key.Key_Space)
    entry = other.standing("4474077", "mep-baseline")
    closed = CloseVariance(course_id=other.course("4474077").id, supersedes=entry.id, reason="al opgelost")
    other.service.execute(closed, CLAES)
    user.type("van mij")
    user.press(Key.Key_Return, CTRL)
    user.settle()
    assert user.no_dialog()
    assert CLAES.full_name in told(user) or CLAES.name in told(user)
    assert [e.reason for e in other.entries("4474077") if e.action is Action.CLOSE_VARIANCE] == [
        "al opgelost"
    ]
    assert names(user) == ["WILLEMS", "JANSSENS"]


def test_somebody_else_corrected_it_and_what_was_typed_is_kept(user: AtWindow, other: VarianceWard) -> None:
    user.press(Key.Key_Space)
    entry = other.standing("4474077", "mep-baseline")
    assert entry.occurred_at is not None
    corrected = CorrectEntry(
        course_id=other.course("4474077").id,
        supersedes=entry.id,
        occurred_at=entry.occurred_at,
        reason="aangevuld",
        variance=Variance(VarianceClass.ORGANISATION, "toestel én reserve defect", "", "V. Nys"),
    )
    other.service.execute(corrected, NURSE)
    user.type("van mij")
    user.press(Key.Key_Return, CTRL)
    user.settle()
    dialog = user.dialog(ConfirmReason)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "toestel én reserve defect" in said and (NURSE.full_name in said or NURSE.name in said)
    assert dialog.field(REASON).value() == "van mij"
    user.press(Key.Key_Return, CTRL)
    user.settle()
    assert other.entries("4474077")[-1].reason == "van mij"


def test_enter_opens_the_course_at_that_step_and_escape_comes_back(
    user: AtWindow, other: VarianceWard
) -> None:
    user.press(Key.Key_Down)
    chosen = view(user).chosen()
    assert place_of(chosen) == (other.course("4474021").id, "patient-counselled", 1)
    user.press(Key.Key_Return)
    assert user.course.checklist.open_key() == "patient-counselled#1"
    user.press(Key.Key_Escape)
    if user.shell.screen_shown() is not None and not isinstance(user.shell.screen_shown(), VariancesView):
        user.press(Key.Key_Escape)
    assert view(user).chosen() == chosen


def test_one_class_or_one_person(user: AtWindow) -> None:
    user.press(Key.Key_F4)
    menu = view(user).class_button.menu_shown()
    assert [action.text() for action in menu.actions()] == [
        "all", "clinician (1)", "organisation (1)", "unspecified (1)",
    ]  # fmt: skip
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    user.settle()
    assert names(user) == ["JANSSENS"]
    assert view(user).table.hasFocus()
    view(user).class_button.choose("")
    user.settle()
    user.press(Key.Key_F4, SHIFT)
    menu = view(user).who_button.menu_shown()
    # "V. Nys" and "v.  nys" are the same person.
    assert [action.text() for action in menu.actions()] == ["all", "nobody (1)", "V. Nys (2)"]
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Return):
        QTest.keyClick(menu, key)
    user.settle()
    assert names(user) == ["MAES", "JANSSENS"]
    view(user).class_button.choose(VarianceClass.UNSPECIFIED.value)
    user.settle()
    assert rows(user) == [] and view(user).none_such.isVisible()


def test_who_may_not_enter_is_told_so(
    qtbot: QtBot, other: VarianceWard, ward_file: Path, clock: HandClock
) -> None:
    connect = lambda: DatabaseRecords(clock).open(str(ward_file))  # noqa: E731
    with at_window(qtbot, connect, clock, user=AUDITOR.name) as user:
        user.inside.go("variances")
        user.settle()
        assert not view(user).close_button.isEnabled()
        user.press(Key.Key_Space)
        assert user.no_dialog() and told(user)


def test_the_choice_stays_when_others_enter(user: AtWindow, other: VarianceWard) -> None:
    user.press(Key.Key_Down)
    chosen = view(user).chosen()
    earlier = Variance(VarianceClass.PATIENT, "weigerde", "", "")
    other.skip("4474077", "ssep-baseline", NOW - timedelta(days=7), earlier)
    user.press(Key.Key_F5)
    assert names(user) == ["MAES", "MAES", "WILLEMS", "JANSSENS"]
    assert view(user).chosen() == chosen


def test_the_rail_counts_patients_with_an_open_variance(user: AtWindow) -> None:
    button = next(each for each in user.inside.rail._buttons if each.key == "variances")
    assert "3 patients with an open variance" in button.accessibleName()


def test_a_rare_one_is_found_behind_many_others(
    qtbot: QtBot, other: VarianceWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading stops for others' questions and goes on; nothing is lost between."""
    monkeypatch.setattr("ui.variances.listing.PAGE", 1)
    monkeypatch.setattr("ui.variances.listing.MOST_READ", 1)
    wanted, found, after, asked = Wanted(VarianceClass.CLINICIAN), [], None, 0
    with other.record.queries() as queries:
        while True:
            answer = listing(queries, NOW, Words("en"), wanted, least=1, after=after)
            found += [row.cells[0].text for row in answer.rows]
            after, asked = answer.next, asked + 1
            if after is None:
                break
    assert found == ["JANSSENS, Pieter"] and asked == 3
    with other.record.queries() as queries:
        parts = [census(queries)]
        while parts[-1].next is not None:
            parts.append(census(queries, parts[-1]))
    assert [each.all for each in parts] == [1, 2, 3]
    monkeypatch.undo()
    with other.record.queries() as queries:
        assert census(queries) == parts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(1366, 768), (910, 512)])
def test_no_class_is_cut_off(
    qtbot: QtBot,
    other: VarianceWard,
    ward_file: Path,
    clock: HandClock,
    language: str,
    size: tuple[int, int],
) -> None:
    connect = lambda: DatabaseRecords(clock).open(str(ward_file))  # noqa: E731
    with at_window(qtbot, connect, clock, language=language, size=size) as user:
        user.inside.go("variances")
        user.settle()
        table = view(user).table
        for at in range(table.rows().rowCount()):
            for column, cell in enumerate(table.rows().row_at(at).cells):
                if cell.tag:
                    assert tag_width(cell.status, cell.tag) <= table.columnWidth(column) - PAD - 4
        compact = table.isColumnHidden(5)
        assert compact == (size[0] < 1000)
        shown = " ".join(cell.words() for cell in table.rows().row_at(0).cells)
        assert "nieuwe afspraak" in shown and "V. Nys" in shown
        for button in (view(user).class_button, view(user).who_button):
            assert button.width() >= button.sizeHint().width()


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (NOW - timedelta(hours=3, minutes=5), "3 h 05"),
        (NOW - timedelta(days=1), "1 day"),
        (NOW - timedelta(days=60), "60 days"),
        (datetime(2026, 8, 22, 12, tzinfo=UTC), "3 months"),
    ],
)
def test_how_long_it_has_been_open(since: datetime, said: str) -> None:
    assert open_for(since, NOW, Words("en")) == said


def test_a_reason_that_was_typed_when_the_program_ended_is_there_again(
    qtbot: QtBot, other: VarianceWard, ward_file: Path, clock: HandClock
) -> None:
    def asked(user: AtWindow) -> ConfirmReason:
        user.inside.go("variances")
        user.settle()
        user.press(Key.Key_Space)
        return user.dialog(ConfirmReason)

    def window() -> AbstractContextManager[AtWindow]:
        return at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock)

    with window() as user:
        asked(user)
        user.type("MEP alsnog afgenomen")
        assert user.bridge.drafts.typed_now()
    with window() as user:
        dialog = asked(user)
        assert dialog.field(REASON).value() == "MEP alsnog afgenomen"
        assert any("Your draft of" in label.text() for label in dialog.findChildren(QLabel))
        user.press(Key.Key_Return, CTRL)
        user.settle()
        assert other.entries("4474077")[-1].reason == "MEP alsnog afgenomen"
        assert other.record.drafts(user.bridge.actor.name).all() == ()
