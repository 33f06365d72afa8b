"""`downtime`: the ward's handover and blank checklists, kept ready in a folder for when no computer works."""

from __future__ import annotations

from pathlib import Path

from pathway_app.cli.arguments import Adder, positive
from pathway_app.cli.session import Session
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.permissions import may_thin_out


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("downtime", _("write the sheets for when no computer works into a folder"))
    parser.add_argument(
        "folder", nargs="?", metavar="FOLDER", help=_("the folder; that of the settings if not given")
    )
    parser.add_argument(
        "--keep",
        type=positive,
        metavar="N",
        help=_("how many of these files are kept; as the settings say if not given"),
    )
    parser.set_defaults(run=downtime)


def downtime(session: Session) -> int:
    """What could not be printed is told on standard error; the sheets say so too."""
    from pathway_app.downtime import keep_ready
    from pathway_app.services.service import Service

    options, _ = session.options, session.words.gettext
    with session.record() as record:
        with record.queries() as queries:
            actor, site = session.issuer(queries), queries.site()
        usual = int(site.downtime_keep)
        if (options.keep or usual) < usual and not may_thin_out(actor):
            raise Refused(
                Refusal("not-allowed", params={"role": actor.role.value, "command": "downtime --keep"})
            )
        folder = options.folder or site.downtime_folder
        if not folder:
            raise Refused(Refusal("downtime-folder-unknown", "folder"))
        kept = keep_ready(
            Service(record),
            record,
            actor,
            Path(folder),
            session.wiring.clock.now(),
            keep=options.keep or usual,
            language=options.lang or "",
        )
    session.console.say(_("Written: {path}").format(path=kept.path))
    if kept.removed:
        told = session.words.ngettext("{n} older file removed.", "{n} older files removed.", kept.removed)
        session.console.say(told)
    if kept.made.unrecorded is not None:
        session.console.complain([session.sentences.without_copy_number(kept.made.unrecorded)])
    session.console.complain(session.sentences.refusal(each) for each in kept.made.unprintable)
    return 0
