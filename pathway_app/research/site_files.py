"""The files of one site: its cohort as tables, with their dictionary and manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pathway_app.definitions.canonical import definition_to_json
from pathway_app.documents.saving import save
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.i18n import Words
from pathway_app.queries import LogHead
from pathway_app.research.columns import (
    ANSWERS,
    CHECKPOINTS,
    COURSES,
    DICTIONARY,
    DICTIONARY_COLUMNS,
    MANIFEST,
    head,
)
from pathway_app.research.dictionary import dictionary
from pathway_app.research.files import write_table
from pathway_app.research.gathering import Gathered, Question, ToldCourse
from pathway_app.research.key import SiteKey
from pathway_app.research.manifest import Manifest, cohort, program, written_manifest


def write_site_files(
    gathered: Gathered,
    question: Question,
    key: SiteKey,
    folder: Path,
    words: Words,
    *,
    log: LogHead,
    demonstration: bool,
    newest_first: Sequence[str],
) -> Iterator[Path]:
    """Write the files and yield each as it is complete; the manifest, without which the others are nothing, last.

    `newest_first` are versions of the pathway. Raises as `save` does.
    """
    definitions = _ordered(gathered, newest_first)
    tables = {
        COURSES: (head(COURSES), (each.course for each in gathered.told())),
        CHECKPOINTS: (head(CHECKPOINTS), _steps(gathered.told())),
        ANSWERS: (head(ANSWERS), _answers(gathered.told())),
        DICTIONARY: (DICTIONARY_COLUMNS, dictionary(definitions, words)),
    }
    written = {}
    for name, (columns, rows) in tables.items():
        written[name] = write_table(folder / name, columns, rows)
        yield folder / name
    manifest = Manifest(
        program=program(),
        demonstration=demonstration,
        pathway=gathered.pathway or "",
        versions={each.version: _hash(each) for each in definitions},
        intervals=tuple(dict.fromkeys(pair for each in definitions for pair in each.intervals)),
        **cohort(question.period, question.now),
        courses=gathered.courses,
        patients=gathered.patients,
        log=log,
        key=key.fingerprint,
        files=written,
        steps=gathered.steps(),
    )
    save(written_manifest(manifest), folder / MANIFEST)
    yield folder / MANIFEST


def _ordered(gathered: Gathered, newest_first: Sequence[str]) -> list[PathwayDefinition]:
    known = gathered.definitions
    return [known[version] for version in newest_first if version in known]


def _hash(definition: PathwayDefinition) -> str:
    return hashlib.sha256(definition_to_json(definition).encode("utf-8")).hexdigest()


def _steps(courses: Iterator[ToldCourse]) -> Iterator[Sequence[str]]:
    for course in courses:
        yield from course.steps


def _answers(courses: Iterator[ToldCourse]) -> Iterator[Sequence[str]]:
    for course in courses:
        yield from course.answers
