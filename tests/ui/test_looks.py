"""Language and colours change while the window runs, nothing typed is lost, and both are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.languages import LANGUAGE_NAMES, LANGUAGES
from tests.clocks import HandClock
from tests.ui.at_window import CTRL, AtWindow, Key
from tests.ui.small_ward import COORDINATOR, NURSE
from tests.ui.test_actions import back, go, palette
from tests.ui.windows import focused, show_active
from ui import theme
from ui.app import build
from ui.everywhere import everywhere
from ui.preferences import FILE_NAME, Preferences
from ui.theme import Scheme

TODAY = {"nl": "Vandaag", "en": "Today", "fr": "Aujourd'hui", "de": "Heute"}
CANCEL = {"en": "Cancel", "nl": "Annuleren", "fr": "Annuler", "de": "Abbrechen"}


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "config")


@contextmanager
def opened(
    qtbot: QtBot, path: Path, clock: HandClock, preferences: Preferences, **chosen: Any
) -> Iterator[AtWindow]:
    """The window as `run` makes it, so that Qt's own words are changed too."""
    connect = lambda: DatabaseRecords(clock).open(str(path))  # noqa: E731
    shell, defects = build(connect, clock, preferences=preferences, **chosen)
    try:
        show_active(qtbot, shell, 1366, 768)
        qtbot.waitUntil(lambda: shell.furnished is not None)
        user = AtWindow(qtbot, shell)
        user.settle()
        yield user
    finally:
        shell.leave()
        defects.restore()
        app = QApplication.instance()
        assert app is not None
        for translator in app.findChildren(QTranslator):
            QCoreApplication.removeTranslator(translator)


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock, preferences: Preferences) -> Iterator[AtWindow]:
    with opened(qtbot, ward_file, clock, preferences, language="en") as user:
        yield user


def speak(user: AtWindow, language: str) -> None:
    """Choose a language in the menu at the rail's foot."""
    user.click(user.inside.looks_button.button)
    menu = user.inside.looks_button.findChildren(QMenu)[-1]
    action = next(each for each in menu.actions() if each.text() == LANGUAGE_NAMES[language])
    menu.setActiveAction(action)
    QTest.keyClick(menu, Key.Key_Return)
    user.settle()


