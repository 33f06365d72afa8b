"""Which courses the screen looks at, and how that is told: what was chosen, and what there is to choose. No Qt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from pathway_app.audit.cohort import Choices, Cohort, Period
from pathway_app.audit.text import outcome_title
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.i18n import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user chose; None: everything, for the period from the first enrolment's year until today.

    `as_of` (UTC) is the moment at which the record is looked at; None: as it stands.
    """

    period: Period | None = None
    pathway: str | None = None
    version: str | None = None
    group: str | None = None
    surgeon: str | None = None
    outcome: str | None = None
    as_of: datetime | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out beside what lies outside the period."""
        return (self.version, self.group, self.surgeon, self.outcome) != (None,) * 4

    def kept(self) -> str:
        """To be found again another day, but for the moment: nobody is to look at an old record unawares."""
        told = {name: getattr(self, name) for name in _KEPT}
        days = [self.period.first.isoformat(), self.period.last.isoformat()] if self.period else None
        return json.dumps({**told, "period": days})

    @classmethod
    def found_again(cls, text: str | None) -> Asked:
        """What `kept` gave; everything where that is nothing that can be read."""
        try:
            told = json.loads(text or "{}")
            days = [date.fromisoformat(each) for each in told.get("period") or ()]
            period = Period(*days) if days else None
            chosen = {name: told.get(name) for name in _KEPT}
        except (AttributeError, TypeError, ValueError, RecursionError):
            return cls()
        if any(not isinstance(each, str | None) for each in chosen.values()):
            return cls()
        return cls(period=period, **chosen)


_KEPT = ("pathway", "version", "group", "surgeon", "outcome")


@dataclass(frozen=True, slots=True)
class Offer:
    """A pathway with what its courses can be filtered by; `definition` is its newest version."""

    definition: PathwayDefinition
    choices: Choices

    @property
    def pathway(self) -> str:
        return self.definition.id

    def group_title(self, words: Words) -> str:
        """What the pathway groups by ("Tumour type"), or an empty text where it does not."""
        asked = self.definition.outline.group
        checkpoint = self.definition.by_id.get(asked[0]) if asked is not None else None
        if asked is None or checkpoint is None:
            return ""
        field = checkpoint.field(asked[1])
        return field.title[words.language] if field is not None else ""

    def groups(self, words: Words) -> tuple[tuple[str, str], ...]:
        """The answers that are given, with their words, and "" for none."""
        if self.definition.outline.group is None:
            return ()
        told = [(value, text[words.language]) for value, text in self.choices.groups if value]
        return (*told, ("", words.gettext("not answered yet")))

    def surgeons(self, words: Words) -> tuple[tuple[str, str], ...]:
        """As they are written with the patients, and "" for none."""
        named = [(each, each) for each in self.choices.surgeons if each]
        return (*named, ("", words.gettext("none written down"))) if named else ()

    def outcomes(self, words: Words) -> tuple[tuple[str, str], ...]:
        return tuple((each, outcome_title(each, words)) for each in self.choices.outcomes)


def offer_of(offers: tuple[Offer, ...], pathway: str | None) -> Offer | None:
    """That pathway's; else that of the first one that has courses, else the first."""
    wanted = [each for each in offers if each.pathway == pathway]
    with_courses = [each for each in offers if each.choices.first is not None]
    return next(iter((*wanted, *with_courses, *offers)), None)


def usual_period(choices: Choices, today: date) -> Period:
    """From the beginning of the year of the first enrolment until today."""
    first = choices.first or today
    return Period(min(first, today).replace(month=1, day=1), max(today, choices.last or today))


def cohort_of(asked: Asked, offer: Offer, today: date) -> Cohort:
    """The cohort that was asked for."""
    return Cohort(
        period=asked.period or usual_period(offer.choices, today),
        pathway=offer.pathway,
        version=asked.version,
        group=asked.group,
        surgeon=asked.surgeon,
        outcome=asked.outcome,
    )


def cohort_told(asked: Asked, cohort: Cohort, offer: Offer, words: Words) -> str:
    """The cohort in words: `Enrolled 01-Jan-2024 to 31-Dec-2025 · version 3 · Tumour type: all`."""
    _ = words.gettext
    parts = [
        _("Enrolled {first} to {last}").format(
            first=words.day(cohort.period.first), last=words.day(cohort.period.last)
        ),
        _version_told(cohort, offer, words),
    ]
    caption = _("{title}: {choice}")
    group = offer.group_title(words)
    if group:
        chosen = dict(offer.groups(words)).get(cohort.group or "", cohort.group or "")
        every = words.pgettext("answers", "all")
        parts.append(caption.format(title=group, choice=every if cohort.group is None else chosen))
    if cohort.surgeon is not None:
        parts.append(caption.format(title=_("Surgeon"), choice=cohort.surgeon or _("none written down")))
    if cohort.outcome is not None:
        parts.append(caption.format(title=_("Courses"), choice=outcome_title(cohort.outcome, words)))
    if asked.as_of is not None:
        parts.append(_("as the record stood on {moment}").format(moment=words.moment(asked.as_of)))
    return " · ".join(parts)


def _version_told(cohort: Cohort, offer: Offer, words: Words) -> str:
    _ = words.gettext
    if cohort.version is not None:
        return _("version {version}").format(version=cohort.version)
    if len(offer.choices.versions) > 1:
        return _("all versions")
    return _("version {version}").format(version=offer.definition.version)
