"""The measures as tables in words: what a reader, a CSV file, and later charts and the report draw from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pathway_app.audit.completion import Completion
from pathway_app.audit.content import COMPLETION_KEYS
from pathway_app.audit.heads import column_heads, measure_titles, table_titles
from pathway_app.audit.measures import Audit
from pathway_app.audit.titles import Titles
from pathway_app.domain.definition import Origin
from pathway_app.i18n import Words

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the column's name in files. A share of the column `of` may be told as a percentage too."""

    key: str
    title: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`ids` name in files what the row is about; `title` names it for readers. `few`: no percentages and no
    medians here, or no percentages of the columns `few_of`."""

    ids: tuple[str, ...]
    title: str
    cells: tuple[Cell, ...]
    few: bool = False
    depth: int = 1
    few_of: frozenset[str] = frozenset()

    def shown(self, cell: Cell) -> Cell:
        """The cell for readers: of few patients no median and no quartile. Files have them, beside their `n`."""
        return None if self.few and isinstance(cell, float) else cell

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
        self.titles = Titles(audit.definitions, words)

    def completion(self) -> Table:
        _ = self.words.gettext
        whole = _completion_row(("", "", ""), _("whole pathway"), self.audit.whole, 0)
        return self._table(
            "completion",
            _(
                "Counted over rounds. Percentages are of the steps that apply: done, skipped or open. On time and late "
                "are done before and after a deadline; done without a deadline is neither. What is not decided yet "
                "never counts as complete."
            ),
            ("phase", "checkpoint", "origin"),
            [*self._completion_rows(), whole],
            shares={"done": "applicable"},
        )

    def _completion_rows(self) -> Iterator[Row]:
        for phase, figures in self.audit.phases.items():
            yield _completion_row((phase, "", ""), self.titles.phase(phase), figures, 0)
            for checkpoint in filter(None, map(self.titles.checkpoint, self.audit.checkpoints)):
                if checkpoint.phase == phase:
                    ids = (phase, checkpoint.id, origin(checkpoint.origin))
                    title = self.titles.step(checkpoint.id)
                    yield _completion_row(ids, title, self.audit.checkpoints[checkpoint.id], 1)

    def intervals(self) -> Table:
        keys = tuple(column_heads("intervals", self.words))
        rows = [
            Row(pair, self.titles.interval(*pair), tuple(getattr(each, key) for key in keys), each.few)
            for pair, each in self.audit.intervals.items()
        ]
        definition = self.words.gettext(
            "Elapsed days between two steps, round 1 of each; negative where the second came first. Open: the first is "
            "done and the second is awaited. The median with the open ones is that of Kaplan and Meier."
        )
        return self._table("intervals", definition, ("from", "to"), rows)

    def order(self) -> Table:
        rows = []
        for checkpoint, each in self.audit.order.items():
            cells = (each.with_gates, each.before_gate, each.gate_open, each.with_clock, each.clock_short)
            if each.with_gates or each.with_clock:
                few = {"with_gates": each.few_gates, "with_clock": each.few_clock}
                few_of = frozenset(key for key, is_few in few.items() if is_few)
                rows.append(Row((checkpoint,), self.titles.step(checkpoint), cells, few_of=few_of))
        definition = self.words.gettext(
            "Of the steps that are done: how many occurred before a gate occurred, while a gate is not finished, or "
            "before the end of their clock."
        )
        shares = {"before_gate": "with_gates", "gate_open": "with_gates", "clock_short": "with_clock"}
        return self._table("order", definition, ("checkpoint",), rows, shares=shares)

    def variances(self) -> Table:
        _ = self.words.gettext
        counted = [(each, self.titles.step(each), 1, of) for each, of in self.audit.variances.items()]
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
        return self._table("variances", definition, ("checkpoint",), rows, shares={"variances": "entered"})

    def answers(self) -> Table:
        definition = self.words.gettext(
            "How often each answer was chosen among the steps that are done and answer the question, counted over "
            "rounds. Where several answers may stand together their sum is more."
        )
        rows = []
        for (checkpoint, name), each in self.audit.answers.items():
            if not each.n:
                continue
            field = self.titles.field(checkpoint, name)
            offered = [option.value for option in field.options] if field is not None else []
            for value in dict.fromkeys((*offered, *each.chosen)):
                told = self.titles.answer(checkpoint, name, value)
                cells = (each.n, each.chosen.get(value, 0))
                rows.append(Row((checkpoint, name, value), told, cells, each.few))
        ids = ("checkpoint", "field", "answer")
        return self._table("answers", definition, ids, rows, shares={"chosen": "n"})

    def routes(self) -> Table:
        each, titles = self.audit.routes, measure_titles("routes", self.words)
        rows = [
            Row((key,), title, (None if key == "awaited" else each.decided, getattr(each, key)), each.few)
            for key, title in titles.items()
        ]
        asked = any(one.routes is not None for one in self.audit.definitions)
        definition = self.words.gettext(
            "Of the courses with a decision in round 1: how it stands to what the document says. Whether it differs "
            "says nothing of whether it was right."
        )
        return self._table("routes", definition, ("measure",), rows if asked else [], shares=_DECIDED)

    def follow_up(self) -> Table:
        each, titles = self.audit.follow_up, measure_titles("follow-up", self.words)
        rows = [
            Row((key,), title, (each.expected, getattr(each, key)), each.few) for key, title in titles.items()
        ]
        asked = any(one.outline.follow_up is not None for one in self.audit.definitions)
        definition = self.words.gettext(
            "Of the courses that have not ended, and have a plan or should have one by now."
        )
        return self._table("follow-up", definition, ("measure",), rows if asked else [], shares=_EXPECTED)

    def recording(self) -> Table:
        each, titles = self.audit.recording, measure_titles("recording", self.words)
        rows = [
            Row((key,), title, (each.entries if key in _OF_ENTRIES else None, getattr(each, key)), each.few)
            for key, title in titles.items()
        ]
        definition = self.words.gettext(
            "Of the entries that say done, skipped or not applicable, also where they were corrected or retracted "
            "since. A burst: five ticks or more by one user in one course within 60 seconds. In one go: three steps or "
            "more of one phase, each late, by one user within 10 minutes."
        )
        return self._table("recording", definition, ("measure",), rows, shares={"found": "entries"})

    def _table(
        self,
        name: str,
        definition: str,
        ids: tuple[str, ...],
        rows: Sequence[Row],
        shares: Mapping[str, str] = MappingProxyType({}),
    ) -> Table:
        """`shares`: the columns that may be told as a percentage, each of which other."""
        heads = column_heads(name, self.words)
        columns = tuple(Column(key, head, shares.get(key)) for key, head in heads.items())
        return Table(name, table_titles(self.words)[name], definition, ids, columns, tuple(rows))


_DECIDED, _EXPECTED = {"courses": "decided"}, {"courses": "expected"}
_OF_ENTRIES = ("late", "from_paper", "in_bursts")
"""measures of entries: the others count something else"""


def _completion_row(ids: tuple[str, ...], title: str, of: Completion, depth: int) -> Row:
    cells = tuple(getattr(of, key) for key in COMPLETION_KEYS)
    return Row(ids, title, cells, of.few, depth)


def origin(of: Origin) -> str:
    """`S6 S7`, or `local`: codes, as in a pathway file."""
    return "local" if of.is_local else " ".join(of.statements)
