"""`import` and `export`: course files in and out."""

from __future__ import annotations

from pathlib import Path

from pathway_app.accesses import Access
from pathway_app.cli.arguments import Adder, positive
from pathway_app.cli.noting import note, reading
from pathway_app.cli.session import Session
from pathway_app.commands import ImportCourses, ImportedCourse
from pathway_app.domain.errors import Refusal, Refused


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("import", _("take over course files (JSON or YAML), all or none"))
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.set_defaults(run=import_files)
    parser = adder.add("export", _("write a patient's course as a file to standard output"))
    parser.add_argument("--patient", required=True, metavar="MRN", help=_("the patient's record number"))
    parser.add_argument(
        "--course", type=positive, metavar="N", help=_("which course, 1 the first (the newest if not given)")
    )
    parser.add_argument("--format", choices=("json", "yaml"), default="json")
    parser.set_defaults(run=export)


def import_files(session: Session) -> int:
    """All files or none; every error of every file is named."""
    from pathway_app.services.service import Service

    with session.record() as record:
        with record.queries() as queries:
            actor = session.actor(queries)
            definitions = [queries.definition(*each) for each in queries.pathways()]
        session.definition = definitions[-1] if definitions else None
        command = _read(session.options.files)
        changes = Service(record).execute(command, actor)
    session.console.say(
        session.words.gettext(
            "Files read: {files}. Courses changed: {courses}. Entries taken over: {entries}."
        ).format(files=len(command.courses), courses=len(changes.courses), entries=len(changes.entries))
    )
    return 0


def _read(files: list[str]) -> ImportCourses:
    """The courses, a patient's earlier course first, with the errors of files that hold none."""
    from pathway_app.exchange.course_file import examine_course_file

    courses: list[ImportedCourse] = []
    unreadable: list[Refusal] = []
    for file in files:
        try:
            courses.append(examine_course_file(Path(file), file))
        except Refused as refused:
            unreadable.extend(refused.reasons)
    courses.sort(key=lambda each: each.course.enrolment.at)
    return ImportCourses(courses=tuple(courses), unreadable=tuple(unreadable))


def export(session: Session) -> int:
    from pathway_app.exchange.course_file import write_course_file

    options = session.options
    with reading(session) as (kept, queries):
        [record] = session.courses(queries, [options.patient], options.course)
        text = write_course_file(record, options.format)
        told = {"what": "course-file", "format": options.format}
        note(session, kept, Access.EXPORTED, [record.course.id], told)
    session.console.write(text)
    return 0
