"""What is asked before a record of one's own is made."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from pathway_app.i18n import Words
from ui.first_start.choice import Choice
from ui.widgets.plain import PlainLabel, make_button, set_look, wrapping_label

_HERE, _SERVER = "here", "server"
_LONGEST = 200
"""signs, as of a setting of the site"""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, as it was typed."""

    on_server: bool = False
    server: str = ""
    full_name: str = ""
    hospital: str = ""
    ward: str = ""


class StartForm(QFrame):
    """`submitted` comes when everything that must be there is; `account` is the desktop's login."""

    submitted = Signal()
    refused = Signal(QWidget)
    """something is wrong with this field, which has the keys now"""

    def __init__(self, words: Words, account: str) -> None:
        super().__init__()
        _ = words.gettext
        self._errors: dict[QLineEdit, PlainLabel] = {}
        self._labels: dict[QLineEdit, PlainLabel] = {}
        self._required = _("This must be filled in.")
        self.setProperty("role", "panel")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(16, 14, 16, 16)
        self._rows.setSpacing(6)
        self._rows.addWidget(PlainLabel(_("Start for real"), "strong"))
        self.where = Choice(
            {_HERE: _("On this computer"), _SERVER: _("On the ward's server")},
            _HERE,
            _("Where the record lies"),
        )
        self.where.changed.connect(self._show_where)
        self._rows.addWidget(self.where)
        self.server = self._field(_("Address of the server"))
        self.server.setPlaceholderText("postgresql://zorgpad@server/zorgpad")
        self.server_told = wrapping_label(
            _(
                "A record that is there already is opened; otherwise it is made. A password in the address is not "
                "kept: PGPASSFILE names the file that holds it."
            ),
            "small",
        )
        self._rows.addWidget(self.server_told)
        self.full_name = self._field(_("Your name"))
        told = _("You become the administrator, with the account {account}: the name of your login here.")
        self._rows.addWidget(wrapping_label(told.format(account=account), "small"))
        self.hospital = self._field(_("Hospital, as on letterheads (may be left out)"))
        self.ward = self._field(_("Ward (may be left out)"))
        self.said = wrapping_label("", "error")
        self.said.hide()
        self._rows.addWidget(self.said)
        self.begin_button = make_button(_("Begin"), role="primary", keys="↵")
        self.begin_button.clicked.connect(self._submit)
        self._rows.addWidget(self.begin_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_where(_HERE)

    def typed(self) -> Typed:
        on_server = self.where.key() == _SERVER
        texts = (field.text() for field in (self.server, self.full_name, self.hospital, self.ward))
        return Typed(on_server, *texts)

    def restore(self, typed: Typed) -> None:
        """Show what was typed before."""
        where = _SERVER if typed.on_server else _HERE
        self.where.choose(where)
        self._show_where(where)
        for field, text in (
            (self.server, typed.server),
            (self.full_name, typed.full_name),
            (self.hospital, typed.hospital),
            (self.ward, typed.ward),
        ):
            field.setText(text)

    def show_failure(self, sentence: str) -> None:
        """Say why it could not be made, beside what has to do with it, with the keys there."""
        if self.where.key() == _SERVER:
            self._refuse(self.server, sentence)
        else:
            self.said.setText(sentence)
            self.said.show()
            self.begin_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def error_of(self, field: QLineEdit) -> str:
        """What is said beside a field."""
        label = self._errors[field]
        return label.text() if not label.isHidden() else ""

    def _field(self, title: str) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(_LONGEST)
        field.setAccessibleName(title)
        field.returnPressed.connect(self._submit)
        label = PlainLabel(title, "smallStrong")
        label.setBuddy(field)
        error = wrapping_label("", "error")
        error.hide()
        field.textEdited.connect(lambda _text: self._accept(field))
        self._rows.addSpacing(4)
        for widget in (label, field, error):
            self._rows.addWidget(widget)
        self._errors[field], self._labels[field] = error, label
        return field

    def _show_where(self, where: str) -> None:
        for widget in (self._labels[self.server], self.server, self.server_told):
            widget.setVisible(where == _SERVER)
        self._accept(self.server)
        self.said.hide()

    def _submit(self) -> None:
        self.said.hide()
        wanted = [self.server] if self.where.key() == _SERVER else []
        wanted.append(self.full_name)
        missing = [field for field in wanted if not field.text().strip()]
        for field in reversed(missing):  # the first one has the keys in the end
            self._refuse(field, self._required)
        if not missing:
            self.submitted.emit()

    def _refuse(self, field: QLineEdit, why: str) -> None:
        set_look(field, "wrong", True)
        field.setAccessibleDescription(why)
        self._errors[field].setText(why)
        self._errors[field].show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refused.emit(field)

    def _accept(self, field: QLineEdit) -> None:
        set_look(field, "wrong", False)
        field.setAccessibleDescription("")
        self._errors[field].hide()
