"""The tables of the pages against what they are about."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from pathway_app import commands, wording
from pathway_app.definitions import schema
from pathway_app.domain.course import CheckpointState, Ending, Enrolment, Move, State
from pathway_app.domain.entries import Action, Entry, Standing, Variance, VarianceClass
from pathway_app.i18n import Words
from pathway_app.messages import FAULTS, REFUSALS
from pathway_app.people import Actor, Identity, Role, Site
from pathway_app.permissions import ALLOWED, may_back_up, may_in_emergency, name_of
from pathway_app.services.site_rules import SETTINGS
from tests.docs.pages import ROOT, tables, tokens

DOCS = ROOT / "docs"
USING, COMMANDS = DOCS / "using.md", DOCS / "commands.md"
PATHWAYS, ADMINISTRATION = DOCS / "pathway-files.md", DOCS / "administration.md"

SHAPES: dict[str, type[schema._Shape]] = {
    "### The file": schema.PathwayShape,
    "### source": schema.SourceShape,
    "### A statement": schema.StatementShape,
    "### A phase": schema.PhaseShape,
    "### A checkpoint": schema.CheckpointShape,
    "### A field": schema.FieldShape,
    "### An option": schema.OptionShape,
    "### A condition": schema.ConditionShape,
    "### A deadline": schema.DeadlineShape,
    "### months": schema.MonthsShape,
    "### A clock": schema.ClockShape,
    "### rounds": schema.RoundsShape,
    "### A required variance": schema.VarianceRuleShape,
    "### routes": schema.RoutesShape,
    "### decision": schema.DecisionShape,
    "### A route": schema.RouteShape,
    "### outline": schema.OutlineShape,
    "### day_count": schema.DayCountShape,
    "### comparison": schema.ComparisonShape,
    "### A column": schema.ColumnShape,
    "### board": schema.BoardShape,
    "### follow_up": schema.FollowUpShape,
}
TOLD_IN_A_ROW = {schema.OnlyWithShape}
"""what is told in the row of its key"""

DONE_BY_ROLES: dict[str, set[type[commands.Command]]] = {
    "enter a new patient": {commands.EnrolPatient},
    "tick, skip, not applicable, correct, retract, note": {
        commands.CompleteCheckpoint,
        commands.SkipCheckpoint,
        commands.MarkNotApplicable,
        commands.CorrectEntry,
        commands.RetractEntry,
        commands.AddNote,
    },
    "close a variance": {commands.CloseVariance},
    "correct who a patient is": {commands.CorrectIdentity},
    "begin a further course, end or reopen a course, move it to another version": {
        commands.BeginCourse,
        commands.EndCourse,
        commands.ReopenCourse,
        commands.MoveCourse,
    },
    "plan and change meetings of the tumour board": {commands.PlanMeeting, commands.ChangeMeeting},
    "import course files": {commands.ImportCourses},
    "take wider rights in an emergency": {commands.BeginEmergency},
    "install pathways, change the settings": {commands.InstallDefinition, commands.ChangeSite},
    "add, disable and enable accounts, change roles, reset passwords": {
        commands.AddAccount,
        commands.DisableAccount,
        commands.EnableAccount,
        commands.ChangeRole,
        commands.ResetPassword,
    },
    "change one's own password": {commands.ChangePassword},
    "read everything": set(),
    "print what can be read, tell that it did not print": {commands.IssueSheets, commands.ReportFailedPrint},
    "put on record what was read": {commands.NoteAccess},
    "`backup`, where one wants it too": set(),
    "look through the log": set(),
}


def _keys(table: list[list[str]], *, marked: str = "") -> list[str]:
    return [key for row in table[1:] if marked in row[0] for key in tokens(row[0])]


@pytest.mark.parametrize("heading", SHAPES)
def test_the_keys_of_a_pathway_file(heading: str) -> None:
    [table] = tables(PATHWAYS, heading)
    fields = SHAPES[heading].model_fields
    named = {field.alias or name: field.is_required() for name, field in fields.items()}
    assert sorted(_keys(table)) == sorted(named)
    assert set(_keys(table, marked="*")) == {name for name, required in named.items() if required}


def test_every_shape_has_its_table() -> None:
    told = set(SHAPES.values()) | TOLD_IN_A_ROW
    assert set(schema._Shape.__subclasses__()) == told


def _fields(record: Any) -> set[str]:
    return {field.name for field in dataclasses.fields(record)}


def test_the_keys_of_a_course_file() -> None:
    [course] = tables(COMMANDS, "## The course file")
    assert _keys(course) == [
        *("format", "patient", "pathway", "enrolled", "entries", "moves", "earlier_endings", "ended")
    ]
    [patient] = tables(COMMANDS, "**patient**")
    assert set(_keys(patient)) == _fields(Identity)
    entries, actions = tables(COMMANDS, "**entries**")
    assert set(_keys(entries)) == _fields(Entry)
    assert _keys(actions) == [action.value for action in Action]
    assert {key for row in actions[1:] for key in tokens(row[1]) + tokens(row[2])} <= _fields(Entry)
    [variance] = tables(COMMANDS, "**variance**")
    assert set(_keys(variance)) == _fields(Variance) - {"variance_class"} | {"class"}
    assert tokens(variance[1][1]) == [kind.value for kind in VarianceClass]
    [moves] = tables(COMMANDS, "**moves**, in their order; each key is needed")
    assert set(_keys(moves)) == _fields(Move) - {"revision"} | {"entries"}
    [ended] = tables(COMMANDS, "**ended**, and each of `earlier_endings`")
    assert set(_keys(ended)) == _fields(Ending)
    assert _fields(Enrolment) == {"at", "by", "recorded_at"}


def test_the_keys_of_status() -> None:
    told, row = tables(COMMANDS, "### status --json")
    assert _keys(told) == ["mrn", "as_of", "pathway", "phase", "documented_route", "ended", "checkpoints"]
    assert _keys(row) == [
        *("id", "round", "state", "timing", "due", "waiting_for", "variance", "values"),
        *("occurred_at", "recorded_at", "by"),
    ]
    assert set(tokens(row[2][1])) == {state.value for state in State}


def _standing(state: State, *, variance: bool) -> CheckpointState:
    entry = Entry(
        "e",
        Action.COMPLETE,
        "an",
        datetime(2026, 1, 1, tzinfo=UTC),
        variance=Variance(VarianceClass.PATIENT, "r") if variance else None,
    )
    entered = state in (State.DONE, State.SKIPPED)
    return CheckpointState(
        "c", 1, state, standing=Standing(entry.action, entry, variance) if entered else None
    )


def test_the_states_in_words_and_signs() -> None:
    [table] = tables(USING, "## What a step can be")
    now, english, dutch = datetime(2026, 1, 2, tzinfo=UTC), Words("en"), Words("nl")
    rows = [_standing(state, variance=state is State.SKIPPED) for state in State]
    rows.append(_standing(State.DONE, variance=True))
    expected = {
        (wording.mark_of(row, now).sign, wording.state_word(row, english), wording.state_word(row, dutch))
        for row in rows
    }
    assert {(row[0], row[1], row[2]) for row in table[1:]} == expected


def test_who_may_do_what() -> None:
    [[head, *rows]] = tables(ADMINISTRATION, "## Who may do what")
    roles = [Role(name) for name in head[1:]]
    assert {row[0] for row in rows} == set(DONE_BY_ROLES)
    assert {name_of(command) for done in DONE_BY_ROLES.values() for command in done} == set(ALLOWED)
    for row in rows:
        told = {role for role, cell in zip(roles, row[1:], strict=True) if cell == "✓"}
        in_emergency = {role for role, cell in zip(roles, row[1:], strict=True) if cell == "(✓)"}
        for command in DONE_BY_ROLES[row[0]]:
            assert told == ALLOWED[name_of(command)], row[0]
            assert in_emergency == {role for role in roles if may_in_emergency(role, command)} - told, row[0]
        if "`backup`" in row[0]:
            assert told == {role for role in roles if may_back_up(Actor("", "", role))}


def test_the_settings_and_what_they_are_at_first() -> None:
    [[_, *rows]] = tables(ADMINISTRATION, "## Settings of the site")
    told = {name: row[1].strip("`") for row in rows for name in tokens(row[0])}
    assert tuple(told) == SETTINGS
    assert told == {name: getattr(Site(), name) or "empty" for name in SETTINGS}


def test_the_messages_about_the_database() -> None:
    refused, failing = tables(ADMINISTRATION, "## When something is refused")

    def shown(sentences: list[str]) -> set[str]:
        return {re.sub(r"\{\w+\}", "…", sentence) for sentence in sentences}

    assert {row[0] for row in refused[1:]} == shown(
        [sentence for code, sentence in REFUSALS.items() if code.startswith("database-")]
    )
    assert {row[0] for row in failing[1:]} == shown(list(FAULTS.values()))


def test_every_folder_of_tests_is_told() -> None:
    [table] = tables(DOCS / "development.md", "## Tests")
    folders = {
        f"tests/{each.name}"
        for each in (ROOT / "tests").iterdir()
        if each.is_dir() and each.name != "__pycache__"
    }
    assert set(_keys(table)) == folders
