"""The pathway files that the tests read."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TUMOUR = ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml"
KNEE = ROOT / "tests" / "pathways" / "knee-replacement.yaml"
KNEE_TEXT = KNEE.read_text(encoding="utf-8")
