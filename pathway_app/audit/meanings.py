"""What the columns of the audit's tables count, a sentence each: for the definitions beside them and on the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pathway_app.i18n import Words


def column_meanings(table: str, words: Words) -> Mapping[str, str]:
    """By the column's name, for each column of the table; the long form is docs/audit-measures.md."""
    meanings = _MEANINGS.get(table)
    return meanings(words) if meanings is not None else {}


def _completion(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "applicable": _("Done, skipped and open together."),
        "done": _("Done, whatever variance it carries."),
        "on_time": _("Done, and occurred at its deadline or before."),
        "late": _("Done, and occurred after its deadline."),
        "with_variance": _("Done, and the entry that counts carries a variance, open or closed."),
        "skipped": _("It will not be done."),
        "open": _("Neither done nor skipped, also where the course has ended."),
        "overdue": _("Open past its deadline; never where the course has ended."),
        "undecided": _("It is not known yet whether it applies."),
        "not_applicable": _("It does not apply, by an answer or by hand."),
    }


def _intervals(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "n": _("Courses in which both steps are done."),
        "open": _("Courses that have not ended, with the first step done and the second awaited."),
        "median_days": _("Half of the courses with both done took no longer."),
        "q1_days": _("A quarter of the courses with both done took no longer."),
        "q3_days": _("Three quarters of the courses with both done took no longer."),
        "estimated_days": _(
            "By Kaplan and Meier, the open ones followed until the moment of the audit. Empty where none is open, or "
            "where too few have both done."
        ),
    }


def _order(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "with_gates": _("Done, and there is a gate: a step that must be finished before it."),
        "before_gate": _("Occurred before a gate that is done."),
        "gate_open": _("Done, and a gate is not finished."),
        "with_clock": _("Done, and its clock began: hours that must go by after another step."),
        "clock_short": _("Occurred before its clock had ended."),
    }


def _variances(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "entered": _("Steps that are done or skipped."),
        "variances": _("Done or skipped with a variance."),
        "patient": _("The variance lies with the patient."),
        "clinician": _("The variance lies with a clinician."),
        "organisation": _("The variance lies with the organisation."),
        "unspecified": _("It was not said with whom the variance lies."),
        "open": _("Variances that are not closed yet."),
        "closed": _("Variances that are closed."),
        "without_reason": _("Variances of which neither with whom nor why was said."),
    }


def _answers(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "n": _("Done steps that answer the question."),
        "chosen": _("Done steps that answer it so."),
    }


def _routes(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "decided": _("Courses in which round 1 of the decision is done."),
        "courses": _("Courses of which it is so."),
    }


def _follow_up(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "expected": _("Courses that have not ended, with a plan that is done or overdue."),
        "courses": _("Courses of which it is so."),
    }


def _recording(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "entries": _("Entries that say done, skipped or not applicable."),
        "found": _("How many of what the row names."),
    }


_MEANINGS: Mapping[str, Callable[[Words], dict[str, str]]] = {
    "completion": _completion,
    "intervals": _intervals,
    "order": _order,
    "variances": _variances,
    "answers": _answers,
    "routes": _routes,
    "follow-up": _follow_up,
    "recording": _recording,
}
