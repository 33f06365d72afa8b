"""Fields: options where the kind has them, bounds where it is a number, and when a field is asked."""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app.definitions.check_names import named_twice
from pathway_app.definitions.contents import ASKABLE_KINDS, Contents
from pathway_app.definitions.problems import DefinitionProblem
from pathway_app.definitions.reading import Place


def field_problems(contents: Contents) -> Iterator[DefinitionProblem]:
    lists = contents.root["value_lists"]
    for checkpoint in contents.all_checkpoints:
        fields = contents.fields(checkpoint)
        for field in checkpoint["fields"].each():
            name = field["list"].text
            if name is not None and not lists[name]:
                yield field["list"].problem("unknown-list", name=name)
            yield from _kind(contents, field)
            yield from _only_with(contents, fields, field)
        yield from _asked_in_circle(fields)
        for rule in checkpoint["requires_variance"].each():
            yield from _variance_rule(contents, fields, rule)


def _kind(contents: Contents, field: Place) -> Iterator[DefinitionProblem]:
    kind = field["kind"].text
    if kind in ASKABLE_KINDS:
        if not field["list"] and not any(contents.option_places(field)):
            yield field.problem("options-missing", kind=kind)
        yield from _misplaced(field, kind, ("minimum", "maximum", "unit"))
        for option in field["options"].each() if kind == "choice" else ():
            if option["alone"]:
                yield option["alone"].problem("misplaced", key="alone", kind=kind)
    elif kind in ("text", "integer"):
        bounds = ("minimum", "maximum", "unit") if kind == "text" else ()
        yield from _misplaced(field, kind, ("options", "list", *bounds))
        least, most = field["minimum"].number, field["maximum"].number
        if least is not None and most is not None and least > most:
            yield field["maximum"].problem("bounds-crossed", minimum=least, maximum=most)


def _misplaced(field: Place, kind: str, keys: tuple[str, ...]) -> Iterator[DefinitionProblem]:
    for key in keys:
        if field[key]:
            yield field[key].problem("misplaced", key=key, kind=kind)


def _only_with(contents: Contents, fields: dict[str, Place], field: Place) -> Iterator[DefinitionProblem]:
    name = field["only_with"]["field"].text
    if name is None:
        return
    if name == field["id"].text:
        yield field["only_with"]["field"].problem("refers-to-itself", name=name)
    elif name not in fields:
        yield field["only_with"]["field"].problem("unknown-field", name=name)
    else:
        yield from value_problems(
            contents, fields[name], field["only_with"]["field"], field["only_with"]["in"]
        )


def _asked_in_circle(fields: dict[str, Place]) -> Iterator[DefinitionProblem]:
    """Fields that are each asked only with the next, so that none can ever be answered."""
    after = {name: field["only_with"]["field"].text for name, field in fields.items()}
    reported: set[str] = set()
    for start in fields:
        circle = [start]
        following = after[start]
        while following is not None and following in fields and following not in circle:
            circle.append(following)
            following = after[following]
        if following == start and len(circle) > 1 and reported.isdisjoint(circle):
            reported.update(circle)
            yield fields[start]["only_with"].problem("cycle", cycle=" → ".join([*circle, start]))


def _variance_rule(contents: Contents, fields: dict[str, Place], rule: Place) -> Iterator[DefinitionProblem]:
    if rule and bool(rule["in"]) == bool(rule["lacks"]):
        yield rule.problem("variance-rule-measure")
    name = rule["field"].text
    if name is None:
        return
    if name not in fields:
        yield rule["field"].problem("unknown-field", name=name)
        return
    if rule["lacks"] and fields[name]["kind"].text == "choice":
        yield rule["lacks"].problem("misplaced", key="lacks", kind="choice")
    for key in ("in", "lacks"):
        if rule[key]:
            yield from value_problems(contents, fields[name], rule["field"], rule[key])


def value_problems(
    contents: Contents, field: Place, naming: Place, values: Place
) -> Iterator[DefinitionProblem]:
    """What is wrong with `values`, a list in the file, as answers to `field`, which is named at `naming`."""
    kind = field["kind"].text
    if kind in ("text", "integer"):
        yield naming.problem("without-options", name=naming.text, kind=kind)
        return
    name = field["list"].text
    list_missing = name is not None and not contents.root["value_lists"][name]
    options = contents.options(field)
    for value in values.each():
        if value.text is not None and value.text not in options and not list_missing:
            yield value.problem("unknown-value", name=value.text, field=field["id"].text)
    yield from named_twice(values.each())
