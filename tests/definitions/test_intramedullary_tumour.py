"""The shipped pathway is exactly the documented one: every phase, gate, condition, field, deadline, round and route.

Written out from the description of the pathway, so that an accidental change of the file fails here.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date

import pytest

from pathway_app.definitions.loader import DefinitionErrors, load_definition
from pathway_app.domain.definition import (
    Board,
    Condition,
    Deadline,
    Field,
    FollowUp,
    LocalText,
    Months,
    Origin,
    PathwayDefinition,
    Rounds,
)

from .pathway_files import TUMOUR

DEFINITION = load_definition(TUMOUR)

# field: kind, `?` where it need not be answered, [origin], options; `!` after an option that stands alone
DOCUMENTED = """
diagnosis
  complaints-recorded [S4]
    complaints several [S4] spinal-pain sensory-loss loss-of-dexterity balance-gait bladder bowel none!
    since text? [local]
  mri-contrast [S3 S5]
    region several [S3] cervical thoracic lumbar
    levels text? [local]
    suspected_type choice [S5] ependymoma astrocytoma malignant-glioma lymphoma haemangioblastoma ganglioglioma \
metastasis other undetermined
  neuro-status-preop [S18]
    gait choice [S18] normal impaired lost
    sensation choice [S18] normal impaired lost
    bladder_bowel choice [S18] normal impaired lost
    mccormick choice? [local] I II III IV V
  treatment-decision [S6 S7]
    needs mri-contrast
    decision choice [S6 S7] operate no-operation
  patient-counselled [S7]
    needs treatment-decision
    if treatment-decision.decision operate
baseline
  mep-baseline [S6]
    needs treatment-decision
    if treatment-decision.decision operate
    result choice [S6] obtained not-obtainable
    variance [S6] where result not-obtainable
  ssep-baseline [S6]
    needs treatment-decision
    if treatment-decision.decision operate
    result choice [S6] obtained not-obtainable
    variance [S6] where result not-obtainable
surgery
  canal-opened [S9]
    needs patient-counselled mep-baseline ssep-baseline
    if treatment-decision.decision operate
  dura-opened [S10]
    needs canal-opened
    if treatment-decision.decision operate
  cord-opened [S11]
    needs dura-opened
    if treatment-decision.decision operate
  neuromonitoring-running [S12]
    needs mep-baseline ssep-baseline
    if treatment-decision.decision operate
    modalities several [S12] mep ssep d-wave
  resection-ended [S8 S13 S14 S15]
    needs cord-opened neuromonitoring-running
    if treatment-decision.decision operate
    plane choice [S13 S14 S15] clear partial none
    extent choice [S8 S13 S14 S15] complete near-complete partial biopsy-only
    signals choice [S13] stable changed-recovered changed-persistent
  tissue-obtained [S8 S15]
    needs cord-opened
    if treatment-decision.decision operate
  wound-closed [S16]
    needs resection-ended
    if treatment-decision.decision operate
bed-rest
  bed-rest-completed [S17]
    needs wound-closed
    if treatment-decision.decision operate
    clock [S17] 48 h after wound-closed
    deadline [local] 72 h after wound-closed
  neuro-status-postop [S18]
    needs wound-closed
    if treatment-decision.decision operate
    gait choice [S18] normal impaired lost
    sensation choice [S18] normal impaired lost
    bladder_bowel choice [S18] normal impaired lost
    mccormick choice? [local] I II III IV V
    increased_deficit choice [S18 S19] yes no
    deadline [local] 24 h after wound-closed
pathology
  tissue-sent [S20]
    needs tissue-obtained
    if treatment-decision.decision operate
  definitive-diagnosis [S20 S23]
    needs tissue-sent
    if treatment-decision.decision operate
    tumour_type choice [S20] ependymoma astrocytoma malignant-glioma lymphoma haemangioblastoma ganglioglioma \
metastasis other
    other_type text [local] only with tumour_type other
    malignant_features choice [S23] yes no
    deadline [local] 14 d after tissue-obtained
tumour-board
  board-discussed [S24]
    needs definitive-diagnosis
    if treatment-decision.decision operate
    disciplines several [S24] neurosurgery pathology radiotherapy oncology
    variance [S24] where disciplines lacks neurosurgery pathology radiotherapy oncology
    deadline [local] 7 d after definitive-diagnosis
    again [local] with each follow-up-mri.result progression
    later needs nothing
    later deadline [local] 7 d after what opened the round
  board-decision [S21 S22 S23 S24]
    needs board-discussed
    if treatment-decision.decision operate
    decision choice [S21 S22 S23 S24] regular-mri radiotherapy radiotherapy-chemotherapy other
    rationale text? [local]
    deadline [local] 0 d after board-discussed
    again [local] with each follow-up-mri.result progression
