"""Every kind of error of a pathway file is named, with the line and the path where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pathway_app.definitions.loader import DefinitionErrors, DefinitionProblem, check_pathway, load_definition
from pathway_app.definitions.messages import DEFINITION_REFUSALS
from pathway_app.definitions.reading import DEEPEST, LONGEST_FILE, MOST_NODES
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.messages import Sentences

from .pathway_files import KNEE, KNEE_TEXT

Case = dict[str, str]
CASES: list[Case] = YAML(typ="safe", pure=True).load(Path(__file__).with_name("errors.yaml"))

WHOLE_FILES = {
    "file-empty": "# nothing but a remark\n",
    "file-too-long": "id: a\n" + "#" * LONGEST_FILE,
    "yaml": KNEE_TEXT.replace("languages: [en, fr]", "languages: [en, fr"),
    "several-documents": KNEE_TEXT + "---\nid: second\n",
    "too-deep": "id: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
    "too-many-values": "phases: [" + "1, " * (MOST_NODES + 1) + "]",
    "key-not-text": "? [a, b]\n: c\n",
    "unprintable": "id: a\u202eb\n",
    "not-a-mapping": "- id: a\n",
}
"""files with which nothing can be done, by the code that must be named"""


def problems_of(text: str) -> tuple[DefinitionProblem, ...]:
    with pytest.raises(DefinitionErrors) as raised:
        load_definition(text)
    return raised.value.problems


def broken(case: Case) -> tuple[str, int]:
    """The file with the error in it, and the line on which it must be named."""
    old, at = case["old"], case.get("at")
    assert KNEE_TEXT.count(old) == 1, f"{old!r} does not stand there once"
    text = KNEE_TEXT.replace(old, case["new"])
    place = KNEE_TEXT.index(old)
    if at is not None:
        assert text.count(at) == 1, f"{at!r} does not stand there once"
        place = text.index(at)
    return text, text[:place].count("\n") + 1


@pytest.mark.parametrize("case", CASES, ids=[f"{case['code']} {case['path']}" for case in CASES])
def test_each_error_is_named_with_line_and_path(case: Case) -> None:
    text, line = broken(case)
    found = [(each.code, each.path, each.line) for each in problems_of(text)]
    assert (case["code"], case["path"], line) in found


@pytest.mark.parametrize("code", WHOLE_FILES)
def test_a_file_that_cannot_be_read_at_all_is_named(code: str) -> None:
    assert [problem.code for problem in problems_of(WHOLE_FILES[code])] == [code]


@pytest.mark.parametrize("escape", [r"\U0011FFFF", r"\UFFFFFFFF"])
def test_a_sign_beyond_unicode_is_refused(escape: str) -> None:
    text = KNEE_TEXT.replace("en: Leaflet on the knee", f'en: "{escape}"')
    line = text[: text.index(escape)].count("\n") + 1
    assert [(each.code, each.line) for each in problems_of(text)] == [("yaml", line)]


def test_too_many_checkpoints_are_refused() -> None:
    start = KNEE_TEXT.index("      - id: referral-received")
    one = KNEE_TEXT[start : KNEE_TEXT.index("      - id: knee-xray")]
    many = "".join(one.replace("referral-received", f"referral-{n}") for n in range(200))
    problems = problems_of(KNEE_TEXT[:start] + many + KNEE_TEXT[start:])
    assert [problem.code for problem in problems] == ["too-many-checkpoints"]


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    doubling = "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(12))
    assert [problem.code for problem in problems_of("a0: &a0 [1]\n" + doubling)] == ["too-many-values"]


def test_what_is_wrong_behind_an_anchor_is_named_once_and_where_it_is_written() -> None:
    text = KNEE_TEXT.replace("trigger: &hot {checkpoint: knee-bent", "trigger: &hot {checkpoint: knee-bend")
    named = [each for each in problems_of(text) if each.code == "unknown-checkpoint"]
    assert [each.path for each in named] == ["phases[2].checkpoints[1].rounds.trigger.checkpoint"]


def test_every_error_of_every_kind_is_named_at_once() -> None:
    together = [
        case
        for case in CASES
        if case["path"]
        in {
            "version",
            "scope",
            "source.date",
            "value_lists.agreed[1].value",
            "phases[0].checkpoints[0].who",
            "phases[0].checkpoints[2].need",
            "phases[2].checkpoints[0].fields[0].maximum",
            "routes.routes[0].agrees[0]",
            "outline.day_count.title.en",
        }
    ]
    chosen = {case["path"]: case for case in together}
    text = KNEE_TEXT
    for case in chosen.values():
        text = text.replace(case["old"], case["new"])
    named = {(problem.code, problem.path) for problem in problems_of(text)}
    assert {(case["code"], path) for path, case in chosen.items()} <= named
    assert len(chosen) == 9


def test_two_circles_through_the_same_checkpoint_are_both_named() -> None:
    text = KNEE_TEXT.replace(
        "needs: [referral-received]", "needs: [referral-received, plan-made, implant-placed]"
    )
    cycles = [problem.params["cycle"] for problem in problems_of(text) if problem.code == "cycle"]
    assert cycles == [
        "knee-xray → plan-made → knee-xray",
        "knee-xray → implant-placed → plan-made → knee-xray",
    ]


def test_errors_stand_in_the_order_of_the_file() -> None:
    text = KNEE_TEXT.replace("agrees: [pills]", "agrees: [pill]").replace(
        "needs: [knee-xray]", "needs: [elbow]"
    )
    lines = [problem.line for problem in problems_of(text)]
    assert lines == sorted(lines)
    assert len(lines) >= 2


def test_the_command_line_gets_the_problems_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(KNEE_TEXT.replace("agrees: [pills]", "agrees: [pill]"), encoding="utf-8")
    assert [(each.code, each.path) for each in check_pathway(file)] == [
        ("unknown-value", "routes.routes[0].agrees[0]")
    ]
    assert check_pathway(str(KNEE)) == []


def test_a_file_that_is_missing_or_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"id: a\ntitle: caf\xe9\n")
    assert [(each.code, each.line) for each in check_pathway(file)] == [("not-utf-8", 2)]
    assert [each.code for each in check_pathway(tmp_path / "missing.yaml")] == ["file-unreadable"]
    assert [each.code for each in check_pathway(tmp_path)] == ["file-unreadable"]


def test_every_error_has_a_sentence_and_every_sentence_an_error(tmp_path: Path) -> None:
    problems = [problem for case in CASES for problem in problems_of(broken(case)[0])]
    problems += [problem for text in WHOLE_FILES.values() for problem in problems_of(text)]
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"\xe9")
    problems += [*check_pathway(latin), *check_pathway(tmp_path)]
    for sentence in Sentences(Words("en")).refused(DefinitionErrors(problems)):
        assert "{" not in sentence.replace("{n}", "")
    unnamed = {"definition-wrong-shape", "definition-too-many-checkpoints"}
    assert {f"definition-{problem.code}" for problem in problems} == DEFINITION_REFUSALS.keys() - unnamed


def test_the_sentence_begins_with_the_place() -> None:
    text = KNEE_TEXT.replace("agrees: [pills]", "agrees: [pill]")
    with pytest.raises(Refused) as raised:
        load_definition(text)
    line = text[: text.index("agrees: [pill]")].count("\n") + 1
    assert Sentences(Words("en")).refused(raised.value) == (
        f"line {line}, routes.routes[0].agrees[0]: “pill” is not an option of “cure”.",
    )
