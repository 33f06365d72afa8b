"""The measures as tables in words: what a reader, a CSV file, and later charts and the report draw from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pathway_app.audit.completion import Completion
from pathway_app.audit.content import COMPLETION_KEYS
from pathway_app.audit.heads import completion_heads, interval_heads
from pathway_app.audit.measures import Audit
from pathway_app.domain.definition import Checkpoint, Field, LocalText, Origin, PathwayDefinition
from pathway_app.domain.entries import VarianceClass
from pathway_app.i18n import Words

Cell = str | int | float | None
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the column's name in files. A share of the column `of` may be told as a percentage too."""

    key: str
    title: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`ids` name in files what the row is about; `title` names it for readers. `few`: no percentages here,
    or none of the columns `few_of`."""

    ids: tuple[str, ...]
    title: str
    cells: tuple[Cell, ...]
    few: bool = False
    depth: int = 1
    few_of: frozenset[str] = frozenset()

    def share(self, column: Column, columns: Sequence[Column]) -> float | None:
        """The percentage of that column, where it may be told."""
        if self.few or column.of is None or column.of in self.few_of:
            return None
        keys = [each.key for each in columns]
        cell, whole = (self.cells[keys.index(key)] for key in (column.key, column.of))
        return 100 * cell / whole if isinstance(cell, int) and isinstance(whole, int) and whole else None


@dataclass(frozen=True, slots=True)
class Table:
    """`id_columns` are the names of the rows' ids in files; `definition` says what is counted of what."""

    name: str
    title: str
    definition: str
    id_columns: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def tables(audit: Audit, words: Words) -> tuple[Table, ...]:
    telling = _Telling(audit, words)
    made = (
        telling.completion(),
        telling.intervals(),
        telling.order(),
        telling.variances(),
        telling.answers(),
        telling.routes(),
        telling.follow_up(),
        telling.recording(),
    )
    return tuple(table for table in made if table.rows)


