"""Clocks for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)


class HandClock:
    """Stands still until the test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    def forward(self, **elapsed: float) -> None:
        """Let time pass: `hours=2`."""
        self.moment += timedelta(**elapsed)
