"""Whether a sheet that someone holds in their hands is still the newest, and what has been entered since.

Asked by the code printed on it, or by the reference in its foot.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pathway_app.documents.scan_code import Scanned
from pathway_app.i18n import Words
from pathway_app.ports import Queries
from pathway_app.sheets import Copy, Destination, Issue, Sheet

_LISTS = frozenset({Sheet.WARD, Sheet.BOARD_LIST})
"""sheets with a row for each of several patients"""


@dataclass(frozen=True, slots=True)
class CopyStanding:
    """What the record knows of a sheet. `course_id` is whose it is (empty: of several, or of nobody known).

    `issue` is None where this record did not issue it; `newest` is the newest issue of the same sheet about
    anybody whom it shows, in which one that lies ready for downtime, or a sample, takes the place of its like only;
    `entries_since` counts what was entered after it about those.
    """

    scanned: Scanned
    course_id: str = ""
    issue: Issue | None = None
    newest: Issue | None = None
    entries_since: int = 0

    @property
    def is_newest(self) -> bool:
        return self.issue is not None and self.newest is not None and self.issue.head == self.newest.head

    @property
    def may_be_used(self) -> bool:
        """Whether it was handed out and no newer one was; entries may have followed it."""
        return self.issue is not None and not self.issue.failed and self.is_newest


def copy_standing(queries: Queries, scanned: Scanned) -> CopyStanding:
    """Look up the sheet with that code."""
    issue = queries.issue(scanned.event) if scanned.copy else None
    copy = _copy(issue, scanned, queries) if issue is not None else None
    if issue is None or copy is None:
        record = queries.course_of(scanned.mrn) if scanned.mrn else None
        return CopyStanding(scanned, record.course.id if record else "")
    shown = _shown_on(issue, copy)
    return CopyStanding(
        scanned,
        copy.course_id,
        issue,
        _newest(queries, issue, scanned.sheet, [each.course_id for each in shown] or [copy.course_id]),
        sum(_entries_since(queries, each) for each in shown),
    )


def _copy(issue: Issue, scanned: Scanned, queries: Queries) -> Copy | None:
    """The copy with that code; None where the code is of another record."""
    if issue.head.reference != scanned.reference:
        return None
    for copy in issue.copies:
        if copy.sheet is scanned.sheet and copy.number == scanned.copy:
            record = queries.course(copy.course_id) if copy.course_id else None
            if (record.patient.identity.mrn if record else "") == scanned.mrn:
                return copy
    return None


def _shown_on(issue: Issue, copy: Copy) -> list[Copy]:
    """Whom the sheet shows, each as a copy: its patient, or those in the rows of a list."""
    if copy.course_id:
        return [copy]
    return [each for each in issue.copies if each.sheet is copy.sheet in _LISTS and each.course_id]


def _newest(queries: Queries, of: Issue, sheet: Sheet, courses: list[str]) -> Issue | None:
    """A list of other patients does not take the place of this one, nor does this one of it."""
    found = (newest_for_use(queries, sheet, course, also=(of.to,)) for course in courses)
    return max(filter(None, found), key=lambda issue: issue.head.number, default=None)


def newest_for_use(
    queries: Queries,
    sheet: Sheet,
    course_id: str,
    *,
    before: int | None = None,
    also: Iterable[Destination] = (),
) -> Issue | None:
    """The newest issue of that sheet that somebody took along, of those whose event is `before` that number; `also`
    those that went there."""
    wanted = frozenset(also)
    found = queries.newest_copy(sheet, course_id, before=before)
    while found is not None and not found.is_for_use and found.to not in wanted:
        found = queries.newest_copy(sheet, course_id, before=found.head.number)
    return found


def _entries_since(queries: Queries, copy: Copy) -> int:
    record = queries.course(copy.course_id)
    return record.course.revision - copy.revision if record else 0


def standing_sentence(standing: CopyStanding, words: Words) -> str:
    """What is to be known of the sheet, in a sentence."""
    _ = words.gettext
    issue, newest = standing.issue, standing.newest
    if issue is None:
        if not standing.scanned.copy:
            return _("This is a preview that was never issued; do not work from it.")
        return _("This record did not issue that sheet.")
    title, number = sheet_title(standing.scanned.sheet, words), standing.scanned.copy
    told = _("{sheet}, copy {number} of {moment}").format(
        sheet=title, number=number, moment=words.moment(issue.at)
    )
    if issue.failed:
        return _("{copy}: reported as not printed.").format(copy=told)
    since = words.ngettext("{n} entry since", "{n} entries since", standing.entries_since)
    if standing.is_newest or newest is None:
        if not standing.entries_since:
            return _("{copy}: the newest, nothing was entered since.").format(copy=told)
        return _("{copy}: the newest, but {since}.").format(copy=told, since=since)
    later = words.moment(newest.at)
    if not standing.entries_since:
        return _("{copy}: out of date. A newer one was issued {moment}.").format(copy=told, moment=later)
    return _("{copy}: out of date. A newer one was issued {moment}; {since}.").format(
        copy=told, moment=later, since=since
    )


def sheet_title(sheet: Sheet, words: Words) -> str:
    """The name of a kind of sheet."""
    _ = words.gettext
    return {
        Sheet.WARD: _("Ward handover"),
        Sheet.HANDOVER: _("Handover sheet"),
        Sheet.SUMMARY: _("Summary"),
        Sheet.PATIENT: _("Patient's own sheet"),
        Sheet.BOARD_LIST: _("Tumour board list"),
        Sheet.BOARD_CASE: _("Tumour board case"),
        Sheet.BLANK: _("Blank checklist"),
        Sheet.PATHWAY: _("Pathway"),
    }[sheet]
