"""Names and words: ids well formed and given once, every text in every language, every origin a known statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pathway_app.definitions.contents import Contents
from pathway_app.definitions.problems import DefinitionProblem
from pathway_app.definitions.reading import Place
from pathway_app.domain.reckoning import NO_ROUTE

MOST_CHECKPOINTS = 200
LONGEST_ID = 64

_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
_VALUE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_STATEMENT = re.compile(r"S[1-9][0-9]*\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")

_TEXTS = frozenset(
    {
        *("title", "short_title", "scope", "place", "fact", "explanation", "who", "occurred_title"),
        *("unit", "plain"),
    }
)
"""the keys that hold a text in the definition's languages"""


def name_problems(contents: Contents) -> Iterator[DefinitionProblem]:
    yield from _root_names(contents)
    yield from _ids(contents.phases, "id", _KEBAB, "not-kebab-case")
    yield from _ids(contents.all_checkpoints, "id", _KEBAB, "not-kebab-case")
    if len(contents.all_checkpoints) > MOST_CHECKPOINTS:
        yield contents.root["phases"].problem("too-many-checkpoints", most=MOST_CHECKPOINTS)
    for checkpoint in contents.all_checkpoints:
        yield from _ids(checkpoint["fields"].each(), "id", _SNAKE, "not-snake-case")
        for field in checkpoint["fields"].each():
            yield from _option_values(contents, field)
    for route in contents.root["routes"]["routes"].each():
        if route["id"].text == NO_ROUTE:
            yield route["id"].problem("route-named-none")
    yield from _ids(contents.root["routes"]["routes"].each(), "id", _VALUE, "not-a-name")
    yield from _empty(contents)


def _root_names(contents: Contents) -> Iterator[DefinitionProblem]:
    root = contents.root
    yield from _formed(root["id"], _KEBAB, "not-kebab-case")
    yield from _formed(root["version"], _VERSION, "not-a-version")
    for language in root["languages"].each():
        yield from _formed(language, _LANGUAGE, "not-a-language")
    yield from named_twice(root["languages"].each())
    for name, statement in root["statements"].members():
        if not _STATEMENT.match(name):
            yield statement.problem("not-a-statement", name=name)
    for name, options in root["value_lists"].members():
        if not _KEBAB.match(name):
            yield options.problem("not-kebab-case", name=name)
        yield from _ids(options.each(), "value", _VALUE, "not-a-value")


def _option_values(contents: Contents, field: Place) -> Iterator[DefinitionProblem]:
    for option in field["options"].each():
        yield from _formed(option["value"], _VALUE, "not-a-value")
    own = {option.path for option in field["options"].each()}
    seen: dict[str, Place] = {}
    for option in contents.option_places(field):
        value = option["value"].text
        if value is None:
            continue
        first = seen.setdefault(value, option)
        if first is not option and option.path in own:
            yield option["value"].problem("name-twice", name=value, first_line=first.line)


def _ids(places: Iterable[Place], key: str, form: re.Pattern[str], code: str) -> Iterator[DefinitionProblem]:
    names = [place[key] for place in places]
    for name in names:
        yield from _formed(name, form, code)
    yield from named_twice(names)


def _formed(place: Place, form: re.Pattern[str], code: str) -> Iterator[DefinitionProblem]:
    name = place.text
    if name is None:
        return
    if not form.match(name):
        yield place.problem(code, name=name)
    elif len(name) > LONGEST_ID:
        yield place.problem("name-too-long", name=name, longest=LONGEST_ID)


def named_twice(places: Iterable[Place]) -> Iterator[DefinitionProblem]:
    """A problem for each text that an earlier one of `places` has already."""
    seen: dict[str, Place] = {}
    for place in places:
        name = place.text
        if name is None:
            continue
        first = seen.setdefault(name, place)
        if first is not place:
            yield place.problem("name-twice", name=name, first_line=first.line)


def _empty(contents: Contents) -> Iterator[DefinitionProblem]:
    lists = [options for _, options in contents.root["value_lists"].members()]
    for place in [contents.root["phases"], *(phase["checkpoints"] for phase in contents.phases), *lists]:
        if place.node is not None and place.node.value == []:
            yield place.problem("empty")


def text_problems(contents: Contents) -> Iterator[DefinitionProblem]:
    """Texts that lack one of the definition's languages, or are in another one."""
    if contents.languages:
        yield from _texts_below(contents, contents.root)


def _texts_below(contents: Contents, place: Place) -> Iterator[DefinitionProblem]:
    for member in place.each():
        yield from _texts_below(contents, member)
    for key, member in place.members():
        if key in _TEXTS and member.is_mapping:
            yield from _text(contents, member)
        else:
            yield from _texts_below(contents, member)


def _text(contents: Contents, text: Place) -> Iterator[DefinitionProblem]:
    for language in contents.languages:
        given = text[language]
        if not given or (given.text is not None and not given.text.strip()):
            yield given.problem("translation-missing", language=language)
    for language, given in text.members():
        if language not in contents.languages:
            yield given.problem("language-unknown", language=language)


def origin_problems(contents: Contents) -> Iterator[DefinitionProblem]:
    """Origins that name a statement which is not there, or name one twice."""
    known = frozenset(name for name, _ in contents.root["statements"].members())
    for part in ("phases", "routes"):
        for origin in _origins_below(contents.root[part]):
            for statement in origin.each():
                if statement.text is not None and statement.text not in known:
                    yield statement.problem("unknown-statement", name=statement.text)
            yield from named_twice(origin.each())


def _origins_below(place: Place) -> Iterator[Place]:
    for member in place.each():
        yield from _origins_below(member)
    for key, member in place.members():
        if key == "origin":
            yield member
        else:
            yield from _origins_below(member)
