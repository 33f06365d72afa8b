"""A published series rebuilt as a cohort: Boström et al. 2014, BMC Res Notes 7:908. 70 adults, operated.

Only the totals are from the paper; who had what with what, and when, is invented.
"""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.cli.zorgpad import InProcess
from tests.oracle.course_generator import local
from tests.oracle.examples import NEURO, done

TUMOURS = (
    *["ependymoma"] * 39,
    *["astrocytoma"] * 11,
    *["metastasis"] * 8,
    *["haemangioblastoma"] * 5,
    *["cavernoma"] * 3,
    *["another"] * 4,
)
EXTENTS = (*["complete"] * 45, *["partial"] * 22, *["biopsy-only"] * 3)
WORSE = (*["yes"] * 13, *["no"] * 57)
NAMED = {"ependymoma", "astrocytoma", "metastasis", "haemangioblastoma"}


def _course(number: int) -> dict[str, Any]:
    begin = datetime(2010, 1, 4, 9, tzinfo=UTC) + timedelta(days=number)

    def at(hours: float) -> str:
        return local(begin + timedelta(hours=hours))

    # Each list goes round in strides of its own, so that they do not run together.
    tumour, extent, worse = TUMOURS[number], EXTENTS[number * 3 % 70], WORSE[number * 11 % 70]
    diagnosis = {"tumour_type": tumour, "malignant_features": "no"}
    if tumour not in NAMED:
        diagnosis |= {"tumour_type": "other", "other_type": tumour}
    steps: list[tuple[str, float, dict[str, Any] | None]] = [
        ("mri-contrast", 1, {"region": ["cervical"], "suspected_type": "undetermined"}),
        ("treatment-decision", 2, {"decision": "operate"}),
        ("patient-counselled", 3, None),
        ("mep-baseline", 4, {"result": "obtained"}),
        ("ssep-baseline", 4, {"result": "obtained"}),
        ("canal-opened", 24, None),
        ("dura-opened", 24.2, None),
        ("cord-opened", 24.4, None),
        ("neuromonitoring-running", 24.5, {"modalities": ["mep", "ssep"]}),
        ("resection-ended", 27, {"plane": "clear", "extent": extent, "signals": "stable"}),
        ("tissue-obtained", 27, None),
        ("wound-closed", 28, None),
        ("neuro-status-postop", 40, {**NEURO, "increased_deficit": worse}),
        ("tissue-sent", 41, None),
        ("definitive-diagnosis", 24 * 9, diagnosis),
    ]
    return {
        "format": "zorgpad-course/1",
        "patient": {
            "mrn": f"B{number:02}",
            "family_name": "Voorbeeld",
            "given_name": f"Nummer {number}",
            "birth_date": f"{1930 + number % 60}-03-14",
            "sex": "female",
        },
        "pathway": {"id": "intramedullary-tumour", "version": "1"},
        "enrolled": {"at": at(0), "recorded_at": at(0), "by": "demo.coordinator"},
        "entries": [
            done(checkpoint, at(hours), values) | {"id": f"{number} {checkpoint}"}
            for checkpoint, hours, values in steps
        ],
        "ended": None,
    }


def test_the_totals_of_the_series(empty: InProcess, tmp_path: Path) -> None:
    files = []
    for number in range(70):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(_course(number)), encoding="utf-8")
        files.append(str(file))
    assert empty("import", *files, "--user", "chief").error == ""
    period = ("--from", "2010-01-01", "--to", "2010-12-31", "--as-of", "2011-01-01")

    told = json.loads(empty("audit", *period, "--json", "--csv", str(tmp_path / "csv")).out)
    assert told["courses"] == 70
    for checkpoint in ("definitive-diagnosis", "resection-ended", "neuro-status-postop"):
        assert told["checkpoints"][checkpoint]["done"] == told["checkpoints"][checkpoint]["applicable"] == 70

    with (tmp_path / "csv" / "answers.csv").open(encoding="utf-8-sig", newline="") as answers:
        rows = list(csv.DictReader(answers))
    chosen = {(row["field"], row["answer"]): int(row["chosen"]) for row in rows if int(row["chosen"])}
    asked = {row["field"]: int(row["n"]) for row in rows}
    assert (asked["tumour_type"], asked["extent"], asked["increased_deficit"]) == (70, 70, 70)
    counted: dict[str, dict[str, int]] = {field: {} for field in asked}
    for (field, answer), count in chosen.items():
        counted[field][answer] = count
    assert counted["tumour_type"] == {
        "ependymoma": 39,
        "astrocytoma": 11,
        "metastasis": 8,
        "haemangioblastoma": 5,
        "other": 7,
    }
    assert counted["extent"] == {"complete": 45, "partial": 22, "biopsy-only": 3}
    assert counted["increased_deficit"] == {"yes": 13, "no": 57}

    text = empty("audit", *period, "--lang", "en").out
    [line] = [line for line in text.splitlines() if "More deficit than before surgery: Yes" in line]
    assert line.split("Yes")[1].split() == ["70", "13", "(18.6", "%)"]
