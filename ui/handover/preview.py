"""The handover sheets of one or more courses: made beside the window, looked at, saved, printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.documents.saving import save
from pathway_app.domain.calendar import local_date
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.messages import Sentences
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord, LogHead
from pathway_app.sheets import Sheet
from ui.bridge import Bridge
from ui.handover import pages
from ui.handover.pages_view import PagesView
from ui.printing.choices import Choices, usual_folder
from ui.printing.job import PrintJob, PrintOrder
from ui.printing.print_panel import PrintPanel
from ui.printing.words import printing_failed
from ui.widgets.notices import Banner
from ui.widgets.plain import PlainLabel, make_button, set_tooltip

Told = tuple[tuple[CourseRecord, ...], LogHead]


class HandoverPreview(QDialog):
    """Opened over the window; it keeps the PDF in memory only."""

    def __init__(
        self, bridge: Bridge, parent: QWidget, courses: Sequence[str], choices: Choices | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._bridge = bridge
        self._courses = tuple(courses)
        self._pdf = b""
        self._name = self._title = ""
        self._job: PrintJob | None = None
        self._choices = choices or Choices(usual_folder())
        _ = bridge.words.gettext
        self.setWindowTitle(_("Handover sheet"))
        self.resize(_room(parent, 980), parent.window().height() - 60)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        self.said = Banner("")
        around = QHBoxLayout()
        around.setContentsMargins(16, 0, 16, 8)
        around.addWidget(self.said)
        column.addLayout(around)
        self.view = PagesView(_("Handover sheet"))
        self.view.wanted.connect(self._draw)
        self.view.moved.connect(self._show_place)
        column.addWidget(self.view, 1)
        column.addLayout(self._panel())
        self._shortcuts()
        self._enable(False)
        self.place.setText(_("The sheet is being made…"))
        self.view.setFocus()
        bridge.ask(self, self._question, self._make, topic="sheets")

    def pdf(self) -> bytes:
        """The file as it will be saved and printed; empty while it is being made."""
        return self._pdf

    def save_to(self, path: Path) -> None:
        """Write the file beside the window; what went wrong is said in the window."""
        pdf = self._pdf
        said = self._bridge.words.gettext("Saved: {path}").format(path=path)
        self._bridge.run(
            self, lambda: save(pdf, path), lambda _nothing: self.said.show_notice(said), failed=self._failed
        )

    def print_on(self, printer: str, copies: int) -> None:
        """Print in a process of its own. It goes on when this window is closed; Stop stops it."""
        self._choices.remember_printer(Sheet.HANDOVER, printer)
        job = self._job = PrintJob(self)
        job.printed.connect(self._printed)
        job.failed.connect(self._failed)
        job.stopped.connect(self._stopped)
        job.slow.connect(self._slow)
        self.panel.stop_wanted.connect(job.cancel)
        self.panel.show_running(self._bridge.words.gettext("Printing…"))
        command = self._choices.print_command()
        job.start(self._pdf, PrintOrder(self._title, printer, copies, command=command))

    def ask_where(self) -> None:
        """Save as…"""
        dialog = QFileDialog(self, self._bridge.words.gettext("Save the sheet"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("pdf")
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.selectFile(self._name)
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def _bar(self) -> QHBoxLayout:
        _ = self._bridge.words.gettext
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 10, 16, 10)
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
        self.close_button = make_button(_("Close"))
        bar.addWidget(self.close_button)
        self.close_button.clicked.connect(self.reject)
        return bar

    def _panel(self) -> QVBoxLayout:
        self.panel = PrintPanel(self._bridge.words, self._choices)
        self.save_button, self.print_button = self.panel.save_button, self.panel.print_button
        set_tooltip(self.save_button, "Ctrl+S")
        set_tooltip(self.print_button, "Ctrl+P")
        self.panel.save_wanted.connect(self.ask_where)
        self.panel.print_wanted.connect(self.print_on)
        self.panel.choose_for(Sheet.HANDOVER)
        below = QVBoxLayout()
        below.setContentsMargins(16, 10, 16, 12)
        below.addWidget(self.panel)
        return below

    def _shortcuts(self) -> None:
        self.smaller.clicked.connect(self.view.zoom_out)
        self.larger.clicked.connect(self.view.zoom_in)
        self.fit.clicked.connect(self.view.fit_width)
        for keys, button in (
            ("Ctrl+-", self.smaller),
            ("Ctrl++", self.larger),
            ("Ctrl+=", self.larger),
            ("Ctrl+0", self.fit),
            ("Ctrl+S", self.save_button),
            ("Ctrl+P", self.print_button),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)

    def _question(self, queries: Queries) -> Told:
        found = (queries.course(course) for course in self._courses)
        return tuple(record for record in found if record is not None), queries.log_head()

    def _make(self, told: Told) -> None:
        records, head = told
        now, words, actor = self._bridge.clock.now(), self._bridge.words, self._bridge.actor
        site = self._bridge.site
        names = {account.name: account.full_name for account in self._bridge.accounts}
        # The print queue shows the title to everyone: it names no patient.
        self._title = f"Zorgpad {Sheet.HANDOVER.value} {head.reference}"
        self._name = _file_name(records, words.gettext("handover"), f"{local_date(now, words.zone)}")

        def work() -> tuple[bytes, tuple[QSizeF, ...]]:
            from pathway_app.documents.edition import Edition
            from pathway_app.documents.handover import handover
            from pathway_app.documents.pdf import render

            edition = Edition(words, site, now, now, actor.full_name, head, names)
            pdf = render([handover(record, edition) for record in records])
            return pdf, pages.page_sizes(pdf)

        self._bridge.run(self, work, self._made, failed=self._failed)

    def _made(self, made: tuple[bytes, tuple[QSizeF, ...]]) -> None:
        self._pdf, sizes = made
        self._enable(True)
        self.view.show_pages(sizes)

    def _draw(self, wanted: list[int], scale: float) -> None:
        pdf = self._pdf

        def drawn(images: dict[int, QImage]) -> None:
            self.view.show_images(images, scale)

        self._bridge.run(self, lambda: pages.page_images(pdf, wanted, scale), drawn)

    def _show_place(self, page: int, zoom: float) -> None:
        text = self._bridge.words.gettext("Page {page} of {pages} · {percent} %")
        self.place.setText(
            text.format(page=page + 1, pages=self.view.page_count(), percent=round(zoom * 100))
        )

    def _printed(self, count: int) -> None:
        self._over()
        words = self._bridge.words
        self.said.show_notice(
            words.ngettext("Sent to the printer: {n} page", "Sent to the printer: {n} pages", count)
        )

    def _slow(self) -> None:
        _ = self._bridge.words.gettext
        self.panel.show_running(_("The printer has not answered yet. Wait, or stop printing."))

    def _stopped(self) -> None:
        self._over()
        _ = self._bridge.words.gettext
        self.said.show_notice(_("Printing was stopped. Look at the printer before you print again."))

    def _over(self) -> None:
        self._job = None
        self.panel.show_idle()

    def _failed(self, error: BaseException) -> None:
        sentences = Sentences(self._bridge.words)
        if isinstance(error, Refused):
            text = "\n".join(sentences.refused(error))
        elif isinstance(error, EnvironmentFault) and error.code == "printer":
            self._over()
            text = printing_failed(self._bridge.words, error)
        else:
            assert isinstance(error, EnvironmentFault)
            text = sentences.fault(error)
        self.said.show_fault(text, can_retry=False)
        self._enable(bool(self._pdf))
        if not self._pdf:
            self.place.setText("")

    def _enable(self, on: bool) -> None:
        for button in (self.smaller, self.larger, self.fit):
            button.setEnabled(on)
        self.panel.set_ready(on)


def open_preview(
    bridge: Bridge, window: QWidget, courses: Sequence[str], choices: Choices | None = None
) -> HandoverPreview:
    """Show the sheets of these courses over `window`; without `choices`, with those of this computer's user."""
    preview = HandoverPreview(bridge, window, courses, choices)
    preview.open()
    return preview


def _room(parent: QWidget, wanted: int) -> int:
    return min(wanted, parent.window().width() - 40)


def _file_name(records: Sequence[CourseRecord], word: str, day: str) -> str:
    who = records[0].patient.identity.mrn if len(records) == 1 else str(len(records))
    plain = "".join(sign if sign.isalnum() else "-" for sign in who)
    return f"{word}-{plain}-{day}.pdf"
