"""From the tree of a course file to the course that it describes, with every error named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from unicodedata import normalize

from pathway_app.commands import ImportedCourse
from pathway_app.domain.answers import unprintable
from pathway_app.domain.course import Course, Ending, Enrolment, Move, Outcome, Reopening
from pathway_app.domain.entries import DECIDING, NAMING, Action, Entry, Value, Variance, VarianceClass
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.exchange.nodes import Node, Path, path_text
from pathway_app.people import Identity, Sex

FORMAT = "zorgpad-course/1"
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
LONGEST_NAME = 200
"""characters of an id or of a name of who acted"""

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt]|[ \t]+)(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)[ \t]*"
    r"([Zz]|[+-]\d{2}:?\d{2}(?::\d{2})?|[+-]\d{2})?",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

_COURSE_KEYS = ("format", "patient", "pathway", "enrolled", "entries", "ended")
_PATIENT_KEYS = ("mrn", "family_name", "given_name", "birth_date", "sex")
_ENTRY_KEYS = (
    "id",
    "action",
    "checkpoint",
    "round",
    "supersedes",
    "reason",
    "text",
    "occurred_at",
    "recorded_at",
    "by",
    "from_paper",
    "values",
    "variance",
)
_ENDING_KEYS = ("at", "by", "outcome", "reason")
_CONTENT = DECIDING | {Action.CORRECT}
"""the actions with which values and a variance go"""


class CourseReader:
    """Reads one file. What is wrong is noted and reading goes on, so that every error is named."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.errors: list[Refusal] = []
        self.lines: dict[str, int] = {}

    def error(self, node: Node, path: Path, code: str, **params: object) -> None:
        place = {"file": self.name, "line": node.line, "path": path_text(path)}
        self.errors.append(Refusal(code, path_text(path) or None, {**params, **place}))

    def course(self, root: Node) -> ImportedCourse:
        """The course, with every error of the file in it; something neutral stands where one is.

        Raises Refused where it is no course file at all.
        """
        if root.members.get("format", Node(1, None)).value != FORMAT:
            place: dict[str, object] = {"file": self.name, "line": 1, "path": "format"}
            raise Refused(Refusal("not-a-course-file", None, place))
        members = self._mapping(root, (), _COURSE_KEYS, ("earlier_endings", "moves"))
        identity = self._identity(members.get("patient"))
        pathway = self._pathway(members.get("pathway"))
        enrolment = self._enrolment(members.get("enrolled"))
        entries, broken, unrecorded = self._entries(members.get("entries"))
        endings, ending_unrecorded = self._endings(members)
        moves = self._moves(members.get("moves"), pathway[1], len(entries))
        return ImportedCourse(
            name=self.name,
            identity=identity,
            course=Course("", "", pathway[0], pathway[1], enrolment, entries, endings, moves),
            lines=self.lines,
            unrecorded=unrecorded,
            ending_unrecorded=ending_unrecorded,
            errors=tuple(self.errors),
            broken=broken,
        )

    # The head of the file

    def _identity(self, node: Node | None) -> Identity:
        path: Path = ("patient",)
        members = self._mapping(node, path, _PATIENT_KEYS, ("national_number", "bed", "surgeon"))
        texts = {
            key: normalize("NFC", self._text(members.get(key), (*path, key)) or "") or None
            for key in ("mrn", "family_name", "given_name", "national_number", "bed", "surgeon")
        }
        birth_date = self._day(members.get("birth_date"), (*path, "birth_date"))
        sex = self._one_of(members.get("sex"), (*path, "sex"), Sex)
        return Identity(
            mrn=texts["mrn"] or "",
            family_name=texts["family_name"] or "",
            given_name=texts["given_name"] or "",
            birth_date=birth_date or date.min,
            sex=sex or Sex.FEMALE,
            national_number=texts["national_number"],
            bed=texts["bed"],
            surgeon=texts["surgeon"],
        )

    def _pathway(self, node: Node | None) -> tuple[str, str]:
        members = self._mapping(node, ("pathway",), ("id", "version"))
        name = self._name(members.get("id"), ("pathway", "id"))
        version = self._name(members.get("version"), ("pathway", "version"))
        return name or "", version or ""

    def _enrolment(self, node: Node | None) -> Enrolment:
        members = self._mapping(node, ("enrolled",), ("at", "by"), ("recorded_at",))
        at = self._moment(members.get("at"), ("enrolled", "at"))
        recorded_at = self._moment(members.get("recorded_at"), ("enrolled", "recorded_at"))
        by = self._name(members.get("by"), ("enrolled", "by"))
        return Enrolment(at or _UNRECORDED, by or "", recorded_at)

    # Entries

    def _entries(self, node: Node | None) -> tuple[tuple[Entry, ...], frozenset[int], frozenset[int]]:
        """The entries, the positions of those with an error, and of those without a recorded-at."""
        entries: list[Entry] = []
        broken: set[int] = set()
        unrecorded: set[int] = set()
        for index, each in enumerate(self._list(node, ("entries",))):
            errors_before = len(self.errors)
            entry = self._entry(each, ("entries", index))
            if len(self.errors) > errors_before:
                broken.add(index)
            if entry.recorded_at is _UNRECORDED:
                unrecorded.add(index)
            entries.append(entry)
        return tuple(entries), frozenset(broken), frozenset(unrecorded)

    def _entry(self, node: Node, path: Path) -> Entry:
        members = self._mapping(node, path, ("action", "by"), _ENTRY_KEYS)
        action = self._one_of(members.get("action"), (*path, "action"), Action)
        if action is not None:
            self._check_keys(node, path, action, members)

        def read(key: str, how: Callable[[Node | None, Path], T]) -> T:
            return how(members.get(key), (*path, key))

        return Entry(
            id=read("id", self._name) or "",
            action=action or Action.NOTE,
            by=read("by", self._name) or "",
            recorded_at=read("recorded_at", self._moment) or _UNRECORDED,
            checkpoint=read("checkpoint", self._name),
            round=read("round", self._round),
            occurred_at=read("occurred_at", self._moment),
            values=read("values", self._values),
            variance=read("variance", self._variance),
            supersedes=read("supersedes", self._name),
            reason=read("reason", self._text) or "",
            text=read("text", self._text) or "",
            from_paper=read("from_paper", self._yes_or_no) or False,
        )

    def _check_keys(self, node: Node, path: Path, action: Action, members: Mapping[str, Node]) -> None:
        """Whether the keys go with the action: what would be kept without ever counting is refused."""
        needed = "checkpoint" if action in DECIDING else "supersedes" if action in NAMING else "text"
        if needed not in members:
            self.error(node, path, "file-key-missing", key=needed)
        misplaced = {"values", "variance"} if action not in _CONTENT else set()
        if action not in NAMING:
            misplaced.add("supersedes")
        if "checkpoint" not in members and members.get("round", Node(0, 1)).value != 1:
            misplaced.add("round")
        for key in sorted(misplaced & members.keys()):
            self.error(members[key], (*path, key), "file-key-misplaced", key=key, action=action.value)

    def _round(self, node: Node | None, path: Path) -> int:
        if node is None:
            return 1
        if isinstance(node.value, bool) or not isinstance(node.value, int) or not 1 <= node.value < 10**6:
            self.error(node, path, "file-round", value=shown(node))
            return 1
        return node.value

    def _values(self, node: Node | None, path: Path) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for key, each in self._mapping(node, path).items():
            value = self._value(each, (*path, key))
            if value is not None:
                values[key] = value
        return values

    def _value(self, node: Node, path: Path) -> Value | None:
        value = node.value
        if isinstance(value, list):
            texts = [each.value for each in value if isinstance(each.value, str)]
            if len(texts) == len(value):
                for text in texts:
                    self._check_text(node, path, text)
                return tuple(texts)
        elif isinstance(value, str):
            return self._check_text(node, path, value)
        elif isinstance(value, int) and not isinstance(value, bool):
            return value
        self.error(node, path, "file-not-answer", value=shown(node))
        return None

    def _variance(self, node: Node | None, path: Path) -> Variance | None:
        if node is None:
            return None
        members = self._mapping(node, path, ("class",), ("reason", "action", "follow_up_by", "open"))
        texts = {
            key: self._text(members.get(key), (*path, key)) or ""
            for key in ("reason", "action", "follow_up_by")
        }
        variance_class = self._one_of(members.get("class"), (*path, "class"), VarianceClass)
        is_open = self._yes_or_no(members.get("open"), (*path, "open"))
        return Variance(variance_class or VarianceClass.UNSPECIFIED, **texts, open=is_open is not False)

    # Endings

    def _endings(self, members: Mapping[str, Node]) -> tuple[tuple[Ending, ...], bool]:
        """The endings, and whether the newest does not say when it was recorded."""
        endings: list[Ending] = []
        for index, node in enumerate(self._list(members.get("earlier_endings"), ("earlier_endings",))):
            path: Path = ("earlier_endings", index)
            earlier = self._ending(node, path, ("recorded_at", "reopened"))
            reopened = self._reopening(node.members.get("reopened"), (*path, "reopened"))
            endings.append(Ending(*earlier, reopened=reopened))
        ended = members.get("ended")
        if ended is None or ended.value is None:
            return tuple(endings), False
        newest = self._ending(ended, ("ended",), ())
        endings.append(Ending(*newest))
        return tuple(endings), newest[1] is _UNRECORDED

    def _ending(
        self, node: Node, path: Path, needed: tuple[str, ...]
    ) -> tuple[datetime, datetime, str, Outcome, str]:
        members = self._mapping(node, path, (*_ENDING_KEYS, *needed), ("recorded_at",))
        at = self._moment(members.get("at"), (*path, "at"))
        recorded_at = self._moment(members.get("recorded_at"), (*path, "recorded_at"))
        by = self._name(members.get("by"), (*path, "by"))
        outcome = self._one_of(members.get("outcome"), (*path, "outcome"), Outcome)
        reason = self._text(members.get("reason"), (*path, "reason"))
        return (
            at or _UNRECORDED,
            recorded_at or _UNRECORDED,
            by or "",
            outcome or Outcome.TRANSFERRED,
            reason or "",
        )

    def _reopening(self, node: Node | None, path: Path) -> Reopening:
        members = self._mapping(node, path, ("recorded_at", "by", "reason"))
        recorded_at = self._moment(members.get("recorded_at"), (*path, "recorded_at"))
        by = self._name(members.get("by"), (*path, "by"))
        reason = self._text(members.get("reason"), (*path, "reason"))
        return Reopening(recorded_at or _UNRECORDED, by or "", reason or "")

    # Moves to other versions

    def _moves(self, node: Node | None, version: str, entries: int) -> tuple[Move, ...]:
        """Each goes on from where the one before led to, the last one leads to the pathway's version."""
        moves: list[Move] = []
        for index, each in enumerate(self._list(node, ("moves",))):
            path: Path = ("moves", index)
            moves.append(self._move(each, path))
            if moves[1:] and moves[-1].before != moves[-2].after:
                self.error(each, (*path, "before"), "file-move-apart", version=moves[-2].after)
            if not (moves[-2].revision if moves[1:] else 0) <= moves[-1].revision <= entries:
                self.error(each, (*path, "entries"), "file-move-entries", most=entries)
        if moves and node is not None and moves[-1].after != version:
            self.error(node, ("moves",), "file-move-apart", version=version)
        return tuple(moves)

    def _move(self, node: Node, path: Path) -> Move:
        keys = ("before", "after", "entries", "recorded_at", "by", "reason")
        members = self._mapping(node, path, keys)
        revision = members.get("entries", Node(0, 0)).value
        if isinstance(revision, bool) or not isinstance(revision, int) or revision < 0:
            self.error(members["entries"], (*path, "entries"), "file-not-number")
            revision = 0
        return Move(
            self._name(members.get("before"), (*path, "before")) or "",
            self._name(members.get("after"), (*path, "after")) or "",
            self._moment(members.get("recorded_at"), (*path, "recorded_at")) or _UNRECORDED,
            self._name(members.get("by"), (*path, "by")) or "",
            self._text(members.get("reason"), (*path, "reason")) or "",
            revision,
        )

    # Kinds of values

    def _mapping(
        self,
        node: Node | None,
        path: Path,
        needed: tuple[str, ...] = (),
        allowed: tuple[str, ...] = (),
    ) -> dict[str, Node]:
        """The members that are given (a null is not), each known by its line; without `needed` any key may be."""
        if node is None or (node.value is None and not needed):
            return {}
        if not isinstance(node.value, dict):
            self.error(node, path, "file-not-mapping")
            return {}
        self.lines[path_text(path)] = node.line
        for key, member in node.value.items():
            self.lines[path_text((*path, key))] = member.line
            if needed and key not in needed and key not in allowed:
                self.error(member, (*path, key), "file-key-unknown", key=shown_text(key))
        for key in needed:
            given = node.value.get(key)
            if given is None or (given.value is None and key != "ended"):
                self.error(given or node, path, "file-key-missing", key=key)
        return {key: member for key, member in node.value.items() if member.value is not None}

    def _list(self, node: Node | None, path: Path) -> Iterator[Node]:
        if node is None:
            return
        if not isinstance(node.value, list):
            self.error(node, path, "file-not-list")
            return
        yield from node.value

    def _text(self, node: Node | None, path: Path) -> str | None:
        """A text; a number or a word that is not in quotes is taken as it is written."""
        if node is None:
            return None
        text = node.value if isinstance(node.value, str) else node.raw
        if isinstance(node.value, dict | list) or (not text and not isinstance(node.value, str)):
            self.error(node, path, "file-not-text")
            return None
        return self._check_text(node, path, text)

    def _check_text(self, node: Node, path: Path, text: str) -> str:
        for reason in unprintable(text, path_text(path)):
            self.error(node, path, reason.code, field=path[-1], **reason.params)
        return text

    def _name(self, node: Node | None, path: Path) -> str | None:
        """An id or a name: one line, not empty."""
        text = self._text(node, path)
        if node is None or text is None:
            return None
        if not text.strip() or "\n" in text or "\t" in text or len(text) > LONGEST_NAME:
            self.error(node, path, "file-not-name", value=shown(node))
            return None
        return text

    def _one_of(self, node: Node | None, path: Path, choices: type[E]) -> E | None:
        if node is None:
            return None
        try:
            return choices(str(node.value))
        except ValueError:
            allowed = ", ".join(choice.value for choice in choices)
            self.error(node, path, "file-not-one-of", value=shown(node), allowed=allowed)
            return None

    def _yes_or_no(self, node: Node | None, path: Path) -> bool | None:
        if node is None or isinstance(node.value, bool):
            return None if node is None else bool(node.value)
        self.error(node, path, "file-not-one-of", value=shown(node), allowed="true, false")
        return None

    def _day(self, node: Node | None, path: Path) -> date | None:
        if node is None:
            return None
        try:
            if isinstance(node.value, str) and _DAY.fullmatch(node.value):
                return date.fromisoformat(node.value)
        except ValueError:
            pass
        self.error(node, path, "file-not-day", value=shown(node))
        return None

    def _moment(self, node: Node | None, path: Path) -> datetime | None:
        """An instant, in UTC."""
        if node is None:
            return None
        match = _MOMENT.fullmatch(node.value.strip()) if isinstance(node.value, str) else None
        try:
            if match is None:
                self.error(node, path, "file-not-moment", value=shown(node))
            elif match[3] is None:
                self.error(node, path, "file-no-offset", value=shown(node))
            elif not EARLIEST_YEAR <= int(match[1][:4]) <= LATEST_YEAR:
                years = {"earliest": EARLIEST_YEAR, "latest": LATEST_YEAR}
                self.error(node, path, "file-year", value=shown(node), **years)
            else:
                return datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3].upper()}").astimezone(UTC)
        except ValueError:
            self.error(node, path, "file-not-moment", value=shown(node))
        return None


_UNRECORDED = datetime(1, 1, 1, tzinfo=UTC)
"""stands where the file does not say when something was recorded"""


def shown(node: Node) -> str:
    """The value, short enough for a sentence."""
    value: Any = node.value
    if isinstance(value, dict | list):
        return "…"
    return shown_text(value if isinstance(value, str) else node.raw or str(value))


def shown_text(text: str) -> str:
    cleaned = "".join(sign if sign.isprintable() else "·" for sign in text)
    return cleaned if len(cleaned) <= 60 else cleaned[:59] + "…"
