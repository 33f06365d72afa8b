"""What a user has typed and not yet entered, and what a user prefers: kept with the record, in no log and no export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Draft:
    """`key` says where it belongs, in the words of whoever saved it; `saved_at` is UTC."""

    key: str
    saved_at: datetime
    content: str


class DraftStore(Protocol):
    """The drafts of one account. Every method is one small transaction and raises EnvironmentFault."""

    def save(self, key: str, content: str) -> None:
        """Put it in the place of an earlier one with that key."""
        ...

    def load(self, key: str) -> Draft | None: ...

    def all(self) -> tuple[Draft, ...]:
        """The oldest first."""
        ...

    def drop(self, key: str) -> None:
        """Forget it; nothing happens where there is none."""
        ...


class PreferenceStore(Protocol):
    """What one account prefers, name by name. Every method is one small transaction and raises EnvironmentFault."""

    def save(self, name: str, value: str) -> None: ...

    def load(self, name: str) -> str | None: ...

    def all(self) -> dict[str, str]: ...

    def drop(self, name: str) -> None: ...
