"""`verify` and `check-pathway`: whether the record holds, whether a pathway file is sound."""

from __future__ import annotations

from pathway_app.cli.arguments import Adder
from pathway_app.cli.session import Session


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("verify", _("check the log's chain and what is derived from it"))
    parser.set_defaults(run=verify)
    parser = adder.add("check-pathway", _("check a pathway file and name every error"))
    parser.add_argument("file", metavar="FILE")
    parser.set_defaults(run=check_pathway)


def verify(session: Session) -> int:
    """Non-zero, with the first bad event, where the record does not hold."""
    with session.queries() as queries:
        found = queries.verify()
    _ = session.words.gettext
    if found.sound:
        session.console.say(
            _("Sound. Events: {events}. Courses: {courses}. Log: {reference}.").format(
                events=found.head.number, courses=found.courses, reference=found.head.reference or "–"
            )
        )
        return 0
    session.console.complain(session.sentences.log_problem(problem) for problem in found.problems)
    return 1


def check_pathway(session: Session) -> int:
    """Every error on standard error, one a line, with the file, the line and the path."""
    from pathway_app.definitions.loader import load_definition
    from pathway_app.domain.errors import Refused

    file = session.options.file
    try:
        from pathlib import Path

        definition = load_definition(Path(file))
    except Refused as refused:
        session.console.complain(f"{file}: {sentence}" for sentence in session.sentences.refused(refused))
        return 1
    session.console.say(
        session.words.gettext("{file}: {pathway}, version {version}, {count} checkpoints, no errors.").format(
            file=file, pathway=definition.id, version=definition.version, count=len(definition.checkpoints)
        )
    )
    return 0
