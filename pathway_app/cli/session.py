"""One run of the command line: the options, the words, the record and who acts."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pathway_app.cli.asking import credentials
from pathway_app.cli.console import Console
from pathway_app.cli.window import DATABASE_VARIABLE, usual_database
from pathway_app.cli.wiring import Wiring
from pathway_app.domain.calendar import end_of_local_day
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.guards import clock_trouble
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from pathway_app.people import Actor, Role, Site
from pathway_app.ports import Queries, Record
from pathway_app.queries import CourseRecord
from pathway_app.signing_in import Credentials
from pathway_app.who_acts import login_name, who_acts

_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?", re.ASCII)
_WITH_OFFSET = re.compile(_LOCAL.pattern + r"(?:[Zz]|[+-]\d{2}:?\d{2})", re.ASCII)


class Session:
    """What a command works with."""

    def __init__(self, wiring: Wiring, options: Namespace, words: Words, console: Console) -> None:
        self.wiring = wiring
        self.options = options
        self.words = words
        self.console = console
        self.definition: PathwayDefinition | None = None
        self._signed_in: Actor | None = None
        self._clock_told = False

    @property
    def sentences(self) -> Sentences:
        return Sentences(self.words, self.definition)

    @property
    def database(self) -> str:
        """`--database`, else the environment's, else a file in the user's data folder."""
        given: str | None = self.options.database or self.wiring.environment.get(DATABASE_VARIABLE)
        return given or usual_database()

    def open_window(self) -> int:
        """The exit code. Raises Refused where Qt's libraries are missing, as they may be on a server."""
        options = self.options
        try:
            return self.wiring.open_window(self.database, options.user, options.lang)
        except ImportError as error:
            raise Refused(Refusal("no-window", None, {"reason": str(error)})) from None

    def credentials(self) -> Credentials | None:
        """Of whoever works here, asked for where needed; None for a demonstration."""
        if not self.wiring.records.needs_sign_in(self.database):
            return None
        return credentials(self.wiring, self.words, self.options.user)

    @contextmanager
    def record(
        self,
        *,
        read_only: bool = False,
        older: bool = False,
        credentials: Credentials | None = None,
        unchanged: bool = False,
        tried_on: str | None = None,
    ) -> Iterator[Record]:
        """The open database; from now on times are told in the ward's zone. `older`, `tried_on` as for `Records.open`.

        Raises Refused (`password-must-change`) where the password was given by an administrator, unless
        `unchanged`: to change it.
        """
        shown = credentials or self.credentials()
        record = self.wiring.records.open(
            self.database, credentials=shown, read_only=read_only, older=older, tried_on=tried_on
        )
        try:
            self._signed_in = record.signed_in
            with record.queries() as queries:
                self.use(queries.site())
                if record.signed_in is not None and not unchanged:
                    self._refuse_given_password(queries, record.signed_in)
                if not older:
                    self._look_at_clock(record, queries)
            with record.telling_damage():
                yield record
        finally:
            record.close()

    def _look_at_clock(self, record: Record, queries: Queries) -> None:
        """Say, and put on record, that this computer's clock is behind the log: once for each run."""
        newest = queries.log_head().logged_at
        trouble = clock_trouble(newest, self.wiring.clock.now())
        if trouble is None or newest is None or self._clock_told:
            return
        self._clock_told = True
        from pathway_app.accesses import Access
        from pathway_app.clock_words import clock_told
        from pathway_app.commands import NoteAccess
        from pathway_app.services.service import Service

        self.console.complain([clock_told(self.words, trouble, newest)])
        if record.reading_only is None:
            with suppress(Refused, EnvironmentFault):
                Service(record).execute(NoteAccess(what=Access(trouble.value)), self.issuer(queries))

    def _refuse_given_password(self, queries: Queries, actor: Actor) -> None:
        account = queries.account(actor.name)
        if account is not None and account.must_change:
            raise Refused(Refusal("password-must-change"))

    @contextmanager
    def queries(self) -> Iterator[Queries]:
        """The record, only read; `--user`, where given, must be an account."""
        with self.record(read_only=True) as record, record.queries() as queries:
            if self.options.user is not None:
                self.actor(queries)
            yield queries

    def use(self, site: Site) -> None:
        self.words = Words(self.words.language, ZoneInfo(site.zone))

    def actor(self, queries: Queries) -> Actor:
        """Who acts: `--user`, else in a demonstration the coordinator, else the account of the desktop's login.

        Raises Refused where there is no such account. Where people log in it is who did.
        """
        if self._signed_in is not None:
            return self._signed_in
        return who_acts(queries.accounts(), user=self.options.user, demo=queries.site().demo)

    def issuer(self, queries: Queries) -> Actor:
        """Who issues sheets: as `actor`, else the desktop's login, though it has no account. Reading needs none, and
        the log is to tell who took a sheet along all the same. Raises Refused where `--user` is no account."""
        try:
            return self.actor(queries)
        except Refused:
            name = login_name()
            if self.options.user is not None or name is None:
                raise
            return Actor(name, name, Role.AUDITOR)

    def moment(self, text: str | None) -> datetime:
        """The instant of `--as-of`: with an offset, or the ward's local time; a date is its last second.

        Now where nothing is given. Raises Refused where it cannot be read.
        """
        if text is None:
            return self.wiring.clock.now()
        try:
            if _WITH_OFFSET.fullmatch(text):
                return _near(datetime.fromisoformat(text.upper()).astimezone(UTC))
            if _LOCAL.fullmatch(text):
                if len(text) == len("2026-11-22"):
                    return _near(end_of_local_day(date.fromisoformat(text), self.words.zone))
                return _near(datetime.fromisoformat(text).replace(tzinfo=self.words.zone).astimezone(UTC))
        except (ValueError, OverflowError):
            pass
        raise Refused(Refusal("not-a-moment", "as_of", {"value": text}))

    def courses(self, queries: Queries, mrns: Iterable[str], number: int | None) -> list[CourseRecord]:
        """The newest course, or that with `number`, of each patient, by record number.

        Raises Refused naming every record number that is not known.
        """
        found: list[CourseRecord] = []
        reasons: list[Refusal] = []
        for mrn in sorted(set(mrns)):
            record = queries.course_of(mrn, number) if mrn.isprintable() else None
            if record is not None:
                found.append(record)
            elif number is not None and mrn.isprintable() and queries.course_of(mrn) is not None:
                reasons.append(Refusal("unknown-course-number", "course", {"mrn": mrn, "number": number}))
            else:
                reasons.append(Refusal("unknown-mrn", "patient", {"mrn": mrn}))
        if reasons:
            raise Refused(reasons)
        return found


def _near(moment: datetime) -> datetime:
    """Years far off would leave the calendar when shown in another zone."""
    if not 1900 <= moment.year < 2200:
        raise ValueError(moment)
    return moment
