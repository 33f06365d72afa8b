"""What a campaign says of itself."""

from __future__ import annotations

import sys


def report(what: str, **figures: object) -> None:
    """Print a campaign's figures; pytest shows them with `-s`, as the make targets have it."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    print(f"\n{what}: {told}", file=sys.__stdout__, flush=True)
