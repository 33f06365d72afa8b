"""A course's facts in words: titles, answers, moments, people, variances. Knows no window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pathway_app import wording
from pathway_app.documents.code_words import variance_class
from pathway_app.domain.definition import Checkpoint, Condition, Deadline, Field, PathwayDefinition
from pathway_app.domain.entries import Entry, Value, Variance
from pathway_app.i18n import Words


@dataclass(frozen=True, slots=True)
class CourseWords:
    """One definition in one reader's language; `names` gives the full name of an account."""

    definition: PathwayDefinition
    words: Words
    names: Mapping[str, str]

    def title(self, checkpoint: str, round_: int = 1) -> str:
        """The checkpoint's title, with its round from the second on."""
        return wording.step_title(self.definition, checkpoint, round_, self.words)

    def who(self, account: str) -> str:
        return self.names.get(account, account)

    def field_title(self, field: Field) -> str:
        return field.title[self.words.language]

    def occurred_title(self, checkpoint: Checkpoint) -> str:
        """What the moment is called at which the checkpoint was done."""
        return checkpoint.occurred_title[self.words.language] or self.words.gettext("Occurred at")

    def answers(self, checkpoint: Checkpoint, values: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
        """(question, answer) in the order of the definition's fields, unanswered ones left out."""
        return tuple(
            (self.field_title(field), wording.answer(field, values[field.id], self.words))
            for field in checkpoint.fields
            if field.id in values
        )

    def answers_line(self, checkpoint: Checkpoint, values: Mapping[str, Value]) -> str:
        return " · ".join(f"{title}: {answer}" for title, answer in self.answers(checkpoint, values))

    def condition(self, condition: Condition) -> str:
        """What must be answered, and where, for a step to apply."""
        return wording.condition(self.definition, condition, self.words)

    def missing(self, missing: tuple[str, str]) -> str:
        """Which answer is not given yet."""
        return wording.missing_answer(self.definition, missing, self.words)

    def measure(self, deadline: Deadline) -> str:
        """How long a deadline gives: `14 days`."""
        words = self.words
        if deadline.hours is not None:
            return words.ngettext("{n} hour", "{n} hours", deadline.hours)
        if deadline.days == 0:
            return words.gettext("the same day")
        if deadline.days is not None:
            return words.ngettext("{n} day", "{n} days", deadline.days)
        if deadline.months is not None and deadline.months.fixed is not None:
            return words.ngettext("{n} month", "{n} months", deadline.months.fixed)
        return words.gettext("the months that were chosen")

    def span(self, deadline: Deadline) -> str:
        """How long after what: `14 days after “Tissue obtained”`."""
        _ = self.words.gettext
        if deadline.after is None:
            return _("{span} after what opened this round").format(span=self.measure(deadline))
        return _("{span} after “{step}”").format(span=self.measure(deadline), step=self.title(deadline.after))

    def variance(self, variance: Variance) -> str:
        """`Variance (clinician): reason — action: … — followed up by …`."""
        _ = self.words.gettext
        parts = [
            _("Variance ({kind}): {reason}").format(
                kind=variance_class(variance.variance_class, self.words),
                reason=variance.reason.strip() or _("no reason given"),
            )
        ]
        if variance.action:
            parts.append(_("action: {action}").format(action=variance.action))
        if variance.follow_up_by:
            parts.append(_("followed up by {who}").format(who=variance.follow_up_by))
        return " — ".join(parts)

    def content(self, checkpoint: Checkpoint, entry: Entry, now: datetime) -> tuple[str, ...]:
        """An entry's whole content, a line a kind: when, answers, variance, reason, note."""
        _ = self.words.gettext
        lines: list[str] = []
        if entry.occurred_at is not None:
            moment = self.words.short_moment(entry.occurred_at, now)
            lines.append(f"{self.occurred_title(checkpoint)}: {moment}")
        lines += [f"{title}: {answer}" for title, answer in self.answers(checkpoint, entry.values)]
        if entry.variance is not None:
            lines.append(self.variance(entry.variance))
        if entry.reason:
            lines.append(_("Reason: {reason}").format(reason=entry.reason))
        if entry.text:
            lines.append(entry.text)
        if entry.from_paper:
            lines.append(_("from paper"))
        return tuple(lines)
