"""The sheet of a pathway, read back from its PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from pathway_app.definitions.loader import load_definition
from pathway_app.documents import pdf
from pathway_app.documents.model import Shape
from pathway_app.documents.pathway_sheet import pathway_sheet
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.i18n import LANGUAGES

from .invented_pathway import bread
from .reading import missing, pages, squashed
from .records import definition, edition

KNEE = Path(__file__).parents[1] / "pathways" / "knee-replacement.yaml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_pathway_stands_on_few_pages_across(language: str) -> None:
    document = pathway_sheet(definition(), edition(language))
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    assert document.shape is Shape.ACROSS
    told = "".join(map(squashed, pages(drawn)))
    assert len(pages(drawn)) <= 5
    for checkpoint in definition().checkpoints:
        assert squashed(checkpoint.title[language]) in told
        for field in checkpoint.fields:
            for option in field.options:
                assert squashed(option.title[language]) in told
    for statement in definition().statements.values():
        assert squashed(statement.fact[language]) in told


def test_what_is_local_says_so_and_what_is_not_names_its_statement() -> None:
    told = "".join(map(squashed, pages(pdf.render([pathway_sheet(definition(), edition())]))))
    for line in (
        "Deadline: 14 days after “Tissue obtained” [local]",
        "Clock: 48 hours after “Wound closed” [S17]",
        "McCormick grade (may be left empty): I – no deficit",
        "Not a medical device",
        "“Ruggenmergtumor (Spinal cord tumour)”, 13-Sep-2022",
        "27 steps, 27 of them from the source",
        "only with 4: Decision = Operate",
    ):
        assert squashed(line) in told, line


@pytest.mark.parametrize("pathway", [bread(), load_definition(KNEE)], ids=["bread", "knee"])
def test_any_pathway_can_be_printed(pathway: PathwayDefinition) -> None:
    document = pathway_sheet(pathway, edition("nl"))
    assert missing(document, pdf.render([document])) == []
