"""The report of several sites on paper."""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app.documents.model import (
    Block,
    Column,
    ColumnKind,
    Document,
    Foot,
    Head,
    Heading,
    Lines,
    Shape,
    Table,
    plain,
)
from pathway_app.i18n import Words
from pathway_app.research.site_report import Report, ReportTable, report_heading, report_tables

_TITLE, _NUMBER, _NUMBER_WITH_SHARE, _A_LETTER = 60.0, 14.0, 24.0, 1.5
"""widths in columns, in relation to each other"""
_MANY = 5
_WITH_SHARE = 1
"""the column, of completion, whose figures have a percentage beside them"""


def site_report_pdf(report: Report, words: Words) -> bytes:
    """The same report gives the same bytes. What the font cannot show is marked where it stands."""
    from pathway_app.documents import pdf

    document = site_report_document(report, words)
    return pdf.render([pdf.without_unprintable(document) if pdf.lacking(document) else document])


def site_report_document(report: Report, words: Words) -> Document:
    _ = words.gettext
    title = _("Report of several sites")
    return Document(
        language=words.language,
        subject=title,
        head=Head(
            title=title,
            subtitle=plain(report.title),
            circumstances=(),
            mark=_("DEMO — not real patients") if report.demonstration else "",
        ),
        identity=None,
        blocks=tuple(_blocks(report, words)),
        foot=Foot(
            identity=plain(report.title),
            notice=_("Made from pseudonymised files of the sites; it judges nobody and gives no advice."),
            reference="",
            page=_("Page {page} of {pages}"),
        ),
        continued=_("{title} (continued)"),
        code="",
        shape=Shape.ACROSS,
    )


def _blocks(report: Report, words: Words) -> Iterator[Block]:
    yield Lines(
        tuple(plain(line, bold=not number) for number, line in enumerate(report_heading(report, words)))
    )
    for table in report_tables(report, words):
        yield Heading(table.title)
        yield _table(table)


def _table(table: ReportTable) -> Table:
    shares = (_share(head, place, len(table.heads)) for place, head in enumerate(table.heads))
    numbers = (
        Column(plain(head), share, ColumnKind.NUMBER) for head, share in zip(table.heads, shares, strict=True)
    )
    nothing = ((),) * len(table.heads)
    rows = []
    for group in table.groups:
        rows.append(((plain(group.title, bold=True),), *nothing))
        rows += [tuple((plain(cell),) for cell in row) for row in group.rows]
    return Table((Column((), _TITLE), *numbers), tuple(rows), grid=False, row_heads=1)


def _share(head: str, place: int, columns: int) -> float:
    """With room for the longest word of the head."""
    usual = _NUMBER_WITH_SHARE if columns > _MANY and place == _WITH_SHARE else _NUMBER
    return max(usual, _A_LETTER * max(map(len, head.split())) + 3)
