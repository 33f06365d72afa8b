"""The schemes of colours that one can choose."""

from __future__ import annotations

from enum import Enum


class Scheme(Enum):
    """What the user chose; SYSTEM follows the desktop, also when that changes at dusk."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"
    CONTRAST_DARK = "contrast-dark"
