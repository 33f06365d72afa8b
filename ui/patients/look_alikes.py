"""Patients who may be taken for one another: how that is said, and the strip that says it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.folding import fold
from pathway_app.i18n import Words
from pathway_app.people import Identity
from pathway_app.queries import PatientRow
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, make_button, wrapping_label

SIGN = "≈"
MOST = 3
"""look-alikes that are asked for, where all of them are named"""


def who(identity: Identity, words: Words) -> str:
    """`SMET, Annelies 14-mrt-1974 4471030`."""
    return f"{identity.display_name} {words.day(identity.birth_date)} {identity.mrn}"


def alike_sentence(rows: Sequence[PatientRow], own: Identity, words: Words) -> str:
    """`look-alike: SMET, Annelies 14-mrt-1974 4471030 · …`; empty without any.

    Someone who has nothing but the birth date in common is called just that.
    """
    _ = words.gettext
    like: list[str] = []
    born: list[str] = []
    for row in rows:
        other = row.patient.identity
        (born if _only_born_alike(own, other) else like).append(who(other, words))
    parts = []
    if like:
        parts.append(_("look-alike: {people}").format(people=" · ".join(like)))
    if born:
        parts.append(_("same birth date: {people}").format(people=" · ".join(born)))
    return " · ".join(parts)


def _only_born_alike(one: Identity, other: Identity) -> bool:
    """Whether no part of their names begins alike."""
    if one.birth_date != other.birth_date:
        return False
    names = [
        {word[:3] for word in fold(f"{each.family_name} {each.given_name}").split() if len(word) > 2}
        for each in (one, other)
    ]
    return not names[0] & names[1]


class LookAlikeStrip(QFrame):
    """Names them with a sign and words; each may be opened where `opens`."""

    open_wanted = Signal(str)
    """the id of the newest course of one of them"""

    def __init__(self, words: Words, *, opens: bool = False) -> None:
        super().__init__()
        self._words = words
        self._opens = opens
        self.setProperty("role", "alike")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel(SIGN, "strong"))
        self._said = wrapping_label()
        row.addWidget(self._said, 1)
        column.addLayout(row)
        self._links = FlowBox(gap=12, line_gap=2)
        column.addWidget(self._links)
        self._rows: tuple[PatientRow, ...] = ()
        self.hide()

    def show_alike(self, rows: Sequence[PatientRow], own: Identity) -> None:
        """Name these; nothing is shown without any."""
        self._rows = tuple(rows)
        sentence = alike_sentence(rows, own, self._words)
        self._said.setText(sentence)
        self.setAccessibleName(sentence)
        self._links.clear()
        if self._opens:
            for row in rows:
                self._links.add(self._link(row))
        self._links.setVisible(self._opens and bool(rows))
        self.setVisible(bool(rows))

    def text(self) -> str:
        """What is said; empty without look-alikes."""
        return self._said.text()

    def links(self) -> tuple[QWidget, ...]:
        """The buttons that open them."""
        return self._links.widgets()

    def _link(self, row: PatientRow) -> QWidget:
        identity = row.patient.identity
        caption = self._words.gettext("Open {name}").format(name=f"{identity.display_name} {identity.mrn}")
        link = make_button(caption, role="link")
        link.clicked.connect(lambda: self.open_wanted.emit(row.course_id))
        return link
