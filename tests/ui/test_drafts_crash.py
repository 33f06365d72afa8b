"""The program is killed while somebody types: what was typed is there again, and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ui.typing_process import EVERY_MS, TEXT

ROOT = Path(__file__).parents[2]
DE_SMET, VAN_DEN_BROECK = "4471029", "4468113"
LOST_AT_MOST_MS = 2_000
"""half a second, and time for a busy computer to write"""


def started(database: Path, mrn: str, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ui.typing_process", str(database), mrn, what],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def look(database: Path, mrn: str) -> dict[str, Any]:
    """What a window that is started anew shows of the patient's next step."""
    with started(database, mrn, "look") as process:
        told, _nothing = process.communicate(timeout=60)
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(told)
    return found


def test_what_was_typed_survives_a_kill_and_stays_with_its_patient(ward_file: Path) -> None:
    typed = 0
    with started(ward_file, DE_SMET, "type") as process:
        assert process.stdout is not None
        while typed < 60:
            typed = int(process.stdout.readline() or "0") or pytest.fail("it ended by itself")
        process.kill()
    assert process.returncode < 0, "it did not end by itself"
    here = look(ward_file, DE_SMET)
    text = here["values"]["other_type"]
    assert here["values"]["tumour_type"] == "other"
    assert TEXT.startswith(text)
    assert len(text) >= typed - LOST_AT_MOST_MS / EVERY_MS
    assert "✎ draft kept" in here["aside"]
    assert len(here["today"]) == 1
    assert here["today"][0].startswith("DE SMET, Annelies · ✎ draft kept")
    elsewhere = look(ward_file, VAN_DEN_BROECK)
    assert not elsewhere["values"]
    assert "draft" not in elsewhere["aside"]
