"""A course file beyond a bound is refused at that bound, on its line."""

from __future__ import annotations

import pytest

from pathway_app.definitions.loader import DefinitionErrors, load_definition
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.exchange import nodes
from pathway_app.exchange.course_file import examine_course_file
from pathway_app.exchange.json_nodes import read_json
from pathway_app.exchange.nodes import LONGEST_KEY, LONGEST_YAML, BadSyntax


def refused(text: str) -> Refusal:
    with pytest.raises(Refused) as found:
        examine_course_file(text.encode(), "x")
    [reason] = found.value.reasons
    return reason


def test_as_many_values_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nodes.MOST_NODES == 500_000
    monkeypatch.setattr(nodes, "MOST_NODES", 1000)
    head = '["zorgpad-course",\n'
    fits = head + "0," * 997 + "0]"
    read_json(fits)
    reason = refused(fits.replace("0]", "0,0]"))
    assert (reason.code, reason.params["line"], reason.params["most"]) == (
        "file-too-many-values",
        2,
        1000,
    )


@pytest.mark.parametrize("form", ['{{"zorgpad-course": 1,\n"{key}": 1}}', "zorgpad-course: 1\n{key}: 1\n"])
def test_a_long_key(form: str) -> None:
    reason = refused(form.format(key="k" * (LONGEST_KEY + 1)))
    assert (reason.code, reason.params["line"]) == ("file-key-too-long", 2)
    assert refused(form.format(key="k" * LONGEST_KEY)).code == "not-a-course-file"


def test_after_very_many_errors_nobody_reads_on() -> None:
    text = '{"a": 0' + ', "a": 0' * 500
    assert len(read_json(text + "}").problems) == 500
    with pytest.raises(BadSyntax, match="file-key-twice"):
        read_json(text + ', "a": 0}')


def test_a_pathway_names_the_beginning_of_a_long_key_and_not_more_errors_than_one_can_read() -> None:
    with pytest.raises(DefinitionErrors) as found:
        load_definition("k" * 1000 + ":\n" + " a: 1\n" * 2000)
    paths = [each.path for each in found.value.problems]
    assert max(map(len, paths)) < 200
    assert sum(each.code == "key-twice" for each in found.value.problems) == 500


def test_long_yaml() -> None:
    reason = refused("zorgpad-course: " + "x" * LONGEST_YAML)
    assert (reason.code, reason.params["longest"]) == ("file-too-long", LONGEST_YAML)
