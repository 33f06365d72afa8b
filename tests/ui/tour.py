"""A tour of the demonstration ward's window: every screen and every dialog, for pictures, eyes and screen readers.

Nothing here needs pytest, so that `make pictures` goes the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from db.engine import DatabaseRecords
from pathway_app.backups import Folder, KeptBackup
from pathway_app.commands import PlanMeeting
from pathway_app.demonstration import demonstration
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.first_start import FirstStart
from pathway_app.founding import Foundation, found, shipped_definitions
from pathway_app.guards import Seen
from pathway_app.people import Actor, Role
from pathway_app.ports import Clock
from pathway_app.queries import LogHead
from pathway_app.restoring import Looked, Loss, Standing
from pathway_app.services.service import Service
from tests.clocks import HandClock
from ui.admin.one_time import OneTimeDialog
from ui.admin.restore_dialog import RestoreDialog
from ui.admin.view import AdminView
from ui.audit.view import AuditView
from ui.course.plans import Mode
from ui.course.view import CourseView
from ui.cover import Cover
from ui.damaged import offer_to_read
from ui.first_start.view import FirstStartView
from ui.furnished import Furnished
from ui.guard_words import standing_warnings
from ui.log.view import LogView
from ui.opening import failure_page
from ui.pictures import wait_until
from ui.preferences import Preferences
from ui.screen import Screen
from ui.sheets.dialog import SheetsDialog
from ui.shell import Shell
from ui.sign_in.door import Door, own_password_page
from ui.sign_in.phrase import phrase_page

PATIENT = "4471029"
"""whose course the tour opens"""
NURSE = "demo.nurse"
OTHERS = ("log", "admin", "emergency")
"""how the stops begin that are somebody else's"""
COORDINATOR, AUDITOR, ADMINISTRATOR = "demo.coordinator", "demo.auditor", "demo.administrator"


def make_ward(path: Path, clock: HandClock) -> None:
    """The demonstration ward as made at the clock's moment, with a meeting of the tumour board to come."""
    records = DatabaseRecords(clock)
    administrator = Actor("demo.administrator", "B. Aerts", Role.ADMINISTRATOR)
    foundation = Foundation(administrator=administrator, definitions=shipped_definitions())
    found(records, str(path), demonstration(foundation, clock.now()))
    record = records.open(str(path))
    try:
        with record.queries() as queries:
            actor = next(each for each in queries.accounts() if each.name == COORDINATOR)
            told = queries.course_of(PATIENT)
        assert told is not None
        plan = PlanMeeting(at=_afternoon(clock.now() + timedelta(days=3)), pathway=told.course.pathway)
        Service(record).execute(plan, actor)
    finally:
        record.close()


def settle(shell: Shell) -> None:
    """Until every answer has come and is shown."""
    for _round in range(3):
        wait_until(lambda: not shell.bridge.is_busy())
        QApplication.processEvents()


