"""Pictures of sweeps: a line over numbers or dates, rows over words, a heat map over two keys."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from simengine.analysis.sweep_view import Interval, Seen, SweepView
from simengine.errors import WrongUsageError
from simengine.report.plots.sweep_plot import draw, make_figure, plot
from simengine.runs.sweep_file import Sweep, SweepPoint
from tests.helpers.report.plot_artists import texts


def view(*columns: tuple[str, ...], design: str = "grid", chance: bool = True) -> SweepView:
    """A figure that grows by .1 from point to point."""
    values = list(itertools.product(*columns)) if design != "sobol" else list(zip(*columns, strict=True))
    sampled = design == "sobol"
    points = []
    for at, one in enumerate(values):
        against = f"{one[0]}+none" if design == "cross" else "0"
        points.append(SweepPoint(one, str(at), "" if at == 0 or one[-1] == "none" else against, 0 if sampled else -1))
    rows = tuple(
        Seen(
            *(point, "answer", "a", "Approved", "" if chance else "Meur", chance),
            Interval(0.1 * (at + 1), 0.02, 0.1 * (at + 1) - 0.04, 0.1 * (at + 1) + 0.04),
            100,
            Interval(0.1 * at, 0.01, 0.1 * at - 0.02, 0.1 * at + 0.02) if point.against else None,
        )
        for at, point in enumerate(points)
    )
    keys = tuple(f"parameters.key_{at}" for at in range(len(columns)))
    sweep = Sweep("tram", "Tram", design, keys, (), tuple(points), None)
    return SweepView(Path("results/tram"), sweep, rows, None, 100, 1, ())


def test_a_line_and_its_band_over_numbers_in_their_order():
    (axes,) = make_figure(view(("30", "4", "200"))).axes
    (line,) = axes.lines
    assert line.get_xdata().tolist() == [4, 30, 200]
    assert line.get_ydata() == pytest.approx([0.2, 0.1, 0.3])
    corners = axes.collections[0].get_paths()[0].vertices
    assert sorted(set(np.round(corners[corners[:, 0] == 200][:, 1], 6))) == pytest.approx([0.26, 0.34])
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("key_0", "probability")


def test_dates_lie_by_the_calendar_and_are_written_as_dates():
    (axes,) = make_figure(view(("2026-01", "2026-02", "2027-01"))).axes
    steps = np.diff(axes.lines[0].get_xdata())
    assert steps.tolist() == [31, 334]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["2026-01", "2026-02", "2027-01"]


def test_the_scenario_as_it_is_is_a_line_across():
    (axes,) = make_figure(view(("", "1", "2"))).axes
    assert [line.get_linestyle() for line in axes.lines] == ["-", "--"]
    assert texts(axes) == ["as it is"]


def test_words_have_a_row_each():
    (axes,) = make_figure(view(("as_now", "ban"), chance=False)).axes
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["as_now", "ban"]
    assert axes.get_xlabel() == "mean, Meur"


def test_a_map_has_a_cell_a_pair_with_its_number():
    figure = make_figure(view(("2", "1"), ("10", "20", "30")))
    axes = figure.axes[0]
    np.testing.assert_allclose(axes.images[0].get_array(), [[0.4, 0.1], [0.5, 0.2], [0.6, 0.3]])
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["1", "2"]
    assert ".400\n±.040" in texts(axes)


def test_a_cross_colours_what_a_policy_changes():
    figure = make_figure(view(("calm", "wild"), ("none", "rich"), design="cross"))
    axes, image = figure.axes[0], figure.axes[0].images[0]
    assert image.get_array().mask.tolist() == [[True, False], [True, False]]
    assert image.get_clim() == pytest.approx((-0.3, 0.3))
    assert "+.300\n±.020" in texts(axes)


def test_points_that_fill_a_box_are_points():
    figure = make_figure(view(("1.5", "0.5"), ("2026-01", "2027-01"), design="sobol"))
    (points,) = figure.axes[0].collections
    assert points.get_offsets()[:, 0].tolist() == [1.5, 0.5]
    assert points.get_array().tolist() == pytest.approx([0.1, 0.2])


def test_more_keys_have_no_picture():
    with pytest.raises(WrongUsageError, match="of one key or two"):
        make_figure(view(("1", "2"), ("1",), ("3",)))


def test_into_a_file_and_into_axes(tmp_path):
    files = draw(view(("1", "2")), tmp_path / "sweep")
    assert [file.name for file in files] == ["sweep.png", "sweep.svg"]
    axes = Figure().subplots()
    assert plot(view(("1", "2")), axes) is axes
