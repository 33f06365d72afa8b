"""The part of a sheet's window where one says where it goes: printer, copies, Print, Save as…, and how that went."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from pathway_app.domain.errors import EnvironmentFault
from pathway_app.i18n import Words
from pathway_app.sheets import Pack, Sheet
from ui.printing.choices import Choices
from ui.printing.command import program_of
from ui.printing.printers import LISTING, Printer, Printers
from ui.printing.process import Limits
from ui.printing.words import NO_PRINTER, printers_not_listed
from ui.widgets.field_choices import ListBox
from ui.widgets.notices import Banner
from ui.widgets.plain import PlainLabel, make_button, set_tooltip, wrapping_label

MOST_COPIES = 20
_LIST_WIDTH = 280
_LEAST_LIST_WIDTH = 130


class PrintPanel(QWidget):
    """Looks for the printers by itself; the job is the window's, which listens and says here what it does."""

    print_wanted = Signal(str, int)
    """the printer's name (empty: the print command), and how many copies"""
    save_wanted = Signal()
    stop_wanted = Signal()

    def __init__(
        self,
        words: Words,
        choices: Choices,
        *,
        limits: Limits = LISTING,
        program: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._words = words
        self._choices = choices
        self._kind: Sheet | Pack = Pack.HANDOVER
        self._ready = True
        self._running = False
        self._names: tuple[str, ...] | None = None
        self._printers = Printers(self, limits=limits, program=program)
        _ = words.gettext
        self.printer = ListBox()
        self.copies = QSpinBox()
        self.fewer, self.more = make_button("−"), make_button("+")
        self.said = Banner("")
        self.progress = wrapping_label("", "muted")
        self.stop_button = make_button(_("Stop"))
        self.again_button = make_button(_("Look for printers again"), role="link")
        self.save_button = make_button(_("Save as…"))
        self.print_button = make_button(_("Print"), role="primary")
        self._lay_out()
        self._connect()
        self._show_progress("")
        self.look_for_printers()

    def look_for_printers(self) -> None:
        """Fill the list; a print command takes the place of all printers."""
        _ = self._words.gettext
        command = self._choices.print_command()
        self.said.clear()
        if command:
            title = _("Print command: {program}").format(program=program_of(command))
            self._show_list([title], [""], "")
        else:
            self._show_list([], None, _("Looking for printers…"))
            self._printers.ask()

    def choose_for(self, kind: Sheet | Pack) -> None:
        """This kind of sheet is shown: choose the printer that it had last on this computer, else the usual one."""
        self._kind = kind
        if self._names:
            last = self._choices.printer(kind)
            self.printer.setCurrentIndex(self._names.index(last) if last in self._names else 0)
        self._enable()

    def set_ready(self, ready: bool) -> None:
        """Whether there is a sheet to print or save."""
        self._ready = ready
        self._enable()

    def is_running(self) -> bool:
        return self._running

    def show_running(self, text: str) -> None:
        """A job is under way: what it does, and a button that stops it."""
        had_keys = self.print_button.hasFocus()
        self._running = True
        self.said.clear()
        self._show_progress(text)
        self._enable()
        if had_keys:
            self.stop_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_idle(self) -> None:
        """No job is under way; one can print again."""
        had_keys = self.stop_button.hasFocus()
        self._running = False
        self._show_progress("")
        self._enable()
        if had_keys:
            self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_notice(self, text: str) -> None:
        """Say what is no fault."""
        self.said.show_notice(text)

    def show_fault(self, text: str) -> None:
        """Say what went wrong; the sheet is still there."""
        self.said.show_fault(text, can_retry=False)

    def _show_progress(self, text: str) -> None:
        self.progress.setText(text)
        self.progress.setVisible(bool(text))
        self.stop_button.setVisible(self._running)

    def _show_list(self, titles: Sequence[str], names: Sequence[str] | None, placeholder: str) -> None:
        self._names = None if names is None else tuple(names)
        self.printer.clear()
        self.printer.setPlaceholderText(placeholder)
        self.printer.addItems(list(titles))
        self.printer.setCurrentIndex(-1)
        self.again_button.setVisible(self._names == ())
        self.choose_for(self._kind)

    @Slot(object)
    def _found(self, printers: tuple[Printer, ...]) -> None:
        _ = self._words.gettext
        self._show_list(
            [_shown(each) for each in printers], [each.name for each in printers], _("No printer")
        )
        if not printers:
            self.said.show_notice(_(NO_PRINTER))

    @Slot(object)
    def _not_found(self, fault: EnvironmentFault) -> None:
        self._show_list([], (), self._words.gettext("No printer"))
        self.said.show_fault(printers_not_listed(self._words, fault), can_retry=False)

    def _enable(self) -> None:
        idle = not self._running
        for widget in (self.copies, self.fewer, self.more):
            widget.setEnabled(idle and self._ready)
        self.printer.setEnabled(idle and bool(self._names))
        self.again_button.setEnabled(idle)
        self.print_button.setEnabled(idle and self._ready and bool(self._names))
        self.save_button.setEnabled(self._ready)

    def _wanted(self) -> None:
        at = self.printer.currentIndex()
        if self._names and 0 <= at < len(self._names):
            self.print_wanted.emit(self._names[at], self.copies.value())

    def _lay_out(self) -> None:
        _ = self._words.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        above = QHBoxLayout()
        above.addWidget(self.said, 1)
        above.addWidget(self.progress, 1)
        above.addWidget(self.again_button)
        column.addLayout(above)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel(_("Printer"), "muted"))
        row.addWidget(self.printer, 100)
        row.addSpacing(8)
        row.addWidget(PlainLabel(_("Copies"), "muted"))
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.copies.setFixedWidth(56)
        for widget in (self.fewer, self.copies, self.more):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.stop_button, self.save_button, self.print_button):
            row.addWidget(button)
        column.addLayout(row)
        self.printer.setAccessibleName(_("Printer"))
        self.printer.setMinimumWidth(_LEAST_LIST_WIDTH)
        self.printer.setMaximumWidth(_LIST_WIDTH)
        self.copies.setAccessibleName(_("Copies"))
        for button, spoken in ((self.fewer, _("One copy fewer")), (self.more, _("One copy more"))):
            button.setAccessibleName(spoken)
            set_tooltip(button, spoken)

    def _connect(self) -> None:
        self.fewer.clicked.connect(self.copies.stepDown)
        self.more.clicked.connect(self.copies.stepUp)
        self.print_button.clicked.connect(self._wanted)
        self.save_button.clicked.connect(self.save_wanted)
        self.stop_button.clicked.connect(self.stop_wanted)
        self.again_button.clicked.connect(self.look_for_printers)
        self._printers.found.connect(self._found)
        self._printers.failed.connect(self._not_found)


def _shown(printer: Printer) -> str:
    if printer.description and printer.description != printer.name:
        return f"{printer.description} ({printer.name})"
    return printer.name
