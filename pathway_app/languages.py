"""The languages that the program speaks, known without loading any."""

LANGUAGES = ("nl", "en", "fr", "de")
"""the languages that are complete"""

LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English", "fr": "Français", "de": "Deutsch"}
"""each in its own words, for whoever cannot read the present one"""
