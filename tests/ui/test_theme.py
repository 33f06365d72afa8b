"""Colours, type and measures: readable in every scheme, switchable while running."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import NOT_A_FAULT
from tests.ui.gallery import SCENES, course_scene, today_scene
from ui import theme
from ui.theme import CONTRAST, CONTRAST_DARK, Colours, Scheme, Size, Status
from ui.theme_colours import SCHEMES, contrast
from ui.theme_qss import style_sheet
from ui.theme_status import SIGNS
from ui.widgets.tag import StatusTag

EACH = tuple(scheme for scheme in Scheme if scheme is not Scheme.SYSTEM)
_RULE = re.compile(r"([^{}]+)\{([^}]*)\}")
_COLOUR = re.compile(
    r"(?<![-\w])(background|color|selection-background-color|selection-color): (#[0-9a-f]{6})"
)


def test_contrast_is_counted_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize("colours", SCHEMES, ids=lambda c: c.name)
def test_every_text_stands_out_from_its_ground(colours: Colours) -> None:
    least = 7.0 if colours in (CONTRAST, CONTRAST_DARK) else 4.5
    pairs = list(colours.text_pairs())
    assert len(pairs) > 100
    assert not [what for what, ink, ground in pairs if contrast(ink, ground) < least]


@pytest.mark.parametrize("colours", SCHEMES, ids=lambda c: c.name)
def test_every_rule_of_the_style_sheet_can_be_read(colours: Colours) -> None:
    """A rule's colour on its own ground; without one, on every ground that text stands on."""
    pairs = 0
    for selector, body in _RULE.findall(style_sheet(colours, 9, 10, 14)):
        said = dict(_COLOUR.findall(body))
        of_frame = re.search(r'role="(fault|notice)"\] QLabel', selector)
        tag = (
            {"fault": colours.overdue.tag, "notice": colours.running.tag}[of_frame.group(1)]
            if of_frame
            else ""
        )
        grounds = (
            [tag] if tag else [said["background"]] if "background" in said else colours.grounds().values()
        )
        for ground in grounds if "color" in said else ():
            pairs += 1
            assert contrast(said["color"], ground) >= 4.5, (selector, ground)
        if "selection-color" in said:
            assert contrast(said["selection-color"], said["selection-background-color"]) >= 4.5, selector
    assert pairs > 40


@pytest.mark.parametrize("colours", [CONTRAST, CONTRAST_DARK], ids=lambda c: c.name)
def test_high_contrast_is_black_and_white_with_thick_outlines(colours: Colours) -> None:
    assert {colours.canvas, colours.ink} == {"#000000", "#ffffff"}
    assert colours.border >= 2
    assert colours.line == colours.edge == colours.ink
    assert f"border: {colours.border + 1}px solid {colours.focus}" in style_sheet(colours, 9, 10, 14)


@pytest.mark.parametrize("colours", SCHEMES, ids=lambda c: c.name)
def test_every_outline_of_a_control_can_be_seen(colours: Colours) -> None:
    assert not [what for what, ink, ground in colours.edge_pairs() if contrast(ink, ground) < 3]


def test_each_status_has_a_sign_of_its_own() -> None:
    assert set(SIGNS) == set(Status)
    assert len(set(SIGNS.values())) == len(Status)


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.mark.parametrize("scheme", EACH)
def test_each_status_is_drawn_differently_without_colour(
    qtbot: QtBot, qapp: QApplication, scheme: Scheme
) -> None:
    theme.apply(qapp, scheme)
    drawn = []
    for status in Status:
        tag = StatusTag(status, "woord")
        qtbot.addWidget(tag)
        tag.resize(tag.sizeHint())
        image = _picture(tag).convertToFormat(QImage.Format.Format_Mono)
        drawn.append(bytes(image.constBits()))
    assert len(set(drawn)) == len(Status)


def test_an_open_window_follows_the_scheme(qtbot: QtBot, qapp: QApplication) -> None:
    scene = course_scene()
    qtbot.addWidget(scene)
    scene.resize(1366, 768)
    scene.show()
    seen = {}
    for scheme in EACH:
        theme.apply(qapp, scheme)
        qapp.processEvents()
        seen[scheme] = _picture(scene)
        corner = seen[scheme].pixelColor(1360, 90).name()
        assert corner == theme.colours().canvas
    theme.apply(qapp, Scheme.LIGHT)
    qapp.processEvents()
    assert _picture(scene) == seen[Scheme.LIGHT]


def test_there_are_three_sizes_and_two_weights(qapp: QApplication) -> None:
    sizes = {theme.font(size, strong).pointSizeF() for size in Size for strong in (False, True)}
    weights = {theme.font(size, strong).weight() for size in Size for strong in (False, True)}
    assert len(sizes) == 3
    assert len(weights) == 2
    assert theme.font().pointSizeF() >= 10


@pytest.mark.parametrize("make", [course_scene, today_scene])
def test_nothing_to_click_is_lower_than_a_row(qtbot: QtBot, make: type) -> None:
    scene = make()
    qtbot.addWidget(scene)
    scene.resize(1366, 768)
    scene.show()
    controls = [w for kind in (QAbstractButton, QLineEdit, QComboBox) for w in scene.findChildren(kind)]
    shown = [w for w in controls if w.isVisible() and w.property("role") != "link"]
    assert len(shown) > 10
    assert not [(w, w.size()) for w in shown if w.height() < theme.ROW_HEIGHT]


@pytest.mark.parametrize("make", [course_scene, today_scene])
def test_every_control_says_its_name(qtbot: QtBot, make: type) -> None:
    scene = make()
    qtbot.addWidget(scene)
    scene.show()
    stops = [w for kind in (QAbstractButton, QLineEdit, QComboBox) for w in scene.findChildren(kind)]
    assert not [w for w in stops if w.isVisible() and not w.accessibleName()]


@pytest.mark.parametrize("make", [SCENES[name] for name in sorted(SCENES)], ids=sorted(SCENES))
def test_every_label_shows_its_text_as_it_is(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    scene = make()
    qtbot.addWidget(scene)
    labels = scene.findChildren(QLabel)
    assert labels
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_labels_and_tooltips_are_made_in_one_place_only() -> None:
    ours = Path(theme.__file__).parent
    allowed = ours / "widgets" / "plain.py"
    sources = {path: path.read_text(encoding="utf-8") for path in ours.rglob("*.py") if path != allowed}
    loose = [path.name for path, text in sources.items() if re.search(r"\bQLabel\(|\.setToolTip\(", text)]
    assert not loose, f"use ui.widgets.plain, which shows text as it is: {loose}"


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_the_pictures_can_be_made_at_150_per_cent(tmp_path: Path, scene: str) -> None:
    out = tmp_path / "out.png"
    made = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.ui.gallery",
            str(out),
            "--scene",
            scene,
            "--width",
            "911",
            "--height",
            "512",
        ],
        env={**os.environ, "QT_SCALE_FACTOR": "1.5"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said = [line for line in made.stderr.splitlines() if not line.startswith(NOT_A_FAULT)]
    assert said == []
    assert QImage(str(out)).size().width() in (1366, 1367)


def test_the_screen_is_the_ward_s(qapp: QApplication) -> None:
    assert qapp.primaryScreen().size() == QSize(1366, 768)
