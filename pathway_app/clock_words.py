"""What is said of a clock that cannot be right."""

from __future__ import annotations

from datetime import datetime

from pathway_app.guards import ClockTrouble
from pathway_app.i18n import Words


def clock_told(words: Words, trouble: ClockTrouble, newest: datetime) -> str:
    """`newest`: when the newest event was logged (aware)."""
    _ = words.gettext
    told = {
        ClockTrouble.BEHIND: _(
            "This computer's clock is behind the newest event of {moment}: set it right. What is saved now gets the "
            "time of that event."
        ),
        ClockTrouble.JUMPED: _(
            "The newest event was recorded at {moment}, more than a day ahead of this computer's clock: one of the two "
            "is wrong. What is saved now gets the time of that event."
        ),
    }[trouble]
    return told.format(moment=words.moment(newest))
