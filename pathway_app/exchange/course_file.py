"""Course files: one patient's course, complete, as JSON or YAML (format `zorgpad-course/1`).

Heavy imports (the YAML reader) happen only when a YAML file is read.
"""

from __future__ import annotations

import re
from pathlib import Path

from pathway_app.commands import ImportedCourse
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.exchange.course_reader import CourseReader
from pathway_app.exchange.course_writer import write_course_file
from pathway_app.exchange.nodes import LONGEST_FILE, BadSyntax, Node, TreeBuilder, path_text
from pathway_app.ordinary_files import open_ordinary

__all__ = ["examine_course_file", "read_course_file", "write_course_file"]

_MARK = "zorgpad-course"
_BEGINS_AS_JSON = re.compile(r"\s*(\[|\{\s*(\"|\}))")


def read_course_file(source: Path | bytes, name: str) -> ImportedCourse:
    """The course in a file; `name` is how messages call the file.

    Raises Refused naming every error with its line (from 1) and path, among them a timestamp without an offset.
    """
    course = examine_course_file(source, name)
    if course.errors:
        raise Refused(course.errors)
    return course


def examine_course_file(source: Path | bytes, name: str) -> ImportedCourse:
    """Like `read_course_file`, but the errors of entries are left in the course.

    Importing names them together with those that only the record can tell. Raises Refused where no course can
    be made out at all.
    """
    text = _decoded(_content(source, name), name)
    if _MARK not in text:
        raise Refused(Refusal("not-a-course-file", None, {"file": name, "line": 1, "path": ""}))
    builder = _tree(text, name)
    reader = CourseReader(name)
    for problem in builder.problems:
        reader.errors.append(_syntax_refusal(problem, name))
    return reader.course(builder.root or Node(1, None))


def _content(source: Path | bytes, name: str) -> bytes:
    if isinstance(source, bytes):
        content = source
    else:
        try:
            with open_ordinary(source) as file:
                content = file.read(LONGEST_FILE + 1)
        except OSError:
            raise Refused(Refusal("file-unreadable", None, {"path": name})) from None
    if len(content) > LONGEST_FILE:
        place = {"file": name, "line": 1, "path": ""}
        raise Refused(Refusal("file-too-long", None, {"longest": LONGEST_FILE, **place}))
    return content


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(Refusal("file-not-utf-8", None, {"file": name, "line": line, "path": ""})) from None


def _tree(text: str, name: str) -> TreeBuilder:
    try:
        if _BEGINS_AS_JSON.match(text):
            from pathway_app.exchange.json_nodes import read_json

            return read_json(text)
        from pathway_app.exchange.yaml_nodes import read_yaml

        return read_yaml(text)
    except BadSyntax as problem:
        raise Refused(_syntax_refusal(problem, name)) from None


def _syntax_refusal(problem: BadSyntax, name: str) -> Refusal:
    place = {"file": name, "line": problem.line, "path": path_text(problem.path)}
    return Refusal(problem.code, None, {**problem.params, **place})
