"""Patients who may be taken for one another: how that is said, and the strip that says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pathway_app.folding import fold
from pathway_app.i18n import Words
from pathway_app.people import Identity
from pathway_app.queries import PatientRow
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, make_button

SIGN = "≈"
MOST = 3
"""look-alikes that are asked for, where all of them are named"""
_LINE = 24
"""pixels of a line: those of a link"""


def who(identity: Identity, words: Words) -> str:
    """`SMET, Annelies · 14-mrt-1974 · 4471030`."""
    return " · ".join((identity.display_name, words.day(identity.birth_date), identity.mrn))


@dataclass(frozen=True, slots=True)
class Kinds:
    """Look-alikes by what they have in common with somebody: nearly the name, or the birth date and nothing else."""

    named: tuple[PatientRow, ...]
    born: tuple[PatientRow, ...]


def kinds(rows: Sequence[PatientRow], own: Identity) -> Kinds:
    """Which of them are called nearly as `own`."""
    born = tuple(row for row in rows if _only_born_alike(own, row.patient.identity))
    return Kinds(tuple(row for row in rows if row not in born), born)


def to_flag(rows: Sequence[PatientRow], own: Identity, *, ended: bool) -> tuple[PatientRow, ...]:
    """Whom a list of many names: of those with nothing but the birth date in common only who is there now too.

    `ended`: the patient's own course has ended.
    """
    found = kinds(rows, own)
    return (*found.named, *(row for row in found.born if row.ended is None and not ended))


def short_sentence(rows: Sequence[PatientRow], own: Identity, words: Words) -> str:
    """For a row of a list, `look-alike: SMET, Annelies · 14-mrt-1974 · 4471030`; empty without any.

    Those who have only the birth date in common are named by the record number.
    """
    _, found = words.gettext, kinds(rows, own)
    parts = []
    if found.named:
        people = ", ".join(who(row.patient.identity, words) for row in found.named)
        parts.append(_("look-alike: {people}").format(people=people))
    if found.born:
        people = ", ".join(row.patient.identity.mrn for row in found.born)
        parts.append(_("same birth date: {people}").format(people=people))
    return "; ".join(parts)


def _only_born_alike(one: Identity, other: Identity) -> bool:
    """Whether no part of their names begins alike."""
    if one.birth_date != other.birth_date:
        return False
    names = [
        {word[:3] for word in fold(f"{each.family_name} {each.given_name}").split() if len(word) > 2}
        for each in (one, other)
    ]
    return not names[0] & names[1]


class _FlowFrame(QFrame):
    """A frame around widgets in a row that goes on below."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        self.flow = FlowBox(gap=10, line_gap=2)
        column.addWidget(self.flow)


class LookAlikeStrip(_FlowFrame):
    """Names them with a sign and words; each may be opened where `opens`."""

    open_wanted = Signal(str)
    """the id of the newest course of one of them"""

    def __init__(self, words: Words, *, opens: bool = False) -> None:
        super().__init__()
        self._words = words
        self._opens = opens
        self._links: list[QWidget] = []
        self._said: list[str] = []
        self.setProperty("role", "alike")
        self.hide()

    def show_alike(self, rows: Sequence[PatientRow], own: Identity) -> None:
        """Name these; nothing is shown without any."""
        self.flow.clear()
        self._links, self._said = [], []
        _, found = self._words.gettext, kinds(rows, own)
        self._add(_("look-alike: {people}").format(people="").strip(), found.named)
        self._add(_("same birth date: {people}").format(people="").strip(), found.born)
        self.setAccessibleName(self.text())
        self.setVisible(bool(rows))

    def text(self) -> str:
        """What is said; empty without look-alikes."""
        return " ".join(self._said)

    def links(self) -> tuple[QWidget, ...]:
        """The buttons that open them."""
        return tuple(self._links)

    def _add(self, title: str, rows: Sequence[PatientRow]) -> None:
        if not rows:
            return
        self.flow.add(self._label(f"{SIGN} {title}", "strong"))
        self._said.append(f"{SIGN} {title}")
        for row in rows:
            named = who(row.patient.identity, self._words)
            self._said.append(named)
            if self._opens:
                link = self._link(row, named)
                self._links.append(link)
                self.flow.add(link)
            else:
                self.flow.add(self._label(named, ""))

    def _label(self, text: str, role: str) -> PlainLabel:
        label = PlainLabel(text, role)
        label.setMinimumHeight(_LINE)
        return label

    def _link(self, row: PatientRow, named: str) -> QWidget:
        link = make_button(named, role="link")
        link.setAccessibleName(self._words.gettext("Open {name}").format(name=named))
        link.clicked.connect(lambda: self.open_wanted.emit(row.course_id))
        return link
