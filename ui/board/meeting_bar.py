"""Which meeting is shown: the one before, the next, its day; and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from pathway_app.i18n import Words
from ui.board.agenda import Agenda
from ui.board.meeting_dialogs import meeting_title
from ui.theme_status import Status
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, make_button, set_tooltip
from ui.widgets.tag import StatusTag


class MeetingBar(QWidget):
    """`moved` carries −1 or +1: the meeting before or after is wanted."""

    moved = Signal(int)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        _ = words.gettext
        self.previous_button = make_button("◂ " + _("Previous"))
        self.previous_button.setAccessibleName(_("Previous meeting"))
        set_tooltip(self.previous_button, "Alt+←")
        self.previous_button.clicked.connect(lambda: self.moved.emit(-1))
        self.next_button = make_button(_("Next") + " ▸")
        self.next_button.setAccessibleName(_("Next meeting"))
        set_tooltip(self.next_button, "Alt+→")
        self.next_button.clicked.connect(lambda: self.moved.emit(1))
        self.day = PlainLabel("", "strong")
        self.cancelled = StatusTag(Status.NOT_APPLICABLE, _("cancelled"))
        self.change_button = make_button(_("Change…"))
        self.cancel_button = make_button(_("Cancel the meeting…"))
        self.hold_button = make_button(_("Hold it after all"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        flow = FlowBox(gap=8, line_gap=4)
        row.addWidget(flow)
        for part in (
            self.previous_button, self.next_button, _Tall(self.day), _Tall(self.cancelled),
            self.change_button, self.cancel_button, self.hold_button,
        ):  # fmt: skip
            flow.add(part)

    def set_compact(self, compact: bool) -> None:
        """Arrows without words where there is little room."""
        _ = self._words.gettext
        self.previous_button.setText("◂" if compact else "◂ " + _("Previous"))
        self.next_button.setText("▸" if compact else _("Next") + " ▸")

    def show_agenda(self, agenda: Agenda | None, *, may_change: bool, why_not: str) -> None:
        """Show the meeting of `agenda`; None: there is no tumour board."""
        _ = self._words.gettext
        meeting = agenda.meeting if agenda is not None else None
        self.day.setText(
            meeting_title(meeting, self._words) if meeting else _("The next meeting is not planned yet")
        )
        is_cancelled = meeting is not None and meeting.cancelled
        _show(self.cancelled.parentWidget(), is_cancelled)
        held = meeting is not None and not is_cancelled
        for button, shown in (
            (self.change_button, held),
            (self.cancel_button, held and agenda is not None and not agenda.is_past),
            (self.hold_button, is_cancelled),
        ):
            button.setVisible(shown)
            _allow(button, may_change, why_not)
        self.previous_button.setEnabled(agenda is not None and agenda.at > 0)
        self.next_button.setEnabled(agenda is not None and agenda.at < len(agenda.order) - 1)


class _Tall(QWidget):
    """Something low in the middle of the height of a button."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(inner)
        self.setMinimumHeight(32)


def _show(widget: QWidget | None, shown: bool) -> None:
    assert widget is not None
    widget.setVisible(shown)


def _allow(button: QPushButton, may: bool, why_not: str) -> None:
    button.setEnabled(may)
    set_tooltip(button, "" if may else why_not)
