"""What is said of typed and not entered text as the window closes: that it is kept, or why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMessageBox, QWidget

from pathway_app.i18n import Words
from ui.widgets.plain import message_box


def tell_as_it_closes(
    window: QWidget,
    words: Words,
    names: str,
    not_kept: str | None,
    close: Callable[[], None],
    others: Sequence[str] = (),
) -> None:
    """Tell that the text for `names` is kept; Enter closes. With `not_kept` (why, in words) Enter stays.

    `others` are people who typed here before, whose text is lost too where it cannot be kept.
    """
    _ = words.gettext
    fault = not_kept is not None
    if fault:
        text = _("What you typed for {name} is neither entered nor kept, and is lost if you close now. {why}")
    else:
        text = _(
            "What you typed for {name} is not entered yet. It is kept, and is there again the next time."
        )
    told = [text.format(name=names, why=not_kept or "").strip()] if names else []
    if fault and others:
        theirs = _(
            "What {people} typed in this window is neither entered nor kept, and is lost if you close now. {why}"
        )
        told.append(theirs.format(people=", ".join(others), why=not_kept or "").strip())
    box = message_box(window, _("Close Zorgpad"), "\n\n".join(told))
    stay = box.addButton(_("Stay"), QMessageBox.ButtonRole.RejectRole)
    role = QMessageBox.ButtonRole.DestructiveRole if fault else QMessageBox.ButtonRole.AcceptRole
    leave = box.addButton(_("Close anyway") if fault else _("Close"), role)
    box.setDefaultButton(stay if fault else leave)
    box.setEscapeButton(stay)
    box.buttonClicked.connect(lambda button: close() if button is leave else None)
    box.open()
