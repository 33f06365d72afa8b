"""A password for one log-in, shown once: to be copied, printed or written down."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from pathway_app.domain.errors import EnvironmentFault
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from ui.admin.section import sentence
from ui.bridge import Bridge
from ui.printing.choices import Choices, usual_folder
from ui.printing.job import PrintJob, PrintOrder
from ui.printing.print_panel import PrintPanel
from ui.printing.words import printing_failed
from ui.tasks import Ticket
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, make_button, wrapping_label

_TITLE = "Zorgpad"
"""in the print queue: it names nobody"""


class OneTimeDialog(QDialog):
    """Esc does not close it: what it shows is shown nowhere else, ever."""

    def __init__(self, bridge: Bridge, parent: QWidget, name: str, full_name: str, password: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _ = bridge.words.gettext
        self._bridge = bridge
        self._account = Actor(name, full_name or name, Role.NURSE)
        self._password = password
        self._job: PrintJob | None = None
        self.print_panel: PrintPanel | None = None
        self.setModal(True)
        self.setWindowTitle(_("Password for one log-in"))
        self.setMinimumWidth(680)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(wrapping_label(_("Password for one log-in"), "strong"))
        told = _(
            "{name} logs in as {account} with this password, and chooses another one then. It is shown only now."
        )
        column.addWidget(wrapping_label(told.format(name=self._account.full_name, account=name)))
        self.field = QLineEdit(password)
        self.field.setReadOnly(True)
        self.field.setAccessibleName(_("Password"))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * 1.3)
        self.field.setFont(font)
        column.addWidget(self.field)
        self.said = PlainLabel("", "small")
        column.addWidget(self.said)
        self._print_room = QVBoxLayout()
        column.addLayout(self._print_room)
        buttons = FlowBox(gap=8, line_gap=4)
        self.copy_button = make_button(_("To the clipboard"))
        self.copy_button.clicked.connect(self.copy)
        self.print_button = make_button(_("Print…"))
        self.print_button.clicked.connect(self.offer_printing)
        self.close_button = make_button(_("Handed over: close"), role="primary")
        self.close_button.clicked.connect(self.accept)
        for button in (self.copy_button, self.print_button, self.close_button):
            buttons.add(button)
        column.addWidget(buttons)

    def open(self) -> None:
        super().open()
        self.field.selectAll()
        self.copy_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(self._password)
        self.said.setText(self._bridge.words.gettext("Copied."))

    def offer_printing(self) -> None:
        """Show the printers."""
        if self.print_panel is not None:
            return
        panel = PrintPanel(self._bridge.words, Choices(usual_folder()))
        panel.save_button.hide()  # it would lie about in a file
        panel.print_wanted.connect(self.print)
        panel.stop_wanted.connect(lambda: self._job.cancel() if self._job is not None else None)
        self._print_room.addWidget(panel)
        self.print_button.setEnabled(False)
        self.print_panel = panel
        panel.printer.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, int)
    def print(self, printer: str, copies: int) -> None:
        """A page that says for whom it is."""
        panel, bridge = self.print_panel, self._bridge
        assert panel is not None
        account, password, by = self._account, self._password, bridge.actor.full_name
        now, language = bridge.clock.now(), bridge.words.language
        command = "" if printer else Choices(usual_folder()).print_command()
        panel.show_running(bridge.words.gettext("Printing…"))

        def work(record: Record, _ticket: Ticket) -> bytes:
            return note_pdf(record, account, password, now, language, by)

        def made(pdf: bytes) -> None:
            job = self._job = PrintJob(self)
            job.printed.connect(lambda _pages: self._ended(bridge.words.gettext("Printed.")))
            job.stopped.connect(lambda: self._ended(bridge.words.gettext("Stopped.")))
            job.failed.connect(self._not_printed)
            job.start(pdf, PrintOrder(_TITLE, printer, copies, command=command))

        bridge.at_length(self, work, made, self._not_printed)

    def _ended(self, told: str) -> None:
        self._job = None
        if self.print_panel is not None:
            self.print_panel.show_idle()
            self.print_panel.show_notice(told)

    def _not_printed(self, error: BaseException) -> None:
        words = self._bridge.words
        self._job = None
        if isinstance(error, EnvironmentFault) and error.code == "printer":
            told = printing_failed(words, error)
        else:
            told = sentence(words, error)
        if self.print_panel is not None:
            self.print_panel.show_idle()
            self.print_panel.show_fault(told)


def note_pdf(record: Record, account: Actor, password: str, at: datetime, language: str, by: str) -> bytes:
    """The page for whoever gets the password, printed `at` (aware) by `by`."""
    from pathway_app.documents import pdf
    from pathway_app.documents.login_note import login_note
    from pathway_app.issuing import edition

    with record.queries() as queries:
        document = login_note(account, password, edition(queries, language, at, by))
    if pdf.lacking(document):
        document = pdf.without_unprintable(document, facts=False)
    return pdf.render([document])
