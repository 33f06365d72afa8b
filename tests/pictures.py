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
from pathway_app.documents import pdf
from pathway_app.documents.edition import Edition
from pathway_app.documents.handover import handover
from pathway_app.founding import Foundation, found, shipped_definitions
from pathway_app.i18n import Words
from pathway_app.people import Actor, Role
from tests.clocks import HandClock
from ui.pictures import draw

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
MOMENT = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
PATIENT = "4471029"
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
        _sheet(records, path)


def _sheet(records: DatabaseRecords, path: Path) -> None:
    record = records.open(str(path), read_only=True)
    try:
        with record.queries() as queries:
            found_course, head = queries.course_of(PATIENT), queries.log_head()
            names = {account.name: account.full_name for account in queries.accounts()}
        assert found_course is not None
        edition = Edition(Words("nl"), found_course.site, MOMENT, MOMENT, "M. Peeters", head, names)
        sheet = handover(found_course, edition)
        document = pypdfium2.PdfDocument(pdf.render([sheet]))
        document[0].render(scale=SHEET_SCALE).to_pil().save(FOLDER / "handover.png")
        document.close()
    finally:
        record.close()


if __name__ == "__main__":
    main()
