"""Who a patient is and was said to be: the row of the patient with all that is found by it, and the former ones."""

from __future__ import annotations

from dataclasses import fields
from hashlib import sha256
from secrets import token_hex
from typing import Any

from db import sql
from db.link import Link
from db.look_alikes import alike_keys
from db.mappers import instant, instant_text, json_text, patient_of
from db.patient_list import bed_key
from db.search import patient_row, sort_key, word_rows
from pathway_app.people import Identity, Patient
from pathway_app.queries import FormerIdentity

FIELDS = tuple(field.name for field in fields(Identity))


def alike_rows(someone: Patient) -> list[dict[str, Any]]:
    return [{"key": key, "patient_id": someone.id} for key in alike_keys(someone.identity)]


def add(link: Link, someone: Patient, seq: int) -> None:
    """`seq` is the number of the event that added the patient."""
    link.run(sql.ADD_PATIENT, patient_row(someone, seq))
    link.run_many(sql.ADD_WORD, word_rows(someone))
    link.run_many(sql.ADD_ALIKE, alike_rows(someone))


def changed_fields(one: Identity, other: Identity) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if getattr(one, name) != getattr(other, name))


def addition_body(patient_id: str, sealed: str) -> str:
    return json_text({"patient": patient_id, "seal": sealed})


def correction_body(patient_id: str, number: int, changed: tuple[str, ...], sealed: str) -> str:
    """Neither what stood in the fields nor why: that may tell who the patient is, and must be erasable."""
    return json_text({"patient": patient_id, "number": number, "fields": changed, "seal": sealed})


def new_blind() -> str:
    """What goes into a seal so that nobody finds by trying names whose it is."""
    return token_hex(16)


def seal(someone: Patient, reason: str, blind: str = "") -> str:
    """A digest of who the patient is from an event on, and of the reason for correcting it.

    It stands in the event, so that the chain holds it. `blind` is kept with the event's command: it can be erased with
    the rest, and what then stands in the log tells nothing of anybody. An older program had no blind, and kept the
    digest itself with the command.
    """
    told = {"patient": someone.id, "reason": reason}
    told |= {name: str(getattr(someone.identity, name) or "") for name in FIELDS}
    told |= {"blind": blind} if blind else {}
    return sha256(json_text(told).encode()).hexdigest()


def correct(link: Link, someone: Patient, former: FormerIdentity, seq: int) -> None:
    """Keep the former identity, and put the new one wherever the patient is found by it."""
    before = Patient(someone.id, former.identity)
    row = patient_row(before, seq)
    kept = {name: row[name] for name in FIELDS}
    told = {
        "patient_id": someone.id,
        "number": former.number,
        "recorded_at": instant_text(former.recorded_at),
        "corrected_by": former.by,
        "reason": former.reason,
        "seq": seq,
    }
    link.run(sql.ADD_FORMER, kept | told)
    changed = patient_row(someone, seq)
    new = {f"new_{name}": value for name, value in changed.items() if name not in ("id", "seq")}
    link.run(sql.CHANGE_PATIENT, new | {"patient_id": someone.id})
    for word in word_rows(before):
        link.run(
            sql.DROP_WORD,
            {"old_word": word["word"], "old_key": word["sort_key"], "patient_id": someone.id},
        )
    link.run_many(sql.ADD_WORD, word_rows(someone))
    for alike in alike_rows(before):
        link.run(sql.DROP_ALIKE, {"old_key": alike["key"], "patient_id": someone.id})
    link.run_many(sql.ADD_ALIKE, alike_rows(someone))
    identity = someone.identity
    link.run(
        sql.RENAME_LISTED,
        {
            "id": someone.id,
            "new_mrn": identity.mrn,
            "new_name_key": sort_key(identity),
            "new_bed_key": bed_key(identity),
            "new_surgeon": identity.surgeon or "",
        },
    )


def history(link: Link, patient_id: str) -> tuple[FormerIdentity, ...]:
    rows = link.rows(sql.FORMER, {"patient_id": patient_id})
    return tuple(
        FormerIdentity(
            row[0], patient_of((patient_id, *row[1:9])).identity, instant(row[9]), row[10], row[11]
        )
        for row in rows
    )
