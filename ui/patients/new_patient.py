"""A new patient: who it is, as on the label, and with which pathway the course begins."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from pathway_app.changes import Changes
from pathway_app.commands import EnrolPatient
from pathway_app.domain.errors import Refused
from pathway_app.people import Identity
from pathway_app.ports import Queries
from ui.bridge import Bridge
from ui.course.local_time import to_minute
from ui.field_words import field_words
from ui.patients import identity_fields as fields
from ui.patients.patient_dialog import PatientDialog, Taken, break_lines
from ui.widgets.entry_form import EntryForm, FormAction
from ui.widgets.plain import literal_caption, make_button

_CANCEL = "cancel"
_EMPTY = "empty"


class NewPatientDialog(PatientDialog):
    """`opened` carries the id of the course to show: the new one, or that of a patient who exists already."""

    opened = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        _ = bridge.words.gettext
        lead = _("As on the label; a scanned record number will do too.")
        super().__init__(bridge, parent, _("New patient"), lead, opens=True)
        self._last: EnrolPatient | None = None
        self.open_known: QPushButton = make_button("", role="link")
        self.open_known.setParent(self)
        self.open_known.hide()
        self.open_known.clicked.connect(self._open_known)
        self.alike.open_wanted.connect(self._open)
        bridge.ask(self, _pathways, self._build, topic="pathways")

    def values(self) -> Identity | None:
        """Who was typed, where all that is needed can be read."""
        return fields.identity_of(self.form.values()) if self.form is not None else None

    def typed(self) -> Identity | None:
        return fields.so_far(self.form.values()) if self.form is not None else None

    def _build(self, pathways: tuple[fields.Pathway, ...]) -> None:
        words = self._bridge.words
        _ = words.gettext
        self._pathways = pathways
        form = EntryForm(
            fields.specs(words, pathways),
            field_words(words, self._bridge.clock),
            _("Begin the course"),
            actions=(FormAction(_EMPTY, _("Empty the form")), FormAction(_CANCEL, _("Cancel"))),
        )
        form.insert_before(fields.FAMILY_NAME, self.open_known)
        self.open_known.hide()
        break_lines(form)
        form.save.connect(self._save)
        form.asked_action.connect(self._asked)
        self._put_in(form, "new-patient", _("a new patient"))
        form.changed.connect(self._changed)
        self._focus_first()
        self._lock(EnrolPatient)
        self._changed()

    def _changed(self) -> None:
        assert self.form is not None
        mrn = str(self.form.field(fields.MRN).value() or "")
        if self._taken is not None and self._taken.mrn != mrn:
            self._show_taken(None)
        self._look.start()
        touched = self.form.draft() != self._untouched
        self.form.action_buttons[_EMPTY].setVisible(touched)

    def _show_taken(self, taken: Taken | None) -> None:
        super()._show_taken(taken)
        assert self.form is not None
        if taken is not None:
            _ = self._bridge.words.gettext
            self.open_known.setText(literal_caption(_("Open {name}").format(name=taken.name)))
        self.open_known.setVisible(taken is not None)
        self.form.updateGeometry()

    def _open_known(self) -> None:
        if self._taken is not None:
            self._open(self._taken.course_id)

    def _open(self, course_id: str) -> None:
        self.opened.emit(course_id)
        self.accept()

    def _asked(self, action: str) -> None:
        assert self.form is not None
        if action == _CANCEL:
            self.reject()
            return
        self._show_taken(None)
        self.discard()

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
        self._set_busy(True)
        self._bridge.execute(
            command, done=self._done, refused=self._refused, failed=self._failed, asker=self,
            draft=self.draft_key(),
        )  # fmt: skip

    def _pathway(self) -> str:
        assert self.form is not None
        chosen = self.form.values().get(fields.PATHWAY)
        return chosen if isinstance(chosen, str) else self._pathways[0].id

    def _done(self, changes: Changes) -> None:
        self._is_sending = False
        self._open(next(iter(changes.courses)))

    def _refused(self, refused: Refused) -> None:
        assert self.form is not None
        self._last = None
        self._set_busy(False)
        by_field = self._show_refused(refused)
        if fields.MRN in by_field:
            self._taken = None
            self._look_up()
        elif self._taken is not None:
            self._show_taken(self._taken)


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
