"""Invented people, words and steps that the widget tests and the gallery show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from ui.theme import Status
from ui.widgets.checklist_content import Detail, RowContent, SectionContent, Tick
from ui.widgets.confirm_reason import ReasonQuestion
from ui.widgets.entry_form import EntryForm, FormAction
from ui.widgets.field_spec import FieldSpec, FieldWords, Kind, Option, Value
from ui.widgets.moment_text import MomentWords, Problem
from ui.widgets.patient_banner import Fact
from ui.widgets.progress import Segment
from ui.widgets.rail import FootLine, NavigationRail, RailItem
from ui.widgets.ribbon import Phase
from ui.widgets.side_panel import EventLine, SidePanel
from ui.widgets.table_rows import Cell, Column, TableRow

NOW = datetime.fromisoformat("2026-11-22T09:44")
NOW_UTC = datetime(2026, 11, 22, 8, 44, tzinfo=UTC)

MOMENTS = MomentWords(
    months=("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    other_months={"januari": 1, "februari": 2, "maart": 3, "november": 11, "december": 12},
    days={"vandaag": 0, "gisteren": -1},
    now=frozenset({"nu"}),
)

WORDS = FieldWords(
    required="verplicht",
    choose="Kies…",
    nothing="—",
    not_a_number="geen geheel getal",
    between="van {least} tot {most}",
    too_long="{over} tekens te lang",
    moments=MOMENTS,
    problems={
        Problem.NOT_UNDERSTOOD: "niet begrepen: schrijf bv. 14-mrt-2026 09:30",
        Problem.NO_SUCH_DAY: "die dag bestaat niet",
        Problem.NO_SUCH_TIME: "dat uur bestaat niet",
        Problem.TIME_MISSING: "het uur ontbreekt",
        Problem.YEAR_MISSING: "het jaar ontbreekt",
        Problem.SHORT_YEAR: "schrijf het jaar met vier cijfers",
        Problem.DAY_MISSING: "schrijf dag en uur",
    },
    now=lambda: NOW,
)

FACTS = (
    Fact("Geboren", "14-mrt-1974 (52 j)"),
    Fact("Geslacht", "V"),
    Fact("Dossiernr.", "4471029"),
    Fact("Rijksregisternr.", "demo-nummer"),
    Fact("Bed", "312-2"),
    Fact("Neurochirurg", "dr. Claes"),
)

PHASES = (
    Phase("diagnosis", "1 Diagnose", Status.DONE, "5/5", "1 Diagnose, gedaan, 5 van 5"),
    Phase("baseline", "2 MEP/SSEP", Status.DONE, "2/2", "2 MEP/SSEP, gedaan, 2 van 2"),
    Phase("surgery", "3 Operatie", Status.DONE, "7/7", "3 Operatie, gedaan, 7 van 7"),
    Phase("bed-rest", "4 Bedrust", Status.VARIANCE, "2/2 · afwijking", "4 Bedrust, afwijking, 2 van 2"),
    Phase("pathology", "5 Weefsel", Status.OVERDUE, "1/2 · te laat", "5 Weefselonderzoek, te laat, 1 van 2"),
    Phase("tumour-board", "6 MDO", Status.BLOCKED, "0/2", "6 MDO, wacht, 0 van 2"),
    Phase("adjuvant-treatment", "7 Nabehandeling", Status.UNDECIDED, "nog niet beslist", "7 Nabehandeling"),
    Phase("rehabilitation", "8 Revalidatie", Status.RUNNING, "1/3", "8 Revalidatie, loopt, 1 van 3"),
    Phase("follow-up", "9 Opvolging", Status.LATER, "0/…", "9 Opvolging, later"),
)

DIAGNOSIS = (
    FieldSpec(
        "tumour_type", "Diagnose", Kind.CHOICE, required=True,
        options=tuple(
            Option(key, title)
            for key, title in (
                ("ependymoma", "Ependymoom"), ("astrocytoma", "Astrocytoom"), ("glioma", "Kwaadaardig glioom"),
                ("lymphoma", "Lymfoom"), ("haemangioblastoma", "Hemangioblastoom"), ("other", "Andere"),
            )
        ),
    ),
    FieldSpec("other_type", "Welke", Kind.TEXT, required=True, shown_when=("tumour_type", frozenset({"other"}))),
    FieldSpec(
        "malignant", "Tekens van kwaadaardigheid", Kind.CHOICE, required=True,
        options=(Option("yes", "ja"), Option("no", "nee")),
    ),
    FieldSpec("occurred_at", "Gebeurd op", Kind.MOMENT, required=True, hint="dd-mmm-jjjj uu:mm"),
)  # fmt: skip


def diagnosis_form() -> EntryForm:
    """The form of one checkpoint, as it opens in its row."""
    actions = (FormAction("not-applicable", "Niet van toepassing…"), FormAction("variance", "Afwijking…"))
    return EntryForm(DIAGNOSIS, WORDS, "Afvinken", actions=actions)


def sections() -> tuple[SectionContent, ...]:
    """Some phases of a course in trouble."""
    rest = (
        RowContent("rest-begun", "Bedrust gestart", Tick.DONE, "gedaan", aside="bij wondsluiting",
                   meta="11-nov 13:05 · V. Nys"),
        RowContent("rest-done", "48 u bedrust volbracht", Tick.VARIANCE, "gedaan met afwijking",
                   details=(Detail("Afwijking: gemobiliseerd na 41 u 10 — beslissing arts (dr. Claes): "
                                   "liquorlek uitgesloten", Status.VARIANCE),),
                   meta="13-nov 06:15 · V. Nys"),
    )  # fmt: skip
    pathology = (
        RowContent("tissue-sent", "Weefsel naar pathologie", Tick.DONE, "gedaan", meta="11-nov 12:20 · dr. Claes"),
        RowContent("diagnosis", "Definitieve weefseldiagnose", Tick.OPEN, "open", Status.OVERDUE, "2 d te laat",
                   aside="patholoog · verwacht 20-nov"),
    )  # fmt: skip
    board = (
        RowContent("discussed", "Besproken op MDO", Tick.BLOCKED, "wacht", Status.BLOCKED,
                   "wacht op: definitieve weefseldiagnose",
                   details=(Detail("Neurochirurgie, pathologie, radiotherapie en oncologie aanwezig"),)),
        RowContent("decided", "Beslissing verdere behandeling", Tick.BLOCKED, "wacht", Status.BLOCKED,
                   "wacht op: besproken op MDO"),
    )  # fmt: skip
    treatment = (
        RowContent("radiotherapy", "Radiotherapie voltooid", Tick.UNDECIDED, "nog niet beslist", Status.UNDECIDED,
                   "hangt af van: beslissing"),
    )  # fmt: skip
    rehabilitation = (
        RowContent("assessed", "Nood aan revalidatie beoordeeld", Tick.DONE, "gedaan", aside="toegenomen uitval: gang",
                   details=(Detail("nee", struck=True), Detail("Verbeterd door V. Nys: verkeerd aangeduid")),
                   meta="14-nov 10:00 · kiné"),
    )  # fmt: skip
    return (
        SectionContent("bed-rest", "4 Bedrust", rest, Status.VARIANCE, "1 afwijking"),
        SectionContent("pathology", "5 Weefselonderzoek", pathology, Status.OVERDUE, "te laat"),
        SectionContent("tumour-board", "6 Multidisciplinair oncologisch overleg", board),
        SectionContent("adjuvant-treatment", "7 Nabehandeling", treatment),
        SectionContent("rehabilitation", "8 Revalidatie", rehabilitation),
    )


def rail() -> NavigationRail:
    """The rail with counts and a foot."""
    places = (
        ("today", "Vandaag"), ("patients", "Patiënten"), ("board", "Tumorboard"), ("follow-up", "Opvolging"),
        ("audit", "Audit"), ("pathway", "Zorgpad"), ("administration", "Beheer"),
    )  # fmt: skip
    made = NavigationRail("Zorgpad", [RailItem(key, title) for key, title in places], "Navigatie")
    made.show_count("today", 3, urgent=True, spoken="3 te laat")
    made.show_count("board", 4, spoken="4 wachten")
    made.show_foot(
        (
            FootLine("M. Peeters", strong=True),
            FootLine("coördinator · Neurochirurgie"),
            FootLine("Vergrendelt over 4 min"),
            FootLine("Opgeslagen 09:44 · back-up 06:00", status=Status.DONE),
        )
    )
    return made


def step_panel() -> SidePanel:
    """What a step is, where it comes from, what follows, and the history."""
    panel = SidePanel("Over deze stap")
    panel.add_heading("Definitieve weefseldiagnose")
    panel.add_text(
        "De patholoog benoemt het weggenomen weefsel. Het type en hoeveel er weg is, bepalen wat er verder gebeurt."
    )
    panel.add_tagged("Bron", "Verdere behandeling, alinea 1")
    panel.add_tagged("Lokale afspraak", "Termijn: 14 dagen na de operatie")
    panel.add_part("Na deze stap")
    panel.add_text(
        "Ependymoom, volledig verwijderd: het document noemt geen aanvullende behandeling. Het MDO beslist."
    )
    panel.add_part("Historiek van dit dossier")
    panel.add_history(
        (
            EventLine(
                "14-nov 10:00",
                "Nood aan revalidatie · nee",
                "verbeterd door V. Nys: verkeerd aangeduid",
                True,
            ),
            EventLine("13-nov 06:15", "Afwijking bedrust · dr. Claes"),
            EventLine("11-nov 13:05", "Bedrust gestart"),
            EventLine("11-nov 12:58", "Wonde gesloten"),
        )
    )
    return panel


def todo_rows() -> tuple[RowContent, ...]:
    """What one patient needs now."""
    return (
        RowContent("diagnosis", "Definitief weefselonderzoek", Tick.OPEN, "open", Status.OVERDUE, "2 d te laat",
                   details=(Detail("Vraagt: diagnose, tekens van kwaadaardigheid"),)),
        RowContent("neuro", "Neurologische controle na mobilisatie", Tick.OPEN, "open", Status.DUE_TODAY, "vandaag"),
        RowContent("board", "MDO-bespreking", Tick.BLOCKED, "wacht", Status.BLOCKED, "wacht op weefselonderzoek"),
    )  # fmt: skip


COLUMNS = (
    Column("Patiënt", 192),
    Column("Bed", 58),
    Column("Verloop", 118, 1),
    Column("Volgende stap", 150, 3),
    Column("Wie", 118, 1),
    Column("Termijn", 172, 1),
)


def _patient(
    key: str, name: str, born: str, bed: str, done: float, step: str, who: str, when: Cell
) -> TableRow:
    bar = tuple(Segment(max(0.0, min(1.0, done - at))) for at in range(9))
    cells = (
        Cell(name, sub=f"{born} · {key}", strong=True),
        Cell(bed),
        Cell(segments=bar, spoken=f"fase {int(done) + 1} van 9"),
        Cell(step) if "|" not in step else _waiting(*step.split("|")),
        Cell(who, muted=True),
        when,
    )
    return TableRow(key, cells)


def _waiting(step: str, tag: str) -> Cell:
    return Cell(step, status=Status.BLOCKED, tag=tag)


def today_rows() -> tuple[TableRow, ...]:
    """The ward's morning: late, running, today, waiting."""
    late, runs, today = Status.OVERDUE, Status.RUNNING, Status.DUE_TODAY
    return (
        TableRow("h-late", title="Te laat · 3"),
        _patient("4471029", "DE SMET, Annelies", "14-mrt-1974", "312-2", 4.5, "Definitief weefselonderzoek",
                 "Patholoog", Cell(status=late, tag="2 d te laat", after="20-nov")),
        _patient("4468113", "VAN DEN BROECK, Luc", "02-jan-1959", "—", 5.99, "MDO-bespreking",
                 "Neuro-oncologie", Cell(status=late, tag="1 d te laat", after="21-nov")),
        _patient("4455002", "VAN DER EECKEN-VANDENBROUCKE, Marie-Christine", "30-jul-1988", "—", 8.5,
                 "Controle-MRI wervelkolom", "Radiologie", Cell(status=late, tag="6 d te laat", after="16-nov")),
        TableRow("h-runs", title="Loopt nu · 2"),
        _patient("4473310", "JANSSENS, Pieter", "19-sep-1966", "308-1", 3.5, "Bedrust (48 u)", "Verpleging",
                 Cell(status=runs, tag="nog 17 u 20", after="tot 23-nov 03:05")),
        _patient("4473555", "O'NEILL, Ciarán", "05-mei-2001", "310-1", 3.5, "Bedrust (48 u)", "Verpleging",
                 Cell(status=runs, tag="nog 41 u 05", after="tot 24-nov 02:50")),
        TableRow("h-today", title="Vandaag · 4"),
        _patient("4474021", "WILLEMS, Greta", "11-nov-1949", "305-2", 1.5, "MEP-referentie", "Neurologie",
                 Cell(status=today, tag="vandaag 14:00")),
        _patient("4474077", "MAES, Jonas", "23-feb-1992", "301-1", 1.5, "Operatie|wacht op SSEP", "Neurochirurgie",
                 Cell(status=today, tag="vandaag")),
        _patient("4474101", "ŁUKASZ ĄŽUOLAS, Żofia", "01-dec-1980", "303-1", 2.6, "Operatie", "Neurochirurgie",
                 Cell(status=today, tag="vandaag")),
        TableRow("h-blocked", title="Geblokkeerd · 1"),
        _patient("4474133", "PEETERS, R&D <b>", "07-jul-1955", "304-2", 1.2, "Operatie|wacht op MEP", "Neurologie",
                 Cell(status=Status.LATER, tag="27-nov")),
    )  # fmt: skip


