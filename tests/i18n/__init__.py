"""Texts in every language: complete, not stale, with the same places to fill in."""
