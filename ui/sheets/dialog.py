"""Sheets of a ward or of one patient: chosen, looked at while one chooses, saved, printed.

What is looked at is not issued. Printing or saving issues it: the log says so first, and the sheet is made again
from the record as it is then, with its copy number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.commands import Changes
from pathway_app.documents.saving import save
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.messages import Sentences
from pathway_app.sheets import Destination, Pack
from ui.bridge import Bridge
from ui.printing.choices import Choices
from ui.printing.job import PrintOrder
from ui.printing.print_panel import PrintPanel
from ui.printing.words import printing_failed
from ui.sheets import pages
from ui.sheets.choices import OF_PATIENT, OF_WARD, Person, SheetChoices
from ui.sheets.delivery import Delivery, report_failed
from ui.sheets.making import Rendered, people_of, preview, render
from ui.sheets.pages_view import PagesView
from ui.widgets.notices import Banner
from ui.widgets.plain import PlainLabel, make_button, set_tooltip

if TYPE_CHECKING:
    from PySide6.QtCore import QSizeF

    from pathway_app.documents.making import Made
    from pathway_app.documents.model import Document

_PAUSE_MS = 120
"""after the last choice, before the preview is made anew"""


class SheetsDialog(QDialog):
    """Opened over the window, about `courses`; it keeps the PDF in memory only."""

    def __init__(
        self, bridge: Bridge, parent: QWidget, courses: Sequence[str], pack: Pack, remembered: Choices
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
        self._delivery: Delivery | None = None
        self._busy = False
        words = bridge.words
        _ = words.gettext
        self.setWindowTitle(_("Sheets"))
        self.choices = SheetChoices(words, OF_WARD if self._of_ward else OF_PATIENT, self._courses)
        self.choices.packs.choose(pack)
        self.choices.changed.connect(self._choose)
        self.said = Banner("")
        self.view = PagesView(_("Sheet"))
        self.view.wanted.connect(self._draw)
        self.view.moved.connect(self._show_place)
        self.panel = PrintPanel(words, remembered)
        self._order = self.choices.order()
        self.panel.print_wanted.connect(self._print)
        self.panel.save_wanted.connect(self.ask_where)
        self.panel.stop_wanted.connect(self._stop)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._lay_out(parent)
        self._shortcuts()
        bridge.committed.connect(self._committed)
        bridge.ask(
            self, lambda queries: people_of(queries, self._courses, words), self._begin, topic="people"
        )

    def pdf(self) -> bytes:
        """What the preview shows; empty while it is being made."""
        return self._pdf

    def is_busy(self) -> bool:
        """Whether a sheet is being made, saved or printed."""
        return self._busy or not self._pdf or self._pause.isActive()

    def ask_where(self) -> None:
        """Save as…"""
        order = self.choices.order()
        dialog = QFileDialog(self, self._bridge.words.gettext("Save the sheet"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("pdf")
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.selectFile(f"{order.pack.value}.pdf")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Issue the sheets and write the file beside the window; what went wrong is said in the window."""
        _ = self._bridge.words.gettext

        def issued(made: Made) -> None:
            self._bridge.run(
                self,
                lambda: save(made.pdf, path),
                lambda _nothing: self._over(_("Saved: {path}").format(path=path)),
                failed=lambda error: self._unsaved(made, error),
            )

        self._issue(Destination.FILE, issued)

    def done(self, result: int) -> None:
        """What is on its way to the printer goes on; should it fail, that is told without this dialog."""
        if self._delivery is not None:
            self._delivery.is_heard = False
        super().done(result)

    # Choosing and looking

    def _begin(self, people: tuple[Person, ...]) -> None:
        self.choices.show_people(people)
        self._look()

    def _choose(self) -> None:
        self._pause.start()

    def _committed(self, changes: Changes) -> None:
        """What is looked at never lags behind the record."""
        if not self._busy and changes.courses:
            self._pause.start()

    def _look(self) -> None:
        order, bridge = self.choices.order(), self._bridge
        if order.pack is Pack.WARD and not order.courses:
            self._show_nothing(bridge.words.gettext("Tick at least one patient."))
            return
        self._order = order
        self.panel.choose_for(order.pack)
        self._enable(False)
        self.place.setText(bridge.words.gettext("The sheet is being made…"))
        now, printed_by = bridge.clock.now(), bridge.actor.full_name
        bridge.ask(
            self, lambda queries: preview(queries, order, now, printed_by), self._render, topic="sheets"
        )

    def _render(self, told: tuple[Document, ...] | Refused) -> None:
        order = self._order
        if isinstance(told, Refused):
            self._show_failure(told)
            return

        def shown(rendered: Rendered) -> None:
            if order == self._order:
                self._show(rendered.made, rendered.sizes)

        self._bridge.run(self, lambda: render(order, told), shown, failed=self._show_failure)

    def _show(self, made: Made, sizes: Sequence[QSizeF]) -> None:
        self._pdf = made.pdf
        self._enable(True)
        self.view.show_pages(sizes)
        if made.unprintable:
            _ = self._bridge.words.gettext
            sentences = Sentences(self._bridge.words)
            told = [sentences.refusal(each) for each in made.unprintable]
            self.said.show_notice("\n".join([_("Not all of it can be printed:"), *told]))
        else:
            self.said.clear()

    def _show_nothing(self, why: str) -> None:
        self._clear()
        self.said.show_notice(why)

    def _show_failure(self, error: BaseException) -> None:
        """The sheet could not be made, so there is nothing to print."""
        self._clear()
        self.said.show_fault(self._sentence(error), can_retry=False)

    def _clear(self) -> None:
        self._pdf = b""
        self.view.show_pages(())
        self._enable(False)
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

    def _issue(self, to: Destination, then: Callable[[Made], None]) -> None:
        """Have the log say what leaves, with its copy numbers, and the sheets made from the record as it is now."""
        self._pause.stop()
        self._busy = True
        self._enable(False)
        self.said.clear()
        self._bridge.issue(self, self.choices.order(), to, then, self._failed)

    def _print(self, printer: str, copies: int) -> None:
        words, order = self._bridge.words, self.choices.order()
        self._remembered.remember_printer(order.pack, printer)

        def issued(made: Made) -> None:
            assert made.issue is not None
            delivery = self._delivery = Delivery(self._bridge, self._window, made.issue.head.number)
            delivery.printed.connect(self._printed)
            delivery.failed.connect(self._failed)
            delivery.stopped.connect(self._stopped)
            delivery.slow.connect(self._slow)
            self.panel.show_running(words.gettext("Printing…"))
            title = f"Zorgpad {order.pack.value} {made.issue.head.reference}"
            command = self._remembered.print_command()
            delivery.start(made.pdf, PrintOrder(title, printer, copies, command=command))

        self._issue(Destination.PRINTER, issued)

    def _printed(self, count: int) -> None:
        words = self._bridge.words
        self._over(words.ngettext("Sent to the printer: {n} page", "Sent to the printer: {n} pages", count))

    def _slow(self) -> None:
        _ = self._bridge.words.gettext
        self.panel.show_running(_("The printer has not answered yet. Wait, or stop printing."))

    def _stopped(self) -> None:
        self._over(
            self._bridge.words.gettext("Printing was stopped. Look at the printer before you print again.")
        )

    def _stop(self) -> None:
        if self._delivery is not None:
            self._delivery.cancel()

    def _unsaved(self, made: Made, error: BaseException) -> None:
        assert made.issue is not None
        report_failed(self._bridge, made.issue.head.number)
        self._failed(error)

    def _over(self, said: str) -> None:
        self._busy, self._delivery = False, None
        self.panel.show_idle()
        self._enable(True)
        self.said.show_notice(said)

    def _failed(self, error: BaseException) -> None:
        """What was looked at stays, so that one can try again."""
        self._busy, self._delivery = False, None
        self.panel.show_idle()
        self._enable(True)
        self.said.show_fault(self._sentence(error), can_retry=False)

    def _sentence(self, error: BaseException) -> str:
        sentences = Sentences(self._bridge.words)
        if isinstance(error, Refused):
            return "\n".join(sentences.refused(error))
        assert isinstance(error, EnvironmentFault)
        if error.code == "printer":
            return printing_failed(self._bridge.words, error)
        return sentences.fault(error)

    # Looks

    def _lay_out(self, parent: QWidget) -> None:
        window = parent.window()
        self.resize(min(1240, window.width() - 40), window.height() - 40)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(self._bar())
        column.addWidget(self.said)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.choices)
        row.addWidget(self.view, 1)
        column.addLayout(row, 1)
        column.addWidget(self.panel)

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

    def _enable(self, on: bool) -> None:
        for button in (self.smaller, self.larger, self.fit):
            button.setEnabled(bool(self._pdf))
        self.panel.set_ready(on and bool(self._pdf))
        self.choices.setEnabled(not self._busy)


def open_sheets(
    bridge: Bridge, window: QWidget, courses: Sequence[str], pack: Pack, remembered: Choices
) -> SheetsDialog:
    """Show the sheets of these courses over `window`."""
    dialog = SheetsDialog(bridge, window, courses, pack, remembered)
    dialog.open()
    return dialog
