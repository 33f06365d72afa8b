"""What can be done where the record is damaged: read what is left of it, or the newest backup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from ui.opening import OpeningFailed

if TYPE_CHECKING:
    from pathway_app.first_start import FirstStart


def offer_to_read(
    failed: OpeningFailed, words: Words, refused: Refused, first: FirstStart, open_again: Callable[[], None]
) -> None:
    """Both only read: a backup takes the record's place by the command `restore`, after it said what would be lost."""
    reasons = [each for each in refused.reasons if each.code in ("database-damaged", "keys-other")]
    if not reasons:
        return
    _ = words.gettext
    if not first.only_reads:
        failed.offer(_("Read what can still be read"), lambda: _look(first, None, open_again))
    from pathway_app.backups import newest

    found = newest(Path(str(reasons[0].params.get("path", ""))), first.clock.now(), or_later=True)
    if found is not None:
        backup = str(found.path)
        moment = words.moment(found.at)
        failed.offer(
            _("Read the newest backup, of {moment}").format(moment=moment),
            lambda: _look(first, backup, open_again),
        )
        told = _("The newest backup is {path}, of {moment}; “restore” puts it back.")
        failed.say(told.format(path=backup, moment=moment))


def _look(first: FirstStart, backup: str | None, open_again: Callable[[], None]) -> None:
    first.look_at(backup)
    open_again()
