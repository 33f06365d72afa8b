"""Definitions and site settings."""

from __future__ import annotations

from dataclasses import replace

from pathway_app.changes import Changes
from pathway_app.commands import ChangeSite, InstallDefinition
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Actor
from pathway_app.ports import UnitOfWork
from pathway_app.services.site_rules import checked


def install_definition(work: UnitOfWork, actor: Actor, command: InstallDefinition) -> Changes:
    """Refused where that version is installed with other content."""
    installed = work.definition_body(command.pathway, command.version)
    if installed is None:
        work.add_definition(command.pathway, command.version, command.body)
    elif installed != command.body:
        params = {"pathway": command.pathway, "version": command.version}
        raise Refused(Refusal("version-installed", "version", params))
    return Changes(command.command_id, settings=installed is None)


def change_site(work: UnitOfWork, actor: Actor, command: ChangeSite) -> Changes:
    """Refused where a setting is not known or its value cannot be used; what stays as it is is not recorded."""
    before = work.site()
    site = replace(before, **checked(command.settings))  # type: ignore[arg-type]  # every one but demo is a text
    if site != before:
        work.change_site(site)
    return Changes(command.command_id, settings=site != before)
