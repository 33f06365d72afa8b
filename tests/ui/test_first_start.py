"""The first start: asked only where there is nothing yet, refused in place, and what was typed stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.cli.window import REMEMBERED_FILE, usual_database
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.first_start import Beginning, FirstStart
from pathway_app.languages import LANGUAGE_NAMES, LANGUAGES
from pathway_app.people import Role
from pathway_app.ports import Record
from pathway_app.signing_in import Credentials
from tests.clocks import HandClock
from tests.guarded import PASSWORD, cheap_records
from tests.postgresql import PostgresqlServer
from tests.ui.at_window import AtWindow, Key
from tests.ui.windows import focused, show_active
from ui.app import build
from ui.bridge import Bridge
from ui.first_start.view import FirstStartView
from ui.preferences import Preferences
from ui.shell import Shell
from ui.sign_in.phrase import PhraseCard


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer on which nothing is yet, at which k.wouters has logged in."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOGNAME", "k.wouters")
    return tmp_path / "data" / "zorgpad"


@pytest.fixture
def first(clock: HandClock) -> FirstStart:
    return FirstStart(cheap_records(clock), clock)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "config")


@pytest.fixture
def shell(qtbot: QtBot, clock: HandClock, first: FirstStart, preferences: Preferences) -> Iterator[Shell]:
    def connect() -> Record:
        return cheap_records(clock).open(first.address())

    def enter(credentials: Credentials, recovery: str | None) -> Record:
        return cheap_records(clock).open(first.address(), credentials=credentials, recovery=recovery)

    shell, defects = build(
        connect, clock, enter=enter, preferences=preferences, first_start=first, language=None
    )
    show_active(qtbot, shell, 1366, 768)
    qtbot.waitUntil(lambda: isinstance(shell.centralWidget(), FirstStartView))
    yield shell
    shell.leave()
    defects.restore()


@pytest.fixture
def user(qtbot: QtBot, shell: Shell) -> AtWindow:
    return AtWindow(qtbot, shell)


def asked(user: AtWindow) -> FirstStartView:
    view = user.shell.centralWidget()
    assert isinstance(view, FirstStartView)
    return view


def wait(user: AtWindow) -> None:
    user.qtbot.waitUntil(lambda: not user.bridge.is_busy(), timeout=20_000)


def opened(user: AtWindow) -> Bridge:
    user.qtbot.waitUntil(lambda: user.shell.furnished is not None, timeout=20_000)
    user.settle()
    return user.bridge


def write(user: AtWindow, field: QLineEdit, text: str) -> None:
    field.setFocus()
    user.type(text)


def choose_password(user: AtWindow) -> None:
    form = asked(user).form
    for field in (form.password, form.again):
        write(user, field, PASSWORD)


def put_phrase_away(user: AtWindow) -> PhraseCard:
    """The phrase shows, and is confirmed."""
    user.qtbot.waitUntil(lambda: asked(user).phrase_card is not None, timeout=20_000)
    card = asked(user).phrase_card
    assert isinstance(card, PhraseCard)
    groups = [line.split(" - ") for line in card.phrase.text().split("\n")]
    assert [[len(each) for each in line] for line in groups] == [[4] * 4, [4] * 3]
    assert not card.phrase.wordWrap()
    assert not card.safe.isChecked()
    assert not card.go_on.isEnabled()
    user.click(card.safe)
    user.click(card.go_on)
    return card


def test_enter_alone_shows_the_demonstration(user: AtWindow, first: FirstStart, home: Path) -> None:
    assert focused() is asked(user).demo_button
    user.press(Key.Key_Return)
    bridge = opened(user)
    assert bridge.site.demo
    assert user.today.table.rows().rowCount() > 10
    assert not Path(usual_database()).exists(), "the place of the real record stays free"
    assert FirstStart(DatabaseRecords(bridge.clock), bridge.clock).is_needed(), (
        "and it is asked again next time"
    )
    assert first.has_demonstration()


def test_a_demonstration_is_opened_as_it_was_left(first: FirstStart, clock: HandClock) -> None:
    first.demonstrate("fr")
    made = Path(first.address()).stat().st_ino
    again = FirstStart(DatabaseRecords(clock), clock)
    again.demonstrate("nl")
    assert Path(again.address()).stat().st_ino == made


def test_a_record_of_ones_own_by_keys_alone(user: AtWindow, first: FirstStart) -> None:
    form = asked(user).form
    for _stop in range(12):
        user.press(Key.Key_Tab)
        if focused() is form.full_name:
            break
    user.type("Karel Wouters")
    for text in ("", PASSWORD, PASSWORD, "UZ Voorbeeld"):
        user.press(Key.Key_Tab)
        user.type(text)
    user.press(Key.Key_Tab)
    user.type("Neurochirurgie")
    user.press(Key.Key_Return)
    put_phrase_away(user)
    bridge = opened(user)
    assert (bridge.actor.name, bridge.actor.full_name) == ("k.wouters", "Karel Wouters")
    assert bridge.actor.role is Role.ADMINISTRATOR
    assert (bridge.site.hospital, bridge.site.ward, bridge.site.demo) == (
        "UZ Voorbeeld",
        "Neurochirurgie",
        False,
    )
    assert Path(usual_database()).exists()
    assert not FirstStart(DatabaseRecords(bridge.clock), bridge.clock).is_needed()
    assert user.today.empty.isVisible(), "an empty ward says what belongs there"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_typed_stays_in_every_language(
    user: AtWindow, preferences: Preferences, language: str
) -> None:
    write(user, asked(user).form.full_name, "Karel Wouters")
    write(user, asked(user).form.ward, "Neurochirurgie")
    user.click(asked(user).form.where.buttons["server"])
    write(user, asked(user).form.server, "postgresql://zorgpad@ward/zorgpad")
    before = asked(user).form.typed()
    user.click(asked(user).languages.buttons["fr" if language == "en" else "en"])
    user.click(asked(user).languages.buttons[language])
    view = asked(user)
    assert view.form.typed() == before
    assert view.form.server.isVisible()
    assert focused() is view.languages.buttons[language]
    assert preferences.language() == language
    assert [button.title for button in view.languages.buttons.values()] == list(LANGUAGE_NAMES.values())


def test_the_language_chosen_here_is_the_record_s(user: AtWindow) -> None:
    user.click(asked(user).languages.buttons["de"])
    write(user, asked(user).form.full_name, "Karel Wouters")
    choose_password(user)
    user.press(Key.Key_Return)
    put_phrase_away(user)
    bridge = opened(user)
    assert bridge.words.language == bridge.site.language == "de"


def test_what_lacks_is_said_beside_its_field(user: AtWindow, home: Path) -> None:
    form = asked(user).form
    user.click(form.where.buttons["server"])
    user.click(form.begin_button)
    assert form.error_of(form.server)
    assert form.error_of(form.full_name)
    assert focused() is form.server
    user.type("p")
    assert not form.error_of(form.server)
    assert form.error_of(form.full_name)
    assert not home.exists()


def test_an_address_that_is_none_is_refused_in_place(user: AtWindow) -> None:
    form = asked(user).form
    user.click(form.where.buttons["server"])
    for address in ("/mnt/ward/zorgpad.db", "http://ward/zorgpad"):
        form.server.clear()
        write(user, form.server, address)
        form.full_name.clear()
        write(user, form.full_name, "Karel Wouters")
        user.press(Key.Key_Return)
        wait(user)
        user.settle()
        assert address in form.error_of(form.server)
        assert focused() is form.server
        assert form.full_name.text() == "Karel Wouters"


def test_a_folder_that_cannot_be_written_is_said_and_can_be_tried_again(user: AtWindow, home: Path) -> None:
    home.parent.mkdir(parents=True)
    home.write_text("a file where the folder should be")
    form = asked(user).form
    write(user, form.full_name, "Karel Wouters")
    choose_password(user)
    user.press(Key.Key_Return)
    wait(user)
    user.settle()
    assert str(home) in form.said.text()
    assert focused() is form.begin_button
    home.unlink()
    user.press(Key.Key_Return)
    put_phrase_away(user)
    assert opened(user).actor.full_name == "Karel Wouters"


class _Slow(DatabaseRecords):
    """A disk that takes its time, until it is let go."""

    go_on = threading.Event()

    def create(
        self, url: str, *, recovery: str | None = None, fill: Callable[[Record], None] | None = None
    ) -> Record:
        record = super().create(url, recovery=recovery, fill=fill)
        assert self.go_on.wait(20)
        return record


def test_what_takes_over_a_second_can_be_called_off(qtbot: QtBot, clock: HandClock) -> None:
    _Slow.go_on.clear()
    first = FirstStart(_Slow(clock), clock)
    shell, defects = build(
        lambda: _Slow(clock).open(first.address()), clock, language="en", first_start=first
    )
    try:
        show_active(qtbot, shell, 1366, 768)
        qtbot.waitUntil(lambda: isinstance(shell.centralWidget(), FirstStartView))
        view = shell.centralWidget()
        assert isinstance(view, FirstStartView)
        QTest.keyClick(focused(), Key.Key_Return)
        assert not view.waiting.isVisible(), "what is quick needs no words"
        qtbot.waitUntil(view.waiting.isVisible)
        QTest.mouseClick(view.waiting.cancel_button, Qt.MouseButton.LeftButton)
        assert not view.waiting.cancel_button.isEnabled()
        _Slow.go_on.set()
        qtbot.waitUntil(view.demo_button.isEnabled, timeout=20_000)
        assert not view.waiting.isVisible()
        assert focused() is view.demo_button
        assert not first.has_demonstration()
        QTest.keyClick(focused(), Key.Key_Return)
        qtbot.waitUntil(lambda: shell.furnished is not None, timeout=20_000)
        AtWindow(qtbot, shell).settle()
    finally:
        shell.leave()
        defects.restore()


class _FailsLate(DatabaseRecords):
    """The disk is full once the file has been made."""

    def create(
        self, url: str, *, recovery: str | None = None, fill: Callable[[Record], None] | None = None
    ) -> Record:
        super().create(url, recovery=recovery, fill=fill).close()
        raise EnvironmentFault("disk-full", path=url)


def test_a_half_made_record_is_taken_away(clock: HandClock) -> None:
    first = FirstStart(_FailsLate(clock), clock)
    with pytest.raises(EnvironmentFault):
        first.begin(Beginning("Karel Wouters", PASSWORD))
    with pytest.raises(EnvironmentFault):
        first.demonstrate("nl")
    assert first.is_needed()
    assert not first.has_demonstration()


def test_whoever_named_a_database_is_not_asked(clock: HandClock, tmp_path: Path) -> None:
    assert not FirstStart(DatabaseRecords(clock), clock, str(tmp_path / "none.db")).is_needed()


def test_the_ward_s_server_is_founded_once_and_joined_by_the_next(
    clock: HandClock, postgresql_server: PostgresqlServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = cheap_records(clock)
    postgresql_server.run("CREATE DATABASE first_start")
    address = postgresql_server.url("first_start")
    FirstStart(records, clock).begin(
        Beginning("Karel Wouters", PASSWORD, ward="Neurochirurgie", server=address)
    )
    assert (home / REMEMBERED_FILE).read_text().startswith("postgresql://")
    assert not FirstStart(records, clock).is_needed()
    (home / REMEMBERED_FILE).unlink()
    monkeypatch.setenv("LOGNAME", "m.peeters")
    second = FirstStart(records, clock)
    assert second.is_needed()
    assert second.begin(Beginning("Marta Peeters", ward="Elsewhere", server=address)) is None
    record = records.open(second.address(), credentials=Credentials("k.wouters", PASSWORD))
    with record.queries() as queries:
        assert queries.site().ward == "Neurochirurgie"
        assert [each.name for each in queries.accounts()] == ["k.wouters"]
    record.close()


def test_a_password_is_not_kept(clock: HandClock, home: Path) -> None:
    from pathway_app.cli.window import remember_database
    from pathway_app.first_start import _without_password

    remember_database(_without_password("postgresql://zorgpad:s3cr:et@ward:5432/zorgpad"))
    assert usual_database() == "postgresql://zorgpad@ward:5432/zorgpad"
    assert "s3cr" not in (home / REMEMBERED_FILE).read_text()


@pytest.mark.parametrize("size", [(1366, 768), (911, 512)], ids=["100 %", "150 %"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_the_window(user: AtWindow, language: str, size: tuple[int, int]) -> None:
    user.shell.resize(*size)
    user.click(asked(user).languages.buttons[language])
    user.settle()
    view = asked(user)
    view.form.where.choose("server")
    for widget in view.form.findChildren(QLineEdit):
        assert widget.visibleRegion().boundingRect().width() in (0, widget.width())
    assert view.form.geometry().right() <= view.width()
    user.click(view.form.begin_button)
    assert not focused().visibleRegion().isEmpty(), "the field that lacks something is in view"
