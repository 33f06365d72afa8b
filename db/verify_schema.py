"""The database's tables, indexes and triggers compared with those that the migrations make.

Whoever takes a trigger away can change the log unhindered, and whoever adds one can have something done unseen.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sqlalchemy import text
from sqlalchemy.schema import CreateIndex, CreateTable

from db import tables as t
from db import triggers
from db.link import Link
from db.sqlite import dialect as sqlite_dialect
from db.verify_courses import Report

_MIGRATIONS = "alembic_version"
"""the migrations' own table"""

_Found = dict[tuple[str, str], object]
"""what something is made like, in a form that can be compared, by its kind and name"""


def check_schema(link: Link, dialect: str, report: Report) -> None:
    """Report what lacks, what is made otherwise, and what nobody here has made."""
    wanted, found = (
        (_sqlite_wanted(), _sqlite_found(link))
        if dialect == "sqlite"
        else (_postgresql_wanted(), _postgresql_found(link))
    )
    for place in sorted(wanted.keys() | found.keys()):
        if place not in found:
            report("schema-missing", " ".join(place), None)
        elif place not in wanted:
            report("schema-unknown", " ".join(place), None)
        elif found[place] != wanted[place]:
            report("schema-differs", " ".join(place), None)


# SQLite keeps what was written to make them

_SCHEMA = text("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")


def _sqlite_found(link: Link) -> _Found:
    return {
        (kind, name): _parts(sql)
        for kind, name, sql in link.rows(_SCHEMA)
        if name != _MIGRATIONS and not name.startswith("sqlite_")
    }


@cache
def _sqlite_wanted() -> _Found:
    made = sqlite_dialect()
    wanted: _Found = {}
    for table in t.metadata.tables.values():
        wanted["table", table.name] = _parts(str(CreateTable(table).compile(dialect=made)))
        for index in table.indexes:
            wanted["index", str(index.name)] = _parts(str(CreateIndex(index).compile(dialect=made)))
    return wanted | {("trigger", name): _parts(sql) for name, sql in triggers.SQLITE.items()}


def _parts(sql: str) -> list[str]:
    """The definitions of columns and constraints in any order, and what stands around them."""
    bare = _bare(sql)
    if not bare.startswith("createtable"):
        return [bare]
    parts, depth, begun = [], 0, 0
    for at, sign in enumerate(bare):
        ends_one = sign == "," and depth == 1
        depth += (sign == "(") - (sign == ")")
        if ends_one or (sign == "(" and depth == 1) or (sign == ")" and not depth):
            parts.append(bare[begun:at])
            begun = at + 1
    return sorted([*parts, bare[begun:]])


def _bare(sql: str) -> str:
    """Without blanks, quoted names and capitals, but for what stands in the texts of the statement."""
    pieces = re.split(r"('(?:[^']|'')*')", sql)
    return "".join(
        piece if place % 2 else re.sub(r'[\s"]', "", piece).lower() for place, piece in enumerate(pieces)
    )


# PostgreSQL keeps what came of it, in its own words

_OURS = "n.nspname = current_schema()"
_TRIGGERS = text(f"""
SELECT g.tgname, pg_get_triggerdef(g.oid, true), g.tgenabled::text, p.prosrc
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = g.tgfoid WHERE NOT g.tgisinternal AND {_OURS}
""")
_COLUMNS = text(f"""
SELECT c.relname, a.attname, a.attnotnull
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND {_OURS}
""")
_CONSTRAINTS = text(f"""
SELECT r.conname, c.relname, r.convalidated
FROM pg_constraint r JOIN pg_class c ON c.oid = r.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.contype <> 'n' AND {_OURS}
""")
_INDEXES = text(f"""
SELECT i.relname, c.relname, x.indisunique, x.indisvalid, x.indpred IS NOT NULL,
       ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY k (number, place)
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number ORDER BY k.place)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_OURS} AND NOT EXISTS (SELECT FROM pg_constraint r WHERE r.conindid = x.indexrelid)
""")


def _postgresql_found(link: Link) -> _Found:
    """Tables of others, as for reports, are of no concern."""
    found: _Found = {
        ("trigger", name): (_words(definition), enabled, body.strip())
        for name, definition, enabled, body in link.rows(_TRIGGERS)
    }
    columns: dict[str, set[tuple[str, bool]]] = {}
    for table, column, needed in link.rows(_COLUMNS):
        columns.setdefault(table, set()).add((column, needed))
    ours = columns.keys() & t.metadata.tables.keys()
    found |= {("table", table): columns[table] for table in ours}
    found |= {("rule", name): rest for name, *rest in link.rows(_CONSTRAINTS) if rest[0] in ours}
    return found | {("index", name): rest for name, *rest in link.rows(_INDEXES) if rest[0] in ours}


@cache
def _postgresql_wanted() -> _Found:
    from sqlalchemy.dialects import postgresql

    names = postgresql.dialect().identifier_preparer  # type: ignore[no-untyped-call]
    wanted: _Found = {
        ("trigger", name): (_words(sql), "O", triggers.FUNCTION_BODY)
        for name, sql in triggers.POSTGRESQL.items()
    }
    for table in t.metadata.tables.values():
        wanted["table", table.name] = {(column.name, not column.nullable) for column in table.c}
        for rule in table.constraints:
            name = names.format_constraint(rule)
            if name is not None:
                wanted["rule", name] = [table.name, True]
        for index in table.indexes:
            told: list[Any] = [table.name, index.unique, True]
            told.append(index.dialect_options["postgresql"]["where"] is not None)
            wanted["index", str(index.name)] = [*told, [column.name for column in index.columns]]
    return wanted


def _words(sql: str) -> str:
    return re.sub(r'[\s"()]|::text', "", sql).lower()
