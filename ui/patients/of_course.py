"""What the course's screen tells of the patient beside the course: former identities, look-alikes, other courses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from pathway_app.changes import Changes
from pathway_app.documents.code_words import outcome_word
from pathway_app.domain.calendar import local_date
from pathway_app.i18n import Words
from pathway_app.people import Identity
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord, FormerIdentity, PatientRow
from ui.actions import Action
from ui.bridge import Bridge
from ui.course.history import HistoryLine
from ui.patients import identity_fields as fields
from ui.patients.deeds import PatientDeeds, deed_actions, deed_menu
from ui.patients.look_alikes import MOST, LookAlikeStrip
from ui.widgets.plain import make_button, set_tooltip, wrapping_label


@dataclass(frozen=True, slots=True)
class CourseLine:
    """Another course of the patient: its id, and in words which one, when, and how it ended."""

    course_id: str
    text: str


@dataclass(frozen=True, slots=True)
class About:
    """What is told of a patient; `former` is the oldest first."""

    patient_id: str
    former: tuple[FormerIdentity, ...] = ()
    alike: tuple[PatientRow, ...] = ()
    courses: tuple[CourseLine, ...] = ()


class PatientOfCourse(QObject):
    """Asks for it beside the course itself, so that this one is shown without waiting."""

    changed = Signal()

    def __init__(self, bridge: Bridge, view: QWidget) -> None:
        super().__init__(view)
        self._bridge = bridge
        self._words = bridge.words
        self._view = view
        self._record: CourseRecord | None = None
        self._about: About | None = None
        self._looked_up = True
        self.deeds = PatientDeeds(bridge, view)
        self.alike = LookAlikeStrip(bridge.words, opens=True)
        self.alike.open_wanted.connect(self.deeds.course_wanted)
        self.formerly = wrapping_label("", "small")
        self.strip = QWidget()
        column = QVBoxLayout(self.strip)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.formerly)
        column.addWidget(self.alike)
        self.strip.hide()
        _ = bridge.words.gettext
        self.captions = (f"{_('Patient')}  ▾", "▾")
        self.button: QPushButton = make_button(self.captions[0])
        self.button.setAccessibleName(_("Patient and course: correct, end, begin"))
        set_tooltip(self.button, self.button.accessibleName())
        self.button.clicked.connect(lambda: self.show_menu())
        bridge.committed.connect(self._committed)

    def show_record(self, record: CourseRecord) -> None:
        """That course is shown now; `look_up` follows."""
        if self._about is not None and self._about.patient_id != record.patient.id:
            self.forget()
        self._record, self._looked_up = record, False

    def look_up(self) -> None:
        """Ask what is told beside it, once for each time that the course was read."""
        if not self._looked_up:
            self._ask()

    def forget(self) -> None:
        """Another course follows."""
        self._bridge.forget(self, "about")
        self._record = self._about = None
        self.strip.hide()

    def tooltip(self) -> str:
        """Who the patient was said to be before, for the banner."""
        return self.formerly.text()

    def corrections(self, now: datetime) -> Iterator[tuple[datetime, HistoryLine]]:
        """The corrections of who the patient is, each with its moment of recording."""
        if self._about is None or self._record is None:
            return
        words = self._words
        names = {account.name: account.full_name for account in self._bridge.accounts}
        after = self._record.patient.identity
        for former in reversed(self._about.former):
            what = correction(former, after, words)
            who = names.get(former.by, former.by)
            reason = f" ({former.reason})" if former.reason else ""
            when = words.short_moment(former.recorded_at, now)
            yield former.recorded_at, HistoryLine(when, f"{what}{reason} · {who}")
            after = former.identity

    def other_courses(self) -> list[tuple[str, str]]:
        """(title, id) of the patient's other courses, the newest first."""
        return [(line.text, line.course_id) for line in self._about.courses] if self._about else []

    def actions(self) -> Sequence[Action]:
        """What can be done with the patient and the course as a whole."""
        record = self._record
        course_id = record.course.id if record is not None else ""
        ended = record is not None and record.course.ended() is not None
        return deed_actions("course", self.deeds, course_id, ended)

    def show_menu(self) -> None:
        """The same as a menu beneath the button."""
        deed_menu(self._view, self.actions(), self.button.mapToGlobal(QPoint(0, self.button.height())))

    def _ask(self) -> None:
        record, words = self._record, self._words
        if record is not None:
            self._looked_up = True
            self._bridge.ask(self, lambda queries: about(queries, record, words), self._show, topic="about")

    def _show(self, told: About) -> None:
        record = self._record
        if record is None or told.patient_id != record.patient.id:
            return
        self._about = told
        identity = record.patient.identity
        formerly = formerly_sentence(told.former, identity, self._words)
        self.formerly.setText(formerly)
        self.formerly.setVisible(bool(formerly))
        self.alike.show_alike(told.alike, identity)
        self.strip.setVisible(bool(formerly or told.alike))
        self.changed.emit()

    def _committed(self, changes: Changes) -> None:
        if self._record is not None and changes.patients:
            self._ask()


def about(queries: Queries, record: CourseRecord, words: Words) -> About:
    """Asked on the record's thread."""
    someone = record.patient
    return About(
        someone.id,
        queries.identity_history(someone.id),
        queries.look_alikes(someone.identity, exclude=someone.id, limit=MOST),
        tuple(_other_courses(queries, record, words)),
    )


def _other_courses(queries: Queries, record: CourseRecord, words: Words) -> Iterator[CourseLine]:
    _ = words.gettext
    for number, course_id in reversed(list(enumerate(record.courses, start=1))):
        other = queries.course(course_id) if course_id != record.course.id else None
        if other is None:
            continue
        begun = words.day(local_date(other.course.enrolment.at, words.zone))
        ending = other.course.ended()
        if ending is None:
            lines = [_("Course {number}: since {date}").format(number=number, date=begun), _("open")]
        else:
            ended = words.day(local_date(ending.at, words.zone))
            title = _("Course {number}: {begun} – {ended}")
            lines = [
                title.format(number=number, begun=begun, ended=ended),
                outcome_word(ending.outcome, words),
            ]
        yield CourseLine(course_id, "\n".join(lines))


def correction(former: FormerIdentity, after: Identity, words: Words) -> str:
    """What was corrected: `Family name: Smet → De Smet · Bed: 312-2 → 310-1`."""
    labels: Mapping[str, str] = fields.labels(words)
    return " · ".join(
        f"{labels[key]}: {fields.told(former.identity, key, words)} → {fields.told(after, key, words)}"
        for key in fields.differing(former.identity, after)
    )


def formerly_sentence(former: Sequence[FormerIdentity], now: Identity, words: Words) -> str:
    """`formerly SMET, Anna · born 15-mrt-1974`: what was once said of who it is and is not any more; else empty."""
    _ = words.gettext
    found: dict[str, None] = {}
    for each in reversed(former):
        was = each.identity
        if was.display_name != now.display_name:
            found[was.display_name] = None
        for key in fields.differing(was, now):
            if key in (fields.FAMILY_NAME, fields.GIVEN_NAME, *fields.PLACE):
                continue
            found[f"{fields.labels(words)[key]} {fields.told(was, key, words)}"] = None
    return _("formerly {facts}").format(facts=" · ".join(found)) if found else ""
