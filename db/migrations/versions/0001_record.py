"""The record: log, patients, courses, what is derived from them, definitions, accounts, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Plain = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")

APPEND_ONLY = {"log_event": "the log only grows", "definition": "an installed definition never changes"}


def upgrade() -> None:
    _log()
    _settings()
    _patients()
    _courses()
    _derived()
    _refuse_changes()


def downgrade() -> None:
    for table in (
        "checkpoint_current",
        "course_current",
        "course",
        "patient_word",
        "patient",
        "site_setting",
        "account",
        "definition",
        "command",
        "log_event",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, Plain, nullable=null)


def _seq() -> sa.Column[int]:
    return sa.Column("seq", Number, nullable=False)


def _integer(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null)


def _log() -> None:
    op.create_table(
        "log_event",
        sa.Column("seq", Number, nullable=False, autoincrement=False),
        _text("id"),
        _text("kind"),
        _text("course_id", null=True),
        _text("actor"),
        _text("command_id"),
        _text("command"),
        _text("logged_at"),
        _text("body"),
        _text("hash"),
        sa.PrimaryKeyConstraint("seq", name="pk_log_event"),
        sa.UniqueConstraint("id", name="uq_log_event_id"),
        sa.CheckConstraint("seq > 0", name=op.f("ck_log_event_seq")),
        sa.CheckConstraint("course_id <> ''", name=op.f("ck_log_event_course_id")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_log_event_hash")),
    )
    known = sa.text("course_id IS NOT NULL")
    op.create_index(
        "ix_log_event_course_id_seq",
        "log_event",
        ["course_id", "seq"],
        sqlite_where=known,
        postgresql_where=known,
    )
    op.create_table(
        "command",
        _text("id"),
        sa.Column("last_seq", Number, nullable=False),
        _text("changes"),
        sa.PrimaryKeyConstraint("id", name="pk_command"),
        sqlite_with_rowid=False,
    )


def _settings() -> None:
    op.create_table(
        "definition",
        _text("pathway"),
        _text("version"),
        _text("hash"),
        _text("body"),
        _seq(),
        sa.PrimaryKeyConstraint("pathway", "version", name="pk_definition"),
        sa.UniqueConstraint("seq", name="uq_definition_seq"),
    )
    op.create_table(
        "account",
        _text("name"),
        _text("full_name"),
        _text("role"),
        _seq(),
        sa.PrimaryKeyConstraint("name", name="pk_account"),
        sa.UniqueConstraint("seq", name="uq_account_seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "site_setting",
        _text("name"),
        _text("value"),
        sa.PrimaryKeyConstraint("name", name="pk_site_setting"),
        sqlite_with_rowid=False,
    )


def _patients() -> None:
    op.create_table(
        "patient",
        _text("id"),
        _text("mrn"),
        _text("family_name"),
        _text("given_name"),
        _text("birth_date"),
        _text("sex"),
        _text("national_number", null=True),
        _text("bed", null=True),
        _text("surgeon", null=True),
        _text("sort_key"),
        _text("words"),
        _seq(),
        sa.PrimaryKeyConstraint("id", name="pk_patient"),
        sa.UniqueConstraint("mrn", name="uq_patient_mrn"),
        sa.UniqueConstraint("seq", name="uq_patient_seq"),
        sa.CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name=op.f("ck_patient_sex")),
        sa.CheckConstraint("length(birth_date) = 10", name=op.f("ck_patient_birth_date")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_patient_sort_key_mrn", "patient", ["sort_key", "mrn"], unique=True)
    op.create_table(
        "patient_word",
        _text("word"),
        _text("sort_key"),
        _text("patient_id"),
        sa.PrimaryKeyConstraint("word", "sort_key", "patient_id", name="pk_patient_word"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_patient_word_patient_id"),
        sqlite_with_rowid=False,
    )


def _courses() -> None:
    op.create_table(
        "course",
        _text("id"),
        _text("patient_id"),
        _text("pathway"),
        _text("version"),
        _text("enrolled_at"),
        _text("enrolled_by"),
        _text("recorded_at", null=True),
        _seq(),
        sa.PrimaryKeyConstraint("id", name="pk_course"),
        sa.UniqueConstraint("seq", name="uq_course_seq"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_course_patient_id"),
        sa.ForeignKeyConstraint(
            ["pathway", "version"],
            ["definition.pathway", "definition.version"],
            name="fk_course_pathway_version",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_course_patient_id_enrolled_at_seq", "course", ["patient_id", "enrolled_at", "seq"])


def _derived() -> None:
    op.create_table(
        "course_current",
        _text("course_id"),
        _integer("revision"),
        _text("ended", null=True),
        _text("phase", null=True),
        _text("documented_route", null=True),
        _text("next_checkpoint", null=True),
        _integer("next_round", null=True),
        _text("next_state", null=True),
        _text("next_due", null=True),
        _text("next_waiting_for"),
        _text("clock_checkpoint", null=True),
        _text("clock_until", null=True),
        _integer("open_count"),
        _integer("held_up_by"),
        _integer("open_variances"),
        _text("progress"),
        sa.PrimaryKeyConstraint("course_id", name="pk_course_current"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_course_current_course_id"),
        sa.CheckConstraint("open_count >= 0 AND held_up_by >= 0", name=op.f("ck_course_current_counts")),
        sa.CheckConstraint("open_variances >= 0", name=op.f("ck_course_current_open_variances")),
        sqlite_with_rowid=False,
    )
    undated = "ended IS NULL AND next_due IS NULL AND held_up_by"
    columns = ("course_id", "ended", "next_due", "held_up_by")
    _open_index("due", "ended IS NULL AND next_due IS NOT NULL", "next_due", "course_id", "ended")
    _open_index("clock", "ended IS NULL AND clock_until IS NOT NULL", "clock_until", *columns)
    _open_index("blocked", f"{undated} > 0", *columns)
    _open_index("undated", f"{undated} = 0", *columns)
    _open_index("variance", "ended IS NULL AND open_variances > 0", "course_id", "ended", "open_variances")
    op.create_table(
        "checkpoint_current",
        _text("course_id"),
        _text("checkpoint"),
        _integer("round"),
        _integer("position"),
        _text("state"),
        _text("deadline", null=True),
        _text("clock_end", null=True),
        _text("waiting_for"),
        _text("entry_id", null=True),
        _text("occurred_at", null=True),
        _text("recorded_at", null=True),
        _text("entered_by", null=True),
        sa.Column("variance", sa.Boolean, nullable=False),
        sa.Column("variance_open", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("course_id", "checkpoint", "round", name="pk_checkpoint_current"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_checkpoint_current_course_id"),
        sa.CheckConstraint("round > 0", name=op.f("ck_checkpoint_current_round")),
        sqlite_with_rowid=False,
    )


def _open_index(name: str, where: str, *columns: str) -> None:
    op.create_index(
        f"ix_course_current_{name}",
        "course_current",
        list(columns),
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
        )
    for table, reason in APPEND_ONLY.items():
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        else:
            for change in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
                )
