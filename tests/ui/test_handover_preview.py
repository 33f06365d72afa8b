"""The handover sheet on screen: the same bytes are looked at, saved and printed; nothing is left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from pathway_app import commands as c
from pathway_app.documents.saving import save
from pathway_app.domain.errors import EnvironmentFault
from tests.clocks import HandClock
from tests.ui.desk import Desk, Key, at_desk
from tests.ui.ward import patient_of_the_drawing
from tests.ui.windows import focused
from ui.handover.preview import HandoverPreview, open_preview

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock) as desk:
        yield desk


@pytest.fixture
def course(desk: Desk) -> str:
    course = patient_of_the_drawing(desk.ward)
    desk.show(course)
    return course


def opened(desk: Desk, *courses: str) -> HandoverPreview:
    preview = open_preview(desk.bridge, desk.view, courses)
    desk.qtbot.waitUntil(lambda: bool(preview.pdf()) and preview.view.image(0) is not None)
    desk.qtbot.waitUntil(preview.isActiveWindow)
    return preview


def closed(desk: Desk, preview: HandoverPreview) -> None:
    desk.settle()
    preview.close()
    desk.qtbot.waitUntil(lambda: not desk.view.findChildren(HandoverPreview))


def text_of(pdf: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(pdf).pages)


def test_ctrl_p_asks_for_the_sheet_of_this_course(desk: Desk, course: str) -> None:
    with desk.qtbot.waitSignal(desk.view.sheet_wanted) as wanted:
        desk.view.print_sheet()
    assert wanted.args == [(course,)]


def test_the_sheet_is_shown_page_by_page(desk: Desk, course: str) -> None:
    preview = opened(desk, course)
    image = preview.view.image(0)
    assert image is not None
    assert abs(image.width() / image.height() - 210 / 297) < 0.01
    dark = sum(
        image.pixelColor(x, y).lightness() < 128
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    )
    assert dark > 50
    assert preview.place.text().startswith(
        desk.bridge.words.gettext("Page {page} of {pages} · {percent} %").split("{page}")[0] + "1"
    )
    closed(desk, preview)


def test_zoom_by_keys_draws_the_page_anew(desk: Desk, course: str) -> None:
    preview = opened(desk, course)
    before = preview.view.zoom()
    QTest.keyClick(focused(), Key.Key_Plus, CTRL)
    assert preview.view.zoom() == pytest.approx(before * 1.25)
    desk.qtbot.waitUntil(lambda: preview.view.image(0) is not None)
    image = preview.view.image(0)
    assert image is not None
    assert image.width() == pytest.approx(210 / 25.4 * 96 * preview.view.zoom(), abs=2)
    QTest.keyClick(focused(), Key.Key_0, CTRL)
    assert preview.view.zoom() == pytest.approx(before)
    closed(desk, preview)


def test_saved_is_what_is_shown(desk: Desk, course: str, tmp_path: Path) -> None:
    preview = opened(desk, course)
    QTest.keyClick(focused(), Key.Key_S, CTRL)
    (dialog,) = preview.findChildren(QFileDialog)
    path = tmp_path / "blad é.pdf"
    dialog.fileSelected.emit(str(path))
    desk.settle()
    dialog.reject()
    assert path.read_bytes() == preview.pdf()
    text = text_of(path)
    assert "DE SMET, Annelies" in text and "4471029" in text and "liquorlek uitgesloten" in text
    assert path.name in preview.said.text()
    closed(desk, preview)


def test_a_refused_folder_is_said_and_nothing_is_written(desk: Desk, course: str, tmp_path: Path) -> None:
    preview = opened(desk, course)
    preview.save_to(tmp_path / "nowhere" / "blad.pdf")
    desk.settle()
    assert "nowhere" in preview.said.text()
    assert preview.save_button.isEnabled()
    assert list(tmp_path.glob("**/*.part")) == []
    closed(desk, preview)


def test_a_full_disk_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = Path("/dev/full")
    if not path.exists():
        pytest.skip("this system has no full device")
    kept = tmp_path / "blad.pdf"
    kept.write_bytes(b"before")
    (tmp_path / ".blad.pdf.part").symlink_to(path)
    with pytest.raises(EnvironmentFault) as fault:
        save(b"x" * 100_000, kept)
    assert fault.value.code == "disk-full"
    assert kept.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["blad.pdf"]


def test_two_courses_make_one_file_and_it_scrolls(desk: Desk, course: str, tmp_path: Path) -> None:
    preview = opened(desk, course, course)
    assert preview.view.page_count() >= 2
    preview.view.go_to(1)
    desk.qtbot.waitUntil(lambda: preview.view.image(1) is not None)
    assert preview.view.page_in_sight() == 1
    assert "2" in preview.place.text()
    closed(desk, preview)


def test_printing_gives_every_page_at_its_size(desk: Desk, course: str, tmp_path: Path) -> None:
    preview = opened(desk, course)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    preview.print_on(printer)
    desk.settle()
    desk.qtbot.waitUntil(lambda: bool(preview.said.text()))
    pages = PdfReader(tmp_path / "printed.pdf").pages
    assert len(pages) == preview.view.page_count()
    assert float(pages[0].mediabox.width) == pytest.approx(595, abs=2)
    assert len(pages[0].images) == 1
    assert preview.print_button.isEnabled()
    closed(desk, preview)


def test_print_opens_the_system_s_dialog(desk: Desk, course: str) -> None:
    preview = opened(desk, course)
    QTest.keyClick(focused(), Key.Key_P, CTRL)
    desk.qtbot.waitUntil(lambda: bool(preview.findChildren(QPrintDialog)))
    (dialog,) = preview.findChildren(QPrintDialog)
    assert dialog.maxPage() == preview.view.page_count()
    dialog.reject()
    closed(desk, preview)


def test_a_sign_that_cannot_be_printed_is_named(desk: Desk, course: str) -> None:
    desk.ward.give(c.AddNote(course_id=course, text="zie 脊髄", checkpoint="mri-contrast"))
    preview = open_preview(desk.bridge, desk.view, [course])
    desk.qtbot.waitUntil(lambda: bool(preview.said.text()))
    assert "脊" in preview.said.text()
    assert not preview.save_button.isEnabled()
    closed(desk, preview)


def test_nothing_is_left_behind(
    desk: Desk, course: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    preview = opened(desk, course)
    preview.save_to(tmp_path / "blad.pdf")
    desk.settle()
    closed(desk, preview)
    assert list(temporary.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir() if "record" not in path.name) == [
        "blad.pdf",
        "temporary",
    ]
    left = [w for w in QApplication.topLevelWidgets() if isinstance(w, QWidget) and w.isVisible()]
    assert left == [desk.view]