def test_every_word_of_the_window_follows_the_language_chosen(user: AtWindow) -> None:
    for language in ("nl", "fr", "de", "en"):
        speak(user, language)
        assert user.bridge.words.language == language
        assert user.today.heading().title == TODAY[language]
        assert user.inside.top_bar.title() == TODAY[language]
        assert user.shell.windowTitle().startswith(TODAY[language])
        assert user.today.table.hasFocus(), "work goes on"
        qt_says = QCoreApplication.translate("QPlatformTheme", "Cancel")
        assert qt_says.replace("&", "") == CANCEL[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_palette_offers_every_language_in_every_language(
    qtbot: QtBot, ward_file: Path, clock: HandClock, preferences: Preferences, language: str
) -> None:
    with opened(qtbot, ward_file, clock, preferences, language=language) as user:
        offered = {each.id: each for each in everywhere(user.inside)}
        for other, name in LANGUAGE_NAMES.items():
            action = offered[f"window.speak-{other}"]
            assert name in action.title
            assert action.can() is (other != language)
        for scheme in Scheme:
            assert offered[f"window.colours-{scheme.value}"].title


def test_one_changes_the_language_by_keys_alone(user: AtWindow) -> None:
    palette(user)
    user.type("nederlands")
    user.press(Key.Key_Return)
    back(user)
    assert user.today.heading().title == TODAY["nl"]
    user.press(Key.Key_Down)
    assert user.today.chosen(), "the keys are in the list of the new screen"


def test_where_one_was_and_what_was_typed_stays(user: AtWindow) -> None:
    user.choose("4474021")
    chosen = user.today.chosen()
    user.press(Key.Key_2, CTRL)
    user.press(Key.Key_1, CTRL)
    user.inside.open_course(chosen)
    user.settle()
    step = next(
        key
        for key in user.course.checklist.keys()  # noqa: SIM118
        if any(mode.value == "note" for mode, *_rest in user.course.entering.actions(key))
    )
    note = next(mode for mode, *_rest in user.course.entering.actions(step) if mode.value == "note")
    user.course.begin_form(step, note)
    user.settle()
    user.type("Rustig geslapen")
    speak(user, "de")
    assert user.course.course_id() == chosen
    again = user.course.entering.form()
    assert again is not None, "the form is open again"
    assert "Rustig geslapen" in str(again.draft())
    assert user.course.checklist.open_key() == step
    user.course.leave()
    user.course.leave()
    user.settle()
    assert user.today.chosen() == chosen, "and the list behind stands where it stood"


def test_the_screen_before_is_gone(user: AtWindow) -> None:
    before = user.inside
    gone: list[bool] = []
    before.destroyed.connect(lambda: gone.append(True))
    speak(user, "nl")
    user.qtbot.waitUntil(lambda: bool(gone))
    user.choose("4474021")
    user.press(Key.Key_Right)
    user.press(Key.Key_Space)
    assert user.bridge.saved_at is not None, "and nothing of it hears of what is saved"


def test_what_is_being_saved_is_saved_before_the_words_change(user: AtWindow) -> None:
    user.choose("4474021")
    user.press(Key.Key_Right)
    QTest.keyClick(focused(), Key.Key_Space)
    assert user.bridge.is_busy()
    user.inside.looks.speak("fr")
    assert user.bridge.words.language == "en", "not before it is there"
    user.qtbot.waitUntil(lambda: user.bridge.words.language == "fr")
    user.settle()
    assert user.bridge.saved_at is not None
    assert user.today.heading().title == TODAY["fr"]


def test_colours_change_at_once(user: AtWindow) -> None:
    for scheme in (Scheme.CONTRAST_DARK, Scheme.DARK, Scheme.CONTRAST, Scheme.LIGHT):
        palette(user)
        wanted = next(each for each in everywhere(user.inside) if each.id == f"window.colours-{scheme.value}")
        user.type(wanted.title)
        user.press(Key.Key_Return)
        back(user)
        assert theme.scheme() is scheme
        corner = user.shell.grab().toImage().pixelColor(1360, 760).name()
        assert corner == theme.colours().canvas


def test_both_are_remembered_for_who_chose_them(
    qtbot: QtBot, ward_file: Path, clock: HandClock, preferences: Preferences, tmp_path: Path
) -> None:
    with opened(qtbot, ward_file, clock, preferences) as user:
        assert user.bridge.words.language == "nl", "the site's, as long as nobody has chosen"
        speak(user, "fr")
        user.inside.looks.show_in(Scheme.DARK)
    theme.apply(QApplication.instance(), Scheme.LIGHT)  # type: ignore[arg-type]
    with opened(qtbot, ward_file, clock, preferences) as user:
        assert user.bridge.words.language == "fr"
        assert theme.scheme() is Scheme.DARK
    with opened(qtbot, ward_file, clock, preferences, user=NURSE.name) as user:
        assert user.bridge.words.language == "nl", "of somebody else"
    with opened(qtbot, ward_file, clock, preferences, language="en") as user:
        assert user.bridge.words.language == "en", "as the command line says"
    told = (tmp_path / "config" / FILE_NAME).read_text()
    assert COORDINATOR.name in told
    assert "SMET" not in told


def test_whoever_takes_over_has_their_own(user: AtWindow, preferences: Preferences) -> None:
    preferences.remember_language(NURSE.name, "fr")
    preferences.remember_scheme(NURSE.name, Scheme.CONTRAST)
    user.bridge.become(NURSE)
    user.settle()
    user.qtbot.waitUntil(lambda: user.bridge.words.language == "fr")
    assert theme.scheme() is Scheme.CONTRAST


def test_a_file_that_somebody_spoilt_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("language/last=klingon\n[[[\n", encoding="utf-8")
    spoilt = Preferences(tmp_path)
    assert spoilt.language() is None
    assert spoilt.scheme("a/b c") is None
    spoilt.remember_scheme("a/b c", Scheme.DARK)
    assert Preferences(tmp_path).scheme("a/b c") is Scheme.DARK
    assert Preferences(tmp_path).scheme() is Scheme.DARK
    assert Preferences(None).language() is None


def test_the_typed_search_stays(user: AtWindow) -> None:
    go(user, "patients")
    user.press(Key.Key_K, CTRL)
    user.type("maes")
    found = user.patients.table.rows().rowCount()
    speak(user, "de")
    user.qtbot.wait(60)
    user.settle()
    assert user.inside.top_bar.search.text() == "maes"
    assert user.patients.table.rows().rowCount() == found


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.CONTRAST, Scheme.CONTRAST_DARK])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rail_is_whole_in_every_language_and_scheme(
    qtbot: QtBot, ward_file: Path, clock: HandClock, preferences: Preferences, language: str, scheme: Scheme
) -> None:
    with opened(qtbot, ward_file, clock, preferences, language=language) as user:
        user.inside.looks.show_in(scheme)
        user.shell.resize(911, 512)
        user.settle()
        mark, looks = user.inside.demo_mark, user.inside.looks_button
        assert mark.tag.width() >= mark.tag.sizeHint().width(), "DEMO is never cut"
        for button in (mark.change_button, looks.button):
            assert button.width() >= button.sizeHint().width(), button.text()


def test_the_counts_in_the_rail_stay_where_a_course_is_shown(user: AtWindow) -> None:
    def counted() -> dict[str, int]:
        return {each.key: each._count for each in user.inside.rail._buttons if each._count}

    user.choose("4474021")
    user.inside.open_course(user.today.chosen())
    user.settle()
    before = counted()
    assert "today" in before
    speak(user, "de")
    user.settle()
    assert counted() == before
