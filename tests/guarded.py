"""Records that people log in to, with passwords that cost next to nothing."""

from __future__ import annotations

from pathlib import Path

from db.engine import DatabaseRecords
from db.key_slots import Hashing
from pathway_app.commands import AddAccount, ChangePassword
from pathway_app.founding import Foundation, found
from pathway_app.people import Actor, Role
from pathway_app.ports import Clock
from pathway_app.recovery import new_phrase
from pathway_app.services import Service
from pathway_app.signing_in import Credentials

CHEAP = Hashing(1, 8, 1)
PASSWORD = "a horse and a battery"
PHRASE = new_phrase()
CHIEF = Actor("chief", "Chief", Role.ADMINISTRATOR)
PEOPLE = {role: Actor(f"the.{role.value}", f"The {role.value}", role) for role in Role}


def cheap_records(clock: Clock, patience: float = 2.0) -> DatabaseRecords:
    return DatabaseRecords(clock, hashing=CHEAP, patience=patience)


def shown(name: str, password: str = PASSWORD) -> Credentials:
    return Credentials(name, password)


def found_guarded(
    url: str | Path, clock: Clock, *people: Role, definitions: tuple[tuple[str, str, str], ...] = ()
) -> DatabaseRecords:
    """A record with the administrator `chief` and one account of each of these roles, all with `PASSWORD`."""
    records = cheap_records(clock)
    foundation = Foundation(administrator=CHIEF, password=PASSWORD, recovery=PHRASE, definitions=definitions)
    found(records, str(url), foundation)
    record = records.open(str(url), credentials=shown("chief"))
    service = Service(record)
    given = "given for one log-in"
    for role in people:
        actor = PEOPLE[role]
        adding = AddAccount(name=actor.name, full_name=actor.full_name, role=role, password=given)
        service.execute(adding, CHIEF)
        service.execute(ChangePassword(old=given, new=PASSWORD), actor)
    record.close()
    return records
