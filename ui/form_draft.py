"""What is typed in a dialog's form, kept on the window's shelf until it is entered."""

from __future__ import annotations

import json
from datetime import datetime

from PySide6.QtCore import QObject

from pathway_app.i18n import Words
from pathway_app.ports import Clock
from ui.bridge import Bridge
from ui.drafts import SIGN, DraftShelf
from ui.widgets.confirm_reason import ConfirmReason
from ui.widgets.entry_form import EntryForm


class FormDraft(QObject):
    """Shows in `form` what was typed there the last time under `key`, and keeps what is typed from now on.

    `key` names what the form is about; `name` tells the user whose text it is. `restored` is the instant (UTC) of what
    was put back, None where nothing was.
    """

    def __init__(
        self, shelf: DraftShelf, clock: Clock, form: EntryForm | ConfirmReason, key: str, name: str
    ) -> None:
        super().__init__(form)
        self._shelf, self._clock, self._form, self._name = shelf, clock, form, name
        self.key = f"form/{key.replace('/', ' ')}"
        self._untouched = form.draft()
        self._written: dict[str, object] = {}
        self.restored: datetime | None = None
        kept = _read(shelf.get(self.key))
        if kept is not None:
            self.restored, self._written = kept
            form.restore(self._written)
        form.changed.connect(self._keep)

    def discard(self) -> None:
        """What was put back is not wanted any more; the form is as it was before anything was typed."""
        self._form.restore(self._untouched)
        if isinstance(self._form, EntryForm):
            self._form.show_problems({})
        self._keep()

    def leave(self) -> None:
        """The form goes, though not because the user is done with it: what is typed is written at once."""
        self._keep()
        self._shelf.flush()

    def over(self) -> None:
        """It was entered, or is not wanted any more."""
        self._form.changed.disconnect(self._keep)
        self._shelf.drop(self.key)

    def _keep(self) -> None:
        now = self._form.draft()
        changed = {key: value for key, value in now.items() if value != self._untouched.get(key)}
        if changed == self._written and changed:
            return
        self._written = changed
        if changed:
            told = {"at": self._clock.now().isoformat(), "typed": changed}
            self._shelf.put(self.key, json.dumps(told, ensure_ascii=False, sort_keys=True), self._name)
        else:
            self._shelf.drop(self.key)


def keep_reason(bridge: Bridge, dialog: ConfirmReason, key: str, name: str) -> str:
    """Keep what is typed in `dialog` for who types it, until the command for which it is asked is carried out.

    Returns the key under which it is kept, for that command. Whoever cancels is done with it.
    """
    draft = FormDraft(bridge.drafts, bridge.clock, dialog, key, name)
    if draft.restored is not None:
        dialog.show_restored(restored_words(bridge.words, draft.restored))
    dialog.given_up.connect(draft.over)
    return draft.key


def restored_words(words: Words, at: datetime) -> str:
    """What stands above what was put back, with the moment (UTC) at which it was typed."""
    said = words.gettext("Your draft of {moment}: this is not what is recorded.")
    return f"{SIGN} {said.format(moment=words.moment(at))}"


def _read(content: str | None) -> tuple[datetime, dict[str, object]] | None:
    """When it was typed, and what; None also for what another version of the program wrote in another way."""
    if content is None:
        return None
    try:
        told = json.loads(content)
        at, typed = datetime.fromisoformat(told["at"]), dict(told["typed"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return at, {key: tuple(value) if isinstance(value, list) else value for key, value in typed.items()}
