"""Sheets of a ward or of one patient: chosen, looked at while one chooses, saved, printed.

What is looked at is not issued. Printing or saving issues it: the log says so first, and the sheet is made again
from the record as it is then, with its copy number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.accesses import Access
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.messages import Sentences
from pathway_app.sheets import Pack, SheetOrder
from ui.bridge import Bridge
from ui.printing.choices import Choices
from ui.printing.print_panel import PrintPanel
from ui.saving import ask_file
from ui.sheets import pages
from ui.sheets.choices import OF_WARD, MeetingSheets, SheetChoices, packs_beside
from ui.sheets.delivery import Delivery, failure_sentence
from ui.sheets.making import Preview, Rendered, people_of, preview, render
from ui.sheets.pages_view import PagesView
from ui.sheets.people_list import Person
from ui.widgets.notices import Banner
from ui.widgets.plain import PlainLabel, make_button, set_tooltip
from ui.widgets.waiting import Waiting

_PAUSE_MS = 120
"""after the last choice, before the preview is made anew"""
FOLLOW_MS = 5_000
"""how often the log is looked at for what others entered"""


class SheetsDialog(QDialog):
    """Opened over the window, about `courses`; it keeps the PDF in memory only.

    Opened with the tumour board's pack, `courses` are the cases of the meeting on `day`, in their order.
    """

    def __init__(
        self,
        bridge: Bridge,
        parent: QWidget,
        courses: Sequence[str],
        pack: Pack,
        remembered: Choices,
        day: date | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._bridge = bridge
        self._window = parent
        self._courses = tuple(courses)
        self._of_ward = pack in OF_WARD
        self._remembered = remembered
        self._pdf = b""
        self._order: SheetOrder | None = None
        self._called_off = False
        self._head = 0
        self._is_looking = True
        self._delivery: Delivery | None = None
        self._keys: QWidget | None = None
        words = bridge.words
        _ = words.gettext
        self.setWindowTitle(_("Sheets"))
        self.choices = SheetChoices(
            words,
            packs_beside(pack),
            self._courses,
            meeting=MeetingSheets(self._courses, day) if pack is Pack.BOARD else None,
        )
        self.choices.packs.choose(pack)
        self.choices.changed.connect(self._choose)
        self.said = Banner(_("Try again"))
        self.said.retry.connect(bridge.retry)
        self.waiting = Waiting(_("Cancel"))
        self.waiting.cancelled.connect(self._call_off)
        self.view = PagesView(_("Sheet"))
        self.view.wanted.connect(self._draw)
        self.view.moved.connect(self._show_place)
        self.panel = PrintPanel(words, remembered)
        self.panel.print_wanted.connect(self._print)
        self.panel.save_wanted.connect(self.ask_where)
        self.panel.stop_wanted.connect(self._stop)
        self._pause = self._timer(_PAUSE_MS, self._look, once=True)
        self._follow = self._timer(FOLLOW_MS, self._ask_head)
        self._lay_out(parent)
        self._shortcuts()
        self._enable()
        bridge.fault.connect(self._show_fault)
        bridge.ask(
            self, lambda queries: people_of(queries, self._courses, words), self._begin, topic="people"
        )

    def pdf(self) -> bytes:
        """What the preview shows; empty while there is nothing to show."""
        return self._pdf

    def is_busy(self) -> bool:
        """Whether a sheet is being made, saved or printed."""
        return self._delivery is not None or self._is_looking or self._pause.isActive()

    def ask_where(self) -> None:
        """Save as…"""
        title = self._bridge.words.gettext("Save the sheet")
        ask_file(self, title, f"{self.choices.order().pack.value}.pdf", self.save_to)

    def save_to(self, path: Path) -> None:
        """Issue the sheets and write the file beside the window; what went wrong is said in the window."""
        delivery = self._begin_delivery()
        delivery.saved.connect(self._saved)
        self._enable()
        delivery.save(path)

    def done(self, result: int) -> None:
        """What is on its way goes on; should it fail, that is told without this dialog."""
        if self._delivery is not None:
            self._delivery.is_heard = False
        super().done(result)

    # Choosing and looking

    def _begin(self, people: tuple[Person, ...]) -> None:
        self.choices.show_people(people)
        self._look()
        self._follow.start()

    def _choose(self) -> None:
        self._is_looking = False
        self._pause.start()

    def _ask_head(self) -> None:
        """Others enter too: what is looked at never lags far behind the record."""
        if self._window.isVisible():
            self._bridge.ask(self, lambda queries: queries.log_head().number, self._compare, topic="head")

    def _compare(self, head: int) -> None:
        if head != self._head and not self.is_busy():
            self._look()

    def _look(self) -> None:
        if not self._window.isVisible():
            return  # Zorgpad is being closed
        order, bridge = self.choices.order(), self._bridge
        self.panel.choose_for(order.pack)
        if order.pack is Pack.WARD and not order.courses:
            bridge.forget(self, "sheets")
            self._order = None
            self._show_nothing(bridge.words.gettext("Tick at least one patient."))
            return
        self._is_looking = True
        if order != self._order:
            self._order = None  # what was looked at is not what is chosen: nothing to print yet
            self.place.setText(bridge.words.gettext("The sheet is being made…"))
            self.waiting.begin(self.place.text())
        self._called_off = False
        self._enable()
        now, printed_by = bridge.clock.now(), bridge.actor.full_name
        bridge.ask(
            self,
            lambda queries: preview(queries, order, now, printed_by),
            lambda answer: self._render(order, answer),
            topic="sheets",
        )

    def _render(self, order: SheetOrder, answer: Preview) -> None:
        self._head = answer.head
        told = answer.told
        if isinstance(told, Refused):
            self._show_failure(order, told)
            return
        self._bridge.run(
            self,
            lambda: render(order, told),
            lambda rendered: self._show(order, rendered),
            failed=lambda error: self._show_failure(order, error),
        )

    def _show(self, order: SheetOrder, rendered: Rendered) -> None:
        if order != self.choices.order() or self._called_off:
            return  # the answer to an earlier choice
        self.waiting.end()
        stay, self._order = order == self._order, order
        self._is_looking = False
        self._pdf = rendered.made.pdf
        self._enable()
        self.view.show_pages(rendered.sizes, stay=stay)
        if rendered.made.unprintable:
            _ = self._bridge.words.gettext
            sentences = Sentences(self._bridge.words)
            told = [sentences.refusal(each) for each in rendered.made.unprintable]
            self.said.show_notice("\n".join([_("Not all of it can be printed:"), *told]))
        else:
            self.said.clear()

    def _show_fault(self, fault: EnvironmentFault) -> None:
        self.said.show_fault(Sentences(self._bridge.words).fault(fault))

    def _show_nothing(self, why: str) -> None:
        self._clear()
        self.said.show_notice(why)

    def _show_failure(self, order: SheetOrder, error: BaseException) -> None:
        """The sheet could not be made, so there is nothing to print."""
        if order == self.choices.order():
            self._order = None
            self._clear()
            self.said.show_fault(failure_sentence(self._bridge.words, error), can_retry=False)

    def _call_off(self) -> None:
        """Nobody waits for it any more; the next choice is made again."""
        self._called_off = True
        self._order = None
        self._bridge.forget(self, "sheets")
        self._show_nothing(self._bridge.words.gettext("Called off. Choose a sheet to see it."))

    def _clear(self) -> None:
        self.waiting.end()
        self._is_looking = False
        self._pdf = b""
        self.view.show_pages(())
        self._enable()
        self.place.setText("")

    def _draw(self, wanted: list[int], scale: float) -> None:
        pdf = self._pdf

        def drawn(images: dict[int, QImage]) -> None:
            if pdf is self._pdf:
                self.view.show_images(images, scale)

        self._bridge.run(self, lambda: pages.page_images(pdf, wanted, scale), drawn)

    def _show_place(self, page: int, zoom: float) -> None:
        text = self._bridge.words.gettext("Page {page} of {pages} · {percent} %")
        count = self.view.page_count()
        self.place.setText(
            text.format(page=page + 1, pages=count, percent=round(zoom * 100)) if count else ""
        )

    # Issuing

    def _print(self, printer: str, copies: int) -> None:
        words, pack = self._bridge.words, self.choices.order().pack
        self._remembered.remember_printer(pack, printer)
        delivery = self._begin_delivery()
        delivery.sent.connect(self._sent)
        delivery.printed.connect(self._printed)
        delivery.stopped.connect(self._stopped)
        delivery.slow.connect(self._slow)
        self.panel.show_running(words.gettext("The sheet is being made…"))
        self._enable()
        delivery.print(printer, copies, self._remembered.print_command())

    def _begin_delivery(self) -> Delivery:
        delivery = self._delivery = Delivery(self._bridge, self._window, self.choices.order())
        delivery.failed.connect(self._failed)
        self._pause.stop()
        self.panel.said.clear()
        return delivery

    def _sent(self) -> None:
        self.panel.show_running(self._bridge.words.gettext("Printing…"))

    def _slow(self) -> None:
        _ = self._bridge.words.gettext
        self.panel.show_running(_("The printer has not answered yet. Wait, or stop printing."))

    def _stop(self) -> None:
        if self._delivery is not None:
            self._delivery.cancel()

    def _printed(self, count: int) -> None:
        words = self._bridge.words
        self._over()
        self.panel.show_notice(
            words.ngettext("Sent to the printer: {n} page", "Sent to the printer: {n} pages", count)
        )

    def _saved(self, path: str) -> None:
        self._over()
        self.panel.show_notice(self._bridge.words.gettext("Saved: {path}").format(path=path))

    def _stopped(self) -> None:
        self._over()
        self.panel.show_notice(
            self._bridge.words.gettext("Printing was stopped. Look at the printer before you print again.")
        )

    def _failed(self, error: BaseException) -> None:
        """What was looked at stays, so that one can try again."""
        self._over()
        self.panel.show_fault(failure_sentence(self._bridge.words, error))

    def _over(self) -> None:
        self._delivery = None
        self._enable()
        self.panel.show_idle()
        self._look()  # the sheet says what changed since the copy before, and that is another one now

    # Looks

    def _lay_out(self, parent: QWidget) -> None:
        window = parent.window()
        self.resize(min(1240, window.width() - 40), window.height() - 40)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(self._bar())
        column.addWidget(self.said)
        column.addWidget(self.waiting)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.choices)
        row.addWidget(self.view, 1)
        column.addLayout(row, 1)
        column.addWidget(self.panel)
        # From what is wanted over the pages to where they go; what only helps to look comes last.
        order = (self.panel.print_button, self.smaller, self.larger, self.fit, self.close_button)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        self.choices.focus_first()

    def _bar(self) -> QHBoxLayout:
        _ = self._bridge.words.gettext
        bar = QHBoxLayout()
        bar.setSpacing(8)
        self.place = PlainLabel("", "muted")
        bar.addWidget(self.place, 1)
        self.smaller = make_button("−")
        self.larger = make_button("+")
        self.fit = make_button(_("Fit the width"))
        for button, spoken, keys in (
            (self.smaller, _("Smaller"), "Ctrl+-"),
            (self.larger, _("Larger"), "Ctrl++"),
            (self.fit, _("Fit the width"), "Ctrl+0"),
        ):
            button.setAccessibleName(spoken)
            set_tooltip(button, f"{spoken} ({keys})")
            bar.addWidget(button)
        self.close_button = make_button(_("Close"), keys="Esc")
        self.close_button.clicked.connect(self.reject)
        bar.addWidget(self.close_button)
        return bar

    def _shortcuts(self) -> None:
        self.smaller.clicked.connect(self.view.zoom_out)
        self.larger.clicked.connect(self.view.zoom_in)
        self.fit.clicked.connect(self.view.fit_width)
        for keys, button in (
            ("Ctrl+-", self.smaller),
            ("Ctrl++", self.larger),
            ("Ctrl+=", self.larger),
            ("Ctrl+0", self.fit),
            ("Ctrl+S", self.panel.save_button),
            ("Ctrl+P", self.panel.print_button),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)

    def _timer(self, milliseconds: int, then: Callable[[], None], *, once: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(once)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def _enable(self) -> None:
        """What can be done now; whoever has the keys keeps them where that is only for a moment."""
        keys = self.focusWidget()
        for button in (self.smaller, self.larger, self.fit):
            button.setEnabled(bool(self._pdf))
        self.panel.set_ready(self._order is not None and self._delivery is None)
        self.choices.setEnabled(self._delivery is None)
        if keys is not None and not keys.isEnabled():
            self._keys = keys
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._keys is not None and self._keys.isEnabled():
            if self.view.hasFocus():
                self._keys.setFocus(Qt.FocusReason.OtherFocusReason)
            self._keys = None


def open_definition_sheet(
    bridge: Bridge, window: QWidget, definition: tuple[str, str], remembered: Choices
) -> SheetsDialog:
    """Show the sheet of a pathway's version over `window`."""
    dialog = SheetsDialog(bridge, window, (), Pack.PATHWAY, remembered)
    dialog.choices.definition = definition
    dialog.open()
    return dialog


def open_sheets(
    bridge: Bridge,
    window: QWidget,
    courses: Sequence[str],
    pack: Pack,
    remembered: Choices,
    day: date | None = None,
) -> SheetsDialog:
    """Show the sheets of these courses over `window`; `day` is that of the meeting whose cases they are."""
    dialog = SheetsDialog(bridge, window, courses, pack, remembered, day)
    dialog.open()
    if courses:  # what stands on them is read, whether they are issued or not
        bridge.note(Access.COURSE_READ, tuple(courses), by="preview")
    return dialog
