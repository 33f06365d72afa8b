"""What was found, as blocks: facts in the order of the pathway, and the same questions side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from pathway_app.documents.look import Look
from pathway_app.documents.model import Block, Cell, Column, Run, Table, Text, joined, plain
from pathway_app.documents.recorded import Recorded, Step
from pathway_app.domain.definition import Comparison, Field
from pathway_app.domain.entries import Entry, Standings

LATEST = 4
"""how many findings are told where the pathway compares none"""
ROOM_TO_NOTE = 12.5
"""the least height, in points, of a row with room for a word or two by hand"""
_EARLIEST = datetime.min.replace(tzinfo=UTC)


class Findings:
    """Remembers which steps stand on the sheet, so that the others can be told elsewhere."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.language = recorded.words.language
        self._told: set[tuple[str, int]] = set()
        self._together: dict[str, set[str]] = {}
        """the fields of each checkpoint that are told with the monitoring"""
        for checkpoint, field in recorded.definition.outline.monitoring:
            self._together.setdefault(checkpoint, set()).add(field)

    def untold(self) -> list[Step]:
        """The entered steps that stand nowhere yet."""
        return [step for step in self.recorded.steps if step.chain and step.place not in self._told]

    def facts(self, steps: Iterable[Step]) -> Table | None:
        """When, which step, what was found; None without any."""
        rows = tuple(self._fact(step) for step in steps)
        return fact_table(rows) if rows else None

    def background(self, checkpoints: Collection[str]) -> Table | None:
        """What was found by these checkpoints, and the monitoring in a row of its own; None without any."""
        monitored = self._monitored()
        steps = (step for step in self.untold() if step.checkpoint.id in checkpoints)
        rows = [self._fact(step) for step in steps]
        if monitored:
            rows.append(((), (plain(self.recorded.words.gettext("Monitoring")),), (monitored,)))
        return fact_table(tuple(rows)) if rows else None

    def _monitored(self) -> Text:
        """A step that asks nothing else is told here whole; of any other one these answers, the rest elsewhere."""
        told = []
        for step in self.untold():
            together = self._together.get(step.checkpoint.id, set())
            if together and together >= {field.id for field in step.checkpoint.fields}:
                self._told.add(step.place)
                told.append(self._monitored_step(step))
            else:
                told += list(self._monitored_answers(step, together))
        return joined("; ", told)

    def _monitored_step(self, step: Step) -> Text:
        recorded = self.recorded
        title = recorded.title(step, short=True)
        begin = plain(f"{title} {recorded.moment(step.entry) if step.entry else ''}")
        answers = recorded.answers(step)
        if len(step.checkpoint.fields) == 1:
            # The question says nothing that the step's name does not say.
            answers = answers[1:]
        found = joined(" · ", (recorded.decided(step), answers, self._marks(step)))
        return (*begin, Run(": "), *found) if found else begin

    def _monitored_answers(self, step: Step, together: Collection[str]) -> Iterator[Text]:
        for field in step.checkpoint.fields:
            if step.entry is not None and field.id in together and field.id in step.entry.values:
                begin = f"{field.title[self.language]} {self.recorded.moment(step.entry)}: "
                value = self.recorded.value(step.checkpoint, field, step.entry.values[field.id], bold=True)
                yield Run(begin), value

    def answers(self, step: Step) -> Text:
        """The step's answers without those that are told with the monitoring."""
        return self.recorded.answers(step, self._together.get(step.checkpoint.id, ()))

    def latest(self) -> Table | None:
        """The newest answers that stand nowhere yet."""
        answered = [step for step in self.untold() if step.entry and step.entry.values]
        answered.sort(key=_occurred, reverse=True)
        return self.facts(answered[:LATEST])

    def _fact(self, step: Step) -> tuple[Cell, ...]:
        self._told.add(step.place)
        found = joined(" · ", (self.recorded.decided(step), self.answers(step))) or plain("✓")
        when = plain(self.recorded.moment(step.entry)) if step.entry else ()
        return (when,), (plain(self.recorded.title(step)),), (found, self._marks(step))

    def _marks(self, step: Step) -> Text:
        see = plain(self.recorded.words.gettext("≠ see Variances")) if step.state.variance else ()
        return joined(" · ", (*self.recorded.marks(step), see))

    def compared(self, comparison: Comparison, *, now: bool) -> Table | None:
        """The compared questions side by side, then what only some of the steps ask; None where none is done.

        Of a step with rounds the newest one is shown. With `now` a last column is left empty, to fill in by hand.
        """
        done = {step.checkpoint.id: step for step in self.recorded.steps if step.is_done}
        columns = [column for column in comparison.columns if column.checkpoint in done]
        steps = [done[column.checkpoint] for column in columns]
        if not steps:
            return None
        titles: list[Text] = [()]
        for column, step in zip(columns, steps, strict=True):
            self._told.add(step.place)
            moment = self.recorded.moment(step.entry) if step.entry else ""
            titles.append(plain(f"{column.title[self.language]} · {moment}"))
        rows = [self._compared_row(field, steps) for field in _questions(comparison, steps)]
        marks = [self._marks(step) for step in steps]
        if any(marks):
            rows.append(((), *((mark,) for mark in marks)))
        if now:
            _ = self.recorded.words.gettext
            titles.append(plain(_("Now · time, initials:")))
            rows = [(*row, ()) for row in rows]
        share = 88 / (len(titles) - 1)
        heads = (Column(titles[0], 36), *(Column(title, share) for title in titles[1:]))
        return Table(heads, tuple(rows), row_height=ROOM_TO_NOTE if now else 0.0)

    def _compared_row(self, field: Field, steps: Sequence[Step]) -> tuple[Cell, ...]:
        answers = (self._compared_answer(field, step) for step in steps)
        return (plain(field.title[self.language]),), *(((answer,),) for answer in answers)

    def _compared_answer(self, field: Field, step: Step) -> Run:
        asked = step.checkpoint.field(field.id)
        value = step.entry.values.get(field.id) if step.entry else None
        if asked is None or value is None or asked.title != field.title:
            return Run("–")
        return self.recorded.value(step.checkpoint, asked, value, bold=True)


