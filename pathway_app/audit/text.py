"""The audit as text for a terminal: each figure with its n, percentages only where there are enough patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from pathway_app.audit.cohort import FEW, RUNNING
from pathway_app.audit.measures import Audit
from pathway_app.audit.tables import Cell, Column, Row, Table, tables
from pathway_app.audit.titles import Titles
from pathway_app.domain.course import Outcome
from pathway_app.i18n import Words

_WIDTH = 118
_NO_BREAK = "\u00a0"


def audit_text(audit: Audit, words: Words) -> Iterator[str]:
    yield from heading(audit, words)
    for table in tables(audit, words):
        yield ""
        yield table.title
        yield from wrap(table.definition, _WIDTH, initial_indent="  ", subsequent_indent="  ")
        yield from _lines(table, words)


def heading(audit: Audit, words: Words) -> Iterator[str]:
    """Which courses, in words."""
    _ = words.gettext
    newest = audit.definitions[0]
    versions = ", ".join(one.version for one in audit.definitions)
    yield " · ".join(
        [newest.title[words.language], _("version {version}").format(version=versions)],
    )
    yield _("Enrolled from {first} to {last}, as the record stood at {moment}").format(
        first=words.day(audit.period.first), last=words.day(audit.period.last), moment=words.moment(audit.now)
    )
    yield from filters(audit, words)
    yield _("Courses: {n}, of which ended: {ended}").format(n=audit.courses, ended=audit.ended)
    few = _(
        "Where a figure is of fewer than {n} patients there is no percentage, and on screen and paper no median."
    )
    yield few.format(n=FEW)


def filters(audit: Audit, words: Words) -> Iterator[str]:
    """What else than period and pathway the courses were chosen by, a line each."""
    _ = words.gettext
    cohort = audit.cohort
    if cohort.version is not None:
        yield _("Only courses that follow version {version}").format(version=cohort.version)
    if cohort.group is not None:
        if cohort.group:
            group = Titles(audit.definitions, words).group(cohort.group)
            yield _("Only the group {group}").format(group=group)
        else:
            yield _("Only courses whose group is not answered yet")
    if cohort.surgeon is not None:
        if cohort.surgeon:
            yield _("Only the surgeon {name}").format(name=cohort.surgeon)
        else:
            yield _("Only patients with no surgeon written down")
    if cohort.outcome is not None:
        yield _("Only the outcome {outcome}").format(outcome=outcome_title(cohort.outcome, words))


def outcome_title(value: str, words: Words) -> str:
    from pathway_app.documents.code_words import outcome_word

    if value == RUNNING:
        return words.gettext("still running")
    return outcome_word(Outcome(value), words) if value in set(Outcome) else value


def _lines(table: Table, words: Words) -> Iterator[str]:
    titles = [f"{'  ' * row.depth}{row.title}" for row in table.rows]
    cells = [told_cells(row, table.columns, words) for row in table.rows]
    first = max(map(len, titles))
    heads = [column.title for column in table.columns]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    yield _line("", first, heads, widths)
    for title, row in zip(titles, cells, strict=True):
        yield _line(title, first, row, widths)


def _line(title: str, first: int, cells: Sequence[str], widths: Sequence[int]) -> str:
    told = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join([f"  {title.ljust(first)}", *told]).rstrip()


def told_cells(row: Row, columns: Sequence[Column], words: Words) -> list[str]:
    """The numbers of a row, each with its percentage where it may have one."""
    told = []
    for column, cell in zip(columns, row.cells, strict=True):
        text = number(row.shown(cell), words)
        share = row.share(column, columns)
        if share is not None:
            text = f"{text} ({number(share, words)}{_NO_BREAK}%)"
        told.append(text)
    return told


def number(cell: Cell, words: Words) -> str:
    """With one decimal where it is not whole by nature; `–` where there is none."""
    if cell is None:
        return "–"
    if not isinstance(cell, float):
        return str(cell)
    text = f"{cell:.1f}".replace("-", "−")
    return text if words.language == "en" else text.replace(".", ",")
