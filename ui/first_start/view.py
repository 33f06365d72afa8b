"""The first start: the language, then a look at the demonstration ward or a record of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.i18n import Words
from pathway_app.languages import LANGUAGE_NAMES
from ui.bridge import Bridge
from ui.first_start.choice import Choice
from ui.first_start.start_form import StartForm
from ui.looks import Looks
from ui.widgets.notices import BusyLine
from ui.widgets.plain import PlainLabel, make_button, wrapping_label
from ui.widgets.waiting import Waiting

if TYPE_CHECKING:
    from pathway_app.first_start import Beginning, FirstStart

_BESIDE_FROM = 860
"""pixels of width from which the two ways stand side by side"""
_WIDEST = 980


class FirstStartView(QWidget):
    """Everything typed stays when the language changes."""

    began = Signal(object)
    """there is something to open, with these Credentials, or None where they are still to be asked for"""

    def __init__(self, bridge: Bridge, first_start: FirstStart, looks: Looks) -> None:
        super().__init__()
        self._bridge = bridge
        self._first_start = first_start
        self._looks = looks
        self._words = bridge.words_before()
        self._whole: QWidget | None = None
        self.phrase_card: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._build()

    def focus_first(self) -> None:
        """To the demonstration: Enter alone shows what the program is."""
        self.demo_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        """All of it, in the present words."""
        _ = self._words.gettext
        self.languages = Choice(LANGUAGE_NAMES, self._words.language, _("Language"))
        self.languages.changed.connect(self._speak)
        self.form = StartForm(self._words, self._first_start.account())
        self.form.submitted.connect(self._begin)
        inner = QWidget()
        inner.setProperty("ground", "none")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(PlainLabel(_("Welcome to Zorgpad"), "title"))
        column.addWidget(
            wrapping_label(_("There is no record on this computer yet. How do you want to begin?"))
        )
        column.addWidget(self.languages)
        self._ways = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._ways.setSpacing(16)
        self._ways.addWidget(self._demonstration(), 2)
        self._ways.addWidget(self.form, 3)
        column.addLayout(self._ways)
        column.addStretch(1)
        inner.setMaximumWidth(_WIDEST)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setProperty("ground", "none")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        area.setWidget(holder)
        self.form.refused.connect(lambda field: area.ensureWidgetVisible(field, 0, 60))
        self.busy = BusyLine(_("The record is being made"))
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.busy)
        outer.addWidget(area, 1)
        self._put(whole)
        self._fit()

    def _put(self, whole: QWidget) -> None:
        """Show that in the place of all that showed."""
        if self._whole is not None:
            self._column.removeWidget(self._whole)
            self._whole.hide()
            self._whole.deleteLater()
        self._whole = whole
        self._column.addWidget(whole)

    def _demonstration(self) -> QFrame:
        _ = self._words.gettext
        card = QFrame()
        card.setProperty("role", "panel")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(10)
        column.addWidget(PlainLabel(_("Try the demonstration ward"), "strong"))
        told = _(
            "Invented patients in every kind of trouble, to look around and to practise. Every screen and every sheet "
            "says DEMO; nothing you do there touches a real record."
        )
        column.addWidget(wrapping_label(told, "muted"))
        known = self._first_start.has_demonstration()
        caption = _("Open the demonstration ward") if known else _("Make the demonstration ward")
        self.demo_button = make_button(caption, role="primary")
        self.demo_button.clicked.connect(self._demonstrate)
        column.addWidget(self.demo_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.waiting = Waiting(_("Cancel"))
        self.waiting.cancelled.connect(self._first_start.call_off)
        column.addWidget(self.waiting)
        self.demo_said = wrapping_label("", "error")
        self.demo_said.hide()
        column.addWidget(self.demo_said)
        column.addStretch(1)
        return card

    def _fit(self) -> None:
        beside = self.width() >= _BESIDE_FROM
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._ways.setDirection(way)

    def _speak(self, language: str) -> None:
        kept = self.form.typed()
        self._words = Words(language)
        self._bridge.first_language = language
        self._looks.before(language)
        self._build()
        self.form.restore(kept)
        self.languages.focus()

    def _demonstrate(self) -> None:
        self._wait(True)
        self.demo_said.hide()
        first_start, language = self._first_start, self._words.language
        self._bridge.run(
            self,
            lambda: first_start.demonstrate(language),
            self._demonstrated,
            failed=self._demonstration_failed,
        )
        self.waiting.begin(self._words.gettext("The demonstration ward is being made"))

    def _demonstrated(self, made: bool) -> None:
        self.waiting.end()
        if made:
            self.began.emit(None)
        else:
            self._wait(False)
            self.focus_first()

    def _demonstration_failed(self, error: BaseException) -> None:
        self.waiting.end()
        self._wait(False)
        self.demo_said.setText("\n".join(self._sentences(error)))
        self.demo_said.show()
        self.demo_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> None:
        from pathway_app.first_start import Beginning

        typed = self.form.typed()
        beginning = Beginning(
            full_name=typed.full_name.strip(),
            hospital=typed.hospital.strip(),
            ward=typed.ward.strip(),
            language=self._words.language,
            server=typed.server.strip() if typed.on_server else "",
            account=typed.account.strip(),
            password=typed.password,
        )
        first_start = self._first_start
        self._wait(True)
        self._bridge.run(
            self,
            lambda: first_start.begin(beginning),
            lambda phrase: self._made(beginning, phrase),
            failed=self._failed,
        )

    def _made(self, beginning: Beginning, phrase: str | None) -> None:
        """The phrase is to be seen before anything else; it is kept nowhere."""
        if phrase is None:
            self.began.emit(None)
            return
        from pathway_app.signing_in import Credentials
        from ui.sign_in.phrase import phrase_page

        shown = Credentials(beginning.account, beginning.password)
        self.form.forget()
        page = phrase_page(self._words, phrase, beginning.account, lambda: self.began.emit(shown))
        self.phrase_card = page.card
        self._put(page)
        page.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: BaseException) -> None:
        assert isinstance(error, Refused | EnvironmentFault)
        self._wait(False)
        self.form.show_failure(error)

    def _sentences(self, error: BaseException) -> tuple[str, ...]:
        from pathway_app.messages import Sentences

        sentences = Sentences(self._words)
        if isinstance(error, Refused):
            return tuple(sentences.refused(error))
        assert isinstance(error, EnvironmentFault)
        return (sentences.fault(error),)

    def _wait(self, waits: bool) -> None:
        """One thing at a time; what is typed stays to be seen."""
        self.busy.set_busy(waits)
        for widget in (self.languages, self.form, self.demo_button):
            widget.setEnabled(not waits)
