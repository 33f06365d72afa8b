"""Follow-up, as a user meets it: who comes when, how far from the plan, who has no plan, and the way to the MRI."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.domain.entries import Value
from pathway_app.i18n import Words
from pathway_app.languages import LANGUAGES
from tests.clocks import NOW, HandClock
from tests.conftest import OpenRecord
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.follow_up_ward import FollowUpWard, day, fill
from tests.ui.small_ward import SmallWard
from tests.ui.windows import focused
from ui import theme
from ui.course.forms import StepForm
from ui.course.plans import OCCURRED_AT
from ui.followup.details import drift_words
from ui.followup.listing import PAGE
from ui.followup.scale import SignWord
from ui.followup.strip import YearStrip, paint_mark
from ui.followup.view import FollowUpView
from ui.followup.year import Done, Mark, Sign, Year, marks
from ui.sheets.dialog import SheetsDialog
from ui.theme import Size
from ui.widgets.table_paint import PAD
from ui.widgets.tag import tag_width

ZONE = Words("nl").zone


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    path = tmp_path_factory.mktemp("followup") / "record.db"
    shutil.copyfile(sqlite_template, path)
    clock = HandClock()
    record = DatabaseRecords(clock).open(str(path))
    ward = FollowUpWard(record, clock)
    ward.open_for_work()
    ids = fill(ward)
    record.close()
    return path, ids


@pytest.fixture
def ids(filled: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return filled[1]


@pytest.fixture
def file(filled: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    path = tmp_path / "ward.db"
    shutil.copyfile(filled[0], path)
    return path


@pytest.fixture
def other(file: Path, opened: OpenRecord, clock: HandClock) -> FollowUpWard:
    """The same record, as someone at another place changes it."""
    return FollowUpWard(opened(str(file)), clock)


@pytest.fixture
def user(qtbot: QtBot, file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(file)), clock) as user:
        user.inside.go("followup")
        user.settle()
        yield user


def view(user: AtWindow) -> FollowUpView:
    screen = user.shell.screen_shown()
    assert isinstance(screen, FollowUpView)
    return screen


def titles(user: AtWindow) -> list[str]:
    """The list from top to bottom: headings, and patients by their names."""
    model = view(user).table.rows()
    rows = [model.row_at(at) for at in range(model.rowCount())]
    return [row.title if row.is_heading else row.cells[0].text for row in rows]


def words_of(user: AtWindow, course: str) -> list[str]:
    model = view(user).table.rows()
    return [cell.words() for cell in model.row_at(model.row_of(course)).cells]


EVERYONE = [
    "No follow-up plan yet · 1",
    "CLAES, Nora",
    "Overdue · 2",
    "LAMBERT, Émile",
    "EL AMRANI, Yasmina",
    "Within 30 days · 3",
    "ŁUKASIK, Ewa",
    "WOUTERS, Hilde",
    "ÖZTÜRK, Kemal",
    "Later · 1",
    "DUBOIS, Marc",
]


def test_everyone_is_listed_also_without_a_plan(user: AtWindow) -> None:
    assert titles(user) == EVERYONE
    heading = view(user).heading()
    assert heading.subtitle == "6 patients · 2 overdue · 3 within 30 days"
    assert view(user).without_plan_button.text() == "1 patient without a follow-up plan: show"


def test_a_row_says_where_it_stands(user: AtWindow, ids: dict[str, str]) -> None:
    who, clinic, since, last, strip, following = words_of(user, ids["El Amrani"])
    assert who == "EL AMRANI, Yasmina · 30-Jul-1988\u00a0· 4455002"
    assert (clinic, since) == ("Neuro-oncology", "2 y 1 mo")
    # Progression opens a second round of the tumour board; the MRI came four days before its day.
    assert last.replace("\u00a0", " ") == (
        "16-May · progression · Tumour board again: round 2 · 4 d earlier than planned"
    )
    assert strip == "every 6 months"
    assert following == "6 d late · 16-Nov"
    assert words_of(user, ids["Lambert"])[-1] == "42 mo late · 19-May-2023"
    ewa = words_of(user, ids["Łukasik"])
    assert ewa[3] == "24-Aug · no tumour visible · 12 d later than planned"
    assert ewa[4] == "done on 24-Aug · every 3 months"
    assert words_of(user, ids["Claes"])[-1] == "no plan yet · plan in 10 d"


def test_the_strip_holds_what_is_done_overdue_and_planned(user: AtWindow, ids: dict[str, str]) -> None:
    def strip(family: str) -> YearStrip:
        model = view(user).table.rows()
        drawing = model.row_at(model.row_of(ids[family])).cells[4].drawing
        assert isinstance(drawing, YearStrip)
        return drawing

    assert [mark.sign for mark in strip("Łukasik").marks] == [Sign.DONE, *[Sign.PLANNED] * 3]
    assert [mark.sign for mark in strip("El Amrani").marks] == [Sign.OVERDUE]
    (far,) = strip("Lambert").marks
    assert far.sign is Sign.OVERDUE and far.beyond == -1
    assert strip("Claes").marks == ()


def test_enter_opens_the_course_at_the_next_mri_and_its_result_is_entered_there(
    user: AtWindow, ids: dict[str, str]
) -> None:
    assert view(user).table.choose(ids["El Amrani"])
    user.press(Key.Key_Return)
    assert user.course.checklist.open_key() == "follow-up-mri#4"
    form = user.course.findChild(StepForm)
    assert form is not None
    user.press(Key.Key_Right)  # from the first answer to the second: no tumour visible
    user.press(Key.Key_Space)
    while focused() is not form.form.field(OCCURRED_AT).control():
        user.press(Key.Key_Tab)
    QTest.keyClicks(focused(), "now")
    user.press(Key.Key_Return, CTRL)
    assert user.course.checklist.open_key() != "follow-up-mri#4"
    user.press(Key.Key_Escape)
    assert titles(user)[2] == "Overdue · 1"
    assert words_of(user, ids["El Amrani"])[3].startswith("22-Nov · no tumour visible")
    assert view(user).chosen() == ids["El Amrani"]


def test_what_others_enter_is_shown_after_f5_and_the_choice_stays(
    user: AtWindow, ids: dict[str, str], other: FollowUpWard
) -> None:
    view(user).table.choose(ids["El Amrani"])
    other.enter(ids["El Amrani"], "follow-up-mri", day("2026-11-21"), {"result": "stable"}, 4)
    user.press(Key.Key_F5)
    assert titles(user)[2] == "Overdue · 1"
    assert words_of(user, ids["El Amrani"])[3].startswith("21-Nov · stable")
    assert view(user).chosen() == ids["El Amrani"]


def test_enter_on_someone_without_a_plan_opens_the_plan(user: AtWindow, ids: dict[str, str]) -> None:
    view(user).table.choose(ids["Lambert"])
    user.click(view(user).without_plan_button)
    assert view(user).chosen() == ids["Claes"]
    user.press(Key.Key_Return)
    assert user.course.checklist.open_key() == "follow-up-planned#1"


def test_one_clinic_by_keys_and_those_without_a_plan_stay(user: AtWindow) -> None:
    user.press(Key.Key_F4)
    menu = view(user).clinic_button.menu_shown()
    assert menu.isVisible()
    assert [action.text() for action in menu.actions()] == ["all", "Neurosurgery", "Neuro-oncology"]
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    user.settle()
    assert view(user).clinic_button.accessibleName() == "Clinic: Neuro-oncology"
    assert [each for each in titles(user) if "·" not in each] == [
        "CLAES, Nora",
        "EL AMRANI, Yasmina",
        "ÖZTÜRK, Kemal",
    ]
    assert view(user).heading().subtitle == "2 patients · 1 overdue · 1 within 30 days"


def test_ctrl_p_asks_for_the_sheet_of_those_who_are_listed(user: AtWindow, ids: dict[str, str]) -> None:
    view(user).clinic_button.choose("neuro-oncology")
    user.settle()
    user.press(Key.Key_P, CTRL)
    dialog = user.dialog(SheetsDialog)
    user.settle()
    ordered = set(dialog.choices.order().courses)
    assert ordered == {ids["Claes"], ids["El Amrani"], ids["Öztürk"]}
    dialog.reject()
    user.settle()


def test_a_commit_elsewhere_keeps_the_choice_and_moves_the_row(
    user: AtWindow, ids: dict[str, str], other: FollowUpWard
) -> None:
    view(user).table.choose(ids["Claes"])
    other.planned(ids["Claes"], "2026-11-21", "neurosurgery", 12)
    user.press(Key.Key_F5)
    assert titles(user)[0] == "Overdue · 2"
    assert titles(user)[-2:] == ["DUBOIS, Marc", "CLAES, Nora"]
    assert view(user).chosen() == ids["Claes"]
    assert view(user).without_plan_button.text() == "nobody without a follow-up plan"
    assert not view(user).without_plan_button.isEnabled()


def test_the_rail_counts_who_is_overdue(user: AtWindow, ids: dict[str, str], other: FollowUpWard) -> None:
    def count() -> str:
        buttons = user.inside.rail.findChildren(type(user.inside.rail._buttons[0]))
        return next(each.accessibleName() for each in buttons if each.key == "followup")

    assert "2 overdue" in count()


def patients(user: AtWindow) -> list[str]:
    return [title for title in titles(user) if title.startswith("PATIENT")]


def test_a_long_list_comes_in_pages(
    qtbot: QtBot, sqlite_file: Path, clock: HandClock, opened: OpenRecord
) -> None:
    ward = FollowUpWard(opened(str(sqlite_file)), clock)
    ward.open_for_work()
    many = PAGE + 15
    for number in range(many):
        course = ward.enrol(str(5_000_000 + number), f"Patient{number:03}", "An")
        at = NOW - timedelta(days=30)
        ward.enter(course, "mri-contrast", at, {"region": ("cervical",), "suspected_type": "ependymoma"})
        ward.enter(course, "treatment-decision", at, {"decision": "no-operation"})
        plan: dict[str, Value] = {"clinic": "neurosurgery", "interval_months": 1 + number % 12}
        ward.enter(course, "follow-up-planned", at + timedelta(hours=1), plan)
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(sqlite_file)), clock) as user:
        user.inside.go("followup")
        user.settle()
        shown = view(user).table.rows()
        assert len(patients(user)) < many
        user.press(Key.Key_End)
        user.press(Key.Key_End)
        assert len(patients(user)) == many == len(set(patients(user)))
        assert [t for t in titles(user) if "·" in t] == list(
            dict.fromkeys(t for t in titles(user) if "·" in t)
        )
        assert shown.rowCount() == len(titles(user))


def test_an_empty_ward_says_what_belongs_here(
    qtbot: QtBot, sqlite_file: Path, clock: HandClock, opened: OpenRecord
) -> None:
    SmallWard(opened(str(sqlite_file)), clock).open_for_work()
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(sqlite_file)), clock) as user:
        user.inside.go("followup")
        user.settle()
        assert view(user).empty.isVisible()
        user.press(Key.Key_P, CTRL)
        assert user.no_dialog()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(1366, 768), (910, 512)])
def test_nothing_that_must_be_read_is_cut_off(
    qtbot: QtBot, file: Path, clock: HandClock, language: str, size: tuple[int, int]
) -> None:
    connect = lambda: DatabaseRecords(clock).open(str(file))  # noqa: E731
    with at_window(qtbot, connect, clock, language=language, size=size) as user:
        user.inside.go("followup")
        user.settle()
        screen, table = view(user), view(user).table
        for at in range(table.rows().rowCount()):
            row = table.rows().row_at(at)
            for column, cell in enumerate(row.cells):
                if cell.tag and not table.isColumnHidden(column):
                    assert tag_width(cell.status, cell.tag) <= table.columnWidth(column) - PAD - 4
        for word in screen.findChildren(SignWord):
            assert word.width() >= word.sizeHint().width()
        names = screen.scale.shown()
        assert len(names) >= (6 if size[0] > 1000 else 3)
        button = screen.without_plan_button
        assert button.width() >= theme.metrics(Size.BASE).horizontalAdvance(button.text())


# The year, without a window.


def test_a_year_begins_three_months_back_and_its_months_are_equally_wide() -> None:
    year = Year.around(date(2026, 1, 31))
    assert year.first == date(2025, 10, 1)
    assert year.months()[0] == date(2025, 10, 1) and year.months()[-1] == date(2026, 9, 1)
    assert year.place(date(2025, 10, 1)) == pytest.approx(0.5 / 31 / 12)
    assert year.place(date(2026, 9, 30)) == pytest.approx(1 - 0.5 / 30 / 12)
    assert year.place(date(2025, 9, 30)) < 0 < 1 < year.place(date(2026, 10, 1))


def test_later_ones_are_drawn_at_the_interval_as_far_as_the_year_goes() -> None:
    year = Year.around(date(2026, 11, 22))
    due = datetime(2026, 11, 30, 22, 59, 59, tzinfo=NOW.tzinfo)
    found = marks(year, (), due, 3, NOW, ZONE)
    assert [mark.at for mark in found] == [
        pytest.approx(year.place(each)) for each in (date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 30))
    ]
    assert len(marks(year, (), due, None, NOW, ZONE)) == 1
    assert marks(year, (), None, 3, NOW, ZONE) == ()


def test_one_after_the_year_points_there() -> None:
    year = Year.around(date(2026, 11, 22))
    (mark,) = marks(year, (), datetime(2028, 1, 1, tzinfo=NOW.tzinfo), 24, NOW, ZONE)
    assert mark.beyond == 1


@pytest.mark.parametrize(
    ("made", "planned", "said"),
    [
        ("2026-08-24", "2026-08-12", "12 d later than planned"),
        ("2026-08-12", "2026-08-12", "as planned"),
        ("2026-08-11", "2026-08-12", "1 d earlier than planned"),
        ("2026-08-11", None, ""),
    ],
)
def test_drift_is_counted_in_local_days(made: str, planned: str | None, said: str) -> None:
    done = Done(day(made), day(planned) + timedelta(hours=14, minutes=59) if planned else None)
    assert drift_words(done.drift(ZONE), Words("en")) == said


def test_each_sign_has_a_shape_of_its_own(qtbot: QtBot) -> None:
    """Painted in one colour they still differ: who sees no colours reads them."""

    def shape(sign: Sign) -> list[bool]:
        image = QImage(21, 21, QImage.Format.Format_ARGB32)
        image.fill(QColor(theme.colours().surface))
        painter = QPainter(image)
        paint_mark(painter, QPointF(10.5, 10.5), sign)
        painter.end()
        ground = QColor(theme.colours().surface)
        return [image.pixelColor(x, y) != ground for x in range(21) for y in range(21)]

    shapes = [shape(sign) for sign in Sign]
    for at, first in enumerate(shapes):
        for second in shapes[at + 1 :]:
            assert sum(a != b for a, b in zip(first, second, strict=True)) > 20


def test_equal_strips_are_equal_so_that_a_row_is_not_painted_anew() -> None:
    one, two = (YearStrip((Mark(Sign.DONE, 0.1, 0.05),), 0.3) for _each in range(2))
    assert one == two
    assert one != YearStrip((Mark(Sign.DONE, 0.1, None),), 0.3)


def test_a_letter_in_the_list_begins_the_search(user: AtWindow) -> None:
    QTest.keyClick(view(user).table, Qt.Key.Key_D)
    user.type("ubois")
    assert user.inside.top_bar.search.query().lower() == "dubois"
