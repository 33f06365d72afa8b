"""The form of a step inside its row: questions, the variance where one is needed, both sides of a conflict."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.domain.errors import Refused
from pathway_app.messages import Sentences
from ui import theme
from ui.course import plans
from ui.course.checking import Check, ConflictStory, check, conflict_story
from ui.course.drafts import Draft
from ui.course.explanation import documented_route
from ui.course.input import (
    Content,
    Target,
    command_of,
    content_of,
    content_of_entry,
    form_key,
    form_values,
)
from ui.course.local_time import Passing, passing, to_minute
from ui.course.plans import DECIDING_MODES, VALUE, VARIANCE_FIELDS, Mode, Plan
from ui.course.presenter import CoursePage, CoursePresenter
from ui.course.undo import retraction_text
from ui.widgets.entry_form import EntryForm, FormAction
from ui.widgets.field_spec import FieldWords
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, make_button, wrapping_label
from ui.widgets.tag import StatusTag

_VARIANCE = "add-variance"
_DISCARD = "discard"


class _WholeLine(PlainLabel):
    """A label that takes a line of the form for itself."""

    def __init__(self, role: str) -> None:
        super().__init__("", role)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        return QSize(4000, super().sizeHint().height())


class _RouteCard(QFrame):
    """What the document says beside a decision, with its place."""

    def __init__(self, citation: str, text: str, source: str) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(4)
        if citation:
            row = QHBoxLayout()
            row.setSpacing(6)
            row.addWidget(StatusTag(None, source), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(wrapping_label(citation, "smallStrong"), 1)
            column.addLayout(row)
        column.addWidget(wrapping_label(text, "small"))
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(f"{citation}: {text}" if citation else text)

    def sizeHint(self) -> QSize:
        return QSize(330, self.heightForWidth(330))


class _ConflictCard(QFrame):
    """Both contents beside each other, and what can be done now.

    The card itself takes the keys first: an Enter that was already on its way chooses nothing.
    """

    keep = Signal()
    mine = Signal()

    def __init__(self, story: ConflictStory) -> None:
        super().__init__()
        self.story = story
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(" ".join((story.sentence, story.theirs_title, *story.theirs)))
        self.setProperty("role", "notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(8)
        column.addWidget(wrapping_label(f"! {story.sentence}", "strong"))
        both = QHBoxLayout()
        both.setSpacing(16)
        for title, lines in ((story.theirs_title, story.theirs), (story.mine_title, story.mine)):
            side = QVBoxLayout()
            side.setSpacing(2)
            side.addWidget(wrapping_label(title, "smallStrong"))
            for line in lines:
                side.addWidget(wrapping_label(line, "small"))
            side.addStretch(1)
            both.addLayout(side, 1)
        column.addLayout(both)
        buttons = FlowBox()
        self.keep_button = make_button(story.keep_title)
        self.keep_button.clicked.connect(self.keep)
        buttons.add(self.keep_button)
        self.mine_button = make_button(story.next_title)
        self.mine_button.clicked.connect(self.mine)
        if story.next_mode is not None:
            buttons.add(self.mine_button)
        else:
            self.mine_button.setParent(self)
            self.mine_button.hide()
        column.addWidget(buttons)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour(theme.colours().focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


class StepForm(QWidget):
    """One form of one step. It asks the rules at each change and shows what they want; it saves nothing itself.

    `from_paper`: what is written on a sheet is typed over. No moment is filled in then, and its day is wanted.

    `submitted` carries the command; `asked_mode` another form of the same step; `kept_theirs` and `entered_mine`
    (with the mode for it) are the two ways out of a conflict. `discarded`: what was typed earlier is not wanted.
    """

    submitted = Signal(object)
    back = Signal()
    asked_mode = Signal(object)
    kept_theirs = Signal()
    entered_mine = Signal(object)
    discarded = Signal()

    def __init__(
        self,
        presenter: CoursePresenter,
        page: CoursePage,
        mode: Mode,
        target: Target,
        words: FieldWords,
        now: datetime,
        *,
        from_paper: bool = False,
    ) -> None:
        super().__init__()
        self._now = now
        self.mode = mode
        self.from_paper = from_paper
        self.target = target
        self._presenter, self._page = presenter, page
        self._checkpoint = presenter.record.definition.by_id[target.place[0]]
        self._plan: Plan = plans.plan(
            presenter.told, self._checkpoint, mode, target.standing, from_paper=from_paper
        )
        self._with_variance = self._plan.asks_variance
        self._conflict: _ConflictCard | None = None
        self._check = Check()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.setSpacing(8)
        above = self._text_above()
        if above:
            self._column.addWidget(wrapping_label(above, "small"))
        self.form = self._make_form(words)
        self._column.addWidget(self.form)
        start = self._start()
        self._exact = start.occurred_at
        self._with_variance = self._with_variance or start.variance is not None
        self.form.set_values(form_values(start, presenter.told.words.zone))
        self._update()
        self._untouched = self.form.draft()
        self.form.changed.connect(self._update)

    def content(self) -> Content:
        """What the form holds now."""
        zone = self._presenter.told.words.zone
        return content_of(self.form.values(), zone, self._exact, from_paper=self.from_paper)

    def draft(self) -> Draft | None:
        """What the user changed since the form was opened; None where that is nothing."""
        now = self.form.draft()
        changed = {key: value for key, value in now.items() if value != self._untouched.get(key)}
        if not changed:
            return None
        return Draft(
            self.mode,
            changed,
            self._with_variance,
            self.target.revision,
            None if self.from_paper else self._now,
            self.from_paper,
            frozenset(now),
            self._presenter.record.patient.identity.display_name,
        )

    def restore(self, draft: Draft) -> None:
        """Put back what was changed earlier, also in another form of the step, as far as it is asked here."""
        self._with_variance = self._with_variance or (draft.with_variance and self._asks_variance())
        self._update()
        self.form.restore(draft.changed)
        self._update()
        self.form.action_buttons[_DISCARD].show()

    def show_course(self, presenter: CoursePresenter, page: CoursePage) -> None:
        """The course was read again: ask the rules anew; what was typed stays. A conflict is shown."""
        self._presenter, self._page = presenter, page
        self._update()
        story = conflict_story(presenter, page, self.mode, self.target, self.content())
        if story is not None and self.mode is not Mode.NOTE:
            self._show_conflict(story)

    def show_refused(self, refused: Refused) -> None:
        """Say each reason beside its field, the others above the buttons."""
        told = self._presenter.told
        sentences = Sentences(told.words, self._presenter.record.definition)
        keys = frozenset(spec.key for spec in self._plan.specs)
        by_field: dict[str, str] = {}
        general: list[str] = []
        for reason in refused.reasons:
            key, sentence = form_key(reason, keys), sentences.refusal(reason)
            if key is None:
                general.append(sentence)
                continue
            if key in VARIANCE_FIELDS:
                self._with_variance = True
            by_field.setdefault(key, sentence)
        self._update()
        self.form.show_problems(by_field, "\n".join(general))

    def say(self, text: str, role: str = "error") -> None:
        self.form.show_message(text, role)

    def set_busy(self, busy: bool) -> None:
        self.form.set_busy(busy)

    def lock(self, reason: str) -> None:
        """Show the form without letting anything be entered."""
        for spec in self._plan.specs:
            self.form.field(spec.key).setEnabled(False)
        self.form.set_busy(True)
        self.form.action_buttons[_DISCARD].setEnabled(True)
        self.form.show_message(reason, "small")

    def focus_first(self) -> None:
        self.form.focus_first()

    def focus_discard(self) -> None:
        """Give the keys to the one thing that can be done in a locked form with a draft."""
        self.form.action_buttons[_DISCARD].setFocus()

    def conflict(self) -> _ConflictCard | None:
        """The conflict that is shown, if any."""
        return self._conflict

    def _make_form(self, words: FieldWords) -> EntryForm:
        _ = self._presenter.told.words.gettext
        actions = [FormAction(mode.value, title) for mode, title in self._plan.others]
        if self.mode in (Mode.TICK, Mode.CORRECT) and self._asks_variance():
            actions.append(FormAction(_VARIANCE, _("Add a variance…")))
        actions.append(FormAction(_DISCARD, _("Discard the draft")))
        form = EntryForm(self._plan.specs, words, self._plan.save_title, actions=actions)
        form.action_buttons[_DISCARD].hide()
        if self._asks_variance():
            self._variance_head = _WholeLine("variance")
            form.insert_before(plans.VARIANCE_CLASS, self._variance_head)
        self._add_route(form)
        form.save.connect(self._save)
        form.back.connect(self.back)
        form.asked_action.connect(self._asked)
        return form

    def _add_route(self, form: EntryForm) -> None:
        told, place = self._presenter.told, self.target.place
        route = documented_route(told, self._page.state, *place)
        routes = told.definition.routes
        if route is None or routes is None or self.mode not in (Mode.TICK, Mode.CORRECT):
            return
        keys = [spec.key for spec in self._plan.specs]
        decision = VALUE + routes.decision_field
        if decision in keys:
            card = _RouteCard(route.citation, route.text, told.words.gettext("Source"))
            form.insert_before(keys[keys.index(decision) + 1], card)

    def _asks_variance(self) -> bool:
        return any(spec.key == plans.VARIANCE_CLASS for spec in self._plan.specs)

    def _text_above(self) -> str:
        told, standing = self._presenter.told, self.target.standing
        if self.mode is Mode.RETRACT and standing is not None:
            return retraction_text(told, self._presenter.ledger, standing.entry)
        return ""

    def _start(self) -> Content:
        if self.mode in DECIDING_MODES:
            return Content(occurred_at=None if self.from_paper else to_minute(self._now))
        if self.mode is Mode.CORRECT and self.target.standing is not None:
            return content_of_entry(self.target.standing.entry)
        return Content()

    def _update(self) -> None:
        """Show what the rules want of what the form holds now."""
        content = self.content()
        self._check = check(self._presenter, self._page, self.mode, self.target, content)
        if self._asks_variance():
            self._update_variance()
        keys = {spec.key for spec in self._plan.specs}
        if plans.WHICH_TIME in keys:
            local = self.form.field(plans.OCCURRED_AT).value()
            zone = self._presenter.told.words.zone
            twice = local is not None and passing(local, zone) is Passing.TWICE  # type: ignore[arg-type]
            self.form.set_shown(plans.WHICH_TIME, twice)
        routes = self._presenter.record.definition.routes
        if routes is not None and VALUE + routes.rationale_field in keys:
            field = self.form.field(VALUE + routes.rationale_field)
            field.set_required(field.spec.required or self._check.rationale == routes.rationale_field)

    def _update_variance(self) -> None:
        needed = bool(self._check.needs_variance)
        shown = needed or self._with_variance
        for key in VARIANCE_FIELDS:
            self.form.set_shown(key, shown)
        unspecified = self.form.field(plans.VARIANCE_CLASS).value() == "unspecified"
        self.form.field(plans.VARIANCE_REASON).set_required(not unspecified)
        _ = self._presenter.told.words.gettext
        self._variance_head.setText(f"≠ {self._check.needs_variance or _('Variance')}")
        self._variance_head.setVisible(shown)
        button = self.form.action_buttons.get(_VARIANCE)
        if button is not None:
            button.setVisible(not needed)
            button.setText(_("Without variance") if self._with_variance else _("Add a variance…"))

    def _asked(self, key: str) -> None:
        if key == _DISCARD:
            self.discarded.emit()
            return
        if key != _VARIANCE:
            self.asked_mode.emit(Mode(key))
            return
        self._with_variance = not self._with_variance
        self._update()
        if self._with_variance:
            self.form.field(plans.VARIANCE_CLASS).focus()

    def _save(self) -> None:
        content = self.content()
        asks_moment = any(spec.key == plans.OCCURRED_AT for spec in self._plan.specs)
        if asks_moment and content.occurred_at is None:
            never = self._presenter.told.words.gettext(
                "The clock is put forward that night; it never shows this time."
            )
            self.form.show_problems({plans.OCCURRED_AT: never})
            return
        self.submitted.emit(command_of(self.mode, self.target, content))

    def _show_conflict(self, story: ConflictStory) -> None:
        if self._conflict is not None and self._conflict.story == story:
            return
        if self._conflict is not None:
            self._column.removeWidget(self._conflict)
            self._conflict.hide()
            self._conflict.deleteLater()
        self._conflict = _ConflictCard(story)
        self._conflict.keep.connect(self.kept_theirs)
        self._conflict.mine.connect(lambda: self.entered_mine.emit(story.next_mode))
        self._column.insertWidget(0, self._conflict)
        self._conflict.lower()  # first in the order of Tab too
        self.form.show_problems({})
        self.form.set_busy(True)
        self.updateGeometry()
        self._conflict.setFocus()


class StepActions(QWidget):
    """What can be done with a step on which something is entered, or on which nothing can be."""

    chosen = Signal(object)
    back = Signal()

    def __init__(self, text: str, actions: tuple[tuple[Mode, str, str], ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        if text:
            column.addWidget(wrapping_label(text, "small"))
        row = FlowBox()
        self.buttons = {}
        for mode, title, keys in actions:
            button = make_button(title, keys=keys)
            button.clicked.connect(lambda _on=False, chosen=mode: self.chosen.emit(chosen))
            self.buttons[mode] = button
            row.add(button)
        column.addWidget(row)

    def focus_first(self) -> None:
        for button in self.buttons.values():
            if button.isEnabled():
                button.setFocus()
                return
