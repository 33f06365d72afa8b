"""Identifiers."""

from __future__ import annotations

from uuid import uuid4


def new_id() -> str:
    """A fresh random identifier (UUID version 4, lower case with hyphens)."""
    return str(uuid4())
