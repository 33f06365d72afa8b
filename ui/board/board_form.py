"""A step's form as it stands on the tumour board's screen: beside another one, without buttons of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ui.course.forms import StepForm
from ui.course.input import Content, Target, form_values
from ui.course.plans import OCCURRED_AT, VALUE, WHICH_TIME, Mode
from ui.course.presenter import CoursePage, CoursePresenter
from ui.widgets.entry_form import EntryForm
from ui.widgets.field_spec import FieldSpec, FieldWords, Kind


class BoardForm(StepForm):
    """`moment` is filled in at first as when it occurred.

    `with_discussion`: it is entered together with the form of the discussion, which asks for their one moment.
    """

    def __init__(
        self,
        presenter: CoursePresenter,
        page: CoursePage,
        mode: Mode,
        target: Target,
        words: FieldWords,
        moment: datetime,
        *,
        with_discussion: bool = False,
    ) -> None:
        self._with_discussion = with_discussion
        self._their_moment: datetime | None = moment
        super().__init__(presenter, page, mode, target, words, moment)
        buttons = self.form.save_button.parentWidget()
        assert buttons is not None
        buttons.hide()

    def begin_at(self, moment: datetime) -> None:
        """Fill in another moment where nothing is typed yet: the form may stand open since before the meeting."""
        if self.mode is not Mode.TICK or moment == self._exact or self.draft() is not None:
            return
        self._exact = moment
        zone = self._presenter.told.words.zone
        was_blocked = self.form.blockSignals(True)  # nobody typed this: it is no draft
        self.form.set_values(form_values(Content(occurred_at=moment), zone))
        self.form.blockSignals(was_blocked)
        self._update()
        self._untouched = self.form.draft()

    def set_moment(self, moment: datetime | None) -> None:
        """When the discussion occurred, as its form says now; None where that cannot be read."""
        self._their_moment = moment
        self._update()

    def content(self) -> Content:
        content = super().content()
        return replace(content, occurred_at=self._their_moment) if self._with_discussion else content

    def _make_form(self, words: FieldWords) -> EntryForm:
        specs = tuple(self._in_view(spec) for spec in self._plan.specs)
        self._plan = replace(self._plan, specs=specs, others=())
        return super()._make_form(words)

    def _in_view(self, spec: FieldSpec) -> FieldSpec:
        """Whoever decides sees every answer at once."""
        board = self._presenter.record.definition.outline.board
        decides = board is not None and self.target.place[0] == board.decision
        asked = spec.kind is Kind.CHOICE and spec.key.startswith(VALUE)
        return replace(spec, stacked=True) if decides and asked else spec

    def _update(self) -> None:
        super()._update()
        if self._with_discussion:
            for key in (OCCURRED_AT, WHICH_TIME):
                self.form.set_shown(key, False)
