"""A form about who a patient is: what a new one and a corrected one have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pathway_app.commands import Command
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from pathway_app.people import Identity
from pathway_app.ports import Queries
from pathway_app.queries import PatientRow
from ui.bridge import Bridge
from ui.drafts import SIGN
from ui.form_draft import FormDraft
from ui.patients import identity_fields as fields
from ui.patients.look_alikes import MOST, LookAlikeStrip
from ui.widgets.entry_form import EntryForm
from ui.widgets.plain import make_button, wrapping_label

_LOOK_AFTER_MS = 250
_MARGIN = 8
"""pixels that stay free around the dialog within the window, its frame included"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A patient who has the record number already, with the newest course."""

    mrn: str
    name: str
    course_id: str


class _RestoredStrip(QFrame):
    """Says loudly that the form does not show what is recorded, and offers to be rid of it."""

    def __init__(self, words: Words, at: str) -> None:
        super().__init__()
        _ = words.gettext
        self.setProperty("role", "notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        said = _("Your draft of {moment}: this is not what is recorded.").format(moment=at)
        self.label = wrapping_label(f"{SIGN} {said}", "strong")
        self.discard_button = make_button(_("Discard the draft"))
        column.addWidget(self.label)
        column.addWidget(self.discard_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(said)


class _LineBreak(QWidget):
    """What follows begins on a line of its own."""

    def sizeHint(self) -> QSize:
        return QSize(4000, 0)


class PatientDialog(QDialog):
    """Enter goes from field to field, as a label scanner sends it; patients who may be taken for each other are named.

    Whoever cancels is done with what was typed. It is kept, for who typed it, only where the program ends before that.
    """

    def __init__(self, bridge: Bridge, parent: QWidget, title: str, lead: str, *, opens: bool) -> None:
        """`opens`: one may go over to a look-alike instead."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(title)
        self.setMinimumWidth(720)
        self._bridge = bridge
        self._goes_unasked = False
        self._is_placed = False
        self._is_sending = False
        self.restored: _RestoredStrip | None = None
        """shown above a form that holds what was typed before the program ended"""
        self._draft: FormDraft | None = None
        self._exclude: str | None = None
        self._taken: Taken | None = None
        self._asked_alike: Identity | None = None
        self.form: EntryForm | None = None
        self._column = self._scrolling_column()
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(10)
        self._column.addWidget(wrapping_label(title, "title"))
        self._column.addWidget(wrapping_label(lead, "muted"))
        self.alike = LookAlikeStrip(bridge.words, opens=opens)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_AFTER_MS)
        self._look.timeout.connect(self._look_up)

    def _scrolling_column(self) -> QVBoxLayout:
        """Where everything stands; it is moved within the dialog only where the window has no room for it."""
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._inside = QWidget()
        self._area.setWidget(self._inside)
        self._area.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self._inside.installEventFilter(self)
        whole.addWidget(self._area)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._bring_in_sight)
        return QVBoxLayout(self._inside)

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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._fit_height)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by the program as it ends, not by the user: what is typed stays."""
        self._goes_unasked = not event.spontaneous()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        draft, self._draft = self._draft, None
        if draft is not None and (self._goes_unasked or self._is_sending):
            draft.leave()  # what is on its way drops it once it is entered, and may be refused
        elif draft is not None:
            draft.over()
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
        self._draft = FormDraft(self._bridge.drafts, self._bridge.clock, form, draft_key, whose)
        if self._draft.restored is not None:
            self.restored = _RestoredStrip(
                self._bridge.words, self._bridge.words.moment(self._draft.restored)
            )
            self.restored.discard_button.clicked.connect(self.discard)
            self._column.addWidget(self.restored)
            self.restored.show()
        self._column.addWidget(form)
        self._column.addWidget(self.alike)
        form.show()  # what does not show yet cannot take the focus

    def discard(self) -> None:
        """Show the form as if nothing had been typed."""
        assert self.form is not None and self._draft is not None
        self._draft.discard()
        if self.restored is not None:
            self.restored.hide()
        self._focus_first()

    def _focus_first(self) -> None:
        """What is scanned or typed takes the place of what stands in the first field."""
        assert self.form is not None
        self.form.focus_first()
        line = self.focusWidget()
        if isinstance(line, QLineEdit):
            line.selectAll()

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
        """Whether somebody has the record number, or may be taken for whom is typed."""
        self._ask_taken()
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

    def _ask_taken(self) -> None:
        """Told at once, before everything else is typed."""
        assert self.form is not None
        if fields.MRN not in self.form.draft():
            return
        mrn, exclude = str(self.form.field(fields.MRN).value() or ""), self._exclude
        if mrn == (self._taken.mrn if self._taken is not None else ""):
            return
        self._show_taken(None)
        if mrn:
            self._bridge.ask(
                self, lambda queries: _taken(queries, mrn, exclude), self._show_taken, topic="taken"
            )
        else:
            self._bridge.forget(self, "taken")

    def _show_taken(self, taken: Taken | None) -> None:
        """Say beside the record number who has it."""
        assert self.form is not None
        self._taken = taken
        if taken is not None:
            refusal = Refusal("mrn-exists", fields.MRN, {"mrn": taken.mrn, "name": taken.name})
            self.form.field(fields.MRN).show_error(Sentences(self._bridge.words).refusal(refusal))

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
        self._set_busy(False)
        self.form.show_message(Sentences(self._bridge.words).fault(fault))

    def _set_busy(self, busy: bool) -> None:
        assert self.form is not None
        self._is_sending = busy
        self.form.set_busy(busy)

    def _bring_in_sight(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._inside.isAncestorOf(now):
            self._area.ensureWidgetVisible(now)

    def _fit_height(self) -> None:
        """As high as the lines of the form need, which depends on the width, and within the window beneath."""
        parent = self.parentWidget()
        if parent is None:
            return
        beneath, needed = parent.window(), self._column.totalHeightForWidth(self.width())
        high = min(needed, beneath.height() - 2 * _MARGIN)
        if high <= 0 or high == self.height():
            return
        grows_first = self.form is not None and not self._is_placed
        self.setMinimumHeight(high)
        self.resize(self.width(), high)
        room = beneath.geometry().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        place = self.geometry()
        if grows_first:
            self._is_placed = True
            place.moveCenter(room.center())
        place.moveBottom(min(place.bottom(), room.bottom()))
        place.moveTop(max(place.top(), room.top()))
        if place != self.geometry():
            self.setGeometry(place)


def break_lines(form: EntryForm) -> None:
    """What belongs together on a line of its own: record number, names, birth, national number and place."""
    for key in (fields.FAMILY_NAME, fields.BIRTH_DATE, fields.NATIONAL_NUMBER):
        form.insert_before(key, _LineBreak())


def _taken(queries: Queries, mrn: str, exclude: str | None) -> Taken | None:
    record = queries.course_of(mrn)
    if record is None or record.patient.id == exclude:
        return None
    return Taken(mrn, record.patient.identity.display_name, record.course.id)
