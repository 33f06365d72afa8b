"""What of the log is wanted: account, kind, days, patient, failures; and the reference of a paper to be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QLineEdit

from pathway_app.i18n import Words
from pathway_app.logbook.events import LogGroup
from pathway_app.logbook.telling import group_title
from ui.log.reading import Asked, Days
from ui.theme_status import Status
from ui.widgets.chip import CountChip
from ui.widgets.choice_menu import ChoiceMenu
from ui.widgets.flow import FlowBox
from ui.widgets.plain import make_button

_ALL = ""
_LONGEST = 64


class NarrowLine(QLineEdit):
    """One short line; Enter asks."""

    def __init__(self, spoken: str, hint: str, wide: int) -> None:
        super().__init__()
        self.setAccessibleName(spoken)
        self.setPlaceholderText(hint)
        self.setMaxLength(_LONGEST)
        self._wide = wide

    def sizeHint(self) -> QSize:
        hint = self.fontMetrics().horizontalAdvance(self.placeholderText()) + 28
        return QSize(max(self._wide, hint), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class LogBar(FlowBox):
    """`changed` comes when the user wants something else; `other_days_wanted` when days are to be typed."""

    changed = Signal()
    other_days_wanted = Signal()
    reference_wanted = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__(gap=8, line_gap=4)
        self._words = words
        self._asked = Asked()
        _ = words.gettext
        caption = _("{title}: {choice}")
        self.kind_button = ChoiceMenu(_("Kind"), "F4", caption)
        kinds = [(each.value, group_title(each, words)) for each in LogGroup]
        self.kind_button.show_choices([(_ALL, words.pgettext("kinds", "all")), *kinds])
        self.account_button = ChoiceMenu(_("Account"), "Shift+F4", caption)
        self.offer_accounts(())
        self.days_button = ChoiceMenu(_("Period"), "F6", caption)
        self._offer_days()
        self.failures_chip = CountChip(Status.OVERDUE, _("failures only"))
        self.patient_line = NarrowLine(_("Record number of a patient"), _("Record number"), 130)
        self.reference_line = NarrowLine(_("Reference in the foot of a paper"), _("Reference 7F3A-91C2"), 150)
        self.all_button = make_button(_("Show everything"), role="link")
        for button in (self.kind_button, self.account_button, self.days_button):
            button.chosen.connect(self._chosen)
        self.failures_chip.clicked.connect(self._chosen)
        self.patient_line.returnPressed.connect(self._chosen)
        self.reference_line.returnPressed.connect(self._find)
        self.all_button.clicked.connect(self.show_everything)
        for widget in (
            self.kind_button,
            self.account_button,
            self.days_button,
            self.failures_chip,
            self.patient_line,
            self.all_button,
            self.reference_line,
        ):
            self.add(widget)
        self.arrange(Asked())

    def asked(self) -> Asked:
        return self._asked

    def arrange(self, asked: Asked) -> None:
        """Show that this is wanted; nothing is emitted."""
        self._asked = asked
        self._offer_days()
        for button, value in (
            (self.kind_button, asked.group.value if asked.group else _ALL),
            (self.account_button, asked.account),
            (self.days_button, asked.days.value),
        ):
            with QSignalBlocker(button):
                button.choose(value)
        self.failures_chip.setChecked(asked.failures)
        self.patient_line.setText(asked.mrn)
        self.all_button.setVisible(asked.is_narrow)
        self.updateGeometry()

    def take(self, asked: Asked) -> None:
        """Want this."""
        self.arrange(asked)
        self.changed.emit()

    def show_everything(self) -> None:
        self.take(Asked())

    def offer_accounts(self, accounts: Sequence[tuple[str, str]]) -> None:
        self.account_button.show_choices([(_ALL, self._words.pgettext("people", "all")), *accounts])
        self.updateGeometry()

    def _offer_days(self) -> None:
        _, asked = self._words.gettext, self._asked
        other = _("other days…")
        if asked.days is Days.OTHER and asked.first and asked.last:
            other = f"{self._words.day(asked.first)} – {self._words.day(asked.last)}"
        self.days_button.show_choices(
            [
                (Days.ALL.value, self._words.pgettext("days", "all")),
                (Days.TODAY.value, _("today")),
                (Days.WEEK.value, _("7 days")),
                (Days.MONTH.value, _("30 days")),
                (Days.YEAR.value, _("this year")),
                (Days.OTHER.value, other),
            ]
        )

    def _chosen(self) -> None:
        days = Days(self.days_button.choice())
        before = self._asked
        group = self.kind_button.choice()
        asked = replace(
            before,
            account=self.account_button.choice(),
            group=LogGroup(group) if group else None,
            days=days,
            mrn=self.patient_line.text().strip(),
            failures=self.failures_chip.isChecked(),
        )
        if days is Days.OTHER and self.sender() is self.days_button:
            self.arrange(before)
            self.other_days_wanted.emit()
        else:
            self.take(asked)

    def _find(self) -> None:
        if self.reference_line.text().strip():
            self.reference_wanted.emit(self.reference_line.text())