class Tour:
    """Leads an open window to each stop. `clock` is the window's."""

    def __init__(self, shell: Shell, clock: Clock) -> None:
        self.shell, self._clock = shell, clock
        self._apart: QMainWindow | None = None

    @property
    def inside(self) -> Furnished:
        assert self.shell.furnished is not None
        return self.shell.furnished

    def show(self, stop: str) -> QWidget:
        """Go there; what shows: a screen, a dialog, or a window of its own. `leave` closes what is over the screen."""
        settle(self.shell)
        if not stop.startswith(OTHERS):  # what somebody else sees says itself who that is
            self.be(COORDINATOR)
        STOPS[stop](self)
        settle(self.shell)
        if self._apart is not None:
            return self._apart
        dialog = self.dialog()
        if dialog is None:
            palette = self.inside.palette_search
            return palette if palette.isVisible() else self.inside
        wait_until(lambda: not isinstance(dialog, SheetsDialog) or dialog.view.image(0) is not None)
        settle(self.shell)
        return dialog

    def dialog(self) -> QDialog | None:
        """The dialog over the window, if any."""
        shown = [each for each in self.shell.findChildren(QDialog) if each.isVisible()]
        assert len(shown) <= 1, shown
        return shown[0] if shown else None

    def leave(self) -> None:
        """Close what is over the screen, and every form."""
        if self._apart is not None:
            self._apart.close()
            self._apart.deleteLater()
            self._apart = None
        dialog = self.dialog()
        if dialog is not None:
            dialog.close()
        self.inside.palette_search.hide()
        if self.shell.bridge.reading_only is not None:
            self.shell.bridge.stands(None, {}, self.shell.bridge.backup)
            self.inside.warn(())
        screen = self.inside.current()
        if isinstance(screen, CourseView):
            screen.entering.close()
        settle(self.shell)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def close_all(self) -> None:
        """Close whatever is open over the window, menus and boxes too."""
        for _round in range(10):
            over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if over is None:
                return
            over.close()
            QApplication.processEvents()
        raise AssertionError(f"{over} does not close")

    def be(self, account: str) -> None:
        """Let that person of the demonstration sit at the window."""
        bridge = self.shell.bridge
        if bridge.actor.name != account:
            bridge.become(next(each for each in bridge.accounts if each.name == account))
            settle(self.shell)

    def speak(self, language: str) -> None:
        """Everything in that language."""
        if language != self.shell.bridge.words.language:
            self.inside.looks.speak(language)
            wait_until(lambda: self.shell.bridge.words.language == language)
            settle(self.shell)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def screen(self, place: str) -> Screen:
        """A place of the rail, filled."""
        self.inside.go(place)
        settle(self.shell)
        screen = self.inside.current()
        assert screen is not None
        return screen

    def course(self) -> CourseView:
        """The course of `PATIENT`, filled."""
        found: list[str] = []
        self.shell.bridge.ask(
            self.shell,
            lambda queries: queries.course_of(PATIENT),
            lambda record: found.append(record.course.id) if record is not None else None,
        )
        settle(self.shell)
        self.inside.open_course(found[0])
        settle(self.shell)
        return cast(CourseView, self.inside.current())

    def form(self, mode: Mode | None = None) -> None:
        """The form with the most fields of what is still to do there, or one of another mode."""
        view = self.course()
        keys = [key for key in view.checklist.keys() if self._offers(view, key, mode)]  # noqa: SIM118
        view.checklist.focus_row(keys[0])
        if mode is None:
            view.entering.open(keys[0])
        else:
            view.begin_form(keys[0], mode)

    def do(self, name: str) -> None:
        """What the present screen's list of actions calls `name`."""
        screen = self.inside.current()
        assert screen is not None
        action = next(each for each in screen.screen_actions() if each.id == name)
        assert action.can() and action.do is not None, action.reason()
        action.do()

    def first_start(self) -> None:
        """The first start, in a window of its own."""
        looks, bridge = self.inside.looks, self.shell.bridge
        looks.before(bridge.words.language)
        view = FirstStartView(bridge, FirstStart(DatabaseRecords(self._clock), self._clock), looks)
        self.alone(view)
        view.focus_first()

    def locked(self, *, guarded: bool) -> Cover:
        """The cover of a window in which people log in, or of a demonstration's."""
        self.alone(QWidget())
        window, bridge = self._apart, self.shell.bridge
        assert window is not None
        bridge.guarded = guarded
        try:
            cover = Cover(window, bridge, _Known(None))
        finally:
            bridge.guarded = False
        window.setCentralWidget(cover)
        return cover

    def alone(self, page: QWidget) -> None:
        """What shows before a record is open, in a window of its own."""
        if self._apart is None:
            self._apart = QMainWindow()
        self._apart.setCentralWidget(page)
        self._apart.resize(self.shell.size())
        self._apart.show()

    def _offers(self, view: CourseView, key: str, mode: Mode | None) -> bool:
        modes = [each for each, *_rest in view.entering.actions(key)]
        return Mode.TICK in modes if mode is None else mode in modes


def _afternoon(moment: datetime) -> datetime:
    return moment.replace(hour=15, minute=0, second=0, microsecond=0)


