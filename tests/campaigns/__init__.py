"""Campaigns that break the record in every way that one can think of, and look what is left of it.

Each runs short in the ordinary suite and in full where it is asked for: docs/development.md, Campaigns.
"""
