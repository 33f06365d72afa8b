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
    """The site's settings, all of them texts but one. `zone` is the ward's IANA time zone.

    `demo` marks a demonstration database.
    """

    hospital: str = ""
    ward: str = ""
    zone: str = "Europe/Brussels"
    language: str = "nl"
    demo: bool = False
    contact_ordinary: str = ""
    """whom a patient asks by day, as it stands on the patient's own sheet"""
    contact_urgent: str = ""
    """whom a patient asks at once, likewise"""
    shift_starts: str = "07:00 15:00 23:00"
    """the ward's local times at which shifts begin"""
    downtime_folder: str = ""
    """where the sheets are kept ready for when no computer works; empty: nowhere"""
    downtime_every_hours: str = "4"
    downtime_keep: str = "12"
    """how many of those files are kept"""
    backup_folder: str = ""
    """where backups are put; empty: in the folder `backups` beside the database"""
    second_backup_folder: str = ""
    """where each is put a second time, best on another disk; empty: nowhere"""
    backup_every_hours: str = "4"
    backup_keep: str = "14"
    """how many are kept in each folder"""
    lock_after_minutes: str = "5"
    """how long nobody may touch the window before it is locked"""
