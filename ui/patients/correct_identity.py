"""Saying who a patient is, or only where: what stood there is kept, and whoever corrected meanwhile is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from pathway_app.changes import Changes
from pathway_app.commands import CorrectIdentity
from pathway_app.domain.errors import Conflict, Refused
from pathway_app.people import Identity, Patient
from pathway_app.ports import Queries
from pathway_app.queries import FormerIdentity
from pathway_app.services.identity_rules import national_digits
from ui.bridge import Bridge
from ui.field_words import field_words
from ui.patients import identity_fields as fields
from ui.patients.look_alikes import who
from ui.patients.patient_dialog import PatientDialog, break_lines
from ui.widgets.entry_form import EntryForm, FormAction
from ui.widgets.field_spec import FieldSpec, Kind
from ui.widgets.plain import PlainLabel, make_button, wrapping_label

REASON = "reason"
_CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Known:
    """Who the patient is by the record, and was before."""

    patient: Patient
    former: tuple[FormerIdentity, ...]


class CorrectIdentityDialog(PatientDialog):
    """With `only` it asks nothing else, and Enter saves at once.

    A reason is needed as soon as more differs than bed or surgeon. Where somebody else corrected meanwhile, both are
    shown: what the user did not touch takes their value, and saving again puts the user's in the place of theirs.
    """

    def __init__(
        self,
        bridge: Bridge,
        parent: QWidget,
        course_id: str,
        told: Callable[[str], None],
        only: Sequence[str] = (),
    ) -> None:
        _ = bridge.words.gettext
        if only:
            title, lead = _("Change the bed"), _("Empty: the patient has no bed here.")
        else:
            title = _("Correct identity")
            lead = _(
                "Who the patient is, as on the label. What stood there before is kept and stays visible."
            )
        super().__init__(bridge, parent, title, lead, opens=False)
        if only:
            self.setMinimumWidth(460)
        self._course_id = course_id
        self._told = told
        self._only = tuple(only)
        self._known: Known | None = None
        self._last: CorrectIdentity | None = None
        self._who = wrapping_label("", "strong")
        self._column.insertWidget(1, self._who)
        self.conflict = _ConflictBox(bridge)
        self.conflict.keep_button.clicked.connect(self._keep_theirs)
        self._column.addWidget(self.conflict)
        bridge.ask(self, lambda queries: _known(queries, course_id), self._build, topic="known")

    def typed(self) -> Identity | None:
        return fields.so_far(self.form.values()) if self.form is not None and not self._only else None

    def entered(self) -> None:
        if self._only and self.form is not None:
            self.form.try_save()
        else:
            super().entered()

    def _build(self, known: Known | None) -> None:
        words = self._bridge.words
        _ = words.gettext
        if known is None:
            self._told(_("This course is no longer there."))
            self.reject()
            return
        asked = [spec for spec in fields.specs(words, ()) if not self._only or spec.key in self._only]
        if not self._only:
            asked.append(FieldSpec(REASON, _("Why it is corrected"), Kind.TEXT, wide=True))
        form = EntryForm(
            asked,
            field_words(words, self._bridge.clock),
            _("Save"),
            actions=(FormAction(_CANCEL, _("Cancel")),),
        )
        if not self._only:
            break_lines(form)
        self._show_known(known)
        form.set_values({key: value for key, value in fields.values_of(known.patient.identity).items()
                         if key in form.draft()})  # fmt: skip
        form.save.connect(self._save)
        form.asked_action.connect(lambda _key: self.reject())
        key = f"{'bed' if self._only else 'identity'} {known.patient.id} {len(known.former)}"
        self._put_in(form, key, known.patient.identity.display_name)
        form.changed.connect(self._changed)
        self._focus_first()
        self._changed()
        self._lock(CorrectIdentity)

    def _show_known(self, known: Known) -> None:
        self._known = known
        self._exclude = known.patient.id
        self._who.setText(who(known.patient.identity, self._bridge.words))

    def _changed(self) -> None:
        """A reason is needed as soon as who it is differs."""
        assert self.form is not None
        if not self._only:
            self.form.field(REASON).set_required(bool(self._touched() - fields.PLACE))
        self._look.start()

    def _touched(self) -> set[str]:
        """The keys of what differs from the record, readable or not."""
        assert self.form is not None and self._known is not None
        now = fields.values_of(self._known.patient.identity)
        found = set()
        for key in self._asked():
            field = self.form.field(key)
            typed, before = field.value(), now.get(key)
            if key == fields.NATIONAL_NUMBER:
                typed, before = national_digits(str(typed or "")), national_digits(str(before or ""))
            elif isinstance(typed, str):
                typed = typed.strip() or None
            if typed != before or (field.problem() and not field.is_empty()):
                found.add(key)
        return found

    def _asked(self) -> tuple[str, ...]:
        return self._only or fields.IDENTITY

    def _identity(self) -> Identity | None:
        """As it is to be; None where something cannot be read."""
        assert self.form is not None and self._known is not None
        values = {**fields.values_of(self._known.patient.identity)}
        for key in self._asked():
            values.pop(key, None)
        typed = {key: value for key, value in self.form.values().items() if key in fields.IDENTITY}
        return fields.identity_of({**values, **typed})

    def _save(self) -> None:
        assert self.form is not None and self._known is not None
        identity = self._identity()
        if identity is None:
            return
        if not self._touched():
            self.form.show_message(self._bridge.words.gettext("Nothing differs from what is recorded."))
            return
        reason = "" if self._only else str(self.form.values().get(REASON) or "")
        command = CorrectIdentity(
            patient_id=self._known.patient.id, identity=identity, reason=reason, seen=len(self._known.former)
        )
        last = self._last
        if last is not None and replace(command, command_id=last.command_id) == last:
            command = last  # after a fault it may have been recorded: the same changes nothing twice
        self._last = command
        self._set_busy(True)
        self._bridge.execute(
            command, done=self._done, refused=self._refused, failed=self._failed, asker=self,
            draft=self.draft_key(),
        )  # fmt: skip

    def _done(self, _changes: Changes) -> None:
        assert self._last is not None
        self._is_sending = False
        words = self._bridge.words
        if self._only:
            told = words.gettext("{name}: bed {bed}").format(
                name=self._last.identity.display_name, bed=fields.told(self._last.identity, fields.BED, words)
            )
        else:
            told = words.gettext("Corrected: {name}").format(name=who(self._last.identity, words))
        self._told(told)
        self.accept()

    def _refused(self, refused: Refused) -> None:
        assert self.form is not None
        self._last = None
        self._set_busy(False)
        if not isinstance(refused, Conflict):
            self._show_refused(refused)
            return
        course_id = self._course_id
        self._bridge.ask(
            self,
            lambda queries: _known(queries, course_id),
            lambda known: self._show_conflict(refused, known),
            topic="known",
        )

    def _show_conflict(self, conflict: Conflict, known: Known | None) -> None:
        """What the user did not touch takes their value; of the rest both are shown."""
        assert self.form is not None and self._known is not None
        if known is None:
            return
        words, touched, before = self._bridge.words, self._touched(), self._known.patient.identity
        theirs = known.patient.identity
        self._show_known(known)
        mine = {key: str(self.form.field(key).draft() or "") for key in touched}
        taken = {key: value for key, value in fields.values_of(theirs).items() if key in self._asked()}
        self.form.set_values({key: taken.get(key) for key in self._asked() if key not in touched})
        readable = fields.values_of(self._identity() or theirs)
        rows = []
        for key in fields.differing(before, theirs):
            typed = mine.get(key)
            if key in readable and key in touched:
                typed = fields.told(self._identity() or theirs, key, words)
            rows.append((fields.labels(words)[key], fields.told(theirs, key, words), typed))
        names = {account.name: account.full_name for account in self._bridge.accounts}
        by = names.get(conflict.by, conflict.by)
        reason = known.former[-1].reason if known.former else ""
        self.conflict.show_both(by, words.moment(conflict.recorded_at), reason, rows)
        self._changed()
        first = next((key for key in self._asked() if key in mine), None)
        if first is not None:
            self.form.field(first).focus()
        else:
            self.form.save_button.setFocus()

    def _keep_theirs(self) -> None:
        self.accept()


class _ConflictBox(QFrame):
    """What somebody else made of it meanwhile, beside what the user typed."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._words = bridge.words
        self.setProperty("role", "notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        self._said = wrapping_label("", "strong")
        column.addWidget(self._said)
        self._both = QWidget()
        column.addWidget(self._both)
        self._place = column
        _ = bridge.words.gettext
        column.addWidget(
            wrapping_label(
                _("Saving now puts what you typed in its place; what you did not touch stays theirs.")
            )
        )
        self.keep_button = make_button(_("Keep theirs"))
        column.addWidget(self.keep_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_both(
        self, by: str, moment: str, reason: str, rows: Sequence[tuple[str, str, str | None]]
    ) -> None:
        """`rows` are what it is about, theirs, and the user's (None: not touched)."""
        _ = self._words.gettext
        said = _("{who} corrected this at {moment}, after you opened it.").format(who=by, moment=moment)
        self._said.setText(f"{said} ({reason})" if reason else said)
        both = QWidget()
        grid = QGridLayout(both)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        for at, title in enumerate(("", _("Recorded now"), _("Typed by you"))):
            grid.addWidget(PlainLabel(title, "smallStrong"), 0, at)
            grid.setColumnStretch(at, 1 if at else 0)
        spoken = [self._said.text()]
        for row, (label, theirs, mine) in enumerate(rows, start=1):
            shown = mine if mine is not None else _("(not touched)")
            for at, text in enumerate((label, theirs, shown or fields.NOTHING)):
                grid.addWidget(wrapping_label(text) if at else PlainLabel(text), row, at)
            spoken.append(f"{label}: {theirs} / {shown}")
        self._place.replaceWidget(self._both, both)
        self._both.deleteLater()
        self._both = both
        self.setAccessibleName(". ".join(spoken))
        self.show()


def correct_identity(
    bridge: Bridge, window: QWidget, course_id: str, told: Callable[[str], None]
) -> CorrectIdentityDialog:
    """Open the form over `window`; `told` gets a sentence once it is done."""
    dialog = CorrectIdentityDialog(bridge, window, course_id, told)
    dialog.open()
    return dialog


def change_bed(
    bridge: Bridge, window: QWidget, course_id: str, told: Callable[[str], None]
) -> CorrectIdentityDialog:
    """The same with the bed only; Enter saves."""
    dialog = CorrectIdentityDialog(bridge, window, course_id, told, (fields.BED,))
    dialog.open()
    return dialog


def _known(queries: Queries, course_id: str) -> Known | None:
    record = queries.course(course_id)
    if record is None:
        return None
    return Known(record.patient, queries.identity_history(record.patient.id))
