"""What the one who works here has typed and not entered: kept in the record, through crash and restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from pathway_app.domain.errors import EnvironmentFault
    from pathway_app.i18n import Words
    from pathway_app.ports import Record

SIGN = "✎"
_AT_MOST_EVERY_MS = 500
_AGAIN_AFTER_MS = 15_000
"""when what could not be written is tried again, though nobody types"""

Answered = Callable[[None], None]
Failed = Callable[[BaseException], None]
Unwritten = dict[str, dict[str, str | None]]
"""by account and key; None: to be dropped"""


class WithRecord(Protocol):
    """Does work with the record off the window's thread, in turn; one of the two is called afterwards."""

    def __call__(
        self, asker: QObject, work: Callable[[Record], None], answered: Answered, failed: Failed
    ) -> None: ...


def draft_mark(words: Words) -> str:
    """Sign and word that say: something of yours is typed here and not entered."""
    return f"{SIGN} {words.gettext('draft kept')}"


class DraftShelf(QObject):
    """The drafts of one account by their keys, held here and written on the record's thread.

    Keys of steps are `kind/course/row`; see `ui.course.drafts`. What changes is written at most half a second later,
    and at once with `flush` (a form is left, the window closes). Nothing of one account is ever to be had after
    `begin` of another; what could not be written is held for its account until it can be, or that one is back.
    """

    changed = Signal(str)
    """the key of a draft that came or went"""
    not_kept = Signal(object)
    """EnvironmentFault: what is typed cannot be written now; told once until it can"""
    fault_changed = Signal()
    """`fault` is another: what is typed can be written again, or no longer"""

    def __init__(self, with_record: WithRecord, parent: QObject) -> None:
        super().__init__(parent)
        self._with_record = with_record
        self._account = ""
        self._kept: dict[str, str] = {}
        self._waiting: Unwritten = {}
        self._under_way: list[Unwritten] = []
        self._names: dict[str, str] = {}
        self._names_of: dict[str, dict[str, str]] = {}
        self._told = False
        self.fault: EnvironmentFault | None = None
        """why nothing could be written the last time"""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AT_MOST_EVERY_MS)
        self._timer.timeout.connect(self.flush)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_AFTER_MS)
        self._again.timeout.connect(self.flush)

    def begin(self, account: str, kept: Mapping[str, str]) -> None:
        """That account works here now, with what it kept, and what of it could not be written here before."""
        self._names_of[self._account] = self._names
        self._account, self._kept, self._told = account, dict(kept), False
        unwritten = self._unwritten(account)
        for key, content in unwritten.items():
            if content is None:
                self._kept.pop(key, None)
            else:
                self._kept[key] = content
        names = self._names_of.pop(account, {})
        self._names = {key: name for key, name in names.items() if unwritten.get(key) is not None}

    def take(self, kept: Mapping[str, str]) -> None:
        """What that account kept earlier has been read meanwhile; what was typed since goes before it."""
        unwritten = self._unwritten(self._account)
        for key, content in kept.items():
            if key not in self._kept and key not in unwritten:
                self._kept[key] = content
                self.changed.emit(key)

    def get(self, key: str) -> str | None:
        return self._kept.get(key)

    def courses(self) -> frozenset[str]:
        """The courses with a draft of a step or a note."""
        return frozenset(key.split("/", 2)[1] for key in self._kept if key.count("/") > 1)

    def rows(self, course: str) -> dict[str, str]:
        """The keys of a course's drafts, each with the row that it is about."""
        parts = ((key, key.split("/", 2)) for key in self._kept if key.count("/") > 1)
        return {key: row for key, (_kind, of_course, row) in parts if of_course == course}

    def typed_now(self) -> str:
        """Whose text was typed since this window was opened, or this account began, and is not entered."""
        return " · ".join(dict.fromkeys(self._names.values()))

    def holds_unwritten(self, account: str) -> bool:
        """Whether something that account typed is held here only."""
        return any(content is not None for content in self._unwritten(account).values())

    def others_unwritten(self) -> tuple[str, ...]:
        """The accounts that do not work here now and typed something that is held here only."""
        accounts = {account for each in (self._waiting, *self._under_way) for account in each}
        others = sorted(accounts - {self._account})
        return tuple(account for account in others if self.holds_unwritten(account))

    def put(self, key: str, content: str, name: str) -> None:
        """Keep this in the place of what was kept there; `name` tells the user whose it is, and is not written."""
        if self._kept.get(key) == content:
            return
        is_new = key not in self._kept
        self._kept[key] = self._of(self._account)[key] = content
        self._names[key] = name
        if not self._timer.isActive():
            self._timer.start()
        if is_new:
            self.changed.emit(key)

    def drop(self, key: str) -> None:
        """It was entered, or is not wanted any more."""
        was_there = self._kept.pop(key, None) is not None
        self._names.pop(key, None)
        if was_there:
            self._of(self._account)[key] = None
            self.flush()
            self.changed.emit(key)

    def entered(self, account: str, key: str) -> None:
        """What that account typed was entered, whoever works here by now."""
        if account == self._account:
            self.drop(key)
        else:
            self._of(account)[key] = None
            self.flush()

    def flush(self, then: Callable[[EnvironmentFault | None], None] | None = None) -> None:
        """Write what waits; `then` gets None once everything that was kept is written, else what is in the way."""
        self._timer.stop()
        self._again.stop()
        waiting, self._waiting = self._waiting, {}
        if not waiting and then is None:
            return
        self._under_way.append(waiting)

        def work(record: Record) -> None:
            for account, changes in waiting.items():
                drafts = record.drafts(account)
                for key, content in changes.items():
                    if content is None:
                        drafts.drop(key)
                    else:
                        drafts.save(key, content)

        def written(_nothing: None) -> None:
            self._over(waiting)
            self._told = False
            self._show_fault(None)
            if then is not None:
                then(None)

        def failed(fault: BaseException) -> None:
            self._over(waiting)
            self._take_back(waiting)
            self._show_fault(fault)  # type: ignore[arg-type]  # the bridge fails with nothing else here
            if not self._told and self.holds_unwritten(self._account):
                self._told = True
                self.not_kept.emit(fault)
            if then is not None:
                then(fault)  # type: ignore[arg-type]

        self._with_record(self, work, written, failed)

    def _of(self, account: str) -> dict[str, str | None]:
        return self._waiting.setdefault(account, {})

    def _unwritten(self, account: str) -> dict[str, str | None]:
        """What waits or is on its way, the newest of each key."""
        found: dict[str, str | None] = {}
        for each in (*self._under_way, self._waiting):
            found |= each.get(account, {})
        return found

    def _over(self, waiting: Unwritten) -> None:
        self._under_way = [each for each in self._under_way if each is not waiting]

    def _take_back(self, waiting: Unwritten) -> None:
        """It could not be written: it waits again, but for what was typed over it meanwhile."""
        for account, changes in waiting.items():
            newer = self._unwritten(account)
            self._of(account).update({key: each for key, each in changes.items() if key not in newer})
        if waiting:
            self._again.start()

    def _show_fault(self, fault: EnvironmentFault | None) -> None:
        before, self.fault = self.fault, fault
        if (before is None) != (fault is None):
            self.fault_changed.emit()
