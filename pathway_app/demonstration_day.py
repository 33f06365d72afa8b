"""One day on the demonstration ward, entered by its invented people through the same commands as on screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pathway_app import commands, wording
from pathway_app.demonstration import action_of, read_demo, span, values_of, variance_of
from pathway_app.domain.entries import Action, Standings
from pathway_app.i18n import Words
from pathway_app.people import Actor
from pathway_app.ports import Clock, Record
from pathway_app.queries import CourseRecord


@dataclass(frozen=True, slots=True)
class Told:
    """A command, who gives it, and a sentence about it."""

    command: commands.CourseCommand
    actor: Actor
    sentence: str


def day_commands(record: Record, clock: Clock, words: Words) -> Iterator[Told]:
    """The day's commands, each made when the one before has been carried out."""
    with record.queries() as queries:
        accounts = {account.name: account for account in queries.accounts()}
    for told in read_demo("day.yaml"):
        with record.queries() as queries:
            course = queries.course_of(told["mrn"])
        if course is None:
            raise LookupError(told["mrn"])
        actor = accounts[f"demo.{told['by']}"]
        yield Told(_command(told, course, clock), actor, _sentence(told, course, actor, words))


def _command(told: Mapping[str, Any], record: CourseRecord, clock: Clock) -> commands.CourseCommand:
    action = action_of(told)
    course, subject = record.course, told[action.value]
    seen: dict[str, Any] = {"course_id": course.id, "seen_revision": course.revision}
    if action is Action.NOTE:
        return commands.AddNote(**seen, text=subject)
    if action is Action.COMPLETE:
        return commands.CompleteCheckpoint(
            **seen,
            checkpoint=subject,
            occurred_at=clock.now() - span(told["ago"]),
            values=values_of(told),
            variance=variance_of(told),
        )
    standing = Standings(course.entries).get(subject, 1)
    if standing is None:
        raise LookupError(f"nothing counts at {subject} of {told['mrn']}")
    named: dict[str, Any] = {"supersedes": standing.entry.id, "reason": told["reason"]}
    if action is Action.CLOSE_VARIANCE:
        return commands.CloseVariance(**seen, **named)
    if action is Action.CORRECT:
        occurred_at = clock.now() - span(told["ago"])
        return commands.CorrectEntry(**seen, **named, occurred_at=occurred_at, values=values_of(told))
    raise ValueError(f"the day does not know how to {action}")


def _sentence(told: Mapping[str, Any], record: CourseRecord, actor: Actor, words: Words) -> str:
    """`dr. Claes · DE SMET, Annelies · Definitive tissue diagnosis`."""
    action = action_of(told)
    subject = told[action.value]
    if action is not Action.NOTE:
        subject = wording.step_title(record.definition, subject, 1, words)
    _ = words.gettext
    done = {
        Action.COMPLETE: "{step}",
        Action.CORRECT: _("{step}, corrected"),
        Action.CLOSE_VARIANCE: _("{step}, variance closed"),
        Action.NOTE: "{step}",
    }[action]
    return " · ".join([actor.full_name, record.patient.identity.display_name, done.format(step=subject)])