adjuvant-treatment
  radiotherapy-completed [S22 S23]
    needs board-decision
    if board-decision.decision radiotherapy radiotherapy-chemotherapy
    again [local] with each follow-up-mri.result progression
  chemotherapy-completed [S23]
    needs board-decision
    if board-decision.decision radiotherapy-chemotherapy
    again [local] with each follow-up-mri.result progression
rehabilitation
  rehabilitation-assessed [S19]
    needs neuro-status-postop
    if neuro-status-postop.increased_deficit yes
    indicated choice [S19] yes no
    disciplines several [S19] rehabilitation-physician physiotherapist occupational-therapist
    deadline [local] 7 d after neuro-status-postop
  rehabilitation-arranged [S19]
    needs rehabilitation-assessed
    if rehabilitation-assessed.indicated yes
    setting choice [S19] home centre
  rehabilitation-completed [S19]
    needs rehabilitation-arranged
    if rehabilitation-assessed.indicated yes
follow-up
  follow-up-planned [S25]
    needs treatment-decision board-decision
    clinic choice [S25] neurosurgery neuro-oncology
    interval_months integer [S25] 1–120
    deadline [local] 14 d after treatment-decision where treatment-decision.decision no-operation
    deadline [local] 14 d after board-decision
  follow-up-mri [S21 S25]
    needs follow-up-planned
    result choice [S21 S25] stable no-tumour-visible progression
    next_interval_months integer? [local] 1–120
    deadline [local] months follow-up-planned.interval_months after follow-up-planned
    again [S21 S25] when finished
    later deadline [local] months follow-up-planned.interval_months or next_interval_months \
