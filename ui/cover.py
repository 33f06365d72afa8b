"""What hides everything about patients while the window is locked, and lets whoever has a password go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from pathway_app.domain.errors import EnvironmentFault, Refused
from ui.bridge import Bridge
from ui.preferences import Preferences
from ui.record.admission import is_disabled
from ui.record.opening import LetIn
from ui.sign_in.cards import SignInCard
from ui.sign_in.door import own_password_page
from ui.sign_in.page import CardPage
from ui.widgets.plain import PlainLabel, make_button


class Cover(QWidget):
    """Over the whole window, keys included. Where nobody logs in, a button lets whoever sits there go on."""

    unlocked = Signal()
    """by the one who was there before"""
    taken_over = Signal()
    """somebody else is at work now, or the same one with other rights; the bridge knows"""

    other_button: QPushButton
    """the link below the card, where there is one"""

    def __init__(
        self, window: QWidget, bridge: Bridge, preferences: Preferences, turned_out: Refused | None = None
    ) -> None:
        """`turned_out`: why who was there may look at nothing more without logging in."""
        super().__init__(window)
        self._turned_out = turned_out
        self._bridge, self._preferences = bridge, preferences
        self._page: QWidget | None = None
        self._kept: PlainLabel | None = None
        bridge.drafts.fault_changed.connect(self._tell_kept)
        self.button = make_button(bridge.words.gettext("Go on"), role="primary")
        self.button.clicked.connect(self.unlocked)
        self.button.setParent(self)
        self.button.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "canvas")
        self.setAccessibleName(bridge.words.gettext("Zorgpad is locked"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        if bridge.guarded:
            self._ask_password()
        else:
            self._put(self._without_password())
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.focus_first()

    def focus_first(self) -> None:
        card = self.card()
        if card is None:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            card.focus_first()

    def card(self) -> SignInCard | None:
        """What asks for a password; None where nobody logs in, or a new one is asked for."""
        card = self._page.card if isinstance(self._page, CardPage) else None
        return card if isinstance(card, SignInCard) else None

    def turn_out(self, error: Refused) -> None:
        """Say it also where the window was locked already; who types a password there goes on typing."""
        known, self._turned_out = self._turned_out, error
        card = self.card()
        is_typing = card is not None and (card.name.isVisibleTo(self) or bool(card.password.text()))
        is_news = known is None or known.reasons != error.reasons
        if is_news and card is not None and not is_typing:
            self._ask_password()

    def end(self) -> None:
        self.window().removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab does not lead beneath the cover."""
        at = self.window().focusWidget()
        within = [each for each in _tab_order(self) if each.isEnabled() and each.isVisibleTo(self)]
        if within:
            step = 1 if forward else -1
            now = within.index(at) if at in within else -step
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            within[(now + step) % len(within)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()

    def _without_password(self) -> QWidget:
        _ = self._bridge.words.gettext
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(8)
        column.addStretch(2)
        demonstration = _("This is a demonstration, without passwords: whoever sits here can go on.")
        self._kept = PlainLabel(self._not_kept() or _("What was typed is kept."), "muted")
        for label in (
            PlainLabel(_("Zorgpad is locked"), "title"),
            PlainLabel(self._bridge.actor.full_name, "strong"),
            self._kept,
            PlainLabel(demonstration, "muted"),
        ):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button.show()
        column.addStretch(3)
        return page

    def _ask_password(self) -> None:
        """Of the one who was there, unless that account is disabled."""
        if self._turned_out is not None and is_disabled(self._turned_out):
            self.ask_somebody()
            return
        _, actor = self._bridge.words.gettext, self._bridge.actor
        card = SignInCard(self._bridge.words, _("Unlock"), account=actor.name)
        self._all_well = _("{name} is logged in. What was typed is kept.").format(name=actor.full_name)
        page = CardPage(_("Zorgpad is locked"), card, _("Looking at the password…"), told=self._told())
        self._offer(page, card, _("Someone else…"), self.ask_somebody)

    def ask_somebody(self) -> None:
        """Whoever else has an account."""
        _, actor = self._bridge.words.gettext, self._bridge.actor
        names = [each for each in self._preferences.names() if each != actor.name]
        card = SignInCard(self._bridge.words, _("Log in"), names=names)
        self._all_well = _("{name} is logged out then. What {name} typed is kept for {name} alone.")
        is_out = self._turned_out is not None and is_disabled(self._turned_out)
        if is_out:
            self._all_well = _("What {name} typed is kept for {name} alone.")
        self._all_well = self._all_well.format(name=actor.full_name)
        page = CardPage(
            _("Log in to Zorgpad"),
            card,
            _("Looking at the password…"),
            told=self._told(),
        )
        self._offer(page, card, "" if is_out else _("Back"), self._ask_password)

    def _told(self) -> str:
        """Why it was locked, and what becomes of what was typed: the truth where it cannot be written."""
        return " ".join((*self._why(), self._not_kept() or self._all_well))

    def _not_kept(self) -> str:
        """That what was typed is held by the window only, and why; empty where it is written."""
        from pathway_app.messages import Sentences

        bridge, drafts = self._bridge, self._bridge.drafts
        if drafts.fault is None or not drafts.holds_unwritten(bridge.actor.name):
            return ""
        told = bridge.words.gettext(
            "What {name} typed cannot be kept in the record now. {why} It stays in this window, for {name} alone, "
            "until it can be: do not close it."
        )
        return told.format(name=bridge.actor.full_name, why=Sentences(bridge.words).fault(drafts.fault))

    def _tell_kept(self) -> None:
        if self._kept is not None:
            self._kept.setText(self._not_kept() or self._bridge.words.gettext("What was typed is kept."))
        elif self.card() is not None and isinstance(self._page, CardPage):
            self._page.tell(self._told())

    def _why(self) -> tuple[str, ...]:
        """Why it was locked, where that was not wanted by who was there."""
        from pathway_app.messages import Sentences

        return () if self._turned_out is None else Sentences(self._bridge.words).refused(self._turned_out)

    def _offer(self, page: CardPage, card: SignInCard, caption: str, other: Callable[[], None]) -> None:
        card.submitted.connect(lambda: self._check(page, card))
        if caption:
            self.other_button = make_button(caption, role="link")
            self.other_button.clicked.connect(lambda _checked=False: other())
            page.below.addWidget(self.other_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._put(page)
        card.focus_first()

    def _put(self, page: QWidget) -> None:
        if self._page is not None:
            self._column.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._page = page
        self._column.addWidget(page)

    def _check(self, page: CardPage, card: SignInCard) -> None:
        page.wait(True)
        shown = card.typed()

        def failed(error: BaseException) -> None:
            assert isinstance(error, Refused | EnvironmentFault)
            page.wait(False)
            card.show_error(error)

        self._bridge.check(page, shown, lambda let_in: self._go_on(let_in, shown.password), failed)

    def _go_on(self, let_in: LetIn, password: str) -> None:
        from pathway_app.accesses import Access

        bridge = self._bridge
        is_same = let_in.actor == bridge.actor
        if let_in.actor.name == bridge.actor.name:
            bridge.note(Access.UNLOCKED)
        then = self.unlocked.emit
        if not is_same:
            self._preferences.remember_name(let_in.actor.name)
            bridge.take_over(let_in)
            then = self.taken_over.emit
        if let_in.must_change and bridge.reading_only is None:
            page = own_password_page(bridge, password, then)
            self._put(page)
            page.card.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            then()


def _tab_order(within: QWidget) -> list[QWidget]:
    """What Tab stops at, in its order."""
    found, each = [], within.nextInFocusChain()
    while each is not None and each is not within:
        if within.isAncestorOf(each) and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(each)
        each = each.nextInFocusChain()
    return found
