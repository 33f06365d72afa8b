"""`make messages`: brings the catalogues up to date with the texts in the program.

Without arguments all that there are; `python -m tests.i18n fr` only that one, which is begun where there is none.
"""

from __future__ import annotations

import sys

from tests.i18n.catalogue import po_path, translated_languages, update

for language in sys.argv[1:] or translated_languages():
    missing = update(language)
    sys.stdout.write(f"{po_path(language)}: {missing} to translate\n")
