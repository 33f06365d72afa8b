"""A course as a file, always written the same way: export, import and export again give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pathway_app.domain.calendar import in_zone
from pathway_app.domain.course import Ending, Enrolment, Move
from pathway_app.domain.definition import Checkpoint
from pathway_app.domain.entries import Entry, Value, Variance, places
from pathway_app.exchange.course_reader import FORMAT
from pathway_app.exchange.yaml_text import Plain, yaml_text
from pathway_app.people import Identity
from pathway_app.queries import CourseRecord

Format = Literal["json", "yaml"]


def write_course_file(record: CourseRecord, format_: Format) -> str:
    """The course file of `record`, timestamps in the ward's zone with their offset."""
    content = course_content(record)
    if format_ == "json":
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return yaml_text(content)


def course_content(record: CourseRecord) -> dict[str, Any]:
    """The course as mappings and lists, in the order in which the file has them."""
    course, zone = record.course, ZoneInfo(record.site.zone)
    place_of = places(course.entries)

    def entry_content(entry: Entry) -> dict[str, Any]:
        checkpoint = place_of[entry.id][0] if entry.id in place_of else None
        return _entry(entry, zone, field_order(record.checkpoint(checkpoint or "")))

    content: dict[str, Any] = {
        "format": FORMAT,
        "patient": _patient(record.patient.identity),
        "pathway": {"id": course.pathway, "version": course.version},
        "enrolled": _enrolment(course.enrolment, zone),
        "entries": [entry_content(entry) for entry in course.entries],
    }
    if course.moves:
        content["moves"] = [_move(each, zone) for each in course.moves]
    ended = course.ended()
    earlier = [_ending(each, zone) for each in course.endings if each is not ended]
    if earlier:
        content["earlier_endings"] = earlier
    return content | {"ended": _ending(ended, zone) if ended else None}


def _patient(identity: Identity) -> dict[str, Any]:
    return {
        "mrn": identity.mrn,
        "family_name": identity.family_name,
        "given_name": identity.given_name,
        "birth_date": Plain(identity.birth_date.isoformat()),
        "sex": identity.sex.value,
        "national_number": identity.national_number,
        "bed": identity.bed,
        "surgeon": identity.surgeon,
    }


def _enrolment(enrolment: Enrolment, zone: ZoneInfo) -> dict[str, Any]:
    content: dict[str, Any] = {"at": _moment(enrolment.at, zone)}
    if enrolment.recorded_at is not None:
        content["recorded_at"] = _moment(enrolment.recorded_at, zone)
    return content | {"by": enrolment.by}


def _ending(ending: Ending, zone: ZoneInfo) -> dict[str, Any]:
    content: dict[str, Any] = {
        "at": _moment(ending.at, zone),
        "recorded_at": _moment(ending.recorded_at, zone),
        "by": ending.by,
        "outcome": ending.outcome.value,
        "reason": ending.reason,
    }
    if ending.reopened is not None:
        content["reopened"] = {
            "recorded_at": _moment(ending.reopened.recorded_at, zone),
            "by": ending.reopened.by,
            "reason": ending.reopened.reason,
        }
    return content


def _move(move: Move, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "before": move.before,
        "after": move.after,
        "entries": move.revision,
        "recorded_at": _moment(move.recorded_at, zone),
        "by": move.by,
        "reason": move.reason,
    }


def _entry(entry: Entry, zone: ZoneInfo, order: Mapping[str, int]) -> dict[str, Any]:
    """What is absent is left out; the round is always beside its checkpoint."""
    content: dict[str, Any] = {"id": entry.id, "action": entry.action.value}
    if entry.checkpoint is not None:
        content |= {"checkpoint": entry.checkpoint, "round": entry.round}
    texts = {"supersedes": entry.supersedes, "reason": entry.reason, "text": entry.text}
    content |= {key: text for key, text in texts.items() if text}
    if entry.occurred_at is not None:
        content["occurred_at"] = _moment(entry.occurred_at, zone)
    content |= {"recorded_at": _moment(entry.recorded_at, zone), "by": entry.by}
    if entry.from_paper:
        content["from_paper"] = True
    if entry.values:
        content["values"] = ordered_values(entry.values, order)
    if entry.variance is not None:
        content["variance"] = _variance(entry.variance)
    return content


def ordered_values(values: Mapping[str, Value], order: Mapping[str, int]) -> dict[str, Any]:
    """The answers in the order of the checkpoint's fields; several options as a list."""
    fields = sorted(values, key=lambda field: (order.get(field, len(order)), field))
    return {
        field: list(value) if isinstance(value, tuple) else value
        for field, value in ((field, values[field]) for field in fields)
    }


def field_order(checkpoint: Checkpoint | None) -> dict[str, int]:
    """The place of each field of the checkpoint, from 0."""
    return {field.id: index for index, field in enumerate(checkpoint.fields)} if checkpoint else {}


def _variance(variance: Variance) -> dict[str, Any]:
    content: dict[str, Any] = {"class": variance.variance_class.value, "reason": variance.reason}
    if variance.action:
        content["action"] = variance.action
    if variance.follow_up_by:
        content["follow_up_by"] = variance.follow_up_by
    if not variance.open:
        content["open"] = False
    return content


def _moment(instant: datetime, zone: ZoneInfo) -> Plain:
    return Plain(in_zone(instant, zone).isoformat())
