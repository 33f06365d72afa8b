"""What a step is, where it comes from and what follows it. Knows no window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pathway_app.domain.course import CourseState
from pathway_app.domain.definition import Checkpoint, Origin
from pathway_app.domain.reckoning import NO_ROUTE
from ui.course.course_words import CourseWords


@dataclass(frozen=True, slots=True)
class Cited:
    """Something with its origin: from the source (`local` false) with its place, or a local arrangement."""

    local: bool
    text: str


@dataclass(frozen=True, slots=True)
class Route:
    """What the document says beside a decision; `citation` is empty where it says nothing."""

    text: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    title: str
    text: str
    origins: tuple[Cited, ...]
    follows: tuple[str, ...]
    route: Route | None


def explanation(told: CourseWords, state: CourseState, checkpoint_id: str, round_: int) -> Explanation:
    checkpoint = told.definition.by_id[checkpoint_id]
    return Explanation(
        title=told.title(checkpoint_id, round_),
        text=checkpoint.explanation[told.words.language],
        origins=tuple(_origins(told, checkpoint, round_)),
        follows=tuple(_follows(told, checkpoint)),
        route=documented_route(told, state, checkpoint_id, round_),
    )


def documented_route(told: CourseWords, state: CourseState, checkpoint_id: str, round_: int) -> Route | None:
    """What is shown beside the decision to which the document speaks; None beside any other step."""
    routes = told.definition.routes
    if routes is None or routes.decision_checkpoint != checkpoint_id or round_ != 1:
        return None
    _ = told.words.gettext
    if state.documented_route is None:
        return Route(_("What the document says is not known yet: answers before this step are open."))
    if state.documented_route == NO_ROUTE:
        return Route(_("The document gives no route for these findings."))
    route = next(each for each in routes.routes if each.id == state.documented_route)
    return Route(route.title[told.words.language], _places(told, route.origin))


def _places(told: CourseWords, origin: Origin) -> str:
    places = (told.definition.statements[each].place[told.words.language] for each in origin.statements)
    return "; ".join(dict.fromkeys(places))


def _cited(told: CourseWords, origin: Origin, text: str) -> Cited:
    if origin.is_local:
        return Cited(True, text)
    return Cited(False, f"{text} ({_places(told, origin)})" if text else _places(told, origin))


def _origins(told: CourseWords, checkpoint: Checkpoint, round_: int) -> Iterator[Cited]:
    _ = told.words.gettext
    yield _cited(told, checkpoint.origin, _("This step") if checkpoint.origin.is_local else "")
    if checkpoint.clock is not None:
        clock = checkpoint.clock
        hours = told.words.ngettext("{n} hour", "{n} hours", clock.hours)
        after = _("{span} after “{step}”").format(span=hours, step=told.title(clock.after))
        yield _cited(told, clock.origin, _("Clock: {span}").format(span=after))
    rounds = checkpoint.rounds
    deadlines = checkpoint.deadlines
    if round_ > 1 and rounds is not None and rounds.later_deadlines is not None:
        deadlines = rounds.later_deadlines
    for deadline in deadlines:
        yield _cited(told, deadline.origin, _("Deadline: {span}").format(span=told.span(deadline)))
    for field in checkpoint.fields:
        if field.origin.is_local:
            question = _("Question: {question}").format(question=told.field_title(field))
            yield Cited(True, question)
    if rounds is not None and rounds.trigger is not None:
        again = _("Comes back with {condition}").format(condition=told.condition(rounds.trigger))
        yield _cited(told, rounds.origin, again)


def _follows(told: CourseWords, checkpoint: Checkpoint) -> Iterator[str]:
    _ = told.words.gettext
    for each in told.definition.opened_by(checkpoint.id):
        yield _follower(told, checkpoint, each)
    if checkpoint.repeats_itself:
        yield _("{step} once more").format(step=told.title(checkpoint.id))
    for each in told.definition.checkpoints:
        trigger = each.rounds.trigger if each.rounds is not None else None
        if trigger is not None and trigger.checkpoint == checkpoint.id:
            only = _("only with {condition}").format(condition=told.condition(trigger))
            yield _("{step} once more").format(step=told.title(each.id)) + f" · {only}"


def _follower(told: CourseWords, checkpoint: Checkpoint, follower: Checkpoint) -> str:
    """`Discussed at the tumour board · 7 days`; with the answer on which it depends."""
    parts = [told.title(follower.id)]
    condition = follower.condition
    if condition is not None and condition.checkpoint == checkpoint.id:
        parts.append(told.words.gettext("only with {condition}").format(condition=told.condition(condition)))
    for deadline in follower.deadlines:
        if deadline.after == checkpoint.id:
            within = told.words.gettext("within {span}").format(span=told.measure(deadline))
            if deadline.condition is not None:
                only = told.words.gettext("only with {condition}")
                within += " (" + only.format(condition=told.condition(deadline.condition)) + ")"
            parts.append(within)
    return " · ".join(parts)
