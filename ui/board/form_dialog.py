"""A few questions over the screen, for one command: what is refused is said beside its field, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pathway_app.changes import Changes
from pathway_app.commands import Command
from pathway_app.domain.errors import Conflict, EnvironmentFault, Refused
from pathway_app.messages import Sentences
from ui.bridge import Bridge
from ui.field_words import field_words
from ui.widgets.entry_form import EntryForm, FormAction
from ui.widgets.field_spec import FieldSpec, Value
from ui.widgets.fitting_dialog import FittingDialog
from ui.widgets.plain import wrapping_label

Values = Mapping[str, Value]
_CANCEL = "cancel"


class Wrong(Exception):
    """What was typed makes no command: `field` is told `sentence`."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(field)
        self.field, self.sentence = field, sentence


class FormDialog(FittingDialog):
    """`make` turns the values into a command, or raises `Wrong`; the dialog closes once that is carried out."""

    def __init__(
        self,
        bridge: Bridge,
        parent: QWidget,
        title: str,
        text: str,
        specs: Sequence[FieldSpec],
        save_title: str,
        make: Callable[[Values], Command],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self._bridge = bridge
        self._make = make
        self._done: list[Callable[[Changes], None]] = []
        column = self.column
        column.addWidget(wrapping_label(title, "strong"))
        if text:
            column.addWidget(wrapping_label(text, "muted"))
        _ = bridge.words.gettext
        self.form = EntryForm(
            specs,
            field_words(bridge.words, bridge.clock),
            save_title,
            actions=(FormAction(_CANCEL, _("Cancel")),),
        )
        self.form.save.connect(self._save)
        self.form.back.connect(self.reject)
        self.form.asked_action.connect(lambda _key: self.reject())
        column.addWidget(self.form)
        column.addStretch(1)

    def open_with(self, values: Values, done: Callable[[Changes], None]) -> None:
        """Show it, filled with these values; `done` is called once the command is carried out."""
        self.form.set_values(values)
        self._done.append(done)
        self.open()
        self.form.focus_first()

    def _save(self) -> None:
        try:
            command = self._make(self.form.values())
        except Wrong as wrong:
            self.form.show_problems({wrong.field: wrong.sentence})
            return
        self.form.set_busy(True)
        self._bridge.execute(
            command, done=self._carried_out, refused=self._refused, failed=self._failed, asker=self
        )

    def _carried_out(self, changes: Changes) -> None:
        self.accept()
        for done in self._done:
            done(changes)

    def _refused(self, refused: Refused) -> None:
        self.form.set_busy(False)
        sentences = Sentences(self._bridge.words)
        if isinstance(refused, Conflict):
            self.form.show_message("\n".join(sentences.refused(refused)))
            return
        by_field: dict[str, str] = {}
        general: list[str] = []
        for reason in refused.reasons:
            told = sentences.refusal(reason)
            if reason.field is not None and reason.field in self.form.draft():
                by_field.setdefault(reason.field, told)
            else:
                general.append(told)
        self.form.show_problems(by_field, "\n".join(general))

    def _failed(self, fault: EnvironmentFault) -> None:
        self.form.set_busy(False)
        self.form.show_message(Sentences(self._bridge.words).fault(fault))
