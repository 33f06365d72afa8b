"""What a reference on paper leads to, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app.copies import standing_sentence
from pathway_app.i18n import Words
from pathway_app.logbook.papers import Found, PaperStanding
from pathway_app.logbook.telling import Teller
from pathway_app.messages import Sentences


def found_lines(found: Found, teller: Teller) -> Iterator[str]:
    """What it was, of whom, whether it is still so, and what came since; the first line names the event."""
    words = teller.words
    _ = words.gettext
    told = teller.told(found.event)
    yield _("Event {number}, {moment}, {who}: {what}").format(
        number=found.event.number, moment=words.moment(found.event.at), who=told.who, what=told.what
    )
    if found.issue is None:
        yield _(
            "No sheet was issued by it: the paper is a preview, a report or a certificate made when this was the "
            "newest event."
        )
    yield from (paper_line(each, words) for each in found.papers)
    if found.more:
        yield words.ngettext("and {n} more sheet", "and {n} more sheets", found.more)
    yield words.ngettext(
        "{n} event was logged after it.", "{n} events were logged after it.", found.events_since
    )
    if found.holds:
        yield _("The log holds up to there: what was recorded by then is unchanged.")
    elif found.problems is not None:
        yield _("The log does not hold up to there.")
        yield from map(Sentences(words).log_problem, found.problems)


def paper_line(paper: PaperStanding, words: Words) -> str:
    """One sheet: of whom, which copy of when, whether a newer one was issued and how much was entered since."""
    sentence = standing_sentence(paper.standing, words)
    if paper.patient is None:
        return sentence
    identity = paper.patient.identity
    return f"{identity.display_name} · {identity.mrn} · {sentence}"


def nothing_found(reference: str, words: Words) -> str:
    """What it means that no event has the reference."""
    return words.gettext(
        "No event of this log has the reference {reference}: the paper is of another record, or the log was cut off or "
        "replaced since."
    ).format(reference=reference.strip().upper())
