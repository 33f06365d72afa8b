"""What every column and every code of research files means, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pathway_app.audit.tables import origin
from pathway_app.documents.code_words import outcome_word, variance_class
from pathway_app.domain.course import Outcome
from pathway_app.domain.definition import Checkpoint, Field, FieldKind, PathwayDefinition
from pathway_app.domain.entries import VarianceClass
from pathway_app.i18n import Words
from pathway_app.research.columns import ALL_YEARS, ANSWERS, CHECKPOINTS, COLUMNS, COURSES, WITHHELD
from pathway_app.research.course_rows import CODED, group_place

Row = tuple[str, ...]


def dictionary(definitions: Iterable[PathwayDefinition], words: Words) -> Iterator[Row]:
    """Rows of dictionary.csv; of a step or question that several versions have the first of `definitions` tells."""
    told: dict[Row, Row] = {}
    telling = _Telling(words)
    for row in (*telling.columns(), *telling.codes()):
        told[row[:5]] = row
    for definition in definitions:
        for row in telling.definition(definition):
            told.setdefault(row[:5], row)
    yield from told.values()


class _Telling:
    def __init__(self, words: Words) -> None:
        self.words = words

    def columns(self) -> Iterator[Row]:
        _ = self.words.gettext
        days = _("elapsed days since enrolment")
        meanings = {
            "course": _("pseudonym of the course; the same at each export with the same key"),
            "patient": _("pseudonym of the patient, who may have several courses"),
            "year": _("calendar year of enrolment"),
            "sex": _("sex as recorded"),
            "age_band": _("age at enrolment in bands of years"),
            "group": _("the newest answer that groups the courses; empty while not given"),
            "version": _("version of the pathway that the course followed"),
            "surgeon": _("pseudonym of the surgeon; empty where none is recorded"),
            "ended_days": _("when the course ended; empty while it goes on"),
            "outcome": _("how the course ended; empty while it goes on"),
            "checkpoint": _("step of the pathway"),
            "round": _("which time the step came back, 1 the first"),
            "state": _("state of the step at the moment of the cohort"),
            "occurred_days": _("when it occurred, as stated"),
            "recorded_days": _("when the entry that counts was recorded"),
            "deadline_days": _("deadline; empty where there is none or it is counted in months"),
            "deadline_kept": _(
                "done by its deadline or after it; empty without a deadline or while not done"
            ),
            "overdue": _("open past its deadline: 1, else 0"),
            "variance_class": _("class of the variance of the entry that counts; empty without a variance"),
            "variance_open": _("the variance is not closed: 1, else 0"),
            "field": _("question of the step"),
            "value": _("answer: a code, or a whole number; a row for each where several stand together"),
        }
        for file, columns in COLUMNS.items():
            for column in columns:
                unit = days if column.name.endswith("_days") else ""
                yield (file, column.name, "", "", "", meanings[column.name], column.form, unit, "local")

    def codes(self) -> Iterator[Row]:
        _ = self.words.gettext
        withheld = _("withheld: fewer than five patients have it, or it would give such a one away")
        for place in ("sex", "age_band", "group", "version", "surgeon", "outcome"):
            yield _code(COURSES, place, WITHHELD, withheld)
        yield _code(ANSWERS, "value", WITHHELD, withheld)
        yield _code(COURSES, "ended_days", WITHHELD, withheld)
        follows = _("withheld: it would tell an answer, or that a course has ended, which is withheld")
        for place in ("state", "occurred_days", "recorded_days", "deadline_days", "deadline_kept", "overdue"):
            yield _code(CHECKPOINTS, place, WITHHELD, follows)
        yield _code(CHECKPOINTS, "variance_class", WITHHELD, withheld)
        yield _code(CHECKPOINTS, "variance_open", WITHHELD, follows)
        yield _code(
            COURSES, "year", ALL_YEARS, _("any year of the period; told more widely for the same reason")
        )
        sexes = {
            "female": _("female"),
            "male": _("male"),
            "other": _("other"),
            "unknown": _("unknown"),
        }
        states = {
            "done": _("done"),
            "skipped": _("will not be done"),
            "not-applicable": _("does not apply"),
            "undecided": _("not decided yet"),
            "open": _("applies and is not finished: blocked, ready or running"),
        }
        kept = {"on-time": _("done at its deadline or before"), "late": _("done after its deadline")}
        yield from _told(COURSES, "sex", sexes)
        yield from _told(COURSES, "outcome", {each.value: outcome_word(each, self.words) for each in Outcome})
        yield from _told(CHECKPOINTS, "state", states)
        yield from _told(CHECKPOINTS, "deadline_kept", kept)
        classes = {each.value: variance_class(each, self.words) for each in VarianceClass}
        yield from _told(CHECKPOINTS, "variance_class", classes)

    def definition(self, definition: PathwayDefinition) -> Iterator[Row]:
        language, group = self.words.language, group_place(definition)
        title = definition.title[language]
        yield (COURSES, "version", "", "", definition.version, title, "code", "", "local")
        for checkpoint in definition.checkpoints:
            of = origin(checkpoint.origin)
            told = checkpoint.title[language]
            for file in (CHECKPOINTS, ANSWERS):
                yield (file, "checkpoint", checkpoint.id, "", checkpoint.id, told, "code", "", of)
            for field in checkpoint.fields:
                if field.kind in CODED:
                    yield from self._field(checkpoint, field)
                if (checkpoint.id, field.id) == group:
                    for option in field.options:
                        meaning = option.title[language]
                        of_field = origin(field.origin)
                        yield (COURSES, "group", *group, option.value, meaning, "code", "", of_field)

    def _field(self, checkpoint: Checkpoint, field: Field) -> Iterator[Row]:
        language, of = self.words.language, origin(field.origin)
        unit = field.unit[language].split("|")[-1]
        kind = "whole number" if field.kind is FieldKind.INTEGER else field.kind.value
        place = (checkpoint.id, field.id)
        yield (ANSWERS, "field", *place, field.id, field.title[language], kind, unit, of)
        for option in field.options:
            yield (ANSWERS, "value", *place, option.value, option.title[language], "code", "", of)


def _code(file: str, column: str, code: str, meaning: str) -> Row:
    return (file, column, "", "", code, meaning, "code", "", "local")


def _told(file: str, column: str, meanings: Mapping[str, str]) -> Iterator[Row]:
    for code, meaning in meanings.items():
        yield _code(file, column, code, meaning)
