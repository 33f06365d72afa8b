"""The screen of a pathway: its map, what the chosen checkpoint says, and where a patient is on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.changes import Changes
from pathway_app.commands import MoveCourse
from pathway_app.definitions.telling import DefinitionWords
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from ui.actions import Action
from ui.bridge import Bridge
from ui.definition.bar import PathwayBar
from ui.definition.detail import detail, not_a_device
from ui.definition.detail_panel import DetailPanel
from ui.definition.graph import Column, Link, along_gate, columns, lines_of, phase_from, step_from
from ui.definition.map_and_panel import MARGIN, MapAndPanel
from ui.definition.pathway_map import LineLegend, PathwayMap
from ui.definition.reading import Installed, installed
from ui.field_words import field_words
from ui.screen import Heading, Screen
from ui.widgets.notices import Banner, EmptyState
from ui.widgets.plain import set_tooltip, wrapping_label

_LEGEND_FROM = 900
"""pixels of a window that has room for what the lines mean"""


class DefinitionView(Screen):
    """Shows the newest version of the first pathway, until another one or a course is asked for."""

    place = "pathway"
    own_bar = True

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._words: Words = bridge.words
        self._wanted: tuple[str, str] | None = None
        self._course_id = ""
        self._chosen = ""
        self._shown: Installed | None = None
        self._stale = True
        self._columns: tuple[Column, ...] = ()
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self._show_now)
        self._build()
        bridge.committed.connect(self._committed)
        bridge.actor_changed.connect(self._show_bar)

    def show_course(self, course_id: str, checkpoint: str = "") -> None:
        """Show where a patient is on the pathway; with a checkpoint that one is chosen."""
        self._course_id = course_id
        if checkpoint:
            self._chosen = checkpoint
        self._ask()

    def show_definition(self, pathway: str, version: str) -> None:
        """Show a version of a pathway, without a patient."""
        self._course_id, self._wanted = "", (pathway, version)
        self._ask()

    def course_id(self) -> str:
        """The course whose way is shown, or an empty text."""
        return self._course_id

    def chosen(self) -> str:
        """The id of the chosen checkpoint."""
        return self._chosen

    def shown(self) -> Installed | None:
        return self._shown

    def heading(self) -> Heading:
        return Heading(self._words.gettext("Pathway"))

    def refresh(self) -> None:
        self._ask()

    def focus_first(self) -> None:
        if self._chosen and self._shown is not None:
            self.map.box(self._chosen).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()

    def print_sheet(self) -> None:
        if self._shown is not None:
            from ui.printing.choices import Choices, usual_folder
            from ui.sheets.dialog import open_definition_sheet

            place = self._shown.definition.id, self._shown.definition.version
            open_definition_sheet(self._bridge, self, place, Choices(usual_folder()))

    def keep(self) -> object:
        return self._course_id, self._wanted, self._chosen

    def take_over(self, kept: object) -> None:
        if isinstance(kept, tuple):
            self._course_id, self._wanted, self._chosen = kept

    def screen_actions(self) -> Sequence[Action]:
        _ = self._words.gettext
        return (
            Action("pathway.move", _("to the next or previous step"), "Up Down"),
            Action("pathway.along", _("along the lines: to what it opens, to what it waits for"), "Right Left"),
            Action("pathway.phase", _("to the next or previous phase"), "Ctrl+Right Ctrl+Left"),
            Action(
                "pathway.open", _("open this step in the patient's course"), "Return",
                lambda: self._enter(self._chosen), bool(self._course_id), _("No patient is shown on the map."),
            ),
            Action(
                "pathway.back", _("back to the patient's course"), "Esc",
                self._back, bool(self._course_id), _("No patient is shown on the map."),
            ),
            Action("pathway.compare", _("compare versions"), "Ctrl+D", self.compare, self._can_compare(), self._one()),
            Action(
                "pathway.move-course", _("move the patient's course to a newer version"), "",
                self.move_course, not self._why_not_move(), self._why_not_move(),
            ),
            Action("pathway.print", _("print the pathway"), "Ctrl+P", self.print_sheet),
        )  # fmt: skip

    def compare(self) -> None:
        """Compare two installed versions of this pathway."""
        if self._shown is not None and self._can_compare():
            from ui.definition.comparing import CompareDialog

            dialog = CompareDialog(self, self._words, self._shown.versions, self._shown.definition)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def move_course(self) -> None:
        """Move the shown course to a newer version, after showing what that changes."""
        shown = self._shown
        if shown is None or shown.record is None or self._why_not_move():
            return
        from ui.definition.moving import MoveDialog

        words, now = self._words, self._bridge.clock.now()
        fields = field_words(words, self._bridge.clock)
        dialog = MoveDialog(self, words, fields, shown.record, shown.newer, now)
        revision, course_id = shown.record.course.revision, shown.record.course.id
        dialog.answered.connect(lambda version, reason: self._move(course_id, revision, version, reason))
        dialog.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._course_id:
            self._back()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask()
        else:
            self._show_now()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Building

    def _build(self) -> None:
        _ = self._words.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = PathwayBar(self._words)
        column.addWidget(self.bar)
        self._body = QWidget()
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(0, 8, 0, 8)
        inner.setSpacing(6)
        self.told = Banner("")
        inner.addWidget(self.told)
        self.map = PathwayMap(_("Map of the pathway"))
        self.panel = DetailPanel(_("About this step"))
        self._both = MapAndPanel(self.map, self.panel)
        self.area = self._both.area
        inner.addWidget(self._both, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 0)
        foot.setSpacing(12)
        self.legend = LineLegend(
            (
                (Link.GATE, _("must be finished first")),
                (Link.CONDITION, _("its answer decides whether it applies")),
                (Link.ROUND, _("comes back")),
            )
        )
        self.not_a_device = wrapping_label("", "small")
        self.not_a_device.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.legend)
        foot.addWidget(self.not_a_device, 1)
        inner.addLayout(foot)
        column.addWidget(self._body, 1)
        self.empty = EmptyState(
            _("No pathway is installed"),
            _("A pathway is installed from its file by the administrator, on the command line."),
        )
        self.empty.hide()
        column.addWidget(self.empty, 1)
        self._connect()

    def _connect(self) -> None:
        self.map.chosen.connect(self._choose)
        self.map.entered.connect(self._enter)
        self.map.asked_step.connect(self._step)
        self.map.asked_along.connect(self._along)
        self.map.asked_phase.connect(self._phase)
        self.bar.chosen.connect(self._choose_version)
        self.bar.height_changed.connect(self._arrange)
        self.bar.compare_button.clicked.connect(self.compare)
        self.bar.move_button.clicked.connect(self.move_course)
        self.bar.print_button.clicked.connect(self.print_sheet)
        self.bar.chip.back_wanted.connect(self._back)
        self.bar.chip.closed.connect(self._leave_patient)

    # Reading and showing

    def _ask(self) -> None:
        self._stale = False
        course, wanted = self._course_id, self._wanted
        self._bridge.ask(
            self, lambda queries: installed(queries, course, wanted), self._answered, topic="pathway"
        )

    def _answered(self, shown: Installed | None) -> None:
        self._shown = shown
        self._body.setVisible(shown is not None)
        self.empty.setVisible(shown is None)
        if shown is not None:
            if shown.record is None:
                self._course_id = ""
            if self._chosen not in shown.definition.by_id:
                self._chosen = shown.definition.checkpoints[0].id if shown.definition.checkpoints else ""
            keys = self.focusWidget()
            elsewhere = keys is not None and keys is not self and not self.map.isAncestorOf(keys)
            self._show_now()
            if self.isVisible() and not elsewhere:
                self.focus_first()
        self._show_bar()
        self.heading_changed.emit()

    def _show_now(self) -> None:
        """Show it as it stands at this moment; nothing is read."""
        shown = self._shown
        if shown is None:
            return
        now = self._bridge.clock.now()
        told = self._told()
        titles = {each.id: told.title(each.id) for each in shown.definition.checkpoints}
        self._columns = columns(told, shown.record, now)
        self.map.show_columns(self._columns, titles, self._both.room(self.width()))
        self.not_a_device.setText(not_a_device(told))
        self._arrange()
        self._mark()
        self._order_tabs()
        if self.isVisible() and shown.record is not None:
            until = (now + timedelta(minutes=1)).replace(second=0, microsecond=0) - now
            self._minute.start(int(until / timedelta(milliseconds=1)) + 20)

    def _show_bar(self) -> None:
        shown, _ = self._shown, self._words.gettext
        if shown is None:
            self.bar.show_pathway(_("Pathway"), "")
            return
        told, definition = self._told(), shown.definition
        steps = self._words.ngettext("{n} step", "{n} steps", len(definition.checkpoints))
        about = (
            _("version {version}").format(version=definition.version),
            _("source: {source}").format(source=told.source()),
            steps,
            _("{n} of them from the source").format(n=told.from_source()),
        )
        self.bar.show_installed([self._version_title(each) for each in shown.all], shown.at)
        record = shown.record
        self.bar.chip.setVisible(record is not None)
        if record is not None:
            identity = record.patient.identity
            facts = f"{self._words.day(identity.birth_date)} · {identity.mrn}"
            self.bar.chip.show_patient(identity.display_name, facts, demo=record.site.demo)
        self.bar.compare_button.setEnabled(self._can_compare())
        set_tooltip(self.bar.compare_button, "Ctrl+D" if self._can_compare() else self._one())
        self.bar.move_button.setVisible(record is not None and not self._why_not_move())
        self.bar.show_pathway(definition.title[self._words.language], " · ".join(about))

    def _version_title(self, definition: PathwayDefinition) -> str:
        version = self._words.gettext("version {version}").format(version=definition.version)
        if self._shown is not None and len(self._shown.versions) == len(self._shown.all):
            return version
        return f"{(definition.short_title or definition.title)[self._words.language]}, {version}"

    def _told(self) -> DefinitionWords:
        assert self._shown is not None
        return DefinitionWords(self._shown.definition, self._words)

    def _mark(self) -> None:
        """The chosen checkpoint: its lines, and what it says."""
        shown = self._shown
        if shown is None or not self._chosen:
            return
        self.map.choose(self._chosen, lines_of(shown.definition, self._chosen))
        boxes = {box.key: box for column in self._columns for box in column.boxes}
        standing = boxes[self._chosen].standing
        said = standing.spoken if standing is not None else ""
        self.panel.show_detail(detail(self._told(), shown.definition.by_id[self._chosen], said))

    def _arrange(self) -> None:
        self._both.arrange(self.width(), self.height(), self.bar.height())
        self.legend.setVisible(self.width() >= _LEGEND_FROM)

    def _order_tabs(self) -> None:
        boxes = [self.map.box(key) for key in self.map.steps()]
        chip = self.bar.chip
        stops = (chip.back_button, chip.close_button, *self.bar.stops(), *boxes, self.panel.stop())
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    # Choosing

    def _choose(self, key: str) -> None:
        if self._shown is None or key not in self._shown.definition.by_id:
            return
        self._chosen = key
        self._mark()
        box = self.map.box(key)
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(box, 140, 60)

    def _step(self, step: int) -> None:
        if self._shown is None or not self._chosen:
            return
        every = self._shown.definition.checkpoints
        if abs(step) > 1:
            self._choose(every[-1 if step > 0 else 0].id)
        else:
            self._choose(step_from(self._shown.definition, self._chosen, step))

    def _along(self, forward: bool) -> None:
        if self._shown is not None and self._chosen:
            self._choose(along_gate(self._shown.definition, self._chosen, forward=forward))

    def _phase(self, step: int) -> None:
        if self._shown is not None and self._chosen:
            self._choose(phase_from(self._shown.definition, self._chosen, step))

    def _choose_version(self, at: int) -> None:
        if self._shown is not None:
            chosen = self._shown.all[at]
            self.show_definition(chosen.id, chosen.version)

    def _enter(self, key: str) -> None:
        if self._course_id and key:
            self.course_wanted.emit(self._course_id, key, 1)

    def _back(self) -> None:
        if self._course_id:
            self.course_wanted.emit(self._course_id, "", 1)

    def _leave_patient(self) -> None:
        if self._shown is not None:
            self.show_definition(self._shown.definition.id, self._shown.definition.version)

    # Versions

    def _can_compare(self) -> bool:
        return self._shown is not None and len(self._shown.versions) > 1

    def _one(self) -> str:
        return self._words.gettext("Only one version of this pathway is installed.")

    def _why_not_move(self) -> str:
        shown, _ = self._shown, self._words.gettext
        if shown is None or shown.record is None:
            return _("No patient is shown on the map.")
        if not shown.newer:
            return _("The course follows the newest version that is installed.")
        if shown.record.course.ended() is not None:
            return _("The course has ended.")
        if not self._bridge.may(MoveCourse):
            return _("Your role may not move a course to another version.")
        return ""

    def _move(self, course_id: str, revision: int, version: str, reason: str) -> None:
        command = MoveCourse(course_id=course_id, seen_revision=revision, version=version, reason=reason)
        self._bridge.execute(
            command, done=lambda _changes: self._moved(version), refused=self._refused, asker=self
        )

    def _moved(self, version: str) -> None:
        told = self._words.gettext("The course now follows version {version}.")
        self.notice.emit(told.format(version=version))

    def _refused(self, refused: Refused) -> None:
        sentences = Sentences(self._words).refused(refused)
        self.told.show_fault("\n".join(sentences), can_retry=False)
        self._ask()

    def _committed(self, changes: Changes) -> None:
        if self._course_id and self._course_id in changes.courses:
            self.told.clear()
            if self.isVisible():
                self._ask()
            else:
                self._stale = True
