"""The window's beginning: application, look, hooks for defects, shell, event loop."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from ui import errors, theme
from ui.bridge import Bridge, Enter
from ui.errors import Defect, Defects
from ui.places import Place, Places
from ui.preferences import Preferences, usual_folder
from ui.shell import NAME, Shell
from ui.theme import Scheme

if TYPE_CHECKING:
    from pathway_app.first_start import FirstStart
    from pathway_app.i18n import Words
    from pathway_app.ports import Clock, Record
    from pathway_app.sheets import Pack
    from ui.screen import Screen


def run(
    connect: Callable[[], Record],
    clock: Clock,
    *,
    enter: Enter | None = None,
    user: str | None = None,
    language: str | None = None,
    first_start: FirstStart | None = None,
) -> int:
    """Show the window until it is closed; the exit status. `connect` and `enter` are called on another thread."""
    preferences = Preferences(usual_folder())
    app = application(preferences.scheme() or Scheme.SYSTEM)
    shell, defects = build(
        connect,
        clock,
        enter=enter,
        user=user,
        language=language,
        preferences=preferences,
        first_start=first_start,
    )
    shell.show_fitting()
    status = app.exec()
    defects.restore()
    return status


def application(scheme: Scheme = Scheme.SYSTEM) -> QApplication:
    """The one application, with its look."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName(NAME)
    app.setApplicationDisplayName(NAME)
    theme.apply(app, scheme)
    return app


def build(
    connect: Callable[[], Record],
    clock: Clock,
    *,
    enter: Enter | None = None,
    user: str | None = None,
    language: str | None = None,
    preferences: Preferences | None = None,
    first_start: FirstStart | None = None,
) -> tuple[Shell, Defects]:
    """The window, not yet shown; the record is opened once it has been painted.

    Keep the hooks as long as the window, and `restore` them after it.
    """
    # Nothing that start-up makes is garbage: looking for some would take a seventh of its time.
    gc.disable()
    told = _DefectDialog()
    defects = errors.install(told.show)
    preferences = preferences or Preferences(None)
    bridge = Bridge(
        connect,
        clock,
        enter=enter,
        user=user,
        language=language,
        chosen=preferences.language,
        defect=defects.report,
    )
    shell = Shell(bridge, partial(places, first_start=first_start), preferences)
    told.shell = shell
    shell.first_painted.connect(lambda: shell.begin(first_start))
    bridge.connected.connect(lambda: _translate_qt(bridge.words.language))
    bridge.words_changed.connect(lambda: _translate_qt(bridge.words.language))
    # At the door as well as inside: whichever comes first.
    for there in (shell.ready, bridge.failed, bridge.sign_in_wanted):
        there.connect(lambda *_told: _collect(shell))
    return shell, defects


def _collect(shell: Shell) -> None:
    """Collect garbage again, leaving out what stays as long as the program."""
    from ui.collecting import Collecting

    if shell.findChild(Collecting) is None:
        Collecting(shell)


class _DefectDialog:
    """Tells of a defect, one at a time, and lets the user go on."""

    def __init__(self) -> None:
        self.shell: Shell | None = None
        self._shown = False

    def show(self, defect: Defect) -> None:
        from PySide6.QtWidgets import QApplication

        from ui.widgets.plain import message_box

        if self._shown or self.shell is None or not self.shell.isVisible():
            return
        words = getattr(self.shell.bridge, "words", None)
        gettext = words.gettext if words is not None else str
        box = message_box(
            self.shell,
            NAME,
            gettext(
                "Something went wrong in the program. What was saved is safe; look whether your last step was."
            ),
        )
        box.setDetailedText(defect.text())
        box.finished.connect(self._closed)
        self._shown = True
        box.open()
        QApplication.beep()

    def _closed(self) -> None:
        self._shown = False


def _translate_qt(language: str) -> None:
    """Qt's own buttons in the reader's language, where Qt has it."""
    app = QApplication.instance()
    if app is None:
        return
    for before in app.findChildren(QTranslator):
        app.removeTranslator(before)
        before.deleteLater()
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(language), "qtbase", "_", folder):
        app.installTranslator(translator)


def places(words: Words, first_start: FirstStart | None = None) -> Places:
    """The screens there are. A place of the rail is one line here, and the function that makes its screen."""
    from pathway_app.permissions import may_administer, may_read_log

    _ = words.gettext
    return Places(
        rail=(
            Place("today", _("Today"), _today),
            Place("patients", _("Patients"), _patients),
            Place("board", _("Tumour board"), _board),
            Place("followup", _("Follow-up"), _follow_up),
            Place("variances", _("Variances"), _variances),
            Place("audit", _("Audit"), _audit),
            Place("pathway", _("Pathway"), _pathway),
            Place("log", _("Log"), _log, may_read_log),
            Place(
                "administration", _("Administration"), partial(_administration, first_start), may_administer
            ),
        ),
        course=_course,
        new_patient=_new_patient,
        sheets=_sheets,
    )


def _today(bridge: Bridge) -> Screen:
    from ui.today.view import TodayView

    return TodayView(bridge)


def _patients(bridge: Bridge) -> Screen:
    from ui.patients.arrangement import Arrangements
    from ui.patients.view import PatientsView

    return PatientsView(bridge, Arrangements(usual_folder()))


def _board(bridge: Bridge) -> Screen:
    from ui.board.view import BoardView

    return BoardView(bridge)


def _follow_up(bridge: Bridge) -> Screen:
    from ui.followup.view import FollowUpView

    return FollowUpView(bridge)


def _variances(bridge: Bridge) -> Screen:
    from ui.variances.view import VariancesView

    return VariancesView(bridge)


def _audit(bridge: Bridge) -> Screen:
    from ui.audit.view import AuditView

    return AuditView(bridge)


def _pathway(bridge: Bridge) -> Screen:
    from ui.definition.view import DefinitionView

    return DefinitionView(bridge)


def _log(bridge: Bridge) -> Screen:
    from ui.log.view import LogView

    return LogView(bridge)


def _administration(first_start: FirstStart | None, bridge: Bridge) -> Screen:
    from ui.admin.view import AdminView

    return AdminView(bridge, first_start.records if first_start is not None else None)


def _course(bridge: Bridge) -> Screen:
    from ui.course.view import CourseView

    return CourseView(bridge)


def _new_patient(bridge: Bridge, window: QWidget, opened: Callable[[str], None]) -> None:
    from ui.patients.new_patient import open_new_patient

    open_new_patient(bridge, window, opened)


def _sheets(bridge: Bridge, window: QWidget, courses: tuple[str, ...], pack: Pack) -> None:
    from ui.printing.choices import Choices, usual_folder
    from ui.sheets.dialog import open_sheets

    open_sheets(bridge, window, courses, pack, Choices(usual_folder()))
