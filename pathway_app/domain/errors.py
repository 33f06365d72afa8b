"""The three kinds of error, never mixed: refused, environment, defect.

A defect has no class of its own: it is any other exception.
Errors carry a code and parameters; the sentence is made at the edge, in the reader's language
(`pathway_app.messages`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why something is refused.

    `code` names the sentence, `params` fill it, `field` is the input to which it belongs (None: the whole).
    """

    code: str
    field: str | None = None
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)


class Refused(Exception):
    """The user can act: nothing was changed, every reason is given at once."""

    def __init__(self, reasons: Sequence[Refusal] | Refusal) -> None:
        self.reasons: tuple[Refusal, ...] = (reasons,) if isinstance(reasons, Refusal) else tuple(reasons)
        super().__init__(", ".join(reason.code for reason in self.reasons))


class Conflict(Refused):
    """Someone else changed the same after the user looked at it.

    `by` and `recorded_at` (UTC) tell who and when. Where it is a checkpoint (`conflict`), `entry_id` is the newest
    entry that the user had not seen; other codes (`course-changed`, `identity-changed`, `meeting-changed`) are
    about the whole of what they name.
    """

    def __init__(
        self,
        *,
        by: str,
        recorded_at: datetime,
        entry_id: str = "",
        checkpoint: str = "",
        round_: int = 0,
        code: str = "conflict",
    ) -> None:
        self.by = by
        self.recorded_at = recorded_at
        self.entry_id = entry_id
        self.checkpoint = checkpoint
        self.round = round_
        params: dict[str, object] = {"by": by, "recorded_at": recorded_at}
        if checkpoint:
            params["checkpoint"] = checkpoint
        super().__init__(Refusal(code, params=params))


class EnvironmentFault(Exception):
    """The surroundings fail (disk full, file locked, server gone): what was typed is kept, try again later."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params: Mapping[str, object] = params
        super().__init__(code)