QUESTION = ReasonQuestion(
    title="Afwijking",
    text="Het neurologisch onderzoek <na> 24 u & later",
    reason_label="Reden",
    ok_title="Vastleggen",
    cancel_title="Terug",
    class_label="Soort",
    classes=(
        Option("patient", "patiënt"),
        Option("clinician", "arts"),
        Option("unspecified", "niet opgegeven"),
    ),
    no_reason_for=frozenset({"unspecified"}),
    more=(FieldSpec("action", "Actie", Kind.TEXT),),
)


EVERY_KIND = (
    FieldSpec("name", "Naam", Kind.TEXT, required=True),
    FieldSpec("born", "Geboren", Kind.DATE, required=True, hint="dd-mmm-jjjj", year_needed=True),
    FieldSpec("months", "Om de hoeveel maanden", Kind.INTEGER, required=True, least=1, most=120),
    FieldSpec("type", "Diagnose", Kind.CHOICE, required=True, options=DIAGNOSIS[0].options),
    FieldSpec("sex", "Geslacht", Kind.CHOICE, options=(Option("f", "V"), Option("m", "M"), Option("x", "X"))),
    FieldSpec("complaints", "Klachten", Kind.SEVERAL, required=True,
              options=(Option("pain", "pijn in de wervelkolom"), Option("sense", "gevoelsverlies"),
                       Option("gait", "evenwicht en stappen"), Option("none", "geen", alone=True))),
    FieldSpec("at", "Gebeurd op", Kind.MOMENT, required=True),
    FieldSpec("why", "Motivering", Kind.LONG_TEXT, hint="verplicht als de beslissing afwijkt"),
)  # fmt: skip
RIGHT_ANSWERS: dict[str, Value] = {
    "name": "Łukasz Ąžuolas", "born": date(1974, 3, 14), "months": 6, "type": "astrocytoma", "sex": "f",
    "complaints": ("pain", "gait"), "at": NOW,
}  # fmt: skip
WRONG_ANSWERS: dict[str, object] = {"born": "14-3-74", "months": "zes", "at": "31-2 9u"}


def remaining(left: timedelta) -> str:
    """`17 u 20`."""
    minutes = int(left.total_seconds() // 60)
    return f"nog {minutes // 60} u {minutes % 60:02d}"
