"""Finds the texts in the program and brings the catalogues up to date with them."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from pathway_app.i18n import DOMAIN, LANGUAGES, LOCALE_DIR

ROOT = Path(__file__).parents[2]
SOURCE_LANGUAGE = "en"
KEYWORDS = {"_": None, "gettext": None, "_gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_HEADER = """\
# Zorgpad, {language}.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"

"""

Key = tuple[str | None, str]


def translated_languages() -> list[str]:
    """The program's languages, and those whose catalogue stands beside them without being offered yet."""
    begun = {place.parents[1].name for place in LOCALE_DIR.glob(f"*/LC_MESSAGES/{DOMAIN}.po")}
    return sorted({*LANGUAGES, *begun} - {SOURCE_LANGUAGE})


def po_path(language: str) -> Path:
    return LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def extracted() -> Catalog:
    """Every text that stands in the program."""
    with (LOCALE_DIR / "babel.cfg").open(encoding="utf-8") as file:
        method_map, options_map = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog(charset="utf-8")
    for _, _, message, comments, context in extract_from_dir(ROOT, method_map, options_map, KEYWORDS):
        found.add(message, auto_comments=comments, context=context)
    return found


def read(language: str) -> Catalog:
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def key(message: Message) -> Key:
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, singular


def messages(catalogue: Catalog) -> dict[Key, Message]:
    """Without the header."""
    return {key(message): message for message in catalogue if message.id}


def is_translated(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
    return all(strings) and not message.fuzzy


def update(language: str) -> int:
    """Bring one catalogue up to date, keeping its translations; the number that is still to be done."""
    path = po_path(language)
    old = messages(read(language)) if path.exists() else {}
    new = Catalog(locale=language, charset="utf-8")
    for place, message in messages(extracted()).items():
        known = old.get(place)
        fits = known is not None and isinstance(known.id, str) == isinstance(message.id, str)
        new.add(message.id, known.string if fits and known else None, context=message.context)
    written = BytesIO()
    write_po(written, new, width=110, no_location=True, omit_header=True, sort_output=True)
    header = _HEADER.format(language=language, plurals=new.plural_forms)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + written.getvalue())
    return sum(not is_translated(message) for message in messages(new).values())
