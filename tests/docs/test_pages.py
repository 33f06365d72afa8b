"""Links, names and words of the pages."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser
from pathlib import Path

import pytest

from pathway_app.cli import program
from pathway_app.cli.arguments import Adder, parse
from pathway_app.i18n import Words
from tests.docs.pages import PAGES, ROOT, anchors, blocks, links, text_of

named = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

_MAKE = re.compile(r"(?:`|^|&& )(?:PYTHON=\S+ )?make ([a-z-]+)", re.MULTILINE)
_PLACES = re.compile(r"(?<![\w.~:/-])/(?:home|root|tmp|mnt|srv|opt|work)\b|[A-Z]:\\|\.\./shared")
_HOSTS = re.compile(r"(?:index-url|artifactory|pythonhosted|pypi\.)", re.IGNORECASE)


@named
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_linked_from_the_readme() -> None:
    linked = {(ROOT / link.partition("#")[0]).resolve() for link in links(ROOT / "README.md") if link}
    assert set(PAGES) - {ROOT / "README.md"} <= linked


@named
def test_no_machine_and_no_index_is_named(page: Path) -> None:
    assert not _PLACES.search(text_of(page))
    assert not _HOSTS.search(text_of(page))


@named
def test_make_targets_exist(page: Path) -> None:
    makefile = text_of(ROOT / "Makefile")
    for target in _MAKE.findall(text_of(page)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def _typed(page: Path) -> list[list[str]]:
    """The arguments of the program in every line that is to be typed."""
    found = []
    for block in blocks(page):
        for line in block.text.splitlines() if block.language in ("sh", "console") else ():
            words = shlex.split(line.removeprefix("$ ").partition(" > ")[0], comments=True)
            if "main.py" in words[:2]:
                found.append(words[words.index("main.py") + 1 :])
    return found


@named
def test_what_is_to_be_typed_is_understood(page: Path) -> None:
    for arguments in _typed(page):
        parse(arguments, Words("en"), program._COMMANDS, {"database": None, "lang": None, "user": None})


def _commands() -> set[str]:
    commands: set[str] = set()
    for add in program._COMMANDS:
        below = ArgumentParser().add_subparsers()
        add(Adder(Words("en"), below, ArgumentParser(add_help=False)))
        commands |= set(below.choices)
    return commands


def test_every_command_has_its_part() -> None:
    titles = re.findall(r"^## (.+)$", text_of(ROOT / "docs" / "commands.md"), re.MULTILINE)
    assert _commands() <= set(" ".join(titles).split())


@named
def test_fences_say_what_they_hold(page: Path) -> None:
    assert text_of(page).count("```") == 2 * len(blocks(page))
