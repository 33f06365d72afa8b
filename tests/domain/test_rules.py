"""Each refusal as it is told: its code, where it belongs, and what it names. When each holds: the plain model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pathway_app.domain.answers import unprintable
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Action, Entry, Standings, Variance, VarianceClass, places
from pathway_app.domain.errors import Refusal
from pathway_app.domain.rules import Circumstances, VarianceNeed, differs_from_route, refusals, variance_needs

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BORN = date(1974, 3, 14)
MRI: dict[str, Any] = {"region": ("cervical",), "suspected_type": "ependymoma"}
WHY = Variance(VarianceClass.PATIENT, "koorts")


def entry(action: Action = Action.COMPLETE, checkpoint: str | None = "mri-contrast", **more: Any) -> Entry:
    told: dict[str, Any] = {
        "id": "new",
        "by": "an",
        "recorded_at": NOW,
        "occurred_at": NOW - timedelta(hours=1),
    } | more
    return Entry(action=action, checkpoint=checkpoint, **told)


DONE = entry(id="done", values=MRI)
SKIPPED = entry(Action.SKIP, "ssep-baseline", id="skipped", variance=WHY)
NOTE = entry(Action.NOTE, None, id="note", text="rustig", occurred_at=None)


def told(
    definition: PathwayDefinition, new: Entry, before: tuple[Entry, ...] = (), **circumstances: Any
) -> list[tuple[str, str | None, dict[str, object]]]:
    found = refusals(definition, Standings(before), new, Circumstances(**circumstances))
    return [(each.code, each.field, dict(each.params)) for each in found]


NAMING: dict[str, Any] = {"checkpoint": None, "occurred_at": None, "reason": "r"}
CASES: dict[str, tuple[Entry, tuple[Entry, ...], dict[str, Any], list[tuple[str, str | None, dict[str, object]]]]] = {
    "ended": (entry(values=MRI), (), {"ended": True}, [("course-ended", None, {})]),
    "backwards": (
        entry(values=MRI), (), {"last_recorded_at": NOW + timedelta(seconds=1)},
        [("recorded-backwards", "recorded_at", {})],
    ),
    "at the same moment": (entry(values=MRI), (), {"last_recorded_at": NOW}, []),
    "future": (
        entry(values=MRI, occurred_at=NOW + timedelta(minutes=5, seconds=1)), (), {},
        [("in-future", "occurred_at", {"occurred_at": NOW + timedelta(minutes=5, seconds=1)})],
    ),
    "five minutes ahead": (entry(values=MRI, occurred_at=NOW + timedelta(minutes=5)), (), {}, []),
    "before birth": (
        entry(values=MRI), (), {"birth_date": NOW.date() + timedelta(days=1)},
        [("before-birth", "occurred_at", {"birth_date": NOW.date() + timedelta(days=1)})],
    ),
    "on the day of birth": (entry(values=MRI), (), {"birth_date": NOW.date()}, []),
    "no moment": (entry(values=MRI, occurred_at=None), (), {}, [("occurred-at-missing", "occurred_at", {})]),
    "no such step": (
        entry(checkpoint="nothing"), (), {}, [("unknown-checkpoint", "checkpoint", {"checkpoint": "nothing"})],
    ),
    "no step": (entry(checkpoint=None), (), {}, [("unknown-checkpoint", "checkpoint", {"checkpoint": ""})]),
    "no such round": (
        entry(values=MRI, round=2), (), {}, [("unknown-round", "round", {"checkpoint": "mri-contrast", "round": 2})],
    ),
    "twice": (entry(values=MRI), (DONE,), {}, [("already-entered", None, {"checkpoint": "mri-contrast"})]),
    "undecided": (
        entry(checkpoint="dura-opened"), (DONE,), {},
        [("undecided", None, {
            "checkpoint": "dura-opened", "asked_checkpoint": "treatment-decision", "asked_field": "decision",
        })],
    ),
    "does not apply": (
        entry(checkpoint="dura-opened"),
        (entry(checkpoint="treatment-decision", id="no", values={"decision": "no-operation"}, variance=WHY),), {},
        [("not-applicable", None, {"checkpoint": "dura-opened"})],
    ),
    "answers of a skip": (
        entry(Action.SKIP, values={"region": ("cervical",)}, variance=WHY), (), {},
        [("values-not-asked", "region", {})],
    ),
    "skip without variance": (
        entry(Action.SKIP), (), {},
        [("variance-required", "variance", {"checkpoint": "mri-contrast", "needs": ("skipped",)})],
    ),
    "blocked": (
        entry(checkpoint="treatment-decision", values={"decision": "operate"}), (), {},
        [("variance-required", "variance", {"checkpoint": "treatment-decision", "needs": ("blocked",)})],
    ),
    "a class without reason": (
        entry(values=MRI, variance=Variance(VarianceClass.PATIENT, " ")), (), {},
        [("variance-reason-missing", "variance.reason", {})],
    ),
    "no class and no reason": (entry(values=MRI, variance=Variance(VarianceClass.UNSPECIFIED)), (), {}, []),
    "not applicable without reason": (
        entry(Action.NOT_APPLICABLE, reason=" ", variance=WHY), (), {}, [("reason-missing", "reason", {})],
    ),
    "an empty note": (replace(NOTE, id="n", text=" "), (), {}, [("text-missing", "text", {})]),
    "a note on nothing": (
        replace(NOTE, id="n", checkpoint="nothing"), (), {},
        [("unknown-checkpoint", "checkpoint", {"checkpoint": "nothing"})],
    ),
    "a note on a step": (replace(NOTE, id="n", checkpoint="mri-contrast"), (), {}, []),
    "what is not effective": (
        entry(Action.RETRACT, supersedes="gone", **NAMING), (DONE,), {}, [("not-effective", "supersedes", {})],
    ),
    "retracted without reason": (
        entry(Action.RETRACT, supersedes="done", **(NAMING | {"reason": " "})), (DONE,), {},
        [("reason-missing", "reason", {})],
    ),
    "retracted": (entry(Action.RETRACT, supersedes="done", **NAMING), (DONE,), {}, []),
    "a note retracted": (entry(Action.RETRACT, supersedes="note", **NAMING), (NOTE,), {}, []),
    "a note corrected": (
        entry(Action.CORRECT, None, supersedes="note", reason="r"), (NOTE,), {}, [("not-effective", "supersedes", {})],
    ),
    "of another step": (
        entry(Action.RETRACT, "ssep-baseline", supersedes="done", reason="r", occurred_at=None), (DONE,), {},
        [("other-checkpoint", "checkpoint", {})],
    ),
    "of the step that it says": (
        entry(Action.RETRACT, supersedes="done", reason="r", occurred_at=None), (DONE,), {}, [],
    ),
    "no variance to close": (
        entry(Action.CLOSE_VARIANCE, supersedes="done", **NAMING), (DONE,), {},
        [("no-open-variance", "supersedes", {})],
    ),
    "a variance closed": (entry(Action.CLOSE_VARIANCE, supersedes="skipped", **NAMING), (SKIPPED,), {}, []),
    "a correction without moment": (
        entry(Action.CORRECT, None, supersedes="done", reason="r", values=MRI, occurred_at=None), (DONE,), {},
        [("occurred-at-missing", "occurred_at", {})],
    ),
    "a correction without answer": (
        entry(Action.CORRECT, None, supersedes="done", reason="r", values={"region": ("cervical",)}), (DONE,), {},
        [("field-missing", "suspected_type", {"field": "suspected_type"})],
    ),
    "a corrected skip without variance": (
        entry(Action.CORRECT, None, supersedes="skipped", reason="r"), (SKIPPED,), {},
        [("variance-required", "variance", {"checkpoint": "ssep-baseline", "needs": ("skipped",)})],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_told(definition: PathwayDefinition, case: str) -> None:
    new, before, circumstances, expected = CASES[case]
    assert told(definition, new, before, **circumstances) == expected


@pytest.mark.parametrize(
    "sign", "\0\x1b\x7f\x85\ud800\u061c\u200b\u200e\u200f\u202a\u202e\u2028\u2066\u2069\ufeff"
)
def test_signs_that_nobody_sees_or_that_turn_the_text_round_them_are_refused(sign: str) -> None:
    assert [each.code for each in unprintable(f"a{sign}b", "text")] == ["unprintable"]


def test_letters_of_any_alphabet_and_line_breaks_are_not() -> None:
    assert not [*unprintable("Ünal-O’Neil\t\n漢字 שלום سلام می\u200cخواهم 👩\u200d⚕️ a\u00a0b\u00adc", "text")]


@pytest.mark.parametrize(
    "field", ["reason", "text", "variance.reason", "variance.action", "variance.follow_up_by"]
)
def test_signs_that_cannot_be_printed_are_refused_in_each_text(
    definition: PathwayDefinition, field: str
) -> None:
    within = field.removeprefix("variance.")
    if within != field:
        texts: dict[str, Any] = {"reason": "r"} | {within: "a\x07"}
        new = entry(values=MRI, variance=Variance(VarianceClass.PATIENT, **texts))
    else:
        text: dict[str, Any] = {field: "a\x07"}
        new = entry(values=MRI, **text)
    assert [(code, place) for code, place, _ in told(definition, new)] == [("unprintable", field)]


def test_the_needs_of_a_variance_have_names_that_stay(definition: PathwayDefinition) -> None:
    assert [need.value for need in VarianceNeed] == [
        "skipped",
        "blocked",
        "before-gate",
        "before-clock-end",
        "content",
    ]
    assert variance_needs(definition, Standings(), entry(Action.SKIP)) == (VarianceNeed.SKIPPED,)
    assert variance_needs(definition, Standings(), entry(Action.NOT_APPLICABLE, reason="r")) == ()
    assert variance_needs(definition, Standings(), entry(values=MRI)) == ()
    early = entry(
        checkpoint="treatment-decision", values={"decision": "operate"}, occurred_at=NOW - timedelta(hours=2)
    )
    assert VarianceNeed.BEFORE_GATE in variance_needs(definition, Standings((DONE,)), early)
    same = replace(early, occurred_at=DONE.occurred_at)
    assert VarianceNeed.BEFORE_GATE not in variance_needs(definition, Standings((DONE,)), same)


@pytest.mark.parametrize(
    ("present", "needs"),
    [
        (("neurosurgery", "pathology", "radiotherapy", "oncology"), ()),
        (("neurosurgery", "pathology", "radiotherapy"), (VarianceNeed.CONTENT,)),
        (None, ()),
    ],
)
def test_a_discipline_that_lacks_at_the_board_needs_a_variance(
    definition: PathwayDefinition, present: tuple[str, ...] | None, needs: tuple[VarianceNeed, ...]
) -> None:
    """S24; where the answer itself lacks, that is what is told."""
    values: dict[str, Any] = {} if present is None else {"disciplines": present}
    found = variance_needs(definition, Standings(), entry(checkpoint="board-discussed", values=values))
    assert tuple(need for need in found if need is VarianceNeed.CONTENT) == needs


def test_ordinary_circumstances() -> None:
    found = Circumstances()
    assert (found.birth_date, found.ended, found.last_recorded_at, found.zone.key) == (
        None,
        False,
        None,
        "Europe/Brussels",
    )


def test_a_decision_differs_from_a_route_only_where_there_is_one(definition: PathwayDefinition) -> None:
    routes = definition.routes
    assert routes is not None
    route = routes.routes[0]
    agrees = {routes.decision_field: next(iter(route.agrees))}
    assert not differs_from_route(definition, route.id, agrees)
    assert differs_from_route(definition, route.id, {routes.decision_field: "something else"})
    assert not differs_from_route(definition, route.id, {})
    assert not differs_from_route(definition, None, {routes.decision_field: "something else"})
    assert not differs_from_route(definition, "none", {routes.decision_field: "something else"})
    assert not differs_from_route(replace(definition, routes=None), route.id, {routes.decision_field: "else"})


def test_standings_follow_corrections_and_retractions() -> None:
    corrected = entry(
        Action.CORRECT, None, id="better", supersedes="done", reason="r", values=MRI, variance=WHY
    )
    standings = Standings((DONE, SKIPPED, NOTE, corrected))
    assert standings.effective("done") is None
    assert standings.done("mri-contrast", 1) == corrected
    assert standings.done("ssep-baseline", 1) is None
    found = standings.effective("better")
    assert found is not None
    assert (found.action, found.variance_open, found.is_done) == (Action.COMPLETE, True, True)
    assert standings.place_of("better") == ("mri-contrast", 1)
    assert standings.notes == (NOTE,)
    assert (standings.highest_round("mri-contrast"), standings.highest_round("mep-baseline")) == (1, 0)
    for gone in ("better", "note", "unknown"):
        standings.add(entry(Action.RETRACT, id=f"without-{gone}", supersedes=gone, **NAMING))
    assert standings.get("mri-contrast", 1) is None
    assert [each.id for each in standings.notes] == []
    assert standings.note("note") is None
    assert standings.highest_round("mri-contrast") == 0
    closed = entry(Action.CLOSE_VARIANCE, id="closed", supersedes="skipped", **NAMING)
    standings.add(closed)
    skipped = standings.effective("skipped")
    assert skipped is not None
    assert (skipped.entry, skipped.variance_open, skipped.is_done) == (SKIPPED, False, False)
    assert places((DONE, NOTE, corrected, closed)) == {
        "done": ("mri-contrast", 1),
        "better": ("mri-contrast", 1),
    }


def test_what_is_late() -> None:
    day = timedelta(hours=24)
    assert not entry(occurred_at=NOW - day).is_late
    assert entry(occurred_at=NOW - day - timedelta(seconds=1)).is_late
    assert not entry(occurred_at=None).is_late


def test_an_entry_by_itself() -> None:
    bare = Entry("x", Action.NOTE, "an", NOW)
    assert (bare.round, bare.values, bare.reason, bare.text, bare.from_paper) == (1, {}, "", "", False)
    assert "from_paper" not in repr(bare)
    assert Variance(VarianceClass.PATIENT) == Variance(VarianceClass.PATIENT, "", "", "", True)
    assert Refusal("x") == Refusal("x", None, {})


def test_no_route_is_a_plain_no(definition: PathwayDefinition) -> None:
    """Whoever counts these decisions adds up yes and no."""
    assert differs_from_route(definition, None, {}) is False
    assert differs_from_route(definition, "none", {}) is False


def test_a_decision_against_the_route_is_told_with_that_route(definition: PathwayDefinition) -> None:
    malignant = entry(checkpoint="definitive-diagnosis", id="diagnosis", values={"malignant_features": "yes"})
    operate = entry(checkpoint="treatment-decision", id="treatment", values={"decision": "operate"})
    decided = entry(checkpoint="board-decision", values={"decision": "follow-up"})
    missing = ("rationale-missing", "rationale", {"route": "R3"})
    assert missing in told(definition, decided, (operate, malignant))
    explained = replace(decided, values={"decision": "follow-up", "rationale": "leeftijd"})
    assert missing not in told(definition, explained, (operate, malignant))