def _then(place: str, action: str) -> Callable[[Tour], None]:
    """An action of a screen; `window` is what can be done everywhere."""

    def show(tour: Tour) -> None:
        tour.course() if place == "course" else tour.screen(place)
        tour.do(action)

    return show


def _window(name: str) -> Callable[[Tour], None]:
    def show(tour: Tour) -> None:
        tour.screen("today")
        getattr(tour.inside, name)()

    return show


def _place(key: str) -> Callable[[Tour], None]:
    def show(tour: Tour) -> None:
        tour.screen(key)

    return show


def _audit(
    then: Callable[[AuditView], object] | None = None, *, as_table: bool = False
) -> Callable[[Tour], None]:
    """The audit in charts, or in tables; `then` is done there."""

    def show(tour: Tour) -> None:
        view = cast(AuditView, tour.screen("audit"))
        wait_until(lambda: view.measured() is not None)
        settle(tour.shell)
        if view.shows_tables() is not as_table:
            view.switch()
        if then is not None:
            then(view)

    return show


def _search(tour: Tour) -> None:
    tour.course()
    tour.inside.search()


def _on_the_map(tour: Tour) -> None:
    tour.inside.open_pathway(tour.course().course_id())


def _log(action: str = "") -> Callable[[Tour], None]:
    """The log, which is an auditor's, and what can be done there."""

    def show(tour: Tour) -> None:
        tour.be(AUDITOR)
        tour.screen("log")
        if action:
            tour.do(action)

    return show


def _log_of_days(tour: Tour) -> None:
    _log()(tour)
    cast(LogView, tour.inside.current()).ask_days()


def _admin(part: str, then: Callable[[AdminView], object] | None = None) -> Callable[[Tour], None]:
    """A tab of the administration, and what is done there."""

    def show(tour: Tour) -> None:
        tour.be(ADMINISTRATOR)
        view = cast(AdminView, tour.screen("administration"))
        view.show_section(part)
        settle(tour.shell)
        if part == "backups":
            wait_until(lambda: bool(view.backups.places.text()))
        if then is not None:
            then(view)

    return show


def _one_time(view: AdminView) -> None:
    """As it is shown where people log in."""
    OneTimeDialog(view.people.bridge, view, "v.nys", "Veerle Nys", "k7mp-3xqd-wwz4-9hta").open()


class _Known(Preferences):
    """Of a computer at which some have logged in."""

    def names(self) -> tuple[str, ...]:
        return "m.peeters", "k.wouters", "v.nys"


def _door(kind: str) -> Callable[[Tour], None]:
    """What is asked of somebody who wants to be let in; `kind` is "sign-in" or "recovery"."""

    def show(tour: Tour) -> None:
        door = Door(tour.shell.bridge, _Known(None), tour.shell, tour.alone)
        door.ask(Refused(Refusal("sign-in-refused", "password")))
        if kind == "recovery":
            door.ask_phrase("k.wouters")

    return show


def _phrase(tour: Tour) -> None:
    words = tour.shell.bridge.words
    tour.alone(phrase_page(words, "5Q8F-BJ4R-HPD1-Y2XX-RG1M-3B19-YE0A", "k.wouters", lambda: None))


def _emergency(tour: Tour) -> None:
    tour.be(NURSE)
    tour.screen("today")
    tour.inside.emergency.ask()


def _emergency_lasts(tour: Tour) -> None:
    """A nurse's window while the wider rights last."""
    tour.be(NURSE)
    tour.screen("today")
    bridge = tour.shell.bridge
    bridge.emergency_until = bridge.clock.now() + timedelta(minutes=42)
    tour.inside.emergency.look()


def _damaged(tour: Tour) -> None:
    """A record that cannot be opened, and what can be done."""
    bridge = tour.shell.bridge
    error = Refused(Refusal("database-damaged", params={"path": "/srv/ward/zorgpad.db"}))
    page = failure_page(bridge.words, error)
    first = FirstStart(DatabaseRecords(bridge.clock), bridge.clock, "zorgpad.db")
    offer_to_read(page, bridge.words, error, first, lambda: None)
    tour.alone(page)


