"""What stands above the list of patients: whom it shows, in which order, with which columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from pathway_app.i18n import Words
from pathway_app.queries import PatientFilter, PatientSort, SortBy
from ui.actions import Action
from ui.patients.arrangement import ALWAYS, COLUMNS, USUAL, Arrangement, Col
from ui.patients.model import Filters
from ui.theme_status import Status
from ui.widgets.chip import CountChip
from ui.widgets.choice_menu import ChoiceMenu
from ui.widgets.flow import FlowBox
from ui.widgets.plain import literal_caption, make_button

_ALL, _OPEN, _ENDED = "", "open", "ended"


class FilterBar(FlowBox):
    """`changed` comes when the user arranges the list otherwise; `arranged` tells how."""

    changed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__(gap=8, line_gap=4)
        self._words = words
        self._arranged = USUAL
        _ = words.gettext
        caption = _("{title}: {choice}")
        self.phase_button = ChoiceMenu(_("Phase"), "F4", caption)
        self.surgeon_button = ChoiceMenu(_("Surgeon"), "Shift+F4", caption)
        self._offer((), ())
        self.courses_button = ChoiceMenu(_("Courses"), "F6", caption)
        every = (_ALL, words.pgettext("courses", "all"))
        self.courses_button.show_choices([every, (_OPEN, _("open")), (_ENDED, _("ended"))])
        self.variance_chip = CountChip(Status.VARIANCE, _("open variance"))
        self.sort_button = ChoiceMenu(_("Sorted by"), "F8", caption)
        self.sort_button.show_choices(
            [
                (SortBy.NAME.value, _("name")),
                (SortBy.BED.value, _("bed")),
                (SortBy.NEXT_DUE.value, _("what is due first")),
                (SortBy.ENROLLED.value, _("begun")),
            ]
        )
        self.columns_button = make_button(f"{_('Columns')}  ▾")
        self.columns_button.setAccessibleName(_("Columns"))
        self.columns_button.setAccessibleDescription("F9")
        self.columns_button.clicked.connect(self.show_columns)
        self.everyone_button = make_button(_("Show everyone"), role="link")
        self.everyone_button.clicked.connect(self.show_everyone)
        for button in (self.phase_button, self.surgeon_button, self.courses_button, self.sort_button):
            button.chosen.connect(self._chosen)
        self.variance_chip.clicked.connect(self._chosen)
        self._menu = QMenu(self)
        for widget in (
            self.phase_button,
            self.surgeon_button,
            self.courses_button,
            self.variance_chip,
            self.sort_button,
            self.columns_button,
            self.everyone_button,
        ):
            self.add(widget)
        self.arrange(USUAL)

    def arranged(self) -> Arrangement:
        """How the list is to be arranged now."""
        return self._arranged

    def arrange(self, arranged: Arrangement) -> None:
        """Show another arrangement; nothing is emitted."""
        self._arranged = arranged
        filters = arranged.filters
        courses = _ALL if filters.ended is None else _ENDED if filters.ended else _OPEN
        for button, value in (
            (self.phase_button, filters.phase or _ALL),
            (self.surgeon_button, filters.surgeon or _ALL),
            (self.courses_button, courses),
            (self.sort_button, arranged.sort.by.value),
        ):
            with QSignalBlocker(button):
                button.choose(value)
        self.variance_chip.setChecked(bool(filters.open_variance))
        self.everyone_button.setVisible(arranged.is_narrow)
        self.updateGeometry()

    def offer(self, filters: Filters) -> None:
        """Offer these phases and surgeons."""
        self._offer(filters.phases, filters.surgeons)
        self.updateGeometry()

    def _offer(self, phases: Sequence[tuple[str, str]], surgeons: Sequence[str]) -> None:
        all_phases = (_ALL, self._words.pgettext("phases", "all"))
        all_surgeons = (_ALL, self._words.pgettext("surgeons", "all"))
        self.phase_button.show_choices([all_phases, *phases])
        self.surgeon_button.show_choices([all_surgeons, *((name, name) for name in surgeons)])

    def sort(self, by: SortBy, *, descending: bool = False) -> None:
        """Sort by that, as the user asks for."""
        self._take(replace(self._arranged, sort=PatientSort(by, descending)))

    def turn(self) -> None:
        """The other way round."""
        sort = self._arranged.sort
        self.sort(sort.by, descending=not sort.descending)

    def widen(self, col: Col, wide: int) -> None:
        """Keep a column's width; the list shows it already."""
        self._arranged = replace(self._arranged, widths={**self._arranged.widths, col: wide})

    def show_everyone(self) -> None:
        """Take all filters away."""
        self._take(replace(self._arranged, filters=PatientFilter()))

    def show_columns(self) -> QMenu:
        """Offer the columns, beneath the button."""
        _, menu = self._words.gettext, self._menu
        menu.clear()
        for col in COLUMNS:
            if col not in ALWAYS:
                self._add_column(menu, col)
        menu.addSeparator()
        usual = menu.addAction(_("As usual"))
        usual.setData(_ALL)
        usual.triggered.connect(self._usual_columns)
        menu.popup(self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft()))
        return menu

    def actions_here(self) -> Sequence[Action]:
        """What can be done with filters, order and columns, with the keys."""
        _, narrow = self._words.gettext, self._arranged.is_narrow
        return (
            Action("patients.phase", _("Show one phase, or all"), "F4", self.phase_button.open),
            Action("patients.surgeon", _("Show one surgeon's, or all"), "Shift+F4", self.surgeon_button.open),
            Action(
                "patients.courses", _("Show open or ended courses, or all"), "F6", self.courses_button.open
            ),
            Action(
                "patients.variance",
                _("Show only those with an open variance, or all"),
                "F7",
                self.variance_chip.click,
            ),
            Action(
                "patients.everyone",
                _("Show everyone"),
                "Shift+F6",
                self.show_everyone,
                narrow,
                _("Everyone is shown."),
            ),
            Action("patients.sort", _("Sort by…"), "F8", self.sort_button.open),
            Action("patients.turn", _("Sort the other way round"), "Shift+F8", self.turn),
            Action("patients.columns", _("Choose the columns"), "F9", self.show_columns),
        )

    def title(self, col: Col) -> str:
        """What stands above a column, without the sign of the order."""
        _ = self._words.gettext
        titles: dict[Col, Callable[[], str]] = {
            Col.NAME: lambda: _("Patient"),
            Col.BORN: lambda: _("Born"),
            Col.SEX: lambda: _("Sex"),
            Col.MRN: lambda: _("Record number"),
            Col.BED: lambda: _("Bed"),
            Col.SURGEON: lambda: _("Surgeon"),
            Col.PHASE: lambda: _("Phase"),
            Col.DUE: lambda: _("Next due"),
            Col.BEGUN: lambda: _("Begun"),
        }
        return titles[col]()

    def _add_column(self, menu: QMenu, col: Col) -> None:
        action = QAction(literal_caption(self.title(col)), menu)
        action.setData(col.value)
        action.setCheckable(True)
        action.setChecked(col not in self._arranged.hidden)
        action.triggered.connect(lambda on, col=col: self._show_column(col, on))
        menu.addAction(action)

    def _show_column(self, col: Col, on: bool) -> None:
        hidden = self._arranged.hidden - {col} if on else self._arranged.hidden | {col}
        self._take(replace(self._arranged, hidden=hidden))

    def _usual_columns(self) -> None:
        self._take(replace(self._arranged, hidden=USUAL.hidden, widths={}))

    def _chosen(self) -> None:
        courses = self.courses_button.choice()
        filters = PatientFilter(
            phase=self.phase_button.choice() or None,
            surgeon=self.surgeon_button.choice() or None,
            ended=None if courses == _ALL else courses == _ENDED,
            open_variance=True if self.variance_chip.isChecked() else None,
        )
        by, sort = SortBy(self.sort_button.choice()), self._arranged.sort
        self._take(replace(self._arranged, filters=filters, sort=sort if by is sort.by else PatientSort(by)))

    def _take(self, arranged: Arrangement) -> None:
        if arranged != self._arranged:
            self.arrange(arranged)
            self.changed.emit()
