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

Answered = Callable[[None], None]
Failed = Callable[[BaseException], None]


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
    `begin` of another.
    """

    changed = Signal(str)
    """the key of a draft that came or went"""
    not_kept = Signal(object)
    """EnvironmentFault: what is typed cannot be written now; told once until it can"""

    def __init__(self, with_record: WithRecord, parent: QObject) -> None:
        super().__init__(parent)
        self._with_record = with_record
        self._account = ""
        self._kept: dict[str, str] = {}
        self._waiting: dict[str, str | None] = {}
        self._names: dict[str, str] = {}
        self._faulty = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AT_MOST_EVERY_MS)
        self._timer.timeout.connect(self.flush)

    def begin(self, account: str, kept: Mapping[str, str]) -> None:
        """That account works here now, with what it kept."""
        self._timer.stop()
        self._account, self._kept = account, dict(kept)
        self._waiting, self._names, self._faulty = {}, {}, False

    def take(self, kept: Mapping[str, str]) -> None:
        """What that account kept earlier has been read meanwhile; what was typed since goes before it."""
        for key, content in kept.items():
            if key not in self._kept and key not in self._waiting:
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

    def put(self, key: str, content: str, name: str) -> None:
        """Keep this in the place of what was kept there; `name` tells the user whose it is, and is not written."""
        if self._kept.get(key) == content:
            return
        is_new = key not in self._kept
        self._kept[key] = self._waiting[key] = content
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
            self._waiting[key] = None
            self.flush()
            self.changed.emit(key)

    def flush(self, then: Callable[[EnvironmentFault | None], None] | None = None) -> None:
        """Write what waits; `then` gets None once everything that was kept is written, else what is in the way."""
        self._timer.stop()
        account, waiting = self._account, self._waiting
        self._waiting = {}
        if not waiting and then is None:
            return

        def work(record: Record) -> None:
            drafts = record.drafts(account)
            for key, content in waiting.items():
                if content is None:
                    drafts.drop(key)
                else:
                    drafts.save(key, content)

        def written(_nothing: None) -> None:
            self._faulty = False
            if then is not None:
                then(None)

        def failed(fault: BaseException) -> None:
            if account == self._account:
                self._waiting = {**waiting, **self._waiting}
            if not self._faulty:
                self._faulty = True
                self.not_kept.emit(fault)
            if then is not None:
                then(fault)  # type: ignore[arg-type]  # the bridge fails with nothing else here

        self._with_record(self, work, written, failed)
