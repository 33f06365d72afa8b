"""What was typed in forms of steps and not entered. Knows no window."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ui.course.plans import Mode

if TYPE_CHECKING:
    from ui.drafts import DraftShelf


@dataclass(frozen=True, slots=True)
class Draft:
    """What was changed in a form that was left without saving.

    `revision` is the course's as the user saw it, `began` the instant (UTC) that stood in the form as the present.
    `asked` are the form's fields; it and the patient's `name` are not written.
    """

    mode: Mode
    changed: Mapping[str, object]
    with_variance: bool = False
    revision: int = 0
    began: datetime | None = None
    from_paper: bool = False
    asked: frozenset[str] = field(default=frozenset(), compare=False)
    name: str = field(default="", compare=False)


class Drafts:
    """One draft a row of a course, and one more for a note on it: a note that is added takes no answers along.

    They are on the window's one shelf, so that every screen shows the same.
    """

    def __init__(self, shelf: DraftShelf) -> None:
        self._shelf = shelf

    def get(self, course: str, row: str, mode: Mode | None) -> Draft | None:
        """What was typed in the row's form of `mode` or in another that asks the same; None: in any form."""
        keys = [
            key_of(course, row, each) for each in ([mode] if mode is not None else [Mode.TICK, Mode.NOTE])
        ]
        found = (_read(self._shelf.get(key)) for key in keys)
        return next((draft for draft in found if draft is not None), None)

    def keep(self, course: str, row: str, mode: Mode, draft: Draft | None) -> None:
        """What a form of `mode` holds; None where nothing in it was changed."""
        before = self.get(course, row, mode)
        if draft is not None:
            elsewhere = before.changed if before is not None else {}
            elsewhere = {key: value for key, value in elsewhere.items() if key not in draft.asked}
            draft = replace(draft, changed={**elsewhere, **draft.changed})
            self._shelf.put(key_of(course, row, mode), _written(draft), draft.name)
        elif before is not None and before.mode is mode:
            self.drop(course, row, mode)

    def drop(self, course: str, row: str, mode: Mode) -> None:
        """It was entered, or is not wanted any more."""
        self._shelf.drop(key_of(course, row, mode))

    def rows(self, course: str) -> frozenset[str]:
        """The rows of a course with kept typing."""
        return frozenset(self._shelf.rows(course).values())


def key_of(course: str, row: str, mode: Mode) -> str:
    """The key under which the typing in a form of `mode` is kept."""
    kind = "note" if mode is Mode.NOTE else "step"
    return f"{kind}/{course}/{row}"


def _written(draft: Draft) -> str:
    return json.dumps(
        {
            "mode": draft.mode.value,
            "changed": dict(draft.changed),
            "with_variance": draft.with_variance,
            "revision": draft.revision,
            "began": draft.began.isoformat() if draft.began is not None else None,
            "from_paper": draft.from_paper,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _read(content: str | None) -> Draft | None:
    """None also for what another version of the program wrote in another way."""
    if content is None:
        return None
    try:
        told: dict[str, Any] = json.loads(content)
        began = told["began"]
        return Draft(
            mode=Mode(told["mode"]),
            changed={str(key): _value(value) for key, value in told["changed"].items()},
            with_variance=bool(told["with_variance"]),
            revision=int(told["revision"]),
            began=datetime.fromisoformat(began) if began is not None else None,
            from_paper=bool(told["from_paper"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _value(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
