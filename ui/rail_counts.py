"""The counts in the rail of what waits: overdue today, follow-ups overdue, courses with an open variance."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pathway_app.changes import Changes
from pathway_app.ports import Queries
from pathway_app.queries import WorklistCounts, WorklistGroup
from ui.bridge import Bridge
from ui.widgets.rail import NavigationRail


class RailCounts(QObject):
    """Asks again after each commit, and whenever Today has counted."""

    def __init__(self, bridge: Bridge, rail: NavigationRail) -> None:
        super().__init__(rail)
        self._bridge = bridge
        self._rail = rail
        bridge.committed.connect(self._committed)

    def follow(self, counts: WorklistCounts) -> None:
        """Today has counted: variances are among that; follow-ups are asked for once the list is painted."""
        self._show_overdue(counts.groups.get(WorklistGroup.OVERDUE, 0))
        self._show_variances(counts.with_open_variance)
        now = self._bridge.clock.now()
        self._bridge.ask(
            self,
            lambda queries: queries.follow_up_counts(now).overdue,
            self._show_follow_ups,
            topic="follow-ups",
        )

    def ask(self) -> None:
        """Count again, whether Today shows or not."""
        now = self._bridge.clock.now()

        def question(queries: Queries) -> WorklistCounts:
            return queries.worklist_counts(now)

        self._bridge.ask(self, question, self.follow, topic="variances")

    def _committed(self, _changes: Changes) -> None:
        self.ask()

    def _show_variances(self, n: int) -> None:
        words = self._bridge.words
        told = words.ngettext("{n} patient with an open variance", "{n} patients with an open variance", n)
        self._rail.show_count("variances", n, spoken=told if n else "")

    def _show_overdue(self, n: int) -> None:
        self._rail.show_count("today", n, urgent=True, spoken=self._overdue(n))

    def _show_follow_ups(self, n: int) -> None:
        self._rail.show_count("followup", n, urgent=True, spoken=self._overdue(n))

    def _overdue(self, n: int) -> str:
        return self._bridge.words.ngettext("{n} overdue", "{n} overdue", n) if n else ""
