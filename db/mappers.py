"""Domain objects ↔ columns and event bodies.

Bodies are JSON without spaces; what has its default is left out. Instants are ISO 8601 in UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pathway_app.changes import Changes
from pathway_app.derived import CheckpointCurrent, CourseCurrent, FollowUpCurrent
from pathway_app.domain.course import Course, Ending, Enrolment, Move, Outcome, Reopening
from pathway_app.domain.entries import Action, Entry, Value, Variance, VarianceClass
from pathway_app.domain.reckoning import State
from pathway_app.people import Actor, Identity, Patient, Role, Sex, Site

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_ACTIONS = {action.value: action for action in Action}
_CLASSES = {each.value: each for each in VarianceClass}
_STATES = {state.value: state for state in State}
_TEXTS = ("checkpoint", "supersedes", "reason", "text")


def json_text(data: Any) -> str:
    return _encode(data)


def instant_text(moment: datetime) -> str:
    """Raises ValueError where `moment` has no zone."""
    if moment.tzinfo is None:
        raise ValueError(f"an instant without a zone: {moment!r}")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def optional_text(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)


def optional_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


# Entries


def entry_body(entry: Entry) -> str:
    data: dict[str, Any] = {
        "action": entry.action.value,
        "by": entry.by,
        "recorded_at": instant_text(entry.recorded_at),
    }
    for name in _TEXTS:
        value = getattr(entry, name)
        if value:
            data[name] = value
    if entry.round != 1:
        data["round"] = entry.round
    if entry.occurred_at is not None:
        data["occurred_at"] = instant_text(entry.occurred_at)
    if entry.values:
        data["values"] = {field: _listed(value) for field, value in entry.values.items()}
    if entry.variance is not None:
        data["variance"] = _variance_data(entry.variance)
    if entry.from_paper:
        data["from_paper"] = True
    return _encode(data)


def entry_of(entry_id: str, body: str) -> Entry:
    data = json.loads(body)
    occurred_at = data.get("occurred_at")
    variance = data.get("variance")
    return Entry(
        id=entry_id,
        action=_ACTIONS[data["action"]],
        by=data["by"],
        recorded_at=datetime.fromisoformat(data["recorded_at"]),
        checkpoint=data.get("checkpoint"),
        round=data.get("round", 1),
        occurred_at=None if occurred_at is None else datetime.fromisoformat(occurred_at),
        values={field: _value(value) for field, value in data.get("values", {}).items()},
        variance=None if variance is None else _variance(variance),
        supersedes=data.get("supersedes"),
        reason=data.get("reason", ""),
        text=data.get("text", ""),
        from_paper=data.get("from_paper", False),
    )


def _listed(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _value(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value


def _variance_data(variance: Variance) -> dict[str, Any]:
    data: dict[str, Any] = {"class": variance.variance_class.value, "open": variance.open}
    for name in ("reason", "action", "follow_up_by"):
        value = getattr(variance, name)
        if value:
            data[name] = value
    return data


def _variance(data: Mapping[str, Any]) -> Variance:
    return Variance(
        _CLASSES[data["class"]],
        data.get("reason", ""),
        data.get("action", ""),
        data.get("follow_up_by", ""),
        data["open"],
    )


# Courses


def enrolment_body(course: Course) -> str:
    return _encode(
        {
            "patient": course.patient_id,
            "pathway": course.pathway,
            "version": course.version,
            "at": instant_text(course.enrolment.at),
            "by": course.enrolment.by,
            "recorded_at": optional_text(course.enrolment.recorded_at),
        }
    )


def course_row(course: Course, seq: int) -> dict[str, Any]:
    """`seq` is the number of the event that began it."""
    enrolment = course.enrolment
    return {
        "id": course.id,
        "patient_id": course.patient_id,
        "pathway": course.pathway,
        "version": course.version,
        "enrolled_at": instant_text(enrolment.at),
        "enrolled_by": enrolment.by,
        "recorded_at": optional_text(enrolment.recorded_at),
        "seq": seq,
    }


def ending_body(ending: Ending) -> str:
    return _encode(
        {
            "at": instant_text(ending.at),
            "recorded_at": instant_text(ending.recorded_at),
            "by": ending.by,
            "outcome": ending.outcome.value,
            "reason": ending.reason,
        }
    )


def reopening_body(position: int, reopening: Reopening) -> str:
    """`position` is the place of the ending among the course's endings, from 0."""
    return _encode(
        {
            "ending": position,
            "recorded_at": instant_text(reopening.recorded_at),
            "by": reopening.by,
            "reason": reopening.reason,
        }
    )


