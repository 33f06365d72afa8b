"""The site's settings: what was typed stays until it is saved, and "Saved" is said once it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QVBoxLayout

from pathway_app.changes import Changes
from pathway_app.commands import ChangeSite
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.messages import Sentences
from pathway_app.people import Site
from ui.actions import Action
from ui.admin.section import Section, scrolling
from ui.admin.settings_words import FOLDERS, groups, problems, settings_of, values_of
from ui.bridge import Bridge
from ui.field_words import field_words
from ui.widgets.entry_form import EntryForm, FormAction
from ui.widgets.plain import PlainLabel

_BACK = "back"
_WIDE = 100_000


class GroupTitle(PlainLabel):
    """Takes a whole line of the form."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "strong")
        self.setWordWrap(True)
        self.setContentsMargins(0, 10, 0, 0)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(10, super().minimumSizeHint().height())


class SettingsSection(Section):
    key = "settings"

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        _ = self.words.gettext
        self._site: Site | None = None
        self._kept: dict[str, object] | None = None
        parts = groups(self.words)
        self._titles = {spec.key: spec.label for _title, specs in parts for spec in specs}
        self.form = EntryForm(
            [spec for _title, specs in parts for spec in specs],
            field_words(self.words, bridge.clock),
            _("Save"),
            actions=(FormAction(_BACK, _("As it was saved")),),
        )
        for title, specs in parts:
            self.form.insert_before(specs[0].key, GroupTitle(title))
        self.form.save.connect(self._save)
        self.form.save_button.clicked.connect(lambda: self._show_first(self.form.problems()))
        self.form.asked_action.connect(lambda _key: self.put_back())
        area, column = scrolling(_("Settings"))
        column.addWidget(self.form)
        column.addStretch(1)
        self.area = area
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def actions_here(self) -> Sequence[Action]:
        _ = self.words.gettext
        return (
            Action("administration.settings-save", _("Save the settings"), "Ctrl+Return", self.try_save),
            Action("administration.settings-back", _("Show again what is saved"), "", self.put_back),
        )

    def refresh(self) -> None:
        self.bridge.ask(self, lambda queries: queries.site(), self._show, topic="site")

    def focus_first(self) -> None:
        self.form.focus_first()

    def forget(self) -> None:
        self._site = None
        self.form.show_problems({})

    def keep(self) -> object:
        return self.form.draft() if self.is_typed() else None

    def take_over(self, kept: object) -> None:
        assert isinstance(kept, dict)
        self._kept = kept

    def is_typed(self) -> bool:
        """Whether something stands there that is not saved."""
        return self._site is not None and settings_of(self.form.values()) != settings_of(
            values_of(self._site)
        )

    def try_save(self) -> None:
        """Save, or show the first answer that cannot be read."""
        self.form.try_save()
        self._show_first(self.form.problems())

    def put_back(self) -> None:
        """Show what is saved."""
        if self._site is not None:
            self._fill(self._site)
            self.form.show_problems({})
            self.form.focus_first()

    def _show(self, site: Site) -> None:
        typed = self.is_typed()
        before, self._site = self._site, site
        if not typed and site != before:
            self._fill(site)
        if self._kept is not None:
            self.form.restore(self._kept)
            self._kept = None

    def _fill(self, site: Site) -> None:
        self.form.set_values(values_of(site))

    def _save(self) -> None:
        _, before = self.words.gettext, self._site
        if before is None:
            return
        told = settings_of(self.form.values())
        changed = {name: text for name, text in told.items() if text != getattr(before, name)}
        if not changed:
            self._say(_("Nothing is changed."))
            return
        self.form.set_busy(True)
        self.bridge.execute(
            ChangeSite(settings=changed),
            done=lambda _changes: self._saved(_changes, changed),
            refused=self._refused,
            failed=self._failed,
            asker=self,
        )

    def _saved(self, _changes: Changes, changed: dict[str, str]) -> None:
        self.form.set_busy(False)
        words = self.words
        _ = words.gettext
        lines = [_("✓ Saved {time}").format(time=words.time(self.bridge.clock.now()))]
        lacking = [
            text for name, text in changed.items() if name in FOLDERS and text and not _is_folder(text)
        ]
        lines.extend(_("There is no folder {path} now.").format(path=path) for path in lacking)

        def show(site: Site) -> None:
            self._site = site
            self.bridge.site = site
            self._fill(site)
            self.bridge.standing_changed.emit()
            self._say("\n".join(lines))
            self.notice.emit("\n".join(lines))

        self.bridge.ask(self, lambda queries: queries.site(), show, topic="saved")

    def _refused(self, refused: Refused) -> None:
        self.form.set_busy(False)
        by_field, others = problems(refused, self.words, self._titles)
        self.form.show_problems(by_field, "\n".join(others))
        self._show_first(by_field)

    def _say(self, text: str) -> None:
        self.form.show_message(text, "small")
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.form.save_button))

    def _show_first(self, wrong: Iterable[str]) -> None:
        """Bring the first question that is wrong into view."""
        first = next((key for key in self.form.draft() if key in set(wrong)), None)
        if first is not None:
            field = self.form.field(first)
            QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(field))

    def _failed(self, fault: EnvironmentFault) -> None:
        self.form.set_busy(False)
        self.form.show_message(Sentences(self.words).fault(fault))


def _is_folder(text: str) -> bool:
    try:
        return Path(text).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        return False
