"""Courses read from the log, and the last ones kept: the log only grows, so that only what came since is read."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from db import sql
from db.link import Link
from db.mappers import CourseParts
from pathway_app.domain.course import Course

MOST = 128
"""courses kept; one of forty entries takes about 40 kB"""


class _Kept(NamedTuple):
    course: Course
    seq: int
    event_id: str


class Courses:
    """May be used from several threads and transactions, each with its own view of the log."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, link: Link, course_id: str, *, keep: bool = True) -> Course | None:
        """The course as `link` sees it. `keep` is False where that may yet be undone."""
        with self._lock:
            kept = self._kept.get(course_id)
        events = link.rows(sql.EVENTS, {"course_id": course_id, "since": kept.seq if kept else 0})
        if kept is not None and (not events or (events[0][0], events[0][2]) != (kept.seq, kept.event_id)):
            # This transaction sees the log as it was before the kept course's newest event.
            kept = None
            events = link.rows(sql.EVENTS, {"course_id": course_id, "since": 0})
        if not events:
            return None
        if kept is not None and len(events) == 1:
            return kept.course
        parts = CourseParts(course_id, kept.course if kept else None)
        for _, kind, event_id, body in events[1:] if kept else events:
            parts.add(kind, event_id, body)
        course = parts.course()
        if keep:
            self._keep(_Kept(course, events[-1][0], events[-1][2]))
        return course

    def _keep(self, found: _Kept) -> None:
        with self._lock:
            known = self._kept.get(found.course.id)
            if known is None or known.seq < found.seq:
                self._kept[found.course.id] = found
            self._kept.move_to_end(found.course.id)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
