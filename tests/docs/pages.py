"""The pages as text: links, headings, tables, example files and console sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"(?:^`([\w.-]+)`:\n\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Block:
    """What stands between fences; `name` is the file that the line above it gives it."""

    name: str
    language: str
    text: str


@dataclass(frozen=True)
class Given:
    """One command of a console session and what it is said to write."""

    command: str
    output: str


def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def links(page: Path) -> list[str]:
    """Where the links and pictures lead, outside fences."""
    return _LINK.findall(_BLOCK.sub("", text_of(page)))


def anchors(page: Path) -> set[str]:
    """What a link can name behind `#`, as forges make it of the headings."""
    titles = _HEADING.findall(_BLOCK.sub("", text_of(page)))
    kept = (re.sub(r"[^\w\s-]", "", title.replace("`", "").lower()) for title in titles)
    return {title.strip().replace(" ", "-") for title in kept}


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(text_of(page))]


def session(block: Block) -> Iterator[Given]:
    """The commands of a console block, each with the lines below it."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Given(command, output)


def tables(page: Path, heading: str) -> list[list[list[str]]]:
    """The tables between that heading and the next: rows of cells, without the row of dashes."""
    inside = text_of(page).split(f"{heading}\n", 1)[1]
    found: list[list[list[str]]] = [[]]
    for line in inside.split("\n"):
        if re.match(r"#{1,6} |\*\*[^*]+\*\*", line):
            break
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not set("".join(cells)) <= set("-: "):
                found[-1].append(cells)
        elif found[-1]:
            found.append([])
    return [table for table in found if table]


def tokens(cell: str) -> list[str]:
    """What stands in backticks."""
    return _TOKEN.findall(cell)
