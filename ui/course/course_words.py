"""A course's facts in words: titles, answers, moments, people, variances. Knows no window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pathway_app.domain.calendar import LAST_SECOND, local_date
from pathway_app.domain.definition import Checkpoint, Condition, Field, PathwayDefinition
from pathway_app.domain.entries import Value, Variance, VarianceClass
from pathway_app.i18n import Words


@dataclass(frozen=True, slots=True)
class CourseWords:
    """One definition in one reader's language; `names` gives the full name of an account."""

    definition: PathwayDefinition
    words: Words
    names: Mapping[str, str]

    @property
    def zone(self) -> ZoneInfo:
        return self.words.zone

    def title(self, checkpoint: str, round_: int = 1) -> str:
        """The checkpoint's title, with its round from the second on."""
        return self._with_round(self.definition.by_id[checkpoint].title[self.words.language], round_)

    def short_title(self, checkpoint: str, round_: int = 1) -> str:
        known = self.definition.by_id[checkpoint]
        return self._with_round((known.short_title or known.title)[self.words.language], round_)

    def who(self, account: str) -> str:
        return self.names.get(account, account)

    def field_title(self, field: Field) -> str:
        return field.title[self.words.language]

    def answer(self, field: Field, value: Value) -> str:
        """One answer as the reader knows it; a value that the definition lacks stays as it is."""
        if isinstance(value, tuple):
            return ", ".join(self._option(field, each) for each in value)
        if isinstance(value, int):
            unit = field.unit[self.words.language]
            return f"{value} {unit}" if unit else str(value)
        return self._option(field, value)

    def answers(self, checkpoint: Checkpoint, values: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
        """(question, answer) in the order of the definition's fields, unanswered ones left out."""
        return tuple(
            (self.field_title(field), self.answer(field, values[field.id]))
            for field in checkpoint.fields
            if field.id in values
        )

    def answers_line(self, checkpoint: Checkpoint, values: Mapping[str, Value]) -> str:
        return " · ".join(f"{title}: {answer}" for title, answer in self.answers(checkpoint, values))

    def condition(self, condition: Condition) -> str:
        """`Decision: Operate`: what must be answered, and where."""
        asked = self.definition.by_id[condition.checkpoint]
        field = asked.field(condition.field)
        assert field is not None
        wanted = " / ".join(self._option(field, value) for value in condition.values)
        return self.words.gettext("“{field}: {answer}” at “{checkpoint}”").format(
            field=self.field_title(field), answer=wanted, checkpoint=self.title(asked.id)
        )

    def missing(self, missing: tuple[str, str]) -> str:
        """Which answer is not given yet."""
        asked = self.definition.by_id[missing[0]]
        field = asked.field(missing[1])
        assert field is not None
        return self.words.gettext("“{field}” at “{checkpoint}” is not answered yet").format(
            field=self.field_title(field), checkpoint=self.title(asked.id)
        )

    def variance_class(self, kind: VarianceClass) -> str:
        _ = self.words.gettext
        return {
            VarianceClass.PATIENT: _("patient"),
            VarianceClass.CLINICIAN: _("clinician"),
            VarianceClass.ORGANISATION: _("organisation"),
            VarianceClass.UNSPECIFIED: _("unspecified"),
        }[kind]

    def variance(self, variance: Variance) -> str:
        """`Variance (clinician): reason — action: … — followed up by …`."""
        _ = self.words.gettext
        parts = [
            _("Variance ({kind}): {reason}").format(
                kind=self.variance_class(variance.variance_class),
                reason=variance.reason.strip() or _("no reason given"),
            )
        ]
        if variance.action:
            parts.append(_("action: {action}").format(action=variance.action))
        if variance.follow_up_by:
            parts.append(_("followed up by {who}").format(who=variance.follow_up_by))
        return " — ".join(parts)

    def late_by(self, deadline: datetime, now: datetime) -> str:
        """`2 d late`; in hours where the deadline is an hour and a day has not passed."""
        _ = self.words.gettext
        days = (local_date(now, self.zone) - local_date(deadline, self.zone)).days
        passed = now - deadline
        if self.is_day_end(deadline) or passed >= timedelta(days=1):
            return _("{n} d late").format(n=max(1, days))
        if passed >= timedelta(hours=1):
            return _("{n} h late").format(n=int(passed / timedelta(hours=1)))
        return _("{n} min late").format(n=max(1, int(passed / timedelta(minutes=1))))

    def deadline(self, deadline: datetime, now: datetime) -> str:
        """`20-nov`, with the hour where the deadline is an exact instant."""
        if self.is_day_end(deadline):
            return self.words.short_day(deadline, now)
        return self.words.short_moment(deadline, now)

    def today(self, deadline: datetime) -> str:
        if self.is_day_end(deadline):
            return self.words.gettext("today")
        return self.words.gettext("today {time}").format(time=self.words.time(deadline))

    def is_day_end(self, deadline: datetime) -> bool:
        """Whether a whole day is meant, not an hour."""
        return self.words.local(deadline).time() == LAST_SECOND

    def left(self, span: timedelta) -> str:
        """`17 h 20 left`; seconds in the last two minutes."""
        _ = self.words.gettext
        if span < timedelta(minutes=2):
            return _("{n} s left").format(n=max(0, int(span.total_seconds())))
        return _("{duration} left").format(duration=self.words.duration(span))

    def _with_round(self, title: str, round_: int) -> str:
        if round_ == 1:
            return title
        return self.words.gettext("{title} (round {n})").format(title=title, n=round_)

    def _option(self, field: Field, value: str) -> str:
        option = field.option(value)
        return option.title[self.words.language] if option else value
