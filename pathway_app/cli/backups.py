"""`backup` and `restore`: a checked copy of the record, and such a copy in its place."""

from __future__ import annotations

import sys
from pathlib import Path

from pathway_app.cli.arguments import Adder
from pathway_app.cli.session import Session
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.people import Actor, Role
from pathway_app.permissions import may_back_up
from pathway_app.ports import Queries, Record
from pathway_app.queries import LogHead
from pathway_app.restoring import (
    Loss,
    Standing,
    copied,
    loss,
    loss_told,
    refuse_target,
    restored_note,
    told_by_name,
)


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("backup", _("copy the record while others work, and check the copy"))
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help=_("where; in the folders of the settings if not given")
    )
    parser.set_defaults(run=backup)
    parser = adder.add(
        "restore", _("put a backup in the place of the record, which is kept under another name")
    )
    parser.add_argument("file", metavar="FILE", help=_("the backup"))
    parser.add_argument("--to", metavar="NEW", help=_("a new file; the record stays as it is"))
    parser.add_argument("--yes", action="store_true", help=_("do it without asking"))
    parser.set_defaults(run=restore)


def backup(session: Session) -> int:
    """Where it was put and how far it goes, on standard output."""
    from pathway_app.backups import back_up, back_up_to
    from pathway_app.services.service import Service

    say, _ = session.console.say, session.words.gettext
    given, now = session.options.file, session.wiring.clock.now()
    with session.record() as record:
        with record.queries() as queries:
            actor = session.issuer(queries)
            demo = queries.site().demo
        if not demo and not may_back_up(actor):
            raise Refused(Refusal("not-allowed", params={"role": actor.role.value, "command": "backup"}))
        if given is not None:
            made = back_up_to(Service(record), record, actor, Path(given).expanduser(), now)
            _say_made(session, made.path, made.head)
            return 0
        done = back_up(Service(record), record, actor, now)
    _say_made(session, done.backup.path, done.backup.head)
    if done.backup.second is not None:
        say(_("Written: {path}").format(path=done.backup.second))
    if done.removed:
        say(session.words.ngettext("{n} older backup removed.", "{n} older backups removed.", done.removed))
    if done.lacking is not None:
        session.console.complain(_sentences(session, done.lacking))
        return 1
    return 0


def _say_made(session: Session, path: Path, head: LogHead) -> None:
    _ = session.words.gettext
    session.console.say(_("Written: {path}").format(path=path))
    session.console.say(
        _("Sound. Events: {events}. Log: {reference}.").format(
            events=head.number, reference=head.reference or "–"
        )
    )


def restore(session: Session) -> int:
    """Says first what would be lost; nothing is overwritten."""
    options, database = session.options, session.database
    target, backup = _file(options.to or database), _file(options.file)
    refuse_target(backup, target, in_place=not options.to)
    try:
        with copied(backup, target) as part:
            options.database = str(part)
            with told_by_name(part, backup, target):
                head, lost, present = _looked_at(session, backup, target)
            _confirm(session, lost)
            aside = session.wiring.records.put_back(str(part), str(target), present=present)
        options.database = str(target)
        _note(session, head, lost)
    finally:
        options.database = database
    _say_restored(session, target, aside, head)
    return 0


def _file(address: str) -> Path:
    path = address.removeprefix("sqlite:///")
    if "://" in path:
        raise Refused(Refusal("backup-of-server", params={"path": address}))
    return Path(path).expanduser().absolute()


def _looked_at(session: Session, backup: Path, target: Path) -> tuple[LogHead, Loss, Record | None]:
    """How far the backup goes, what would be lost, and the record that is there, closed again.

    Nothing that is not sound from end to end is put anywhere.
    """
    with session.record(read_only=True, tried_on=str(backup)) as record, record.queries() as queries:
        found = queries.verify()
        if not found.sound:
            session.console.complain(session.sentences.log_problem(each) for each in found.problems)
            raise Refused(Refusal("restore-not-sound", "file", {"path": str(backup)}))
        by_backup = _may(session, queries)
        session.options.database = str(target)
        lost, there = _loss(session, queries, target)
        if lost.standing in (Standing.NOTHING_THERE, Standing.UNREADABLE) and not by_backup:
            raise Refused(Refusal("restore-not-allowed"))
        return found.head, lost, there


def _may(session: Session, queries: Queries) -> bool:
    return queries.site().demo or session.actor(queries).role is Role.ADMINISTRATOR


def _loss(session: Session, backup: Queries, target: Path) -> tuple[Loss, Record | None]:
    """Where the record that is there can be read it says who may put another in its place."""
    if not target.exists():
        return Loss(Standing.NOTHING_THERE), None
    try:
        with session.record(read_only=True) as record, record.queries() as present:
            if not _may(session, present):
                raise Refused(Refusal("restore-not-allowed"))
            return loss(present, backup), record
    except (Refused, EnvironmentFault) as error:
        if not _cannot_be_read(error):
            raise
        session.console.complain(_sentences(session, error))
        return Loss(Standing.UNREADABLE), None


def _cannot_be_read(error: Refused | EnvironmentFault) -> bool:
    unreadable = {
        "database-damaged",
        "database-older",
        "input-output",
        "keys-damaged",
        "keys-missing",
        "keys-other",
        "database-keyless",
    }
    codes = {error.code} if isinstance(error, EnvironmentFault) else {each.code for each in error.reasons}
    return codes <= unreadable


def _confirm(session: Session, lost: Loss) -> None:
    """Raises Refused where nobody says yes."""
    _, say = session.words.gettext, session.console.say
    say(loss_told(lost, session.words))
    if session.options.yes or lost.standing is Standing.NOTHING_THERE:
        return
    word = _("restore")
    answer = ""
    if sys.stdin is not None and sys.stdin.isatty():
        say(_("Type “{word}” to go on:").format(word=word))
        session.console.flush()
        answer = sys.stdin.readline().strip()
    if answer.casefold() != word.casefold():
        raise Refused(Refusal("restore-not-confirmed", params={"word": word}))


def _note(session: Session, head: LogHead, lost: Loss) -> None:
    """In the log of the record that is there now."""
    from pathway_app.services.service import Service

    with session.record() as record:
        with record.queries() as queries:
            actor: Actor = session.issuer(queries)
        Service(record).execute(restored_note(head, lost), actor)


def _say_restored(session: Session, target: Path, aside: str | None, head: LogHead) -> None:
    _, say = session.words.gettext, session.console.say
    if aside is not None:
        say(_("What was there is kept in {path}.").format(path=aside))
    say(
        _("Restored: {path}, up to event {number} (log {reference}).").format(
            path=target, number=head.number, reference=head.reference or "–"
        )
    )


def backup_told(session: Session, refused: Refused) -> tuple[str, ...]:
    """Where the record is damaged: which backup is the newest."""
    from pathway_app.backups import newest

    _ = session.words.gettext
    damaged = [each for each in refused.reasons if each.code in ("database-damaged", "keys-other")]
    found = (
        newest(Path(str(damaged[0].params.get("path", ""))), session.wiring.clock.now(), or_later=True)
        if damaged
        else None
    )
    if found is None:
        return ()
    told = _("The newest backup is {path}, of {moment}; “restore” puts it back.")
    return (told.format(path=found.path, moment=session.words.moment(found.at)),)


def _sentences(session: Session, error: Refused | EnvironmentFault) -> tuple[str, ...]:
    if isinstance(error, Refused):
        return session.sentences.refused(error)
    return (session.sentences.fault(error),)
