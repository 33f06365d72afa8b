"""Somebody who is logged in chooses another password."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from pathway_app.commands import ChangePassword
from pathway_app.domain.errors import EnvironmentFault, Refused
from ui.bridge import Bridge
from ui.sign_in.cards import NewPasswordCard
from ui.widgets.plain import PlainLabel, make_button


class OwnPasswordDialog(QDialog):
    """Asks for the present one too: whoever finds the window open cannot take the account."""

    def __init__(self, bridge: Bridge, parent: QWidget, say: Callable[[str], None]) -> None:
        super().__init__(parent)
        _ = bridge.words.gettext
        self._bridge, self._say = bridge, say
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(_("Change my password"))
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addWidget(PlainLabel(_("Change my password"), "strong"))
        self.card = NewPasswordCard(bridge.words, _("Change it"), asks_old=True)
        self.card.submitted.connect(self._change)
        column.addWidget(self.card)
        cancel = make_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        column.addWidget(cancel, 0, Qt.AlignmentFlag.AlignRight)
        self.card.focus_first()

    def _change(self) -> None:
        assert self.card.old is not None
        self.card.setEnabled(False)
        command = ChangePassword(old=self.card.old.text(), new=self.card.new.text())
        self._bridge.execute(
            command, done=self._done, refused=self._refused, failed=self._refused, asker=self
        )

    def _done(self, _changes: object) -> None:
        self._say(self._bridge.words.gettext("Your password is changed."))
        self.accept()

    def _refused(self, error: Refused | EnvironmentFault) -> None:
        self.card.setEnabled(True)
        self.card.show_error(error)
