"""`status`: the computed course, for people and for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pathway_app.accesses import Access
from pathway_app.cli.arguments import Adder, positive
from pathway_app.cli.noting import note, reading
from pathway_app.cli.session import Session
from pathway_app.domain.course import CheckpointState, CourseState, Ending, course_state
from pathway_app.i18n import Words, iso_utc
from pathway_app.queries import CourseRecord


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("status", _("show where a patient's course stands"))
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument(
        "--patient", nargs="+", action="extend", metavar="MRN", help=_("the patients' record numbers")
    )
    whose.add_argument("--all", action="store_true", help=_("every patient's newest course"))
    parser.add_argument(
        "--course", type=positive, metavar="N", help=_("which course, 1 the first (the newest if not given)")
    )
    add_as_of(parser, adder.words)
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line, a line a patient"))
    parser.set_defaults(run=status)


def add_as_of(parser: Any, words: Words) -> None:
    sentence = words.gettext(
        "as the record stood then: with an offset or in local time; a date means its end (now if not given)"
    )
    parser.add_argument("--as-of", metavar="T", help=sentence)


def status(session: Session) -> int:
    options = session.options
    with reading(session) as (kept, queries):
        now = session.moment(options.as_of)
        records: Iterable[CourseRecord]
        if options.all and options.course is None:
            records = queries.newest_courses()
        elif options.all:
            mrns = [each.patient.identity.mrn for each in queries.newest_courses()]
            records = (each for mrn in mrns if (each := queries.course_of(mrn, options.course)) is not None)
        else:
            records = session.courses(queries, options.patient, options.course)
        if options.all:
            note(session, kept, Access.EXPORTED, details={"what": "status", "of": "all"})
        else:
            records = tuple(records)
            note(session, kept, Access.COURSE_READ, (each.course.id for each in records))
        for record in records:
            state, ending = state_at(record, now, session.words)
            if options.json:
                content = status_content(record, state, ending, now)
                session.console.say(json.dumps(content, ensure_ascii=False))
            else:
                for line in _lines(record, state, ending, now, session.words):
                    session.console.say(line)
    return 0


def state_at(record: CourseRecord, now: datetime, words: Words) -> tuple[CourseState, Ending | None]:
    """The course as the record showed it at `now`, and how it had ended by then."""
    ending = record.course.ended(now)
    entries = record.course.entries
    definition = record.at(now).definition
    return course_state(definition, entries, now, ended=ending is not None, zone=words.zone), ending


def status_content(
    record: CourseRecord, state: CourseState, ending: Ending | None, now: datetime
) -> dict[str, Any]:
    """The object of `status --json`; its keys and their order are fixed."""
    return {
        "mrn": record.patient.identity.mrn,
        "as_of": iso_utc(now),
        "pathway": {"id": record.course.pathway, "version": record.course.version_at(now)},
        "phase": state.phase,
        "documented_route": state.documented_route,
        "ended": _ended(ending),
        "checkpoints": [_checkpoint(record, row) for row in state.checkpoints],
    }


def _ended(ending: Ending | None) -> dict[str, Any] | None:
    if ending is None:
        return None
    return {
        "at": iso_utc(ending.at),
        "recorded_at": iso_utc(ending.recorded_at),
        "by": ending.by,
        "outcome": ending.outcome.value,
        "reason": ending.reason,
    }


def _checkpoint(record: CourseRecord, row: CheckpointState) -> dict[str, Any]:
    from pathway_app.exchange.course_writer import field_order, ordered_values

    entry = row.entry
    order = field_order(record.checkpoint(row.checkpoint))
    return {
        "id": row.checkpoint,
        "round": row.round,
        "state": row.state.value,
        "timing": row.timing.value,
        "due": iso_utc(row.due) if row.due else None,
        "waiting_for": list(row.waiting_for),
        "variance": row.variance,
        "values": ordered_values(entry.values, order) if entry and entry.values else None,
        "occurred_at": iso_utc(entry.occurred_at) if entry and entry.occurred_at else None,
        "recorded_at": iso_utc(entry.recorded_at) if entry else None,
        "by": entry.by if entry else None,
    }


def _lines(
    record: CourseRecord, state: CourseState, ending: Ending | None, now: datetime, words: Words
) -> Iterator[str]:
    from pathway_app import wording

    _ = words.gettext
    definition, identity = record.definition, record.patient.identity
    bed = [_("bed {bed}").format(bed=identity.bed)] if identity.bed else []
    yield " · ".join([identity.display_name, wording.born(identity, now, words), identity.mrn, *bed])
    phase = definition.phase_by_id[state.phase].title[words.language] if state.phase else _("nothing open")
    yield " · ".join([definition.title[words.language], phase, words.moment(now)])
    if ending is not None:
        from pathway_app.documents.code_words import outcome_word

        yield f"  {outcome_word(ending.outcome, words)} · {words.moment(ending.at)} · {ending.reason}"
    for row in state.checkpoints:
        title = wording.step_title(definition, row.checkpoint, row.round, words)
        yield f"  {wording.mark_of(row, now).sign} {title} · {_told(record, row, now, words)}"
    yield ""


def _told(record: CourseRecord, row: CheckpointState, now: datetime, words: Words) -> str:
    from pathway_app import wording

    if row.entry is not None:
        when = words.moment(row.entry.occurred_at or row.entry.recorded_at)
        return " · ".join([wording.state_word(row, words), when, row.entry.by])
    parts = [wording.state_word(row, words)]
    if row.waiting_for:
        parts = [wording.waits_for(record.definition, row.waiting_for, words)]
    term = wording.checkpoint_term(row, now, words)
    if term is not None:
        parts.append(f"{term.short} ({term.absolute})" if term.absolute else term.short)
    return " · ".join(parts)
