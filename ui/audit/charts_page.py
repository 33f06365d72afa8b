"""The audit as charts: key figures, how far each step was completed, one interval's times, variances by class."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pathway_app.audit.charts import Mark, RunChart
from pathway_app.i18n import Words
from ui.audit.reading import Measured
from ui.audit.tiles import TileRow
from ui.widgets.charts_bars import BarChartView
from ui.widgets.charts_paint import MarkWord
from ui.widgets.charts_run import RunChartView
from ui.widgets.choice_menu import ChoiceMenu
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, wrapping_label

_NARROW_BELOW = 860
_GAP = 12
_LEAST_STEPS = 160
_LEAST_RUN = 150
_AROUND = 70
"""pixels beside the bars: margins, frame"""
_PAIR = "\n"
"""between the ids of an interval's two steps"""


class ChartPanel(QFrame):
    """A frame with a title, what belongs to it, a chart and a note."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 10, 14, 10)
        self.column.setSpacing(6)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = wrapping_label(title, "strong")
        self.head.addWidget(self.title, 1)
        self.column.addLayout(self.head)
        self.note = wrapping_label("", "small")


class _Steps(QScrollArea):
    """Asks for no more height than it needs; it gets what is left."""

    def sizeHint(self) -> QSize:
        return QSize(300, self.minimumHeight())


class _Body(QWidget):
    """Takes no more height than it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "none")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 12, 20, 14)
        self.column.setSpacing(_GAP)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit(self.width())
        return done

    def fit(self, width: int) -> None:
        """As high as is needed in that width; what the labels ask for without regard to it would be far too much."""
        high = self.heightForWidth(width)
        if high != self.minimumHeight():
            self.setMinimumHeight(high)

    def heightForWidth(self, width: int) -> int:
        return self.column.totalHeightForWidth(width)


class ChartsPage(QScrollArea):
    """Beside each other where there is room, else beneath each other and scrolled."""

    opened = Signal(object)
    """the Figure of a number, or the Stop of a bar"""
    point_opened = Signal(object, str)
    """the Figure of the interval, and the course of the point"""
    pair_chosen = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._narrow: bool | None = None
        self._run: RunChart | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = _Body()
        column = self._body.column
        self.tiles = TileRow()
        self.tiles.opened.connect(self.opened)
        column.addWidget(self.tiles)
        self._low = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._low.setSpacing(_GAP)
        right = QVBoxLayout()
        right.setSpacing(_GAP)
        right.addWidget(self._run_panel(), 1)
        right.addWidget(self._variance_panel())
        self._low.addWidget(self._completion_panel(), 8)
        self._low.addLayout(right, 7)
        column.addLayout(self._low, 1)
        self.setWidget(self._body)

    def show_measured(self, of: Measured) -> None:
        """Show these figures."""
        self.tiles.show_tiles(of.tiles)
        self.completion.show_chart(of.completion)
        self._completion_panel_.title.setText(of.completion.title)
        self._completion_panel_.note.setText(of.completion.note)
        self._show_legend(of.completion.legend)
        self.variances.show_chart(of.variances)
        self._variance_panel_.title.setText(of.variances.title)
        self._variance_panel_.note.setText(of.variances.note)
        titles = {
            row.ids: row.title for table in of.tables if table.name == "intervals" for row in table.rows
        }
        self.pair_button.show_choices([(_PAIR.join(ids), title) for ids, title in titles.items()])
        self.show_run(of.run)
        self._fit()

    def show_run(self, chart: RunChart | None) -> None:
        """Show another interval."""
        self._run = chart
        self._run_panel_.setVisible(chart is not None)
        if chart is None:
            return
        self.run.show_chart(chart)
        self._run_panel_.title.setText(f"{chart.title} ({chart.unit})")
        self._run_panel_.note.setText("\n".join((chart.summary, *chart.told)))
        self.pair_button.blockSignals(True)
        self.pair_button.choose(_PAIR.join(chart.pair))
        self.pair_button.blockSignals(False)

    def run_title(self) -> str:
        """What stands above the run chart."""
        return self._run_panel_.title.text()

    def focus_first(self) -> None:
        """To the bars; where there are none to the key figures."""
        rows = self.completion.rows()
        stop = next((row for row in rows if row.focusPolicy() == Qt.FocusPolicy.StrongFocus), None)
        (stop or self.tiles).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.viewport().width() < _NARROW_BELOW
        if narrow != self._narrow:
            self._narrow = narrow
            way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
            self._low.setDirection(way)
        wide = self.viewport().width()
        self._steps.setMinimumHeight(
            self.completion.heightForWidth(wide - _AROUND) if narrow else _LEAST_STEPS
        )
        self.run.setMinimumHeight(_LEAST_RUN + 50 if narrow else _LEAST_RUN)
        self._body.fit(wide)

    def _completion_panel(self) -> ChartPanel:
        panel = self._completion_panel_ = ChartPanel("")
        self.legend = FlowBox(gap=12, line_gap=2)
        panel.column.addWidget(self.legend)
        self.completion = BarChartView(self._words, self._words.gettext("Completion of each step"))
        self.completion.opened.connect(self.opened)
        self.completion.moved.connect(self.bring_into_view)
        self._steps = _Steps()
        self._steps.setWidgetResizable(True)
        self._steps.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.completion.setProperty("ground", "none")
        self._steps.setWidget(self.completion)
        panel.column.addWidget(self._steps, 1)
        panel.column.addWidget(panel.note)
        return panel

    def _run_panel(self) -> ChartPanel:
        _ = self._words.gettext
        panel = self._run_panel_ = ChartPanel("")
        self.pair_button = ChoiceMenu(_("Interval"), "F6", "{title}")
        self.pair_button.chosen.connect(lambda pair: self.pair_chosen.emit(*pair.split(_PAIR)))
        panel.head.addWidget(self.pair_button)
        self.run = RunChartView(self._words)
        self.run.opened.connect(self._open_point)
        panel.column.addWidget(self.run, 1)
        panel.column.addWidget(panel.note)
        return panel

    def _variance_panel(self) -> ChartPanel:
        panel = self._variance_panel_ = ChartPanel("")
        self.variances = BarChartView(self._words, self._words.gettext("Variances by class"))
        self.variances.opened.connect(self.opened)
        self.variances.moved.connect(self.ensureWidgetVisible)
        panel.column.addWidget(self.variances)
        panel.column.addWidget(panel.note)
        return panel

    def _show_legend(self, marks: tuple[Mark, ...]) -> None:
        self.legend.clear()
        for mark in marks:
            self.legend.add(MarkWord(mark, mark.word(self._words)))
        self.legend.add(PlainLabel(self._words.gettext("each number opens its patients"), "small"))

    def _open_point(self, course: str) -> None:
        if self._run is not None:
            self.point_opened.emit(self._run.figure, course)

    def bring_into_view(self, row: QWidget) -> None:
        """Scroll to a bar."""
        self._steps.ensureWidgetVisible(row, 0, 20)
        self.ensureWidgetVisible(row, 0, 20)
