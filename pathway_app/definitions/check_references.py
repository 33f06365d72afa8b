"""What refers to what: every checkpoint, field and value that is named must be there and of the right kind."""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app.definitions.check_fields import value_problems
from pathway_app.definitions.check_names import named_twice
from pathway_app.definitions.contents import Contents
from pathway_app.definitions.problems import DefinitionProblem
from pathway_app.definitions.reading import Place
from pathway_app.definitions.schema import MOST_MONTHS

MEASURES = ("hours", "days", "months")


def reference_problems(contents: Contents) -> Iterator[DefinitionProblem]:
    for checkpoint in contents.all_checkpoints:
        yield from _needs(contents, checkpoint)
        yield from _after(contents, checkpoint, checkpoint["clock"])
        for deadline in contents.deadlines(checkpoint):
            yield from _deadline(contents, checkpoint, deadline)
        for deadline in checkpoint["deadlines"].each():
            if deadline["after"].is_null:
                yield deadline["after"].problem("deadline-from-nothing")
    for condition in contents.conditions():
        yield from _condition(contents, condition)
    yield from _routes(contents, contents.root["routes"])
    for pair in contents.root["intervals"].each():
        yield from _interval(contents, pair)
    yield from _pairs_twice(contents.root["intervals"], "→")
    yield from _outline(contents, contents.root["outline"])


def _known(contents: Contents, naming: Place) -> Iterator[DefinitionProblem]:
    """A problem where the checkpoint named at `naming` is not there."""
    if naming.text is not None and naming.text not in contents.checkpoints:
        yield naming.problem("unknown-checkpoint", name=naming.text)


def _needs(contents: Contents, checkpoint: Place) -> Iterator[DefinitionProblem]:
    for needs in (checkpoint["needs"], checkpoint["rounds"]["later_needs"]):
        for need in needs.each():
            yield from _known(contents, need)
        yield from named_twice(needs.each())
    for need in checkpoint["rounds"]["later_needs"].each() if contents.repeats_itself(checkpoint) else ():
        if need.text is not None and need.text == checkpoint["id"].text:
            yield need.problem("refers-to-itself", name=need.text)


def _after(contents: Contents, checkpoint: Place, timed: Place) -> Iterator[DefinitionProblem]:
    """What a clock or a deadline counts from."""
    after = timed["after"]
    if after.text is not None and after.text == checkpoint["id"].text:
        yield after.problem("refers-to-itself", name=after.text)
    yield from _known(contents, after)


def _deadline(contents: Contents, checkpoint: Place, deadline: Place) -> Iterator[DefinitionProblem]:
    yield from _after(contents, checkpoint, deadline)
    given = [measure for measure in MEASURES if deadline[measure] and not deadline[measure].is_null]
    if deadline.is_mapping and len(given) != 1:
        yield deadline.problem("deadline-measure", given=", ".join(given))
    asked = deadline["if"]["checkpoint"]
    if asked.text is not None and asked.text == checkpoint["id"].text:
        yield asked.problem("refers-to-itself", name=asked.text)
    months = deadline["months"]
    if not months.is_mapping:
        return
    yield from _months_answer(contents, months["checkpoint"], months["field"])
    if months["overriding_field"].text is not None:
        yield from _overriding(contents, checkpoint, months["overriding_field"])


def _months_answer(contents: Contents, checkpoint: Place, field: Place) -> Iterator[DefinitionProblem]:
    yield from _known(contents, checkpoint)
    yield from _field_named(contents, checkpoint, field, kind="integer")
    found = contents.field(checkpoint.text or "", field.text or "")
    if found is not None:
        yield from _bounded(found, field)


def _bounded(found: Place, naming: Place) -> Iterator[DefinitionProblem]:
    """A number of months must lie in bounds that leave a date."""
    least, most = found["minimum"].number, found["maximum"].number
    if found["kind"].text == "integer" and (least is None or most is None or least < 0 or most > MOST_MONTHS):
        yield naming.problem("months-unbounded", name=naming.text, most=MOST_MONTHS)


def _overriding(contents: Contents, checkpoint: Place, naming: Place) -> Iterator[DefinitionProblem]:
    if not checkpoint["rounds"].is_mapping:
        yield naming.problem("override-without-rounds")
    found = contents.fields(checkpoint).get(naming.text or "")
    if found is None:
        yield naming.problem("unknown-field", name=naming.text)
    elif found["kind"].text not in (None, "integer"):
        yield naming.problem("field-of-kind", name=naming.text, expected="integer", kind=found["kind"].text)
    else:
        yield from _bounded(found, naming)


def _condition(contents: Contents, condition: Place) -> Iterator[DefinitionProblem]:
    checkpoint, naming = condition["checkpoint"], condition["field"]
    yield from _known(contents, checkpoint)
    yield from _field_named(contents, checkpoint, naming)
    field = contents.field(checkpoint.text or "", naming.text or "")
    if field is None:
        return
    yield from value_problems(contents, field, naming, condition["in"])
    if field["required"].is_false or field["only_with"]:
        yield naming.problem("condition-on-optional", name=naming.text)


