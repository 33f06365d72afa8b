"""The sheet of a pathway: who does what at each checkpoint, what it waits for, and where that comes from.

For the folder on the ward and for whoever has to agree with it: it reads without the program, and without colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app.definitions.telling import DefinitionWords
from pathway_app.documents import frame
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.edition import Edition
from pathway_app.documents.model import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Lines,
    Run,
    Shape,
    Table,
    Text,
    plain,
)
from pathway_app.domain.definition import Checkpoint, Origin, PathwayDefinition, Phase
from pathway_app.sheets import Sheet


def pathway_sheet(definition: PathwayDefinition, edition: Edition) -> Document:
    """One version of a pathway, whole."""
    words = edition.words
    title = words.gettext("{pathway} — version {version}").format(
        pathway=definition.title[words.language], version=definition.version
    )
    blocks = _PathwaySheet(DefinitionWords(definition, words)).blocks()
    return frame.of_ward(Sheet.PATHWAY, title, edition, blocks, shape=Shape.ACROSS)


class _PathwaySheet:
    def __init__(self, told: DefinitionWords) -> None:
        self.told = told
        self.words = told.words
        self.language = told.words.language
        self._ = told.words.gettext
        self.numbers = {each.id: number for number, each in enumerate(told.definition.checkpoints, 1)}

    def blocks(self) -> Iterator[Block]:
        yield Lines(tuple(self._about()))
        for number, phase in enumerate(self.told.definition.phases, 1):
            if phase.checkpoints:
                yield from self._phase(number, phase)
        yield from self._routes()
        yield from self._statements()

    def _about(self) -> Iterator[Text]:
        told, definition = self.told, self.told.definition
        source = self._("Source: {source}").format(source=told.source())
        steps = self.words.ngettext("{n} step", "{n} steps", len(definition.checkpoints))
        counted = self._("{n} of them from the source").format(n=told.from_source())
        yield (Run(source, True), Run(f" · {steps}, {counted}"))
        yield plain(definition.scope[self.language])
        yield plain(
            self._(
                "S1, S2 … are the statements of the source at the end of this sheet; “{local}” is this hospital's own "
                "arrangement. Not a medical device: it says what was agreed, and gives no advice."
            ).format(local=self._("local"))
        )

    def _phase(self, number: int, phase: Phase) -> Iterator[Block]:
        title = f"{number} {phase.title[self.language]}"
        columns = (
            Column(plain(title), 52),
            Column(plain(self._("Asks")), 78),
            Column(plain(self._("Waits for")), 54),
            Column(plain(self._("Deadline, clock and rounds")), 58),
            Column(plain(self._("Origin")), 30),
        )
        rows = tuple(self._row(each) for each in phase.checkpoints)
        yield Table(columns, rows, row_heads=1)

    def _row(self, checkpoint: Checkpoint) -> tuple[Cell, ...]:
        return (
            self._who(checkpoint),
            tuple(self._asks(checkpoint)),
            tuple(self._waits(checkpoint)),
            tuple(self._times(checkpoint)),
            (plain(self._origin(checkpoint.origin)),),
        )

    def _who(self, checkpoint: Checkpoint) -> Cell:
        title = (Run(f"{self.numbers[checkpoint.id]}.{NO_BREAK}{self.told.title(checkpoint.id)}", True),)
        who = checkpoint.who[self.language]
        return (title, plain(who)) if who else (title,)

    def _asks(self, checkpoint: Checkpoint) -> Iterator[Text]:
        for field in checkpoint.fields:
            question = self.told.question(checkpoint, field)
            own = "" if field.origin == checkpoint.origin else f" [{self._origin(field.origin)}]"
            options = self.told.options(field)
            yield (Run(question), Run(f": {options}{own}" if options else own))
        for rule in checkpoint.variance_rules:
            only = self._("Only with a variance: {what}").format(
                what=self.told.variance_rule(checkpoint, rule)
            )
            yield plain(f"≠{NO_BREAK}{only} [{self._origin(rule.origin)}]")

    def _waits(self, checkpoint: Checkpoint) -> Iterator[Text]:
        if checkpoint.needs:
            yield plain(" · ".join(map(self._numbered, checkpoint.needs)))
        condition = checkpoint.condition
        if condition is not None:
            asked = f"{self.numbers[condition.checkpoint]}: {self._answer(checkpoint)}"
            yield plain(self._("only with {condition}").format(condition=asked))

    def _answer(self, checkpoint: Checkpoint) -> str:
        """The answer on which a checkpoint depends: `Decision: Operate`."""
        condition = checkpoint.condition
        assert condition is not None
        field = self.told.definition.by_id[condition.checkpoint].field(condition.field)
        assert field is not None
        wanted = (option.title[self.language] for option in field.options if option.value in condition.values)
        return f"{field.title[self.language]} = {' / '.join(wanted)}"

    def _numbered(self, checkpoint: str) -> str:
        title = self.told.definition.by_id[checkpoint]
        short = (title.short_title or title.title)[self.language]
        return f"{self.numbers[checkpoint]}.{NO_BREAK}{short}"

    def _times(self, checkpoint: Checkpoint) -> Iterator[Text]:
        told = self.told
        if checkpoint.clock is not None:
            clock = self._("Clock: {span}").format(span=told.clock(checkpoint.clock))
            yield plain(f"{clock} [{self._origin(checkpoint.clock.origin)}]")
        for deadline in checkpoint.deadlines:
            text = self._("Deadline: {span}").format(span=told.deadline(deadline))
            yield plain(f"{text} [{self._origin(deadline.origin)}]")
        if checkpoint.rounds is not None:
            yield plain(f"{told.rounds(checkpoint.rounds)} [{self._origin(checkpoint.rounds.origin)}]")
            for later in told.later_rounds(checkpoint.rounds):
                yield plain(f"{later.text} [{self._origin(later.origin)}]")

    def _origin(self, origin: Origin) -> str:
        return self._("local") if origin.is_local else ", ".join(origin.statements)

    def _routes(self) -> Iterator[Block]:
        routes = self.told.definition.routes
        if routes is None:
            return
        yield Heading(self._("What the document says beside the decision"))
        decision = self._numbered(routes.decision_checkpoint)
        shown = self._(
            "Shown beside {step}, never chosen for anybody; anything else: the document gives no route."
        )
        lines = [plain(shown.format(step=decision))]
        lines += [plain(f"{self.told.route(each)} [{self._origin(each.origin)}]") for each in routes.routes]
        yield Lines(tuple(lines))

    def _statements(self) -> Iterator[Block]:
        statements = self.told.definition.statements.values()
        if not statements:
            return
        yield Heading(self._("What the source says"))
        columns = (
            Column(plain(self._("No.")), 12),
            Column(plain(self._("Place")), 60),
            Column(plain(self._("What it says, in our own words")), 200),
        )
        rows = tuple(
            (
                (plain(each.id, bold=True),),
                (plain(each.place[self.language]),),
                (plain(each.fact[self.language]),),
            )
            for each in statements
        )
        yield Table(columns, rows, grid=False)
