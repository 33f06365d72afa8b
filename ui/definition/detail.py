"""What the definition says at one checkpoint, part by part, each with where it comes from. Knows no window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pathway_app.definitions.telling import DefinitionWords, origins_of
from pathway_app.domain.definition import Checkpoint, Origin


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a part. `tag` (Source, Local, a number) stands before it; `below` is a smaller line under it."""

    text: str
    tag: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with lines beneath it."""

    title: str
    lines: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """All that is said at a checkpoint; `groups` are parts that stand together: beside each other, or beneath."""

    title: str
    phase: str
    explanation: str
    standing: str
    groups: tuple[tuple[Part, ...], ...]


def detail(told: DefinitionWords, checkpoint: Checkpoint, standing: str = "") -> Detail:
    """`standing` says in words where a patient is at it."""
    _, language = told.words.gettext, told.words.language
    telling = _Telling(told, checkpoint)
    phase = told.definition.phase_by_id[checkpoint.phase]
    number = told.definition.phases.index(phase) + 1
    groups = (
        (telling.who(),),
        (telling.asks(), telling.variances()),
        (telling.needs(), telling.opens(), telling.routes()),
        (telling.times(), telling.statements(), about(told)),
    )
    return Detail(
        title=told.title(checkpoint.id),
        phase=f"{number} {phase.title[language]}",
        explanation=checkpoint.explanation[language],
        standing=standing,
        groups=tuple(tuple(part for part in group if part.lines) for group in groups),
    )


def about(told: DefinitionWords) -> Part:
    """The pathway itself: its source, its scope, and what the program is not."""
    _ = told.words.gettext
    return Part(
        _("About this pathway"),
        (
            Said(_("Version {version}").format(version=told.definition.version)),
            Said(told.source(), tag=_("Source")),
            Said(told.definition.scope[told.words.language]),
            Said(not_a_device(told)),
        ),
    )


def not_a_device(told: DefinitionWords) -> str:
    _ = told.words.gettext
    return _("Zorgpad is not a medical device: it records and shows what people decide, and gives no advice.")


class _Telling:
    def __init__(self, told: DefinitionWords, checkpoint: Checkpoint) -> None:
        self.told = told
        self.checkpoint = checkpoint
        self._ = told.words.gettext

    def who(self) -> Part:
        who = self.checkpoint.who[self.told.words.language]
        lines = [Said(who)] if who else []
        return Part(self._("Who"), (*lines, self._cited("", self.checkpoint.origin)))

    def asks(self) -> Part:
        lines = tuple(self._field_lines())
        return Part(self._("Asks"), lines or (Said(self._("Nothing but when it was done.")),))

    def _field_lines(self) -> Iterator[Said]:
        for field in self.checkpoint.fields:
            question = self.told.question(self.checkpoint, field)
            yield Said(f"{question}{self._of_its_own(field.origin)}", below=self.told.options(field))

    def _of_its_own(self, origin: Origin) -> str:
        """Where a question comes from, if otherwise than its step."""
        if origin == self.checkpoint.origin:
            return ""
        return f" · {self._('Local')}" if origin.is_local else f" ({', '.join(origin.statements)})"

    def variances(self) -> Part:
        rules = self.checkpoint.variance_rules
        lines = tuple(
            self._cited(self.told.variance_rule(self.checkpoint, rule), rule.origin) for rule in rules
        )
        return Part(self._("Only with a variance"), lines)

    def needs(self) -> Part:
        told = self.told
        lines = [Said(told.title(gate)) for gate in self.checkpoint.needs]
        if not lines:
            lines.append(Said(self._("Waits for no other step.")))
        if self.checkpoint.condition is not None:
            condition = told.condition(self.checkpoint.condition)
            lines.append(Said(self._("Applies only with {condition}").format(condition=condition)))
        return Part(self._("Waits for"), tuple(lines))

    def opens(self) -> Part:
        lines = tuple(map(Said, self.told.opens(self.checkpoint)))
        return Part(self._("Opens"), lines or (Said(self._("Nothing waits for this step.")),))

    def routes(self) -> Part:
        told = self.told
        lines = tuple(self._cited(told.route(each), each.origin) for each in told.routes_at(self.checkpoint))
        return Part(self._("What the document says"), lines)

    def times(self) -> Part:
        told, checkpoint = self.told, self.checkpoint
        lines = []
        if checkpoint.clock is not None:
            clock = self._("Clock: {span}").format(span=told.clock(checkpoint.clock))
            lines.append(self._cited(clock, checkpoint.clock.origin))
        for deadline in checkpoint.deadlines:
            text = self._("Deadline: {span}").format(span=told.deadline(deadline))
            lines.append(self._cited(text, deadline.origin))
        if checkpoint.rounds is not None:
            lines.append(self._cited(told.rounds(checkpoint.rounds), checkpoint.rounds.origin))
            lines += [self._cited(each.text, each.origin) for each in told.later_rounds(checkpoint.rounds)]
        return Part(self._("Deadline, clock and rounds"), tuple(lines))

    def statements(self) -> Part:
        cited = self.told.citations(origins_of(self.checkpoint))
        lines = tuple(Said(fact, tag=statement, below=place) for statement, place, fact in cited)
        return Part(self._("What the source says"), lines)

    def _tag(self, origin: Origin) -> str:
        return self._("Local") if origin.is_local else self._("Source")

    def _cited(self, text: str, origin: Origin) -> Said:
        if origin.is_local:
            return Said(text or self._("This step"), tag=self._tag(origin))
        places = self.told.places(origin)
        return Said(f"{text} ({places})" if text else places, tag=self._tag(origin))
