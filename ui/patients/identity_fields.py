"""The questions that identify a patient, and the identity that their answers give. Knows no window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pathway_app.domain.definition import LocalText
from pathway_app.i18n import Words
from pathway_app.people import Identity, Sex
from pathway_app.services.identity_rules import LONGEST
from ui.widgets.field_spec import FieldSpec, Kind, Option

MRN = "mrn"
FAMILY_NAME = "family_name"
GIVEN_NAME = "given_name"
BIRTH_DATE = "birth_date"
SEX = "sex"
NATIONAL_NUMBER = "national_number"
BED = "bed"
SURGEON = "surgeon"
PATHWAY = "pathway"


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


def identity_of(
    values: Mapping[str, str | int | tuple[str, ...] | datetime | date | None],
) -> Identity | None:
    """Who the answers name; None where birth date or sex cannot be read."""
    birth_date, sex = values.get(BIRTH_DATE), values.get(SEX)
    if not isinstance(birth_date, date) or not isinstance(sex, str):
        return None

    def text(key: str) -> str:
        value = values.get(key)
        return value if isinstance(value, str) else ""

    return Identity(
        mrn=text(MRN),
        family_name=text(FAMILY_NAME),
        given_name=text(GIVEN_NAME),
        birth_date=birth_date,
        sex=Sex(sex),
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
