"""Reading a record in which it is put on record that somebody read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from pathway_app.accesses import Access
from pathway_app.cli.session import Session
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.ports import Queries, Record


@contextmanager
def reading(session: Session) -> Iterator[tuple[Record, Queries]]:
    """The record to be read and noted in; `--user`, where given, must be an account."""
    with session.record() as record, record.queries() as queries:
        if session.options.user is not None:
            session.actor(queries)
        yield record, queries


def note(
    session: Session,
    record: Record,
    what: Access,
    courses: Iterable[str] = (),
    details: Mapping[str, str] | None = None,
) -> None:
    """Put on record that this is read, exported or verified on the command line.

    Where the record cannot be written that is left: who may read a file that nobody can write is up to the system.
    """
    from pathway_app.commands import NoteAccess
    from pathway_app.services.service import Service

    if record.reading_only is not None:
        return
    with record.queries() as queries:
        actor = session.issuer(queries)
    told = {"by": "command", **(details or {})}
    with suppress(EnvironmentFault):
        Service(record).execute(NoteAccess(what=what, courses=tuple(courses), details=told), actor)
