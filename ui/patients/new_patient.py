"""A new patient: who it is, as on the label, and with which pathway the course begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from pathway_app.commands import Changes, EnrolPatient
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.messages import Sentences
from pathway_app.people import Actor, Identity
from pathway_app.ports import Queries
from ui.bridge import Bridge
from ui.course.local_time import to_minute
from ui.field_words import field_words
from ui.patients import identity_fields as fields
from ui.widgets.entry_form import EntryForm, FormAction
from ui.widgets.plain import literal_caption, make_button, wrapping_label

_CANCEL = "cancel"
_EMPTY = "empty"
_LOOK_AFTER_MS = 250


@dataclass(frozen=True, slots=True)
class Known:
    """A patient who has the record number already, with the newest course."""

    mrn: str
    name: str
    course_id: str


class _LineBreak(QWidget):
    """What follows begins on a line of its own."""

    def sizeHint(self) -> QSize:
        return QSize(4000, 0)


class NewPatientDialog(QDialog):
    """`opened` carries the id of the course to show: the new one, or that of the patient who exists already.

    Leaving it keeps what was typed for the next time, as long as the same person sits there.
    """

    opened = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._bridge = bridge
        self._known: Known | None = None
        self._last: EnrolPatient | None = None
        self._saved = False
        _ = bridge.words.gettext
        self.setWindowTitle(_("New patient"))
        self.setMinimumWidth(720)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(10)
        self._column.addWidget(wrapping_label(_("New patient"), "title"))
        self._column.addWidget(
            wrapping_label(_("As on the label; a scanned record number will do too."), "muted")
        )
        self.form: EntryForm | None = None
        self.open_known: QPushButton = make_button("", role="link")
        self.open_known.setParent(self)
        self.open_known.hide()
        self.open_known.clicked.connect(self._open_known)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_AFTER_MS)
        self._look.timeout.connect(self._look_up)
        bridge.ask(self, _pathways, self._build, topic="pathways")

    def values(self) -> Identity | None:
        """Who was typed, where all that is needed can be read."""
        return fields.identity_of(self.form.values()) if self.form is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A label scanner ends with Enter: in a field it moves on, only on a button it presses.
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self.focusNextChild()
            return
        super().keyPressEvent(event)

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

    def _build(self, pathways: tuple[fields.Pathway, ...]) -> None:
        words = self._bridge.words
        _ = words.gettext
        specs = fields.specs(words, pathways)
        self._pathways = pathways
        self.form = EntryForm(
            specs,
            field_words(words, self._bridge.clock),
            _("Begin the course"),
            actions=(FormAction(_EMPTY, _("Empty the form")), FormAction(_CANCEL, _("Cancel"))),
        )
        self.form.insert_before(fields.FAMILY_NAME, self.open_known)
        self.open_known.hide()
        for key in (fields.FAMILY_NAME, fields.BIRTH_DATE, fields.NATIONAL_NUMBER):
            self.form.insert_before(key, _LineBreak())
        self.form.save.connect(self._save)
        self.form.back.connect(self.reject)
        self.form.asked_action.connect(self._asked)
        self._untouched = self.form.draft()
        kept = _DRAFTS.get(self._bridge)
        if kept is not None and kept[0] == self._bridge.actor:
            self.form.restore(kept[1])
        self.form.changed.connect(self._changed)
        self._column.addWidget(self.form)
        self.form.show()  # what does not show yet cannot take the focus
        self.form.focus_first()
        if not self._bridge.may(EnrolPatient):
            self._lock()
        self._changed()

    def _fit_height(self) -> None:
        """As high as the lines of the form need, which depends on the width."""
        high = self._column.totalHeightForWidth(self.width())
        if high > 0 and high != self.height():
            self.setMinimumHeight(high)
            self.resize(self.width(), high)

    def _lock(self) -> None:
        assert self.form is not None
        role = self._bridge.actor.role.value
        refusal = Refusal("not-allowed", params={"role": role, "command": EnrolPatient.__name__})
        self.form.show_message(Sentences(self._bridge.words).refusal(refusal))
        self.form.save_button.setEnabled(False)

    def _changed(self) -> None:
        assert self.form is not None
        mrn = str(self.form.field(fields.MRN).value() or "")
        if self._known is not None and self._known.mrn != mrn:
            self._show_known(None)
        if mrn and self._known is None:
            self._look.start()
        touched = self.form.draft() != self._untouched
        self.form.action_buttons[_EMPTY].setVisible(touched)

    def _look_up(self) -> None:
        """Whether the record number is known, before everything else is typed."""
        assert self.form is not None
        mrn = str(self.form.field(fields.MRN).value() or "")
        self._bridge.ask(self, lambda queries: _known(queries, mrn), self._show_known, topic="known")

    def _show_known(self, known: Known | None) -> None:
        assert self.form is not None
        self._known = known
        if known is not None:
            _ = self._bridge.words.gettext
            refusal = Refusal("mrn-exists", fields.MRN, {"mrn": known.mrn, "name": known.name})
            self.form.field(fields.MRN).show_error(Sentences(self._bridge.words).refusal(refusal))
            self.open_known.setText(literal_caption(_("Open {name}").format(name=known.name)))
        self.open_known.setVisible(known is not None)
        self.form.updateGeometry()

    def _open_known(self) -> None:
        if self._known is not None:
            self._saved = True
            self.opened.emit(self._known.course_id)
            self.accept()

    def _asked(self, action: str) -> None:
        assert self.form is not None
        if action == _CANCEL:
            self.reject()
            return
        self.form.restore(self._untouched)
        self.form.show_problems({})
        self._show_known(None)
        self.form.focus_first()

    def _save(self) -> None:
        assert self.form is not None
        identity = self.values()
        if identity is None:
            return
        at = to_minute(self._bridge.clock.now())
        command = EnrolPatient(identity=identity, pathway=self._pathway(), at=at)
        if self._last is not None and (self._last.identity, self._last.pathway) == (
            identity,
            command.pathway,
        ):
            command = (
                self._last
            )  # after a fault it may have been recorded: the same command changes nothing twice
        self._last = command
        self.form.set_busy(True)
        self._bridge.execute(command, done=self._done, refused=self._refused, failed=self._failed, asker=self)

    def _pathway(self) -> str:
        assert self.form is not None
        chosen = self.form.values().get(fields.PATHWAY)
        return chosen if isinstance(chosen, str) else self._pathways[0].id

    def _done(self, changes: Changes) -> None:
        self._saved = True
        self.opened.emit(next(iter(changes.courses)))
        self.accept()

    def _refused(self, refused: Refused) -> None:
        assert self.form is not None
        self._last = None
        self.form.set_busy(False)
        sentences = Sentences(self._bridge.words)
        keys = self.form.draft().keys()
        by_field = {str(r.field): sentences.refusal(r) for r in reversed(refused.reasons) if r.field in keys}
        others = [sentences.refusal(reason) for reason in refused.reasons if reason.field not in keys]
        self.form.show_problems(by_field, "\n".join(others))
        if fields.MRN in by_field:
            self._look_up()
        elif self._known is not None:
            self._show_known(self._known)

    def _failed(self, fault: EnvironmentFault) -> None:
        assert self.form is not None
        self.form.set_busy(False)
        self.form.show_message(Sentences(self._bridge.words).fault(fault))

    def _keep_draft(self) -> None:
        if self.form is None:
            return
        draft = self.form.draft()
        if self._saved or draft == self._untouched:
            _DRAFTS.pop(self._bridge, None)
        else:
            _DRAFTS[self._bridge] = (self._bridge.actor, draft)


_DRAFTS: WeakKeyDictionary[Bridge, tuple[Actor, dict[str, object]]] = WeakKeyDictionary()
"""what was typed and not saved, by window: kept in memory only"""


def open_new_patient(bridge: Bridge, window: QWidget, opened: Callable[[str], None]) -> NewPatientDialog:
    """Open the form over `window`; `opened` gets the course to show."""
    dialog = NewPatientDialog(bridge, window)
    dialog.opened.connect(opened)
    dialog.open()
    return dialog


def _pathways(queries: Queries) -> tuple[fields.Pathway, ...]:
    newest = dict(queries.pathways())
    found = (queries.definition(pathway, version) for pathway, version in newest.items())
    return tuple(fields.Pathway(each.id, each.title) for each in found)


def _known(queries: Queries, mrn: str) -> Known | None:
    record = queries.course_of(mrn)
    if record is None:
        return None
    return Known(mrn, record.patient.identity.display_name, record.course.id)
