"""What the pathway screen asks of the record. Knows no window."""

from __future__ import annotations

from dataclasses import dataclass

from pathway_app.domain.definition import PathwayDefinition
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord


@dataclass(frozen=True, slots=True)
class Installed:
    """What is on the screen: the definition, all that are installed, and the course whose way is shown.

    `record` is None where no patient is shown, or the course is no longer there.
    """

    definition: PathwayDefinition
    all: tuple[PathwayDefinition, ...]
    record: CourseRecord | None = None

    @property
    def versions(self) -> tuple[PathwayDefinition, ...]:
        """Every installed version of the pathway on the screen, the newest last."""
        return tuple(each for each in self.all if each.id == self.definition.id)

    @property
    def newer(self) -> tuple[PathwayDefinition, ...]:
        """The versions after the one on the screen."""
        versions = self.versions
        return versions[versions.index(self.definition) + 1 :]

    @property
    def at(self) -> int:
        return self.all.index(self.definition)


def installed(queries: Queries, course_id: str, wanted: tuple[str, str] | None) -> Installed | None:
    """The course's own definition; without one that which is `wanted`, else the newest of the first pathway.

    None where no pathway is installed.
    """
    known = queries.pathways()
    if not known:
        return None
    record = queries.course(course_id) if course_id else None
    definitions = tuple(queries.definition(*each) for each in known)
    place = wanted if wanted in known else None
    if record is not None:
        place = record.definition.id, record.definition.version
    if place is None:
        first = known[0][0]
        place = [each for each in known if each[0] == first][-1]
    return Installed(definitions[known.index(place)], definitions, record)
