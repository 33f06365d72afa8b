"""`migrate`: a database of an older Zorgpad brought up to date."""

from __future__ import annotations

from pathway_app.cli.arguments import Adder
from pathway_app.cli.session import Session


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("migrate", _("bring a database of an older Zorgpad up to date"))
    parser.set_defaults(run=migrate)


def migrate(session: Session) -> int:
    """Nobody is asked who they are: an older database cannot tell its accounts, and nothing recorded changes."""
    done = session.wiring.records.migrate(session.database)
    say, _ = session.console.say, session.words.gettext
    if done.before == done.after:
        say(_("{path} is up to date; nothing was changed.").format(path=done.address))
        return 0
    if done.backup is not None:
        say(_("What was there is kept in {path}.").format(path=done.backup))
    say(
        _("Brought {path} from schema {before} to schema {after}.").format(
            path=done.address, before=done.before, after=done.after
        )
    )
    return 0
