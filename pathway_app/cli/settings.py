"""`settings`: what the site is called, when its shifts begin, whom its patients can ask."""

from __future__ import annotations

from pathway_app.cli.arguments import Adder
from pathway_app.cli.session import Session
from pathway_app.commands import ChangeSite
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.services.site_rules import SETTINGS


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("settings", _("list the site's settings, or change one"))
    parser.add_argument("name", nargs="?", metavar="NAME", help=_("one setting; all if not given"))
    parser.add_argument("value", nargs="?", metavar="VALUE", help=_("its new value; “” empties it"))
    parser.set_defaults(run=settings)


def settings(session: Session) -> int:
    """List all settings, show one, or change one."""
    name, value = session.options.name, session.options.value
    if value is not None:
        return _change(session, name, value)
    if name is not None and name not in SETTINGS:
        raise Refused(Refusal("unknown-setting", name, {"setting": name}))
    with session.queries() as queries:
        site = queries.site()
    for each in SETTINGS if name is None else (name,):
        session.console.say(f"{each}  {getattr(site, each)}".rstrip())
    return 0


def _change(session: Session, name: str, value: str) -> int:
    from pathway_app.services.service import Service

    with session.record() as record:
        with record.queries() as queries:
            actor = session.actor(queries)
        Service(record).execute(ChangeSite(settings={name: value}), actor)
    return 0
