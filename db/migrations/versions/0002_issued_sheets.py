"""The copies of sheets that were issued, and an index of the checkpoints that are ready."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")

READY = "state = 'ready'"
COLUMNS = ("sheet", "course_id", "copy", "revision", "seq")
"""those that never change; `failed` only ever becomes true"""


def upgrade() -> None:
    op.create_index(
        "ix_checkpoint_current_ready",
        "checkpoint_current",
        ["checkpoint", "deadline", "course_id"],
        sqlite_where=sa.text(READY),
        postgresql_where=sa.text(READY),
    )
    table = op.create_table(
        "issued_sheet",
        sa.Column("sheet", Plain, nullable=False),
        sa.Column("course_id", Plain, nullable=False),
        sa.Column("copy", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.Column("failed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("sheet", "course_id", "copy", name="pk_issued_sheet"),
        sa.CheckConstraint("copy > 0", name=op.f("ck_issued_sheet_copy")),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_issued_sheet_revision")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_issued_sheet_seq", "issued_sheet", ["seq"])
    _fill(table)
    _refuse_changes()


def downgrade() -> None:
    op.drop_table("issued_sheet")
    op.drop_index("ix_checkpoint_current_ready", table_name="checkpoint_current")


def _fill(table: sa.Table) -> None:
    """From the log, which knows of issues where the database was here before."""
    log = sa.table("log_event", sa.column("seq"), sa.column("kind"), sa.column("body"))
    rows: dict[int, list[dict[str, Any]]] = {}
    wanted = log.c.kind.in_(["sheets-issued", "print-failed"])
    for seq, kind, body in op.get_bind().execute(sa.select(*log.c).where(wanted).order_by(log.c.seq)):
        told = json.loads(body)
        if kind == "sheets-issued":
            rows[seq] = [dict(zip(COLUMNS, (*copy, seq), strict=True)) for copy in told["copies"]]
            for row in rows[seq]:
                row["failed"] = False
        else:
            for row in rows.get(told["issue"], ()):
                row["failed"] = True
    op.bulk_insert(table, [row for copies in rows.values() for row in copies])


def _refuse_changes() -> None:
    other = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in COLUMNS)
    changing = f"{other} OR NOT NEW.failed"
    if op.get_bind().dialect.name == "postgresql":
        refuse = "EXECUTE FUNCTION refuse_change()"
        for name, when in (
            ("change", f"BEFORE UPDATE ON issued_sheet FOR EACH ROW WHEN ({changing})"),
            ("delete", "BEFORE DELETE ON issued_sheet FOR EACH ROW"),
            ("truncate", "BEFORE TRUNCATE ON issued_sheet FOR EACH STATEMENT"),
        ):
            op.execute(f"CREATE TRIGGER issued_sheet_no_{name} {when} {refuse}")
        return
    for name, when in (
        ("update", f"BEFORE UPDATE ON issued_sheet WHEN {changing}"),
        ("delete", "BEFORE DELETE ON issued_sheet"),
    ):
        op.execute(
            f"CREATE TRIGGER issued_sheet_no_{name} {when} "
            "BEGIN SELECT RAISE(ABORT, 'the list of issued copies only grows'); END"
        )