after what opened the round
"""


def written_out(definition: PathwayDefinition) -> Iterator[str]:
    for phase in definition.phases:
        yield phase.id
        for checkpoint in phase.checkpoints:
            assert checkpoint.phase == phase.id
            yield f"  {checkpoint.id} {origin(checkpoint.origin)}"
            if checkpoint.needs:
                yield f"    needs {' '.join(checkpoint.needs)}"
            if checkpoint.condition:
                yield f"    if {condition(checkpoint.condition)}"
            yield from map(field, checkpoint.fields)
            for rule in checkpoint.variance_rules:
                values = f"lacks {' '.join(rule.lacks)}" if rule.lacks else " ".join(rule.values)
                yield f"    variance {origin(rule.origin)} where {rule.field} {values}"
            if checkpoint.clock:
                clock = checkpoint.clock
                yield f"    clock {origin(clock.origin)} {clock.hours} h after {clock.after}"
            yield from (f"    deadline {deadline(each)}" for each in checkpoint.deadlines)
            if checkpoint.rounds:
                yield from rounds(checkpoint.rounds)


def field(each: Field) -> str:
    optional = "" if each.required else "?"
    parts = [f"    {each.id} {each.kind.value}{optional} {origin(each.origin)}"]
    parts += [option.value + ("!" if option.alone else "") for option in each.options]
    if each.minimum is not None or each.maximum is not None:
        parts.append(f"{each.minimum}–{each.maximum}")
    if each.only_with:
        parts.append(f"only with {each.only_with.field} {' '.join(each.only_with.values)}")
    return " ".join(parts)


def deadline(each: Deadline) -> str:
    measures = {"h": each.hours, "d": each.days, "months": each.months}
    ((unit, measure),) = [(unit, measure) for unit, measure in measures.items() if measure is not None]
    text = f"months {months(measure)}" if isinstance(measure, Months) else f"{measure} {unit}"
    where = f" where {condition(each.condition)}" if each.condition else ""
    return f"{origin(each.origin)} {text} after {each.after or 'what opened the round'}{where}"


def months(each: Months) -> str:
    assert each.fixed is None
    override = f" or {each.overriding_field}" if each.overriding_field else ""
    return f"{each.checkpoint}.{each.field}{override}"


def rounds(each: Rounds) -> Iterator[str]:
    opened = f"with each {condition(each.trigger)}" if each.trigger else "when finished"
    yield f"    again {origin(each.origin)} {opened}"
    if each.later_needs is not None:
        yield f"    later needs {' '.join(each.later_needs) or 'nothing'}"
    for later in each.later_deadlines or ():
        yield f"    later deadline {deadline(later)}"


def condition(each: Condition) -> str:
    return f"{each.checkpoint}.{each.field} {' '.join(each.values)}"


def origin(each: Origin) -> str:
    return f"[{' '.join(each.statements) or 'local'}]"


def test_the_checkpoints_are_the_documented_ones() -> None:
    assert list(written_out(DEFINITION)) == DOCUMENTED.strip().splitlines()


def test_it_is_version_1_of_the_documented_source() -> None:
    assert (DEFINITION.id, DEFINITION.version) == ("intramedullary-tumour", "1")
    assert DEFINITION.source.date == date(2022, 9, 13)
    assert DEFINITION.languages == ("nl", "en", "fr", "de")


def test_the_routes_stand_in_the_order_in_which_they_are_tried() -> None:
    routes = DEFINITION.routes
    assert routes is not None
    assert (routes.asked_after, routes.decision_checkpoint) == ("definitive-diagnosis", "board-decision")
    assert (routes.decision_field, routes.rationale_field) == ("decision", "rationale")
    diagnosis, resection = "definitive-diagnosis", "resection-ended"
    assert [(each.id, each.origin.statements, each.when, each.agrees) for each in routes.routes] == [
        (
            "R3",
            ("S23",),
            (Condition(diagnosis, "malignant_features", ("yes",)),),
            ("radiotherapy", "radiotherapy-chemotherapy"),
        ),
        (
            "R1",
            ("S21",),
            (
                Condition(diagnosis, "tumour_type", ("ependymoma",)),
                Condition(resection, "extent", ("complete", "near-complete")),
            ),
            ("regular-mri",),
        ),
        (
            "R2",
            ("S22",),
            (
                Condition(diagnosis, "tumour_type", ("astrocytoma",)),
                Condition(resection, "extent", ("partial", "biopsy-only")),
            ),
            ("radiotherapy",),
        ),
    ]


def test_the_audit_measures_the_documented_intervals() -> None:
    assert DEFINITION.intervals == (
        ("mri-contrast", "wound-closed"),
        ("wound-closed", "definitive-diagnosis"),
        ("definitive-diagnosis", "board-discussed"),
        ("board-decision", "follow-up-mri"),
    )


def test_the_outline_tells_the_course_in_a_few_words() -> None:
    outline = DEFINITION.outline
    assert outline.day_count is not None and outline.comparison is not None
    assert outline.day_count.after == "wound-closed"
    assert [column.checkpoint for column in outline.comparison.columns] == [
        "neuro-status-preop",
        "neuro-status-postop",
    ]
    assert outline.comparison.fields == ("gait", "sensation", "bladder_bowel", "mccormick")
    assert outline.monitoring == (
        ("mep-baseline", "result"),
        ("ssep-baseline", "result"),
        ("neuromonitoring-running", "modalities"),
        ("resection-ended", "signals"),
    )
    assert outline.board == Board("definitive-diagnosis", "board-discussed", "disciplines", "board-decision")
    assert outline.follow_up == FollowUp(
        "follow-up-planned", "clinic", "interval_months", "follow-up-mri", "result"
    )


def test_what_the_patient_reads_is_plain() -> None:
    plain = [
        *(phase.plain for phase in DEFINITION.phases),
        *(checkpoint.plain for checkpoint in DEFINITION.checkpoints),
    ]
    assert all(phase.plain for phase in DEFINITION.phases)
    jargon = re.compile(
        r"(?i)tumou?r|tumeur|gezwel|kanker|cancer|krebs|kwaad|bösartig|malign|resect|résect|resekt|dura|medull"
        r"|m[eé]p\b|p[eé][ms]\b|ssep|sep\b|biops|progress|uitval|défici|ausfäll|patholog|diagnos|chemo|chimio"
        r"|bestral|radio|strahlenth|risi[ck]|risque|verlam|paral|lähm|\d"
    )
    told = [text for each in plain for text in each.texts.values()]
    assert len(told) == 4 * (9 + 20)
    assert [text for text in told if jargon.search(text)] == []
    assert max(len(sentence) for text in told for sentence in text.split(". ")) <= 130


def test_all_statements_of_the_source_are_there_and_those_that_shape_it_are_cited() -> None:
    assert list(DEFINITION.statements) == [f"S{n}" for n in range(1, 27)]
    cited = set(re.findall(r"S\d+", "\n".join(written_out(DEFINITION))))
    # S1 is the scope's, S2 the list of types, S26 the contact block's
    assert DEFINITION.statements.keys() - cited == {"S1", "S2", "S26"}


def test_only_the_bed_rest_has_a_time_from_the_source() -> None:
    timed = [each for checkpoint in DEFINITION.checkpoints for each in checkpoint.deadlines]
    assert all(each.origin.is_local for each in timed)
    assert [each.id for each in DEFINITION.checkpoints if each.clock] == ["bed-rest-completed"]


def texts(value: object) -> Iterator[LocalText]:
    if isinstance(value, LocalText):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts(member)
    elif isinstance(value, tuple):
        for member in value:
            yield from texts(member)
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            yield from texts(getattr(value, each.name))


def test_every_text_is_there_in_every_language() -> None:
    found = [each for each in texts(DEFINITION) if each]
    assert len(found) > 200
    for each in found:
        assert all(each[language].strip() for language in DEFINITION.languages)
        assert each.texts.keys() == set(DEFINITION.languages)


def test_a_text_that_lacks_a_language_is_an_error_on_its_line() -> None:
    text = TUMOUR.read_text(encoding="utf-8")
    told = r"\b(title|short_title|scope|place|fact|explanation|who|occurred_title|unit|plain):( \{|$)"
    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.search(told, line)]
    with pytest.raises(DefinitionErrors) as raised:
        load_definition(text.replace("languages: [nl, en, fr, de]", "languages: [nl, en, fr, de, it]"))
    problems = raised.value.problems
    assert {(each.code, each.path.endswith(".it")) for each in problems} == {("translation-missing", True)}
    assert [each.line for each in problems] == lines
    assert len(lines) > 200


def test_every_language_gives_the_same_numbers() -> None:
    for each in texts(DEFINITION):
        numbers = {language: sorted(re.findall(r"\d+", text)) for language, text in each.texts.items()}
        assert all(found == numbers["nl"] for found in numbers.values()), each


def test_a_place_keeps_the_name_that_its_section_has_in_the_source() -> None:
    for statement in DEFINITION.statements.values():
        section, *where = statement.place["nl"].split(", ")
        others = {"en": f"Section {section}", "fr": f"Section {section}", "de": f"Abschnitt {section}"}
        for language, beginning in others.items():
            assert statement.place[language].split(", ")[0] == beginning
            assert statement.place[language].count(", ") == len(where)


WORDS = r"""
nl             | fr                       | de
mri            | irm                      | mrt
mep            | pem                      | mep
ssep           | pes                      | ssep
tumorboard     | com\b|concertation       | tumorboard
ependymo       | épendymome               | ependymom
astrocyto      | astrocytome              | astrozytom
dura           | dure-mère                | dura
bedrust        | alitement                | bettruhe
afwijking      | écart                    | abweichung
uitval\b       | déficit                  | ausfälle
omvang van de  | étendue de la résection  | resektionsausmaß
grensvlak      | plan de clivage          | dissektionsebene
radiotherapie  | radiothérapie            | strahlentherapie
progressie     | progression              | progression
"""
"""how the languages call the same thing: one word each, wherever it is spoken of"""


@pytest.mark.parametrize("words", WORDS.strip().splitlines()[1:], ids=lambda words: str(words).split()[0])
def test_one_thing_has_one_word_in_each_language(words: str) -> None:
    dutch, french, german = (part.strip() for part in words.split(" | "))
    found = [each for each in texts(DEFINITION) if re.search(rf"(?i)\b{dutch}", each["nl"])]
    assert found
    for each in found:
        assert re.search(rf"(?i)\b({french})", each["fr"]), each
        assert re.search(rf"(?i){german}", each["de"]), each


@pytest.mark.parametrize("language", DEFINITION.languages)
def test_short_titles_fit_the_map(language: str) -> None:
    short = [phase.short_title[language] for phase in DEFINITION.phases]
    short += [checkpoint.short_title[language] for checkpoint in DEFINITION.checkpoints]
    assert max(map(len, short)) <= 24
    assert max(len(word) for title in short for word in title.split()) <= 16


def test_first_mobilised_is_what_the_bed_rest_asks_for() -> None:
    bed_rest = DEFINITION.by_id["bed-rest-completed"]
    assert bed_rest.occurred_title["en"] == "First mobilised"
