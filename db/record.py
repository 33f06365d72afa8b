"""An open database: what a window or a command works with, whatever keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from db.attempts import FileAttempts
from db.courses import Courses
from db.damage import STUMBLES, Damage
from db.definitions import Definitions
from db.file_guards import FileGuards, back_up
from db.key_slots import KEY_BYTES
from db.queries import DatabaseQueries
from db.sign_in import Attempts, Gate, not_let_in
from db.sqlite import SqliteStore
from db.stamp import SCHEMA_NUMBER
from db.store import Store
from pathway_app.accesses import Access
from pathway_app.changes import Changes
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.domain.ids import new_id
from pathway_app.drafts import DraftStore, PreferenceStore
from pathway_app.guards import Checked, Holder, Room
from pathway_app.people import Actor
from pathway_app.ports import Queries
from pathway_app.queries import LogHead, Verification
from pathway_app.recovery import phrase_secret
from pathway_app.signing_in import Credentials

if TYPE_CHECKING:
    from db.unit_of_work import DatabaseUnitOfWork


class DatabaseRecord:
    """An open database: `pathway_app.ports.Record`. May be used from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._signed_in: Actor | None = None
        self._attempts: FileAttempts | None = None
        self._guards = FileGuards(store) if isinstance(store, SqliteStore) else None
        self._damage = Damage(store, self.mark_checked)
        self._definitions = Definitions()
        self._courses = Courses()

    @property
    def schema_number(self) -> int:
        return SCHEMA_NUMBER

    @property
    def url(self) -> str:
        return self._store.address

    @property
    def reading_only(self) -> str | None:
        return self._store.refusing

    @property
    def reading_only_because(self) -> Mapping[str, object]:
        return self._store.refusing_params if isinstance(self._store, SqliteStore) else {}

    def claim(self) -> Holder | None:
        return None if self._guards is None else self._guards.claim()

    @property
    def ended_uncleanly(self) -> bool:
        return self._guards is not None and self._guards.ended_uncleanly

    def room(self) -> Room | None:
        return None if self._guards is None else self._guards.room()

    def back_up(self, copy: str, *, gently: bool = False) -> LogHead:
        with self.telling_damage():
            return back_up(self._store, copy, gently=gently)

    def checked(self) -> Checked | None:
        return None if self._guards is None else self._guards.checked()

    def verify_apart(self) -> Verification | None:
        return None if self._guards is None else self._guards.verify_apart()

    def mark_checked(self, found: Verification) -> None:
        if self._guards is not None:
            self._guards.mark_checked(found)

    @property
    def signed_in(self) -> Actor | None:
        return self._signed_in

    @property
    def file_key(self) -> bytes | None:
        """The key of an encrypted file, also once the record is closed."""
        key = self._store.key if isinstance(self._store, SqliteStore) else None
        return None if key is None else key[:KEY_BYTES]

    def note_mended(self) -> None:
        """Put on record that the file's salt was lost and put back, where anything can be written."""
        assert self._signed_in is not None
        command_id = new_id()
        with suppress(EnvironmentFault), self.unit_of_work() as work:
            work.begin(self._signed_in, command_id, "NoteAccess")
            work.add_access(Access.FILE_MENDED, (), {})
            work.commit(Changes(command_id))

    def refuse(self, code: str | None) -> None:
        """From now on nothing is written, unless that is refused already."""
        if code is not None and self._store.refusing is None and isinstance(self._store, SqliteStore):
            self._store.refusing = code

    def let_in(self, credentials: Credentials, slot: str, *, recovering: bool) -> None:
        """Somebody whose password, or recovery phrase, opened that slot of the file."""
        gate = self._gate()
        with self.telling_damage():
            self._signed_in = gate.recover(credentials) if recovering else gate.enter(credentials.name, slot)

    def let_in_by(self, credentials: Credentials | None, recovery: str | None) -> None:
        """Somebody at a server. Raises Refused."""
        if credentials is None:
            raise Refused(Refusal("sign-in-needed"))
        with self.telling_damage():
            self._let_in_by(self._gate(), credentials, recovery)

    def _let_in_by(self, gate: Gate, credentials: Credentials, recovery: str | None) -> None:
        from db.postgresql import PostgresqlStore

        assert isinstance(self._store, PostgresqlStore)
        if recovery is None:
            self._signed_in = gate.enter_by_password(credentials)
        elif self._store.is_recovery(phrase_secret(recovery)):
            self._signed_in = gate.recover(credentials)
        else:
            gate.fail(None, Access.LOGIN_FAILED)
            raise Refused(Refusal("recovery-refused", "recovery"))

    def check_password(self, name: str, password: str, *, failure: Access = Access.LOGIN_FAILED) -> Actor:
        if self._store.passwords is not None:
            with self.telling_damage():
                return self._gate().check(name, password, failure)
        with self.queries() as queries:
            account = queries.account(name)
        if account is None or account.disabled:
            raise not_let_in()
        return account.actor

    def _gate(self) -> Gate:
        from db.sign_in import Gate, TableAttempts

        attempts: Attempts
        if isinstance(self._store, SqliteStore):
            if self._attempts is None:
                self._attempts = FileAttempts(self._store.path)
            attempts = self._attempts
        else:
            from db.postgresql import PostgresqlStore

            assert isinstance(self._store, PostgresqlStore)
            attempts = TableAttempts(self._store)
        return Gate(self, self._store, attempts)

    def unit_of_work(self, *, beside: bool = False) -> DatabaseUnitOfWork:
        from db.unit_of_work import DatabaseUnitOfWork

        return DatabaseUnitOfWork(self._store, self._definitions, self._courses, self._damage, beside=beside)

    @contextmanager
    def queries(self) -> Iterator[Queries]:
        with self.telling_damage():
            link = self._store.begin_read()
            try:
                yield DatabaseQueries(self._store, link, self._definitions, self._courses)
            finally:
                self._store.end(link, writing=False)

    @contextmanager
    def telling_damage(self) -> Iterator[None]:
        try:
            yield
        except STUMBLES as error:
            fault = self._damage.behind()
            if fault is None:
                raise
            raise fault from error

    def drafts(self, account: str) -> DraftStore:
        from db.drafts import DatabaseDrafts

        return DatabaseDrafts(self._store, account)

    def preferences(self, account: str) -> PreferenceStore:
        from db.drafts import DatabasePreferences

        return DatabasePreferences(self._store, account)

    def close(self) -> None:
        self._store.close()
        if self._guards is not None:
            self._guards.close()
