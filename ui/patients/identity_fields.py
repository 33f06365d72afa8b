"""The questions that identify a patient, and the identity that their answers give. Knows no window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pathway_app.domain.definition import LocalText
from pathway_app.i18n import Words
from pathway_app.people import Identity, Sex
from pathway_app.services.identity_rules import LONGEST
from ui.course.presenter import national_number
from ui.widgets.field_spec import FieldSpec, Kind, Option, Value

MRN = "mrn"
FAMILY_NAME = "family_name"
GIVEN_NAME = "given_name"
BIRTH_DATE = "birth_date"
SEX = "sex"
NATIONAL_NUMBER = "national_number"
BED = "bed"
SURGEON = "surgeon"
PATHWAY = "pathway"
NOTHING = "—"
IDENTITY = (MRN, FAMILY_NAME, GIVEN_NAME, BIRTH_DATE, SEX, NATIONAL_NUMBER, BED, SURGEON)
"""what names a patient, in the order of a label; each is a field of `Identity`"""
PLACE = frozenset({BED, SURGEON})
"""where a patient lies and who operates: this says nothing about who it is"""

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Pathway:
    """An installed pathway, in its newest version."""

    id: str
    title: LocalText


def specs(words: Words, pathways: Sequence[Pathway]) -> tuple[FieldSpec, ...]:
    """The questions in the order of a label; the pathway is asked where there is a choice."""
    _ = words.gettext
    asked = [
        FieldSpec(MRN, _("Record number"), Kind.TEXT, required=True, max_length=LONGEST[MRN]),
        FieldSpec(FAMILY_NAME, _("Family name"), Kind.TEXT, required=True, max_length=LONGEST[FAMILY_NAME]),
        FieldSpec(GIVEN_NAME, _("Given name"), Kind.TEXT, required=True, max_length=LONGEST[GIVEN_NAME]),
        FieldSpec(BIRTH_DATE, _("Birth date"), Kind.DATE, required=True, year_needed=True),
        FieldSpec(SEX, _("Sex"), Kind.CHOICE, required=True, options=_sexes(words)),
        FieldSpec(NATIONAL_NUMBER, _("National number"), Kind.TEXT, hint="00.00.00-000.00", max_length=40),
        FieldSpec(BED, _("Bed"), Kind.TEXT, max_length=LONGEST[BED]),
        FieldSpec(SURGEON, _("Surgeon"), Kind.TEXT, max_length=LONGEST[SURGEON]),
    ]
    if len(pathways) > 1:
        options = tuple(Option(each.id, each.title[words.language]) for each in pathways)
        asked.append(FieldSpec(PATHWAY, _("Pathway"), Kind.CHOICE, required=True, options=options))
    return tuple(asked)


def identity_of(values: Values) -> Identity | None:
    """Who the answers name; None where birth date or sex cannot be read."""
    return so_far(values) if isinstance(values.get(SEX), str) else None


def so_far(values: Values) -> Identity | None:
    """Whom the answers name, as far as they are given; None where the birth date cannot be read."""
    birth_date, sex = values.get(BIRTH_DATE), values.get(SEX)
    if not isinstance(birth_date, date):
        return None

    def text(key: str) -> str:
        value = values.get(key)
        return value if isinstance(value, str) else ""

    return Identity(
        mrn=text(MRN),
        family_name=text(FAMILY_NAME),
        given_name=text(GIVEN_NAME),
        birth_date=birth_date,
        sex=Sex(sex) if isinstance(sex, str) else Sex.UNKNOWN,
        national_number=text(NATIONAL_NUMBER) or None,
        bed=text(BED) or None,
        surgeon=text(SURGEON) or None,
    )


def _sexes(words: Words) -> tuple[Option, ...]:
    _ = words.gettext
    return (
        Option(Sex.FEMALE.value, _("female")),
        Option(Sex.MALE.value, _("male")),
        Option(Sex.OTHER.value, _("other (X)")),
        Option(Sex.UNKNOWN.value, _("unknown")),
    )


def values_of(identity: Identity) -> dict[str, Value]:
    """The answers that name someone, as they are put into a form; what is not known is left out."""
    number = identity.national_number
    told: dict[str, Value] = {
        MRN: identity.mrn,
        FAMILY_NAME: identity.family_name,
        GIVEN_NAME: identity.given_name,
        BIRTH_DATE: identity.birth_date,
        SEX: identity.sex.value,
        NATIONAL_NUMBER: national_number(number) if number else None,
        BED: identity.bed,
        SURGEON: identity.surgeon,
    }
    return {key: value for key, value in told.items() if value is not None}


def differing(one: Identity, other: Identity) -> tuple[str, ...]:
    """The keys of what is not the same of two identities, in the order of a label."""
    return tuple(key for key in IDENTITY if getattr(one, key) != getattr(other, key))


def labels(words: Words) -> dict[str, str]:
    """What stands above each of the questions, by their keys."""
    return {spec.key: spec.label for spec in specs(words, ())}


def told(identity: Identity, key: str, words: Words) -> str:
    """One answer as one reads it; `—` where it is not known."""
    if key == BIRTH_DATE:
        return words.day(identity.birth_date)
    if key == SEX:
        return next(each.title for each in _sexes(words) if each.key == identity.sex.value)
    if key == NATIONAL_NUMBER:
        return national_number(identity.national_number) or NOTHING
    return getattr(identity, key) or NOTHING
