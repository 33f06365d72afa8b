"""The rail's foot: who works as what, on which ward, saved at; and in a demonstration, who one can be instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from pathway_app.i18n import Words
from pathway_app.languages import LANGUAGE_NAMES
from pathway_app.people import Actor
from ui.actions import Action
from ui.bridge import Bridge
from ui.looks import Looks, scheme_titles
from ui.theme_status import Status
from ui.widgets.plain import PlainLabel, literal_caption, make_button
from ui.widgets.rail import FootLine
from ui.widgets.tag import StatusTag


def foot_lines(bridge: Bridge) -> list[FootLine]:
    """Who, where, and whether what was entered is saved."""
    _ = bridge.words.gettext
    lines = [FootLine(bridge.actor.full_name, strong=True), FootLine(role_word(bridge.actor, bridge.words))]
    lines += [FootLine(text, spare=True) for text in (bridge.site.ward, bridge.site.hospital) if text]
    lines += standing_lines(bridge)
    if bridge.backup is not None:
        from ui.guard_words import backup_line

        lines.append(backup_line(bridge.words, bridge.backup, bridge.clock.now()))
    return lines


def standing_lines(bridge: Bridge) -> list[FootLine]:
    """What became of what was entered, in the order of weight: nothing can be saved here; the newest entry was not
    saved, and why; when the newest was (only once its commit has returned). Empty before the first entry."""
    _, words = bridge.words.gettext, bridge.words
    if bridge.reading_only is not None:
        return [FootLine(_("Reading only: nothing can be saved here"), status=Status.BLOCKED)]
    if bridge.unsaved_fault is not None and bridge.not_saved_at is not None:
        from pathway_app.messages import Sentences

        not_saved = _("Not saved {time}").format(time=words.time(bridge.not_saved_at))
        reason = Sentences(words).fault(bridge.unsaved_fault)
        return [FootLine(not_saved, strong=True, status=Status.OVERDUE), FootLine(reason)]
    if bridge.saved_at is not None:
        return [FootLine(_("Saved {time}").format(time=words.time(bridge.saved_at)), status=Status.DONE)]
    return []


def role_word(actor: Actor, words: Words) -> str:
    """The actor's role in the reader's language."""
    from pathway_app.messages import ROLES

    return words.gettext(ROLES[actor.role.value])


class LooksButton(QWidget):
    """Opens the menu of what concerns who sits here: locking, password, languages and colours."""

    def __init__(
        self, looks: Looks, words: Words, own: Callable[[], Sequence[Action]], *, has_account: bool
    ) -> None:
        super().__init__()
        self._own = own
        self._looks = looks
        self._words = words
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 0, 0, 2)
        caption = words.gettext("{language} · colours…").format(language=LANGUAGE_NAMES[words.language])
        if has_account:
            caption = words.gettext("Account · colours…")
        self.button = make_button(
            caption,
            role="link",
        )
        self.button.setAccessibleName(words.gettext("Account, language and colours"))
        self.button.clicked.connect(self._offer)
        column.addWidget(self.button)

    def menu(self) -> QMenu:
        """What one can do for oneself, the languages in their own words, the colours; what is in force is checked."""
        menu = QMenu(self)
        for own in self._own():
            action = menu.addAction(literal_caption(own.title))
            action.setEnabled(own.can())
            if own.do is not None:
                action.triggered.connect(lambda _checked=False, do=own.do: do())
        menu.addSeparator()
        for language, name in LANGUAGE_NAMES.items():
            self._add(menu, name, language == self._looks.language(), partial(self._looks.speak, language))
        menu.addSeparator()
        for scheme, title in scheme_titles(self._words).items():
            self._add(menu, title, scheme is self._looks.scheme(), partial(self._looks.show_in, scheme))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _add(self, menu: QMenu, title: str, checked: bool, chosen: Callable[[], None]) -> None:
        action = menu.addAction(literal_caption(title))
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(lambda _checked=False: chosen())

    def _offer(self) -> None:
        menu = self.menu()
        menu.popup(self.button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))


class DemoMark(QWidget):
    """Says on every screen that this is a demonstration, and lets one take the place of its other people."""

    wanted = Signal(object)
    """Actor: whom one wants to be"""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        _ = bridge.words.gettext
        self._bridge = bridge
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 6)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.tag = StatusTag(None, "DEMO")
        self.tag.setMinimumWidth(self.tag.sizeHint().width())  # whatever else has to give way
        row.addWidget(self.tag)
        row.addWidget(PlainLabel(_("no real patients"), "small"), 1)
        column.addLayout(row)
        self.change_button = make_button(_("Act as someone else…"), role="link")
        self.change_button.clicked.connect(self._offer)
        column.addWidget(self.change_button)
        self.change_button.setVisible(len(bridge.accounts) > 1)

    def menu(self) -> QMenu:
        """The people of the demonstration; the present one is checked."""
        menu = QMenu(self)
        for actor in self._bridge.accounts:
            title = f"{actor.full_name} · {role_word(actor, self._bridge.words)}"
            action = menu.addAction(literal_caption(title))
            action.setCheckable(True)
            action.setChecked(actor == self._bridge.actor)
            action.triggered.connect(lambda _checked=False, actor=actor: self.wanted.emit(actor))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _offer(self) -> None:
        menu = self.menu()
        menu.popup(self.change_button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
