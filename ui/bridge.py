"""The only thing in `ui` that talks to the record: questions, commands and their answers as Qt signals.

Everything that touches the record runs on one worker thread; answers come back to the window's thread.
Nothing here imports the database: `connect` does, on the worker.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import shiboken6
from PySide6.QtCore import QLocale, QObject, Signal

from pathway_app.domain.errors import Conflict, EnvironmentFault, Refused
from pathway_app.people import Actor, Site
from ui.drafts import DraftShelf
from ui.tasks import Ticket, Worker

if TYPE_CHECKING:
    from pathway_app.accesses import Access
    from pathway_app.commands import Changes, Command, NoteAccess
    from pathway_app.documents.making import Made
    from pathway_app.guards import BackupSeen
    from pathway_app.i18n import Words
    from pathway_app.ports import Clock, Queries, Record
    from pathway_app.services.service import Service
    from pathway_app.sheets import Destination, SheetOrder
    from pathway_app.signing_in import Credentials

T = TypeVar("T")

_NOTED_LATER = 500
"""so many reads are kept to be noted where the disk is full"""

_AT_THE_DOOR = frozenset(
    {
        *("sign-in-needed", "sign-in-refused", "sign-in-wait"),
        *("recovery-typing", "recovery-refused", "recovery-not-administrator"),
        *("password-short", "password-long", "password-name"),
    }
)
"""the codes of what whoever shows a password can mend there"""

Connect = Callable[[], "Record"]
Enter = Callable[["Credentials", "str | None"], "Record"]
"""opens the record for who shows a password; with a recovery phrase that password becomes the new one"""


@dataclass(frozen=True, slots=True)
class _Open:
    """What opening the record told."""

    record: Record
    site: Site
    accounts: tuple[Actor, ...]
    actor: Actor
    words: Words
    drafts: dict[str, str]
    must_change: bool
    emergency_until: datetime | None


@dataclass(frozen=True, slots=True)
class LetIn:
    """Whose password was right in the open record."""

    actor: Actor
    accounts: tuple[Actor, ...]
    drafts: dict[str, str]
    must_change: bool
    emergency_until: datetime | None


class Bridge(QObject):
    """Asks the record and changes it, for every screen.

    `site`, `accounts`, `actor`, `zone` and `words` may be read once `connected` was sent; `words` (in the
    chosen or the desktop's language) already when `failed` is.
    """

    connected = Signal()
    failed = Signal(object)
    """EnvironmentFault or Refused while opening; `open` may be called again"""
    sign_in_wanted = Signal(object)
    """the record opens with a password only: the Refused that says so, or why the one given was not taken"""
    committed = Signal(object)
    """Changes, after each command that was carried out"""
    fault = Signal(object)
    """EnvironmentFault of a command or a question; `retry` does what failed again"""
    recovered = Signal()
    """the first answer or commit after a fault"""
    leaving = Signal()
    """the present actor makes room for another, or the window closes: what is typed is to be put on the shelf"""
    actor_changed = Signal()
    words_changed = Signal()
    """another language: `words` are others, and whatever shows words is to be made anew"""
    not_saved = Signal()
    """a command met a fault; `unsaved_fault` tells which"""
    busy_changed = Signal(bool)
    standing_changed = Signal()
    """whether anything can be saved here, or which backup is the newest"""

    site: Site
    accounts: tuple[Actor, ...]
    actor: Actor
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
        super().__init__()
        self.clock = clock
        self.saved_at: datetime | None = None
        self.unsaved_fault: EnvironmentFault | None = None
        """why the present actor's newest command was not saved; None once one was"""
        self.reading_only: str | None = None
        """the code of the fault that says why nothing can be saved here"""
        self.reading_only_because: Mapping[str, object] = {}
        """what else that fault tells"""
        self.backup: BackupSeen | None = None
        """how old the newest backup is; None where none is wanted, or nobody has looked yet"""
        self.not_saved_at: datetime | None = None
        self.present_fault: EnvironmentFault | None = None
        """what the surroundings lack, until something succeeds again"""
        self.changed_last: str | None = None
        """the course that the present actor changed last, since the window was opened"""
        self.first_language: str | None = None
        """chosen at the first start, before anybody could have an own choice"""
        self.is_connected = False
        self.guarded = False
        """whether people log in here: not in a demonstration"""
        self.must_change = False
        """the present actor's password was given by an administrator: it is to be changed before anything else"""
        self.emergency_until: datetime | None = None
        """the last moment (UTC) of the wider rights that the present actor took in an emergency"""
        self._connect = connect
        self._enter = enter
        self._user = user
        self._language = language
        self._chosen = chosen or _nobody_chose
        self._defect = defect
        self._worker = Worker(defect, refusals=(Refused,), faults=(EnvironmentFault,))
        self._worker.busy_changed.connect(self.busy_changed)
        self._other: Worker | None = None
        self._aside: Worker | None = None
        self._at_length: Worker | None = None
        self._lengthy: list[Ticket] = []
        self._apart: dict[str, Worker] = {}
        self._record: Record | None = None
        self._service: Service | None = None
        self._to_note: deque[tuple[Actor, NoteAccess]] = deque(maxlen=_NOTED_LATER)
        self.drafts = DraftShelf(self.beside, self)
        self._tickets: WeakKeyDictionary[QObject, dict[str, Ticket]] = WeakKeyDictionary()
        self._failed: dict[object, Callable[[], None]] = {}
        self._faulty = False

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

    def ask(
        self,
        asker: QObject,
        question: Callable[[Queries], T],
        answered: Callable[[T], None],
        *,
        topic: str = "",
    ) -> None:
        """Have `question` answered from the record; `answered` is called on this thread.

        A newer question of the same asker and topic takes its place; nothing is called once the asker is
        deleted. Where the surroundings fail, `fault` is sent and `retry` asks again.
        """
        topics = self._tickets.setdefault(asker, {})
        if topic in topics:
            topics[topic].drop()
        key = (id(asker), topic)
        self._failed.pop(key, None)

        def work() -> T:
            assert self._record is not None
            with self._record.queries() as queries:
                return question(queries)

        def done(answer: T) -> None:
            self._well()
            answered(answer)

        def again() -> None:
            self.ask(asker, question, answered, topic=topic)

        topics[topic] = self._worker.submit(
            work, done, owner=asker, on_fault=lambda fault: self._on_fault(fault, key, again)
        )

    def forget(self, asker: QObject, topic: str = "") -> None:
        """The answer to that question is no longer wanted."""
        ticket = self._tickets.get(asker, {}).pop(topic, None)
        if ticket is not None:
            ticket.drop()
        self._failed.pop((id(asker), topic), None)

    def execute(
        self,
        command: Command,
        *,
        done: Callable[[Changes], None],
        refused: Callable[[Refused], None],
        failed: Callable[[EnvironmentFault], None] | None = None,
        asker: QObject | None = None,
        draft: str = "",
    ) -> None:
        """Carry out `command` as the present actor.

        `draft` is the key of what was typed for it, which is dropped in the same moment. `done` follows once the
        change is durable, then `committed`. Conflict comes through `refused`, with the full name of who was
        first. Where the surroundings fail, `fault` is sent after `failed`; `retry` gives the same command again,
        unless another was given meanwhile. With an `asker` nothing is called back once that is deleted.
        """
        actor, record = self.actor, self._record
        told_in_foot = _is_own_change(command)
        self._failed.pop("command", None)
        if draft:
            self.drafts.flush()  # before it, so that nothing brings the draft back after

        def work() -> Changes:
            assert record is not None  # also where the window closes meanwhile
            changes = self._ready_service(record).execute(command, actor)
            if draft:
                _drop_draft(record, actor, draft)
            return changes

        def carried_out(changes: Changes) -> None:
            if actor == self.actor and draft:
                self.drafts.drop(draft)
            if told_in_foot and actor == self.actor:  # the foot says it of who works now
                self.saved_at = self.clock.now()
                self.unsaved_fault = None
            if changes.entries and len(changes.courses) == 1 and actor == self.actor:
                self.changed_last = next(iter(changes.courses))
            self._well()
            if changes.settings:
                self._read_settings()
            if _lives(asker):
                done(changes)
            self.committed.emit(changes)

        def was_refused(error: BaseException) -> None:
            assert isinstance(error, Refused)
            self._well()
            if _lives(asker):
                refused(self._by_full_name(error))

        def again() -> None:
            self.execute(command, done=done, refused=refused, failed=failed, asker=asker, draft=draft)

        def went_wrong(fault: BaseException) -> None:
            assert isinstance(fault, EnvironmentFault)
            if told_in_foot and actor == self.actor:
                self.unsaved_fault, self.not_saved_at = fault, self.clock.now()
            if failed is not None and _lives(asker):
                failed(fault)
            self._on_fault(fault, "command", again)
            self.not_saved.emit()

        self._worker.submit(work, carried_out, on_refused=was_refused, on_fault=went_wrong)

    def note(self, what: Access, courses: tuple[str, ...] = (), /, **details: str) -> None:
        """Put on record what the present actor read, exported or verified; nobody waits for it or hears of it.

        What the surroundings do not let through is noted with the next; where nothing can be written, nothing is.
        """
        from pathway_app.commands import NoteAccess

        record = self._record
        if record is None or self.reading_only is not None:
            return
        command = NoteAccess(what=what, courses=courses, details=details)
        self._to_note.append((self.actor, command))
        self._worker.submit(lambda: self._note_all(record), _nothing, on_fault=_nothing)

    def _note_all(self, record: Record) -> None:
        """On the worker."""
        while self._to_note:
            actor, command = self._to_note.popleft()
            try:
                with suppress(Refused):  # of a course that is not there nothing was read
                    self._ready_service(record).execute(command, actor)
            except EnvironmentFault:
                self._to_note.appendleft((actor, command))
                raise

    def issue(
        self,
        asker: QObject,
        order: SheetOrder,
        to: Destination,
        issued: Callable[[Made], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Issue sheets as the present actor and make them; `failed` gets a Refused or an EnvironmentFault."""
        actor, record, now = self.actor, self._record, self.clock.now()

        def work() -> Made:
            from pathway_app.issuing import issue

            assert record is not None
            return issue(self._ready_service(record), record, order, actor, to, now=now)

        self._worker.submit(work, issued, owner=asker, on_refused=failed, on_fault=failed)

    def run(
        self,
        asker: QObject,
        work: Callable[[], T],
        answered: Callable[[T], None],
        *,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Have other slow work done (a sheet), beside the record's thread; it must not touch the record.

        `failed` gets a Refused or an EnvironmentFault; without it they are defects.
        """
        if self._other is None:
            self._other = Worker(self._defect, refusals=(Refused,), faults=(EnvironmentFault,), name="other")
            self._other.busy_changed.connect(self.busy_changed)
        self._other.submit(work, answered, owner=asker, on_refused=failed, on_fault=failed)

    def aside(
        self,
        asker: QObject,
        work: Callable[[Record], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Have work done with the record on a thread of its own, which a folder that never answers may hold up.

        `failed` gets a Refused or an EnvironmentFault. It does not count as being busy.
        """
        record = self._record
        if record is None:
            return
        if self._aside is None:
            self._aside = Worker(self._defect, refusals=(Refused,), faults=(EnvironmentFault,), name="aside")
        self._aside.submit(lambda: work(record), answered, owner=asker, on_refused=failed, on_fault=failed)

    def apart(
        self,
        thread: str,
        asker: QObject,
        work: Callable[[Record], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """As `aside`, on the thread of that name, for what is done in turn and holds up nothing else."""
        record = self._record
        if record is None:
            return
        if thread not in self._apart:
            self._apart[thread] = Worker(
                self._defect, refusals=(Refused,), faults=(EnvironmentFault,), name=thread
            )
        self._apart[thread].submit(
            lambda: work(record), answered, owner=asker, on_refused=failed, on_fault=failed
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

    def at_length(
        self,
        asker: QObject,
        work: Callable[[Record, Ticket], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> Ticket:
        """Have something long read from the record on a thread of its own: questions and commands go on meanwhile.

        `work` looks now and then whether its ticket is still wanted, and may raise anything where it is not: drop it
        to call the work off. `failed` gets a Refused or an EnvironmentFault.
        """
        record = self._record
        ticket = Ticket()
        if record is None:
            return ticket
        if self._at_length is None:
            self._at_length = Worker(
                self._defect, refusals=(Refused,), faults=(EnvironmentFault,), name="at length"
            )
            self._at_length.busy_changed.connect(self.busy_changed)
        self._lengthy = [*(each for each in self._lengthy if each.is_wanted()), ticket]

        def attempt() -> T | None:
            try:
                return work(record, ticket)
            except BaseException:
                if ticket.is_wanted():
                    raise
                return None  # called off

        def done(answer: T | None) -> None:
            self._lengthy.remove(ticket)
            answered(cast(T, answer))

        def went_wrong(error: BaseException) -> None:
            self._lengthy.remove(ticket)
            failed(error)

        self._at_length.submit(
            attempt, done, owner=asker, on_refused=went_wrong, on_fault=went_wrong, ticket=ticket
        )
        return ticket

    def beside(
        self,
        asker: QObject,
        work: Callable[[Record], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Have work done with the record in turn with questions and commands: a draft, a preference.

        `failed` gets an EnvironmentFault.
        """
        record = self._record
        if record is not None:
            self._worker.submit(lambda: work(record), answered, owner=asker, on_fault=failed)

    def may(self, command_type: type[Command]) -> bool:
        """Whether the present actor's role may give such a command."""
        from pathway_app.permissions import may

        return may(self.actor, command_type, emergency=self.in_emergency())

    def in_emergency(self) -> bool:
        """Whether the present actor took wider rights in an emergency, and they last."""
        return self.emergency_until is not None and self.clock.now() <= self.emergency_until

    def end_emergency(self) -> None:
        """Its time is over, or nobody took any: the rights are those of the role."""
        self._show_emergency(None)

    def become(self, actor: Actor) -> None:
        """Act as someone else from now on: between the invented people of a demonstration only."""
        if not self.site.demo:
            raise RuntimeError("only a demonstration lets one change places")
        if actor != self.actor:
            self._change_to(actor, {})
            self.emergency_until = None
            self.actor_changed.emit()
            self._read_drafts(actor)
            self._read_settings()

    def check(
        self,
        asker: QObject,
        credentials: Credentials,
        let_in: Callable[[LetIn], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Have a password looked at in the open record, to unlock the window or to take it over.

        `failed` gets a Refused (`sign-in-refused`, `sign-in-wait`) or an EnvironmentFault. What was wrong is logged.
        """
        record, own = self._record, credentials.name == self.actor.name

        def work() -> LetIn:
            from pathway_app.accesses import Access

            assert record is not None
            failure = Access.UNLOCK_FAILED if own else Access.LOGIN_FAILED
            actor = record.check_password(credentials.name, credentials.password, failure=failure)
            with record.queries() as queries:
                must_change, until = _standing_of(queries, actor, self.clock.now())
                accounts = queries.accounts()
            return LetIn(actor, accounts, _drafts_of(record, actor), must_change, until)

        self._worker.submit(work, let_in, owner=asker, on_refused=failed, on_fault=failed)

    def take_over(self, let_in: LetIn) -> None:
        """Go on as who gave the right password: what the one before typed stays on that one's shelf alone."""
        from pathway_app.accesses import Access

        if let_in.actor.name != self.actor.name:
            self.note(Access.LOGGED_OUT)
            self._change_to(let_in.actor, let_in.drafts)
            self.note(Access.LOGGED_IN, login=_login())
        else:
            self.actor = let_in.actor  # with another role perhaps
        self.accounts, self.must_change = let_in.accounts, let_in.must_change
        self.emergency_until = let_in.emergency_until
        self.actor_changed.emit()

    def _change_to(self, actor: Actor, drafts: dict[str, str]) -> None:
        self.put_drafts_away()
        self.actor = actor
        self.changed_last = self.saved_at = self.unsaved_fault = None
        self.drafts.begin(actor.name, drafts)

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

    def retry(self) -> None:
        """Ask and do again what failed."""
        again = list(self._failed.values())
        self._failed.clear()
        for attempt in again:
            attempt()

    def close(self, timeout: float = 10.0) -> bool:
        """Finish what was begun and close the record; False where that took over `timeout` seconds."""
        if self._record is not None:
            self.put_drafts_away()
            if self.guarded:
                from pathway_app.accesses import Access

                self.note(Access.LOGGED_OUT)
        for ticket in self._lengthy:
            ticket.drop()
        record, self._record = self._record, None
        if record is not None:
            if self._to_note:
                self._worker.submit(lambda: self._note_all(record), _nothing, on_fault=_nothing)
            self._worker.submit(record.close, _nothing)
        ended = self._worker.close(timeout)
        if self._other is not None:
            ended = self._other.close(timeout) and ended
        if self._at_length is not None:
            ended = self._at_length.close(timeout) and ended
        if self._aside is not None:
            self._aside.close(0.0)  # it may never end, and holds nothing that was not written whole
        for worker in self._apart.values():
            worker.close(0.0)  # likewise
        return ended

    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        workers = (self._worker, self._other, self._at_length)
        return any(worker is not None and worker.is_busy() for worker in workers)

    def words_before(self) -> Words:
        """The words to use before the record is open."""
        from pathway_app.i18n import Words

        return Words(self._language or self._chosen("") or _desktop_language())

    def _opened(self, credentials: Credentials | None, recovery: str | None) -> _Open:
        from pathway_app.i18n import Words
        from pathway_app.who_acts import who_acts

        self.words = self.words_before()
        if credentials is not None and self._enter is not None:
            record = self._enter(credentials, recovery)
        else:
            record = self._connect()
        try:
            with suppress(
                EnvironmentFault
            ):  # where nothing can be put beside the file it is written all the same
                record.claim()
            with record.queries() as queries:
                site, accounts = queries.site(), queries.accounts()
                actor = record.signed_in or who_acts(accounts, user=self._user, demo=site.demo)
                must_change, until = False, None
                if record.signed_in is not None and record.reading_only is None:
                    must_change, until = _standing_of(queries, actor, self.clock.now())
            language = self._language or self._chosen(actor.name) or self.first_language or site.language
            words = Words(language, ZoneInfo(site.zone))
            drafts = _drafts_of(record, actor)
            return _Open(record, site, accounts, actor, words, drafts, must_change, until)
        except BaseException:
            record.close()
            raise

    def _by_full_name(self, refused: Refused) -> Refused:
        if not isinstance(refused, Conflict):
            return refused
        by = next((each.full_name for each in self.accounts if each.name == refused.by), refused.by)
        return Conflict(
            by=by, recorded_at=refused.recorded_at, entry_id=refused.entry_id, checkpoint=refused.checkpoint,
            round_=refused.round, code=refused.reasons[0].code,
        )  # fmt: skip

    def _read_settings(self) -> None:
        """Site, accounts and wider rights may be others now."""
        actor = self.actor

        def read(queries: Queries) -> tuple[Site, tuple[Actor, ...], datetime | None]:
            return queries.site(), queries.accounts(), _standing_of(queries, actor, self.clock.now())[1]

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

        self.beside(
            self,
            lambda record: _drafts_of(record, actor),
            read,
            lambda fault: self._on_fault(fault, "drafts", again),
        )

    def _ready_service(self, record: Record) -> Service:
        """Made at the first command, on the worker: reading needs none of it."""
        if self._service is None:
            from pathway_app.services.service import Service

            self._service = Service(record)
        return self._service

    def _on_open(self, told: _Open) -> None:
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
        if isinstance(error, Refused) and all(each.code in _AT_THE_DOOR for each in error.reasons):
            self.sign_in_wanted.emit(error)
        else:
            self.failed.emit(error)

    def _on_fault(self, fault: BaseException, key: object, again: Callable[[], None]) -> None:
        self._failed[key] = again
        assert isinstance(fault, EnvironmentFault)
        self._faulty, self.present_fault = True, fault
        self.fault.emit(fault)

    def _well(self) -> None:
        if self._faulty and not self._failed:
            self._faulty, self.present_fault = False, None
            self.recovered.emit()


def _drafts_of(record: Record, actor: Actor) -> dict[str, str]:
    return {draft.key: draft.content for draft in record.drafts(actor.name).all()}


def _standing_of(queries: Queries, actor: Actor, now: datetime) -> tuple[bool, datetime | None]:
    """Whether the password must be changed, and until when an emergency lasts (UTC; None: none does)."""
    account = queries.account(actor.name)
    begun = (each for each in queries.emergencies() if each.account == actor.name)
    mine = [each.until for each in begun if now <= each.until]
    return account is not None and account.must_change, max(mine, default=None)


def _login() -> str:
    from pathway_app.who_acts import login_name

    return login_name() or ""


def _drop_draft(record: Record, actor: Actor, key: str) -> None:
    """Where that fails the command stands all the same; the window drops it again."""
    with suppress(EnvironmentFault):
        record.drafts(actor.name).drop(key)


def _is_own_change(command: Command) -> bool:
    """Whether somebody wants to know of it that it is saved: not of what is noted by itself."""
    from pathway_app.commands import IssueSheets, NoteAccess, ReportFailedPrint

    return not isinstance(command, IssueSheets | NoteAccess | ReportFailedPrint)


def _lives(asker: QObject | None) -> bool:
    return asker is None or shiboken6.isValid(asker)


def _nobody_chose(_account: str) -> None:
    return None


def _nothing(_result: Any) -> None:
    pass


def _desktop_language() -> str:
    from pathway_app.i18n import LANGUAGES

    desktop = QLocale.system().name()[:2]
    return desktop if desktop in LANGUAGES else LANGUAGES[0]
