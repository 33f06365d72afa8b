"""Sheets leave the program: who had which copy about whom is put on record."""

from __future__ import annotations

from pathway_app.changes import Changes
from pathway_app.commands import IssueSheets, ReportFailedPrint
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Actor
from pathway_app.ports import UnitOfWork
from pathway_app.sheets import Copy, Shown


def issue_sheets(work: UnitOfWork, actor: Actor, command: IssueSheets) -> Changes:
    """Number the copies. Refused where nothing is shown or a course is not known."""
    shown = tuple(dict.fromkeys(command.shown))
    if not shown:
        raise Refused(Refusal("nothing-shown", "shown"))
    revisions = _revisions(work, shown)
    copies = tuple(
        Copy(sheet, course_id, work.newest_number(sheet, course_id) + 1, revisions[course_id])
        for sheet, course_id in shown
    )
    work.add_issue(command.pack, command.language, command.to, copies)
    return Changes(command.command_id)


def _revisions(work: UnitOfWork, shown: tuple[Shown, ...]) -> dict[str, int]:
    """Of each course that is shown; 0 for the sheets about no single patient."""
    revisions = {"": 0}
    for course_id in dict.fromkeys(each.course_id for each in shown if each.course_id):
        revision = work.revision(course_id)
        if revision is None:
            raise Refused(Refusal("unknown-course", "course_id"))
        revisions[course_id] = revision
    return revisions


def report_failed_print(work: UnitOfWork, actor: Actor, command: ReportFailedPrint) -> Changes:
    """Once is enough: what has failed already stays as it is. Refused where there is no such issue."""
    issue = work.issue(command.issue)
    if issue is None:
        raise Refused(Refusal("unknown-issue", "issue", {"number": command.issue}))
    if not issue.failed:
        work.fail_issue(command.issue)
    return Changes(command.command_id)
