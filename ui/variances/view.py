"""Variances: those that are open, the oldest first, closed with a reason where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout

from pathway_app.changes import Changes
from pathway_app.commands import CloseVariance
from pathway_app.documents.code_words import variance_class
from pathway_app.domain.entries import VarianceClass
from pathway_app.domain.errors import Refusal
from ui.actions import Action
from ui.bridge import Bridge
from ui.listed import append_fresh, show_listed
from ui.screen import Heading, Screen
from ui.theme_status import Status
from ui.variances.closing import Closing
from ui.variances.listing import NOBODY, PAGE, Census, Listing, Wanted, census, listing, place_of
from ui.widgets.choice_menu import ChoiceMenu
from ui.widgets.flow import FlowBox
from ui.widgets.grouped_table import GroupedTable, TablePanel
from ui.widgets.notices import EmptyState
from ui.widgets.plain import make_button, set_tooltip
from ui.widgets.search import typed_sign
from ui.widgets.table_paint import PAD
from ui.widgets.table_rows import Column
from ui.widgets.tag import tag_width

_COMPACT_BELOW = 900
_ACTION, _WHO = 4, 5
_ALL = ""


class VariancesView(Screen):
    """Asks the record when it is shown, after each commit, and when a minute has passed."""

    place = "variances"

    typed = Signal(str)
    """a letter or figure with the keys in the list: somebody types a name, or scans a label or sheet"""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        self._next: str | None = None
        self._census: Census | None = None
        self._compact = False
        self._stale = True
        self._returned = False
        self._first_time = True
        self._to_choose = ""
        self.closing = Closing(bridge, self)
        self.closing.done.connect(self.notice)
        self.closing.told.connect(self.notice)
        self.closing.stale.connect(self.refresh)
        self.closing.over.connect(self.focus_first)
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self.refresh)
        self._build()
        bridge.committed.connect(self._committed)
        bridge.actor_changed.connect(self._show_permissions)

    def heading(self) -> Heading:
        title, count = self._words.gettext("Variances"), self._census
        if count is None or not count.all:
            return Heading(title)
        if count.next is None:
            return Heading(title, self._words.ngettext("{n} open", "{n} open", count.all))
        return Heading(title, self._words.gettext("more than {n} open").format(n=count.all))

    def buttons(self) -> Sequence[QPushButton]:
        return (self.close_button,)

    def screen_actions(self) -> Sequence[Action]:
        _ = self._words.gettext
        chosen, nothing = bool(self.chosen()), _("No variance is chosen.")
        why_not = self._why_not() or ("" if chosen else nothing)
        return (
            Action("variances.move", _("Choose a variance"), "Up Down"),
            Action(
                "variances.open",
                _("Open the course at that step"),
                "Return",
                self._open_chosen,
                chosen,
                nothing,
            ),
            Action(
                "variances.close",
                _("Close the variance, with a reason"),
                "Space",
                self._close_chosen,
                not why_not,
                why_not,
            ),
            Action("variances.class", _("Show one class, or all"), "F4", self.class_button.open),
            Action(
                "variances.who", _("Show those whom one person follows up"), "Shift+F4", self.who_button.open
            ),
        )

    def refresh(self) -> None:
        now, words, wanted = self._bridge.clock.now(), self._words, self._wanted()
        compact = self._compact
        least = max(PAGE, self.table.rows().rowCount())
        self._stale = False
        self._minute.start((60 - now.second) * 1000 + 20)
        self._bridge.forget(self, "more")
        self._bridge.ask(
            self,
            lambda queries: listing(queries, now, words, wanted, least=least, compact=compact),
            self._show_listing,
            topic="list",
        )
        self._count()

    def focus_first(self) -> None:
        listed = self._pages.currentIndex() == 0
        (self.table if listed else self.class_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> str:
        """The key of the chosen row."""
        return self.table.chosen()

    def keep(self) -> object:
        return self.class_button.choice(), self.who_button.choice(), self.chosen()

    def take_over(self, kept: object) -> None:
        assert isinstance(kept, tuple)
        of_class, who, self._to_choose = kept
        self.class_button.choose(of_class)
        self.who_button.choose(who)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._returned = True
        self.table.show_chosen()
        if self._stale or not self._minute.isActive():
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = event.size().width() < _COMPACT_BELOW
        if compact != self._compact:
            self._compact = compact
            for column in (_ACTION, _WHO):
                self.table.hide_column(column, compact)
            if self._census is not None:
                self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            sign = typed_sign(event)
            if sign:
                self.typed.emit(sign)
                return True
            if event.key() == Qt.Key.Key_Space and not event.modifiers():
                if self.table.sees_chosen():
                    self._close_chosen()
                else:
                    self.table.show_chosen()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        _ = self._words.gettext
        self.close_button = make_button(_("Close variance…"), role="primary", keys=_("Space"))
        self.close_button.clicked.connect(self._close_chosen)
        caption = _("{title}: {choice}")
        self.class_button = ChoiceMenu(_("Class"), "F4", caption)
        self.who_button = ChoiceMenu(_("Follow-up by"), "Shift+F4", caption)
        self._offer((), ())
        filters = FlowBox(gap=8, line_gap=4)
        for button in (self.class_button, self.who_button):
            button.chosen.connect(self._narrow)
            filters.add(button)
        self.table = self._new_table()
        self.empty = EmptyState(
            _("No variance is open"),
            _(
                "Here stands every departure from a pathway that still has to be followed up, the oldest first."
            ),
        )
        self.none_such = EmptyState(
            _("No such variance is open"), _("Choose another class or another name above, or all of them.")
        )
        self._pages = QStackedWidget()
        for each in (TablePanel(self.table), self.empty, self.none_such):
            self._pages.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 16)
        column.setSpacing(8)
        column.addWidget(filters)
        column.addWidget(self._pages, 1)
        self._show_permissions()

    def _new_table(self) -> GroupedTable:
        _ = self._words.gettext
        classes = (variance_class(each, self._words) for each in VarianceClass)
        widest = max(tag_width(Status.VARIANCE, each) for each in classes)
        columns = (
            Column(_("Patient"), 150, 2),
            Column(_("Step"), 124, 3),
            Column(_("Class"), widest + 2 * PAD),
            Column(_("Reason"), 140, 5),
            Column(_("Action"), 130, 4),
            Column(_("Follow-up by"), 96, 1),
            Column(_("Open for"), 78),
        )
        table = GroupedTable(columns, _("Variances"))
        table.opened.connect(self._open)
        table.wants_more.connect(self._ask_more)
        table.row_chosen.connect(lambda _key: self._show_permissions())
        table.installEventFilter(self)
        return table

    def _wanted(self) -> Wanted:
        of_class, who = self.class_button.choice(), self.who_button.choice()
        return Wanted(VarianceClass(of_class) if of_class else None, who or None)

    def _why_not(self) -> str:
        """Why the user may not close variances; empty where that is allowed."""
        if self._bridge.may(CloseVariance):
            return ""
        from pathway_app.messages import Sentences

        params = {"role": self._bridge.actor.role.value, "command": CloseVariance.__name__}
        return Sentences(self._words).refusal(Refusal("not-allowed", params=params))

    def _show_permissions(self) -> None:
        why = self._why_not()
        self.close_button.setEnabled(not why and bool(self.chosen()))
        set_tooltip(self.close_button, why)

    def _show_listing(self, answer: Listing) -> None:
        show_listed(self.table, answer.rows, more=answer.next is not None)
        self._next = answer.next
        to_choose, self._to_choose = self._to_choose, ""
        if to_choose:
            self.table.choose(to_choose)
        if self._returned:
            self._returned = False
            self.table.show_chosen()
        self._show_page(answer)
        self._show_permissions()
        if self._first_time and self.isVisible():
            self._first_time = False
            self.focus_first()
        self._read_on(answer)

    def _show_page(self, answer: Listing) -> None:
        filled = self.table.rows().rowCount() > 0 or not answer.enough
        self._pages.setCurrentIndex(0 if filled else 1 if self._wanted() == Wanted() else 2)

    def _read_on(self, answer: Listing) -> None:
        """Where reading stopped before a page was full, the next question is put behind what others ask."""
        if not answer.enough and answer.next is not None:
            self._ask_more()

    def _count(self, before: Census | None = None) -> None:
        self._bridge.ask(self, lambda queries: census(queries, before), self._counted, topic="census")

    def _counted(self, answer: Census) -> None:
        """Count on behind what others ask, until all or enough are counted."""
        if answer.is_over:
            self._show_census(answer)
        else:
            self._count(answer)

    def _show_census(self, answer: Census) -> None:
        words = self._words
        self._census = answer
        classes = [(each.value, f"{variance_class(each, words)} ({n})") for each, n in answer.classes]
        nobody = words.gettext("nobody")
        people = [(key, f"{nobody if key == NOBODY else name} ({n})") for key, name, n in answer.followers]
        self._offer(classes, people)
        self.heading_changed.emit()

    def _offer(self, classes: Sequence[tuple[str, str]], people: Sequence[tuple[str, str]]) -> None:
        words = self._words
        self.class_button.show_choices([(_ALL, words.pgettext("variance classes", "all")), *classes])
        self.who_button.show_choices([(_ALL, words.pgettext("people", "all")), *people])

    def _narrow(self, _value: str) -> None:
        self.table.verticalScrollBar().setValue(0)
        self.table.show_rows(())
        if self.isVisible():
            self.refresh()
            self.focus_first()

    def _ask_more(self) -> None:
        after, wanted = self._next, self._wanted()
        now, words, compact = self._bridge.clock.now(), self._words, self._compact
        if after is None:
            self.table.append_rows((), more=False)
            return
        self._bridge.ask(
            self,
            lambda queries: listing(queries, now, words, wanted, after=after, compact=compact),
            self._append,
            topic="more",
        )

    def _append(self, answer: Listing) -> None:
        self._next = answer.next
        append_fresh(self.table, answer.rows, more=answer.next is not None)
        if not self.table.chosen():
            self.table.choose_first()
        self._show_page(answer)
        self._read_on(answer)

    def _committed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def _close_chosen(self) -> None:
        why = self._why_not()
        if why:
            self.notice.emit(why)
        elif self.chosen():
            self.closing.begin(*place_of(self.chosen()))

    def _open_chosen(self) -> None:
        if self.chosen():
            self._open(self.chosen())

    def _open(self, key: str) -> None:
        self.course_wanted.emit(*place_of(key))
