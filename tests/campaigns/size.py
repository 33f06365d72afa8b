"""How much of a campaign runs: a little in the ordinary suite, all of it where it is asked for."""

from __future__ import annotations

import sys


def report(what: str, **figures: object) -> None:
    """Print a campaign's figures past pytest's capture."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    print(f"\n{what}: {told}", file=sys.__stdout__, flush=True)
