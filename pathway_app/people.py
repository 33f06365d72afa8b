"""The people: patients by their identity, users by their role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a patient is. `mrn` is the hospital's record number; `national_number` the Belgian INSZ, 11 digits."""

    mrn: str
    family_name: str
    given_name: str
    birth_date: date
    sex: Sex
    national_number: str | None = None
    bed: str | None = None
    surgeon: str | None = None

    @property
    def display_name(self) -> str:
        """Family name in capitals, as on every screen and page: `DE SMET, Annelies`."""
        return f"{self.family_name.upper()}, {self.given_name}"

    def age(self, on: date) -> int:
        """Whole years on that day."""
        had_birthday = (on.month, on.day) >= (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - (not had_birthday)


@dataclass(frozen=True, slots=True)
class Patient:
    id: str
    identity: Identity


class Role(StrEnum):
    COORDINATOR = "coordinator"
    NURSE = "nurse"
    PHYSICIAN = "physician"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: every command carries one. `name` is the account's, `full_name` is shown."""

    name: str
    full_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Site:
    """The site's settings. `zone` is the ward's IANA time zone; `demo` marks a demonstration database."""

    hospital: str = ""
    ward: str = ""
    zone: str = "Europe/Brussels"
    language: str = "nl"
    demo: bool = False
