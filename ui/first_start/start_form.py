"""What is asked before a record of one's own is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from pathway_app.i18n import Words
from ui.first_start.choice import Choice
from ui.widgets.field_card import FieldCard
from ui.widgets.plain import wrapping_label

if TYPE_CHECKING:
    from pathway_app.domain.errors import EnvironmentFault, Refused

_HERE, _SERVER = "here", "server"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, as it was typed."""

    on_server: bool = False
    server: str = ""
    full_name: str = ""
    account: str = ""
    password: str = field(default="", repr=False)
    again: str = field(default="", repr=False)
    hospital: str = ""
    ward: str = ""


class StartForm(FieldCard):
    """`account` is the desktop's login, proposed as the name of the administrator's account."""

    def __init__(self, words: Words, account: str) -> None:
        super().__init__(words, words.gettext("Start for real"))
        _ = words.gettext
        from ui.sign_in.cards import password_pair

        self.where = Choice(
            {_HERE: _("On this computer"), _SERVER: _("On the ward's server")},
            _HERE,
            _("Where the record lies"),
        )
        self.where.changed.connect(self._show_where)
        self.rows.addWidget(self.where)
        self.server = self.field(_("Address of the server"))
        self.server.setPlaceholderText("postgresql://zorgpad@server/zorgpad")
        self.server_told = wrapping_label(
            _(
                "A record that is there already is opened: then leave the passwords out and log in. Otherwise it is "
                "made. A password in the address is not kept: PGPASSFILE names the file that holds it."
            ),
            "small",
        )
        self.rows.addWidget(self.server_told)
        self.full_name = self.field(_("Your name"))
        self.account = self.field(_("Account name"))
        self.account.setText(account)
        self.say_below(_("You become the administrator, and log in with this account name and a password."))
        self.password, self.again = password_pair(self)
        self.hospital = self.field(_("Hospital, as on letterheads (may be left out)"))
        self.ward = self.field(_("Ward (may be left out)"))
        self.begin_button = self.finish(_("Begin"))
        self._show_where(_HERE)

    def typed(self) -> Typed:
        on_server = self.where.key() == _SERVER
        return Typed(on_server, *(each.text() for each in self._in_order()))

    def restore(self, typed: Typed) -> None:
        """Show what was typed before."""
        where = _SERVER if typed.on_server else _HERE
        self.where.choose(where)
        self._show_where(where)
        texts = (
            *(typed.server, typed.full_name, typed.account, typed.password),
            *(typed.again, typed.hospital, typed.ward),
        )
        for each, text in zip(self._in_order(), texts, strict=True):
            each.setText(text)

    def forget(self) -> None:
        """The passwords stand nowhere any more."""
        for each in (self.password, self.again):
            each.clear()

    def show_failure(self, error: Refused | EnvironmentFault) -> None:
        """Say why it could not be made, beside what has to do with it, with the keys there."""
        from pathway_app.domain.errors import Refused
        from ui.sign_in.cards import sentences, show_error

        fields = {"password": self.password, "name": self.account}
        named = isinstance(error, Refused) and all(each.field in fields for each in error.reasons)
        if named or self.where.key() == _SERVER:
            told = error if isinstance(error, Refused) else None
            if told is None:
                self.refuse(self.server, sentences(self.words, error))
            else:
                show_error(self, told, fields, self.server)
        else:
            self.say(sentences(self.words, error))
            self.begin_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def wanted(self) -> Sequence[QLineEdit]:
        if self.where.key() == _SERVER:
            return self.server, self.full_name, self.account
        return self.full_name, self.account, self.password, self.again

    def is_right(self) -> bool:
        from ui.sign_in.cards import is_same_twice

        return is_same_twice(self, self.password, self.again)

    def _in_order(self) -> tuple[QLineEdit, ...]:
        return (
            *(self.server, self.full_name, self.account, self.password),
            *(self.again, self.hospital, self.ward),
        )

    def _show_where(self, where: str) -> None:
        self.show_fields({self.server: where == _SERVER})
        self.server_told.setVisible(where == _SERVER)
        self.say("")
