"""A backup takes the record's place: the window lets go of the record, and ends with a page that says how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.i18n import Words
from pathway_app.restoring import Restoration, Restored
from ui.admin.section import sentence
from ui.bridge import Bridge
from ui.tasks import Worker
from ui.widgets.notices import BusyLine
from ui.widgets.plain import PlainLabel, make_button, wrapping_label

if TYPE_CHECKING:
    from ui.shell import Shell


class RestoringPage(QWidget):
    """Takes the whole window: there is no record open any more."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        _ = words.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(64, 32, 64, 32)
        column.setSpacing(12)
        column.addStretch(2)
        self.title = PlainLabel(_("Restoring"), "title")
        self.told = wrapping_label(_("The backup takes the record's place. Do not switch the computer off."))
        self.busy = BusyLine(_("Restoring"))
        self.quit_button = make_button(_("Quit"), role="primary")
        self.quit_button.setEnabled(False)
        for widget in (self.title, self.busy, self.told):
            column.addWidget(widget)
        row = QVBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.addWidget(self.quit_button)
        column.addLayout(row)
        column.addStretch(3)
        self.busy.set_busy(True)

    def show_restored(self, restored: Restored) -> None:
        _ = self._words.gettext
        lines = [
            _("Restored: {path}, up to event {number} (log {reference}).").format(
                path=restored.target, number=restored.head.number, reference=restored.head.reference or "–"
            )
        ]
        if restored.aside is not None:
            lines.append(_("What was there is kept in {path}.").format(path=restored.aside))
        if not restored.noted:
            lines.append(_("The restoring could not be put into the log."))
        lines.append(_("Open Zorgpad again, and verify the record."))
        self._end(_("Restored"), "\n\n".join(lines))

    def show_failure(self, error: BaseException) -> None:
        _ = self._words.gettext
        told = "\n\n".join((sentence(self._words, error), _("Nothing was changed. Open Zorgpad again.")))
        self._end(_("Not restored"), told)

    def _end(self, title: str, told: str) -> None:
        self.busy.set_busy(False)
        self.title.setText(title)
        self.told.setText(told)
        self.setAccessibleName(f"{title}. {told}")
        self.quit_button.setEnabled(True)
        self.quit_button.setFocus()


def restore_in_place(bridge: Bridge, window: QWidget, restoration: Restoration) -> None:
    """What is typed anywhere is written first: it is kept with the record that is set aside."""
    shell = cast("Shell", window)
    QTimer.singleShot(0, shell, lambda: _let_go(bridge, shell, restoration))


def _let_go(bridge: Bridge, shell: Shell, restoration: Restoration) -> None:
    page = RestoringPage(bridge.words)
    bridge.close()
    shell.furnished = None
    shell.setCentralWidget(page)  # the screens go, with whatever would still ask the record
    page.quit_button.clicked.connect(shell.leave)
    worker = Worker(_defect, refusals=(Refused,), faults=(EnvironmentFault,), name="restore")
    worker.setParent(page)

    def work() -> Restored:
        try:
            return restoration.carry_out()
        finally:
            restoration.drop()

    worker.submit(
        work,
        page.show_restored,
        owner=page,
        on_refused=page.show_failure,
        on_fault=page.show_failure,
    )


def _defect(error: BaseException) -> None:
    raise error
