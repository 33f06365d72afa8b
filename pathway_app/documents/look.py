"""One look at one course, for a sheet: its state at a moment and what was recorded until then."""

from __future__ import annotations

from pathway_app.documents.edition import Edition
from pathway_app.documents.recorded import Recorded
from pathway_app.domain.course import CourseState, course_state
from pathway_app.queries import CourseRecord


class Look:
    """What the record showed at `edition.as_of`; with `full_dates` every moment tells its year."""

    def __init__(self, record: CourseRecord, edition: Edition, *, full_dates: bool = False) -> None:
        self.record = record
        self.edition = edition
        self.words = edition.words
        self.now = edition.as_of
        self.definition = record.at(self.now).definition
        self.ending = record.course.ended(self.now)
        self.state: CourseState = course_state(
            self.definition,
            record.course.entries,
            self.now,
            ended=self.ending is not None,
            zone=self.words.zone,
        )
        self.recorded = Recorded(
            self.definition,
            record.course.entries,
            self.state.checkpoints,
            self.words,
            self.now,
            edition.names,
            full_dates=full_dates,
        )
