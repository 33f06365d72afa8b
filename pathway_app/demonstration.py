"""The demonstration ward: invented patients whose troubles are told relative to the moment it is made.

What happens to whom stands in `resources/demo`; nothing here knows a checkpoint by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from pathway_app.commands import ImportedCourse
from pathway_app.domain.calendar import add_months, local_date
from pathway_app.domain.course import Course, Ending, Enrolment, Outcome
from pathway_app.domain.entries import NAMING, Action, Entry, Value, Variance, VarianceClass
from pathway_app.founding import RESOURCES, Foundation
from pathway_app.people import Actor, Identity, Role, Sex, Site

_ACTIONS = tuple(Action)
_STEP = re.compile(r"-(?P<number>\d+|M)(?P<unit>d|mo|y|)\Z")
_HOUR = re.compile(r"(\d\d):(\d\d)\Z")
_SPAN = re.compile(r"(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?\Z")
_RECURRENCES = (6, 12, 48)
"""numbers of months, one of which counts back from any day to one from which it counts forward to that day"""


def demonstration(foundation: Foundation, now: datetime, *, patients: bool = True) -> Foundation:
    """`foundation` as a demonstration made at `now` (aware), with the invented people and their patients."""
    ward = read_demo("ward.yaml")
    people = tuple(Actor(each["name"], each["full_name"], Role(each["role"])) for each in ward["people"])
    administrator = foundation.administrator
    return replace(
        foundation,
        site=Site(**ward["site"], zone=foundation.site.zone, language=foundation.site.language, demo=True),
        people=tuple(each for each in people if each.name != administrator.name),
        courses=ward_courses(ward, foundation, now) if patients else (),
    )


def read_demo(name: str) -> Any:
    """What stands in a file of `resources/demo`."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(RESOURCES / "demo" / name)


def ward_courses(
    ward: Mapping[str, Any], foundation: Foundation, now: datetime
) -> tuple[ImportedCourse, ...]:
    """Every course of the ward, as if read from course files."""
    pathway, version = next(
        (pathway, version) for pathway, version, _ in foundation.definitions if pathway == ward["pathway"]
    )
    zone = ZoneInfo(foundation.site.zone)
    courses: list[ImportedCourse] = []
    for each in ward["patients"]:
        patient = each["patient"]
        identity = Identity(**{**patient, "sex": Sex(patient["sex"])})
        months = recurrence(each.get("recurrence"), now, zone)
        for number, told in enumerate(each["courses"], 1):
            telling = _Telling(Calendar(now, zone, months), f"{identity.mrn}/{number}")
            course = telling.course(told, pathway, version)
            courses.append(ImportedCourse(name=identity.mrn, identity=identity, course=course))
    return tuple(courses)


def recurrence(told: str | None, now: datetime, zone: ZoneInfo) -> int:
    """The number of months M of a patient with a recurrence due on the day told; 0 without one."""
    if told is None:
        return 0
    due = local_date(Calendar(now, zone, 0).instant(f"{told} 12:00"), zone)
    return next(months for months in _RECURRENCES if add_months(add_months(due, -months), months) == due)


class Calendar:
    """Turns told times (see `ward.yaml`) into instants, relative to `now`."""

    def __init__(self, now: datetime, zone: ZoneInfo, months: int) -> None:
        self.now = now
        self.zone = zone
        self.months = months

    def instant(self, told: str) -> datetime:
        """The UTC instant of `-11d 13:05` or `now-6h55m`. Raises ValueError where it cannot be read."""
        if told.startswith("now-"):
            return self.now.replace(second=0, microsecond=0) - span(told.removeprefix("now-"))
        *steps, hour = told.split()
        matched = _HOUR.match(hour)
        if matched is None:
            raise ValueError(f"no hour in {told!r}")
        day = local_date(self.now, self.zone)
        for step in steps:
            found = _STEP.match(step)
            if found is None:
                raise ValueError(f"{step!r} in {told!r}")
            number = self.months if found["number"] == "M" else int(found["number"])
            if found["unit"] == "d":
                day -= timedelta(days=number)
            else:
                day = add_months(day, -number * (12 if found["unit"] == "y" else 1))
        return datetime.combine(day, time(int(matched[1]), int(matched[2])), self.zone).astimezone(UTC)


