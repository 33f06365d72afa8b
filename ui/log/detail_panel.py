"""What stands beside the log's list: one event whole, or the paper that was found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from pathway_app.i18n import Words
from pathway_app.logbook.events import reference_digits
from ui.log.reading import Detail
from ui.theme import Status
from ui.widgets.plain import make_button
from ui.widgets.side_panel import SidePanel


class DetailPanel(SidePanel):
    """`course_wanted` gives the id of the course that the event is about."""

    course_wanted = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__(words.gettext("The event"))
        self._words = words
        self._course = ""
        self.open_button = make_button(words.gettext("Open the course"))
        self.open_button.clicked.connect(lambda: self.course_wanted.emit(self._course))
        self.open_button.setVisible(False)
        self.add_button(self.open_button)
        self.said: tuple[str, ...] = ()

    def show_event(self, detail: Detail | None) -> None:
        self.clear()
        self._course = detail.course_id if detail is not None else ""
        self.open_button.setVisible(bool(self._course))
        if detail is None:
            self.said = ()
            return
        self.add_heading(detail.told.what)
        told = self._words.gettext("{title}: {choice}")
        lines = [told.format(title=title, choice=text) if title else text for title, text in detail.lines]
        for line in lines:
            self.add_text(line)
        self.said = (detail.told.what, *lines)

    def show_paper(self, reference: str, holds: bool, lines: Sequence[str]) -> None:
        """What was found for the reference in the foot of a paper."""
        _ = self._words.gettext
        self.clear()
        self._course = ""
        self.open_button.setVisible(False)
        digits = (reference_digits(reference) or reference.strip()).upper()
        shown = f"{digits[:4]}-{digits[4:]}" if reference_digits(reference) else digits
        title = _("Paper {reference}").format(reference=shown)
        self.add_heading(title)
        if holds:
            self.add_tagged(_("unchanged"), "", Status.DONE)
        else:
            self.add_tagged(_("not found, or altered"), "", Status.OVERDUE)
        for line in lines:
            self.add_text(line)
        self.said = (title, *lines)
