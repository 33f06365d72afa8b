"""The tables, the same on SQLite and PostgreSQL.

`log_event` is the truth and only ever grows; the tables that end in `current` or begin with `audit`, `issued_sheet`,
`meeting`, `patient_word` and `patient_alike` can be rebuilt from it and from the patients at any time. Instants are
text, ISO 8601 in UTC with offset, so that they carry their zone everywhere and sort as they follow each other; lists
are JSON text.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects import postgresql

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Compared byte by byte on both databases, as Python compares: paging depends on one order everywhere.
Plain = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
Number = BigInteger().with_variant(Integer, "sqlite")

log_event = Table(
    "log_event",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("id", Plain, nullable=False, unique=True),
    Column("kind", Plain, nullable=False),
    Column("course_id", Plain),
    Column("actor", Plain, nullable=False),
    Column("command_id", Plain, nullable=False),
    Column("command", Plain, nullable=False),
    Column("logged_at", Plain, nullable=False),
    Column("body", Plain, nullable=False),
    Column("hash", Plain, nullable=False),
    CheckConstraint("seq > 0", name="seq"),
    CheckConstraint("course_id <> ''", name="course_id"),
    CheckConstraint("length(hash) = 64", name="hash"),
    Index(
        "ix_log_event_course_id_seq",
        "course_id",
        "seq",
        sqlite_where=text("course_id IS NOT NULL"),
        postgresql_where=text("course_id IS NOT NULL"),
    ),
)

command = Table(
    "command",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("last_seq", Number, nullable=False),
    Column("changes", Plain, nullable=False),
    sqlite_with_rowid=False,
)

definition = Table(
    "definition",
    metadata,
    Column("pathway", Plain, primary_key=True),
    Column("version", Plain, primary_key=True),
    Column("hash", Plain, nullable=False),
    Column("body", Plain, nullable=False),
    Column("seq", Number, nullable=False, unique=True),
)

account = Table(
    "account",
    metadata,
    Column("name", Plain, primary_key=True),
    Column("full_name", Plain, nullable=False),
    Column("role", Plain, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("slot", Plain),
    Column("seq", Number, nullable=False, unique=True),
    sqlite_with_rowid=False,
)

# Who took wider rights, when and why; from the log.
emergency = Table(
    "emergency",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("account", Plain, nullable=False),
    Column("role", Plain, nullable=False),
    Column("begun_at", Plain, nullable=False),
    Column("reason", Plain, nullable=False),
    Index("ix_emergency_account_seq", "account", "seq"),
)

# On a server only: a file's passwords open the slots beside it. The empty account is the recovery phrase.
password = Table(
    "password",
    metadata,
    Column("account", Plain, primary_key=True),
    Column("slot", Plain, nullable=False),
    Column("hash", Plain, nullable=False),
    sqlite_with_rowid=False,
)

# Likewise: wrong passwords since the last right one. The empty account stands for all names that are none.
wrong_password = Table(
    "wrong_password",
    metadata,
    Column("account", Plain, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Plain, nullable=False),
    sqlite_with_rowid=False,
)

site_setting = Table(
    "site_setting",
    metadata,
    Column("name", Plain, primary_key=True),
    Column("value", Plain, nullable=False),
    sqlite_with_rowid=False,
)

patient = Table(
    "patient",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("mrn", Plain, nullable=False, unique=True),
    Column("family_name", Plain, nullable=False),
    Column("given_name", Plain, nullable=False),
    Column("birth_date", Plain, nullable=False),
    Column("sex", Plain, nullable=False),
    Column("national_number", Plain),
    Column("bed", Plain),
    Column("surgeon", Plain),
    Column("sort_key", Plain, nullable=False),
    Column("words", Plain, nullable=False),
    Column("seq", Number, nullable=False, unique=True),
    CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name="sex"),
    CheckConstraint("length(birth_date) = 10", name="birth_date"),
    Index("ix_patient_sort_key_mrn", "sort_key", "mrn", unique=True),
    Index("ix_patient_birth_date_sort_key", "birth_date", "sort_key"),
    sqlite_with_rowid=False,
)

patient_word = Table(
    "patient_word",
    metadata,
    Column("word", Plain, primary_key=True),
    Column("sort_key", Plain, primary_key=True),
    Column("patient_id", Plain, ForeignKey("patient.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# Names written so that one who is nearly called the same is found by the beginning of a key (`db/look_alikes.py`).
patient_alike = Table(
    "patient_alike",
    metadata,
    Column("key", Plain, primary_key=True),
    Column("patient_id", Plain, ForeignKey("patient.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# Who a patient was said to be before each correction. The log names the fields only, never what stood in them.
patient_identity = Table(
    "patient_identity",
    metadata,
    Column("patient_id", Plain, ForeignKey("patient.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("mrn", Plain, nullable=False),
    Column("family_name", Plain, nullable=False),
    Column("given_name", Plain, nullable=False),
    Column("birth_date", Plain, nullable=False),
    Column("sex", Plain, nullable=False),
    Column("national_number", Plain),
    Column("bed", Plain),
    Column("surgeon", Plain),
    Column("recorded_at", Plain, nullable=False),
    Column("corrected_by", Plain, nullable=False),
    Column("reason", Plain, nullable=False),
    Column("seq", Number, nullable=False, unique=True),
    CheckConstraint("number > 0", name="number"),
    sqlite_with_rowid=False,
)

course = Table(
    "course",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("patient_id", Plain, ForeignKey("patient.id"), nullable=False),
    Column("pathway", Plain, nullable=False),
    Column("version", Plain, nullable=False),
    Column("enrolled_at", Plain, nullable=False),
    Column("enrolled_by", Plain, nullable=False),
    Column("recorded_at", Plain),
    Column("seq", Number, nullable=False, unique=True),
    ForeignKeyConstraint(["pathway", "version"], ["definition.pathway", "definition.version"]),
    Index("ix_course_patient_id_enrolled_at_seq", "patient_id", "enrolled_at", "seq"),
    Index("ix_course_pathway_enrolled_at_id", "pathway", "enrolled_at", "id"),
    sqlite_with_rowid=False,
)

# Said in the words of the indexes' own conditions, by which the databases see that an index will do. The indexes
# hold what the conditions name, so that counting need not look at the rows.
HAS_DUE = "ended IS NULL AND next_due IS NOT NULL"
IS_BLOCKED = "ended IS NULL AND next_due IS NULL AND held_up_by > 0"
IS_UNDATED = "ended IS NULL AND next_due IS NULL AND held_up_by = 0"
HAS_CLOCK = "ended IS NULL AND clock_until IS NOT NULL"
HAS_OPEN_VARIANCE = "ended IS NULL AND open_variances > 0"
IS_READY = "state = 'ready'"
VARIANCE_IS_OPEN = "variance_open"


def _open_index(name: str, where: str, *columns: str) -> Index:
    return Index(
        f"ix_course_current_{name}", *columns, sqlite_where=text(where), postgresql_where=text(where)
    )


course_current = Table(
    "course_current",
    metadata,
    Column("course_id", Plain, ForeignKey("course.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("ended", Plain),
    Column("phase", Plain),
    Column("documented_route", Plain),
    Column("next_checkpoint", Plain),
    Column("next_round", Integer),
    Column("next_state", Plain),
    Column("next_due", Plain),
    Column("next_waiting_for", Plain, nullable=False),
    Column("clock_checkpoint", Plain),
    Column("clock_until", Plain),
    Column("open_count", Integer, nullable=False),
    Column("held_up_by", Integer, nullable=False),
    Column("open_variances", Integer, nullable=False),
    Column("progress", Plain, nullable=False),
    CheckConstraint("open_count >= 0 AND held_up_by >= 0", name="counts"),
    CheckConstraint("open_variances >= 0", name="open_variances"),
    _open_index("due", HAS_DUE, "next_due", "course_id", "ended"),
    _open_index("clock", HAS_CLOCK, "clock_until", "course_id", "ended", "next_due", "held_up_by"),
    _open_index("blocked", IS_BLOCKED, "course_id", "ended", "next_due", "held_up_by"),
    _open_index("undated", IS_UNDATED, "course_id", "ended", "next_due", "held_up_by"),
    _open_index("variance", HAS_OPEN_VARIANCE, "course_id", "ended", "open_variances"),
    sqlite_with_rowid=False,
)

checkpoint_current = Table(
    "checkpoint_current",
    metadata,
    Column("course_id", Plain, ForeignKey("course.id"), primary_key=True),
    Column("checkpoint", Plain, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("state", Plain, nullable=False),
    Column("deadline", Plain),
    Column("clock_end", Plain),
    Column("waiting_for", Plain, nullable=False),
    Column("entry_id", Plain),
    Column("occurred_at", Plain),
    Column("recorded_at", Plain),
    Column("entered_by", Plain),
    Column("variance", Boolean, nullable=False),
    Column("variance_open", Boolean, nullable=False),
    CheckConstraint("round > 0", name="round"),
    Index(
        "ix_checkpoint_current_ready",
        "checkpoint",
        "deadline",
        "course_id",
        sqlite_where=text(IS_READY),
        postgresql_where=text(IS_READY),
    ),
    Index(
        "ix_checkpoint_current_variance",
        "occurred_at",
        "course_id",
        "checkpoint",
        "round",
        sqlite_where=text(VARIANCE_IS_OPEN),
        postgresql_where=text(VARIANCE_IS_OPEN),
    ),
    sqlite_with_rowid=False,
)

# Each patient with the newest course, for the list of patients: an index for each way of sorting it, holding all
# that can be filtered by. The keys of no bed and no deadline sort after all others.
_FILTERED = ("patient_id", "phase", "surgeon", "ended")
HAS_VARIANCE = "has_open_variance = 1"


def _list_index(name: str, *columns: str) -> Index:
    return Index(f"ix_patient_current_{name}", *columns, *_FILTERED)


patient_current = Table(
    "patient_current",
    metadata,
    Column("patient_id", Plain, ForeignKey("patient.id"), primary_key=True),
    Column("mrn", Plain, nullable=False),
    Column("name_key", Plain, nullable=False),
    Column("bed_key", Plain, nullable=False),
    Column("surgeon", Plain, nullable=False),
    Column("course_id", Plain, ForeignKey("course.id"), nullable=False),
    Column("enrolled_at", Plain, nullable=False),
    Column("due_key", Plain, nullable=False),
    Column("phase", Plain, nullable=False),
    Column("ended", Integer, nullable=False),
    Column("has_open_variance", Integer, nullable=False),
    _list_index("name", "name_key", "mrn"),
    _list_index("bed", "bed_key", "mrn"),
    _list_index("due", "due_key", "mrn"),
    _list_index("enrolled", "enrolled_at", "mrn"),
    Index("ix_patient_current_surgeon", "surgeon"),
    Index(
        "ix_patient_current_variance",
        "patient_id",
        sqlite_where=text(HAS_VARIANCE),
        postgresql_where=text(HAS_VARIANCE),
    ),
    sqlite_with_rowid=False,
)

# A row for each open course in follow-up; `due_key` is the deadline, or what sorts after all of them.
follow_up_current = Table(
    "follow_up_current",
    metadata,
    Column("course_id", Plain, ForeignKey("course.id"), primary_key=True),
    Column("clinic", Plain),
    Column("interval", Integer),
    Column("planned_at", Plain),
    Column("round", Integer),
    Column("due", Plain),
    Column("last_round", Integer),
    Column("last_at", Plain),
    Column("last_due", Plain),
    Column("last_result", Plain),
    Column("rounds_done", Integer, nullable=False),
    Column("board_round", Integer),
    Column("due_key", Plain, nullable=False),
    Index("ix_follow_up_current_due", "due_key", "course_id"),
    Index("ix_follow_up_current_clinic_due", "clinic", "due_key", "course_id"),
    sqlite_with_rowid=False,
)

meeting = Table(
    "meeting",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("pathway", Plain, nullable=False),
    Column("at", Plain, nullable=False),
    Column("cases", Plain, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("seq", Number, nullable=False),
    Index("ix_meeting_at_id", "at", "id"),
    sqlite_with_rowid=False,
)

# What each course adds to the audit, and the sums of that by month of enrolment: as of the event at `audit_position`,
# brought up to date when an audit is asked for (`db/audit_rows.py`).
audit_position = Table(
    "audit_position",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Number, nullable=False),
    Column("form", Integer, nullable=False),
    CheckConstraint("id = 1", name="id"),
)

audit_course = Table(
    "audit_course",
    metadata,
    Column("course_id", Plain, ForeignKey("course.id"), primary_key=True),
    Column("patient_id", Plain, nullable=False),
    Column("pathway", Plain, nullable=False),
    Column("version", Plain, nullable=False),
    Column("group_value", Plain, nullable=False),
    Column("outcome", Plain, nullable=False),
    Column("enrolled_at", Plain, nullable=False),
    Column("month", Plain, nullable=False),
    Column("is_first", Integer, nullable=False),
    Column("seq", Number, nullable=False),
    Column("content", Plain, nullable=False),
    Index(
        "ix_audit_course_enrolled",
        *("pathway", "enrolled_at", "course_id", "version", "group_value", "outcome"),
    ),
    sqlite_with_rowid=False,
)

audit_month = Table(
    "audit_month",
    metadata,
    Column("pathway", Plain, primary_key=True),
    Column("month", Plain, primary_key=True),
    Column("version", Plain, primary_key=True),
    Column("counts", Plain, nullable=False),
    sqlite_with_rowid=False,
)

audit_moments = Table(
    "audit_moments",
    metadata,
    Column("pathway", Plain, primary_key=True),
    Column("month", Plain, primary_key=True),
    Column("version", Plain, primary_key=True),
    Column("kind", Plain, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("packed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Of no concern to the log: what someone is typing, and what someone prefers.
draft = Table(
    "draft",
    metadata,
    Column("account", Plain, primary_key=True),
    Column("key", Plain, primary_key=True),
    Column("saved_at", Plain, nullable=False),
    Column("content", Plain, nullable=False),
    sqlite_with_rowid=False,
)

preference = Table(
    "preference",
    metadata,
    Column("account", Plain, primary_key=True),
    Column("name", Plain, primary_key=True),
    Column("value", Plain, nullable=False),
    sqlite_with_rowid=False,
)

# The empty course id is that of a sheet about no single patient, so that there is no foreign key.
issued_sheet = Table(
    "issued_sheet",
    metadata,
    Column("sheet", Plain, primary_key=True),
    Column("course_id", Plain, primary_key=True),
    Column("copy", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("seq", Number, nullable=False),
    Column("failed", Boolean, nullable=False),
    CheckConstraint("copy > 0", name="copy"),
    CheckConstraint("revision >= 0", name="revision"),
    Index("ix_issued_sheet_seq", "seq"),
    sqlite_with_rowid=False,
)