def span(told: str) -> timedelta:
    """`6h55m`. Raises ValueError where it cannot be read."""
    found = _SPAN.match(told)
    if found is None or not told:
        raise ValueError(f"{told!r} is not a span of time")
    return timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))


def action_of(told: Mapping[str, Any]) -> Action:
    """Which action an entry is told with. Raises StopIteration where it is none."""
    return next(action for action in _ACTIONS if action.value in told)


def values_of(told: Mapping[str, Any], months: int = 0) -> dict[str, Value]:
    """The answers; `M` is the number of months of the recurrence."""
    values: dict[str, Value] = {}
    for field, value in told.get("values", {}).items():
        values[field] = tuple(value) if isinstance(value, list) else months if value == "M" else value
    return values


def variance_of(told: Mapping[str, Any]) -> Variance | None:
    given = dict(told.get("variance") or {})
    return Variance(VarianceClass(given.pop("class")), **given) if given else None


class _Telling:
    """One course on its way from its telling to its entries."""

    def __init__(self, calendar: Calendar, name: str) -> None:
        self.calendar = calendar
        self.name = name
        self.entries: list[Entry] = []
        self.recorded_at = datetime.min.replace(tzinfo=UTC)
        self.effective: dict[tuple[str, int], Entry] = {}

    def course(self, told: Mapping[str, Any], pathway: str, version: str) -> Course:
        at = self.calendar.instant(told["enrolled"])
        enrolment = Enrolment(at, _account("coordinator"), self._recorded({}, at))
        for each in told["entries"]:
            self._tell(each)
        ended = told.get("ended")
        endings = (self._ending(ended),) if ended else ()
        return Course("", "", pathway, version, enrolment, tuple(self.entries), endings)

    def _tell(self, told: Mapping[str, Any]) -> None:
        action = action_of(told)
        subject = told[action.value]
        place = (subject, told.get("round", 1))
        named = self.effective.get(place) if action in NAMING else None
        at = self.calendar.instant(told["at"]) if "at" in told else None
        is_note = action is Action.NOTE
        entry = Entry(
            id=str(uuid5(NAMESPACE_URL, f"zorgpad-demo/{self.name}/{len(self.entries)}")),
            action=action,
            by=_account(told.get("by", "physician")),
            recorded_at=self._recorded(told, at),
            checkpoint=None if is_note or named else subject,
            round=1 if named else place[1],
            occurred_at=at,
            values=values_of(told, self.calendar.months),
            variance=variance_of(told),
            supersedes=named.id if named else None,
            reason=told.get("reason", ""),
            text=subject if is_note else "",
        )
        self.entries.append(entry)
        if action is Action.RETRACT:
            del self.effective[place]
        elif action not in (Action.NOTE, Action.CLOSE_VARIANCE):
            self.effective[place] = entry

    def _recorded(self, told: Mapping[str, Any], at: datetime | None) -> datetime:
        """As told; else some minutes after it occurred, never before what was recorded earlier."""
        given: str = told.get("recorded", f"+{3 + 5 * len(self.entries) % 16}m")
        if given.startswith("+"):
            assert at is not None
            moment = at + span(given.removeprefix("+"))
        else:
            moment = self.calendar.instant(given)
        self.recorded_at = max(self.recorded_at, moment)
        return self.recorded_at

    def _ending(self, told: Mapping[str, Any]) -> Ending:
        at = self.calendar.instant(told["at"])
        outcome = Outcome(told["outcome"])
        return Ending(at, self._recorded({}, at), _account(told["by"]), outcome, told["reason"])


def _account(role: str) -> str:
    return f"demo.{role}"
