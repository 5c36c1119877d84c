"""The pictures that only the report draws: what is in them, and how they stand in a page."""

from __future__ import annotations

import re

import pytest

from simengine.analysis.compare import compare
from simengine.analysis.probability import Proportion, wilson
from simengine.errors import SimengineError
from simengine.report.plots import answer_differences, milestones_plot
from simengine.report.plots.inline_svg import inline_svg
from tests.helpers.report.plot_artists import marks, texts
from tests.helpers.report.sample_runs import SCENARIOS, sample_table

YEARS = (2025.0, 2026.0, 2027.0)


def shares(*found: float) -> list[Proportion]:
    return [Proportion(p, 0.01, *wilson(p, 400.0), 400, 400.0, 0) for p in found]


def test_milestones_are_lines_with_their_names_beside_their_ends() -> None:
    rows = {"war": shares(0.0, 0.2, 0.5), "peace": shares(0.1, 0.3, 0.51), "late": shares(0.0, 0.0, 0.1)}
    axes = milestones_plot.picture(YEARS, rows).plot()
    assert [line.get_ydata().tolist() for line in axes.lines] == [[one.p for one in row] for row in rows.values()]
    assert texts(axes) == ["war", "peace", "late"]
    places = [text.get_position()[1] for text in axes.texts]
    assert places[1] - places[0] == pytest.approx(0.055 * axes.get_ylim()[1])
    assert sum(places[:2]) / 2 == pytest.approx(0.505)
    assert places[2] == pytest.approx(0.1)


def test_milestones_need_an_event() -> None:
    with pytest.raises(ValueError, match="no event"):
        milestones_plot.picture(YEARS, {})


def test_differences_of_the_answer_are_sorted_by_their_size() -> None:
    base, *others = [sample_table(name) for name in list(SCENARIOS)[:5]]
    found = answer_differences.by_effect([compare(base, other) for other in others])
    sizes = [abs(d.d) for _, d in found]
    assert sizes == sorted(sizes, reverse=True)
    axes = answer_differences.picture([one for one, _ in reversed(found)]).plot()
    assert [mark.get_xdata()[0] for mark in marks(axes)] == [d.d for _, d in found]
    assert [label.get_text() for label in axes.get_yticklabels()] == [one.other for one, _ in found]


def test_no_answer_no_picture() -> None:
    with pytest.raises(SimengineError, match="nothing to draw"):
        answer_differences.picture([])


def test_ids_of_two_pictures_differ_and_nothing_points_outside() -> None:
    rows = {"war < peace & more": shares(0.0, 0.2, 0.5)}
    first, second = (inline_svg(lambda: milestones_plot.picture(YEARS, rows), prefix) for prefix in ("a", "b"))
    ids = [re.findall(r'\bid="([^"]+)"', svg) for svg in (first, second)]
    assert ids[0]
    assert not set(ids[0]) & set(ids[1])
    targets = re.findall(r'(?:href="#|url\(#)([^")]+)', first)
    assert set(targets) <= set(ids[0])
    assert "http" not in first
    assert "war &lt; peace &amp; more</text>" in first
    assert inline_svg(lambda: milestones_plot.picture(YEARS, rows), "a") == first
