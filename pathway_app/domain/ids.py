"""Names for the identifiers that travel through the program."""

from __future__ import annotations

from typing import NewType
from uuid import uuid4

CourseId = NewType("CourseId", str)
PatientId = NewType("PatientId", str)
EntryId = NewType("EntryId", str)
CommandId = NewType("CommandId", str)
CheckpointId = NewType("CheckpointId", str)
UserName = NewType("UserName", str)


def new_id() -> str:
    """A fresh random identifier (UUID version 4, lower case with hyphens)."""
    return str(uuid4())
