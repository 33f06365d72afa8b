"""The arguments of the command line. Commands are added by the modules that carry them out."""

from __future__ import annotations

import argparse
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pathway_app.cli.usage_words import speak
from pathway_app.i18n import LANGUAGES, Words


@dataclass(frozen=True)
class Adder:
    """Adds commands that all understand the global options too."""

    words: Words
    commands: argparse._SubParsersAction[ArgumentParser]
    everywhere: ArgumentParser

    def add(self, name: str, sentence: str) -> ArgumentParser:
        """A command; `sentence` says in a line what it does."""
        return self.commands.add_parser(
            name, help=sentence, description=sentence, parents=[self.everywhere], allow_abbrev=False
        )

    def group(self, name: str, sentence: str) -> Adder:
        """A command with commands of its own."""
        parser = self.add(name, sentence)
        below = parser.add_subparsers(dest=f"{name}_command", required=True, metavar="…")
        return Adder(self.words, below, self.everywhere)


AddCommands = Callable[[Adder], None]


def parse(
    arguments: Sequence[str],
    words: Words,
    add_commands: Sequence[AddCommands],
    defaults: Mapping[str, str | None],
) -> Namespace:
    """The options; exits with 2 where the usage is wrong. `run` is the function of the chosen command, if any."""
    _ = words.gettext
    speak(words)
    everywhere = _global_options(words)
    parser = ArgumentParser(
        prog="main.py",
        description=_("Zorgpad. Without a command the window opens."),
        parents=[everywhere],
        allow_abbrev=False,
    )
    adder = Adder(words, parser.add_subparsers(dest="command", metavar="…"), everywhere)
    for add in add_commands:
        add(adder)
    return parser.parse_args(arguments, Namespace(run=None, **defaults))


def _global_options(words: Words) -> ArgumentParser:
    """Understood before and after the command; without defaults, so that the one does not undo the other."""
    _ = words.gettext
    parser = ArgumentParser(add_help=False, argument_default=SUPPRESS)
    group = parser.add_argument_group(_("everywhere"))
    group.add_argument(
        "--database", metavar="URL", help=_("the database: a file, or the address of a PostgreSQL database")
    )
    group.add_argument("--lang", choices=LANGUAGES, help=_("the language of messages and sheets"))
    group.add_argument("--user", metavar="NAME", help=_("the account that acts"))
    return parser


def positive(text: str) -> int:
    """A whole number from 1, for argparse."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
