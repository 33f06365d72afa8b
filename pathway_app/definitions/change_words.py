"""What one version of a pathway changed, in sentences; and what of a course no longer fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pathway_app import wording
from pathway_app.definitions.compare import (
    Aspect,
    Change,
    CheckpointDifference,
    Difference,
    Kind,
)
from pathway_app.definitions.telling import DefinitionWords
from pathway_app.domain.definition import Checkpoint, Field, FieldKind, LocalText
from pathway_app.domain.fitting import Misfit
from pathway_app.i18n import Words
from pathway_app.languages import LANGUAGES

_TEXTS = frozenset(
    {
        Aspect.TITLE,
        Aspect.SHORT_TITLE,
        Aspect.PLAIN,
        Aspect.EXPLANATION,
        Aspect.WHO,
        Aspect.MOMENT,
        Aspect.SCOPE,
        Aspect.FIELD_TITLE,
    }
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One change: what was added (`+`), removed (`−`) or is otherwise (`→`)."""

    kind: Kind
    text: str

    @property
    def sign(self) -> str:
        return {Kind.ADDED: "+", Kind.REMOVED: "−", Kind.CHANGED: "→"}[self.kind]


class ChangeWords:
    """The sentences about one difference, in the language of `words`."""

    def __init__(self, difference: Difference, words: Words) -> None:
        self.difference = difference
        self.words = words
        self._ = words.gettext
        self._before = DefinitionWords(difference.before, words)
        self._after = DefinitionWords(difference.after, words)

    def whole(self) -> tuple[Sentence, ...]:
        """What changed in the pathway as a whole."""
        return tuple(self._sentence(change, None) for change in self.difference.whole)

    def title(self, of: CheckpointDifference) -> str:
        """The checkpoint's title, as the version says that has it."""
        return (self._before if of.after is None else self._after).title(of.id)

    def checkpoint(self, of: CheckpointDifference) -> tuple[Sentence, ...]:
        """What changed at a checkpoint; of one that came or went only that."""
        if of.kind is Kind.ADDED:
            return (Sentence(of.kind, self._("This step is new.")),)
        if of.kind is Kind.REMOVED:
            return (Sentence(of.kind, self._("This step is no longer there.")),)
        return tuple(self._sentence(change, of) for change in of.changes)

    def summary(self) -> str:
        """`1 step added · 2 steps changed`; that nothing differs, where nothing does."""
        ngettext = self.words.ngettext
        counts = {kind: len(self.difference.of(kind)) for kind in Kind}
        parts = [
            ngettext("{n} step added", "{n} steps added", counts[Kind.ADDED]) if counts[Kind.ADDED] else "",
            ngettext("{n} step removed", "{n} steps removed", counts[Kind.REMOVED])
            if counts[Kind.REMOVED]
            else "",
            ngettext("{n} step changed", "{n} steps changed", counts[Kind.CHANGED])
            if counts[Kind.CHANGED]
            else "",
        ]
        if self.difference.whole:
            parts.append(self._("changes in the pathway as a whole"))
        return " · ".join(filter(None, parts)) or self._("The two versions say the same.")

    def misfit(self, misfit: Misfit) -> str:
        """What the newer version does not know of an entry, in the words of the version with which it was made."""
        told, _ = self._before, self._
        step = told.named(misfit.checkpoint)
        if misfit.round > 1:
            step = _("{step}, round {n}").format(step=step, n=misfit.round)
        if misfit.field is None:
            return _("“{step}” was entered; the other version has no such step.").format(step=step)
        known = told.definition.by_id.get(misfit.checkpoint)
        field = known.field(misfit.field) if known is not None else None
        question = told.field_title(field) if field is not None else misfit.field
        if misfit.value is None:
            return _("“{step}”: the other version does not ask “{question}”.").format(
                step=step, question=question
            )
        answer = wording.answer(field, misfit.value, self.words) if field is not None else str(misfit.value)
        return _("“{step}”, {question}: the other version has no answer “{answer}”.").format(
            step=step, question=question, answer=answer
        )

    def _sentence(self, change: Change, of: CheckpointDifference | None) -> Sentence:
        return Sentence(change.kind, self._text(change, of))

    def _text(self, change: Change, of: CheckpointDifference | None) -> str:
        if change.aspect is Aspect.ORDER:
            return self._order(change, of)
        label = self._label(change, of)
        if change.aspect in _TEXTS or change.aspect is Aspect.OPTION_TITLE:
            return self._wording(label, change)
        if change.kind is Kind.ADDED:
            return self._("{what}: {after} was added").format(
                what=label, after=self._said(change, of, new=True)
            )
        if change.kind is Kind.REMOVED:
            return self._("{what}: {before} was taken away").format(
                what=label, before=self._said(change, of, new=False)
            )
        before, after = self._said(change, of, new=False), self._said(change, of, new=True)
        if before == after:
            return self._("{what}: changed").format(what=label)
        return self._("{what}: {before} → {after}").format(what=label, before=before, after=after)

    def _wording(self, label: str, change: Change) -> str:
        """A text that reads otherwise, in the reader's language or else in which others."""
        old, new = (_text_of(each) for each in (change.before, change.after))
        language = self.words.language
        if old[language] != new[language]:
            before, after = f"“{old[language]}”", f"“{new[language]}”"
            return self._("{what}: {before} → {after}").format(what=label, before=before, after=after)
        others = [each for each in LANGUAGES if old[each] != new[each]]
        names = ", ".join(others) or ", ".join(sorted({*old.texts, *new.texts}))
        return self._("{what}: worded otherwise in another language ({languages})").format(
            what=label, languages=names
        )

    def _label(self, change: Change, of: CheckpointDifference | None) -> str:
        label = self._labels()[change.aspect]
        if not change.field:
            return label
        question = self._question(change.field, of)
        return label if change.aspect is Aspect.FIELD else f"“{question}”, {label}"

    def _labels(self) -> dict[Aspect, str]:
        _ = self._
        return {
            Aspect.TITLE: _("Title"),
            Aspect.SHORT_TITLE: _("Short title"),
            Aspect.PLAIN: _("Words for the patient"),
            Aspect.EXPLANATION: _("Explanation"),
            Aspect.WHO: _("Who"),
            Aspect.MOMENT: _("Name of the moment"),
            Aspect.ORIGIN: _("Origin"),
            Aspect.PHASE: _("Phase"),
            Aspect.PHASE_TITLE: _("Phase"),
            Aspect.CHECKPOINT: _("Step"),
            Aspect.GATE: _("Waits for"),
            Aspect.CONDITION: _("Applies"),
            Aspect.CLOCK: _("Clock"),
            Aspect.DEADLINE: _("Deadline"),
            Aspect.ROUNDS: _("Rounds"),
            Aspect.LATER_GATE: _("Waits for, from round 2"),
            Aspect.LATER_DEADLINE: _("Deadline from round 2"),
            Aspect.VARIANCE_RULE: _("Only with a variance"),
            Aspect.FIELD: _("Question"),
            Aspect.FIELD_TITLE: _("question"),
            Aspect.FIELD_KIND: _("how it is answered"),
            Aspect.FIELD_ORIGIN: _("origin"),
            Aspect.FIELD_REQUIRED: _("an answer"),
            Aspect.FIELD_ONLY_WITH: _("asked"),
            Aspect.FIELD_BOUNDS: _("bounds"),
            Aspect.OPTION: _("answer"),
            Aspect.OPTION_TITLE: _("answer"),
            Aspect.OPTION_ALONE: _("answer"),
            Aspect.SCOPE: _("Scope"),
            Aspect.SOURCE: _("Source"),
            Aspect.LANGUAGES: _("Languages"),
            Aspect.STATEMENT: _("Statement of the source"),
            Aspect.ROUTE: _("Documented route"),
            Aspect.ROUTES: _("Documented routes"),
            Aspect.INTERVALS: _("Intervals of the audit"),
            Aspect.OUTLINE: _("What is told in a few words"),
        }

    def _question(self, field_id: str, of: CheckpointDifference | None) -> str:
        for checkpoint in (of.after, of.before) if of is not None else ():
            field = checkpoint.field(field_id) if checkpoint is not None else None
            if field is not None:
                return self._after.field_title(field)
        return field_id

    def _order(self, change: Change, of: CheckpointDifference | None) -> str:
        _ = self._
        told = {
            Aspect.PHASE.value: _("The phases stand in another order"),
            Aspect.CHECKPOINT.value: _("The steps stand in another order"),
            Aspect.FIELD.value: _("The questions stand in another order"),
            Aspect.GATE.value: _("What it waits for stands in another order"),
            Aspect.DEADLINE.value: _("The deadlines stand in another order"),
            Aspect.VARIANCE_RULE.value: _("What needs a variance stands in another order"),
            Aspect.ROUTE.value: _("The documented routes stand in another order"),
        }
        if change.field in told:
            return told[change.field]
        question = self._question(change.field, of)
        return _("“{question}”: the answers stand in another order").format(question=question)

    def _said(self, change: Change, of: CheckpointDifference | None, *, new: bool) -> str:
        """One side of a change in words."""
        told = self._after if new else self._before
        value = change.after if new else change.before
        checkpoint = (of.after if new else of.before) if of is not None else None
        say = _SAYINGS.get(change.aspect)
        return say(told, value, checkpoint) if say is not None else ""


