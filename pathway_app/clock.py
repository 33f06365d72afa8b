"""The present moment, from the system."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """`pathway_app.ports.Clock`: UTC, whole seconds."""

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)
