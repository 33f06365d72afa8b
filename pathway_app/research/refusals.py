"""Sentences for what research files refuse."""

from __future__ import annotations

from collections.abc import Mapping


def _(message: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is shown."""
    return message


RESEARCH_REFUSALS: Mapping[str, str] = {
    "research-key-missing": _("There is no key at {path}; --new-key makes one."),
    "research-key-open": _(
        "Others than its owner may read the key {path}; take that permission away (chmod 600)."
    ),
    "research-key-form": _("{path} is not a key for research files."),
    "research-key-inside": _("The key {path} must not lie in the folder that is given away."),
    "research-few": _("There are fewer than {n} patients in this period; nothing is told of so few."),
    "research-period-short": _("The period must have {days} days at least; a shorter one would tell dates."),
    "research-manifest": _("{path} is not a manifest of the format {format}."),
    "research-line": _("This is not what research files hold."),
    "research-hash": _("{path} is not the file that its manifest tells of."),
    "research-sites": _("Give the folders of two sites at least, of {most} at most."),
    "research-same-site": _("{path} and {other} were made with the same key: they are one site."),
    "research-other-pathway": _("{path} is about another pathway than {other}."),
    "research-other-version": _("Version {version} of the pathway is another one in {path} than in {other}."),
    "research-demonstration": _("{path} and {other}: one is a demonstration, the other is not."),
    "research-folder": _("{path} holds the files of a site; choose another folder for what comes out."),
}
