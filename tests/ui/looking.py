"""What an eye would find wrong on a window: words cut off, widgets over each other or out of their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QWidget,
)

from tests.i18n.catalogue import read, translated_languages
from tests.ui.painted import PaintedText, painted_texts
from ui import theme
from ui.search import SearchPalette
from ui.theme import Size
from ui.toast import Toast
from ui.widgets.grouped_table import GroupedTable
from ui.widgets.notices import BusyLine
from ui.widgets.table_paint import PAD
from ui.widgets.tick_box import TickBox

_ACROSS, _IN_HEIGHT = 1.5, 2.5
"""pixels that may be missing: letters are narrower than what is measured, and lower than the font's full height"""
_ELLIPSIS = "…"
_OVER_OTHERS: tuple[type[QWidget], ...] = (Toast, BusyLine, SearchPalette)
"""lie over others on purpose"""
_POINTED = "_Chevron"
"""the ribbon's phases reach into each other"""
_OPEN_COUNT = re.compile(r"\d/…$")
"""a phase whose rounds have no end"""
_HELD = re.compile(r"\{[^}]*\}|%\(\w+\)[sd]")


def whatever_is_wrong(root: QWidget) -> Iterator[str]:
    """What is cut, overlaps or sticks out on a window that shows, a sentence each."""
    for widget in shown(root):
        for text in painted_texts(widget):
            told = _cut(widget, text)
            if told:
                yield f"{_name(widget)}: {told}"
        if isinstance(widget, GroupedTable):
            yield from _broken_words(widget)
        yield from _misplaced(widget)


def shown(root: QWidget) -> Iterator[QWidget]:
    """The root and every widget within its window that shows."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible() and widget.window() is root.window() and not widget.size().isEmpty():
            yield widget


def _cut(widget: QWidget, text: PaintedText) -> str:
    if _is_typed(widget):
        return ""
    if _ELLIPSIS in text.text and not _is_written_so(text.text):
        return f"{text.text!r} is elided"
    if _scrolls(widget) and text.lost_in_height() >= text.box.height():
        return ""
    if text.lost_across() > _ACROSS:
        return f"{text.text!r} loses {text.lost_across():.0f} px of its width"
    if text.lost_in_height() > _IN_HEIGHT and not _scrolls(widget):
        return f"{text.text!r} loses {text.lost_in_height():.0f} px of its height"
    return ""


def _is_typed(widget: QWidget) -> bool:
    """What somebody typed scrolls within its field."""
    if isinstance(widget, QLineEdit):
        return bool(widget.text())
    parent = widget.parentWidget()
    return isinstance(parent, QPlainTextEdit) and bool(parent.toPlainText())


def _scrolls(widget: QWidget) -> bool:
    """Whether that is the window onto something that scrolls: what is cut there is seen after scrolling."""
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) and not isinstance(parent, QHeaderView)


def _is_written_so(text: str) -> bool:
    return bool(_OPEN_COUNT.search(text)) or any(pattern.search(text) for pattern in _with_ellipsis())


@cache
def _with_ellipsis() -> tuple[re.Pattern[str], ...]:
    """The program's own texts with three dots in them, whichever the language; of each the words before the dots."""
    found: set[str] = set()
    for language in translated_languages():
        for message in read(language):
            for said in (message.id, message.string):
                parts = (said,) if isinstance(said, str) else tuple(said or ())
                found.update(each for each in parts if _ELLIPSIS in each)
    ends = {each[: each.index(_ELLIPSIS) + 1].split()[-1] for each in found}
    return tuple(
        re.compile(r"(^|\s)" + ".*".join(map(re.escape, _HELD.split(end))) + r"(\s|$)")
        for end in ends
        if end != _ELLIPSIS
    )


def _broken_words(table: GroupedTable) -> Iterator[str]:
    """Words that are wider than their column, and so go on in the next line."""
    model = table.rows()
    for column in range(model.columnCount()):
        wide = 0 if table.isColumnHidden(column) else table.columnWidth(column) - PAD - 4
        for row in (model.row_at(at) for at in range(model.rowCount())):
            if row.is_heading or not wide:
                continue
            cell = row.cells[column]
            for text, size in ((cell.text, Size.BASE), (cell.sub, Size.SMALL)):
                measures = theme.metrics(size, cell.strong and size is Size.BASE)
                for word in re.findall(r"(?:[^\s-]|\u00a0)+-*", text):
                    if measures.horizontalAdvance(word) > wide:
                        yield f"{_name(table)}: {word!r} is broken in column {model.columns[column].title!r}"


def _misplaced(widget: QWidget) -> Iterator[str]:
    children = [
        each
        for each in widget.children()
        if isinstance(each, QWidget) and each.isVisible() and not each.isWindow() and not _floats(each)
    ]
    parent = widget.parentWidget()
    scrolled = isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget
    for child in children:
        box = child.geometry()
        if scrolled:
            bar = isinstance(parent, QScrollArea) and parent.horizontalScrollBarPolicy()
            if bar == Qt.ScrollBarPolicy.ScrollBarAlwaysOff and box.width() > widget.width():
                yield f"{_name(child)} is {box.width() - widget.width()} px wider than its view"
        elif not widget.rect().contains(box) and not box.isEmpty() and not isinstance(child, TickBox):
            yield f"{_name(child)} {_box(box)} sticks out of {_name(widget)} {_box(widget.rect())}"
        if _is_squeezed(child):
            least = child.minimumSizeHint()
            yield f"{_name(child)} {_box(box)} is squeezed: it needs {least.width()}×{least.height()}"
    for one, other in combinations(children, 2):
        if one.geometry().intersects(other.geometry()):
            yield f"{_name(one)} {_box(one.geometry())} lies over {_name(other)} {_box(other.geometry())}"


def _is_squeezed(widget: QWidget) -> bool:
    policy = widget.sizePolicy().horizontalPolicy()
    if policy is QSizePolicy.Policy.Ignored or isinstance(widget.parentWidget(), QAbstractScrollArea):
        return False
    return widget.layout() is None and widget.width() < min(
        widget.minimumSizeHint().width(), widget.maximumWidth()
    )


def _floats(widget: QWidget) -> bool:
    in_view = isinstance(widget.parentWidget(), QAbstractItemView)
    return isinstance(widget, (*_OVER_OTHERS, QScrollBar)) or in_view or type(widget).__name__ == _POINTED


def _name(widget: QWidget) -> str:
    said = widget.accessibleName() or str(getattr(widget, "text", str)() or "")
    parent = widget.parentWidget()
    of = f" of {type(parent).__name__}" if parent is not None else ""
    return f"{type(widget).__name__}{f' {said[:40]!r}' if said else ''}{of}"


def _box(box: QRect) -> str:
    return f"({box.x()},{box.y()} {box.width()}×{box.height()})"
