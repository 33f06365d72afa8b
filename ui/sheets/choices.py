"""What is to be printed: the kind of sheet, its language, and for a ward whom it shows in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pathway_app.i18n import LANGUAGES, Words
from pathway_app.languages import LANGUAGE_NAMES
from pathway_app.sheets import Ordering, Pack, SheetOrder
from ui.sheets.people_list import PeopleList, Person
from ui.widgets.answer_buttons import AnswerBox, AnswerRadio
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, make_button

WIDTH = 272

OF_WARD = (Pack.WARD, Pack.BOARD, Pack.BLANK)
OF_PATHWAY = (Pack.PATHWAY, Pack.BLANK)
OF_PATIENT = (Pack.HANDOVER, Pack.SUMMARY, Pack.PATIENT, Pack.BOARD, Pack.BLANK)

T = TypeVar("T")


def pack_title(pack: Pack, words: Words, *, patient: bool) -> str:
    """What the pack is called where one chooses, for one patient or for the ward."""
    _ = words.gettext
    return {
        Pack.WARD: _("Ward handover"),
        Pack.HANDOVER: _("Handover sheet"),
        Pack.SUMMARY: _("Summary of the course"),
        Pack.PATIENT: _("The patient's own sheet"),
        Pack.BOARD: _("Tumour board case") if patient else _("Tumour board pack"),
        Pack.BLANK: _("Blank checklist"),
        Pack.PATHWAY: _("Pathway with its origins"),
        Pack.DOWNTIME: _("Downtime pack"),
    }[pack]


def packs_beside(pack: Pack) -> tuple[Pack, ...]:
    """What can be chosen where one begins with this pack."""
    if pack is Pack.PATHWAY:
        return OF_PATHWAY
    return OF_WARD if pack in OF_WARD else OF_PATIENT


@dataclass(frozen=True, slots=True)
class MeetingSheets:
    """The cases of a tumour board meeting in their order, and its day; None where it is not planned."""

    courses: tuple[str, ...]
    day: date | None


class SheetChoices(QFrame):
    """`changed` comes with each other choice; `order` says what is chosen now."""

    changed = Signal()

    def __init__(
        self,
        words: Words,
        packs: Sequence[Pack],
        courses: Sequence[str],
        meeting: MeetingSheets | None = None,
    ) -> None:
        super().__init__()
        self._meeting = meeting
        self._words = words
        self._courses = tuple(courses)
        self._of_ward = Pack.WARD in packs
        self.definition: tuple[str, str] | None = None
        """the (pathway, version) whose sheet it is; None where it is of patients"""
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        _ = words.gettext
        self.packs = _Group(packs, lambda pack: pack_title(pack, words, patient=not self._of_ward))
        self.languages = _Group(LANGUAGES, LANGUAGE_NAMES.__getitem__)
        self.languages.choose(words.language)
        self.orderings = _Group(tuple(Ordering), lambda each: _ordering(each, words))
        self.with_patients = AnswerBox(_("A page for each patient too"))
        self.people = PeopleList(_("Patients on the sheet"))
        self.all_button = make_button(_("All"), role="link")
        self.none_button = make_button(_("None"), role="link")
        self.all_button.setAccessibleName(_("All patients"))
        self.none_button.setAccessibleName(_("No patients"))
        self._ward_only = QWidget()
        self._lay_out()
        self._connect()
        self._show_what_applies()

    def order(self) -> SheetOrder:
        """What is chosen. A ward's sheet without anybody ticked names nobody: it is not to be made."""
        pack = self.packs.chosen()
        courses = () if self._of_ward else self._courses
        if pack is Pack.WARD:
            courses = self.people.ticked()
        day = None
        if pack is Pack.BOARD and self._meeting is not None:
            courses, day = self._meeting.courses, self._meeting.day
        return SheetOrder(
            pack,
            self.languages.chosen(),
            courses,
            ordering=self.orderings.chosen(),
            with_patients=self.with_patients.isChecked(),
            definition=self.definition if pack is Pack.PATHWAY else None,
            day=day,
        )

    def show_people(self, people: Sequence[Person]) -> None:
        """Whom a ward's sheet can show, all of them ticked: the sheet is of the whole ward unless one says else."""
        self.people.show_people(people)

    def focus_first(self) -> None:
        """Give the keys to the chosen kind of sheet."""
        self.packs.focus()

    def _lay_out(self) -> None:
        _ = self._words.gettext
        inner = QWidget()
        inner.setProperty("ground", "none")
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 10, 10, 10)
        column.setSpacing(2)
        column.addWidget(PlainLabel(_("Sheet"), "smallStrong"))
        column.addWidget(_beneath(self.packs.buttons, _("Sheet")))
        ward = QVBoxLayout(self._ward_only)
        ward.setContentsMargins(0, 0, 0, 0)
        ward.setSpacing(2)
        ward.addWidget(self.with_patients)
        ward.addSpacing(6)
        ward.addWidget(PlainLabel(_("Order"), "smallStrong"))
        ward.addWidget(_beside(self.orderings.buttons, _("Order")))
        ward.addSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(PlainLabel(_("Patients"), "smallStrong"), 1)
        head.addWidget(self.all_button)
        head.addWidget(self.none_button)
        ward.addLayout(head)
        ward.addWidget(self.people, 1)
        column.addWidget(self._ward_only, 1)
        column.addSpacing(8)
        column.addWidget(PlainLabel(_("Language of the sheet"), "smallStrong"))
        column.addWidget(_beside(self.languages.buttons, _("Language of the sheet")))
        column.addStretch(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        self.people.entered_by_keys.connect(lambda: area.ensureVisible(0, self._end_of_people(inner), 0, 0))
        around = QVBoxLayout(self)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(area)

    def _connect(self) -> None:
        for group in (self.packs, self.languages, self.orderings):
            group.on_change(self._changed)
        self.with_patients.toggled.connect(self._changed)
        self.people.itemChanged.connect(self._changed)
        self.all_button.clicked.connect(lambda: self._tick_all(True))
        self.none_button.clicked.connect(lambda: self._tick_all(False))

    def _end_of_people(self, inner: QWidget) -> int:
        return self.people.mapTo(inner, self.people.rect().bottomLeft()).y()

    def _tick_all(self, ticked: bool) -> None:
        self.people.tick_all(ticked)
        self._changed()

    def _changed(self) -> None:
        self._show_what_applies()
        self.changed.emit()

    def _show_what_applies(self) -> None:
        self._ward_only.setVisible(self.packs.chosen() is Pack.WARD)


class _Group(Generic[T]):
    """Choices that exclude each other; arrow keys go from one to the next."""

    def __init__(self, values: Sequence[T], title: Callable[[T], str]) -> None:
        self._values = tuple(values)
        self.buttons = [AnswerRadio(title(value)) for value in values]
        self._exclusive = QButtonGroup()
        for at, button in enumerate(self.buttons):
            self._exclusive.addButton(button)
            button.asked_step.connect(lambda step, at=at: self._step(at, step))
            button.toggled.connect(self._let_tab_reach)
        self.buttons[0].setChecked(True)

    def on_change(self, changed: Callable[[], None]) -> None:
        for button in self.buttons:
            button.toggled.connect(lambda on: changed() if on else None)

    def chosen(self) -> T:
        at = next(at for at, button in enumerate(self.buttons) if button.isChecked())
        return self._values[at]

    def focus(self) -> None:
        next(button for button in self.buttons if button.isChecked()).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def choose(self, value: T) -> None:
        if value in self._values:
            self.buttons[self._values.index(value)].setChecked(True)

    def _let_tab_reach(self) -> None:
        """Only the chosen one: the arrows go to the others."""
        for button in self.buttons:
            reached = Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(reached)

    def _step(self, at: int, step: int) -> None:
        button: QAbstractButton = self.buttons[(at + step) % len(self.buttons)]
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        button.setChecked(True)


def _beneath(buttons: Sequence[QWidget], spoken: str) -> QWidget:
    group = QWidget()
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for button in buttons:
        column.addWidget(button)
    group.setAccessibleName(spoken)
    return group


def _beside(buttons: Sequence[QWidget], spoken: str) -> QWidget:
    group = FlowBox(4, 0)
    for button in buttons:
        group.add(button)
    group.setAccessibleName(spoken)
    return group


def _ordering(ordering: Ordering, words: Words) -> str:
    _ = words.gettext
    return {Ordering.BED: _("By bed"), Ordering.URGENCY: _("By urgency")}[ordering]
