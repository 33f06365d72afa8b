"""A course record turned into what its screen shows at a moment. Knows no window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pathway_app import wording
from pathway_app.derived import derive
from pathway_app.domain.course import CheckpointState, CourseState, State, course_state
from pathway_app.i18n import Words
from pathway_app.people import Identity
from pathway_app.queries import CourseRecord, Horizon, WorklistRow
from ui.course.course_words import CourseWords
from ui.course.explanation import Explanation, explanation
from ui.course.history import HistoryLine, ending_sentence, history
from ui.course.ledger import Ledger, ledger
from ui.course.phases import Segment, sections, segments
from ui.course.rows import RowTeller, place_of_key, row_key
from ui.course.undo import Undo, undo_of
from ui.widgets.checklist_content import SectionContent


@dataclass(frozen=True, slots=True)
class CoursePage:
    """The course at `now`; `clock_end` is the next instant (UTC) at which a running clock is over."""

    now: datetime
    state: CourseState
    segments: tuple[Segment, ...]
    sections: tuple[SectionContent, ...]
    ended: str
    clock_end: datetime | None

    def row(self, key: str) -> CheckpointState | None:
        checkpoint, round_ = place_of_key(key)
        return self.state.of(checkpoint, round_)


class CoursePresenter:
    """One course record as it was read; `page` may be asked again and again as time goes by."""

    def __init__(self, record: CourseRecord, words: Words, names: Mapping[str, str]) -> None:
        self.record = record
        self.told = CourseWords(record.definition, words, names)
        self.ledger: Ledger = ledger(record.course.entries)

    @property
    def revision(self) -> int:
        return self.record.course.revision

    def page(self, now: datetime, drafts: frozenset[str] = frozenset()) -> CoursePage:
        """The course as it stands at `now`; `drafts` are the rows with kept typing."""
        now = self._not_before(now)
        course, told = self.record.course, self.told
        ending = course.ended()
        state = course_state(
            self.record.definition, course.entries, now, ended=ending is not None, zone=told.words.zone
        )
        clocks = [row.clock_end for row in state.checkpoints if row.state is State.RUNNING and row.clock_end]
        return CoursePage(
            now=now,
            state=state,
            segments=segments(told, state),
            sections=sections(told, state, RowTeller(told, self.ledger, now, drafts)),
            ended=ending_sentence(told, ending, now) if ending is not None else "",
            clock_end=min(clocks, default=None),
        )

    def first_to_do(self, now: datetime) -> str:
        """The row where work goes on: the step that Today names, or, where that one waits, the first that does not;
        empty where nothing is open."""
        record, zone, now = self.record, self.told.words.zone, self._not_before(now)
        current = derive(record.definition, record.course, zone, self.ledger.standings).course
        group = Horizon.at(now, zone).group(current)
        if group is None:
            return ""
        row = WorklistRow(group, record.patient, record.definition.id, record.definition.version, current)
        step = wording.row_step(row)
        if step is None:
            return ""
        state = course_state(record.definition, record.course.entries, now, zone=zone)
        named = state.of(*step)
        if named is not None and named.state is State.BLOCKED:
            ready = (each for each in state.checkpoints if each.is_open and each.state is not State.BLOCKED)
            possible = next(ready, named)
            step = (possible.checkpoint, possible.round)
        return row_key(*step)

    def explanation(self, page: CoursePage, key: str) -> Explanation:
        checkpoint, round_ = place_of_key(key)
        return explanation(self.told, page.state, checkpoint, round_)

    def history(
        self, now: datetime, more: Iterable[tuple[datetime, HistoryLine]] = ()
    ) -> tuple[HistoryLine, ...]:
        """What was recorded of the course, newest first; `more` are further lines with their moments."""
        return history(self.told, self.record.course, self.ledger, now, more)

    def undo(self, account: str) -> Undo | None:
        """What that account's Ctrl+Z would take back."""
        return undo_of(self.told, self.ledger, account)

    def facts(self, now: datetime) -> tuple[tuple[str, str], ...]:
        """(label, value) of the banner."""
        return identity_facts(self.record.patient.identity, now, self.told.words)

    def _not_before(self, now: datetime) -> datetime:
        """The server's clock may be ahead of this one: what it recorded is not left out for that."""
        return max([now, *(entry.recorded_at for entry in self.record.course.entries[-1:])])


def identity_facts(identity: Identity, now: datetime, words: Words) -> tuple[tuple[str, str], ...]:
    _ = words.gettext
    nothing = "—"
    return (
        (_("Born"), wording.born(identity, now, words)),
        (_("Sex"), wording.sex_letter(identity.sex, words)),
        (_("Record no."), identity.mrn),
        (_("National no."), national_number(identity.national_number) or nothing),
        (_("Bed"), identity.bed or nothing),
        (_("Surgeon"), identity.surgeon or nothing),
    )


def national_number(digits: str | None) -> str:
    """`74.03.14-123.45`; anything but 11 digits stays as it is."""
    if digits is None or len(digits) != 11 or not digits.isdigit():
        return digits or ""
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:9]}.{digits[9:]}"
