"""Which courses: period, pathway, version, group, surgeon, outcome, and the moment at which the record is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pathway_app.audit.cohort import Period
from pathway_app.domain.calendar import end_of_local_day
from pathway_app.domain.errors import Refusal
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from ui.audit.asking import Asked, Offer, offer_of, usual_period
from ui.bridge import Bridge
from ui.course.local_time import instant, wall
from ui.field_words import field_words
from ui.widgets.entry_form import EntryForm, FormAction
from ui.widgets.field_spec import FieldSpec, Kind, Option, Value
from ui.widgets.fitting_dialog import FittingDialog
from ui.widgets.plain import wrapping_label

FROM, TO, AS_OF, PATHWAY = "from", "to", "as_of", "pathway"
VERSION, GROUP, SURGEON, OUTCOME = "version", "group", "surgeon", "outcome"
_CANCEL, _USUAL = "cancel", "usual"
_ALL, _IS = "all", "="
"""an answer is written with a sign before it: one may be called "all" """


class FilterDialog(FittingDialog):
    """`chosen` gives what was asked for. What cannot be is said beside its field; what was typed stays."""

    chosen = Signal(object)
    """Asked"""

    def __init__(self, bridge: Bridge, parent: QWidget, offers: tuple[Offer, ...], asked: Asked) -> None:
        super().__init__(parent)
        _ = bridge.words.gettext
        self.setModal(True)
        self.setWindowTitle(_("Which courses"))
        self.setMinimumWidth(640)
        self._bridge = bridge
        self._offers = offers
        self._asked = asked
        self._offer = offer_of(offers, asked.pathway)
        self.column.addWidget(wrapping_label(_("Which courses"), "strong"))
        about = _(
            "The audit counts courses by the day of enrolment. Without a moment it shows the record as it stands now; "
            "a day without a time means its end."
        )
        self.column.addWidget(wrapping_label(about, "muted"))
        self.form = self._made_form()
        self.form.set_values(self._values(asked))
        self.column.addWidget(self.form)
        self.column.addStretch(1)

    def open(self) -> None:
        super().open()
        self.form.focus_first()
        line = self.form.field(FROM).control()
        if isinstance(line, QLineEdit):
            line.selectAll()  # what is typed replaces it

    def _made_form(self) -> EntryForm:
        words = self._bridge.words
        _ = words.gettext
        form = EntryForm(
            self._specs(words),
            field_words(words, self._bridge.clock),
            _("Show"),
            actions=(FormAction(_USUAL, _("Everything")), FormAction(_CANCEL, _("Cancel"))),
        )
        for key in (VERSION, GROUP, SURGEON, OUTCOME):
            if key in form.draft():
                form.field(key).set_required(False)  # "all" is an answer
        form.save.connect(self._take)
        form.back.connect(self.reject)
        form.asked_action.connect(self._act)
        form.changed.connect(self._follow_pathway)
        return form

    def _specs(self, words: Words) -> list[FieldSpec]:
        _, offer = words.gettext, self._offer
        specs = [
            FieldSpec(FROM, _("Enrolled from"), Kind.DATE, required=True, year_needed=True),
            FieldSpec(TO, _("up to and including"), Kind.DATE, required=True, year_needed=True),
            FieldSpec(
                AS_OF,
                _("As the record stood on"),
                Kind.MOMENT,
                day_needed=True,
                day_is_enough=True,
                hint=_("now"),
            ),
        ]
        if len(self._offers) > 1:
            pathways = tuple(
                Option(each.pathway, each.definition.title[words.language]) for each in self._offers
            )
            specs.append(FieldSpec(PATHWAY, _("Pathway"), Kind.CHOICE, required=True, options=pathways))
        if offer is None:
            return specs
        versions = tuple((each, each) for each in offer.choices.versions)
        for key, title, choices in (
            (VERSION, _("Version followed"), versions if len(versions) > 1 else ()),
            (GROUP, offer.group_title(words), offer.groups(words)),
            (SURGEON, _("Surgeon"), offer.surgeons(words)),
            (OUTCOME, _("How it ended"), offer.outcomes(words)),
        ):
            if choices:
                every = Option(_ALL, words.pgettext("answers", "all"))
                options = (every, *(Option(f"{_IS}{value}", told) for value, told in choices))
                specs.append(FieldSpec(key, title, Kind.CHOICE, required=True, options=options))
        return specs

    def _values(self, asked: Asked) -> dict[str, Value]:
        values: dict[str, Value] = {PATHWAY: self._offer.pathway if self._offer is not None else None}
        if self._offer is not None:
            period = asked.period or usual_period(self._offer.choices, self._today())
            values |= {FROM: period.first, TO: period.last}
        for key, value in self._filters(asked).items():
            values[key] = _ALL if value is None else f"{_IS}{value}"
        if asked.as_of is not None:
            local = wall(asked.as_of, self._bridge.zone)
            is_end = asked.as_of == end_of_local_day(local.date(), self._bridge.zone)
            values[AS_OF] = local.date() if is_end else local
        shown = self.form.draft() if hasattr(self, "form") else {}
        return {key: value for key, value in values.items() if key in shown}

    def _filters(self, asked: Asked) -> dict[str, str | None]:
        return {
            VERSION: asked.version,
            GROUP: asked.group,
            SURGEON: asked.surgeon,
            OUTCOME: asked.outcome,
        }

    def _today(self) -> date:
        return wall(self._bridge.clock.now(), self._bridge.zone).date()

    def _follow_pathway(self) -> None:
        """Another pathway has other versions and groups; period and moment stay as typed."""
        pathway = self.form.values().get(PATHWAY)
        if self._offer is None or pathway in (None, self._offer.pathway):
            return
        typed = {key: each for key, each in self.form.draft().items() if key in (FROM, TO, AS_OF)}
        self._offer = offer_of(self._offers, str(pathway))
        before, self.form = self.form, self._made_form()
        self.column.replaceWidget(before, self.form)
        before.hide()
        before.deleteLater()
        self.form.set_values(self._values(Asked(pathway=str(pathway))))
        self.form.restore(typed)
        self.form.field(PATHWAY).focus()

    def _act(self, key: str) -> None:
        if key == _CANCEL:
            self.reject()
        else:
            self.form.set_values(self._values(Asked(pathway=self._asked.pathway)))
            if AS_OF in self.form.draft():
                self.form.restore({AS_OF: ""})

    def _take(self) -> None:
        values = self.form.values()
        problems = self._problems(values)
        if problems:
            self.form.show_problems(problems)
            return
        first, last, offer = values[FROM], values[TO], self._offer
        assert isinstance(first, date)
        assert isinstance(last, date)
        period: Period | None = Period(first, last)
        if offer is not None and period == usual_period(offer.choices, self._today()):
            period = None  # goes on with the days
        asked = Asked(
            period=period,
            pathway=offer.pathway if offer is not None else None,
            version=_answer(values, VERSION),
            group=_answer(values, GROUP),
            surgeon=_answer(values, SURGEON),
            outcome=_answer(values, OUTCOME),
            as_of=self._moment(values),
        )
        self.accept()
        self.chosen.emit(asked)

    def _moment(self, values: Mapping[str, Value]) -> datetime | None:
        """What was typed: a day alone means its last second, today until now. Raises ValueError as `instant` does."""
        typed = values.get(AS_OF)
        if isinstance(typed, datetime):
            return instant(typed, self._bridge.zone)
        if not isinstance(typed, date) or typed == self._today():
            return None
        return end_of_local_day(typed, self._bridge.zone)

    def _problems(self, values: Mapping[str, Value]) -> dict[str, str]:
        sentences, words = Sentences(self._bridge.words), self._bridge.words
        first, last = values[FROM], values[TO]
        assert isinstance(first, date)
        assert isinstance(last, date)
        if last < first:
            return {TO: sentences.refusal(Refusal("period-backwards", TO, {"first": first, "last": last}))}
        try:
            moment = self._moment(values)
        except ValueError:
            return {AS_OF: words.gettext("The clock is put forward that night; it never shows this time.")}
        if moment is not None and moment > self._bridge.clock.now():
            return {AS_OF: words.gettext("This lies in the future.")}
        return {}


def _answer(values: Mapping[str, Value], key: str) -> str | None:
    value = values.get(key, _ALL)
    return None if value == _ALL else str(value).removeprefix(_IS)
