"""The languages that the program speaks, known without loading any."""

LANGUAGES = ("nl", "en", "fr", "de")
"""the languages that are complete"""
