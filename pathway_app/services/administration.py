"""Definitions, accounts and site settings."""

from __future__ import annotations

from dataclasses import fields, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pathway_app.commands import AddAccount, Changes, ChangeSite, InstallDefinition
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Actor, Site
from pathway_app.ports import UnitOfWork


def install_definition(work: UnitOfWork, actor: Actor, command: InstallDefinition) -> Changes:
    """Refused where that version is installed with other content."""
    installed = work.definition_body(command.pathway, command.version)
    if installed is None:
        work.add_definition(command.pathway, command.version, command.body)
    elif installed != command.body:
        params = {"pathway": command.pathway, "version": command.version}
        raise Refused(Refusal("version-installed", "version", params))
    return Changes(command.command_id, settings=installed is None)


def add_account(work: UnitOfWork, actor: Actor, command: AddAccount) -> Changes:
    name = command.name.strip()
    if not name or any(sign.isspace() for sign in name):
        raise Refused(Refusal("account-name", "name"))
    if work.account(name) is not None:
        raise Refused(Refusal("account-exists", "name", {"name": name}))
    work.add_account(Actor(name, command.full_name.strip() or name, command.role))
    return Changes(command.command_id, settings=True)


def change_site(work: UnitOfWork, actor: Actor, command: ChangeSite) -> Changes:
    """Whether it is a demonstration is decided when the database is made and never changes."""
    known = {field.name for field in fields(Site)} - {"demo"}
    for name in command.settings:
        if name not in known:
            raise Refused(Refusal("unknown-setting", name, {"setting": name}))
    site = replace(work.site(), **command.settings)  # type: ignore[arg-type]  # every setting but demo is a text
    try:
        ZoneInfo(site.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(Refusal("unknown-zone", "zone", {"zone": site.zone})) from None
    work.change_site(site)
    return Changes(command.command_id, settings=True)
