"""A new database and what it begins with: site, accounts, pathways, perhaps invented patients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pathway_app.changes import Changes
from pathway_app.commands import ImportCourses, ImportedCourse, InstallDefinition
from pathway_app.domain.ids import new_id
from pathway_app.people import Actor, Site
from pathway_app.ports import Record, Records
from pathway_app.recovery import new_phrase
from pathway_app.services.service import Service
from pathway_app.signing_in import checked_password

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """What a database begins with. `definitions` are validated, as (pathway, version, canonical JSON).

    `password` is the administrator's, and `recovery` the phrase that opens the record besides
    (`pathway_app.recovery.new_phrase`, to be shown once and kept nowhere); a demonstration has neither.
    """

    administrator: Actor
    password: str | None = field(default=None, repr=False)
    recovery: str | None = field(default=None, repr=False)
    site: Site = field(default_factory=Site)
    people: tuple[Actor, ...] = ()
    definitions: tuple[tuple[str, str, str], ...] = ()
    courses: tuple[ImportedCourse, ...] = ()


def found(records: Records, url: str, foundation: Foundation, tell: Callable[[], None] | None = None) -> str:
    """Make the database and return where it is, without a password.

    `tell` is to tell the recovery phrase; it is called when all is ready, before a file has its name.
    Raises Refused where there is something at `url` already, or the password is none that is accepted.
    """
    administrator = foundation.administrator
    password = None
    if not foundation.site.demo:
        password = checked_password(administrator.name, foundation.password or "")

    def fill(record: Record) -> None:
        # Nobody can be asked yet whether they may: the first account cannot be made by another one.
        with record.unit_of_work() as work:
            work.begin(administrator, new_id(), "Found")
            work.change_site(foundation.site)
            work.add_account(administrator, password)
            for account in foundation.people:
                work.add_account(account)
            work.commit(Changes("", settings=True))
        service = Service(record)
        for pathway, version, body in foundation.definitions:
            service.execute(InstallDefinition(pathway=pathway, version=version, body=body), administrator)
        if foundation.courses:
            service.execute(ImportCourses(courses=foundation.courses), administrator)
        if tell is not None:
            tell()

    phrase = None if foundation.site.demo else foundation.recovery or new_phrase()
    record = records.create(url, recovery=phrase, fill=fill)
    record.close()
    return record.url


def shipped_definitions() -> tuple[tuple[str, str, str], ...]:
    """The pathways that come with the program, validated, as (pathway, version, canonical JSON)."""
    from pathway_app.definitions.canonical import definition_to_json
    from pathway_app.definitions.loader import load_definition

    definitions = (load_definition(path) for path in sorted((RESOURCES / "pathways").glob("*.yaml")))
    return tuple((each.id, each.version, definition_to_json(each)) for each in definitions)
