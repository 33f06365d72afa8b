"""Words, dates and numbers in the reader's language: one catalogue for screens, paper and command line.

Source strings are English. `Words` is handed to whoever makes text; two languages can be in use at once
(a sheet in French beside a screen in Dutch).
"""

from __future__ import annotations

import gettext as gettext_module
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from pathway_app.day_names import LONG_DATES, LONG_DAYS, LONG_MONTHS
from pathway_app.domain.calendar import DEFAULT_ZONE, in_zone
from pathway_app.languages import LANGUAGES

__all__ = ["LANGUAGES", "Words", "iso_utc"]

DOMAIN = "zorgpad"
LOCALE_DIR = Path(__file__).resolve().parent.parent / "resources" / "locale"

MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
    "de": ("Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
}
"""three or four letters without a full stop, so that `14-mrt-1974` can be read only one way"""


class Words:
    """Text in one language; instants are shown in the ward's `zone`, 24 h."""

    def __init__(self, language: str, zone: ZoneInfo = DEFAULT_ZONE) -> None:
        self.language = language
        self.zone = zone
        self._catalogue = _catalogue(language)

    def gettext(self, message: str) -> str:
        return self._catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form for `n`, with `{n}` filled in."""
        return self._catalogue.ngettext(singular, plural, n).format(n=n)

    def pgettext(self, context: str, message: str) -> str:
        return self._catalogue.pgettext(context, message)

    def day(self, day: date) -> str:
        """`14-mrt-1974`."""
        return f"{day.day:02}-{MONTHS[self.language][day.month - 1]}-{day.year:04}"

    def day_month(self, day: date) -> str:
        """`14-mrt`, where the year is plain."""
        return f"{day.day:02}-{MONTHS[self.language][day.month - 1]}"

    def local(self, instant: datetime) -> datetime:
        return in_zone(instant, self.zone)

    def time(self, instant: datetime) -> str:
        """`09:41`."""
        return f"{self.local(instant):%H:%M}"

    def moment(self, instant: datetime) -> str:
        """`22-nov-2026 09:41`."""
        return f"{self.day(self.local(instant).date())} {self.time(instant)}"

    def short_moment(self, instant: datetime, now: datetime) -> str:
        """`22-nov 09:41`; with the year where it is not this year's."""
        local = self.local(instant)
        same_year = local.year == self.local(now).year
        day = self.day_month(local.date()) if same_year else self.day(local.date())
        return f"{day} {local:%H:%M}"

    def short_day(self, instant: datetime, now: datetime) -> str:
        """`22-nov`; with the year where it is not this year's."""
        local = self.local(instant)
        return self.day_month(local.date()) if local.year == self.local(now).year else self.day(local.date())

    def long_day(self, day: date) -> str:
        """`zondag 22 november 2026`."""
        return LONG_DATES[self.language].format(
            weekday=LONG_DAYS[self.language][day.weekday()],
            day=day.day,
            month=LONG_MONTHS[self.language][day.month - 1],
            year=day.year,
        )

    def duration(self, span: timedelta) -> str:
        """Hours and minutes, `17 u 20`; both as whole numbers, cut off."""
        minutes = int(abs(span).total_seconds()) // 60
        return self.gettext("{hours} h {minutes:02}").format(hours=minutes // 60, minutes=minutes % 60)


@cache
def _catalogue(language: str) -> gettext_module.NullTranslations:
    """The compiled catalogue; compiled in memory where set-up has not done so. English needs none."""
    folder = LOCALE_DIR / language / "LC_MESSAGES"
    compiled, source = folder / f"{DOMAIN}.mo", folder / f"{DOMAIN}.po"
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as file:
            return gettext_module.GNUTranslations(file)
    if source.exists():
        return _compiled(source, language)
    return gettext_module.NullTranslations()


def _compiled(source: Path, language: str) -> gettext_module.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    buffer = BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file, locale=language))
    buffer.seek(0)
    return gettext_module.GNUTranslations(buffer)


def iso_utc(instant: datetime) -> str:
    """`2026-11-22T08:41:00Z`; fractions of a second only where there are any."""
    return in_zone(instant, UTC).isoformat().replace("+00:00", "Z")
