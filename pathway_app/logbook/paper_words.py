"""What a reference on paper leads to, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app.accesses import Access
from pathway_app.copies import standing_sentence
from pathway_app.i18n import Words
from pathway_app.logbook.events import LogEvent, LogFilter, LogGroup
from pathway_app.logbook.papers import Found, PaperStanding
from pathway_app.logbook.telling import Teller
from pathway_app.messages import Sentences

_LOOKED_AT = 1000
"""events after it among which verifications are looked for"""


def found_lines(found: Found, teller: Teller) -> Iterator[str]:
    """What it was, of whom, whether it is still so, and what came since; the first line names the event."""
    words = teller.words
    _ = words.gettext
    told = teller.told(found.event)
    yield _("Event {number}, {moment}, {who}: {what}").format(
        number=found.event.number, moment=words.moment(found.event.at), who=told.who, what=told.what
    )
    details = found.event.content().get("details")
    is_report = isinstance(details, dict) and (details.get("what"), details.get("format")) == ("audit", "pdf")
    if found.event.kind == Access.EXPORTED and is_report:
        yield _("The paper is the audit report that this event tells of, or a preview made just after it.")
    elif found.issue is None:
        yield _(
            "No sheet was issued by it: the paper is a preview, a report or a certificate made when this was the "
            "newest event."
        )
    yield from (paper_line(each, words) for each in found.papers)
    for event in certified(found, teller):
        yield _("Or it is the certificate of a verification: event {number}, {moment}, {who}.").format(
            number=event.number, moment=words.moment(event.at), who=teller.name(event.by)
        )
    if found.issue is not None:
        yield _("It may also be a preview, a report or a certificate made when this was the newest event.")
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


def certified(found: Found, teller: Teller) -> Iterator[LogEvent]:
    """Verifications that went as far as this event: a certificate has the reference of the newest event it verified."""
    wanted = LogFilter(groups=frozenset({LogGroup.EXPORTS}), since=found.event.at)
    for event in teller.log(wanted, _LOOKED_AT):
        details = event.content().get("details")
        events = details.get("events") if isinstance(details, dict) else None
        if event.kind == Access.VERIFIED and events == str(found.event.number):
            yield event


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
