"""Administration: its tabs, and what can be done in the one that shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout

from pathway_app.changes import Changes
from pathway_app.permissions import may_administer
from ui.actions import Action
from ui.admin.about import AboutSection
from ui.admin.backups import BackupsSection
from ui.admin.emergencies import EmergenciesSection
from ui.admin.log_check import LogCheckSection
from ui.admin.people import PeopleSection
from ui.admin.section import Section
from ui.admin.settings import SettingsSection
from ui.bridge import Bridge
from ui.screen import Heading, Screen

if TYPE_CHECKING:
    from pathway_app.ports import Records


class AdminView(Screen):
    """Only an administrator sees it. `records` makes and opens databases; without it nothing can be restored."""

    place = "administration"

    def __init__(self, bridge: Bridge, records: Records | None = None) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        _ = bridge.words.gettext
        self.people = PeopleSection(bridge)
        self.backups = BackupsSection(bridge, records)
        self.log_check = LogCheckSection(bridge)
        self.settings = SettingsSection(bridge)
        self.emergencies = EmergenciesSection(bridge)
        self.about = AboutSection(bridge)
        self._sections: tuple[tuple[str, Section], ...] = (
            (_("People"), self.people),
            (_("Backups"), self.backups),
            (_("Log check"), self.log_check),
            (_("Settings"), self.settings),
            (_("Emergencies"), self.emergencies),
            (_("About"), self.about),
        )
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Administration"))
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pages = QStackedWidget()
        for title, section in self._sections:
            self.tabs.addTab(title)
            self._pages.addWidget(section)
            section.notice.connect(self.notice)
        self.tabs.currentChanged.connect(self._show_tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.tabs)
        column.addWidget(self._pages, 1)
        self._take_keys()
        bridge.committed.connect(self._committed)
        bridge.actor_changed.connect(self._another_actor)

    def heading(self) -> Heading:
        return Heading(self._words.gettext("Administration"), self._sections[self.tabs.currentIndex()][0])

    def section(self) -> Section:
        """The part that shows."""
        return self._sections[self.tabs.currentIndex()][1]

    def show_section(self, key: str) -> None:
        """Show the part of that name."""
        self.tabs.setCurrentIndex([section.key for _title, section in self._sections].index(key))
        self.focus_first()

    def screen_actions(self) -> Sequence[Action]:
        show = self._words.gettext("Show: {part}")
        return (
            *self.section().actions_here(),
            *(
                Action(
                    f"administration.show-{section.key}",
                    show.format(part=title),
                    f"Alt+{number}",
                    partial(self.show_section, section.key),
                )
                for number, (title, section) in enumerate(self._sections, start=1)
            ),
        )

    def refresh(self) -> None:
        if may_administer(self._bridge.actor):
            self.section().refresh()

    def focus_first(self) -> None:
        self.section().focus_first()

    def keep(self) -> object:
        return self.tabs.currentIndex(), tuple(section.keep() for _title, section in self._sections)

    def take_over(self, kept: object) -> None:
        assert isinstance(kept, tuple)
        at, of_sections = kept
        for (_title, section), each in zip(self._sections, of_sections, strict=True):
            if each is not None:
                section.take_over(each)
        self.tabs.setCurrentIndex(at)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _take_keys(self) -> None:
        """Before any field has the key: with Alt too a figure is written there."""
        for number, (_title, section) in enumerate(self._sections, start=1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.show_section, section.key))

    def _show_tab(self, at: int) -> None:
        self._pages.setCurrentIndex(at)
        self.heading_changed.emit()
        if self.isVisible():
            self.refresh()

    def _committed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()

    def _another_actor(self) -> None:
        """Nothing stays for the next who may not see it."""
        if not may_administer(self._bridge.actor):
            for _title, section in self._sections:
                section.forget()
        elif self.isVisible():
            self.refresh()
