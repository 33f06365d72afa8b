"""Everything that a record answers, to compare two of them."""

from __future__ import annotations

from typing import Any

from pathway_app.ports import Record
from pathway_app.queries import WorklistGroup
from pathway_app.sheets import Sheet
from tests.clocks import NOW


def answers(record: Record) -> dict[str, str]:
    """What each screen and sheet is made of, by what was asked."""
    told: dict[str, Any] = {}
    with record.queries() as queries:
        told["site"], told["accounts"], told["pathways"] = (
            queries.site(),
            queries.accounts(),
            queries.pathways(),
        )
        for pathway, version in queries.pathways():
            told[f"definition {pathway} {version}"] = queries.definition(pathway, version)
        told["patients"] = people = queries.patients()
        told["surgeons"] = queries.surgeons()
        for row in people.rows:
            someone = row.patient
            told[f"search {someone.identity.mrn}"] = queries.search(someone.identity.mrn)
            told[f"named {someone.identity.mrn}"] = queries.search(someone.identity.family_name)
            told[f"alike {someone.identity.mrn}"] = queries.look_alikes(someone.identity)
            told[f"former {someone.identity.mrn}"] = queries.identity_history(someone.id)
        for group in WorklistGroup:
            told[f"worklist {group}"] = queries.worklist(group, NOW)
        told["counts"] = queries.worklist_counts(NOW)
        told["variances"], told["follow-ups"] = queries.open_variances(), queries.follow_ups()
        told["follow-up counts"] = queries.follow_up_counts(NOW)
        told["meetings"] = queries.meetings()
        told["courses"] = courses = list(queries.all_courses())
        for course in courses:
            told[f"copy {course.course.id}"] = queries.newest_copy(Sheet.HANDOVER, course.course.id)
        head = queries.log_head()
        told["head"] = head
        told["issues"] = [queries.issue(number) for number in range(1, head.number + 1)]
    return {asked: repr(answer) for asked, answer in told.items()}
