"""Entering what the board says about one case: two steps in two forms, sent one after the other.

Each is an ordinary entry. Nothing that was typed is lost when another case or screen is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from pathway_app import commands
from pathway_app.changes import Changes
from pathway_app.domain.entries import Place
from pathway_app.domain.errors import Conflict, EnvironmentFault, Refusal, Refused
from pathway_app.messages import Sentences
from pathway_app.queries import CourseRecord
from ui.board.board_form import BoardForm
from ui.bridge import Bridge
from ui.course.checking import refused_sentences
from ui.course.drafts import Drafts, key_of
from ui.course.entering import COMMANDS
from ui.course.input import Target, provisional_entry
from ui.course.plans import REASON, Mode
from ui.course.presenter import CoursePage, CoursePresenter
from ui.course.rows import row_key
from ui.field_words import field_words

Prepare = Callable[[str, Callable[[], None]], None]
"""gets a course and what to do once it stands on the meeting's list"""


@dataclass(frozen=True, slots=True)
class _Shown:
    """The case as it was read, and its two places: discussed, decided."""

    presenter: CoursePresenter
    page: CoursePage
    places: tuple[Place, Place]
    moment: datetime


@dataclass(frozen=True, slots=True)
class _Sent:
    """One form's command on its way."""

    place: Place
    form: BoardForm
    form_mode: Mode
    command: commands.CourseCommand


