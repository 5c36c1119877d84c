"""Pictures of sweeps: a line over numbers or dates, rows over words, a heat map over two keys."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from simengine.analysis.sweep_view import Interval, Seen, SweepView
from simengine.errors import WrongUsageError
from simengine.report.plots import sweep_plot
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
    (axes,) = sweep_plot.picture(view(("30", "4", "200"))).figure().axes
    (line,) = axes.lines
    assert line.get_xdata().tolist() == [4, 30, 200]
    assert line.get_ydata() == pytest.approx([0.2, 0.1, 0.3])
    corners = axes.collections[0].get_paths()[0].vertices
    assert sorted(set(np.round(corners[corners[:, 0] == 200][:, 1], 6))) == pytest.approx([0.26, 0.34])
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("key_0", "probability")


def test_dates_lie_by_the_calendar_and_are_written_as_dates():
    (axes,) = sweep_plot.picture(view(("2026-01", "2026-02", "2027-01"))).figure().axes
    steps = np.diff(axes.lines[0].get_xdata())
    assert steps.tolist() == [31, 334]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["2026-01", "2026-02", "2027-01"]


def test_the_scenario_as_it_is_is_a_line_across():
    (axes,) = sweep_plot.picture(view(("", "1", "2"))).figure().axes
    assert [line.get_linestyle() for line in axes.lines] == ["-", "--"]
    assert texts(axes) == ["as it is"]


def test_words_have_a_row_each():
    (axes,) = sweep_plot.picture(view(("as_now", "ban"), chance=False)).figure().axes
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["as_now", "ban"]
    assert axes.get_xlabel() == "mean, Meur"


def test_a_map_has_a_cell_a_pair_with_its_number():
    figure = sweep_plot.picture(view(("2", "1"), ("10", "20", "30"))).figure()
    axes = figure.axes[0]
    np.testing.assert_allclose(axes.images[0].get_array(), [[0.4, 0.1], [0.5, 0.2], [0.6, 0.3]])
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["1", "2"]
    assert ".400\n±.040" in texts(axes)


def test_a_cross_colours_what_a_policy_changes():
    figure = sweep_plot.picture(view(("calm", "wild"), ("none", "rich"), design="cross")).figure()
    axes, image = figure.axes[0], figure.axes[0].images[0]
    assert image.get_array().mask.tolist() == [[True, False], [True, False]]
    assert image.get_clim() == pytest.approx((-0.3, 0.3))
    assert "+.300\n±.020" in texts(axes)


def test_points_that_fill_a_box_are_points():
    figure = sweep_plot.picture(view(("1.5", "0.5"), ("2026-01", "2027-01"), design="sobol")).figure()
    (points,) = figure.axes[0].collections
    assert points.get_offsets()[:, 0].tolist() == [1.5, 0.5]
    assert points.get_array().tolist() == pytest.approx([0.1, 0.2])


NAN = float("nan")


def with_figures(made: SweepView, *found: tuple[int, Interval]) -> SweepView:
    """The same with other figures at its points, each over so many paths."""
    rows = tuple(replace(row, n=n, found=one) for row, (n, one) in zip(made.rows, found, strict=True))
    return replace(made, rows=rows)


def with_changes(made: SweepView, *changes: Interval) -> SweepView:
    """The same with other differences, of those that have one."""
    left = iter(changes)
    return replace(made, rows=tuple(replace(row, change=next(left)) if row.change else row for row in made.rows))


ONE, NONE = (1, Interval(0.5, NAN, NAN, NAN)), (0, Interval(NAN, NAN, NAN, NAN))


def test_a_point_without_a_value_keeps_its_place_and_says_why():
    made = with_figures(view(("14", "18", "22"), chance=False), ONE, NONE, NONE)
    (axes,) = sweep_plot.picture(made).figure().axes
    low, high = axes.get_xlim()
    assert (low < 14, high > 22) == (True, True)
    assert texts(axes) == ["1 path", "no path", "no path"]
    crosses = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "x"]
    assert crosses == [18, 22]
    (rows,) = sweep_plot.picture(with_figures(view(("a", "b"), chance=False), ONE, NONE)).figure().axes
    assert {"0.5 ±– (1 path)", "– (no path)"} <= set(texts(rows))
    cells = sweep_plot.picture(with_figures(view(("1", "2"), ("3",)), ONE, NONE)).figure().axes[0]
    assert {".500 ±–\n1 path", "–\nno path"} <= set(texts(cells))
    box = sweep_plot.picture(with_figures(view(("1", "2"), ("3", "4"), design="sobol"), ONE, NONE)).figure().axes[0]
    assert box.collections[1].get_offsets().tolist() == [[2.0, 4.0]]


def test_a_cell_has_its_interval_in_the_words_of_the_table():
    found = ((100, Interval(0.0, 0.0, 0.0, 0.0077)), (100, Interval(0.04, 0.03, 0.011, 0.135)))
    cells = sweep_plot.picture(with_figures(view(("1", "2"), ("3",)), *found)).figure().axes[0]
    assert {"<.0077", ".040\n[.011, .135]"} <= set(texts(cells))


def test_a_difference_in_noise_has_no_colour_and_is_not_what_the_scale_is_from():
    changes = (Interval(0.5, 0.3, -0.1, 1.0), Interval(-0.2, 0.01, -0.22, -0.18))
    figure = sweep_plot.picture(
        with_changes(view(("calm", "wild"), ("none", "rich"), design="cross"), *changes)
    ).figure()
    axes, image = figure.axes[0], figure.axes[0].images[0]
    assert image.get_array().mask.tolist() == [[True, True], [True, False]]
    assert image.get_clim() == pytest.approx((-0.2, 0.2))
    assert [patch.get_hatch() for patch in axes.patches] == ["////"]
    assert any("hatched: 0 lies in the" in text.replace("\n", " ") for text in texts(figure))


def test_all_differences_in_noise_still_have_a_scale_with_zero_in_its_middle():
    changes = (Interval(0.1, 0.2, -0.2, 0.4), Interval(0.0, 0.0, 0.0, 0.0))
    figure = sweep_plot.picture(
        with_changes(view(("calm", "wild"), ("none", "rich"), design="cross"), *changes)
    ).figure()
    assert figure.axes[0].images[0].get_clim() == pytest.approx((-0.4, 0.4))
    assert len(figure.axes[0].patches) == 2


def test_the_scenario_is_called_by_its_title_and_keys_have_units():
    made = view(("1", "2"))
    told = replace(made, sweep=replace(made.sweep, title="Will the tram come?"), key_units=("Meur",))
    figure = sweep_plot.picture(told).figure()
    assert figure.axes[0].get_xlabel() == "key_0, Meur"
    assert any("Will the tram come?" in text for text in texts(figure))


def test_more_keys_have_no_picture():
    with pytest.raises(WrongUsageError, match="of one key or two"):
        sweep_plot.picture(view(("1", "2"), ("1",), ("3",))).figure()


def test_into_a_file_and_into_axes(tmp_path):
    files = sweep_plot.picture(view(("1", "2"))).save(tmp_path / "sweep")
    assert [file.name for file in files] == ["sweep.png", "sweep.svg"]
    axes = Figure().subplots()
    assert sweep_plot.picture(view(("1", "2"))).plot(axes) is axes
