"""A definition in one reader's language: its questions, gates, conditions, deadlines and where each comes from.

Pure; for the screen that shows a pathway, the sheet of it, and the sentences about what a version changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from pathway_app import wording
from pathway_app.domain.definition import (
    Checkpoint,
    Clock,
    Condition,
    Deadline,
    Field,
    FieldKind,
    Origin,
    PathwayDefinition,
    Rounds,
    Route,
    VarianceRule,
)
from pathway_app.i18n import Words


@dataclass(frozen=True, slots=True)
class Told:
    """Something that a definition says, in words, and where it comes from."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class DefinitionWords:
    """One definition in the language of `words`."""

    definition: PathwayDefinition
    words: Words

    def title(self, checkpoint: str, round_: int = 1) -> str:
        """The checkpoint's title, with its round from the second on."""
        return wording.step_title(self.definition, checkpoint, round_, self.words)

    def named(self, checkpoint: str) -> str:
        """The checkpoint's title; its id where this definition has no such checkpoint."""
        return self.title(checkpoint) if checkpoint in self.definition.by_id else checkpoint

    def field_title(self, field: Field) -> str:
        return field.title[self.words.language]

    def condition(self, condition: Condition) -> str:
        """What must be answered, and where: `“Treatment decided”, Decision: Operate`."""
        asked = self.definition.by_id[condition.checkpoint]
        field = asked.field(condition.field)
        assert field is not None
        wanted = " / ".join(wording.answer(field, value, self.words) for value in condition.values)
        return self.words.gettext("“{checkpoint}”, {field}: {answer}").format(
            checkpoint=self.title(asked.id), field=self.field_title(field), answer=wanted
        )

    def measure(self, deadline: Deadline) -> str:
        """How long a deadline gives: `14 days`."""
        words = self.words
        if deadline.hours is not None:
            return words.ngettext("{n} hour", "{n} hours", deadline.hours)
        if deadline.days == 0:
            return words.gettext("the same day")
        if deadline.days is not None:
            return words.ngettext("{n} day", "{n} days", deadline.days)
        if deadline.months is not None and deadline.months.fixed is not None:
            return words.ngettext("{n} month", "{n} months", deadline.months.fixed)
        return words.gettext("the months that were chosen")

    def span(self, deadline: Deadline) -> str:
        """How long after what: `14 days after “Tissue obtained”`."""
        _ = self.words.gettext
        if deadline.after is None:
            return _("{span} after what opened this round").format(span=self.measure(deadline))
        return _("{span} after “{step}”").format(span=self.measure(deadline), step=self.named(deadline.after))

    def deadline(self, deadline: Deadline) -> str:
        """The span, and with which answer it counts."""
        if deadline.condition is None:
            return self.span(deadline)
        return f"{self.span(deadline)} ({self.only_with(deadline.condition)})"

    def clock(self, clock: Clock) -> str:
        """`48 hours after “Wound closed”`."""
        hours = self.words.ngettext("{n} hour", "{n} hours", clock.hours)
        after = self.words.gettext("{span} after “{step}”")
        return after.format(span=hours, step=self.named(clock.after))

    def only_with(self, condition: Condition) -> str:
        return self.words.gettext("only with {condition}").format(condition=self.condition(condition))

    def rounds(self, rounds: Rounds) -> str:
        """When the checkpoint comes back."""
        _ = self.words.gettext
        if rounds.trigger is None:
            return _("Comes back each time it is finished, until the course ends")
        return _("Comes back with {condition}").format(condition=self.condition(rounds.trigger))

    def later_rounds(self, rounds: Rounds) -> tuple[Told, ...]:
        """What is different from the second round on."""
        _ = self.words.gettext
        found = []
        if rounds.later_needs is not None:
            gates = " · ".join(f"“{self.named(each)}”" for each in rounds.later_needs) or _("no gate")
            found.append(Told(_("From round 2: {what}").format(what=gates), rounds.origin))
        for deadline in rounds.later_deadlines or ():
            what = _("Deadline: {span}").format(span=self.deadline(deadline))
            found.append(Told(_("From round 2: {what}").format(what=what), deadline.origin))
        return tuple(found)

    def question(self, checkpoint: Checkpoint, field: Field) -> str:
        """What is asked, and how it can be answered: `Levels (text, may be left empty)`."""
        _, language = self.words.gettext, self.words.language
        more = []
        if field.kind is FieldKind.TEXT:
            more.append(_("text"))
        if field.kind is FieldKind.INTEGER:
            more.append(self.bounds(field))
        if field.kind is FieldKind.SEVERAL:
            more.append(_("more than one may apply"))
        if field.only_with is not None:
            more.append(_("only with {condition}").format(condition=self._within(checkpoint, field)))
        if not field.required:
            more.append(_("may be left empty"))
        told = ", ".join(filter(None, more))
        return f"{field.title[language]} ({told})" if told else field.title[language]

    def bounds(self, field: Field) -> str:
        """`1–120 months`."""
        low, high = field.minimum, field.maximum
        numbers = f"{'' if low is None else low}–{'' if high is None else high}"
        return f"{numbers if numbers != '–' else ''} {wording.unit(field, self.words)}".strip()

    def options(self, field: Field) -> str:
        """The answers that can be chosen, in order; empty where it is typed."""
        return " / ".join(option.title[self.words.language] for option in field.options)

    def variance_rule(self, checkpoint: Checkpoint, rule: VarianceRule) -> str:
        """What is accepted only with a variance."""
        field = checkpoint.field(rule.field)
        assert field is not None
        answers = ", ".join(wording.answer(field, value, self.words) for value in rule.values or rule.lacks)
        template = (
            "{field}: {answer}" if rule.values else self.words.gettext("{field} without one of: {answer}")
        )
        return template.format(field=self.field_title(field), answer=answers)

    def opens(self, checkpoint: Checkpoint) -> Iterator[str]:
        """What has it as a gate or asks about it, and what comes back by it."""
        _ = self.words.gettext
        for each in self.definition.opened_by(checkpoint.id):
            if each.condition is not None and each.condition.checkpoint == checkpoint.id:
                yield f"{self.title(each.id)} · {self._by(checkpoint, each.condition)}"
            else:
                yield self.title(each.id)
        if checkpoint.repeats_itself:
            yield _("{step} once more").format(step=self.title(checkpoint.id))
        for each in self.definition.checkpoints:
            trigger = each.rounds.trigger if each.rounds is not None else None
            if trigger is not None and trigger.checkpoint == checkpoint.id:
                yield f"{_('{step} once more').format(step=self.title(each.id))} · {self._by(checkpoint, trigger)}"

    def routes_at(self, checkpoint: Checkpoint) -> tuple[Route, ...]:
        """The documented routes, at the decision beside which they are shown."""
        routes = self.definition.routes
        return routes.routes if routes is not None and routes.decision_checkpoint == checkpoint.id else ()

    def route(self, route: Route) -> str:
        """What the document says, and for which answers."""
        when = "; ".join(self.condition(each) for each in route.when)
        return f"{route.id}: {route.title[self.words.language]} ({when})"

    def places(self, origin: Origin) -> str:
        """Where it stands in the source: `Section Verloop, bullet 2 (S10)`; a word for a local arrangement."""
        if origin.is_local:
            return self.words.gettext("local")
        return "; ".join(f"{self._place(each)} ({each})" for each in origin.statements)

    def citations(self, origins: tuple[Origin, ...]) -> tuple[tuple[str, str, str], ...]:
        """(id, place, fact) of every statement that these cite, each once."""
        ids = dict.fromkeys(chain.from_iterable(origin.statements for origin in origins))
        return tuple((each, self._place(each), self._fact(each)) for each in ids)

    def from_source(self) -> int:
        """How many checkpoints the source itself names."""
        return sum(not each.origin.is_local for each in self.definition.checkpoints)

    def source(self) -> str:
        """`“Ruggenmergtumor”, 13-Sep-2022`."""
        source = self.definition.source
        return f"“{source.title[self.words.language]}”, {self.words.day(source.date)}"

    def _by(self, checkpoint: Checkpoint, condition: Condition) -> str:
        """`only with “Operate”`: the answer, where the question is plain."""
        field = checkpoint.field(condition.field)
        assert field is not None
        wanted = " / ".join(wording.answer(field, value, self.words) for value in condition.values)
        return self.words.gettext("only with {condition}").format(condition=f"“{wanted}”")

    def _place(self, statement: str) -> str:
        known = self.definition.statements.get(statement)
        return known.place[self.words.language] if known is not None else statement

    def _fact(self, statement: str) -> str:
        known = self.definition.statements.get(statement)
        return known.fact[self.words.language] if known is not None else ""

    def _within(self, checkpoint: Checkpoint, field: Field) -> str:
        assert field.only_with is not None
        asked = checkpoint.field(field.only_with.field)
        assert asked is not None
        wanted = " / ".join(wording.answer(asked, value, self.words) for value in field.only_with.values)
        return f"“{wanted}”"


def origins_of(checkpoint: Checkpoint) -> tuple[Origin, ...]:
    """Every origin that a checkpoint and its parts name."""
    parts: list[Origin] = [checkpoint.origin, *(field.origin for field in checkpoint.fields)]
    parts += [deadline.origin for deadline in checkpoint.deadlines]
    parts += [rule.origin for rule in checkpoint.variance_rules]
    if checkpoint.clock is not None:
        parts.append(checkpoint.clock.origin)
    if checkpoint.rounds is not None:
        parts.append(checkpoint.rounds.origin)
        parts += [deadline.origin for deadline in checkpoint.rounds.later_deadlines or ()]
    return tuple(dict.fromkeys(parts))
