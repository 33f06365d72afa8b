"""Writes `db/sql.py`: `python -m db.write_sql`. A test compares the two, so that neither can lag behind."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.sql.expression import ClauseElement

from db import statements
from db.link import Statements
from db.sqlite import dialect

WRITTEN = Path(__file__).with_name("sql.py")
_MOST_WORDS = 4
"""so many words besides the longest are searched for without SQLAlchemy"""
_HEAD = '''"""The statements of `db/statements.py` by name, with their text for SQLite.

Written by `python -m db.write_sql`; change them there.
"""

# ruff: noqa: E501

from db.link import Statement

'''
_ONE = '''{name} = Statement(
    "{name}",
    """{sql}""",
    "{order}",
    {constants},
)
'''


def names() -> list[str]:
    """Of all the statements, in the order of their definitions."""
    found = [
        name for name, each in vars(statements).items() if name.isupper() and isinstance(each, ClauseElement)
    ]
    own = [name for name in found if not name.startswith("_")]
    return [
        *own,
        *statements.PUT,
        *(f"HAVING_WORDS_{more}" for more in range(_MOST_WORDS + 1)),
    ]


def text() -> str:
    """What `db/sql.py` has to hold."""
    live = Statements(dialect)
    parts = [_HEAD]
    for name in names():
        sql, order, constants = live.prepared(statements.statement(name, "sqlite"))
        assert order is not None
        lines = "\n".join(line.rstrip() for line in sql.splitlines())
        if lines.endswith('"'):  # of a quoted name: not to be taken for the end of the text
            lines += " "
        listed = "".join(f'        "{key}": {value!r},\n' for key, value in sorted(constants.items()))
        given = f"{{\n{listed}    }}" if listed else "{}"
        parts.append(_ONE.format(name=name, sql=lines, order=" ".join(order), constants=given))
    having = ", ".join(f"HAVING_WORDS_{more}" for more in range(_MOST_WORDS + 1))
    parts.append(f"HAVING_WORDS = ({having})\n")
    return "".join(parts)


if __name__ == "__main__":
    WRITTEN.write_text(text(), encoding="utf-8")
