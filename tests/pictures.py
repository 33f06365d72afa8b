"""The pictures of the documentation, drawn by the program from its demonstration ward: `python -m tests.pictures`.

The ward is made at one moment, so that the pictures change only with the program.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2

from db.engine import DatabaseRecords
from pathway_app.demonstration import demonstration
from pathway_app.founding import Foundation, found, shipped_definitions
from pathway_app.issuing import issue
from pathway_app.people import Actor, Role
from pathway_app.services.service import Service
from pathway_app.sheets import Destination, Pack, SheetOrder
from tests.clocks import HandClock
from ui.pictures import draw

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
MOMENT = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
PATIENT = "4471029"
SHEETS = {Pack.WARD: False, Pack.HANDOVER: True, Pack.PATIENT: True, Pack.BOARD: False}
"""each with whether it is of the one patient"""
SHEET_SCALE = 100 / 72
"""pixels a point: 100 dots an inch"""


def main() -> None:
    clock = HandClock(MOMENT)
    records = DatabaseRecords(clock)
    administrator = Actor("demo.administrator", "B. Aerts", Role.ADMINISTRATOR)
    foundation = Foundation(administrator=administrator, definitions=shipped_definitions())
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="zorgpad-pictures-") as folder:
        path = Path(folder) / "ward.db"
        found(records, str(path), demonstration(foundation, MOMENT))
        draw(lambda: records.open(str(path)), clock, FOLDER, language="nl", patient=PATIENT)
        _sheets(records, path)


def _sheets(records: DatabaseRecords, path: Path) -> None:
    """The first page of the sheets that the documentation shows, as issued that morning."""
    record = records.open(str(path))
    try:
        with record.queries() as queries:
            course = queries.course_of(PATIENT)
            actor = next(each for each in queries.accounts() if each.role is Role.COORDINATOR)
        assert course is not None
        for pack, courses in SHEETS.items():
            order = SheetOrder(pack, "nl", (course.course.id,) if courses else ())
            made = issue(Service(record), record, order, actor, Destination.PRINTER)
            document = pypdfium2.PdfDocument(made.pdf)
            document[0].render(scale=SHEET_SCALE).to_pil().save(FOLDER / f"sheet-{pack.value}.png")
            document.close()
    finally:
        record.close()


if __name__ == "__main__":
    main()
