"""Which days of the log are wanted."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from pathway_app.domain.errors import Refusal
from pathway_app.messages import Sentences
from ui.bridge import Bridge
from ui.field_words import field_words
from ui.widgets.entry_form import EntryForm, FormAction
from ui.widgets.field_spec import FieldSpec, Kind
from ui.widgets.plain import wrapping_label

FROM, TO = "from", "to"


class DaysDialog(QDialog):
    """`chosen` gives the first and the last day, both wanted."""

    chosen = Signal(object, object)

    def __init__(self, bridge: Bridge, parent: QWidget, first: date | None, last: date | None) -> None:
        super().__init__(parent)
        _ = bridge.words.gettext
        self.setModal(True)
        self.setWindowTitle(_("Which days"))
        self.setMinimumWidth(460)
        self._bridge = bridge
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(wrapping_label(_("Which days"), "strong"))
        self.form = EntryForm(
            [
                FieldSpec(FROM, _("Logged from"), Kind.DATE, required=True),
                FieldSpec(TO, _("up to and including"), Kind.DATE, required=True),
            ],
            field_words(bridge.words, bridge.clock),
            _("Show"),
            actions=(FormAction("cancel", _("Cancel")),),
        )
        if first is not None and last is not None:
            self.form.set_values({FROM: first, TO: last})
        self.form.save.connect(self._take)
        self.form.back.connect(self.reject)
        self.form.asked_action.connect(lambda _key: self.reject())
        column.addWidget(self.form)

    def open(self) -> None:
        super().open()
        self.form.focus_first()

    def _take(self) -> None:
        values = self.form.values()
        first, last = values[FROM], values[TO]
        assert isinstance(first, date)
        assert isinstance(last, date)
        if last < first:
            backwards = Refusal("period-backwards", TO, {"first": first, "last": last})
            self.form.show_problems({TO: Sentences(self._bridge.words).refusal(backwards)})
            return
        self.accept()
        self.chosen.emit(first, last)
