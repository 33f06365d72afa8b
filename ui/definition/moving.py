"""Moving a course to another version of its pathway: what that changes, what no longer fits, and why it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app import wording
from pathway_app.definitions.change_words import ChangeWords, Sentence
from pathway_app.definitions.compare import Kind, compare
from pathway_app.domain.course import CheckpointState, course_state
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.fitting import misfits
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from pathway_app.queries import CourseRecord
from pathway_app.services.moving import move_refusals
from ui.definition.difference_list import DifferenceList, Section, sections
from ui.widgets.field_spec import FieldSpec, FieldWords
from ui.widgets.field_spec import Kind as FieldKind
from ui.widgets.form_field import FormField
from ui.widgets.plain import PlainLabel, make_button, wrapping_label

_REASON = "reason"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What moving a course would mean. With `misfits` it cannot be done."""

    summary: str
    misfits: tuple[str, ...]
    for_patient: tuple[str, ...]
    sections: tuple[Section, ...]


def outlook(record: CourseRecord, after: PathwayDefinition, words: Words, now: datetime) -> Outlook:
    """What `after` says otherwise, and what of it touches this course at `now` (aware)."""
    told = ChangeWords(compare(record.definition, after), words)
    found = [told.misfit(each) for each in misfits(record.course.entries, after)]
    refusals = tuple(move_refusals(after, record.course, words.zone))
    if (
        refusals and not found
    ):  # what only the rules of moving know, such as a round that nothing opens any more
        found = [Sentences(words).refusal(each) for each in refusals]
    return Outlook(
        summary=told.summary(),
        misfits=tuple(dict.fromkeys(found)),
        for_patient=() if found else tuple(_for_patient(record, after, words, now)),
        sections=sections(told),
    )


def _for_patient(
    record: CourseRecord, after: PathwayDefinition, words: Words, now: datetime
) -> Iterator[str]:
    """The steps that stand otherwise for this patient: `Definitive diagnosis: overdue → can be done now`."""
    old, new = (_states(record, each, words, now) for each in (record.definition, after))
    for place, row in new.items():
        was = old.get(place)
        title = wording.step_title(after, *place, words)
        before = _said(was, words, now) if was is not None else words.gettext("not there")
        said = _said(row, words, now)
        if before != said:
            yield f"{title}: {before} → {said}"
    for place in old:
        if place not in new:
            title = wording.step_title(record.definition, *place, words)
            yield words.gettext("{step}: no longer there").format(step=title)


def _states(
    record: CourseRecord, definition: PathwayDefinition, words: Words, now: datetime
) -> dict[tuple[str, int], CheckpointState]:
    ended = record.course.ended() is not None
    state = course_state(definition, record.course.entries, now, ended=ended, zone=words.zone)
    return {(row.checkpoint, row.round): row for row in state.checkpoints}


def _said(row: CheckpointState, words: Words, now: datetime) -> str:
    term = wording.checkpoint_term(row, now, words)
    state = wording.state_word(row, words)
    return f"{state}, {term.short}" if term is not None else state


class MoveDialog(QDialog):
    """`answered` carries the version and the reason; the dialog closes itself then.

    `versions` are those it can be moved to.
    """

    answered = Signal(str, str)

    def __init__(
        self,
        parent: QWidget,
        words: Words,
        field_words: FieldWords,
        record: CourseRecord,
        versions: Sequence[PathwayDefinition],
        now: datetime,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._words, self._record, self._versions, self._now = words, record, tuple(versions), now
        _ = words.gettext
        self.setWindowTitle(_("Move the course to another version"))
        self.setModal(True)
        self.resize(min(760, parent.window().width() - 40), min(680, parent.window().height() - 30))
        self.versions = QComboBox()
        self.versions.addItems([_("version {version}").format(version=each.version) for each in versions])
        self.versions.setAccessibleName(_("To version"))
        self.versions.setCurrentIndex(len(self._versions) - 1)
        self.summary = wrapping_label("", "smallStrong")
        self.refusal = wrapping_label("", "error")
        self.list = DifferenceList(_("What changes"))
        self.reason = FormField(
            FieldSpec(_REASON, _("Reason"), FieldKind.LONG_TEXT, required=True), field_words
        )
        self.cancel_button = make_button(_("Cancel"))
        self.move_button = make_button(_("Move the course"), role="primary", keys="Ctrl+↵")
        self._lay_out()
        self.reason.changed.connect(lambda _key: self._enable())
        self.versions.currentIndexChanged.connect(self._show)
        self.cancel_button.clicked.connect(self.reject)
        self.move_button.clicked.connect(self._move)
        self._show()
        (self.versions if len(self._versions) > 1 else self.reason).setFocus()
        if len(self._versions) == 1:
            self.reason.focus()

    def version(self) -> PathwayDefinition:
        return self._versions[self.versions.currentIndex()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._move()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        _, identity = self._words.gettext, self._record.patient.identity
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(wrapping_label(identity.display_name, "strong"))
        facts = f"{wording.born(identity, self._now, self._words)} · {identity.mrn}"
        column.addWidget(wrapping_label(facts, "small"))
        row = QHBoxLayout()
        row.setSpacing(8)
        here = _("The course follows version {version} of: {pathway}").format(
            version=self._record.definition.version,
            pathway=self._record.definition.title[self._words.language],
        )
        column.addWidget(wrapping_label(here))
        row.addWidget(PlainLabel(_("Move it to"), "small"))
        row.addWidget(self.versions)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.summary)
        column.addWidget(self.refusal)
        column.addWidget(self.list, 1)
        kept = _("What was entered stays as it is, with the version under which it was entered.")
        column.addWidget(wrapping_label(kept, "small"))
        column.addWidget(self.reason)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.move_button)
        column.addLayout(foot)

    def _show(self) -> None:
        _ = self._words.gettext
        seen = self._outlook = outlook(self._record, self.version(), self._words, self._now)
        self.summary.setText(seen.summary)
        wrong = _("The course cannot be moved: what was entered does not fit.")
        self.refusal.setText(wrong if seen.misfits else "")
        self.refusal.setVisible(bool(seen.misfits))
        first = []
        if seen.misfits:
            first.append(_section(_("What no longer fits"), seen.misfits, Kind.REMOVED))
        if seen.for_patient:
            first.append(_section(_("For this patient"), seen.for_patient, Kind.CHANGED))
        self.list.show_sections((*first, *seen.sections))
        self.reason.setEnabled(not seen.misfits)
        self._enable()

    def _enable(self) -> None:
        self.move_button.setEnabled(not self._outlook.misfits and not self.reason.problem())

    def _move(self) -> None:
        if self.move_button.isEnabled():
            self.answered.emit(self.version().version, str(self.reason.value()))
            self.accept()


def _section(title: str, lines: Sequence[str], kind: Kind) -> Section:
    return Section(title, tuple(Sentence(kind, line) for line in lines))