class _Telling:
    def __init__(self, audit: Audit, words: Words) -> None:
        self.audit = audit
        self.words = words

    def completion(self) -> Table:
        _ = self.words.gettext
        rows = [
            *self._completion_rows(),
            _completion_row(("", "", ""), _("whole pathway"), self.audit.whole, 0),
        ]
        return Table(
            "completion",
            _("Completion"),
            _(
                "Counted over rounds. Percentages are of the steps that apply: done, skipped or open. On time and late "
                "are done before and after a deadline; done without a deadline is neither. What is not decided yet "
                "never counts as complete."
            ),
            ("phase", "checkpoint", "origin"),
            self._completion_columns(),
            tuple(rows),
        )

    def _completion_columns(self) -> tuple[Column, ...]:
        heads = completion_heads(self.words)
        return tuple(
            Column(key, heads[key], "applicable" if key == "done" else None) for key in COMPLETION_KEYS
        )

    def _completion_rows(self) -> Iterator[Row]:
        for phase, figures in self.audit.phases.items():
            yield _completion_row((phase, "", ""), self._phase_title(phase), figures, 0)
            for checkpoint in map(self._checkpoint, self.audit.checkpoints):
                if checkpoint.phase == phase:
                    ids = (phase, checkpoint.id, origin(checkpoint.origin))
                    title = self._title(checkpoint.id)
                    yield _completion_row(ids, title, self.audit.checkpoints[checkpoint.id], 1)

    def intervals(self) -> Table:
        _ = self.words.gettext
        columns = tuple(Column(key, head) for key, head in interval_heads(self.words).items())
        rows = tuple(
            Row(
                pair,
                f"{self._title(pair[0])} → {self._title(pair[1])}",
                tuple(getattr(each, column.key) for column in columns),
                each.few,
            )
            for pair, each in self.audit.intervals.items()
        )
        definition = _(
            "Elapsed days between two steps, round 1 of each; negative where the second came first. Open: the first is "
            "done and the second is awaited. The median with the open ones is that of Kaplan and Meier."
        )
        return Table(
            "intervals", _("Times between steps, in days"), definition, ("from", "to"), columns, rows
        )

    def order(self) -> Table:
        _ = self.words.gettext
        columns = (
            Column("with_gates", _("with a gate")),
            Column("before_gate", _("before a gate"), "with_gates"),
            Column("gate_open", _("gate still open"), "with_gates"),
            Column("with_clock", _("with a clock")),
            Column("clock_short", _("before its end"), "with_clock"),
        )
        rows = []
        for checkpoint, each in self.audit.order.items():
            cells = (each.with_gates, each.before_gate, each.gate_open, each.with_clock, each.clock_short)
            if each.with_gates or each.with_clock:
                few = {"with_gates": each.few_gates, "with_clock": each.few_clock}
                few_of = frozenset(key for key, is_few in few.items() if is_few)
                rows.append(Row((checkpoint,), self._title(checkpoint), cells, few_of=few_of))
        definition = _(
            "Of the steps that are done: how many occurred before a gate occurred, while a gate is not finished, or "
            "before the end of their clock."
        )
        return Table("order", _("Order of the steps"), definition, ("checkpoint",), columns, tuple(rows))

    def variances(self) -> Table:
        from pathway_app.documents.code_words import variance_class

        _ = self.words.gettext
        columns = (
            Column("entered", _("done or skipped")),
            Column("variances", _("with variance"), "entered"),
            *(Column(each.value, variance_class(each, self.words)) for each in VarianceClass),
            Column("open", _("open")),
            Column("closed", _("closed")),
            Column("without_reason", _("no reason given")),
        )
        counted = [(each, self._title(each), 1, of) for each, of in self.audit.variances.items()]
        counted.append(("", _("whole pathway"), 0, self.audit.all_variances))
        rows = []
        for checkpoint, title, depth, each in counted:
            if each.variances or not checkpoint:
                classes = each.by_class.values()
                cells = (each.entered, each.variances, *classes, each.open, each.closed, each.without_reason)
                rows.append(Row((checkpoint,), title, cells, each.few, depth))
        definition = _(
            "Of the steps that are done or skipped, by the entry that counts. No reason given: unspecified, without "
            "words."
        )
        return Table("variances", _("Variances"), definition, ("checkpoint",), columns, tuple(rows))

    def answers(self) -> Table:
        _ = self.words.gettext
        columns = (Column("n", _("answered")), Column("chosen", _("chosen"), "n"))
        definition = _(
            "How often each answer was chosen among the steps that are done and answer the question, counted over "
            "rounds. Where several answers may stand together their sum is more."
        )
        rows = []
        for (checkpoint_id, field_id), each in self.audit.answers.items():
            if not each.n:
                continue
            field = self._field(checkpoint_id, field_id)
            asked = f"{self._title(checkpoint_id)} · {self._in(field.title)}"
            options = {option.value: self._in(option.title) for option in field.options}
            for value in dict.fromkeys((*options, *each.chosen)):
                told = f"{asked}: {options.get(value, value)}"
                ids = (checkpoint_id, field_id, value)
                rows.append(Row(ids, told, (each.n, each.chosen.get(value, 0)), each.few))
        return Table(
            "answers", _("Answers"), definition, ("checkpoint", "field", "answer"), columns, tuple(rows)
        )

    def routes(self) -> Table:
        _ = self.words.gettext
        each = self.audit.routes
        lines = (
            ("agrees", _("agrees with the documented route"), each.agrees),
            ("differs_with_rationale", _("differs, with a rationale"), each.differs_with_rationale),
            ("differs_without_rationale", _("differs, without a rationale"), each.differs_without_rationale),
            ("no_route", _("the document gives no route"), each.no_route),
            ("unknown", _("the route is not known"), each.unknown),
        )
        rows = [Row((key,), title, (each.decided, count), each.few) for key, title, count in lines]
        rows.append(Row(("awaited",), _("no decision yet"), (None, each.awaited), each.few))
        asked = any(one.routes is not None for one in self.audit.definitions)
        definition = _(
            "Of the courses with a decision in round 1: how it stands to what the document says. Whether it differs "
            "says nothing of whether it was right."
        )
        columns = (Column("decided", _("decided")), Column("courses", _("courses"), "decided"))
        told = tuple(rows) if asked else ()
        return Table("routes", _("Decision and documented route"), definition, ("measure",), columns, told)

    def follow_up(self) -> Table:
        _ = self.words.gettext
        each = self.audit.follow_up
        lines = (
            ("unplanned", _("the plan is overdue"), each.unplanned),
            ("overdue", _("a planned one is overdue"), each.overdue),
            ("undated", _("planned, without a deadline"), each.undated),
        )
        rows = tuple(Row((key,), title, (each.expected, count), each.few) for key, title, count in lines)
        asked = any(one.outline.follow_up is not None for one in self.audit.definitions)
        definition = _("Of the courses that have not ended, and have a plan or should have one by now.")
        columns = (Column("expected", _("expected")), Column("courses", _("courses"), "expected"))
        told = rows if asked else ()
        return Table("follow-up", _("Missing follow-up"), definition, ("measure",), columns, told)

    def recording(self) -> Table:
        _ = self.words.gettext
        each = self.audit.recording
        lines = (
            ("late", _("recorded more than 24 h after it occurred"), each.late),
            ("from_paper", _("from paper"), each.from_paper),
            ("in_bursts", _("ticked in a burst"), each.in_bursts),
        )
        rows = [Row((key,), title, (each.entries, count), each.few) for key, title, count in lines]
        apart = (
            ("bursts", _("bursts"), each.bursts),
            ("phases_at_once", _("phases entered afterwards in one go"), each.phases_at_once),
            ("corrections", _("corrections"), each.corrections),
            ("retractions", _("retractions"), each.retractions),
        )
        rows += [Row((key,), title, (None, count), each.few) for key, title, count in apart]
        definition = _(
            "Of the entries that say done, skipped or not applicable, also where they were corrected or retracted "
            "since. A burst: five ticks or more by one user in one course within 60 seconds. In one go: three steps or "
            "more of one phase, each late, by one user within 10 minutes."
        )
        columns = (Column("entries", _("entries")), Column("found", _("found"), "entries"))
        return Table("recording", _("How it was recorded"), definition, ("measure",), columns, tuple(rows))

    def _checkpoint(self, checkpoint_id: str) -> Checkpoint:
        """As the newest version that has it tells."""
        return self._newest(lambda one: one.by_id.get(checkpoint_id))

    def _field(self, checkpoint_id: str, field_id: str) -> Field:
        def found(one: PathwayDefinition) -> Field | None:
            checkpoint = one.by_id.get(checkpoint_id)
            return checkpoint.field(field_id) if checkpoint is not None else None

        return self._newest(found)

    def _phase_title(self, phase_id: str) -> str:
        return self._in(self._newest(lambda one: one.phase_by_id.get(phase_id)).title)

    def _newest(self, found: Callable[[PathwayDefinition], Part | None]) -> Part:
        return next(each for one in self.audit.definitions if (each := found(one)) is not None)

    def _title(self, checkpoint_id: str) -> str:
        checkpoint = self._checkpoint(checkpoint_id)
        return self._in(checkpoint.short_title or checkpoint.title)

    def _in(self, text: LocalText) -> str:
        return text[self.words.language]


def _completion_row(ids: tuple[str, ...], title: str, of: Completion, depth: int) -> Row:
    cells = tuple(getattr(of, key) for key in COMPLETION_KEYS)
    return Row(ids, title, cells, of.few, depth)


def origin(of: Origin) -> str:
    """`S6 S7`, or `local`: codes, as in a pathway file."""
    return "local" if of.is_local else " ".join(of.statements)