def _text_of(value: Any) -> LocalText:
    return value if isinstance(value, LocalText) else value.title


_Saying = Callable[[DefinitionWords, Any, Checkpoint | None], str]


def _kind(told: DefinitionWords, kind: FieldKind, _at: Checkpoint | None) -> str:
    _ = told.words.gettext
    return {
        FieldKind.CHOICE: _("one of the answers"),
        FieldKind.SEVERAL: _("more than one may apply"),
        FieldKind.TEXT: _("text"),
        FieldKind.INTEGER: _("a whole number"),
    }[kind]


def _required(told: DefinitionWords, required: bool, _at: Checkpoint | None) -> str:
    _ = told.words.gettext
    return _("must be given") if required else _("may be left empty")


def _field(told: DefinitionWords, field: Field, at: Checkpoint | None) -> str:
    question = told.question(at, field) if at is not None else told.field_title(field)
    options = told.options(field)
    return f"“{question}”: {options}" if options else f"“{question}”"


def _only_with(told: DefinitionWords, only: Any, at: Checkpoint | None) -> str:
    asked = at.field(only.field) if at is not None else None
    if asked is None:
        return f"{only.field}: {', '.join(only.values)}"
    answers = " / ".join(wording.answer(asked, value, told.words) for value in only.values)
    return told.words.gettext("only with {condition}").format(condition=f"“{answers}”")


