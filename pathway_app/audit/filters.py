"""Filters that were typed: one that no course can fit would give an empty audit, which reads like a finding."""

from __future__ import annotations

from collections.abc import Iterable

from pathway_app.audit.cohort import RUNNING, Cohort, same_surgeon
from pathway_app.audit.measuring import choices
from pathway_app.domain.course import Outcome
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.ports import Queries

_MOST_NAMED = 10


def refuse_unknown(queries: Queries, cohort: Cohort) -> None:
    """Raises Refused, naming what there is, where a filter names a version, group, surgeon or outcome that is not.

    A group is known that a version of the pathway offers, also where no course has it; "" always is.
    """
    reasons = []
    if cohort.outcome is not None and cohort.outcome not in (RUNNING, *Outcome):
        reasons.append(_unknown("outcome", cohort.outcome, (RUNNING, *Outcome)))
    versions = [version for pathway, version in queries.pathways() if pathway == cohort.pathway]
    if cohort.version is not None and cohort.version not in versions:
        reasons.append(_unknown("version", cohort.version, versions))
    if cohort.group:
        groups = dict.fromkeys(
            group
            for version in reversed(versions)
            for group in _groups(queries.definition(cohort.pathway, version))
        )
        if cohort.group not in groups:
            reasons.append(_unknown("group", cohort.group, groups))
    if cohort.surgeon and cohort.surgeon.strip():
        surgeons = [each for each in choices(queries, cohort.pathway).surgeons if each]
        if not any(same_surgeon(cohort.surgeon, each) for each in surgeons):
            reasons.append(_unknown("surgeon", cohort.surgeon, surgeons))
    if reasons:
        raise Refused(*reasons)


def _unknown(name: str, value: str, known: Iterable[str]) -> Refusal:
    named = [str(each) for each in known]
    told = ", ".join(named[:_MOST_NAMED]) + (" …" if len(named) > _MOST_NAMED else "")
    return Refusal(f"no-such-{name}", name, {name: value, "known": told or "–"})


def _groups(definition: PathwayDefinition) -> tuple[str, ...]:
    checkpoint_id, field_id = definition.outline.group or ("", "")
    checkpoint = definition.by_id.get(checkpoint_id)
    field = checkpoint.field(field_id) if checkpoint is not None else None
    return tuple(option.value for option in field.options) if field is not None else ()
