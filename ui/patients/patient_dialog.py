"""A form about who a patient is: what a new one and a corrected one have in common."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from pathway_app.commands import Command
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.messages import Sentences
from pathway_app.people import Identity
from pathway_app.queries import PatientRow
from ui.bridge import Bridge
from ui.form_draft import FormDraft
from ui.patients import identity_fields as fields
from ui.patients.look_alikes import MOST, LookAlikeStrip
from ui.widgets.entry_form import EntryForm
from ui.widgets.plain import wrapping_label

_LOOK_AFTER_MS = 250


class _LineBreak(QWidget):
    """What follows begins on a line of its own."""

    def sizeHint(self) -> QSize:
        return QSize(4000, 0)


class PatientDialog(QDialog):
    """Enter goes from field to field, as a label scanner sends it; patients who may be taken for each other are named.

    What is typed is kept for the next time, for who typed it.
    """

    def __init__(self, bridge: Bridge, parent: QWidget, title: str, lead: str, *, opens: bool) -> None:
        """`opens`: one may go over to a look-alike instead."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(title)
        self.setMinimumWidth(720)
        self._bridge = bridge
        self._saved = False
        self._draft: FormDraft | None = None
        self._exclude: str | None = None
        self._asked_alike: Identity | None = None
        self.form: EntryForm | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(10)
        self._column.addWidget(wrapping_label(title, "title"))
        self._column.addWidget(wrapping_label(lead, "muted"))
        self.alike = LookAlikeStrip(bridge.words, opens=opens)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_AFTER_MS)
        self._look.timeout.connect(self._look_up)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A label scanner ends with Enter: in a field it moves on, only on a button it presses.
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self.entered()
            return
        super().keyPressEvent(event)

    def entered(self) -> None:
        """Enter was pressed in a field."""
        self.focusNextChild()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_height()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def done(self, result: int) -> None:
        self._keep_draft()
        super().done(result)

    def typed(self) -> Identity | None:
        """Who is typed so far, for finding look-alikes: names and birth date can be read; None where they cannot."""
        raise NotImplementedError

    def draft_key(self) -> str:
        """Under which what is typed is kept; empty while the form is not there."""
        return self._draft.key if self._draft is not None else ""

    def _put_in(self, form: EntryForm, draft_key: str, whose: str) -> None:
        """Show the form, with what was typed the last time under that key; `whose` tells the user of it."""
        self.form = form
        form.back.connect(self.reject)
        self._untouched = form.draft()
        self._draft = FormDraft(self._bridge.drafts, form, draft_key, whose)
        self._column.addWidget(form)
        self._column.addWidget(self.alike)
        form.show()  # what does not show yet cannot take the focus

    def _lock(self, command: type[Command]) -> None:
        """Say why the user may not do this, where that is so."""
        assert self.form is not None
        if self._bridge.may(command):
            return
        params = {"role": self._bridge.actor.role.value, "command": command.__name__}
        refusal = Refusal("not-allowed", params=params)
        self.form.show_message(Sentences(self._bridge.words).refusal(refusal))
        self.form.save_button.setEnabled(False)

    def _look_up(self) -> None:
        """Whether somebody may be taken for whom is typed."""
        typed, exclude = self.typed(), self._exclude
        if typed == self._asked_alike:
            return
        self._asked_alike = typed
        if typed is None:
            self._bridge.forget(self, "alike")
            self._show_alike(())
            return
        self._bridge.ask(
            self,
            lambda queries: queries.look_alikes(typed, exclude=exclude, limit=MOST),
            self._show_alike,
            topic="alike",
        )

    def _show_alike(self, rows: tuple[PatientRow, ...]) -> None:
        if self._asked_alike is None:
            self.alike.hide()
        else:
            self.alike.show_alike(rows, self._asked_alike)
        self.updateGeometry()

    def _show_refused(self, refused: Refused) -> Mapping[str, str]:
        """Say it beside the fields; which fields say what."""
        assert self.form is not None
        sentences, keys = Sentences(self._bridge.words), self.form.draft().keys()
        by_field = {str(r.field): sentences.refusal(r) for r in reversed(refused.reasons) if r.field in keys}
        others = [sentences.refusal(reason) for reason in refused.reasons if reason.field not in keys]
        self.form.show_problems(by_field, "\n".join(others))
        return by_field

    def _failed(self, fault: EnvironmentFault) -> None:
        assert self.form is not None
        self.form.set_busy(False)
        self.form.show_message(Sentences(self._bridge.words).fault(fault))

    def _keep_draft(self) -> None:
        if self._draft is None:
            return
        if self._saved:
            self._draft.over()
        else:
            self._draft.leave()

    def _fit_height(self) -> None:
        """As high as the lines of the form need, which depends on the width."""
        high = self._column.totalHeightForWidth(self.width())
        if high > 0 and high != self.height():
            self.setMinimumHeight(high)
            self.resize(self.width(), high)


def break_lines(form: EntryForm) -> None:
    """What belongs together on a line of its own: record number, names, birth, national number and place."""
    for key in (fields.FAMILY_NAME, fields.BIRTH_DATE, fields.NATIONAL_NUMBER):
        form.insert_before(key, _LineBreak())
