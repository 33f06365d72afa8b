"""What was recorded, as texts for paper: answers, reasons, corrections, late entries.

Everything is read from the definition and the entries; no checkpoint is known by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pathway_app import wording
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.code_words import variance_class
from pathway_app.documents.model import ACCOUNT, Place, Run, Text, compose, joined, plain
from pathway_app.domain.course import CheckpointState
from pathway_app.domain.definition import Checkpoint, Field, FieldKind, PathwayDefinition
from pathway_app.domain.entries import LATE_AFTER, NAMING, Action, Entry, Value, Variance
from pathway_app.i18n import Words
from pathway_app.messages import INPUTS


@dataclass(frozen=True, slots=True)
class Step:
    """One checkpoint and round with the entries behind it: the deciding one, then its corrections, in order.

    `closing` is the entry that closed the variance.
    """

    checkpoint: Checkpoint
    state: CheckpointState
    chain: tuple[Entry, ...] = ()
    closing: Entry | None = None

    @property
    def place(self) -> tuple[str, int]:
        return self.checkpoint.id, self.state.round

    @property
    def entry(self) -> Entry | None:
        """The effective entry."""
        return self.chain[-1] if self.chain else None

    @property
    def action(self) -> Action | None:
        return self.chain[0].action if self.chain else None

    @property
    def is_done(self) -> bool:
        return self.action is Action.COMPLETE

    @property
    def is_late(self) -> bool:
        """First recorded more than 24 h after it occurred."""
        if not self.chain or self.chain[-1].occurred_at is None:
            return False
        return self.chain[0].recorded_at - self.chain[-1].occurred_at > LATE_AFTER


class Recorded:
    """The steps of a course as the record showed them at a moment, and how to tell them.

    `names` gives the full name of an account. With `full_dates` every moment tells its year.
    """

    def __init__(
        self,
        definition: PathwayDefinition,
        entries: Iterable[Entry],
        states: Iterable[CheckpointState],
        words: Words,
        now: datetime,
        names: Mapping[str, str],
        *,
        full_dates: bool = False,
    ) -> None:
        self.full_dates = full_dates
        self.names = names
        self.definition = definition
        self.words = words
        self.now = now
        self.entries = tuple(entry for entry in entries if entry.recorded_at <= now)
        self.steps = tuple(self._step(state) for state in states)

    @cached_property
    def _by_id(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def _closings(self) -> Mapping[str, Entry]:
        closing = (entry for entry in self.entries if entry.action is Action.CLOSE_VARIANCE)
        return {entry.supersedes: entry for entry in closing if entry.supersedes}

    def _step(self, state: CheckpointState) -> Step:
        checkpoint = self.definition.by_id[state.checkpoint]
        if state.entry is None:
            return Step(checkpoint, state)
        chain = [state.entry]
        while chain[0].action is Action.CORRECT and (named := self.named(chain[0])):
            chain.insert(0, named)
        return Step(checkpoint, state, tuple(chain), self._closings.get(state.entry.id))

    def named(self, entry: Entry) -> Entry | None:
        """The entry that a correction, retraction or closing names."""
        return self._by_id.get(entry.supersedes or "")

    @property
    def retractions(self) -> Iterator[tuple[Entry, Entry]]:
        """(what was entered in error, its retraction), notes included."""
        for entry in self.entries:
            if entry.action is Action.RETRACT and (named := self.named(entry)):
                yield named, entry

    def place_of(self, entry: Entry) -> Checkpoint | None:
        """The checkpoint that an entry is about, as it says itself or by the entry that it names."""
        while entry.checkpoint is None and entry.action in NAMING and (named := self.named(entry)):
            entry = named
        return self.definition.by_id.get(entry.checkpoint or "")

    def title(self, step: Step, *, short: bool = False) -> str:
        """The checkpoint's title, with the round from the second on."""
        id_, round_ = step.place
        return wording.step_title(self.definition, id_, round_, self.words, short=short)

    def moment(self, entry: Entry) -> str:
        """When it occurred; day and time, the year where it is not this year's."""
        return self._moment(entry.occurred_at) if entry.occurred_at else ""

    def answers(self, step: Step, without: Collection[str] = ()) -> Text:
        """`Region: Cervical · Levels: C4–C6`, in the order of the fields; those in `without` are left out."""
        return self.values(step.checkpoint, step.entry.values if step.entry else {}, without=without)

    def values(
        self,
        checkpoint: Checkpoint,
        values: Mapping[str, Value],
        *,
        bold: bool = True,
        without: Collection[str] = (),
    ) -> Text:
        """Answers of a checkpoint, like `answers`."""
        asked = (field for field in checkpoint.fields if field.id in values and field.id not in without)
        given = ((field, values[field.id]) for field in asked)
        return joined(" · ", (self._answer(checkpoint, field, value, bold) for field, value in given))

    def _answer(self, checkpoint: Checkpoint, field: Field, value: Value, bold: bool) -> Text:
        title = field.title[self.words.language]
        return (Run(f"{title}: "), self.value(checkpoint, field, value, bold=bold))

    def value(self, checkpoint: Checkpoint, field: Field, value: Value, *, bold: bool = False) -> Run:
        """An answer in words; a typed one with the place where it was typed."""
        language = self.words.language
        place = None
        if field.kind is FieldKind.TEXT:
            place = Place(field.id, f"{checkpoint.title[language]}: {field.title[language]}")
        return Run(wording.answer(field, value, self.words), bold, place)

    def decided(self, step: Step) -> Text:
        """What was decided beside "done": that it will not be done, or does not apply and why."""
        _ = self.words.gettext
        if step.action is Action.SKIP:
            return (Run(_("will not be done"), bold=True),)
        if step.action is Action.NOT_APPLICABLE:
            reason = self.typed(step.chain[0].reason, "reason", step.checkpoint)
            return compose(_("not applicable: {reason}"), reason=reason)
        return ()

    def marks(self, step: Step) -> Iterator[Text]:
        """A late entry, one from paper, each correction with what stood there before, a contradiction."""
        _ = self.words.gettext
        if step.is_late:
            yield self.late(step.chain[0])
        if step.chain and step.chain[0].from_paper:
            yield self.from_paper()
        for before, after in zip(step.chain, step.chain[1:], strict=False):
            yield self._correction(step.checkpoint, before, after)
        if step.state.contradicts:
            yield plain(_("by the answers as they are now, this step would not apply"))

    def late(self, entry: Entry) -> Text:
        """The mark of an entry recorded long after it occurred."""
        template = self.words.gettext("late entry, recorded {moment}")
        return plain(template.format(moment=self.recorded_at(entry)), bold=True)

    def from_paper(self) -> Text:
        """The mark of an entry that was written on a sheet first and typed over afterwards."""
        return plain(self.words.gettext("from paper"))

    def _correction(self, checkpoint: Checkpoint, before: Entry, after: Entry) -> Text:
        _ = self.words.gettext
        told = compose(
            _("corrected {moment} by {name}, from paper: {reason}")
            if after.from_paper
            else _("corrected {moment} by {name}: {reason}"),
            moment=self.recorded_at(after),
            name=self.by(after),
            reason=self.typed(after.reason, "reason", checkpoint),
        )
        earlier = self.earlier(checkpoint, before, after)
        return (*told, *compose(_(" (before: {earlier})"), earlier=earlier)) if earlier else told

    def earlier(self, checkpoint: Checkpoint, before: Entry, after: Entry) -> Text:
        """What the correction took away or changed."""
        changed = {key: value for key, value in before.values.items() if after.values.get(key) != value}
        parts = [self.values(checkpoint, changed, bold=False)]
        if before.occurred_at and before.occurred_at != after.occurred_at:
            parts.insert(0, plain(self.moment(before)))
        if before.variance and _told(before.variance) != (after.variance and _told(after.variance)):
            parts.append(self.variance(before.variance, checkpoint))
        return joined(" · ", parts)

    def variance(self, variance: Variance, checkpoint: Checkpoint) -> Text:
        """Class, reason, action and who follows it up, in one paragraph."""
        named = (
            (variance.reason, "variance.reason"),
            (variance.action, "variance.action"),
            (variance.follow_up_by, "variance.follow_up_by"),
        )
        texts = ((self.typed(text, field, checkpoint),) for text, field in named if text.strip())
        return joined(" · ", (plain(variance_class(variance.variance_class, self.words)), *texts))

    def closed(self, step: Step) -> Text:
        """By whom, when and why the variance was closed; empty where no entry closed it."""
        if step.closing is None:
            return ()
        return compose(
            self.words.gettext("closed {moment} by {name}: {reason}"),
            moment=self.recorded_at(step.closing),
            name=self.by(step.closing),
            reason=self.typed(step.closing.reason, "reason", step.checkpoint),
        )

    def retracted(self, wrong: Entry, retraction: Entry) -> Text:
        """That an entry was made in error, by whom that was said, when and why."""
        checkpoint = self.place_of(wrong)
        return compose(
            self.words.gettext("{title}: entered in error, taken back {moment} by {name}: {reason}"),
            title=self.subject(wrong, checkpoint),
            moment=self.recorded_at(retraction),
            name=self.by(retraction),
            reason=self.typed(retraction.reason, "reason", checkpoint),
        )

    def subject(self, entry: Entry, checkpoint: Checkpoint | None, round_: int = 1) -> str:
        """What an entry is about: its step with the round, or a note and perhaps its step."""
        title = ""
        if checkpoint is not None:
            title = wording.step_title(self.definition, checkpoint.id, round_, self.words)
        named: Entry | None = entry
        while named is not None and named.action in NAMING:
            named = self.named(named)
        if named is not None and named.action is Action.NOTE:
            return " · ".join(filter(None, (self.words.gettext("Note"), title)))
        return title

    def by(self, entry: Entry) -> Run:
        """The full name of who entered it, else the account."""
        return self.person(entry.by)

    def person(self, account: str) -> Run:
        """The full name of an account, else the account."""
        name = self.names.get(account, account)
        return Run(name, place=Place(ACCOUNT, self.words.gettext("Name of an account")))

    def typed(self, text: str, field: str, checkpoint: Checkpoint | None) -> Run:
        """Something typed beside the answers, with its place."""
        name = self.words.gettext(INPUTS[field])
        title = f"{checkpoint.title[self.words.language]}: " if checkpoint else ""
        return Run(text, place=Place(field, f"{title}{name}"))

    def recorded_at(self, entry: Entry) -> str:
        """When it was recorded, like `moment`."""
        return self._moment(entry.recorded_at)

    def _moment(self, instant: datetime) -> str:
        """Day and time, which stay on one line."""
        words = self.words
        told = words.moment(instant) if self.full_dates else words.short_moment(instant, self.now)
        return told.replace(" ", NO_BREAK)


def _told(variance: Variance) -> tuple[str, ...]:
    return variance.variance_class.value, variance.reason, variance.action, variance.follow_up_by
