"""Colours, type and measures of every screen, switchable while the program runs.

`apply` hands Qt a style, a font, a palette and one style sheet; widgets that paint themselves ask
`colours()` and `font()` at the moment they paint, so nothing has to be rebuilt after a switch.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme_colours import CONTRAST, CONTRAST_DARK, DARK, LIGHT, Colours, contrast
from ui.theme_qss import style_sheet
from ui.theme_scheme import Scheme
from ui.theme_status import Status

__all__ = [
    "CONTRAST",
    "CONTRAST_DARK",
    "DARK",
    "GRID",
    "LIGHT",
    "ROW_HEIGHT",
    "Colours",
    "Scheme",
    "Size",
    "Status",
    "apply",
    "colour",
    "colours",
    "contrast",
    "font",
    "metrics",
    "scheme",
]

GRID = 8
"""Pixels (before the screen's scaling) between things; half of it inside them."""
ROW_HEIGHT = 32
"""Pixels: nothing that can be clicked or chosen is lower."""
_BASE_POINTS = 10.0


_COLOURS = {
    Scheme.LIGHT: LIGHT,
    Scheme.DARK: DARK,
    Scheme.CONTRAST: CONTRAST,
    Scheme.CONTRAST_DARK: CONTRAST_DARK,
}


class Size(Enum):
    """The three type sizes, as a factor of the base size."""

    SMALL = 0.88
    BASE = 1.0
    TITLE = 1.4


class _Look:
    """What is applied now; one for the process, as Qt's own palette and style sheet are."""

    colours = LIGHT
    scheme = Scheme.LIGHT
    follows_desktop = False


def colours() -> Colours:
    """The colours in force."""
    return _Look.colours


def scheme() -> Scheme:
    """What was chosen."""
    return _Look.scheme


def apply(app: QApplication, chosen: Scheme) -> None:
    """Show everything in that scheme from now on, open windows included."""
    _Look.scheme = chosen
    _Look.colours = _colours_of(app, chosen)
    if not _Look.follows_desktop:
        _Look.follows_desktop = True
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(_desktop_changed)
    base = _points(Size.BASE)
    app.setFont(font(Size.BASE))
    app.setPalette(_palette(_Look.colours))
    app.setStyleSheet(style_sheet(_Look.colours, _points(Size.SMALL), base, _points(Size.TITLE)))


def _desktop_changed() -> None:
    app = QApplication.instance()
    if _Look.scheme is Scheme.SYSTEM and isinstance(app, QApplication):
        apply(app, Scheme.SYSTEM)


def _colours_of(app: QApplication, chosen: Scheme) -> Colours:
    if chosen is Scheme.SYSTEM:
        return DARK if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
    return _COLOURS[chosen]


@lru_cache(maxsize=1)
def _system_points() -> float:
    # A larger system font is somebody's wish; macOS counts 72 points to the inch and asks 13.
    return max(_BASE_POINTS, QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF())


def _points(size: Size) -> float:
    return round(_system_points() * size.value, 1)


@lru_cache(maxsize=8)
def font(size: Size = Size.BASE, strong: bool = False) -> QFont:
    """The system's font in one of three sizes and two weights. Do not change what is returned."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    made.setPointSizeF(_points(size))
    # Whole-pixel advances would make text on a scaled screen wider than it was measured.
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return made


@lru_cache(maxsize=8)
def metrics(size: Size = Size.BASE, strong: bool = False) -> QFontMetrics:
    """The measures of `font(size, strong)`."""
    return QFontMetrics(font(size, strong))


@lru_cache(maxsize=256)
def colour(value: str) -> QColor:
    """`#rrggbb` as Qt's colour, made once. Do not change what is returned."""
    return QColor(value)


def _palette(c: Colours) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for what, value in (
        (role.Window, c.canvas), (role.WindowText, c.ink), (role.Base, c.field), (role.Text, c.ink),
        (role.AlternateBase, c.panel), (role.Button, c.surface), (role.ButtonText, c.ink),
        (role.ToolTipBase, c.surface), (role.ToolTipText, c.ink), (role.PlaceholderText, c.muted),
        (role.Highlight, c.accent), (role.HighlightedText, c.on_accent), (role.Link, c.link),
        (role.Accent, c.accent), (role.BrightText, c.on_accent), (role.Light, c.surface),
        (role.Midlight, c.line_soft), (role.Mid, c.line), (role.Dark, c.edge), (role.Shadow, c.edge),
    ):  # fmt: skip
        made.setColor(what, QColor(value))
    for what in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, what, QColor(c.on_disabled))
    return made
