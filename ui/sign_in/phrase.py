"""The recovery phrase, shown once: to be written down, printed or put into a file, and kept in a safe place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from pathway_app.i18n import Words
from ui.saving import ask_file
from ui.sign_in.page import CardPage
from ui.widgets.answer_buttons import AnswerBox
from ui.widgets.plain import PlainLabel, make_button, wrapping_label

FILE_NAME = "zorgpad-recovery.txt"


def in_lines(phrase: str) -> str:
    """Two lines of whole groups."""
    groups = phrase.split("-")
    half = (len(groups) + 1) // 2
    return "\n".join(" - ".join(line) for line in (groups[:half], groups[half:]))


class PhraseCard(QFrame):
    """`confirmed` comes once somebody said that the phrase is put away."""

    confirmed = Signal()

    def __init__(self, words: Words, phrase: str, account: str) -> None:
        super().__init__()
        _ = words.gettext
        self._words, self._phrase, self._account = words, phrase, account
        self.setProperty("role", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(10)
        self.phrase = PlainLabel(in_lines(phrase), "title")
        self.phrase.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.phrase.setAccessibleName(" ".join(phrase))
        column.addWidget(self.phrase)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.print_button = make_button(_("Print…"))
        self.print_button.clicked.connect(self._print)
        self.save_button = make_button(_("Save as a file…"))
        self.save_button.clicked.connect(self._ask_file)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        column.addLayout(row)
        self.said = wrapping_label("", "muted")
        self.said.hide()
        column.addWidget(self.said)
        self.safe = AnswerBox(_("I have put it in a safe place"))
        self.safe.toggled.connect(self._safe)
        column.addWidget(self.safe)
        self.go_on = make_button(_("Go on"), role="primary")
        self.go_on.setEnabled(False)
        self.go_on.clicked.connect(self.confirmed)
        column.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)

    def text(self) -> str:
        """What is printed or put into a file."""
        _ = self._words.gettext
        return "\n\n".join(
            (
                _("Recovery phrase of Zorgpad"),
                self._phrase,
                _("It opens the record where nobody knows a password any more, as administrator {account}.").format(
                    account=self._account
                ),
                _("Keep it on paper, locked away and not beside the computer. Whoever has it can read everything."),
            )
        )  # fmt: skip

    def save(self, path: Path) -> None:
        """Write it there, readable for its owner alone; says where it is, or why not."""
        _ = self._words.gettext
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(f"{self.text()}\n".encode())
        except OSError as error:
            self._say(_("Cannot be written: {why}").format(why=error.strerror or str(error)))
        else:
            self._say(
                _("Saved as {path}. Print it or move it away from this computer, then delete it.").format(
                    path=path
                )
            )

    def _ask_file(self) -> None:
        ask_file(self, self._words.gettext("Save as a file"), FILE_NAME, self.save)

    def _print(self) -> None:
        from PySide6.QtGui import QTextDocument
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def accepted() -> None:
            document = QTextDocument(self)
            document.setPlainText(self.text())
            document.print_(printer)
            document.deleteLater()

        dialog.accepted.connect(accepted)
        dialog.setModal(True)
        dialog.show()

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()

    def _safe(self, safe: bool) -> None:
        self.go_on.setEnabled(safe)


def phrase_page(words: Words, phrase: str, account: str, then: Callable[[], None]) -> CardPage:
    """The page that shows the phrase; `then` follows once it is put away."""
    _ = words.gettext
    card = PhraseCard(words, phrase, account)
    card.confirmed.connect(then)
    told = _(
        "This phrase opens the record where every password is forgotten. It is shown only now and kept nowhere: "
        "without it and without a password nobody can ever read this record again."
    )
    return CardPage(_("The recovery phrase"), card, told=told)
