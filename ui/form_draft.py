"""What is typed in a dialog's form, kept on the window's shelf until it is entered."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject

from ui.drafts import DraftShelf
from ui.widgets.entry_form import EntryForm


class FormDraft(QObject):
    """Shows in `form` what was typed there the last time under `key`, and keeps what is typed from now on.

    `key` names what the form is about; `name` tells the user whose text it is.
    """

    def __init__(self, shelf: DraftShelf, form: EntryForm, key: str, name: str) -> None:
        super().__init__(form)
        self._shelf, self._form, self._name = shelf, form, name
        self.key = f"form/{key.replace('/', ' ')}"
        self._untouched = form.draft()
        kept = _read(shelf.get(self.key))
        if kept:
            form.restore(kept)
        form.changed.connect(self._keep)

    def leave(self) -> None:
        """The form is left without entering: what is typed is written at once."""
        self._keep()
        self._shelf.flush()

    def over(self) -> None:
        """It was entered, or is not wanted any more."""
        self._form.changed.disconnect(self._keep)
        self._shelf.drop(self.key)

    def _keep(self) -> None:
        now = self._form.draft()
        changed = {key: value for key, value in now.items() if value != self._untouched.get(key)}
        if changed:
            self._shelf.put(self.key, json.dumps(changed, ensure_ascii=False, sort_keys=True), self._name)
        else:
            self._shelf.drop(self.key)


def _read(content: str | None) -> dict[str, object]:
    """Empty also for what another version of the program wrote in another way."""
    try:
        told = json.loads(content) if content is not None else {}
    except ValueError:
        return {}
    if not isinstance(told, dict):
        return {}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
