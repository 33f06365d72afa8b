"""Pictures of every screen and dialog, and those of the documentation: `python -m tests.pictures [folder]`.

The program draws them from its demonstration ward, made at one moment: the pictures change only with the program.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QWidget

from db.engine import DatabaseRecords
from pathway_app.audit.cohort import Cohort, Period
from pathway_app.audit.measuring import measured
from pathway_app.audit.reporting import report_content
from pathway_app.documents.audit_report import Verified, report_pdf
from pathway_app.issuing import edition, issue
from pathway_app.languages import LANGUAGES
from pathway_app.people import Actor, Role
from pathway_app.ports import Queries
from pathway_app.services.service import Service
from pathway_app.sheets import Destination, Pack, SheetOrder
from tests.clocks import HandClock
from tests.ui.tour import COORDINATOR, PATIENT, STOPS, Tour, make_ward, on_tour, settle
from ui import theme
from ui.app import application, build
from ui.pictures import wait_until, without_display
from ui.preferences import Preferences
from ui.theme import Scheme

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
MOMENT = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
EVERYTHING = Path("pictures-all")
SIZES = ((1366, 768), (1920, 1080))
SHOWN = ("today", "course", "board", "followup", "audit", "pathway", "patients", "sheets", "admin-people")
"""the stops that the documentation shows"""
LOOKS = (
    *((language, scheme) for language in LANGUAGES for scheme in (Scheme.LIGHT, Scheme.DARK)),
    ("nl", Scheme.CONTRAST),
    ("de", Scheme.CONTRAST_DARK),
)
_SHADE = QColor(0, 0, 0, 70)
SHEETS = {Pack.WARD: False, Pack.HANDOVER: True, Pack.PATIENT: True, Pack.BOARD: False}
"""each with whether it is of the one patient"""
SHEET_SCALE = 100 / 72
"""pixels a point: 100 dots an inch"""


def main(arguments: Sequence[str]) -> None:
    """Draw all into the folder given, and those that are shown also into the documentation's."""
    everything = Path(arguments[0]) if arguments else EVERYTHING
    clock = HandClock(MOMENT)
    records = DatabaseRecords(clock)
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="zorgpad-pictures-") as folder:
        path = Path(folder) / "ward.db"
        make_ward(path, clock)
        _sheets(records, path)
        without_display()
        app = application(Scheme.LIGHT)
        shell, defects = build(
            lambda: records.open(str(path)), clock, user=COORDINATOR, preferences=Preferences(Path(folder))
        )
        shell.show()
        wait_until(lambda: shell.furnished is not None)
        settle(shell)
        with on_tour(shell, clock) as tour:
            for language, scheme in LOOKS:
                tour.speak(language)
                theme.apply(app, scheme)
                for width, height in SIZES:
                    shell.resize(width, height)
                    into = everything / f"{language}-{scheme.value}-{width}x{height}"
                    shown = (language, scheme, width) == ("nl", Scheme.LIGHT, SIZES[0][0])
                    _draw(tour, into, shown=shown)
        shell.leave()
        defects.restore()


def _draw(tour: Tour, into: Path, *, shown: bool) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for stop in STOPS:
        picture = _with_what_is_over(tour, tour.show(stop))
        picture.save(str(into / f"{stop}.png"))
        if shown and stop in SHOWN:
            picture.save(str(FOLDER / f"{stop}.png"))
        tour.leave()


def _with_what_is_over(tour: Tour, top: QWidget) -> QPixmap:
    """The window with the dialog over it as a desktop would show both."""
    if not isinstance(top, QDialog):
        return top.window().grab()
    picture = tour.shell.grab()
    over = top.grab()
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), _SHADE)
    at = QPoint((picture.width() - over.width()) // 2, max(0, (picture.height() - over.height()) // 2))
    painter.drawPixmap(at, over)
    painter.end()
    return picture


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
            _first_page(made.pdf, pack.value)
        with record.queries() as queries:
            _first_page(_audit_report(queries, actor), "audit")
    finally:
        record.close()


def _audit_report(queries: Queries, actor: Actor) -> bytes:
    pathway, _version = queries.pathways()[0]
    cohort = Cohort(period=Period(MOMENT.date().replace(month=1, day=1), MOMENT.date()), pathway=pathway)
    audit = measured(queries, cohort, MOMENT, present=True)
    verified = Verified(MOMENT, queries.verify())
    content = report_content(queries, audit, present=True, verified=verified)
    return report_pdf(content, edition(queries, "nl", MOMENT, actor.full_name))


def _first_page(pdf: bytes, name: str) -> None:
    document = pypdfium2.PdfDocument(pdf)
    document[0].render(scale=SHEET_SCALE).to_pil().save(FOLDER / f"sheet-{name}.png")
    document.close()


if __name__ == "__main__":
    main(sys.argv[1:])
