"""Canonical JSON says the whole definition, once and in one way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pathway_app.definitions.canonical import definition_from_json, definition_hash, definition_to_json
from pathway_app.definitions.loader import load_definition

from .pathway_files import KNEE, KNEE_TEXT, ROOT, TUMOUR


@pytest.mark.parametrize("path", [TUMOUR, KNEE], ids=lambda path: path.stem)
def test_there_and_back_again_is_the_same(path: Path) -> None:
    definition = load_definition(path)
    text = definition_to_json(definition)
    again = definition_from_json(text)
    assert again == definition
    assert definition_to_json(again) == text
    assert list(again.statements) == list(definition.statements)


def test_the_text_is_canonical() -> None:
    text = definition_to_json(load_definition(TUMOUR))
    written = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert text == written
    assert "ë" in text


def test_what_was_written_before_a_key_was_known_is_read_and_keeps_its_hash() -> None:
    later = ("  monitoring: ", "  board: ", "  follow_up: ", "    plain: ", "        plain: ")
    lines = [line for line in KNEE_TEXT.splitlines() if not line.startswith(later)]
    without = load_definition("\n".join(lines))
    text = definition_to_json(without)
    assert not any(key in text for key in ("monitoring", "board", "follow_up", "plain"))
    read = definition_from_json(text)
    assert read.outline.monitoring == ()
    assert read.outline.board is None
    assert read.outline.follow_up is None
    assert not read.phases[0].plain
    assert definition_hash(definition_to_json(definition_from_json(text))) == definition_hash(text)


def test_the_layout_of_the_file_does_not_change_the_hash_and_a_word_does() -> None:
    def hash_of(text: str) -> str:
        return definition_hash(definition_to_json(load_definition(text)))

    laid_out_anew = "# a remark\n" + KNEE_TEXT.replace("{en: Left, fr: Gauche}", "{fr: Gauche,\n en: 'Left'}")
    assert hash_of(laid_out_anew) == hash_of(KNEE_TEXT)
    assert hash_of(KNEE_TEXT.replace("fr: Gauche}", "fr: À gauche}")) != hash_of(KNEE_TEXT)
    assert len(hash_of(KNEE_TEXT)) == 64


@pytest.mark.parametrize("text", ["", "[", "[]", "{}", '{"id": "a"}', '{"unknown": 1}', "null", "7"])
def test_what_is_no_definition_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"canonical|Expecting"):
        definition_from_json(text)


def test_reading_it_takes_neither_yaml_nor_pydantic() -> None:
    text = definition_to_json(load_definition(TUMOUR))
    program = (
        "import sys\n"
        "from pathway_app.definitions.canonical import definition_from_json\n"
        "definition_from_json(sys.stdin.read())\n"
        "heavy = {'ruamel', 'pydantic', 'sqlalchemy', 'PySide6'} & {name.split('.')[0] for name in sys.modules}\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        input=text,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert ran.returncode == 0