def fact_table(rows: tuple[tuple[Cell, ...], ...]) -> Table:
    """Rows of when, what and the rest; the first column is wider where a moment tells its year."""
    moments = (run.text for row in rows for text in row[0] for run in text)
    when = 14 if max(map(len, moments)) <= len("22-okt 10:30") else 20
    return Table((Column((), when), Column((), 29), Column((), 95 - when)), rows, grid=False)


def notes(look: Look) -> Iterator[Block]:
    """The notes that hold: when, by whom, about what, and their text."""
    held = Standings(look.recorded.entries).notes
    if held:
        yield fact_table(tuple(_note(look, entry) for entry in held))


def _note(look: Look, entry: Entry) -> tuple[Cell, ...]:
    recorded = look.recorded
    checkpoint = look.definition.by_id.get(entry.checkpoint or "")
    about: Cell = (plain(checkpoint.title[look.words.language]),) if checkpoint else ()
    when = recorded.moment(entry) or recorded.recorded_at(entry)
    late = recorded.late(entry) if entry.is_late else ()
    marks = joined(" · ", (late, recorded.from_paper() if entry.from_paper else ()))
    typed = recorded.typed(entry.text, "text", checkpoint)
    return (plain(when),), ((recorded.by(entry),), *about), ((typed,), marks)


def _questions(comparison: Comparison, steps: Sequence[Step]) -> list[Field]:
    """The compared fields, then the others that are answered; fields of one name but other titles apart."""
    compared: dict[str, list[Field]] = {field: [] for field in comparison.fields}
    others: list[Field] = []
    for step in steps:
        for field in step.checkpoint.fields:
            known = compared.get(field.id, others)
            answered = step.entry is not None and field.id in step.entry.values
            if not any(each.id == field.id and each.title == field.title for each in known) and (
                answered or field.id in compared
            ):
                known.append(field)
    return [field for fields in compared.values() for field in fields] + others


def _occurred(step: Step) -> datetime:
    return step.entry.occurred_at or _EARLIEST if step.entry else _EARLIEST
