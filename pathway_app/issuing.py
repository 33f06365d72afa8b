"""Sheets leave the program: they are issued, made as the record then shows them, and brought where they go.

The window, the command line and the downtime pack all go this one way.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pathway_app.commands import IssueSheets, ReportFailedPrint
from pathway_app.documents import making
from pathway_app.documents.edition import Edition
from pathway_app.documents.making import Made
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.i18n import Words
from pathway_app.people import Actor
from pathway_app.ports import Queries, Record
from pathway_app.services.service import Service
from pathway_app.sheets import Destination, Issue, SheetOrder

Deliver = Callable[[Made], object]


def issue(
    service: Service,
    record: Record,
    order: SheetOrder,
    actor: Actor,
    to: Destination,
    deliver: Deliver | None = None,
) -> Made:
    """Issue what is ordered, make it, and let `deliver` bring it where it goes (write the file, send it off).

    The sheets show the moment of issue, by the record's own clock. Where making or delivering fails, the copies are
    reported as failed and the error goes on: Refused (nobody to show, a character that cannot be printed, a folder
    that cannot be written) or EnvironmentFault.
    """
    with record.queries() as queries:
        shown = making.shown(order, queries)
    command = IssueSheets(pack=order.pack, shown=shown, language=order.language, to=to)
    service.execute(command, actor)
    number: int | None = None
    try:
        with record.queries() as queries:
            issued = queries.issue_of(command.command_id)
            assert issued is not None
            number = issued.head.number
            of = edition(queries, order.language, issued.at, actor.full_name, issued)
            documents = making.documents(order, queries, of)
        made = replace(making.rendered(order, documents), issue=issued)
        if deliver is not None:
            deliver(made)
    except BaseException:
        _report(service, actor, number)
        raise
    return made


def edition(
    queries: Queries, language: str, at: datetime, printed_by: str, issue: Issue | None = None
) -> Edition:
    """What the sheets have in common that show the record at `at` (aware): an issue, or without one a preview."""
    site = queries.site()
    return Edition(
        words=Words(language, ZoneInfo(site.zone)),
        site=site,
        as_of=at,
        printed_at=at,
        printed_by=printed_by,
        head=issue.head if issue is not None else queries.log_head(),
        names={account.name: account.full_name for account in queries.accounts()},
        issue=issue,
    )


def _report(service: Service, actor: Actor, number: int | None) -> None:
    """Say that the copies were not made; where even that fails, what failed first is told."""
    if number is not None:
        with suppress(Refused, EnvironmentFault):
            service.execute(ReportFailedPrint(issue=number), actor)
