"""Pictures for a phone: as wide as its screen, with the names of rows above them and nothing cut off."""

from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from simengine.analysis.compare import compare
from simengine.analysis.probability import Proportion, wilson
from simengine.report.plots import answer_differences, milestones_plot, outcome_bars
from simengine.report.plots.picture import SLIM, Picture
from tests.helpers.report.plot_artists import marks
from tests.helpers.report.sample_runs import SCENARIOS, sample_table

TABLES = [sample_table(name) for name in list(SCENARIOS)[:4]]
LONG = "a name of a row that is so long that it needs three lines above its row on the screen of a phone, and room"


def pictures() -> dict[str, Picture]:
    shares = {LONG[:at]: [Proportion(p, 0.01, *wilson(p, 400.0), 400, 400.0, 0) for p in (0.1, 0.4)] for at in (20, 35)}
    others = [compare(TABLES[0], other) for other in TABLES[1:]]
    return {
        "bars": outcome_bars.picture(outcome_bars.summarise(TABLES[0])),
        "differences": answer_differences.picture(others, {others[0].other: LONG}),
        "milestones": milestones_plot.picture((2025.0, 2030.0), shares),
    }


@pytest.mark.parametrize("kind", ["bars", "differences", "milestones"])
def test_everything_lies_on_the_screen(kind) -> None:
    figure = pictures()[kind].slim().figure()
    assert figure.get_figwidth() == SLIM
    FigureCanvasAgg(figure).draw()
    ends = figure.get_tightbbox()
    assert ends.x0 > -0.02
    assert ends.x1 < SLIM + 0.1
    assert ends.y0 > -0.02


@pytest.mark.parametrize("kind", ["bars", "differences"])
def test_the_names_of_rows_stand_above_them_in_their_order(kind) -> None:
    wide = pictures()[kind]
    axes = wide.slim().figure().axes[0]
    FigureCanvasAgg(axes.get_figure()).draw()
    assert not any(one.get_text() for one in axes.get_yticklabels())
    named = [text for text in axes.texts if text.get_ha() == "left" and text.get_position()[0] == 0.0]
    assert [" ".join(text.get_text().split()) for text in named] == [" ".join(name.split()) for name in wide.rows]
    boxes = [text.get_window_extent() for text in named]
    middles = [axes.transData.transform((0.0, row))[1] for row in range(len(named))]
    for row, box in enumerate(boxes):
        assert box.y0 > middles[row]
        assert row == 0 or box.y1 < middles[row - 1] - 2.0


def test_what_is_drawn_is_the_same() -> None:
    wide = pictures()["differences"]
    drawn = [[mark.get_xdata()[0] for mark in marks(one.figure().axes[0])] for one in (wide, wide.slim())]
    assert drawn[0] == drawn[1]
    bars = [
        [bar.get_width() for bar in one.figure().axes[0].patches]
        for one in (pictures()["bars"], pictures()["bars"].slim())
    ]
    assert bars[0] == bars[1]
