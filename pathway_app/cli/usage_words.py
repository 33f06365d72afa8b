"""The sentences of Python's argument parser, for the catalogue: wrong usage is told in the reader's language too."""

from __future__ import annotations

import argparse

from pathway_app.i18n import Words


def _(message: str) -> str:
    """Marks a sentence for the catalogue."""
    return message


USAGE = (
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("unrecognized arguments: %s"),
    _("not allowed with argument %s"),
    _("ignored explicit argument %r"),
    _("the following arguments are required: %s"),
    _("one of the arguments %s is required"),
    _("expected one argument"),
    _("expected at least one argument"),
    _("invalid %(type)s value: %(value)r"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
)


def speak(words: Words) -> None:
    """Let the argument parser speak the language of `words`.

    It takes its sentences from the catalogues of Python, which has none but English.
    """
    vars(argparse)["_"] = words.gettext
