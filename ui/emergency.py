"""Wider rights in an emergency: asked for with a reason, and said on the screen for as long as they last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from pathway_app.accounts import EMERGENCY
from pathway_app.domain.errors import Refused
from ui.bridge import Bridge
from ui.widgets.notices import Banner

_LOOK_MS = 10_000
_MINUTE_S = 60


class EmergencyAccess(QObject):
    """Of who works in this window. `banner` shows until when the rights last; `say` tells that they are over."""

    def __init__(self, bridge: Bridge, window: QWidget, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._bridge, self._window, self._say = bridge, window, say
        self.banner = Banner("")
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        bridge.actor_changed.connect(self.look)
        self.look()

    def ask(self) -> None:
        """Ask for the reason, without which nobody takes them."""
        from ui.field_words import field_words
        from ui.form_draft import keep_reason
        from ui.widgets.confirm_reason import ConfirmReason, ReasonQuestion

        words = self._bridge.words
        _ = words.gettext
        minutes = int(EMERGENCY.total_seconds()) // _MINUTE_S
        question = ReasonQuestion(
            title=_("Emergency access"),
            text=_(
                "For {minutes} minutes you may enter what a coordinator may. The reason, and everything you do "
                "meanwhile, is put on record and looked through afterwards."
            ).format(minutes=minutes),
            reason_label=_("Why is it needed now?"),
            ok_title=_("Begin"),
            cancel_title=_("Cancel"),
        )
        dialog = ConfirmReason(self._window, question, field_words(words, self._bridge.clock))
        key = keep_reason(self._bridge, dialog, "emergency", _("Emergency access"))
        dialog.answered.connect(partial(self._begin, key))
        dialog.open()

    def look(self) -> None:
        """Show how much time is left, or that it is over."""
        bridge, until = self._bridge, self._bridge.emergency_until
        if until is None:
            self._timer.stop()
            self.banner.clear()
            return
        words = bridge.words
        if not bridge.in_emergency():
            bridge.end_emergency()
            self._say(words.gettext("The emergency access is over."))
            return
        left = max(1, round((until - bridge.clock.now()).total_seconds() / _MINUTE_S))
        told = words.gettext(
            "Emergency access until {time}, {minutes} min more: everything you do is looked through."
        )
        text = told.format(time=words.time(until), minutes=left)
        if text != self.banner.text():
            self.banner.show_notice(text)
        self._timer.start()

    def _begin(self, draft: str, answers: Mapping[str, object]) -> None:
        from ui.widgets.confirm_reason import REASON

        def refused(error: Refused) -> None:
            from pathway_app.messages import Sentences

            self._say(" ".join(Sentences(self._bridge.words).refused(error)))

        from pathway_app.commands import BeginEmergency

        command = BeginEmergency(reason=str(answers[REASON]))
        self._bridge.execute(command, done=lambda _changes: None, refused=refused, asker=self, draft=draft)
