"""Entering on the checklist: which form is open, what is sent, what is kept when it is left or refused."""

from __future__ import annotations

from dataclasses import replace

import shiboken6
from PySide6.QtCore import QObject, Signal

from pathway_app import commands
from pathway_app.changes import Changes
from pathway_app.domain.course import CheckpointState, State
from pathway_app.domain.errors import Conflict, EnvironmentFault, Refusal, Refused
from pathway_app.messages import Sentences
from ui.bridge import Bridge
from ui.course.checking import already_entered, check, refused_sentences, target_then
from ui.course.drafts import Draft, Drafts, key_of
from ui.course.forms import StepActions, StepForm
from ui.course.input import Content, Target, command_of
from ui.course.local_time import to_minute
from ui.course.plans import DECIDING_MODES, REASON, Mode, is_plain
from ui.course.presenter import CoursePage, CoursePresenter
from ui.field_words import field_words
from ui.widgets.checklist import Checklist

COMMANDS: dict[Mode, type[commands.Command]] = {
    Mode.TICK: commands.CompleteCheckpoint,
    Mode.SKIP: commands.SkipCheckpoint,
    Mode.NOT_APPLICABLE: commands.MarkNotApplicable,
    Mode.CORRECT: commands.CorrectEntry,
    Mode.RETRACT: commands.RetractEntry,
    Mode.CLOSE_VARIANCE: commands.CloseVariance,
    Mode.NOTE: commands.AddNote,
}


