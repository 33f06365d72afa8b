"""The only thing in `ui` that talks to the record: who works here, in what language, and what `ui.record` does.

Everything that touches the record runs on one worker thread; answers come back to the window's thread.
Nothing here imports the database: `connect` does, on the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QObject, Signal

from pathway_app.domain.errors import EnvironmentFault
from pathway_app.people import Actor, Site
from ui.record.commands import Commands
from ui.record.opening import LetIn, Opened, drafts_of, let_in, opened, rights_of, wants_sign_in

if TYPE_CHECKING:
    from pathway_app.changes import Changes
    from pathway_app.guards import BackupSeen
    from pathway_app.i18n import Words
    from pathway_app.ports import Clock, Queries, Record
    from pathway_app.signing_in import Credentials

Connect = Callable[[], "Record"]
Enter = Callable[["Credentials", "str | None"], "Record"]
"""opens the record for who shows a password; with a recovery phrase that password becomes the new one"""


class Bridge(Commands):
    """Asks the record and changes it, for every screen.

    `site`, `accounts`, `actor`, `zone` and `words` may be read once `connected` was sent; `words` (in the
    chosen or the desktop's language) already when `failed` is.
    """

    connected = Signal()
    failed = Signal(object)
    """EnvironmentFault or Refused while opening; `open` may be called again"""
    sign_in_wanted = Signal(object)
    """the record opens with a password only: the Refused that says so, or why the one given was not taken"""
    leaving = Signal()
    """the present actor makes room for another, or the window closes: what is typed is to be put on the shelf"""
    actor_changed = Signal()
    words_changed = Signal()
    """another language: `words` are others, and whatever shows words is to be made anew"""
    standing_changed = Signal()
    """whether anything can be saved here, or which backup is the newest"""

    site: Site
    words: Words
    zone: ZoneInfo

    def __init__(
        self,
        connect: Connect,
        clock: Clock,
        *,
        user: str | None = None,
        language: str | None = None,
        chosen: Callable[[str], str | None] | None = None,
        enter: Enter | None = None,
        defect: Callable[[BaseException], None],
    ) -> None:
        """`language` goes before the one `chosen` by an account (its name; empty: by anybody here)."""
        super().__init__(clock, defect)
        self.reading_only_because: Mapping[str, object] = {}
        """what else the fault tells that says why nothing can be saved here"""
        self.backup: BackupSeen | None = None
        """how old the newest backup is; None where none is wanted, or nobody has looked yet"""
        self.first_language: str | None = None
        """chosen at the first start, before anybody could have an own choice"""
        self.is_connected = False
        self.must_change = False
        """the present actor's password was given by an administrator: it is to be changed before anything else"""
        self._connect = connect
        self._enter = enter
        self._user = user
        self._language = language
        self._chosen = chosen or _nobody_chose
        self.committed.connect(self._settings_changed)

    def account_wanted(self) -> str:
        """Whom the command line named as who works here; empty where it did not."""
        return self._user or ""

    def open(self, credentials: Credentials | None = None, recovery: str | None = None) -> None:
        """Open the record on the worker; `connected`, `sign_in_wanted` or `failed` follows.

        `recovery`: the recovery phrase opens it, and the password in `credentials` becomes the new one.
        """
        self._worker.submit(
            lambda: self._opened(credentials, recovery),
            self._on_open,
            owner=self,
            on_refused=self._on_failed,
            on_fault=self._on_failed,
        )

    def stands(
        self,
        reading_only: str | None,
        because: Mapping[str, object],
        backup: BackupSeen | None,
        site: Site | None = None,
    ) -> None:
        """What was seen of the record's surroundings; `standing_changed` follows where it is new.

        `site`: its settings, which somebody may have changed by other means.
        """
        now = self.site if site is None else replace(site, demo=self.site.demo)
        before = (self.reading_only, self.reading_only_because, self.backup, self.site)
        self.reading_only, self.reading_only_because, self.backup = reading_only, because, backup
        self.site = now
        if before != (reading_only, because, backup, now):
            self.standing_changed.emit()

    def end_emergency(self) -> None:
        """Its time is over, or nobody took any: the rights are those of the role."""
        self._show_emergency(None)

    def become(self, actor: Actor) -> None:
        """Act as someone else from now on: between the invented people of a demonstration only."""
        if not self.site.demo:
            raise RuntimeError("only a demonstration lets one change places")
        if actor != self.actor:
            self._change_to(actor, {})
            self._forget_failed()
            self.emergency_until = None
            self.actor_changed.emit()
            self._read_drafts(actor)
            self._read_settings()

    def check(
        self,
        asker: QObject,
        credentials: Credentials,
        then: Callable[[LetIn], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Have a password looked at in the open record, to unlock the window or to take it over.

        `failed` gets a Refused (`sign-in-refused`, `sign-in-wait`) or an EnvironmentFault. What was wrong is logged.
        """
        record, own, now = self._record, credentials.name == self.actor.name, self.clock.now()

        def work() -> LetIn:
            assert record is not None
            return let_in(record, credentials, now, own=own)

        self._worker.submit(work, then, owner=asker, on_refused=failed, on_fault=failed)

    def take_over(self, who: LetIn) -> None:
        """Go on as who gave the right password: what the one before typed stays on that one's shelf alone."""
        from pathway_app.accesses import Access

        if who.actor.name != self.actor.name:
            self.note(Access.LOGGED_OUT)
            self._change_to(who.actor, who.drafts)
            self.note(Access.LOGGED_IN, login=_login())
        else:
            self.actor = who.actor  # with another role perhaps
        self._forget_failed()
        self.accounts, self.must_change = who.accounts, who.must_change
        self.emergency_until = who.emergency_until
        self.actor_changed.emit()

    def put_drafts_away(self, then: Callable[[EnvironmentFault | None], None] | None = None) -> None:
        """Write what is typed anywhere; `then` gets None once that is done, else what is in the way."""
        self.leaving.emit()
        self.drafts.flush(then)

    def speak(self, language: str) -> None:
        """Go on in another language; `words_changed` follows. Questions that failed are asked anew by new screens."""
        from pathway_app.i18n import Words

        if language == self.words.language:
            return
        self.words = Words(language, self.zone)
        self._failed = {key: again for key, again in self._failed.items() if key == "command"}
        self.words_changed.emit()

    def close(self, timeout: float = 10.0) -> bool:
        """Finish what was begun and close the record; False where that took over `timeout` seconds."""
        if self._record is not None:
            self.put_drafts_away()
            if self.guarded:
                from pathway_app.accesses import Access

                self.note(Access.LOGGED_OUT)
        self._call_off()
        self._close_record()
        return self._close_threads(timeout)

    def words_before(self) -> Words:
        """The words to use before the record is open."""
        from pathway_app.i18n import Words

        return Words(self._language or self._chosen("") or _desktop_language())

    def _opened(self, credentials: Credentials | None, recovery: str | None) -> Opened:
        self.words = self.words_before()
        if credentials is not None and self._enter is not None:
            record = self._enter(credentials, recovery)
        else:
            record = self._connect()

        def language(actor: Actor, site: Site) -> str:
            return self._language or self._chosen(actor.name) or self.first_language or site.language

        return opened(record, self._user, self.clock.now(), language)

    def _settings_changed(self, changes: Changes) -> None:
        if changes.settings:
            self._read_settings()

    def _change_to(self, actor: Actor, drafts: dict[str, str]) -> None:
        self.put_drafts_away()
        self.actor = actor
        self.changed_last = self.saved_at = self.unsaved_fault = None
        self.drafts.begin(actor.name, drafts)

    def _read_settings(self) -> None:
        """Site, accounts and wider rights may be others now."""
        actor = self.actor

        def read(queries: Queries) -> tuple[Site, tuple[Actor, ...], datetime | None]:
            return queries.site(), queries.accounts(), rights_of(queries, actor, self.clock.now())[1]

        def answered(told: tuple[Site, tuple[Actor, ...], datetime | None]) -> None:
            if actor == self.actor:
                site, self.accounts, until = told
                self.site = replace(site, demo=self.site.demo)  # that never changes while it is open
                self._show_emergency(until)
                self.standing_changed.emit()

        self.ask(self, read, answered, topic="settings")

    def _show_emergency(self, until: datetime | None) -> None:
        if until != self.emergency_until:
            self.leaving.emit()  # the forms are made anew
            self.emergency_until = until
            self.actor_changed.emit()

    def _read_drafts(self, actor: Actor) -> None:
        def read(kept: dict[str, str]) -> None:
            if actor == self.actor:
                self.drafts.take(kept)

        def again() -> None:
            if actor == self.actor:
                self._read_drafts(actor)

        def failed(fault: BaseException) -> None:
            if actor == self.actor:
                self._on_fault(fault, "drafts", again)

        self.beside(
            self,
            lambda record: drafts_of(record, actor),
            read,
            failed,
        )

    def _on_open(self, told: Opened) -> None:
        self._record = told.record
        self.reading_only = told.record.reading_only
        self.reading_only_because = told.record.reading_only_because
        self.site, self.accounts, self.actor, self.words = told.site, told.accounts, told.actor, told.words
        self.zone = told.words.zone
        self.guarded, self.must_change = told.record.signed_in is not None, told.must_change
        self.emergency_until = told.emergency_until
        self.drafts.begin(told.actor.name, told.drafts)
        self.is_connected = True
        self.connected.emit()

    def _on_failed(self, error: BaseException) -> None:
        if wants_sign_in(error):
            self.sign_in_wanted.emit(error)
        else:
            self.failed.emit(error)


def _login() -> str:
    from pathway_app.who_acts import login_name

    return login_name() or ""


def _nobody_chose(_account: str) -> None:
    return None


def _desktop_language() -> str:
    from pathway_app.i18n import LANGUAGES

    desktop = QLocale.system().name()[:2]
    return desktop if desktop in LANGUAGES else LANGUAGES[0]
