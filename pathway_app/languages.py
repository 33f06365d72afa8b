"""The languages that the program speaks, known without loading any."""

LANGUAGES = ("nl", "en")
"""the languages that are complete"""
