"""Runs one command of the command line and turns whatever happens into an exit code.

0 done · 1 refused, one line a reason on standard error · 2 wrong usage. Never a traceback.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb

from pathway_app.cli import (
    audit,
    backups,
    checks,
    course_files,
    course_status,
    demo,
    downtime,
    log,
    migrating,
    research,
    setting_up,
    settings,
    sheets,
    users,
    ward_worklist,
)
from pathway_app.cli.arguments import parse
from pathway_app.cli.backups import backup_told
from pathway_app.cli.console import Console, OutputLost
from pathway_app.cli.ending import ended_like_interrupted, undisturbed
from pathway_app.cli.session import Session
from pathway_app.cli.window import has_display
from pathway_app.cli.wiring import Wiring
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.i18n import LANGUAGES, Words

DONE, REFUSED = 0, 1
_COMMANDS = (
    demo.add,
    setting_up.add,
    users.add,
    settings.add,
    course_files.add,
    course_status.add,
    ward_worklist.add,
    audit.add,
    research.add,
    sheets.add,
    downtime.add,
    checks.add,
    log.add,
    backups.add,
    migrating.add,
)


def run(arguments: Sequence[str], wiring: Wiring) -> int:
    """Carry out what `arguments` (without the program's name) ask for and return the exit code."""
    with ended_like_interrupted():
        return _run(arguments, replace(wiring, open_window=undisturbed(wiring.open_window)))


def _run(arguments: Sequence[str], wiring: Wiring) -> int:
    console = Console()
    words = Words(_language(arguments, wiring.environment))
    try:
        code = _leaving(arguments, wiring, words, console)
        console.flush()
    except KeyboardInterrupt:
        console.complain([words.gettext("Interrupted.")])
        return REFUSED
    except OutputLost as lost:
        console.abandon()
        if not lost.reader_gone:
            console.complain([words.gettext("The output could not be written.")])
        return REFUSED
    return code


def _leaving(arguments: Sequence[str], wiring: Wiring, words: Words, console: Console) -> int:
    """Like `_guarded`; the argument parser leaves by an exception where it has shown help or wrong usage."""
    defaults = {"database": None, "lang": None, "user": None}
    try:
        options = (
            parse(arguments, words, _COMMANDS, defaults) if arguments else Namespace(run=None, **defaults)
        )
        return _guarded(Session(wiring, options, words, console))
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else REFUSED


def _guarded(session: Session) -> int:
    """Do the command; what goes wrong becomes sentences."""
    console, options = session.console, session.options
    try:
        code: int = options.run(session) if options.run is not None else _window(session)
    except Refused as refused:
        console.complain([*session.sentences.refused(refused), *backup_told(session, refused)])
    except EnvironmentFault as fault:
        console.complain([session.sentences.fault(fault)])
    except OutputLost:
        raise
    except Exception as defect:
        console.complain([_defect_sentence(session, defect)])
    else:
        return code
    return REFUSED


def _window(session: Session) -> int:
    if not has_display(sys.platform, session.wiring.environment):
        raise Refused(Refusal("no-display"))
    return session.open_window()


def _defect_sentence(session: Session, defect: Exception) -> str:
    """What kind of error where; never its text, which may name a patient."""
    frames = extract_tb(defect.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "–"
    return session.words.gettext("An error in the program ({kind} at {place}); please report it.").format(
        kind=type(defect).__name__, place=place
    )


def _language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """`--lang`, else the language of the surroundings where Zorgpad speaks it, else the first."""
    for before, after in zip(("", *arguments), (*arguments, ""), strict=True):
        given = after if before == "--lang" else after.removeprefix("--lang=")
        if (before == "--lang" or given != after) and given in LANGUAGES:
            return given
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            language = environment[variable][:2]
            return language if language in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]