def move_body(move: Move) -> str:
    return _encode(
        {
            "before": move.before,
            "after": move.after,
            "recorded_at": instant_text(move.recorded_at),
            "by": move.by,
            "reason": move.reason,
        }
    )


def access_body(courses: tuple[str, ...], details: Mapping[str, str]) -> str:
    return _encode(
        ({"courses": courses} if courses else {})
        | ({"details": dict(sorted(details.items()))} if details else {})
    )


class CourseParts:
    """A course as it grows event by event, from nothing or from an earlier state.

    Every method raises ValueError, KeyError, TypeError or IndexError where an event is not as it was written.
    """

    def __init__(self, course_id: str, earlier: Course | None = None) -> None:
        self._id = course_id
        self._begun = earlier
        self._entries = list(earlier.entries) if earlier else []
        self._endings = list(earlier.endings) if earlier else []
        self._moves = list(earlier.moves) if earlier else []

    def add(self, kind: str, event_id: str, body: str) -> None:
        if kind == "entry":
            self._entries.append(entry_of(event_id, body))
            return
        data = json.loads(body)
        if kind == "enrolled":
            recorded_at = optional_instant(data["recorded_at"])
            enrolment = Enrolment(instant(data["at"]), data["by"], recorded_at)
            self._begun = Course(self._id, data["patient"], data["pathway"], data["version"], enrolment)
        elif kind == "ended":
            self._endings.append(_ending(data))
        elif kind == "reopened":
            place = data["ending"]
            reopening = Reopening(instant(data["recorded_at"]), data["by"], data["reason"])
            self._endings[place] = replace(self._endings[place], reopened=reopening)
        elif kind == "moved":
            self._moves.append(
                Move(
                    data["before"],
                    data["after"],
                    instant(data["recorded_at"]),
                    data["by"],
                    data["reason"],
                    len(self._entries),
                )
            )

    def course(self) -> Course:
        if self._begun is None:
            raise KeyError(self._id)
        grown = replace(
            self._begun, entries=tuple(self._entries), endings=tuple(self._endings), moves=tuple(self._moves)
        )
        return replace(grown, version=self._moves[-1].after) if self._moves else grown


def course_of(course_id: str, events: Iterable[Sequence[Any]]) -> Course:
    """The course from all its events (kind, id, body) in the order of the log."""
    parts = CourseParts(course_id)
    for kind, event_id, body in events:
        parts.add(kind, event_id, body)
    return parts.course()


def _ending(data: Mapping[str, Any]) -> Ending:
    return Ending(
        instant(data["at"]),
        instant(data["recorded_at"]),
        data["by"],
        Outcome(data["outcome"]),
        data["reason"],
    )


# Derived rows


def course_current_row(current: CourseCurrent) -> dict[str, Any]:
    return {
        "course_id": current.course_id,
        "revision": current.revision,
        "ended": current.ended,
        "phase": current.phase,
        "documented_route": current.documented_route,
        "next_checkpoint": current.next_checkpoint,
        "next_round": current.next_round,
        "next_state": None if current.next_state is None else current.next_state.value,
        "next_due": optional_text(current.next_due),
        "next_waiting_for": _encode(current.next_waiting_for),
        "clock_checkpoint": current.clock_checkpoint,
        "clock_until": optional_text(current.clock_until),
        "open_count": current.open_count,
        "held_up_by": current.held_up_by,
        "open_variances": current.open_variances,
        "progress": _encode(current.progress),
    }


def course_current_of(row: Sequence[Any]) -> CourseCurrent:
    """From the columns in the order of the table."""
    state, due, waiting, until = row[7], row[8], row[9], row[11]
    return CourseCurrent(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        None if state is None else _STATES[state],
        None if due is None else datetime.fromisoformat(due),
        () if waiting == "[]" else _names(waiting),
        row[10],
        None if until is None else datetime.fromisoformat(until),
        row[12],
        row[13],
        row[14],
        _progress(row[15]),
    )


# The same few texts stand in most rows of a list.


