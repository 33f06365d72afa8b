"""`research` and `merge-research`: data for research, and the data of several sites together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pathway_app.accesses import Access
from pathway_app.cli.arguments import Adder
from pathway_app.cli.course_status import add_as_of
from pathway_app.cli.periods import add_period, looked_at, period
from pathway_app.cli.session import Session
from pathway_app.commands import NoteAccess
from pathway_app.documents.saving import make_folder, unwritten
from pathway_app.domain.errors import Refusal, Refused

if TYPE_CHECKING:
    from pathway_app.ports import Queries
    from pathway_app.research.gathering import Gathered, Question
    from pathway_app.research.key import SiteKey


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("research", _("write pseudonymised data for research into a folder"))
    add_period(parser, adder.words)
    add_as_of(parser, adder.words)
    parser.add_argument(
        "--pathway", metavar="ID", help=_("which pathway, where the period has courses of several")
    )
    parser.add_argument(
        "--key", required=True, metavar="FILE", help=_("the site's key; it never leaves the site")
    )
    parser.add_argument("--new-key", action="store_true", help=_("make the key where there is none yet"))
    parser.add_argument("-o", dest="output", required=True, metavar="DIR", help=_("the folder to write into"))
    parser.set_defaults(run=research)
    parser = adder.add(
        "merge-research", _("bring the research data of several sites together, with a report")
    )
    parser.add_argument("folders", nargs="+", metavar="DIR", help=_("a site's folder"))
    parser.add_argument("-o", dest="output", required=True, metavar="DIR", help=_("the folder to write into"))
    parser.set_defaults(run=merge_research)


def research(session: Session) -> int:
    """The export is in the log before the first file is complete; where the record cannot be written there is none."""
    with _nothing_left(Path(session.options.key), Path(session.options.output)):
        return _exported(session)


@contextmanager
def _nothing_left(key: Path, folder: Path) -> Iterator[None]:
    """Where it is refused, a key or a folder that was made for it goes again; what was there before stays."""
    had_key, had_folder = os.path.lexists(key), os.path.lexists(folder)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            is_empty = not folder.is_dir() or not any(folder.iterdir())
            if is_empty and not had_folder and folder.is_dir():
                folder.rmdir()
            # Files that were written already hold its pseudonyms.
            if is_empty and not had_key:
                key.unlink(missing_ok=True)
        raise


def _exported(session: Session) -> int:
    from pathway_app.research.gathering import Question
    from pathway_app.research.site_files import write_site_files
    from pathway_app.services.service import Service

    options = session.options
    folder, key = Path(options.output), _key(session)
    with session.record() as record:
        with record.queries() as queries:
            actor = session.actor(queries)
            site, log, installed = queries.site(), queries.log_head(), queries.pathways()
            question = Question(
                pathway=_pathway(options.pathway, installed),
                period=period(session),
                now=looked_at(session),
            )
            make_folder(folder, private=True)
            gathered = _gathered(queries, question, key, folder)
        with gathered:
            details = {"by": "command", "what": "research", "courses": str(gathered.courses)}
            Service(record).execute(NoteAccess(what=Access.EXPORTED, details=details), actor)
            newest_first = [version for name, version in reversed(installed) if name == gathered.pathway]
            for path in write_site_files(
                gathered,
                question,
                key,
                folder,
                session.words,
                log=log,
                demonstration=site.demo,
                newest_first=newest_first,
            ):
                session.console.say(session.words.gettext("Written: {path}").format(path=path))
    return 0


def _pathway(wanted: str | None, installed: tuple[tuple[str, str], ...]) -> str | None:
    if wanted is not None and wanted not in dict(installed):
        raise Refused(Refusal("unknown-pathway", "pathway", {"pathway": wanted}))
    return wanted


def _key(session: Session) -> SiteKey:
    from pathway_app.research.key import make_key, read_key

    path, folder = Path(session.options.key), Path(session.options.output)
    if path.resolve().is_relative_to(folder.resolve()):
        raise Refused(Refusal("research-key-inside", "key", {"path": str(path)}))
    if session.options.new_key:
        make_key(path)
    return read_key(path)


def _gathered(queries: Queries, question: Question, key: SiteKey, folder: Path) -> Gathered:
    from pathway_app.research.gathering import Gathered

    try:
        gathered = Gathered(folder)
    except OSError as error:
        raise unwritten(folder, error) from error
    try:
        gathered.take(queries.all_courses(), question, key)
    except OSError as error:
        gathered.close()
        raise unwritten(folder, error) from error
    except BaseException:
        gathered.close()
        raise
    return gathered


def merge_research(session: Session) -> int:
    from pathway_app.research.merging import merge, sites

    folder = Path(session.options.output)
    paths = [Path(each) for each in session.options.folders]
    if folder.resolve() in [each.resolve() for each in paths]:
        raise Refused(Refusal("research-folder", None, {"path": str(folder)}))
    together = sites(paths)
    make_folder(folder, private=True)
    for path in merge(together, folder, session.words):
        session.console.say(session.words.gettext("Written: {path}").format(path=path))
    return 0
