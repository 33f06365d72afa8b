"""What an account may: disabled, its password's slot; wider rights in an emergency; on a server the passwords."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _replace_accounts(
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("slot", Plain, nullable=True),
    )
    op.create_table(
        "emergency",
        sa.Column("seq", Number, nullable=False, autoincrement=False),
        _text("account"),
        _text("role"),
        _text("begun_at"),
        _text("reason"),
        sa.PrimaryKeyConstraint("seq", name="pk_emergency"),
    )
    op.create_index("ix_emergency_account_seq", "emergency", ["account", "seq"])
    op.create_table(
        "password",
        _text("account"),
        _text("slot"),
        _text("hash"),
        sa.PrimaryKeyConstraint("account", name="pk_password"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wrong_password",
        _text("account"),
        sa.Column("count", sa.Integer, nullable=False),
        _text("last_at"),
        sa.PrimaryKeyConstraint("account", name="pk_wrong_password"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Raises RuntimeError where passwords would be lost."""
    if op.get_bind().execute(sa.select(sa.func.count()).select_from(sa.table("password"))).scalar():
        raise RuntimeError("passwords would be lost")
    for table in ("wrong_password", "password", "emergency"):
        op.drop_table(table)
    _replace_accounts()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, Plain, nullable=False)


def _replace_accounts(*more: sa.Column[object]) -> None:
    """A few rows that nothing points to: the table is made again, so that it looks as if made at once."""
    kept: list[sa.ColumnClause[object]] = [sa.column(name) for name in ("name", "full_name", "role", "seq")]
    rows = [
        dict(row._mapping) for row in op.get_bind().execute(sa.select(*kept).select_from(sa.table("account")))
    ]
    op.drop_table("account")
    table = op.create_table(
        "account",
        _text("name"),
        _text("full_name"),
        _text("role"),
        *more,
        sa.Column("seq", Number, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_account"),
        sa.UniqueConstraint("seq", name="uq_account_seq"),
        sqlite_with_rowid=False,
    )
    new = {"disabled": False, "must_change": False, "slot": None} if more else {}
    if rows:
        op.bulk_insert(table, [row | new for row in rows])
