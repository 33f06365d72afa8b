"""The question that Ctrl+Z asks: this is what will be taken back; why?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pathway_app.commands import CorrectEntry, RetractEntry
from pathway_app.people import Identity
from ui.bridge import Bridge
from ui.course.undo import Undo
from ui.field_words import field_words
from ui.form_draft import keep_reason
from ui.widgets.confirm_reason import REASON, ConfirmReason, ReasonQuestion


def ask_undo(
    parent: QWidget,
    undo: Undo,
    identity: Identity,
    course_id: str,
    revision: int,
    bridge: Bridge,
    send: Callable[[RetractEntry | CorrectEntry, str], None],
) -> ConfirmReason:
    """Say whose entry it is and ask for the reason.

    `send` then gets what takes back what was shown, and nothing entered later, with the key of the reason's draft.
    """
    words = bridge.words
    _ = words.gettext
    born = f"{_('Born')} {words.day(identity.birth_date)}"
    who = f"{identity.display_name} · {born} · {_('Record no.')} {identity.mrn}"
    question = ReasonQuestion(
        title=_("Undo what I entered last"),
        text=f"{who}\n{undo.text}",
        reason_label=_("Why it is retracted") if undo.before is None else _("Why it is corrected"),
        ok_title=_("Retract") if undo.before is None else _("Put back"),
        cancel_title=_("Cancel"),
    )
    dialog = ConfirmReason(parent, question, field_words(words, bridge.clock))
    key = keep_reason(bridge, dialog, f"undo {course_id} {undo.entry.id}", identity.display_name)

    def answered(values: dict[str, object]) -> None:
        send(undo.command(course_id, revision, str(values[REASON])), key)

    dialog.answered.connect(answered)
    dialog.open()
    return dialog