@lru_cache(maxsize=2048)
def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=2048)
def _progress(text: str) -> tuple[tuple[int, int], ...]:
    return tuple([(finished, all_) for finished, all_ in json.loads(text)])


def checkpoint_current_row(current: CheckpointCurrent) -> dict[str, Any]:
    return {
        "course_id": current.course_id,
        "checkpoint": current.checkpoint,
        "round": current.round,
        "position": current.position,
        "state": current.state.value,
        "deadline": optional_text(current.deadline),
        "clock_end": optional_text(current.clock_end),
        "waiting_for": _encode(current.waiting_for),
        "entry_id": current.entry_id,
        "occurred_at": optional_text(current.occurred_at),
        "recorded_at": optional_text(current.recorded_at),
        "entered_by": current.by,
        "variance": current.variance,
        "variance_open": current.variance_open,
    }


UNDATED = "~"
"""as the key of a deadline: sorts after every moment"""


def follow_up_row(current: FollowUpCurrent) -> dict[str, Any]:
    due = optional_text(current.due)
    return {
        "course_id": current.course_id,
        "clinic": current.clinic,
        "interval": current.interval,
        "planned_at": optional_text(current.planned_at),
        "round": current.round,
        "due": due,
        "last_round": current.last_round,
        "last_at": optional_text(current.last_at),
        "last_due": optional_text(current.last_due),
        "last_result": current.last_result,
        "rounds_done": current.rounds_done,
        "board_round": current.board_round,
        "due_key": due or UNDATED,
    }


def follow_up_of(row: Sequence[Any]) -> FollowUpCurrent:
    """From the columns in the order of the table."""
    return FollowUpCurrent(
        row[0],
        row[1],
        row[2],
        optional_instant(row[3]),
        row[4],
        optional_instant(row[5]),
        row[6],
        optional_instant(row[7]),
        optional_instant(row[8]),
        row[9],
        row[10],
        row[11],
    )


# People


def patient_of(row: Sequence[Any]) -> Patient:
    """From id, mrn, family name, given name, birth date, sex, national number, bed, surgeon."""
    identity = Identity(
        row[1], row[2], row[3], date.fromisoformat(row[4]), _SEXES[row[5]], row[6], row[7], row[8]
    )
    return Patient(row[0], identity)


_SEXES = {sex.value: sex for sex in Sex}


def actor_of(row: Sequence[Any]) -> Actor:
    return Actor(row[0], row[1], Role(row[2]))


def site_of(settings: Mapping[str, str]) -> Site:
    """Settings that this program does not know are left aside.

    Raises ValueError, KeyError or TypeError where they are not as they were written.
    """
    known = {field.name for field in fields(Site)} - {"demo"}
    texts: dict[str, Any] = {name: value for name, value in settings.items() if name in known}
    site = Site(**texts, demo=settings.get("demo") == "yes")
    try:
        ZoneInfo(site.zone)
    except OSError as error:  # a name that no file can have
        raise ValueError("no name of a zone") from error
    return site


def site_settings(site: Site) -> dict[str, str]:
    settings = {field.name: getattr(site, field.name) for field in fields(Site)}
    return settings | {"demo": "yes" if site.demo else "no"}


# What a command changed


def changes_text(changes: Changes, blinds: Mapping[int, str]) -> str:
    """`blinds`: what goes into the seal of who a patient is, by the number of the event (`db.identities.seal`)."""
    return _encode(
        {
            "courses": sorted(changes.courses),
            "patients": sorted(changes.patients),
            "entries": changes.entries,
            "settings": changes.settings,
        }
        | ({"meetings": sorted(changes.meetings)} if changes.meetings else {})
        | ({"blinds": blinds} if blinds else {})
    )


def blinds_of(text: str) -> dict[int, str]:
    """Those that `changes_text` wrote."""
    return {int(seq): blind for seq, blind in json.loads(text).get("blinds", {}).items()}


def seals_of(text: str) -> dict[int, str]:
    """The digests that an older program kept with the command; empty where one older yet did."""
    return {int(seq): seal for seq, seal in json.loads(text).get("seals", {}).items()}


def changes_of(command_id: str, text: str) -> Changes:
    data = json.loads(text)
    return Changes(
        command_id,
        frozenset(data["courses"]),
        frozenset(data["patients"]),
        tuple(data["entries"]),
        data["settings"],
        repeated=True,
        meetings=frozenset(data.get("meetings", ())),
    )
