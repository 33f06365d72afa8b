"""What a screen reader is told: every control has a name, a role and its state; Tab reaches each and comes back.

Read through QAccessible, which is what Qt hands to the desktop's accessibility bus.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QRadioButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.clocks import HandClock
from tests.ui.looking import shown
from tests.ui.tour import STOPS, Tour
from tests.ui.touring import touring
from ui.course.view import CourseView
from ui.pictures import wait_until
from ui.sheets.pages_view import PagesView
from ui.widgets.checklist_row import ChecklistRow

_Role = QAccessible.Role
ROLES = frozenset({
    _Role.Button, _Role.ButtonMenu, _Role.CheckBox, _Role.RadioButton, _Role.EditableText, _Role.ComboBox,
    _Role.SpinBox, _Role.Table, _Role.Tree, _Role.List, _Role.PageTab, _Role.Link, _Role.Graphic, _Role.Canvas,
    _Role.Document, _Role.ButtonDropDown, _Role.PageTabList,
})  # fmt: skip
"""what something that takes the keys may be"""
_LONGEST_ROUND = 400
PARTS = 4


@pytest.fixture
def tour(qtbot: QtBot, tour_file: Path, clock: HandClock) -> Iterator[Tour]:
    with touring(tour_file, clock, language="nl") as tour:
        yield tour


def spoken(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None, widget
    return found


def name(widget: QWidget) -> str:
    return spoken(widget).text(QAccessible.Text.Name)


def stops(root: QWidget) -> list[QWidget]:
    """What Tab is to reach: whatever takes the keys by Tab, can be used and shows."""
    found = []
    for widget in shown(root):
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        proxied = widget.focusProxy() is not None
        # Arrows go among radio buttons of one question: Tab stops at one of them.
        if takes and widget.isEnabled() and not proxied and not isinstance(widget, QRadioButton):
            found.append(widget)
    return found


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {name(widget)!r} of {type(widget.parentWidget()).__name__}"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_control_has_a_name_and_a_role_and_is_reached_by_tab(tour: Tour, part: int) -> None:
    """A part of the stops one after another at one window: opening one takes longer than looking at it."""
    wrong: list[str] = []
    for stop in tuple(STOPS)[part::PARTS]:
        try:
            root = tour.show(stop)
            each_has_a_name_and_a_role(root)
            if stop != "search":  # Tab closes it
                tab_goes_round(root.window())
        except AssertionError as problem:
            wrong.append(f"{stop}: {problem}")
        tour.leave()
    assert not wrong, "\n".join(wrong)


def each_has_a_name_and_a_role(root: QWidget) -> None:
    controls = [
        each
        for each in shown(root)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None
    ]
    assert controls
    nameless = [told(each) for each in controls if not name(each).strip(" …")]
    assert not nameless
    unclear = [
        (told(each), spoken(each).role())
        for each in controls
        # Text that takes the keys only to be scrolled has no role of its own in Qt.
        if spoken(each).role() not in ROLES and not isinstance(each, QScrollArea | PagesView)
    ]
    assert not unclear
    for each in controls:
        state = spoken(each).state()
        assert state.focusable or not each.isEnabled(), told(each)
        assert bool(state.disabled) is (not each.isEnabled()), told(each)
        if isinstance(each, QAbstractButton) and each.isCheckable():
            assert bool(state.checked) is each.isChecked(), told(each)


def test_a_row_of_the_checklist_says_its_state(tour: Tour) -> None:
    tour.show("course")
    view = tour.inside.current()
    assert isinstance(view, CourseView)
    rows = view.findChildren(ChecklistRow)
    assert len(rows) > 20
    for row in rows:
        content, box = row.content(), row.box()
        said = name(box)
        assert content.title in said
        assert content.spoken and content.spoken in said, "the state in a word, whatever the sign looks like"
        assert not content.tag or content.tag in said
        assert spoken(box).role() is _Role.CheckBox
        assert bool(spoken(box).state().checked) is (content.tick.name in ("DONE", "VARIANCE")), said
    opened = view.checklist.row(view.checklist.open_key())
    assert opened is not None
    described = QAccessible.Text.Description
    said_open = tour.shell.bridge.words.gettext("form is open")
    assert spoken(opened.box()).text(described) == said_open, "the row whose form is open says so"
    assert not any(spoken(row.box()).text(described) for row in rows if row is not opened)
    view.entering.close()
    assert not spoken(opened.box()).text(described)


def test_the_chosen_row_of_a_list_is_read_out(tour: Tour) -> None:
    for stop in ("today", "patients", "board", "followup", "variances"):
        tour.show(stop)
        table = QApplication.focusWidget()
        assert table is not None
        read = spoken(table)
        assert read.role() is _Role.Table, stop
        focus = read.focusChild()
        assert focus is not None and focus.text(QAccessible.Text.Name), f"{stop}: where one is"
        tour.leave()


def tab_goes_round(window: QWidget) -> None:
    """Every control."""
    if not window.isActiveWindow():
        window.activateWindow()
        wait_until(window.isActiveWindow)
    wanted = stops(window)
    assert wanted
    visited = list(round_by_tab(window))
    missed = [told(each) for each in wanted if each not in visited]
    assert not missed, f"Tab passes {missed}"
    back = list(round_by_tab(window, backwards=True))
    assert set(map(id, back)) == set(map(id, visited)), "Shift+Tab goes the same way"


def round_by_tab(window: QWidget, *, backwards: bool = False) -> Iterator[QWidget]:
    """Every widget that gets the keys, from the present one until it comes round again."""
    key = Qt.Key.Key_Backtab if backwards else Qt.Key.Key_Tab
    seen: list[QWidget] = []
    for _step in range(_LONGEST_ROUND):
        at = QApplication.focusWidget()
        assert at is not None, f"after {told(seen[-1]) if seen else 'nothing'} nothing has the keys"
        assert at.window() is window
        if at in seen:
            assert at is seen[0], f"from {told(seen[-1])} Tab leads back to {told(at)} for ever"
            return
        seen.append(at)
        yield at
        QTest.keyClick(
            at, key, Qt.KeyboardModifier.ShiftModifier if backwards else Qt.KeyboardModifier.NoModifier
        )
    raise AssertionError("Tab never comes round")


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.mark.parametrize(
    "stop",
    [
        *("today", "course", "board", "pathway", "new-patient", "first-start", "sheets"),
        *("audit", "audit-tables", "audit-people", "audit-filter"),
    ],
)
def test_one_sees_what_has_the_keys(tour: Tour, stop: str) -> None:
    window = tour.show(stop).window()
    if not window.isActiveWindow():
        window.activateWindow()
        wait_until(window.isActiveWindow)
    for widget in round_by_tab(window):
        area = around(widget)
        with_keys = picture(area)
        widget.clearFocus()
        QApplication.processEvents()
        without = picture(area)
        # A cursor that blinks is no frame.
        assert with_keys != without, told(widget)
        assert with_keys.size() != without.size() or differing(with_keys, without) > 20, told(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        # What lies beside a list follows its row a moment later, with new buttons.
        QTest.qWait(30)
        QApplication.processEvents()  # also where the machine let the moment pass


def around(widget: QWidget) -> QWidget:
    """The widget, or what draws its frame for it: the row around a box, the field around a text."""
    at: QWidget | None = widget
    while at is not None:
        if isinstance(at, (ChecklistRow, QComboBox, QScrollArea)):
            return at
        at = at.parentWidget()
    return widget.parentWidget() or widget


def differing(one: QImage, other: QImage) -> int:
    """The number of pixels that differ, or as many as are enough to be seen."""
    count = 0
    for y in range(one.height()):
        count += sum(one.pixel(x, y) != other.pixel(x, y) for x in range(one.width()))
        if count > 20:
            return count
    return count
