"""Every setting of the site as a question in words, in groups, and what is wrong with an answer in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.languages import LANGUAGE_NAMES
from pathway_app.messages import Sentences
from pathway_app.people import Site
from ui.widgets.field_spec import FieldSpec, Kind, Option, Value

NUMBERS: Mapping[str, int] = {
    "downtime_every_hours": 24,
    "downtime_keep": 200,
    "backup_every_hours": 24,
    "backup_keep": 500,
    "lock_after_minutes": 60,
}
"""settings that are whole numbers from 1, and their greatest"""
FOLDERS = ("downtime_folder", "backup_folder", "second_backup_folder")


def groups(words: Words) -> tuple[tuple[str, tuple[FieldSpec, ...]], ...]:
    """(title, questions) in the order of the page."""
    _ = words.gettext
    return (
        (
            _("The ward"),
            (
                _text("hospital", _("Hospital")),
                _text("ward", _("Ward")),
                _text("zone", _("Time zone (from the next start on)"), "Europe/Brussels", required=True),
                FieldSpec(
                    "language",
                    _("Language, for whoever chose none"),
                    Kind.CHOICE,
                    required=True,
                    options=tuple(Option(code, name) for code, name in LANGUAGE_NAMES.items()),
                ),
            ),
        ),
        (
            _("Whom a patient asks (on the patient's own sheet)"),
            (_text("contact_ordinary", _("By day")), _text("contact_urgent", _("At once"))),
        ),
        (
            _("The window"),
            (_number("lock_after_minutes", _("Locked when nobody touched it for (minutes)")),),
        ),
        (
            _("Shifts"),
            (
                _text(
                    "shift_starts",
                    _("When shifts begin (one to six times)"),
                    "07:00 15:00 23:00",
                    required=True,
                ),
            ),
        ),
        (
            _("Backups"),
            (
                _text("backup_folder", _("Folder (empty: “backups” beside the record)")),
                _text("second_backup_folder", _("Second folder, best on another disk (empty: none)")),
                _number("backup_every_hours", _("One every (hours)")),
                _number("backup_keep", _("Kept in each folder (files)")),
            ),
        ),
        (
            _("Sheets for when no computer works"),
            (
                _text("downtime_folder", _("Folder (empty: none are made)")),
                _number("downtime_every_hours", _("Made every (hours)")),
                _number("downtime_keep", _("Kept (files)")),
            ),
        ),
    )


def values_of(site: Site) -> dict[str, Value]:
    """The settings as the form's answers."""
    told: dict[str, Value] = {}
    for name in _names():
        text = str(getattr(site, name))
        told[name] = int(text) if name in NUMBERS and text.isdecimal() else text
    return told


def settings_of(values: Mapping[str, Value]) -> dict[str, str]:
    """The form's answers as settings: what is empty is an empty text."""
    return {name: str(values.get(name) or "") for name in _names()}


def problems(refused: Refused, words: Words, titles: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What is wrong, by setting and otherwise; settings are named by their titles."""
    sentences = Sentences(words)
    by_field: dict[str, str] = {}
    others: list[str] = []
    for reason in refused.reasons:
        title = titles.get(reason.field or "")
        if title is None or reason.field is None:
            others.append(sentences.refusal(reason))
        else:
            named = replace(reason, params={**reason.params, "setting": title})
            by_field.setdefault(reason.field, sentences.refusal(named))
    return by_field, others


def _names() -> tuple[str, ...]:
    from pathway_app.services.site_rules import SETTINGS

    return SETTINGS


def _text(key: str, title: str, hint: str = "", *, required: bool = False) -> FieldSpec:
    return FieldSpec(key, title, Kind.TEXT, required=required, hint=hint, wide=True, max_length=200)


def _number(key: str, title: str) -> FieldSpec:
    return FieldSpec(key, title, Kind.INTEGER, required=True, least=1, most=NUMBERS[key])