class Deciding(QObject):
    """Makes the forms of a case and gives their commands to the bridge.

    `forms_changed`: other forms are to be shown. `decided` carries the course whose forms are all entered; `stale`
    asks for the case to be read again; `told` carries a sentence that belongs to no form; `left` comes with Esc.
    """

    forms_changed = Signal()
    decided = Signal(str)
    stale = Signal()
    told = Signal(str)
    left = Signal()

    def __init__(self, bridge: Bridge, drafts: Drafts, prepare: Prepare, home: QWidget) -> None:
        super().__init__(home)
        self._home = home
        self._bridge = bridge
        self._drafts = drafts
        self._prepare = prepare
        self._words = field_words(bridge.words, bridge.clock)
        self._names = {account.name: account.full_name for account in bridge.accounts}
        self._shown: _Shown | None = None
        self._forms: dict[Place, BoardForm] = {}
        self._gathered: dict[Place, commands.CourseCommand] | None = None
        self._sending = False
        self._saved: set[Place] = set()
        self._last: dict[Place, commands.CourseCommand] = {}

    @property
    def course(self) -> str:
        """The course whose forms are shown; empty without one."""
        return self._shown.presenter.record.course.id if self._shown is not None else ""

    @property
    def presenter(self) -> CoursePresenter | None:
        return self._shown.presenter if self._shown is not None else None

    @property
    def page(self) -> CoursePage | None:
        return self._shown.page if self._shown is not None else None

    @property
    def is_sending(self) -> bool:
        """Whether something is on its way."""
        return self._sending

    def form(self, at: int) -> BoardForm | None:
        """The form of the discussion (0) or of the decision (1), where one is asked."""
        return self._forms.get(self._shown.places[at]) if self._shown is not None else None

    def place(self, at: int) -> Place | None:
        return self._shown.places[at] if self._shown is not None else None

    def show(self, record: CourseRecord, round_: int, moment: datetime) -> None:
        """Show the forms of a case; of the case that is shown already they stay, and ask the rules anew."""
        board = record.definition.outline.board
        assert board is not None
        places = ((board.discussed, round_), (board.decision, round_))
        same = self._shown is not None and (self.course, self._shown.places) == (record.course.id, places)
        if not same:
            self.leave()
        presenter = CoursePresenter(record, self._bridge.words, self._names)
        page = presenter.page(self._bridge.clock.now())
        self._shown = _Shown(presenter, page, places, moment)
        before = dict(self._forms)
        for place in places:
            self._bring_up_to_date(place)
        self._presume()
        if not same or before != self._forms:
            self.forms_changed.emit()

    def leave(self) -> None:
        """Take the forms away and keep what was typed."""
        self.keep()
        self._drop_all()
        self._shown = None
        self._saved.clear()

    def keep(self) -> None:
        """Keep what was typed so far."""
        for place, form in self._live():
            self._keep_one(place, form)

    def _keep_one(self, place: Place, form: BoardForm) -> None:
        draft = form.draft()
        if place in self._saved or self._shown is None:
            return
        if draft is not None:
            name = self._shown.presenter.record.patient.identity.display_name
            draft = replace(
                draft, asked=frozenset(form.form.draft()), name=name, revision=form.target.revision
            )
        self._drafts.keep(self.course, row_key(*place), form.mode, draft)

    def is_touched(self) -> bool:
        """Whether anything is typed in the forms that show."""
        return any(form.draft() is not None for place, form in self._live() if place not in self._saved)

    def forget(self) -> None:
        """Someone else sits here now: what the one before typed is not theirs, and was put away."""
        self._drop_all()
        self._shown = None
        self._saved.clear()

    def why_not(self, mode: Mode = Mode.TICK) -> str:
        """Why the user may not enter this, in words; empty where that is allowed."""
        command = COMMANDS[mode]
        if self._bridge.may(command):
            return ""
        role = self._bridge.actor.role.value
        refusal = Refusal("not-allowed", params={"role": role, "command": command.__name__})
        return Sentences(self._bridge.words).refusal(refusal)

    def save(self) -> None:
        """Enter what the forms hold, the discussion first; where something lacks, its field gets the keys."""
        forms = list(self._live())
        if not forms or self._sending:
            return
        conflict = next((card for _place, form in forms if (card := form.conflict()) is not None), None)
        if conflict is not None:
            conflict.setFocus()
            return
        self._gathered = {}
        for _place, form in reversed(forms):  # the first one has the last word on the focus
            form.form.try_save()
        gathered, self._gathered = self._gathered, None
        if len(gathered) < len(forms):
            return
        sent = tuple(
            _Sent(place, form, form.mode, self._same_as_before(place, gathered[place]))
            for place, form in forms
        )
        self._sending = True
        for _place, form in forms:
            form.set_busy(True)
        course = self.course
        self._prepare(course, lambda: self._send(course, sent))

    def give_up(self) -> None:
        """What was to be prepared failed: everything stays in the forms."""
        self._sending = False
        self._free()

    def _live(self) -> Iterator[tuple[Place, BoardForm]]:
        """The forms that show, the discussion's first."""
        for place, form in sorted(self._forms.items(), key=lambda each: self._order(each[0])):
            if shiboken6.isValid(form):
                yield place, form

    def _order(self, place: Place) -> int:
        assert self._shown is not None
        return self._shown.places.index(place)

    def _bring_up_to_date(self, place: Place) -> None:
        assert self._shown is not None
        row = self._shown.page.row(row_key(*place))
        form = self._forms.get(place)
        if form is not None and place in self._saved:
            self._drop(place)
            form = None
        if form is not None:
            form.begin_at(self._shown.moment)
            form.show_course(self._shown.presenter, self._shown.page)
        elif row is not None and row.is_open and row.standing is None and not self._shown.page.ended:
            self._saved.discard(place)
            self._make(place, Mode.TICK)

    def _make(self, place: Place, mode: Mode) -> BoardForm:
        shown = self._shown
        assert shown is not None
        row = shown.page.row(row_key(*place))
        assert row is not None
        presenter, page = self._presumed(place)
        target = Target(self.course, place, shown.presenter.revision, row.standing)
        together = place == shown.places[1] and mode is Mode.TICK and self.form(0) is not None
        form = BoardForm(presenter, page, mode, target, self._words, shown.moment, with_discussion=together)
        form.setParent(self._home)
        kept = self._drafts.get(self.course, row_key(*place), mode)
        if kept is not None:
            form.restore(kept)
        form.submitted.connect(lambda command: self._submitted(place, command))
        form.back.connect(self.left)
        form.kept_theirs.connect(lambda: self._keep_theirs(place))
        form.entered_mine.connect(lambda other: self._enter_mine(place, other))
        form.form.changed.connect(lambda: self._typed(place))
        self._forms[place] = form
        if self.why_not(mode):
            form.lock(self.why_not(mode))
        return form

    def _drop(self, place: Place) -> None:
        form, keys = self._forms.pop(place), QApplication.focusWidget()
        if keys is not None and form.isAncestorOf(keys):
            self.left.emit()  # else Qt would hand the keys to whatever comes next
        form.hide()
        form.deleteLater()

    def _drop_all(self) -> None:
        for place in list(self._forms):
            self._drop(place)

    def _presumed(self, place: Place) -> tuple[CoursePresenter, CoursePage]:
        """The course; for the decision as it will be once the discussion beside it is entered."""
        shown = self._shown
        assert shown is not None
        form = self._forms.get(shown.places[0])
        row = shown.page.row(row_key(*shown.places[0]))
        first = place == shown.places[1] and form is not None and row is not None and row.standing is None
        if not first or form is None:
            return shown.presenter, shown.page
        content = form.content()
        content = replace(content, occurred_at=content.occurred_at or shown.moment)
        entry = provisional_entry(Mode.TICK, shown.places[0], content, None, shown.page.now)
        assert entry is not None
        record = shown.presenter.record
        grown = replace(record.course, entries=(*record.course.entries, entry))
        presenter = CoursePresenter(replace(record, course=grown), self._bridge.words, self._names)
        return presenter, presenter.page(shown.page.now)

    def _presume(self) -> None:
        """Let the decision follow what the discussion's form says."""
        discussed, decision = self.form(0), self.form(1)
        if discussed is None or decision is None or decision.mode is not Mode.TICK:
            return
        decision.set_moment(discussed.content().occurred_at)
        assert self._shown is not None
        decision.show_course(*self._presumed(self._shown.places[1]))

    def _typed(self, place: Place) -> None:
        form = self._forms.get(place)
        if form is not None:
            self._keep_one(place, form)
        if self._shown is not None and place == self._shown.places[0]:
            self._presume()

    def _submitted(self, place: Place, command: commands.CourseCommand) -> None:
        if self._gathered is not None:
            self._gathered[place] = command
        else:
            self.save()

    def _send(self, course: str, waiting: tuple[_Sent, ...]) -> None:
        """Give the first command, the others after it: also where the user looks at another case meanwhile."""
        now, later = waiting[0], waiting[1:]

        def done(_changes: Changes) -> None:
            self._last.pop(now.place, None)
            if course == self.course:
                self._saved.add(now.place)
            if later:
                self._send(course, later)
            else:
                self._sending = False
                self.decided.emit(course)

        self._bridge.execute(
            now.command,
            done=done,
            refused=lambda refused: self._refused(now, refused),
            failed=lambda fault: self._failed(now, fault),
            asker=self,
            draft=key_of(course, row_key(*now.place), now.form_mode),
        )

    def _refused(self, sent: _Sent, refused: Refused) -> None:
        self.give_up()
        if isinstance(refused, Conflict):
            self.stale.emit()
        if self._is_shown(sent.form):
            sent.form.show_refused(refused)
        elif self._shown is not None:
            self.told.emit(refused_sentences(self._shown.presenter, refused))

    def _failed(self, sent: _Sent, fault: EnvironmentFault) -> None:
        self._last[sent.place] = sent.command
        self.give_up()
        if self._is_shown(sent.form):
            sent.form.say(Sentences(self._bridge.words).fault(fault))

    def _is_shown(self, form: BoardForm) -> bool:
        return shiboken6.isValid(form) and form in self._forms.values()

    def _same_as_before(self, place: Place, command: commands.CourseCommand) -> commands.CourseCommand:
        """After a fault the same content is given under the same id: perhaps it had been recorded."""
        last = self._last.get(place)
        if isinstance(last, type(command)) and replace(command, command_id=last.command_id) == last:
            return last
        return command

    def _free(self) -> None:
        for place, form in self._live():
            if place not in self._saved and form.conflict() is None:
                form.set_busy(False)

    def _keep_theirs(self, place: Place) -> None:
        self._drafts.drop(self.course, row_key(*place), self._forms[place].mode)
        self._drop(place)
        self._presume()
        self.forms_changed.emit()
        for _place, form in self._live():
            form.focus_first()
            break

    def _enter_mine(self, place: Place, mode: Mode) -> None:
        """What was typed, over what someone else entered: only the reason lacks where that is a correction."""
        old = self._forms[place]
        self._keep_one(place, old)
        self._drop(place)
        form = self._make(place, mode)
        self._presume()
        self.forms_changed.emit()
        if mode is Mode.CORRECT and not self.why_not(mode):
            form.form.field(REASON).focus()