class StepEntering(QObject):
    """Opens forms in the rows of `checklist` and gives their commands to the bridge.

    `stale` asks for the course to be read again; `told` carries a sentence for the user that belongs to no form;
    `drafts_changed` says that another row has (or no longer has) kept typing.
    """

    stale = Signal()
    told = Signal(str)
    drafts_changed = Signal()
    paper_wanted = Signal()
    """what was typed over from a sheet is opened again"""

    def __init__(self, bridge: Bridge, checklist: Checklist) -> None:
        super().__init__(checklist)
        self._bridge = bridge
        self._checklist = checklist
        self._words = field_words(bridge.words, bridge.clock)
        self._drafts = Drafts(bridge.drafts)
        self._ticking: set[str] = set()
        self._saved: str | None = None
        self._last: commands.Command | None = None
        self._form: StepForm | None = None
        self._read: CoursePresenter | None = None
        self._presenter: CoursePresenter
        self._page: CoursePage
        self._course_id = ""
        self._from_paper = False
        checklist.asked_tick.connect(self.tick)
        checklist.asked_open.connect(self.toggle)
        bridge.drafts.changed.connect(self._draft_changed)
        bridge.leaving.connect(self._keep_draft)
        bridge.actor_changed.connect(self._leave_actor)

    def show_course(self, presenter: CoursePresenter, page: CoursePage) -> None:
        """The rows show `page` now. A form that was saved is closed, an open one asks the rules anew."""
        self._presenter, self._page = presenter, page
        self._course_id = presenter.record.course.id
        if presenter is not self._read:
            self._read = presenter
            self._close_saved()
        form = self._open_form()
        if form is not None:
            form.show_course(presenter, page)

    def _close_saved(self) -> None:
        """What was sent stands in the rows now."""
        self._ticking.clear()
        if self._saved is not None and self._checklist.open_key() == self._saved:
            self._close_form()
            if self._from_paper:
                self._to_next_open(self._saved)
        self._saved = None

    def _to_next_open(self, key: str) -> None:
        """Down the list as down the sheet, unless the user has gone elsewhere meanwhile."""
        row = self._checklist.row(key)
        following = self.first_open(key)
        if following and row is not None and row.window().focusWidget() is row.box():
            self._checklist.focus_row(following)

    def first_open(self, key: str = "") -> str:
        """The first row on which something can be entered, from `key` on or from the top; empty where none is."""
        keys = self._checklist.keys()
        for each in keys[keys.index(key) if key else 0 :]:
            state = self._page.row(each)
            if state is not None and state.is_open:
                return each
        return ""

    def enter_from_paper(self, on: bool) -> None:
        """Whether what is entered from now on is typed over from a sheet. An open form becomes one for that; the
        present moment, which it may have filled in by itself, is not taken along."""
        form, key = self._open_form(), self._checklist.open_key()
        self._from_paper = on
        if form is None or form.from_paper is on:
            return
        if form.conflict() is None:
            self._change_mode(key, form.mode)
        else:
            self.close()

    def leave_course(self) -> None:
        """Another course follows: close the open form and keep what was typed."""
        self.close()
        self._ticking.clear()
        self._saved = None

    def drafts(self, course_id: str) -> frozenset[str]:
        """The rows of a course with kept typing."""
        return self._drafts.rows(course_id)

    def form(self) -> StepForm | None:
        """The open form, if any."""
        return self._open_form()

    def tick(self, key: str) -> None:
        """Space or a click on the box: a step that asks nothing is recorded as done now, any other opens.

        From paper each opens: when it was done is asked.
        """
        row = self._page.row(key)
        if row is None or key in self._ticking:
            return
        if self._from_paper:
            self.open(key)
            return
        checkpoint = self._presenter.record.definition.by_id[row.checkpoint]
        enterable = row.standing is None and row.state not in (State.UNDECIDED, State.NOT_APPLICABLE)
        if not (enterable and is_plain(checkpoint)) or self._why_not(Mode.TICK):
            self.open(key)
            return
        if self._drafts.get(self._course_id, key, Mode.TICK) or self._checklist.open_key() == key:
            self.open(key)
            return
        content = Content(occurred_at=to_minute(self._bridge.clock.now()))
        target = self._target(row)
        if check(self._presenter, self._page, Mode.TICK, target, content).needs_variance:
            self.open(key)
            return
        self._ticking.add(key)
        command = command_of(Mode.TICK, target, content)
        self._bridge.execute(
            command,
            done=lambda _changes: None,
            refused=lambda refused: self._tick_refused(key, refused),
            failed=lambda _fault: self._ticking.discard(key),
            asker=self,
        )

    def toggle(self, key: str) -> None:
        """Enter or a click on the words: open the row's form, or close it again."""
        if self._checklist.open_key() == key:
            self.close()
        else:
            self.open(key)

    def open(self, key: str, mode: Mode | None = None) -> None:
        """Open a form of the row: the one of `mode`, else the one with kept typing, else what suits its state."""
        row = self._page.row(key)
        if row is None:
            return
        self._keep_draft()
        kept = self._drafts.get(self._course_id, key, mode)
        if kept is not None and kept.from_paper and not self._from_paper:
            self.paper_wanted.emit()
        if kept is not None and self._open_overtaken(key, row, kept):
            return
        if mode is None and kept is not None and self._suits(kept.mode, row):
            mode = kept.mode
        if mode is None and kept is not None and kept.mode in DECIDING_MODES and row.standing is None:
            self._open_unfit(key, row, kept)
        elif mode is None and (row.standing is not None or not row.is_open):
            self._open_actions(key, row)
        else:
            self._open_mode(key, row, mode or Mode.TICK, kept)

    def close(self) -> bool:
        """Close what is open and keep what was typed; False where nothing was open."""
        key = self._checklist.open_key()
        if not key:
            return False
        self._keep_draft()
        self._bridge.drafts.flush()
        self._close_form()
        self._checklist.focus_row(key)
        return True

    def save(self) -> None:
        """Save the open form, if any, as its own Ctrl+Enter does."""
        form = self._open_form()
        if form is not None:
            form.form.try_save()

    def actions(self, key: str) -> tuple[tuple[Mode, str, str], ...]:
        """What can be done with a row: (mode, title, keys)."""
        row = self._page.row(key)
        if row is None:
            return ()
        _ = self._bridge.words.gettext
        note = (Mode.NOTE, _("Note…"), "")
        if row.standing is not None:
            close = ((Mode.CLOSE_VARIANCE, _("Close the variance…"), ""),) if row.variance_open else ()
            return (
                (Mode.CORRECT, _("Correct…"), "F2"),
                (Mode.RETRACT, _("Retract…"), _("Del")),
                *close,
                note,
            )
        if not row.is_open:
            return (note,)
        return (
            (Mode.TICK, _("Tick…"), "↵"),
            (Mode.NOT_APPLICABLE, _("Not applicable…"), ""),
            (Mode.SKIP, _("Skip (variance)…"), ""),
            note,
        )

    def why_not(self, mode: Mode) -> str:
        """Why the user may not enter this, in words; empty where that is allowed."""
        return self._why_not(mode)

    def _open_actions(self, key: str, row: CheckpointState) -> None:
        actions = self.actions(key)
        reasons = list(dict.fromkeys(filter(None, (self._why_not(mode) for mode, *_rest in actions))))
        bar = StepActions("\n".join(reasons), actions)
        for mode, button in bar.buttons.items():
            button.setEnabled(not self._why_not(mode))
        bar.chosen.connect(lambda mode: self.open(key, mode))
        self._form = None
        self._checklist.open_form(key, bar)
        bar.focus_first()

    def _open_overtaken(self, key: str, row: CheckpointState, kept: Draft) -> bool:
        """Open what was typed before somebody entered the step, with what was entered beside it; False where nobody
        did, or where it is what was entered (the program ended before it could drop the draft)."""
        then = target_then(self._presenter, (row.checkpoint, row.round), kept)
        if then is None:
            return False
        self._open_mode(key, row, kept.mode, kept, then)
        form = self._open_form()
        if form is None:
            return False
        if already_entered(self._presenter, self._bridge.actor.name, kept.mode, then, form.content()):
            self._drafts.drop(self._course_id, key, kept.mode)
            self._close_form()
            return False
        form.show_course(self._presenter, self._page)
        return True

    def _open_unfit(self, key: str, row: CheckpointState, kept: Draft) -> None:
        """Show what was typed for a step that no longer applies, by an answer elsewhere."""
        self._open_mode(key, row, kept.mode, kept)
        form = self._open_form()
        if form is not None:
            _ = self._bridge.words.gettext
            form.lock(_("This step does not apply now; what you typed stays here."))
            form.focus_discard()

    def _open_mode(
        self, key: str, row: CheckpointState, mode: Mode, kept: Draft | None, target: Target | None = None
    ) -> None:
        began = kept.began if kept is not None and not self._from_paper else None
        form = StepForm(
            self._presenter,
            self._page,
            mode,
            target or self._target(row),
            self._words,
            began or self._bridge.clock.now(),
            from_paper=self._from_paper,
        )
        if kept is not None:
            form.restore(kept)
        form.form.changed.connect(lambda: self._typed(form))
        form.submitted.connect(lambda command: self._send(key, form, command))
        form.back.connect(self.close)
        form.asked_mode.connect(lambda other: self._change_mode(key, other))
        form.kept_theirs.connect(lambda: self._discard(key))
        form.entered_mine.connect(lambda other: self._enter_mine(key, other))
        form.discarded.connect(lambda: self._discard(key))
        why_not = self._why_not(mode)
        self._form = form
        self._checklist.open_form(key, form)
        if why_not:
            form.lock(why_not)
        else:
            form.focus_first()

    def _change_mode(self, key: str, mode: Mode) -> None:
        """Another form of the same step, with what was typed as far as it is asked there."""
        self._keep_draft()
        row = self._page.row(key)
        if row is not None:
            self._open_mode(key, row, mode, self._drafts.get(self._course_id, key, mode))
            self._keep_draft()

    def _enter_mine(self, key: str, mode: Mode) -> None:
        """What was typed, over what someone else entered: only the reason lacks where that is a correction."""
        self._change_mode(key, mode)
        form = self._open_form()
        if form is not None and mode is Mode.CORRECT and not self._why_not(mode):
            form.form.field(REASON).focus()

    def _discard(self, key: str) -> None:
        """What was typed is not wanted any more."""
        form = self._open_form()
        if form is not None:
            self._drafts.drop(self._course_id, key, form.mode)
        self._close_form()
        self._checklist.focus_row(key)

    def _send(self, key: str, form: StepForm, command: commands.CourseCommand) -> None:
        form.set_busy(True)
        command = self._same_as_before(command)
        course_id, mode = self._course_id, form.mode

        def done(_changes: Changes) -> None:
            self._last = None
            if self._course_id == course_id:
                self._saved = key

        self._bridge.execute(
            command,
            done=done,
            refused=lambda refused: self._refused(form, refused),
            failed=lambda fault: self._failed(form, command, fault),
            asker=self,
            draft=key_of(course_id, key, mode),
        )

    def _same_as_before(self, command: commands.CourseCommand) -> commands.CourseCommand:
        """After a fault the same content is given under the same id: perhaps it had been recorded."""
        last = self._last
        if isinstance(last, type(command)) and replace(command, command_id=last.command_id) == last:
            return last
        return command

    def _refused(self, form: StepForm, refused: Refused) -> None:
        if isinstance(refused, Conflict):
            self.stale.emit()
        if not shiboken6.isValid(form) or self._form is not form:
            self.told.emit(refused_sentences(self._presenter, refused))
            return
        form.set_busy(False)
        form.show_refused(refused)

    def _failed(self, form: StepForm, command: commands.Command, fault: EnvironmentFault) -> None:
        self._last = command
        if shiboken6.isValid(form) and self._form is form:
            form.set_busy(False)
            form.say(Sentences(self._bridge.words).fault(fault))

    def _tick_refused(self, key: str, refused: Refused) -> None:
        self._ticking.discard(key)
        self.told.emit(refused_sentences(self._presenter, refused))
        self.stale.emit()

    def _why_not(self, mode: Mode) -> str:
        if self._page.ended:
            return self._page.ended
        command = COMMANDS[mode]
        if self._bridge.may(command):
            return ""
        role = self._bridge.actor.role.value
        refusal = Refusal("not-allowed", params={"role": role, "command": command.__name__})
        return Sentences(self._bridge.words).refusal(refusal)

    def _target(self, row: CheckpointState) -> Target:
        return Target(self._course_id, (row.checkpoint, row.round), self._presenter.revision, row.standing)

    def _suits(self, mode: Mode, row: CheckpointState) -> bool:
        """Whether kept typing still fits what is entered now."""
        if mode is Mode.NOTE:
            return True
        return (row.standing is None and row.is_open) if mode in DECIDING_MODES else row.standing is not None

    def _open_form(self) -> StepForm | None:
        form = self._form
        if form is None or not shiboken6.isValid(form) or not self._checklist.open_key():
            return None
        return form

    def _typed(self, form: StepForm) -> None:
        if self._form is form:
            self._keep_draft()

    def _keep_draft(self) -> None:
        form, key = self._open_form(), self._checklist.open_key()
        if form is not None and key != self._saved:
            self._drafts.keep(self._course_id, key, form.mode, form.draft())

    def _draft_changed(self, key: str) -> None:
        if self._course_id and f"/{self._course_id}/" in key:
            self.drafts_changed.emit()

    def _close_form(self) -> None:
        self._form = None
        self._checklist.close_form()

    def _leave_actor(self) -> None:
        """Someone else sits here now: what the one before typed is not theirs."""
        self._close_form()
        self.drafts_changed.emit()
