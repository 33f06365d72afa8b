"""Meetings, former identities, lists of patients and of follow-up, look-alikes, drafts and preferences.

What follows from the log and the patients is filled in by `db.rebuild` once the schema is the newest.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")

FILTERED = ["patient_id", "phase", "surgeon", "ended"]


def upgrade() -> None:
    op.create_index("ix_patient_birth_date_sort_key", "patient", ["birth_date", "sort_key"])
    is_open = sa.text("variance_open")
    op.create_index(
        "ix_checkpoint_current_variance",
        "checkpoint_current",
        ["occurred_at", "course_id", "checkpoint", "round"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    _people()
    _lists()
    _meetings()
    _of_accounts()


def downgrade() -> None:
    """Raises RuntimeError where former identities would be lost, which stand nowhere else."""
    kept = sa.select(sa.func.count()).select_from(sa.table("patient_identity"))
    if op.get_bind().execute(kept).scalar():
        raise RuntimeError("former identities would be lost")
    for table in (
        "preference",
        "draft",
        "meeting",
        "follow_up_current",
        "patient_current",
        "patient_identity",
        "patient_alike",
    ):
        op.drop_table(table)
    op.drop_index("ix_checkpoint_current_variance", table_name="checkpoint_current")
    op.drop_index("ix_patient_birth_date_sort_key", table_name="patient")


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, Plain, nullable=null)


def _integer(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null)


def _people() -> None:
    op.create_table(
        "patient_alike",
        _text("key"),
        _text("patient_id"),
        sa.PrimaryKeyConstraint("key", "patient_id", name="pk_patient_alike"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_patient_alike_patient_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "patient_identity",
        _text("patient_id"),
        _integer("number"),
        _text("mrn"),
        _text("family_name"),
        _text("given_name"),
        _text("birth_date"),
        _text("sex"),
        _text("national_number", null=True),
        _text("bed", null=True),
        _text("surgeon", null=True),
        _text("recorded_at"),
        _text("corrected_by"),
        _text("reason"),
        sa.Column("seq", Number, nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "number", name="pk_patient_identity"),
        sa.UniqueConstraint("seq", name="uq_patient_identity_seq"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_patient_identity_patient_id"),
        sa.CheckConstraint("number > 0", name=op.f("ck_patient_identity_number")),
        sqlite_with_rowid=False,
    )


def _lists() -> None:
    op.create_table(
        "patient_current",
        _text("patient_id"),
        _text("mrn"),
        _text("name_key"),
        _text("bed_key"),
        _text("surgeon"),
        _text("course_id"),
        _text("enrolled_at"),
        _text("due_key"),
        _text("phase"),
        _integer("ended"),
        _integer("has_open_variance"),
        sa.PrimaryKeyConstraint("patient_id", name="pk_patient_current"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_patient_current_patient_id"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_patient_current_course_id"),
        sqlite_with_rowid=False,
    )
    for name, key in (
        ("name", "name_key"),
        ("bed", "bed_key"),
        ("due", "due_key"),
        ("enrolled", "enrolled_at"),
    ):
        op.create_index(f"ix_patient_current_{name}", "patient_current", [key, "mrn", *FILTERED])
    op.create_index("ix_patient_current_surgeon", "patient_current", ["surgeon"])
    has_variance = sa.text("has_open_variance = 1")
    op.create_index(
        "ix_patient_current_variance",
        "patient_current",
        ["patient_id"],
        sqlite_where=has_variance,
        postgresql_where=has_variance,
    )
    op.create_table(
        "follow_up_current",
        _text("course_id"),
        _text("clinic", null=True),
        _integer("interval", null=True),
        _text("planned_at", null=True),
        _integer("round", null=True),
        _text("due", null=True),
        _integer("last_round", null=True),
        _text("last_at", null=True),
        _text("last_due", null=True),
        _text("last_result", null=True),
        _integer("rounds_done"),
        _integer("board_round", null=True),
        _text("due_key"),
        sa.PrimaryKeyConstraint("course_id", name="pk_follow_up_current"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_follow_up_current_course_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_follow_up_current_due", "follow_up_current", ["due_key", "course_id"])
    op.create_index(
        "ix_follow_up_current_clinic_due", "follow_up_current", ["clinic", "due_key", "course_id"]
    )


def _meetings() -> None:
    op.create_table(
        "meeting",
        _text("id"),
        _text("pathway"),
        _text("at"),
        _text("cases"),
        _integer("revision"),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_meeting_at_id", "meeting", ["at", "id"])


def _of_accounts() -> None:
    op.create_table(
        "draft",
        _text("account"),
        _text("key"),
        _text("saved_at"),
        _text("content"),
        sa.PrimaryKeyConstraint("account", "key", name="pk_draft"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "preference",
        _text("account"),
        _text("name"),
        _text("value"),
        sa.PrimaryKeyConstraint("account", "name", name="pk_preference"),
        sqlite_with_rowid=False,
    )
