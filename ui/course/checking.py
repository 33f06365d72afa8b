"""What the rules say about a form while it is being filled in. Knows no window."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pathway_app import wording
from pathway_app.domain.entries import Entry, Place, Standings, Variance
from pathway_app.domain.errors import Conflict, Refused
from pathway_app.domain.rules import Circumstances, VarianceNeed, differs_from_route, variance_needs
from pathway_app.messages import VARIANCE_NEEDS, Sentences
from ui.course.drafts import Draft
from ui.course.input import Content, Target, after_conflict, provisional_entry
from ui.course.plans import ACTIONS, NAMING_MODES, Mode
from ui.course.presenter import CoursePage, CoursePresenter
from ui.course.rows import row_key


@dataclass(frozen=True, slots=True)
class Check:
    """`needs_variance` says why in words, empty where none is needed; `rationale` is the id of the field that must
    be filled in because the decision differs from the documented route, None where none must."""

    needs_variance: str = ""
    rationale: str | None = None


def check(
    presenter: CoursePresenter, page: CoursePage, mode: Mode, target: Target, content: Content
) -> Check:
    """What `content` would need to be accepted."""
    entry = provisional_entry(mode, target.place, content, target.standing, page.now)
    if entry is None:
        return Check()
    definition, told = presenter.record.definition, presenter.told
    standings = presenter.ledger.standings
    still_there = target.standing is None or standings.effective(target.standing.entry.id) is not None
    needs: tuple[VarianceNeed, ...] = ()
    if still_there:
        needs = variance_needs(definition, standings, entry, Circumstances(zone=told.words.zone))
    routes, (checkpoint, round_) = definition.routes, target.place
    rationale = None
    if routes is not None and checkpoint == routes.decision_checkpoint and round_ == 1:
        differs = differs_from_route(definition, page.state.documented_route, content.values)
        rationale = routes.rationale_field if differs else None
    return Check(_sentence(presenter, page, target, needs), rationale)


def _sentence(
    presenter: CoursePresenter, page: CoursePage, target: Target, needs: tuple[VarianceNeed, ...]
) -> str:
    if not needs:
        return ""
    words = presenter.told.words
    reasons = [words.gettext(VARIANCE_NEEDS[need.value]) for need in needs]
    row = page.row(row_key(*target.place))
    if VarianceNeed.BLOCKED in needs and row is not None and row.waiting_for:
        waits = wording.waits_for(presenter.record.definition, row.waiting_for, words)
        reasons[needs.index(VarianceNeed.BLOCKED)] += f" ({waits})"
    return words.gettext("A variance is needed: {reasons}.").format(reasons="; ".join(reasons))


def refused_sentences(presenter: CoursePresenter, refused: Refused) -> str:
    """Why something is refused, a sentence a line; people by their full names."""
    told = presenter.told
    sentences = Sentences(told.words, presenter.record.definition)
    if isinstance(refused, Conflict):
        refused = Conflict(
            by=told.who(refused.by), recorded_at=refused.recorded_at, entry_id=refused.entry_id,
            checkpoint=refused.checkpoint, round_=refused.round, code=refused.reasons[0].code,
        )  # fmt: skip
    return "\n".join(sentences.refused(refused))


@dataclass(frozen=True, slots=True)
class ConflictStory:
    """What someone else entered beside what was typed; `next_mode` is how the latter can still be entered."""

    sentence: str
    theirs_title: str
    theirs: tuple[str, ...]
    mine_title: str
    mine: tuple[str, ...]
    next_mode: Mode | None
    keep_title: str
    next_title: str
    newest: str
    """the id of the entry that came between"""


def conflict_story(
    presenter: CoursePresenter, page: CoursePage, mode: Mode, target: Target, content: Content
) -> ConflictStory | None:
    """None where nobody entered anything about the step since the user looked at it."""
    theirs = presenter.ledger.newest_at(target.place, target.revision)
    if theirs is None:
        return None
    told = presenter.told
    _ = told.words.gettext
    checkpoint = presenter.record.definition.by_id[target.place[0]]
    mine = Entry(
        "mine", theirs.action, "", page.now, occurred_at=content.occurred_at,
        values=content.values, variance=content.variance, reason=content.reason, text=content.text,
        from_paper=content.from_paper,
    )  # fmt: skip
    conflict = Conflict(
        by=theirs.by, recorded_at=theirs.recorded_at, entry_id=theirs.id,
        checkpoint=target.place[0], round_=target.place[1],
    )  # fmt: skip
    standing = presenter.ledger.standings.get(*target.place)
    next_mode = after_conflict(mode, standing)
    sentence = refused_sentences(presenter, conflict)
    if next_mode is None:
        sentence += " " + _(
            "What you typed cannot be entered on top of that; retract theirs first if need be."
        )
    return ConflictStory(
        sentence=sentence,
        theirs_title=_("{who} entered").format(who=told.who(theirs.by)),
        theirs=(_action_title(presenter, theirs), *told.content(checkpoint, theirs, page.now)),
        mine_title=_("You typed"),
        mine=told.content(checkpoint, mine, page.now),
        next_mode=next_mode,
        keep_title=_("Keep theirs"),
        next_title=_("Enter mine") if standing is None else _("Correct it with mine…"),
        newest=theirs.id,
    )


def _action_title(presenter: CoursePresenter, entry: Entry) -> str:
    _ = presenter.told.words.gettext
    return {
        "complete": _("done"),
        "skip": _("skipped"),
        "not-applicable": _("not applicable"),
        "correct": _("corrected"),
        "retract": _("retracted"),
        "close-variance": _("variance closed"),
        "note": _("note"),
    }[entry.action.value]


def target_then(presenter: CoursePresenter, place: Place, kept: Draft) -> Target | None:
    """What a kept form was about as the user saw it, where something was entered there since; None where nothing
    was. A note is never overtaken."""
    course, revision = presenter.record.course, kept.revision
    if kept.mode is Mode.NOTE or presenter.ledger.newest_at(place, revision) is None:
        return None
    standing = Standings(course.entries[:revision]).get(*place)
    if standing is None and kept.mode in NAMING_MODES:
        return None
    return Target(course.id, place, revision, standing)


def already_entered(
    presenter: CoursePresenter, account: str, mode: Mode, target: Target, content: Content
) -> bool:
    """Whether `account` entered exactly this since: the program ended between saving it and dropping its draft."""
    ledger = presenter.ledger
    return any(
        entry.by == account
        and entry.action is ACTIONS[mode]
        and (ledger.place_of.get(entry.id) == target.place)
        and _same(entry, content)
        for entry in ledger.entries[target.revision :]
    )


def _same(entry: Entry, content: Content) -> bool:
    return (
        entry.occurred_at == content.occurred_at
        and dict(entry.values) == dict(content.values)
        and _opened(entry.variance) == _opened(content.variance)
        and entry.reason == content.reason.strip()
    )


def _opened(variance: Variance | None) -> Variance | None:
    return replace(variance, open=True) if variance is not None else None
