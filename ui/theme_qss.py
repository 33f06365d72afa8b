"""The one style sheet, built from a scheme's colours and three type sizes (points)."""

from __future__ import annotations

from ui.theme_colours import Colours


def style_sheet(c: Colours, small: float, base: float, title: float) -> str:
    """The application's style sheet; widgets ask for a look by their `role` property."""
    return _text(c, small, title) + _grounds(c) + _buttons(c, base) + _fields(c) + _views(c, small)


def _text(c: Colours, small: float, title: float) -> str:
    return f"""
QLabel {{ color: {c.ink}; background: transparent; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="small"] {{ color: {c.muted}; font-size: {small}pt; }}
QLabel[role="smallStrong"] {{ color: {c.ink}; font-size: {small}pt; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="title"] {{ font-size: {title}pt; font-weight: 600; }}
QLabel[role="error"] {{ color: {c.overdue.ink}; font-size: {small}pt; }}
QLabel[role="variance"] {{ color: {c.variance.ink}; font-size: {small}pt; }}
QToolTip {{ color: {c.ink}; background: {c.surface}; border: 1px solid {c.edge}; padding: 4px; }}
"""


def _grounds(c: Colours) -> str:
    return f"""
QMainWindow, QDialog, QWidget[ground="canvas"] {{ background: {c.canvas}; }}
QWidget[ground="surface"] {{ background: {c.surface}; }}
QFrame[role="panel"] {{ background: {c.surface}; border: {c.border}px solid {c.line}; border-radius: 8px; }}
QFrame[role="popup"] {{ background: {c.surface}; border: {c.border}px solid {c.edge}; border-radius: 6px; }}
QFrame[role="rail"] {{ background: {c.surface}; border: none; border-right: {c.border}px solid {c.line}; }}
QFrame[role="topBar"] {{ background: {c.surface}; border: none; border-bottom: {c.border}px solid {c.line}; }}
QFrame[role="patientBar"] {{ background: {c.surface}; border: none; border-bottom: {c.border + 1}px solid {c.accent}; }}
QFrame[role="line"] {{ background: {c.line}; border: none; max-height: {c.border}px; min-height: {c.border}px; }}
QFrame[role="fault"] {{ background: {c.overdue.tag}; border: {c.border}px solid {c.overdue.ink}; border-radius: 6px; }}
QFrame[role="notice"] {{ background: {c.running.tag}; border: {c.border}px solid {c.running.ink}; border-radius: 6px; }}
QFrame[role="fault"] QLabel {{ color: {c.overdue.ink}; }}
QFrame[role="notice"] QLabel {{ color: {c.running.ink}; }}
QFrame[role="alike"] {{ background: {c.due_today.tag}; border: {c.border}px solid {c.due_today.ink};
  border-radius: 6px; }}
QFrame[role="alike"] QLabel, QFrame[role="alike"] QPushButton[role="link"] {{ color: {c.due_today.ink}; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea:focus {{ border: {c.border + 1}px solid {c.focus}; border-radius: 6px; }}
QScrollArea > QWidget > QWidget[ground="none"] {{ background: transparent; }}
"""


def _buttons(c: Colours, base: float) -> str:
    return f"""
QPushButton {{ color: {c.ink}; background: {c.surface}; border: {c.border}px solid {c.line}; border-radius: 6px;
  padding: 0 12px; min-height: {32 - 2 * c.border}px; font-size: {base}pt; }}
QPushButton:hover {{ background: {c.hover}; border-color: {c.edge}; }}
QPushButton:pressed {{ background: {c.selected}; }}
QPushButton:focus {{ border: {c.border + 1}px solid {c.focus}; padding: 0 11px; min-height: {30 - 2 * c.border}px; }}
QPushButton:disabled {{ color: {c.on_disabled}; background: {c.disabled}; border-color: {c.line}; }}
QPushButton[role="primary"] {{ color: {c.on_accent}; background: {c.accent}; border: {c.border}px solid {c.accent}; }}
QPushButton[role="primary"]:hover {{ background: {c.accent_hover}; }}
QPushButton[role="primary"]:focus {{ border: {c.border + 1}px solid {c.ink}; }}
QPushButton[role="primary"]:disabled {{ color: {c.on_disabled}; background: {c.disabled};
  border-color: {c.line}; }}
QPushButton[role="link"] {{ color: {c.link}; background: transparent; border: none; padding: 0 2px;
  text-align: left; min-height: 24px; }}
QPushButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border: 2px solid {c.focus}; border-radius: 4px; padding: 0; }}
"""


def _fields(c: Colours) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QSpinBox {{ color: {c.ink}; background: {c.field}; border: {c.border}px solid {c.edge};
  border-radius: 6px; padding: 0 8px; min-height: {32 - 2 * c.border}px; selection-background-color: {c.accent};
  selection-color: {c.on_accent}; placeholder-text-color: {c.muted}; }}
QPlainTextEdit {{ padding: 4px; }}
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus {{ border: {c.border + 1}px solid {c.focus}; padding: 0 7px;
  min-height: {30 - 2 * c.border}px; }}
QPlainTextEdit:focus {{ padding: 3px; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] {{ border-color: {c.overdue.ink}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled {{ color: {c.on_disabled};
  background: {c.disabled}; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
QSpinBox QLineEdit, QSpinBox QLineEdit:focus {{ border: none; padding: 0; min-height: 0; background: transparent; }}
"""


def _views(c: Colours, small: float) -> str:
    return f"""
QAbstractItemView {{ color: {c.ink}; background: {c.surface}; border: none; outline: 0;
  selection-background-color: {c.selected}; selection-color: {c.ink}; }}
QComboBox QAbstractItemView {{ border: {c.border}px solid {c.edge}; padding: 2px; }}
QComboBox QAbstractItemView::item {{ min-height: 32px; padding: 0 8px; color: {c.ink}; }}
QComboBox QAbstractItemView::item:selected {{ background: {c.selected}; }}
QHeaderView {{ background: {c.panel}; border: none; }}
QHeaderView::section {{ color: {c.muted}; background: {c.panel}; border: none;
  border-bottom: {c.border}px solid {c.line}; padding: 0 10px; font-size: {small}pt; font-weight: 600; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ color: {c.muted}; background: transparent; border: none; border-bottom: 2px solid transparent;
  padding: 6px 10px; }}
QTabBar::tab:hover {{ color: {c.ink}; background: {c.hover}; }}
QTabBar::tab:selected {{ color: {c.ink}; border-bottom: 2px solid {c.accent}; }}
QTabBar::tab:focus {{ border: 2px solid {c.focus}; border-radius: 4px; padding: 4px 8px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.scroll}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:hover {{ background: {c.edge}; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""
