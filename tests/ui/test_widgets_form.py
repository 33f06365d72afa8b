"""Forms: no answer at first, nothing changes by itself, nothing typed is lost, what lacks is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.samples import WORDS
from tests.ui.windows import focused, show_active
from ui import theme
from ui.widgets.entry_form import EntryForm
from ui.widgets.field_spec import FieldSpec, Kind, Option
from ui.widgets.form_field import FormField

YES_NO = (Option("yes", "ja"), Option("no", "nee"))
COMPLAINTS = FieldSpec(
    "complaints", "Klachten", Kind.SEVERAL, required=True,
    options=(Option("pain", "pijn"), Option("gait", "stappen"), Option("none", "geen", alone=True)),
)  # fmt: skip
MANY = tuple(Option(f"k{n}", f"Antwoord nummer {n}") for n in range(8))


def shown(qtbot: QtBot, spec: FieldSpec) -> FormField:
    field = FormField(spec, WORDS)
    show_active(qtbot, field)
    return field


def typed(field: FormField, text: str) -> None:
    control = field.control()
    control.setFocus()
    if isinstance(control, QLineEdit):
        control.selectAll()
    if text.isascii():
        QTest.keyClicks(control, text)
    elif isinstance(control, QLineEdit):  # keyClicks ends the process at letters it has no key for
        control.insert(text)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("required", [True, False])
def test_no_field_has_an_answer_at_first(qtbot: QtBot, kind: Kind, required: bool) -> None:
    options = YES_NO if kind in (Kind.CHOICE, Kind.SEVERAL) else ()
    field = shown(qtbot, FieldSpec("f", "Vraag", kind, required=required, options=options))
    assert field.is_empty()
    assert field.value() in (None, ())
    assert field.problem() == ("verplicht" if required else "")
    assert field.error() == ""


def test_a_short_choice_stands_side_by_side_and_a_long_one_in_a_list(qtbot: QtBot) -> None:
    short = shown(qtbot, FieldSpec("f", "Vraag", Kind.CHOICE, options=YES_NO))
    long = shown(qtbot, FieldSpec("f", "Vraag", Kind.CHOICE, options=MANY))
    assert [button.isChecked() for button in short.findChildren(QRadioButton)] == [False, False]
    assert isinstance(long.control(), QComboBox)


def test_choosing_by_mouse_and_by_keys_says_so(qtbot: QtBot) -> None:
    field = shown(qtbot, FieldSpec("f", "Vraag", Kind.CHOICE, options=YES_NO))
    yes, no = field.findChildren(QRadioButton)
    with qtbot.waitSignal(field.changed) as heard:
        QTest.mouseClick(no, Qt.MouseButton.LeftButton)
    assert heard.args == ["f"]
    assert field.value() == "no"
    QTest.keyClick(no, Qt.Key.Key_Up)
    assert field.value() == "yes"
    QTest.keyClick(yes, Qt.Key.Key_Left)
    assert field.value() == "no"
    QTest.keyClick(no, Qt.Key.Key_Delete)
    assert field.value() is None


def test_walking_by_tab_chooses_nothing(qtbot: QtBot) -> None:
    form = EntryForm(samples.DIAGNOSIS, WORDS, "Afvinken")
    show_active(qtbot, form)
    form.focus_first()
    for _ in range(12):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert form.values() == {}


def test_the_wheel_never_changes_an_answer(qtbot: QtBot) -> None:
    field = shown(qtbot, FieldSpec("f", "Vraag", Kind.CHOICE, options=MANY, required=True))
    box = field.control()
    field.set_value("k3")
    box.setFocus()
    for step in (120, -120):
        middle = QPointF(box.rect().center())
        QCoreApplication.sendEvent(
            box,
            QWheelEvent(middle, box.mapToGlobal(middle), QPoint(), QPoint(0, step), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
        )  # fmt: skip
    assert field.value() == "k3"


def test_an_optional_choice_can_be_taken_back(qtbot: QtBot) -> None:
    field = shown(qtbot, FieldSpec("f", "Vraag", Kind.CHOICE, options=MANY))
    box = field.control()
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(3)
    assert field.value() == "k2"
    box.setCurrentIndex(0)
    assert field.value() is None
    assert field.problem() == ""


def test_the_open_list_has_rows_to_hit(qtbot: QtBot) -> None:
    field = shown(qtbot, FieldSpec("f", "Vraag", Kind.CHOICE, options=MANY))
    box = field.control()
    assert isinstance(box, QComboBox)
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    assert box.view().sizeHintForRow(2) >= theme.ROW_HEIGHT
    assert field.value() is None
    QTest.keyClick(box.view(), Qt.Key.Key_Down)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    assert field.value() == "k0"


def test_an_answer_that_stands_alone_and_the_others_exclude_each_other(qtbot: QtBot) -> None:
    field = shown(qtbot, COMPLAINTS)
    pain, gait, none = field.findChildren(QCheckBox)
    for box in (pain, gait):
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    assert field.value() == ("pain", "gait")
    QTest.mouseClick(none, Qt.MouseButton.LeftButton)
    assert field.value() == ("none",)
    QTest.keyClick(gait, Qt.Key.Key_Space)
    assert field.value() == ("gait",)


@pytest.mark.parametrize(
    ("text", "value", "problem"),
    [("6", 6, ""), (" 12 ", 12, ""), ("0", None, "van 1 tot 120"), ("121", None, "van 1 tot 120"),
     ("zes", None, "geen geheel getal"), ("1.5", None, "geen geheel getal"), ("٣", None, "geen geheel getal"),
     ("-3", None, "van 1 tot 120"), ("1234567890", None, "geen geheel getal")],
)  # fmt: skip
def test_a_number_is_read_or_refused_and_stays_as_typed(
    qtbot: QtBot, text: str, value: int | None, problem: str
) -> None:
    field = shown(qtbot, FieldSpec("n", "Maanden", Kind.INTEGER, required=True, least=1, most=120))
    typed(field, text)
    assert field.value() == value
    assert field.problem() == problem
    field.show_error(field.problem())
    assert field.draft() == text
    assert field.error() == problem


def test_a_moment_stays_as_typed_and_says_how_it_is_read(qtbot: QtBot) -> None:
    field = shown(qtbot, FieldSpec("at", "Gebeurd op", Kind.MOMENT, required=True))
    typed(field, "gisteren 9u30")
    assert field.draft() == "gisteren 9u30"
    assert field.value() == datetime.fromisoformat("2026-11-21T09:30")
    assert field.control().accessibleDescription() == "= 21-nov-2026 09:30"
    typed(field, "31-2 9:30")
    assert field.value() is None
    assert field.problem() == "die dag bestaat niet"
    assert field.draft() == "31-2 9:30"


def test_a_recorded_moment_and_day_are_shown_as_they_are_read(qtbot: QtBot) -> None:
    moment = shown(qtbot, FieldSpec("at", "Gebeurd op", Kind.MOMENT))
    moment.set_value(datetime.fromisoformat("2026-11-21T09:30"))
    assert moment.draft() == "21-nov-2026 09:30"
    day = shown(qtbot, FieldSpec("born", "Geboren", Kind.DATE, year_needed=True))
    day.set_value(date(1974, 3, 14))
    assert day.value() == date(1974, 3, 14)
    typed(day, "14 mrt")
    assert day.problem() == "het jaar ontbreekt"


def test_an_error_goes_away_when_the_answer_changes(qtbot: QtBot) -> None:
    field = shown(qtbot, FieldSpec("t", "Naam", Kind.TEXT, required=True))
    field.show_error("verplicht")
    assert field.error() == "verplicht"
    assert field.control().accessibleDescription() == "verplicht"
    typed(field, "x")
    assert field.error() == ""


def test_hostile_text_is_shown_as_it_is(qtbot: QtBot) -> None:
    text = "R&D <b>NIL <from> Łukasz Ąžuolas</b>"
    field = shown(qtbot, FieldSpec("t", text, Kind.CHOICE, options=(Option("a", text), Option("b", "&&"))))
    assert field.findChildren(QRadioButton)[0].title == text  # type: ignore[attr-defined]
    line = shown(qtbot, FieldSpec("t", "Naam", Kind.TEXT))
    line.set_value(text)
    assert line.value() == text


def test_too_long_a_text_is_said_and_not_cut(qtbot: QtBot) -> None:
    field = shown(qtbot, FieldSpec("t", "Reden", Kind.LONG_TEXT, max_length=10))
    field.set_value("x" * 13)
    assert field.problem() == "3 tekens te lang"
    assert field.draft() == "x" * 13


def make_form(qtbot: QtBot) -> EntryForm:
    form = samples.diagnosis_form()
    show_active(qtbot, form, 700, 300)
    return form


def test_saving_says_what_lacks_and_goes_to_the_first_of_it(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    form.set_values({"tumour_type": "ependymoma"})
    form.restore({"occurred_at": "gisteren"})
    with qtbot.assertNotEmitted(form.save):
        QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.problems() == {"malignant": "verplicht", "occurred_at": "het uur ontbreekt"}
    assert form.field("malignant").error() == "verplicht"
    assert form.field("malignant").control().hasFocus()
    assert form.draft()["occurred_at"] == "gisteren"


def test_a_whole_form_saves_by_keys_and_by_mouse(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    form.set_values({"tumour_type": "ependymoma", "malignant": "no"})
    form.restore({"occurred_at": "vandaag 9:30"})
    with qtbot.waitSignal(form.save):
        QTest.keyClick(
            form.field("occurred_at").control(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )
    with qtbot.waitSignal(form.save):
        QTest.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    assert form.values() == {
        "tumour_type": "ependymoma", "malignant": "no", "occurred_at": datetime.fromisoformat("2026-11-22T09:30"),
    }  # fmt: skip
    form.set_busy(True)
    with qtbot.assertNotEmitted(form.save):
        form.try_save()


def test_a_field_comes_up_only_with_its_answer_and_is_not_sent_without(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    assert not form.is_shown("other_type")
    form.set_values({"tumour_type": "other", "other_type": "cavernoom"})
    assert form.is_shown("other_type")
    assert form.values()["other_type"] == "cavernoom"
    form.set_values({"tumour_type": "ependymoma"})
    assert not form.is_shown("other_type")
    assert "other_type" not in form.values()
    form.set_values({"tumour_type": "other"})
    assert form.values()["other_type"] == "cavernoom"


def test_a_draft_comes_back_as_it_was(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    form.set_values({"tumour_type": "other", "malignant": "yes"})
    form.restore({"other_type": "  cav", "occurred_at": "31-2 onzin"})
    other = make_form(qtbot)
    other.restore(form.draft())
    assert other.draft() == form.draft()
    assert other.values() == form.values()


def test_escape_goes_back_and_buttons_ask(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    with qtbot.waitSignal(form.back):
        QTest.keyClick(form.field("occurred_at").control(), Qt.Key.Key_Escape)
    with qtbot.waitSignal(form.asked_action) as heard:
        QTest.mouseClick(form.action_buttons["variance"], Qt.MouseButton.LeftButton)
    assert heard.args == ["variance"]


def test_a_refusal_of_an_unknown_field_is_still_said(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    form.show_problems({"occurred_at": "ligt in de toekomst", "elsewhere": "anders"}, "geweigerd")
    assert form.field("occurred_at").error() == "ligt in de toekomst"
    assert "geweigerd" in form.message()
    assert "anders" in form.message()


def test_what_is_typed_first_replaces_the_moment_that_stands_there(qtbot: QtBot) -> None:
    spec = FieldSpec("at", "Gebeurd op", Kind.MOMENT, required=True)
    words = replace(samples.WORDS, not_a_moment="typ het als 22-11-2026 09:30")
    form = EntryForm((spec,), words, "Afvinken")
    form.set_values({"at": datetime.fromisoformat("2026-11-22T09:41")})
    show_active(qtbot, form, 700, 200)
    form.focus_first()
    QTest.keyClicks(focused(), "gisteren 14:05")
    assert form.values() == {"at": datetime.fromisoformat("2026-11-21T14:05")}
    typed(form.field("at"), "onzin")
    assert form.problems() == {"at": "typ het als 22-11-2026 09:30"}


def test_tab_goes_through_the_form_in_reading_order(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    form.focus_first()
    walked = []
    for _ in range(5):
        widget = focused()
        walked.append(widget.accessibleName())
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert walked == [
        "Diagnose, verplicht",
        "Tekens van kwaadaardigheid: ja",
        "Gebeurd op, verplicht",
        "Afvinken",
        "Niet van toepassing…",
    ]