def _bounds(told: DefinitionWords, field: Field, _at: Checkpoint | None) -> str:
    return told.bounds(field) or told.words.gettext("none")


def _phase(told: DefinitionWords, phase: Any, _at: Checkpoint | None) -> str:
    known = told.definition.phase_by_id.get(phase) if isinstance(phase, str) else phase
    return f"“{known.title[told.words.language]}”" if known is not None else str(phase)


def _statement(told: DefinitionWords, statement: Any, _at: Checkpoint | None) -> str:
    language = told.words.language
    return f"{statement.id} ({statement.place[language]}): “{statement.fact[language]}”"


def _gates(told: DefinitionWords, gates: tuple[str, ...], _at: Checkpoint | None) -> str:
    return " · ".join(f"“{told.named(gate)}”" for gate in gates) or told.words.gettext("no gate")


def _deadlines(told: DefinitionWords, deadlines: Any, _at: Checkpoint | None) -> str:
    return " · ".join(map(told.deadline, deadlines)) or told.words.gettext("none")


def _deadline(told: DefinitionWords, deadline: Any, _at: Checkpoint | None) -> str:
    return f"{told.deadline(deadline)} ({told.places(deadline.origin)})"


def _variance_rule(told: DefinitionWords, rule: Any, at: Checkpoint | None) -> str:
    return told.variance_rule(at, rule) if at is not None else rule.field


_SAYINGS: dict[Aspect, _Saying] = {
    Aspect.ORIGIN: lambda told, origin, _at: told.places(origin),
    Aspect.FIELD_ORIGIN: lambda told, origin, _at: told.places(origin),
    Aspect.PHASE: _phase,
    Aspect.PHASE_TITLE: _phase,
    Aspect.GATE: lambda told, gate, _at: f"“{told.named(gate)}”",
    Aspect.CONDITION: lambda told, condition, _at: told.only_with(condition),
    Aspect.CLOCK: lambda told, clock, _at: f"{told.clock(clock)} ({told.places(clock.origin)})",
    Aspect.DEADLINE: _deadline,
    Aspect.ROUNDS: lambda told, rounds, _at: told.rounds(rounds),
    Aspect.LATER_GATE: _gates,
    Aspect.LATER_DEADLINE: _deadlines,
    Aspect.VARIANCE_RULE: _variance_rule,
    Aspect.FIELD: _field,
    Aspect.FIELD_KIND: _kind,
    Aspect.FIELD_REQUIRED: _required,
    Aspect.FIELD_ONLY_WITH: _only_with,
    Aspect.FIELD_BOUNDS: _bounds,
    Aspect.OPTION: lambda told, option, _at: f"“{option.title[told.words.language]}”",
    Aspect.OPTION_ALONE: lambda told, option, _at: f"“{option.title[told.words.language]}”",
    Aspect.SOURCE: lambda told, _source, _at: told.source(),
    Aspect.LANGUAGES: lambda _told, languages, _at: ", ".join(languages),
    Aspect.STATEMENT: _statement,
    Aspect.ROUTE: lambda told, route, _at: told.route(route),
}
