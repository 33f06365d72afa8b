"""Sheets leave the program: they are issued, made as the record then shows them, and brought where they go.

The window, the command line and the downtime pack all go this one way.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pathway_app.clock import SystemClock
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
_UNWRITABLE = frozenset({"read-only", "disk-full", "database-locked", "unsound", "damaged"})
"""faults with which the record can still be read"""


def issue(
    service: Service,
    record: Record,
    order: SheetOrder,
    actor: Actor,
    to: Destination,
    deliver: Deliver | None = None,
    *,
    now: datetime | None = None,
) -> Made:
    """Issue what is ordered, make it, and let `deliver` bring it where it goes (write the file, send it off).

    The sheets show the moment of issue, by the record's own clock. Where making or delivering fails, or the program
    is told to end, the copies are reported as failed and the error goes on: Refused (nobody to show, a character that
    cannot be printed, a folder that cannot be written) or EnvironmentFault. Where only the record cannot be written
    the sheets are made all the same, without copy numbers (`Made.unrecorded`), and show `now` (aware; else this
    computer's time).
    """
    with record.queries() as queries:
        shown = making.shown(order, queries)
    command = IssueSheets(pack=order.pack, shown=shown, language=order.language, to=to)
    unrecorded: EnvironmentFault | None = None
    try:
        try:
            service.execute(command, actor)
        except EnvironmentFault as fault:
            if fault.code not in _UNWRITABLE:
                raise
            unrecorded = fault
        made = _made(record, order, actor, command, unrecorded, now)
        if deliver is not None:
            deliver(made)
    except BaseException:
        _report(service, record, actor, command)
        raise
    return made


def _made(
    record: Record,
    order: SheetOrder,
    actor: Actor,
    command: IssueSheets,
    unrecorded: EnvironmentFault | None,
    now: datetime | None,
) -> Made:
    with record.queries() as queries:
        issued = queries.issue_of(command.command_id)
        if issued is not None:
            of = edition(queries, order.language, issued.at, actor.full_name, issued)
        else:
            assert unrecorded is not None
            of = edition(queries, order.language, now or SystemClock().now(), actor.full_name)
            of = replace(of, is_recorded=False)
        documents = making.documents(order, queries, of)
    # What came through after all is on record: a fault told of at the very end of writing.
    return replace(
        making.rendered(order, documents), issue=issued, unrecorded=unrecorded if issued is None else None
    )


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


def _report(service: Service, record: Record, actor: Actor, command: IssueSheets) -> None:
    """Say that the copies were not made, if they were issued; where even that fails, what failed first is told."""
    with suppress(Refused, EnvironmentFault):
        with record.queries() as queries:
            issued = queries.issue_of(command.command_id)
        if issued is not None:
            service.execute(ReportFailedPrint(issue=issued.head.number), actor)
