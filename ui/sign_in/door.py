"""What stands before a record that people log in to: name and password, the recovery phrase, a password of one's own.

Each is a page of its own in the window; nothing of the record is to be seen there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from pathway_app.domain.errors import EnvironmentFault, Refused
from ui.bridge import Bridge
from ui.preferences import Preferences
from ui.sign_in.cards import NewPasswordCard, RecoveryCard, SignInCard
from ui.sign_in.page import CardPage
from ui.widgets.plain import make_button

if TYPE_CHECKING:
    from pathway_app.signing_in import Credentials


class Door(QObject):
    """`show` gives the window a page."""

    def __init__(
        self, bridge: Bridge, preferences: Preferences, parent: QObject, show: Callable[[QWidget], None]
    ) -> None:
        super().__init__(parent)
        self._bridge, self._preferences, self._show = bridge, preferences, show
        self._page: CardPage | None = None
        self._shown: Credentials | None = None
        """what was shown last, until somebody is in"""

    def ask(self, error: Refused) -> None:
        """Somebody is to log in, or did so in vain."""
        if self._page is not None:
            self._page.wait(False)
            card = self._page.card
            assert isinstance(card, SignInCard | RecoveryCard)
            card.show_error(error)
        else:
            self._ask_password()
            if any(each.code != "sign-in-needed" for each in error.reasons):
                self.ask(error)

    def enter(self, credentials: Credentials) -> None:
        """Open the record with a password that was chosen a moment ago."""
        self._shown = credentials
        self._bridge.open(credentials)

    def forget_page(self) -> None:
        """Something else shows now."""
        self._page = None

    def opened(self, then: Callable[[], None]) -> None:
        """Somebody is in: go on, once a password that an administrator gave was changed."""
        shown, self._shown, self._page = self._shown, None, None
        if shown is not None:
            self._preferences.remember_name(shown.name)
        if self._bridge.must_change and shown is not None:
            self._ask_own(shown.password, then)
        else:
            then()

    def _ask_password(self) -> None:
        words = self._bridge.words
        _ = words.gettext
        wanted = self._bridge.account_wanted()
        names = [wanted] if wanted else []
        names += [each for each in self._preferences.names() if each != wanted]
        card = SignInCard(words, _("Log in"), names=names)
        page = CardPage(_("Log in to Zorgpad"), card, _("Opening…"))
        card.submitted.connect(lambda: self._give(card.typed(), None))
        recovery = make_button(_("Recovery phrase…"), role="link")
        recovery.clicked.connect(lambda: self.ask_phrase(card.name.text().strip()))
        page.below.addWidget(recovery, 0, Qt.AlignmentFlag.AlignLeft)
        self._take_place(page)
        card.focus_first()

    def ask_phrase(self, name: str) -> None:
        """Of somebody who knows no password any more; `name` is proposed as the account."""
        words = self._bridge.words
        _ = words.gettext
        card = RecoveryCard(words, name)
        told = _(
            "The phrase was shown once, when the record was made. It opens the record where nobody knows a password "
            "any more: an administrator gets a new one, everybody else's stays as it is, and the log tells of it."
        )
        page = CardPage(_("Open with the recovery phrase"), card, _("Opening…"), told=told)
        card.submitted.connect(lambda: self._give(*card.typed()))
        back = make_button(_("Back to the log-in"), role="link")
        back.clicked.connect(self._ask_password)
        page.below.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self._take_place(page)
        card.focus_first()

    def _ask_own(self, old: str, then: Callable[[], None]) -> None:
        page = own_password_page(self._bridge, old, then)
        self._take_place(page)
        assert isinstance(page.card, NewPasswordCard)
        page.card.focus_first()

    def _give(self, credentials: Credentials, recovery: str | None) -> None:
        assert self._page is not None
        self._page.wait(True)
        self._shown = credentials
        self._bridge.open(credentials, recovery)

    def _take_place(self, page: CardPage) -> None:
        self._page = page
        self._show(page)


def own_password_page(bridge: Bridge, old: str, then: Callable[[], None]) -> CardPage:
    """Whose password was given by an administrator chooses another; `old` is the one given."""
    from pathway_app.commands import ChangePassword

    words = bridge.words
    _ = words.gettext
    card = NewPasswordCard(words, _("Go on with the new password"))
    told = _("{name}, your password was given to you for one log-in. Choose one that only you know.")
    page = CardPage(
        _("Choose your password"),
        card,
        _("The password is being changed…"),
        told=told.format(name=bridge.actor.full_name),
    )

    def done(_changes: object) -> None:
        bridge.must_change = False
        then()

    def failed(error: Refused | EnvironmentFault) -> None:
        page.wait(False)
        card.show_error(error)

    def change() -> None:
        page.wait(True)
        command = ChangePassword(old=old, new=card.new.text())
        bridge.execute(command, done=done, refused=failed, failed=failed, asker=page)

    card.submitted.connect(change)
    return page
