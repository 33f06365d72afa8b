"""Asking where a file is to be saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_file(parent: QWidget, title: str, proposed: str, chosen: Callable[[Path], None]) -> None:
    """Ask for a file of the kind of `proposed` (a name such as `log.csv`, or a path); `chosen` gets it.

    The dialog is called `save-` and what stands before the dot. Nobody's name is proposed: a folder's list is seen by
    others.
    """
    name = Path(proposed)
    kind = name.suffix.removeprefix(".")
    dialog = _dialog(parent, title, name.stem, chosen)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(kind)
    dialog.setNameFilter(f"{kind.upper()} (*.{kind})")
    dialog.selectFile(proposed)
    dialog.open()


def ask_folder(parent: QWidget, title: str, what: str, chosen: Callable[[Path], None]) -> None:
    """Ask for a folder to put several files in; the dialog is called `save-` and `what`."""
    dialog = _dialog(parent, title, what, chosen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()


def _dialog(parent: QWidget, title: str, what: str, chosen: Callable[[Path], None]) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(f"save-{what}")
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
