"""Pictures of the widgets with invented people: `python -m tests.ui.gallery OUT.png [options]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tests.ui import samples
from tests.ui.offscreen import use_offscreen
from ui import theme
from ui.theme import Scheme, Status
from ui.widgets.checklist import Checklist
from ui.widgets.checklist_row import ChecklistRow
from ui.widgets.chip import CountChip
from ui.widgets.confirm_reason import ConfirmReason
from ui.widgets.entry_form import EntryForm
from ui.widgets.flow import FlowBox
from ui.widgets.grouped_table import GroupedTable, TablePanel
from ui.widgets.notices import Banner, EmptyState
from ui.widgets.patient_banner import PatientBanner
from ui.widgets.plain import PlainLabel, make_button, wrapping_label
from ui.widgets.ribbon import PhaseRibbon
from ui.widgets.search import SearchField
from ui.widgets.side_panel import SidePanel


def course_scene() -> QWidget:
    """One patient's course with an open form."""
    scene, main = _frame("patients")
    banner = PatientBanner()
    banner.show_patient("de Smet", "Annelies", samples.FACTS)
    banner.add_button(make_button("Ongedaan maken"))
    banner.add_button(make_button("Overdracht afdrukken", role="primary"))
    main.addWidget(banner)
    body = _body(main)
    ribbon = PhaseRibbon("Fasen")
    ribbon.show_phases(samples.PHASES, "pathology")
    body.addWidget(ribbon)
    low = QHBoxLayout()
    low.setSpacing(12)
    checklist = Checklist("Stappen")
    checklist.show_sections(samples.sections())
    form = samples.diagnosis_form()
    form.set_values({"tumour_type": "ependymoma", "malignant": "no"})
    form.restore({"occurred_at": "vandaag 9:30"})
    checklist.open_form("diagnosis", form)
    low.addWidget(checklist, 1)
    panel = samples.step_panel()
    panel.add_foot_text("Eerdere invoer blijft altijd bewaard.")
    low.addWidget(panel)
    body.addLayout(low, 1)
    return scene


def today_scene() -> QWidget:
    """The day's list with the patient beside it."""
    scene, main = _frame("today")
    bar = QFrame()
    bar.setProperty("role", "topBar")
    bar.setFixedHeight(57)
    row = QHBoxLayout(bar)
    row.setContentsMargins(20, 11, 20, 11)
    row.setSpacing(12)
    row.addWidget(PlainLabel("Vandaag", "title"))
    row.addWidget(wrapping_label("zondag 22 november 2026 · 14 actieve patiënten", "muted"), 1)
    search = SearchField("Zoek naam, dossiernr. of scan", "Ctrl+K", "Niets gevonden")
    search.setMaximumWidth(320)
    row.addWidget(search, 1)
    row.addWidget(make_button("Afdelingsoverdracht…", keys="Ctrl+P"))
    row.addWidget(make_button("Nieuwe patiënt", role="primary"))
    main.addWidget(bar)
    body = _body(main)
    chips = FlowBox()
    for status, text in CHIPS:
        chips.add(CountChip(status, text))
    body.addWidget(chips)
    low = QHBoxLayout()
    low.setSpacing(12)
    table = GroupedTable(samples.COLUMNS, "Vandaag")
    table.show_rows(samples.today_rows())
    table.choose_first()
    low.addWidget(TablePanel(table), 1)
    low.addWidget(_patient_panel())
    body.addLayout(low, 1)
    return scene


def controls_scene() -> QWidget:
    """Every kind of question, with answers, without and with errors; notices, and an empty pane."""
    scene, main = _frame("today")
    body = _body(main)
    fault = Banner("Opnieuw proberen")
    fault.show_fault("De schijf is vol: de invoer staat nog in het formulier.")
    body.addWidget(fault)
    notice = Banner("")
    notice.show_notice("Kopie gemaakt om 06:00.")
    body.addWidget(notice)
    low = QHBoxLayout()
    low.setSpacing(12)
    for wrong in (False, True):
        panel = QFrame()
        panel.setProperty("role", "panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(16, 16, 16, 16)
        form = EntryForm(samples.EVERY_KIND, samples.WORDS, "Bewaren")
        if wrong:
            form.restore(samples.WRONG_ANSWERS)
            form.show_problems(form.problems(), "De invoer werd niet bewaard.")
        else:
            form.set_values(samples.RIGHT_ANSWERS)
        column.addWidget(form)
        column.addStretch(1)
        low.addWidget(panel, 1)
    empty = QFrame()
    empty.setProperty("role", "panel")
    QVBoxLayout(empty).addWidget(
        EmptyState("Nog geen patiënten", "Hier komt wie het zorgpad volgt.", "Nieuwe patiënt")
    )
    low.addWidget(empty)
    body.addLayout(low, 1)
    return scene


def dialog_scene() -> QWidget:
    """The dialog that asks why."""
    scene = QWidget()
    column = QVBoxLayout(scene)
    column.setContentsMargins(0, 0, 0, 0)
    dialog = ConfirmReason(scene, samples.QUESTION, samples.WORDS)
    dialog.setWindowFlags(Qt.WindowType.Widget)
    column.addWidget(dialog)
    return scene


CHIPS = (
    (Status.OVERDUE, "3 te laat"),
    (Status.DUE_TODAY, "4 vandaag"),
    (Status.RUNNING, "2 bedrust loopt"),
    (Status.BLOCKED, "2 geblokkeerd"),
    (Status.VARIANCE, "1 open afwijking"),
)


def _patient_panel() -> QWidget:
    panel = SidePanel("Patiënt")
    panel.add_heading("DE SMET, Annelies")
    panel.add_text("Geboren 14-mrt-1974 (52 j) · V · 4471029 · bed 312-2")
    panel.add_text("Dag 11 na operatie · cervicaal C4–C6 · vermoedelijk ependymoom · volledig verwijderd")
    panel.add_part("Nu te doen")
    for content in samples.todo_rows():
        panel.add_row(ChecklistRow(content, flush=True))
    panel.add_button(make_button("Open dossier", role="primary", keys="↵"))
    panel.add_button(make_button("Overdracht"))
    return panel


def _frame(place: str) -> tuple[QWidget, QVBoxLayout]:
    scene = QWidget()
    scene.setProperty("ground", "canvas")
    scene.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    row = QHBoxLayout(scene)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    rail = samples.rail()
    rail.show_place(place)
    row.addWidget(rail)
    main = QVBoxLayout()
    main.setSpacing(0)
    row.addLayout(main, 1)
    return scene, main


def _body(main: QVBoxLayout) -> QVBoxLayout:
    body = QVBoxLayout()
    body.setContentsMargins(20, 12, 20, 16)
    body.setSpacing(12)
    main.addLayout(body, 1)
    return body


SCENES = {"course": course_scene, "today": today_scene, "controls": controls_scene, "dialog": dialog_scene}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--scene", choices=sorted(SCENES), default="course")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--contrast", action="store_true")
    parser.add_argument("--width", type=int, default=1366)
    parser.add_argument("--height", type=int, default=768)
    asked = parser.parse_args(arguments)
    use_offscreen(asked.width * 2, asked.height * 2)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    scheme = Scheme.DARK if asked.dark else Scheme.CONTRAST if asked.contrast else Scheme.LIGHT
    theme.apply(app, scheme)
    scene = SCENES[asked.scene]()
    scene.resize(asked.width, asked.height)
    scene.show()
    for _ in range(5):
        app.processEvents()
    saved = scene.grab().save(str(asked.out))
    scene.close()
    return 0 if saved else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
