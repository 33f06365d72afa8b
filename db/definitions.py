"""Installed definitions and site settings, parsed once a record."""

from __future__ import annotations

from functools import lru_cache

from db import sql
from db.link import Link, Row
from db.mappers import site_of
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.people import Site


class Definitions:
    """Definitions by (pathway, version); an installed one never changes, so that it is kept once read."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], PathwayDefinition] = {}

    def get(self, link: Link, pathway: str, version: str) -> PathwayDefinition:
        """Raises KeyError where it is not installed."""
        found = self._known.get((pathway, version))
        if found is None:
            from pathway_app.definitions.canonical import definition_from_json

            row = link.row(sql.BODY, {"pathway": pathway, "version": version})
            if row is None:
                raise KeyError((pathway, version))
            found = definition_from_json(row[0])
            self._known[pathway, version] = found
        return found


def site(link: Link) -> Site:
    return _site(tuple(link.rows(sql.SETTINGS)))


@lru_cache(maxsize=4)
def _site(rows: tuple[Row, ...]) -> Site:
    """Every command asks, and it hardly ever changes."""
    return site_of(dict(rows))
