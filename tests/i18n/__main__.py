"""`make messages`: brings the catalogues up to date with the texts in the program."""

from __future__ import annotations

import sys

from tests.i18n.catalogue import po_path, translated_languages, update

for language in translated_languages():
    missing = update(language)
    sys.stdout.write(f"{po_path(language)}: {missing} to translate\n")
