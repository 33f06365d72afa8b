"""The triggers that keep what only grows from being changed, as the migrations make them.

`verify` compares a database with these; a migration that makes or drops one says so here.
"""

from __future__ import annotations

_COPY = ("sheet", "course_id", "copy", "revision", "seq")
_OTHER_COPY = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _COPY) + " OR NOT NEW.failed"

FUNCTION = "refuse_change"
"""what PostgreSQL's triggers call"""
FUNCTION_BODY = "BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END"


def _sqlite(name: str, when: str, reason: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{reason}'); END"


def _postgresql(name: str, when: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {FUNCTION}()"


_LOG, _DEFINITION = "the log only grows", "an installed definition never changes"
_COPIES = "the list of issued copies only grows"

SQLITE = dict(
    (
        _sqlite("log_event_no_update", "BEFORE UPDATE ON log_event", _LOG),
        _sqlite("log_event_no_delete", "BEFORE DELETE ON log_event", _LOG),
        _sqlite("definition_no_update", "BEFORE UPDATE ON definition", _DEFINITION),
        _sqlite("definition_no_delete", "BEFORE DELETE ON definition", _DEFINITION),
        _sqlite("issued_sheet_no_update", f"BEFORE UPDATE ON issued_sheet WHEN {_OTHER_COPY}", _COPIES),
        _sqlite("issued_sheet_no_delete", "BEFORE DELETE ON issued_sheet", _COPIES),
    )
)
POSTGRESQL = dict(
    (
        _postgresql("log_event_no_change", "BEFORE DELETE OR UPDATE ON log_event FOR EACH ROW"),
        _postgresql("log_event_no_truncate", "BEFORE TRUNCATE ON log_event FOR EACH STATEMENT"),
        _postgresql("definition_no_change", "BEFORE DELETE OR UPDATE ON definition FOR EACH ROW"),
        _postgresql("definition_no_truncate", "BEFORE TRUNCATE ON definition FOR EACH STATEMENT"),
        _postgresql(
            "issued_sheet_no_change", f"BEFORE UPDATE ON issued_sheet FOR EACH ROW WHEN ({_OTHER_COPY})"
        ),
        _postgresql("issued_sheet_no_delete", "BEFORE DELETE ON issued_sheet FOR EACH ROW"),
        _postgresql("issued_sheet_no_truncate", "BEFORE TRUNCATE ON issued_sheet FOR EACH STATEMENT"),
    )
)
