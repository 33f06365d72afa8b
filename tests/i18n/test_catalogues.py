"""Every language is complete, and nothing in it is stale."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from babel.messages.catalog import Message

from tests.i18n.catalogue import extracted, is_translated, messages, read, translated_languages


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
            assert _ending(translation) == _ending(source), source
            assert translation[:1].isspace() == source[:1].isspace(), source


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
    return text[-1] if text[-1:] in ".:…?!" or text[-1:].isspace() else ""
