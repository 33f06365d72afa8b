"""Fixtures of the command line, for the audit's tests too."""

from __future__ import annotations

from tests.cli.conftest import empty, founded, ward

__all__ = ["empty", "founded", "ward"]
