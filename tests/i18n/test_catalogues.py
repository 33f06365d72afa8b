"""Every language is complete, and nothing in it is stale."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from io import BytesIO
from string import Formatter

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo

from tests.i18n.catalogue import extracted, is_translated, messages, read, translated_languages

_ABBREVIATED = (" no.", "No.")
"""its full stop is of the word; another language may have a word without"""


@pytest.mark.parametrize("language", translated_languages())
def test_complete_and_not_stale(language: str) -> None:
    wanted, found = messages(extracted()), messages(read(language))
    lacking = [place for place in wanted if place not in found or not is_translated(found[place])]
    assert not lacking, "run make messages and translate"
    assert not found.keys() - wanted.keys(), "run make messages"


@pytest.mark.parametrize("language", translated_languages())
def test_the_same_places_are_filled_in(language: str) -> None:
    for message in messages(read(language)).values():
        for source, translation in _pairs(message):
            assert _places(translation) == _places(source), source


@pytest.mark.parametrize("language", translated_languages())
def test_translations_begin_and_end_as_the_source_does(language: str) -> None:
    for message in messages(read(language)).values():
        for source, translation in _pairs(message):
            assert source.endswith(_ABBREVIATED) or _ending(translation) == _ending(source), source
            assert translation[:1].isspace() == source[:1].isspace(), source


def test_french_signs_stand_as_french_sets_them() -> None:
    """A no-break space that every font has goes with double signs; the apostrophe is that of the keyboard."""
    for message in messages(read("fr")).values():
        for _, translation in _pairs(message):
            told = re.sub(r"{.*?}", "x", translation)
            assert not re.search("[^\u00a0][;?!»]|[^\u00a0]:(?!\\d)|«[^\u00a0]", told), translation
            assert not re.search("[\u202f’“”]", told), translation


@pytest.mark.parametrize("language", translated_languages())
def test_it_compiles_with_the_plural_forms_of_the_language(language: str) -> None:
    catalogue = read(language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    found = GNUTranslations(compiled)
    asked = Locale(language).plural_form
    for message in messages(catalogue).values():
        if not isinstance(message.id, str) and message.string:
            singular, plural = message.id
            for n in range(4):
                wanted = message.string[0 if asked(n) == "one" else 1]
                assert found.ngettext(singular, plural, n) == wanted, singular


def _pairs(message: Message) -> list[tuple[str, str]]:
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string or (), strict=True))


def _places(text: str) -> set[str]:
    if "%(" in text or "%s" in text or "%r" in text:
        return set(re.findall(r"%(?:\(\w+\))?[sr]", text))
    return {f"{name}:{form}" for _, name, form, _ in Formatter().parse(text) if name is not None}


def _ending(text: str) -> str:
    if text.endswith("n.v.t."):
        return ""
    return text[-1:] if text[-1:] in ".:…?!" or text[-1:].isspace() else ""
