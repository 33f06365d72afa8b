"""What was copied here is not left for whoever comes next."""

from __future__ import annotations

from PySide6.QtGui import QClipboard, QGuiApplication

_SHARED_WITH_NOBODY = "offscreen"
"""the platform without a display: its clipboard holds nothing but what this program put there, and tells no owner"""


def forget_copied() -> None:
    """Empty the clipboard where this program put there what it holds; what another program put there stays."""
    clipboard = QGuiApplication.clipboard()
    alone = QGuiApplication.platformName() == _SHARED_WITH_NOBODY
    if clipboard.ownsClipboard() or alone:
        clipboard.clear(QClipboard.Mode.Clipboard)
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