def _field_named(
    contents: Contents, checkpoint: Place, naming: Place, kind: str | None = None
) -> Iterator[DefinitionProblem]:
    """A problem where the checkpoint is there and has no such field, or one of another kind."""
    found = contents.checkpoints.get(checkpoint.text or "")
    if found is None or naming.text is None:
        return
    field = contents.fields(found).get(naming.text)
    if field is None:
        yield naming.problem("unknown-field", name=naming.text)
    elif kind is not None and field["kind"].text not in (None, kind):
        yield naming.problem("field-of-kind", name=naming.text, expected=kind, kind=field["kind"].text)


def _routes(contents: Contents, routes: Place) -> Iterator[DefinitionProblem]:
    yield from _known(contents, routes["asked_after"])
    decision = routes["decision"]
    yield from _known(contents, decision["checkpoint"])
    yield from _field_named(contents, decision["checkpoint"], decision["field"], kind="choice")
    yield from _field_named(contents, decision["checkpoint"], decision["rationale"], kind="text")
    rationale = contents.field(decision["checkpoint"].text or "", decision["rationale"].text or "")
    if rationale is not None and rationale["only_with"]:
        yield decision["rationale"].problem("rationale-only-with")
    field = contents.field(decision["checkpoint"].text or "", decision["field"].text or "")
    if field is None or field["kind"].text != "choice":
        return
    for route in routes["routes"].each():
        yield from value_problems(contents, field, decision["field"], route["agrees"])


def _interval(contents: Contents, pair: Place) -> Iterator[DefinitionProblem]:
    for end in pair.each():
        yield from _known(contents, end)
    if len(pair.texts) == 2 and pair.texts[0] == pair.texts[1]:
        yield pair.problem("refers-to-itself", name=pair.texts[0])


def _pairs_twice(pairs: Place, between: str) -> Iterator[DefinitionProblem]:
    """A problem for each pair that stands there a second time."""
    seen: dict[tuple[str, ...], Place] = {}
    for pair in pairs.each():
        first = seen.setdefault(pair.texts, pair)
        if len(pair.texts) == 2 and first is not pair:
            yield pair.problem("name-twice", name=between.join(pair.texts), first_line=first.line)


def _outline(contents: Contents, outline: Place) -> Iterator[DefinitionProblem]:
    day_count = outline["day_count"]
    yield from _known(contents, day_count["after"])
    for _, title in day_count["title"].members():
        rest = (title.text or "{n}").split("{n}")
        if len(rest) != 2 or any("{" in part or "}" in part for part in rest):
            yield title.problem("day-count-title")
    for pair in (*outline["headline"].each(), *outline["monitoring"].each()):
        ends = tuple(pair.each())
        if len(ends) == 2:
            yield from _known(contents, ends[0])
            yield from _field_named(contents, *ends)
    for named in outline["background"].each():
        yield from _known(contents, named)
    yield from named_twice(outline["background"].each())
    yield from _pairs_twice(outline["monitoring"], ".")
    yield from _comparison(contents, outline["comparison"])
    yield from _board(contents, outline["board"])
    yield from _follow_up(contents, outline["follow_up"])
    group = tuple(outline["group"].each())
    if len(group) == 2:
        yield from _known(contents, group[0])
        yield from _field_named(contents, *group, kind="choice")


def _board(contents: Contents, board: Place) -> Iterator[DefinitionProblem]:
    diagnosis, discussed, decision = (board[key] for key in ("diagnosis", "discussed", "decision"))
    for named in (diagnosis, discussed, decision):
        yield from _known(contents, named)
    for later in (discussed, decision):
        yield from named_twice((diagnosis, later))
    yield from _field_named(contents, discussed, board["disciplines"], kind="several")


def _follow_up(contents: Contents, follow_up: Place) -> Iterator[DefinitionProblem]:
    plan, repeats = follow_up["plan"], follow_up["repeats"]
    for named in (plan, repeats):
        yield from _known(contents, named)
    yield from named_twice((plan, repeats))
    yield from _field_named(contents, plan, follow_up["clinic"], kind="choice")
    yield from _field_named(contents, plan, follow_up["interval"], kind="integer")
    yield from _field_named(contents, repeats, follow_up["result"], kind="choice")
    rounds = (
        contents.checkpoints[repeats.text or ""]["rounds"] if repeats.text in contents.checkpoints else None
    )
    if rounds is not None and (not rounds.is_mapping or rounds["trigger"]):
        yield repeats.problem("does-not-repeat", name=repeats.text)


def _comparison(contents: Contents, comparison: Place) -> Iterator[DefinitionProblem]:
    columns = [column["checkpoint"] for column in comparison["columns"].each()]
    for column in columns:
        yield from _known(contents, column)
    yield from named_twice(columns)
    yield from named_twice(comparison["fields"].each())
    for field in comparison["fields"].each():
        for column in columns:
            found = contents.checkpoints.get(column.text or "")
            if found is not None and field.text is not None and field.text not in contents.fields(found):
                yield field.problem("not-asked-by", name=field.text, asked=column.text)
