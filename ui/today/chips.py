"""The counts above Today's list; a click narrows the list to those, another shows all again."""

from __future__ import annotations

from PySide6.QtCore import Signal

from pathway_app.i18n import Words
from pathway_app.queries import WorklistCounts, WorklistGroup
from ui.theme_status import Status
from ui.today.listing import ALL, Wanted
from ui.widgets.chip import CountChip
from ui.widgets.flow import FlowBox

_CHIPS = (
    (Wanted(WorklistGroup.OVERDUE), Status.OVERDUE),
    (Wanted(WorklistGroup.DUE_TODAY), Status.DUE_TODAY),
    (Wanted(WorklistGroup.RUNNING), Status.RUNNING),
    (Wanted(WorklistGroup.BLOCKED), Status.BLOCKED),
    (Wanted(open_variance=True), Status.VARIANCE),
)


class CountChips(FlowBox):
    """Shows a chip only where something is to be counted."""

    wanted_changed = Signal(object)
    """Wanted"""

    def __init__(self, words: Words) -> None:
        super().__init__(gap=6, line_gap=0)
        self._words = words
        self._chips: dict[Wanted, CountChip] = {}
        for wanted, status in _CHIPS:
            chip = CountChip(status, "")
            chip.clicked.connect(self._clicked)
            self._chips[wanted] = chip
            self.add(chip)
            chip.hide()

    def show_counts(self, counts: WorklistCounts) -> None:
        """Show other counts; where nothing is left of what the list was narrowed to, all is wanted again."""
        was_narrow = self.wanted() != ALL
        for wanted, chip in self._chips.items():
            count = _count(counts, wanted)
            if not count:
                chip.setChecked(False)
            chip.show_text(self._text(wanted, count))
            chip.setVisible(count > 0)
        if was_narrow and self.wanted() == ALL:
            self.wanted_changed.emit(ALL)

    def wanted(self) -> Wanted:
        """What the list is narrowed to."""
        return next((wanted for wanted, chip in self._chips.items() if chip.isChecked()), ALL)

    def chip(self, wanted: Wanted) -> CountChip:
        """The chip that narrows the list to that."""
        return self._chips[wanted]

    def _clicked(self) -> None:
        clicked = self.sender()
        for chip in self._chips.values():
            if chip is not clicked:
                chip.setChecked(False)
        self.wanted_changed.emit(self.wanted())

    def _text(self, wanted: Wanted, n: int) -> str:
        words = self._words
        if wanted.open_variance:
            return words.ngettext("{n} open variance", "{n} open variances", n)
        return {
            WorklistGroup.OVERDUE: words.ngettext("{n} overdue", "{n} overdue", n),
            WorklistGroup.DUE_TODAY: words.ngettext("{n} today", "{n} today", n),
            WorklistGroup.RUNNING: words.ngettext("{n} running", "{n} running", n),
            WorklistGroup.BLOCKED: words.ngettext("{n} blocked", "{n} blocked", n),
        }[wanted.group or WorklistGroup.OVERDUE]


def _count(counts: WorklistCounts, wanted: Wanted) -> int:
    if wanted.group is None:
        return counts.with_open_variance
    return counts.groups.get(wanted.group, 0)
