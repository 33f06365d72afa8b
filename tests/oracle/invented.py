"""Invented people and findings for generated courses."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from .entry_rules import AGREES_WITH_ROUTE, BOARD, MONTHS, ONE_OF, OPTIONAL, SEVERAL_OF, TEXTS
from .record import Record

FAMILY_NAMES = (
    "Ąžuolas",
    "O'Neill",
    "van den Broeck",
    "Voorbeeld",
    "D’Hoòghe",
    "Nguyễn",
    "Şahin",
    "R&D <b>Test</b>",
)
GIVEN_NAMES = ("Łukasz", "Siobhán", "An", "Demo", "Jean-Noël", "Zoë", "Ömer", "Maria del Carmen")
USERS = ("demo.coordinator", "demo.nurse", "demo.physician", "demo.surgeon")
REASONS = (
    "verkeerd niveau",
    "claustrofobie",
    "scanner defect",
    "op vraag van de patiënt",
    'zei: "liever niet"',
    "bed rest < 48 h & drain",
    "Łukasz Ąžuolas gebeld – ok",
)
TEXT_VALUES = {
    "since": ("2 jaar", "sinds ± maart", "<6 weken"),
    "levels": ("C4–C6", "Th2–Th3", "T12/L1"),
    "other_type": ("caverneus angioom", "subependymoma", "schwannoma (WHO 1)"),
    "rationale": ("leeftijd & toestand", "restletsel op MRI", "voorkeur patiënt"),
}
# Where the order of the pathway's table is not that of the rules' (by kind of field)
TABLE_ORDER = ("region", "levels", "suspected_type", "tumour_type", "other_type", "malignant_features")
HOSTILE_TEXT = "NIL BY MOUTH <from midnight>"


def person(rng: random.Random, mrn: str, first_day: date) -> dict[str, Any]:
    """An invented patient born at least a year before `first_day`, keys in the course file's order."""
    birth = first_day - timedelta(days=rng.choice((rng.randint(400, 6000), rng.randint(7000, 32000))))
    sex = rng.choice(("female", "male", "other", "unknown"))
    return {
        "mrn": mrn,
        "family_name": rng.choice(FAMILY_NAMES),
        "given_name": rng.choice(GIVEN_NAMES),
        "birth_date": birth.isoformat(),
        "sex": sex,
        "national_number": national_number(rng, birth, sex) if rng.random() < 0.5 else None,
        "bed": rng.choice((None, "312-2", "IZ 4", "301-1")),
        "surgeon": rng.choice((None, "demo.surgeon", "O’Brien")),
    }


def national_number(rng: random.Random, birth: date, sex: str) -> str:
    """A Belgian national number with its check digits: odd serial for men, even for women."""
    serial = rng.randint(1, 997)
    if sex in {"male", "female"} and serial % 2 != (sex == "male"):
        serial += 1
    first_nine = f"{birth:%y%m%d}{serial:03d}"
    counted = int(("2" if birth.year >= 2000 else "") + first_nine)
    return f"{first_nine}{97 - counted % 97:02d}"


def findings(rng: random.Random, record: Record, checkpoint: str, round_: int) -> dict[str, Any]:
    """Legal values for one checkpoint; the answers that open branches come often."""
    values: dict[str, Any] = {}
    for field, codes in ONE_OF.get(checkpoint, {}).items():
        if field not in OPTIONAL or rng.random() < 0.4:
            values[field] = rng.choice(codes)
    for field, codes in SEVERAL_OF.get(checkpoint, {}).items():
        values[field] = rng.sample(codes, rng.randint(1, len(codes)))
    for field in TEXTS.get(checkpoint, ()):
        if rng.random() < 0.3:
            values[field] = rng.choice((*TEXT_VALUES[field], HOSTILE_TEXT))
    for field in MONTHS.get(checkpoint, ()):
        if field not in OPTIONAL or rng.random() < 0.25:
            values[field] = rng.choice((1, 1, 2, 3, 3, 6, 12, rng.randint(1, 120)))
    _likely(rng, checkpoint, values)
    route = record.documented_route()
    if (
        (checkpoint, round_) == ("board-decision", 1)
        and route in AGREES_WITH_ROUTE
        and values["decision"] not in AGREES_WITH_ROUTE[route]
    ):
        values.setdefault("rationale", rng.choice(TEXT_VALUES["rationale"]))
    order = [field for field in TABLE_ORDER if field in values]
    return {field: values[field] for field in (*order, *(field for field in values if field not in order))}


def _likely(rng: random.Random, checkpoint: str, values: dict[str, Any]) -> None:
    if checkpoint == "complaints-recorded" and "none" in values["complaints"]:
        values["complaints"] = ["none"]
    if checkpoint == "treatment-decision":
        values["decision"] = "operate" if rng.random() < 0.85 else "no-operation"
    if checkpoint in {"mep-baseline", "ssep-baseline"} and rng.random() < 0.6:
        values["result"] = "obtained"
    if checkpoint == "definitive-diagnosis":
        if rng.random() < 0.6:
            values["tumour_type"] = rng.choice(("ependymoma", "astrocytoma"))
        values["malignant_features"] = "yes" if rng.random() < 0.3 else "no"
        values.pop("other_type", None)
        if values["tumour_type"] == "other":
            values["other_type"] = rng.choice(TEXT_VALUES["other_type"])
    if checkpoint == "board-discussed" and rng.random() < 0.7:
        values["disciplines"] = rng.sample(BOARD, len(BOARD))
    if checkpoint in {"neuro-status-postop", "rehabilitation-assessed"} and rng.random() < 0.4:
        values["increased_deficit" if checkpoint == "neuro-status-postop" else "indicated"] = "yes"
