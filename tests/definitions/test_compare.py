"""Two versions of a pathway compared: nothing that differs goes untold, and it is told in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathway_app.definitions.canonical import definition_to_json
from pathway_app.definitions.change_words import ChangeWords
from pathway_app.definitions.compare import Aspect, Change, Difference, Kind, compare
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.definition import (
    LOCAL,
    Checkpoint,
    Clock,
    Condition,
    Deadline,
    Field,
    FieldKind,
    LocalText,
    Months,
    OnlyWith,
    Option,
    Origin,
    PathwayDefinition,
    Rounds,
    VarianceRule,
)
from pathway_app.domain.entries import Action, Entry, Value
from pathway_app.domain.fitting import misfits
from pathway_app.i18n import LANGUAGES, Words

from .pathway_files import KNEE, TUMOUR

PATHWAYS = {"tumour": load_definition(TUMOUR), "knee": load_definition(KNEE)}
TUMOUR_1 = PATHWAYS["tumour"]
Step = Callable[[Checkpoint, st.DataObject], Checkpoint]


def with_checkpoint(definition: PathwayDefinition, id_: str, **other: object) -> PathwayDefinition:
    """The definition with that checkpoint changed; its next version."""

    def changed(checkpoint: Checkpoint) -> Checkpoint:
        return replace(checkpoint, **other) if checkpoint.id == id_ else checkpoint  # type: ignore[arg-type]

    phases = tuple(
        replace(phase, checkpoints=tuple(map(changed, phase.checkpoints))) for phase in definition.phases
    )
    return replace(definition, version="2", phases=phases)


def without(definition: PathwayDefinition, id_: str) -> PathwayDefinition:
    phases = tuple(
        replace(phase, checkpoints=tuple(each for each in phase.checkpoints if each.id != id_))
        for phase in definition.phases
    )
    return replace(definition, version="2", phases=phases)


def text(words: str) -> LocalText:
    return LocalText(dict.fromkeys(LANGUAGES, words))


def sentences(difference: Difference, language: str = "en") -> list[str]:
    told = ChangeWords(difference, Words(language))
    found = [each.text for each in told.whole()]
    for of in difference.checkpoints:
        found += [f"{told.title(of)} | {each.sign} {each.text}" for each in told.checkpoint(of)]
    return found


# Random next versions: each of these changes something of a checkpoint and keeps the definition readable.

_WORDS = st.text("abcdefgh", min_size=1, max_size=8)
_ORIGINS = st.sampled_from((LOCAL, Origin(("S1",)), Origin(("S2", "S3"))))


def _title(checkpoint: Checkpoint, data: st.DataObject) -> Checkpoint:
    name = data.draw(
        st.sampled_from(("title", "short_title", "who", "explanation", "plain", "occurred_title"))
    )
    old: LocalText = getattr(checkpoint, name)
    languages = data.draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True))
    changed = LocalText({**old.texts, **dict.fromkeys(languages, data.draw(_WORDS))})
    other: dict[str, Any] = {name: changed}
    return replace(checkpoint, **other)


def _gates(checkpoint: Checkpoint, data: st.DataObject) -> Checkpoint:
    ids = [each.id for each in TUMOUR_1.checkpoints]
    return replace(
        checkpoint, needs=tuple(data.draw(st.lists(st.sampled_from(ids), max_size=3, unique=True)))
    )


def _deadlines(checkpoint: Checkpoint, data: st.DataObject) -> Checkpoint:
    after = st.sampled_from([None, *(each.id for each in TUMOUR_1.checkpoints[:3])])
    measure = st.sampled_from(({"hours": 5}, {"days": 0}, {"days": 9}, {"months": Months(fixed=2)}))
    deadline = st.builds(lambda a, o, m: Deadline(a, o, **m), after, _ORIGINS, measure)
    return replace(checkpoint, deadlines=tuple(data.draw(st.lists(deadline, max_size=2))))


def _clock(checkpoint: Checkpoint, data: st.DataObject) -> Checkpoint:
    clock = st.builds(Clock, st.just(TUMOUR_1.checkpoints[0].id), st.integers(1, 90), _ORIGINS)
    return replace(checkpoint, clock=data.draw(st.none() | clock))


def _condition(checkpoint: Checkpoint, data: st.DataObject) -> Checkpoint:
    condition = Condition("treatment-decision", "decision", ("operate",))
    return replace(checkpoint, condition=data.draw(st.sampled_from((None, condition))))


def _rounds(checkpoint: Checkpoint, data: st.DataObject) -> Checkpoint:
    later = st.none() | st.just(()) | st.just((Deadline(None, LOCAL, days=3),))
    needs = st.none() | st.just(()) | st.just((TUMOUR_1.checkpoints[0].id,))
    trigger = st.sampled_from((None, Condition("treatment-decision", "decision", ("operate",))))
    rounds = st.builds(Rounds, _ORIGINS, trigger, needs, later)
    return replace(checkpoint, rounds=data.draw(st.none() | rounds))


def _fields(checkpoint: Checkpoint, data: st.DataObject) -> Checkpoint:
    option = st.builds(Option, st.sampled_from("abc"), st.builds(text, _WORDS), st.booleans())
    options = st.lists(option, min_size=1, max_size=3, unique_by=lambda each: each.value).map(tuple)
    choice = st.builds(
        Field, st.sampled_from("xy"), st.builds(text, _WORDS), st.sampled_from((FieldKind.CHOICE, FieldKind.SEVERAL)),
        _ORIGINS, st.booleans(), options,
    )  # fmt: skip
    number = st.builds(
        Field, st.sampled_from("xyz"), st.builds(text, _WORDS), st.just(FieldKind.INTEGER), _ORIGINS,
        minimum=st.none() | st.integers(0, 3), maximum=st.none() | st.integers(4, 9),
    )  # fmt: skip
    new = data.draw(st.lists(choice | number, max_size=3, unique_by=lambda each: each.id))
    if new and new[0].options and len(new) > 1 and data.draw(st.booleans()):
        new[1] = replace(new[1], only_with=OnlyWith(new[0].id, (new[0].options[0].value,)))
    kept = tuple(data.draw(st.permutations(checkpoint.fields)))
    return replace(checkpoint, fields=(*kept, *new))


def _rules(checkpoint: Checkpoint, data: st.DataObject) -> Checkpoint:
    if not checkpoint.fields or not checkpoint.fields[0].options:
        return checkpoint
    field = checkpoint.fields[0]
    rule = st.builds(VarianceRule, st.just(field.id), _ORIGINS, st.just((field.options[0].value,)))
    return replace(checkpoint, variance_rules=tuple(data.draw(st.lists(rule, max_size=2))))


def _origin(checkpoint: Checkpoint, data: st.DataObject) -> Checkpoint:
    return replace(checkpoint, origin=data.draw(_ORIGINS))


_CHANGES: tuple[Step, ...] = (
    _title, _gates, _deadlines, _clock, _condition, _rounds, _fields, _rules, _origin,
)  # fmt: skip


def _new(id_: str, phase: str) -> Checkpoint:
    return Checkpoint(id_, phase, text("New"), text("New"), text("Why"), LOCAL, text("Nurse"))


def _unasked(definition: PathwayDefinition) -> list[str]:
    """The checkpoints that nothing else of the definition names."""
    found = []
    for each in definition.checkpoints:
        rest = definition_to_json(replace(without(definition, each.id), intervals=()))
        if f'"{each.id}"' not in rest:
            found.append(each.id)
    return found


@st.composite
def next_versions(draw: st.DrawFn) -> tuple[PathwayDefinition, PathwayDefinition]:
    before = TUMOUR_1
    after = replace(before, version="2")
    data = draw(st.data())
    for _at in range(draw(st.integers(0, 4))):
        target = data.draw(st.sampled_from(after.checkpoints))
        changed = data.draw(st.sampled_from(_CHANGES))(target, data)
        after = with_checkpoint(after, target.id, **{n: getattr(changed, n) for n in Checkpoint.__slots__})
    if draw(st.booleans()):
        phase = draw(st.sampled_from(after.phases))
        more = tuple(draw(st.permutations((*phase.checkpoints, _new("brand-new", phase.id)))))
        phases = tuple(replace(each, checkpoints=more) if each is phase else each for each in after.phases)
        after = replace(after, phases=phases)
    if draw(st.booleans()):
        gone = draw(st.sampled_from(_unasked(after) or [""]))
        after = without(after, gone)
    if draw(st.booleans()):
        after = replace(after, scope=text(draw(_WORDS)), source=after.source._replace(date=date(2027, 1, 1)))
    return before, after


SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME
@given(next_versions())
def test_nothing_is_told_exactly_where_nothing_differs(
    pair: tuple[PathwayDefinition, PathwayDefinition],
) -> None:
    before, after = pair
    same = definition_to_json(replace(before, version="2")) == definition_to_json(after)
    assert compare(before, after).is_empty == same


def _facts(difference: Difference, *, mirrored: bool) -> set[tuple[str, ...]]:
    turned = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED, Kind.CHANGED: Kind.CHANGED}

    def fact(place: str, change: Change) -> tuple[str, ...]:
        kind = turned[change.kind] if mirrored else change.kind
        sides = (repr(change.before), repr(change.after))
        return (place, kind, change.aspect, change.field, *(reversed(sides) if mirrored else sides))

    found = {fact("", change) for change in difference.whole}
    for of in difference.checkpoints:
        found.add((of.id, turned[of.kind] if mirrored else of.kind))
        found |= {fact(of.id, change) for change in of.changes}
    return found


@SOME
@given(next_versions())
def test_looked_at_from_the_other_side_what_came_went(
    pair: tuple[PathwayDefinition, PathwayDefinition],
) -> None:
    before, after = pair
    assert _facts(compare(before, after), mirrored=True) == _facts(compare(after, before), mirrored=False)


@SOME
@given(next_versions(), st.sampled_from(LANGUAGES))
def test_every_change_is_a_sentence(pair: tuple[PathwayDefinition, PathwayDefinition], language: str) -> None:
    for difference in (compare(*pair), compare(*reversed(pair))):
        found = sentences(difference, language)
        assert len(found) >= len(difference.checkpoints) + len(difference.whole)
        for sentence in found:
            assert "{" not in sentence, sentence
            assert "LocalText" not in sentence and "Origin(" not in sentence, sentence
        summary = ChangeWords(difference, Words(language)).summary()
        assert summary and "{" not in summary


@pytest.mark.parametrize("name", PATHWAYS)
def test_a_pathway_does_not_differ_from_itself(name: str) -> None:
    assert compare(PATHWAYS[name], replace(PATHWAYS[name], version="9")).is_empty


def test_even_quite_another_pathway_can_be_compared() -> None:
    difference = compare(PATHWAYS["knee"], TUMOUR_1)
    assert len(difference.of(Kind.ADDED)) == len(TUMOUR_1.checkpoints)
    assert len(difference.of(Kind.REMOVED)) == len(PATHWAYS["knee"].checkpoints)
    assert not difference.of(Kind.CHANGED)
    assert sentences(difference)


def test_changes_are_said_at_their_checkpoint() -> None:
    diagnosis = TUMOUR_1.by_id["definitive-diagnosis"]
    (old,) = diagnosis.deadlines
    after = with_checkpoint(
        TUMOUR_1, diagnosis.id, deadlines=(old._replace(days=10),), needs=("wound-closed", "tissue-sent")
    )
    assert sentences(compare(TUMOUR_1, after)) == [
        "Definitive tissue diagnosis | + Waits for: “Wound closed” was added",
        "Definitive tissue diagnosis | → Deadline: 14 days after “Tissue obtained” (local) → "
        "10 days after “Tissue obtained” (local)",
    ]


def test_questions_and_answers_are_said_by_their_words() -> None:
    decision = TUMOUR_1.by_id["treatment-decision"]
    (field,) = decision.fields
    later = Field("urgency", text("How soon"), FieldKind.TEXT, LOCAL, required=False)
    wait = Option("wait", text("Wait and see"))
    after = with_checkpoint(
        TUMOUR_1, decision.id, fields=(replace(field, options=(*field.options[:1], wait)), later)
    )
    found = sentences(compare(TUMOUR_1, after))
    assert [each.partition(" | ")[2] for each in found] == [
        "+ “Decision”, answer: “Wait and see” was added",
        "− “Decision”, answer: “No operation” was taken away",
        "+ Question: “How soon (text, may be left empty)” was added",
    ]


def test_a_text_changed_in_another_language_only_says_in_which() -> None:
    decision = TUMOUR_1.by_id["treatment-decision"]
    after = with_checkpoint(TUMOUR_1, decision.id, title=LocalText({**decision.title.texts, "fr": "Autre"}))
    (change,) = sentences(compare(TUMOUR_1, after))
    assert change.endswith("Title: worded otherwise in another language (fr)")


def entry(checkpoint: str, at: int, **values: Value) -> Entry:
    moment = datetime(2026, 11, 1, 8, at, tzinfo=UTC)
    return Entry(f"e{at}", Action.COMPLETE, "m.peeters", moment, checkpoint, 1, moment, values)


def test_what_was_entered_and_is_not_known_any_more_does_not_fit() -> None:
    entries = (
        entry("mri-contrast", 1, region=("cervical", "thoracic"), suspected_type="ependymoma", levels="C4"),
        entry("treatment-decision", 2, decision="operate"),
        entry("patient-counselled", 3),
    )
    assert misfits(entries, TUMOUR_1) == ()
    region, _levels, kind = TUMOUR_1.by_id["mri-contrast"].fields
    fewer = replace(region, options=tuple(each for each in region.options if each.value != "thoracic"))
    after = with_checkpoint(without(TUMOUR_1, "patient-counselled"), "mri-contrast", fields=(fewer, kind))
    told = ChangeWords(compare(TUMOUR_1, after), Words("en"))
    assert [told.misfit(each) for each in misfits(entries, after)] == [
        "“MRI with contrast”, Region: the other version has no answer “Thoracic”.",
        "“MRI with contrast”: the other version does not ask “Levels”.",
        "“Surgery discussed with the patient” was entered; the other version has no such step.",
    ]


def test_what_was_retracted_or_corrected_away_fits_again() -> None:
    wrong = entry("patient-counselled", 3)
    retraction = Entry(
        "r", Action.RETRACT, "m.peeters", datetime(2026, 11, 2, tzinfo=UTC), supersedes=wrong.id, reason="x"
    )
    after = without(TUMOUR_1, "patient-counselled")
    assert len(misfits((wrong,), after)) == 1
    assert misfits((wrong, retraction), after) == ()


def test_a_difference_of_nothing_says_so() -> None:
    same = compare(TUMOUR_1, replace(TUMOUR_1, version="2"))
    assert ChangeWords(same, Words("en")).summary() == "The two versions say the same."
    assert Aspect.OUTLINE not in {change.aspect for change in same.whole}
