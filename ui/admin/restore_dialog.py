"""Restoring a backup: where to, with whose password; what would be lost; and only then a word that starts it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pathway_app.backups import KeptBackup
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.ports import Record, Records
from pathway_app.restoring import Looked, Restoration, Restored, loss_told
from pathway_app.signing_in import Credentials
from ui.admin.section import sentence
from ui.bridge import Bridge
from ui.log.verifying import ProgressLine
from ui.saving import ask_file
from ui.tasks import Ticket
from ui.widgets.field_card import FieldCard
from ui.widgets.plain import PlainLabel, literal_caption, make_button, wrapping_label


class _CalledOff(Exception):
    """Nobody wants it any more."""


class _Relay(QObject):
    told = Signal(int, int)


class RestoreCard(FieldCard):
    """Where to, and the account and password of the time of the backup. Nothing is chosen beforehand."""

    def __init__(self, words: Words, account: str, proposed: Path) -> None:
        super().__init__(words)
        _ = words.gettext
        self.into_new = QRadioButton(literal_caption(_("Into a new file; the present record stays as it is")))
        self.in_place = QRadioButton(
            literal_caption(_("In the place of the present record, which is kept under another name"))
        )
        self.rows.addWidget(PlainLabel(_("Where to"), "smallStrong"))
        for choice in (self.into_new, self.in_place):
            choice.toggled.connect(self._show_wanted)
            self.rows.addWidget(choice)
        self.file = self.field(_("New file"))
        self.file.setMaxLength(1000)
        self.file.setText(str(proposed))
        self.account = self.field(_("Account"))
        self.account.setText(account)
        self.password = self.field(_("Password"), secret=True)
        self.say_below(_("The backup has the accounts and passwords of the time when it was made."))
        self.next_button = self.finish(_("Look what is in it"))
        self._show_wanted()

    def is_right(self) -> bool:
        if not self.into_new.isChecked() and not self.in_place.isChecked():
            self.say(self.words.gettext("Choose where to."))
            self.into_new.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        return True

    def _show_wanted(self) -> None:
        self.show_fields({self.file: self.into_new.isChecked()})
        self.updateGeometry()


class RestoreDialog(QDialog):
    """`written` tells of a new file. In the place of the record: the window ends with a page that says how it went."""

    written = Signal(str)

    def __init__(
        self, bridge: Bridge, parent: QWidget, records: Records, backup: KeptBackup, database: Path
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _ = bridge.words.gettext
        self._bridge, self._records = bridge, records
        self._backup, self._database = backup, database
        self._restoration: Restoration | None = None
        self._ticket: Ticket | None = None
        self._relay = _Relay(self)
        self._relay.told.connect(self._show_progress)
        self.setModal(True)
        self.setWindowTitle(_("Restore a backup"))
        self.setMinimumWidth(600)
        made = _("Backup of {moment}").format(moment=bridge.words.moment(backup.at))
        self._new_file = _proposed(database, bridge.words.local(backup.at))
        self.card = RestoreCard(bridge.words, bridge.actor.name, self._new_file)
        self.card.submitted.connect(self._look)
        self.card.rows.setContentsMargins(14, 8, 14, 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 10, 18, 10)
        column.setSpacing(8)
        column.addWidget(wrapping_label(made, "strong"))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.card)
        self._pages.addWidget(self._looking_page())
        self._pages.addWidget(self._loss_page())
        column.addWidget(self._pages, 1)
        row = QHBoxLayout()
        self.browse_button = make_button(_("Choose a file…"))
        self.browse_button.clicked.connect(self._browse)
        self.browse_button.hide()
        self.card.into_new.toggled.connect(self._show_browse)
        self._pages.currentChanged.connect(self._show_browse)
        row.addWidget(self.browse_button)
        row.addStretch(1)
        self.cancel_button = make_button(_("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        row.addWidget(self.cancel_button)
        column.addLayout(row)

    def open(self) -> None:
        super().open()
        self.card.into_new.setFocus(Qt.FocusReason.OtherFocusReason)

    def done(self, result: int) -> None:
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
        if self._restoration is not None:
            self._restoration.drop()
            self._restoration = None
        super().done(result)

    def _looking_page(self) -> QWidget:
        _ = self._bridge.words.gettext
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.looking = wrapping_label(_("The backup is verified from end to end."))
        self.bar = ProgressLine()
        self.bar.setAccessibleName(_("Events checked"))
        column.addWidget(self.looking)
        column.addWidget(self.bar)
        column.addStretch(1)
        return page

    def _loss_page(self) -> QWidget:
        _ = self._bridge.words.gettext
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.told = wrapping_label()
        self.word_label = wrapping_label("", "smallStrong")
        self.word = QLineEdit()
        self.word.textChanged.connect(lambda _text: self._show_may_go())
        self.word.returnPressed.connect(self._go)
        self.trouble = wrapping_label("", "error")
        self.trouble.hide()
        self.go_button = make_button(_("Restore"), role="primary")
        self.go_button.clicked.connect(self._go)
        for widget in (self.told, self.word_label, self.word, self.trouble):
            column.addWidget(widget)
        column.addWidget(self.go_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return page

    def _show_browse(self) -> None:
        first = self._pages.currentIndex() == 0
        self.browse_button.setVisible(first and self.card.into_new.isChecked())

    def _browse(self) -> None:
        def chosen(file: Path) -> None:
            self.card.file.setText(str(file))

        ask_file(self, self._bridge.words.gettext("New file"), str(self._new_file), chosen)

    def _look(self) -> None:
        card = self.card
        in_place = card.in_place.isChecked()
        target = self._database if in_place else Path(card.file.text().strip()).expanduser().absolute()
        credentials = Credentials(card.account.text().strip(), card.password.text())
        restoration = Restoration(self._records, self._backup.path, target, in_place=in_place)
        self._restoration = restoration
        relay = self._relay

        def work(record: Record, ticket: Ticket) -> Looked:
            def progress(checked: int, of: int) -> None:
                if not ticket.is_wanted():
                    raise _CalledOff
                relay.told.emit(checked, of)

            return restoration.look(record, credentials, progress)

        self._pages.setCurrentIndex(1)
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ticket = self._bridge.at_length(self, work, self.show_looked, self._not_looked)

    def _show_progress(self, checked: int, of: int) -> None:
        self.bar.show_share(checked / max(1, of))
        told = self._bridge.words.gettext("{n} of {all} events checked")
        self.bar.setAccessibleDescription(told.format(n=checked, all=of))

    def _not_looked(self, error: BaseException) -> None:
        self._ticket = None
        self._pages.setCurrentIndex(0)
        card, words = self.card, self._bridge.words
        codes = {each.code for each in error.reasons} if isinstance(error, Refused) else set()
        if codes & {"sign-in-refused", "sign-in-wait"}:
            card.password.clear()
            card.refuse(card.password, sentence(words, error))
        elif codes & {"database-exists", "database-folder"} and card.into_new.isChecked():
            card.refuse(card.file, sentence(words, error))
        else:
            card.say(sentence(words, error))
            card.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_looked(self, looked: Looked) -> None:
        """The backup holds: say what would be lost, and ask for the word."""
        self._ticket = None
        words = self._bridge.words
        _ = words.gettext
        holds = _("The backup holds, up to event {number} (log {reference}).").format(
            number=looked.head.number, reference=looked.head.reference or "–"
        )
        in_place = self.card.in_place.isChecked()
        lines = [
            holds,
            loss_told(looked.lost, words) if in_place else _("The present record stays as it is."),
        ]
        if in_place:
            lines.append(
                _(
                    "The record that is there now is kept beside it under another name. Accounts and passwords "
                    "become those of the backup. Zorgpad closes after that."
                )
            )
        self.told.setText("\n\n".join(lines))
        self.word_label.setText(_("Type “{word}” to go on:").format(word=_("restore")))
        self.word.setAccessibleName(self.word_label.text())
        self.word.clear()
        self.word_label.setVisible(in_place)
        self.word.setVisible(in_place)
        self._pages.setCurrentIndex(2)
        self._show_may_go()
        (self.word if in_place else self.go_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_may_go(self) -> None:
        word = self._bridge.words.gettext("restore")
        typed = self.word.text().strip().casefold() == word.casefold()
        self.go_button.setEnabled(typed or not self.card.in_place.isChecked())

    def _go(self) -> None:
        restoration = self._restoration
        if restoration is None or not self.go_button.isEnabled():
            return
        if self.card.in_place.isChecked():
            from ui.admin.restoring import restore_in_place

            self._restoration = None  # it is theirs from now on
            window = self.window().parentWidget()
            assert window is not None
            restore_in_place(self._bridge, window.window(), restoration)
            self.accept()
            return
        self.go_button.setEnabled(False)
        self._bridge.at_length(
            self, lambda _record, _ticket: restoration.carry_out(), self._is_written, self._not_written
        )

    def _is_written(self, restored: Restored) -> None:
        told = self._bridge.words.gettext("Restored: {path}, up to event {number} (log {reference}).")
        self.written.emit(
            told.format(
                path=restored.target, number=restored.head.number, reference=restored.head.reference or "–"
            )
        )
        self.accept()

    def _not_written(self, error: BaseException) -> None:
        self.trouble.setText(sentence(self._bridge.words, error))
        self.trouble.show()
        self._show_may_go()


def _proposed(database: Path, at: datetime) -> Path:
    """Beside the record, with the backup's moment, as the ward's clock told it."""
    return database.with_name(f"{database.stem}-of-{at:%Y-%m-%d-%H%M}.db")
