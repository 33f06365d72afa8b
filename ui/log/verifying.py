"""Verifying the record from the window: how far it is, the result in words, a certificate of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.accesses import Access
from pathway_app.documents.saving import save
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.logbook.certifying import certificate_pdf, result_details
from pathway_app.messages import Sentences
from pathway_app.ports import Record
from pathway_app.queries import Verification
from ui import theme
from ui.bridge import Bridge
from ui.saving import ask_file
from ui.tasks import Ticket
from ui.widgets.notices import Banner
from ui.widgets.plain import make_button, wrapping_label

_TOLD = 8
"""problems that are shown; the certificate has them all"""


class _CalledOff(Exception):
    """Nobody wants to know any more."""


class _Relay(QObject):
    told = Signal(int)


class ProgressLine(QWidget):
    """Filled as far as it has come."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(6)

    def show_share(self, share: float) -> None:
        """From 0 to 1."""
        self._share = min(1.0, share)
        self.update()

    def share(self) -> float:
        return self._share

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        painter.fillRect(self.rect(), theme.colour(c.empty))
        painter.fillRect(QRectF(0, 0, self.width() * self._share, self.height()), theme.colour(c.accent))


class VerifyDialog(QDialog):
    """Begins when it opens; closed before it is over, it is called off."""

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        _ = bridge.words.gettext
        self._bridge = bridge
        self._ticket: Ticket | None = None
        self._found: Verification | None = None
        self._begun_at = bridge.clock.now()
        self._all = 0
        self._relay = _Relay(self)
        self._relay.told.connect(self._show_progress)
        self.setModal(True)
        self.setWindowTitle(_("Verify the record"))
        self.setMinimumWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        self.title = wrapping_label(_("Verify the record"), "strong")
        column.addWidget(self.title)
        self.label = wrapping_label(_("Every event is hashed again, and every list is computed anew."))
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.label)
        self.bar = ProgressLine()
        self.bar.setAccessibleName(_("Events checked"))
        column.addWidget(self.bar)
        self.trouble = Banner("")
        column.addWidget(self.trouble)
        row = QHBoxLayout()
        row.addStretch(1)
        self.certificate_button = make_button(_("Certificate (PDF)…"), role="primary")
        self.certificate_button.clicked.connect(self.ask_where)
        self.certificate_button.setEnabled(False)
        self.close_button = make_button(_("Cancel"))
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.certificate_button)
        row.addWidget(self.close_button)
        column.addLayout(row)

    def open(self) -> None:
        super().open()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.begin()

    def begin(self) -> None:
        self._begun_at = self._bridge.clock.now()
        relay = self._relay

        def work(record: Record, ticket: Ticket) -> Verification:
            def progress(checked: int) -> None:
                if not ticket.is_wanted():
                    raise _CalledOff
                relay.told.emit(checked)

            with record.queries() as queries:
                relay.told.emit(-queries.log_head().number)
                found = queries.verify(progress)
            if not found.sound or record.checked() is not None:
                with suppress(EnvironmentFault):  # where nothing can be put down, nothing can be written
                    record.mark_checked(found)
            return found

        self._ticket = self._bridge.at_length(self, work, self._over, self._broke)

    def found(self) -> Verification | None:
        """The result, once it is there."""
        return self._found

    def done(self, result: int) -> None:
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
        super().done(result)

    def ask_where(self) -> None:
        """Ask for the certificate's file."""
        title = self._bridge.words.gettext("Save the certificate")
        ask_file(self, title, "certificate.pdf", self.write)

    def write(self, path: Path) -> None:
        """Make the certificate and write it there."""
        found, bridge, begun_at = self._found, self._bridge, self._begun_at
        if found is None:
            return
        actor, now, language = bridge.actor, bridge.clock.now(), bridge.words.language

        def work(record: Record, _ticket: Ticket) -> Path:
            place = record.url.rpartition("/")[2]
            with record.queries() as queries:
                pdf = certificate_pdf(queries, found, place, begun_at, now, language, actor.full_name)
            save(pdf, path, private=False)
            return path

        def make() -> None:
            bridge.at_length(self, work, self._written, self._tell)

        bridge.note_first(self, make, Access.EXPORTED, what="certificate", format="pdf")

    def _show_progress(self, checked: int) -> None:
        if checked <= 0:
            self._all = -checked
            return
        self.bar.show_share(checked / max(1, self._all))
        told = self._bridge.words.gettext("{n} of {all} events checked")
        self.bar.setAccessibleDescription(told.format(n=checked, all=self._all))

    def _over(self, found: Verification) -> None:
        words = self._bridge.words
        _ = words.gettext
        self._ticket, self._found = None, found
        self.bar.hide()
        told = _("Events: {events}, up to reference {reference}. Courses: {courses}.").format(
            events=found.head.number, reference=found.head.reference or "–", courses=found.courses
        )
        if found.sound:
            self.title.setText(_("The record holds."))
            self.label.setText(told)
        else:
            self.title.setText(_("The record does not hold."))
            sentences = [Sentences(words).log_problem(each) for each in found.problems[:_TOLD]]
            more = len(found.problems) - len(sentences)
            if more > 0:
                sentences.append(words.ngettext("and {n} more", "and {n} more", more))
            self.label.setText("\n".join((told, *sentences)))
        self.certificate_button.setEnabled(True)
        self.close_button.setText(_("Close"))
        self.certificate_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._bridge.note(Access.VERIFIED, **result_details(found))
        self.adjustSize()

    def _broke(self, error: BaseException) -> None:
        self._ticket = None
        self.bar.hide()
        self._tell(error)

    def _written(self, path: Path) -> None:
        self.trouble.show_notice(self._bridge.words.gettext("Saved: {path}").format(path=path))

    def _tell(self, error: BaseException) -> None:
        sentences = Sentences(self._bridge.words)
        if isinstance(error, Refused):
            told = "\n".join(sentences.refused(error))
        else:
            assert isinstance(error, EnvironmentFault)
            told = sentences.fault(error)
        self.trouble.show_fault(told, can_retry=False)
