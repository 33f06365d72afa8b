"""Records that people log in to, with passwords that cost next to nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from db.engine import DatabaseRecords
from db.key_slots import ACCOUNT, Hashing, keys_path, read_keys
from db.sqlite import connect
from pathway_app.accesses import Access
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


def bare(path: Path) -> Any:
    """A bare connection to such a file, as somebody with the administrator's password could make."""
    found = read_keys(keys_path(path)).unlocked(ACCOUNT, CHIEF.name, PASSWORD.encode())
    return connect(path, "rw", key=found[0].key)


def changes(path: Path) -> int:
    """How many events of the file's log are about more than who came and looked."""
    told = ", ".join(f"'{kind}'" for kind in Access)
    connection = bare(path)
    try:
        row = connection.execute(f"SELECT count(*) FROM log_event WHERE kind NOT IN ({told})").fetchone()
        return int(row[0])
    finally:
        connection.close()


def add_person(path: Path | str, clock: Clock, actor: Actor) -> None:
    """An account more, with `PASSWORD`, made by the chief."""
    record = cheap_records(clock).open(str(path), credentials=shown(CHIEF.name))
    service, given = Service(record), "given for one log-in"
    adding = AddAccount(name=actor.name, full_name=actor.full_name, role=actor.role, password=given)
    service.execute(adding, CHIEF)
    service.execute(ChangePassword(old=given, new=PASSWORD), actor)
    record.close()
