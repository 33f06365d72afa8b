"""What is asked of somebody who wants to be let in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QLineEdit

from pathway_app.i18n import Words
from ui.widgets.field_card import FieldCard
from ui.widgets.flow import FlowBox
from ui.widgets.plain import make_button

if TYPE_CHECKING:
    from pathway_app.domain.errors import EnvironmentFault, Refused
    from pathway_app.signing_in import Credentials

_TICK_MS = 250


class SignInCard(FieldCard):
    """Name and password. `names` are those last used on this computer; with `account` nobody else is asked for.

    After a wrong password the name stays and the password goes; while one has to wait the seconds are counted down.
    """

    def __init__(self, words: Words, caption: str, *, names: Sequence[str] = (), account: str = "") -> None:
        super().__init__(words)
        _ = words.gettext
        self._account = account
        self._waits = QElapsedTimer()
        self._seconds = 0
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._count_down)
        self.name = self.field(_("Account name"))
        self.password = self.field(_("Password"), secret=True)
        self.button = self.finish(caption)
        if len(names) > 1:
            self.say_below(_("Who logged in here before:"))
            self.names = FlowBox(gap=12)
            for each in names:
                button = make_button(each, role="link")
                button.setAccessibleName(_("Log in as {name}").format(name=each))
                button.clicked.connect(lambda _checked=False, name=each: self._take(name))
                self.names.add(button)
            self.rows.addWidget(self.names)
        if account or names:
            self.name.setText(account or names[0])
        if account:
            self.show_fields({self.name: False})

    def focus_first(self) -> None:
        """The password, where the name is known."""
        first = self.password if self.name.text().strip() else self.name
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if first is self.name:
            return
        self.name.deselect()

    def typed(self) -> Credentials:
        from pathway_app.signing_in import Credentials

        return Credentials(self.name.text().strip(), self.password.text())

    def is_right(self) -> bool:
        return not self._tick.isActive()

    def show_error(self, error: Refused | EnvironmentFault) -> None:
        """Why that was not taken; the name stays."""
        self.password.clear()
        reason = next((each for each in getattr(error, "reasons", ()) if each.code == "sign-in-wait"), None)
        if reason is not None:
            self._seconds = int(str(reason.params.get("seconds", 1)))
            self._waits.start()
            self._tick.start()
            self.button.setEnabled(False)
            self._count_down()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._account and any(each.code == "sign-in-refused" for each in getattr(error, "reasons", ())):
            # Whose it is was not typed.
            self.tell(self.password, self.words.gettext("The password is not right."))
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            show_error(self, error, {}, self.password)

    def _count_down(self) -> None:
        from pathway_app.domain.errors import Refusal, Refused

        left = self._seconds - self._waits.elapsed() // 1000
        if left > 0:
            waiting = Refused(Refusal("sign-in-wait", "password", {"seconds": left}))
            told = sentences(self.words, waiting)
            if self.error_of(self.password) != told:
                self.tell(self.password, told)
        else:
            self._tick.stop()
            self.button.setEnabled(True)
            self.accept(self.password)

    def accept(self, field: QLineEdit) -> None:
        if not (field is getattr(self, "password", None) and self._tick.isActive()):
            super().accept(field)

    def _take(self, name: str) -> None:
        self.name.setText(name)
        self.accept(self.name)
        self.password.clear()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)


class NewPasswordCard(FieldCard):
    """A new password twice; `asks_old` also for the present one."""

    def __init__(self, words: Words, caption: str, *, asks_old: bool = False) -> None:
        super().__init__(words)
        _ = words.gettext
        self.old = self.field(_("Present password"), secret=True) if asks_old else None
        self.new, self.again = password_pair(self)
        self.button = self.finish(caption)

    def focus_first(self) -> None:
        (self.old or self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def is_right(self) -> bool:
        return is_same_twice(self, self.new, self.again)

    def show_error(self, error: Refused | EnvironmentFault) -> None:
        fields = {"new": self.new, "password": self.new}
        if self.old is not None:
            fields["old"] = self.old
        show_error(self, error, fields, self.new)


class RecoveryCard(FieldCard):
    """The phrase, an administrator's account, and its new password."""

    def __init__(self, words: Words, name: str = "") -> None:
        super().__init__(words)
        _ = words.gettext
        self.phrase = self.field(_("Recovery phrase"))
        self.say_below(_("Seven groups of four signs; capitals, spaces and hyphens do not matter."))
        self.name = self.field(_("Account name of an administrator"))
        self.name.setText(name)
        self.new, self.again = password_pair(self)
        self.button = self.finish(_("Open with the recovery phrase"))

    def focus_first(self) -> None:
        self.phrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> tuple[Credentials, str]:
        from pathway_app.signing_in import Credentials

        return Credentials(self.name.text().strip(), self.new.text()), self.phrase.text()

    def is_right(self) -> bool:
        return is_same_twice(self, self.new, self.again)

    def show_error(self, error: Refused | EnvironmentFault) -> None:
        fields = {"recovery": self.phrase, "name": self.name, "password": self.new}
        show_error(self, error, fields, self.phrase)


def password_pair(card: FieldCard) -> tuple[QLineEdit, QLineEdit]:
    """Two fields for a new password, and what it must be like."""
    from pathway_app.signing_in import SHORTEST

    _ = card.words.gettext
    new = card.field(_("New password"), secret=True)
    card.say_below(_("At least {count} characters; a few words are easy to keep.").format(count=SHORTEST))
    return new, card.field(_("New password once more"), secret=True)


def is_same_twice(card: FieldCard, new: QLineEdit, again: QLineEdit) -> bool:
    """Whether both are the same; says so where they are not."""
    from pathway_app.domain.errors import Refusal, Refused

    if new.text() == again.text():
        return True
    again.clear()
    card.refuse(again, sentences(card.words, Refused(Refusal("password-differs"))))
    return False


def sentences(words: Words, error: Refused | EnvironmentFault) -> str:
    """The error in words, a line a reason."""
    from pathway_app.domain.errors import Refused
    from pathway_app.messages import Sentences

    told = Sentences(words)
    return "\n".join(told.refused(error)) if isinstance(error, Refused) else told.fault(error)


def show_error(
    card: FieldCard, error: Refused | EnvironmentFault, fields: Mapping[str, QLineEdit], otherwise: QLineEdit
) -> None:
    """Each reason below the field that it names, the keys there; a fault above the button."""
    from pathway_app.domain.errors import Refused

    if not isinstance(error, Refused):
        card.say(sentences(card.words, error))
        return
    for reason in error.reasons:
        field = fields.get(reason.field or "", otherwise)
        if isinstance(field, QLineEdit) and field.echoMode() is QLineEdit.EchoMode.Password:
            field.selectAll()
        card.refuse(field, sentences(card.words, Refused(reason)))
