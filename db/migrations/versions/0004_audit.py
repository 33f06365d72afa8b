"""What each course adds to the audit, and the sums by month of enrolment.

Nothing is filled in here: the first audit brings the rows up to date.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_index("ix_course_pathway_enrolled_at_id", "course", ["pathway", "enrolled_at", "id"])
    op.create_table(
        "audit_position",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seq", Number, nullable=False),
        sa.Column("form", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_position"),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_position_id")),
    )
    op.create_table(
        "audit_course",
        _text("course_id"),
        _text("patient_id"),
        _text("pathway"),
        _text("version"),
        _text("group_value"),
        _text("outcome"),
        _text("enrolled_at"),
        _text("month"),
        sa.Column("is_first", sa.Integer, nullable=False),
        sa.Column("seq", Number, nullable=False),
        _text("content"),
        sa.PrimaryKeyConstraint("course_id", name="pk_audit_course"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_audit_course_course_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_audit_course_enrolled",
        "audit_course",
        ["pathway", "enrolled_at", "course_id", "version", "group_value", "outcome"],
    )
    op.create_table(
        "audit_month",
        *_month(),
        _text("counts"),
        sa.PrimaryKeyConstraint("pathway", "month", "version", name="pk_audit_month"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_moments",
        *_month(),
        _text("kind"),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("pathway", "month", "version", "kind", "number", name="pk_audit_moments"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("audit_moments", "audit_month", "audit_course", "audit_position"):
        op.drop_table(table)
    op.drop_index("ix_course_pathway_enrolled_at_id", table_name="course")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, Plain, nullable=False)


def _month() -> tuple[sa.Column[str], ...]:
    return _text("pathway"), _text("month"), _text("version")