def _only_read(tour: Tour) -> None:
    """A window beside another one that has the record open."""
    tour.screen("today")
    bridge = tour.shell.bridge
    because = {"login": "v.nys", "computer": "post-3-bed-12", "since": bridge.clock.now()}
    seen = Seen("open-elsewhere", because, None, None, None, None, backup_due=False, check_due=False)
    bridge.stands(seen.reading_only, seen.because, bridge.backup)
    tour.inside.warn(standing_warnings(bridge.words, seen, None, None))


def _restore(view: AdminView) -> RestoreDialog:
    """As it is asked of a real record."""
    path = Path("zorgpad.db")
    backup = KeptBackup(path, view.people.bridge.clock.now(), 4_000_000, Folder.FIRST)
    records = DatabaseRecords(view.people.bridge.clock)
    dialog = RestoreDialog(view.people.bridge, view, records, backup, path)
    dialog.open()
    dialog.card.into_new.click()
    return dialog


def _loss(view: AdminView) -> None:
    """What would be lost in the record's place."""
    dialog, now = _restore(view), view.people.bridge.clock.now()
    dialog.card.in_place.click()
    dialog.show_looked(Looked(LogHead(281, "7f3a91c2" * 8), Loss(Standing.EARLIER, 11, now)))


STOPS: dict[str, Callable[[Tour], object]] = {
    "today": _place("today"),
    "patients": _place("patients"),
    "course": lambda tour: tour.form(),
    "board": _place("board"),
    "followup": _place("followup"),
    "variances": _place("variances"),
    "audit": _audit(),
    "audit-tables": _audit(as_table=True),
    "audit-people": _audit(lambda view: view.open_people(view.charts.completion.rows()[0].bar.figure)),
    "audit-filter": _audit(lambda view: view.ask_filter()),
    "pathway": _place("pathway"),
    "pathway-of-course": _on_the_map,
    "log": _log(),
    "log-days": _log_of_days,
    "log-verify": _log("log.verify"),
    "admin-people": _admin("people"),
    "admin-add": _admin("people", lambda view: view.people.add()),
    "admin-role": _admin("people", lambda view: view.people.change_role()),
    "admin-one-time": _admin("people", _one_time),
    "admin-backups": _admin("backups"),
    "admin-restore": _admin("backups", _restore),
    "admin-restore-loss": _admin("backups", _loss),
    "admin-log-check": _admin("log-check"),
    "admin-settings": _admin("settings"),
    "admin-emergencies": _admin("emergencies"),
    "admin-about": _admin("about"),
    "sheets": _then("course", "course.sheet"),
    "new-patient": _window("new_patient"),
    "first-start": lambda tour: tour.first_start(),
    "sign-in": _door("sign-in"),
    "recovery": _door("recovery"),
    "locked": lambda tour: tour.locked(guarded=True),
    "locked-demo": lambda tour: tour.locked(guarded=False),
    "locked-other": lambda tour: tour.locked(guarded=True).ask_somebody(),
    "damaged": _damaged,
    "only-read": _only_read,
    "given-password": lambda tour: tour.alone(own_password_page(tour.shell.bridge, "given", lambda: None)),
    "phrase": _phrase,
    "change-password": _window("change_password"),
    "emergency": _emergency,
    "emergency-lasts": _emergency_lasts,
    "palette": _window("show_palette"),
    "help": _window("show_keys"),
    "search": _search,
    "correction": lambda tour: tour.form(Mode.CORRECT),
    "variance": lambda tour: tour.form(Mode.SKIP),
    "identity": _then("course", "course.identity"),
    "end-course": _then("course", "course.end"),
    "ward-sheets": _then("today", "today.ward"),
}
"""every screen and dialog by a name, with what leads there"""


@contextmanager
def on_tour(shell: Shell, clock: Clock) -> Iterator[Tour]:
    """The tour of a window whose record is open; whatever it opened is closed."""
    tour = Tour(shell, clock)
    try:
        yield tour
    finally:
        tour.close_all()
        tour.leave()
