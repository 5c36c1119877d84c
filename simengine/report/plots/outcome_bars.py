"""The probability of every outcome class in every scenario, with 95 % intervals; without classes, of every question.

One run: a bar a class. Several: a panel a class, a row a scenario, and the first run's interval as a band.
`plot` draws the bars of one run into axes of yours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simengine.analysis.probability import Proportion, class_probabilities, question_chances
from simengine.errors import SimengineError
from simengine.report.numbers import half_width, probability, spaced
from simengine.report.plots._panels import EMPTY, Panel, Point, draw_panels, figure_size
from simengine.report.plots._style import (
    BLACK,
    INK,
    SKY,
    TEXT_SIZE,
    bare,
    counted,
    few_ticks,
    literal,
    named,
    new_figure,
    number_beside,
    only_axes,
    save,
)
from simengine.runs.outcome_table import OutcomeTable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AXIS = "probability"


def draw(tables: Sequence[OutcomeTable], path: Path) -> tuple[Path, ...]:
    """Draw the runs, the baseline first, to PATH.png and PATH.svg; returns the files.

    ValueError without a run, SimengineError without a probability.
    """
    return save(make_figure(tables), path)


def make_figure(tables: Sequence[OutcomeTable]) -> Figure:
    """The figure itself."""
    if not tables:
        raise ValueError("there is no run to draw")
    if len(tables) > 1:
        return _several_runs(tables)
    return _one_run(tables[0].scenario, _ok_paths(tables), chances(tables)[0])


def chances(tables: Sequence[OutcomeTable]) -> list[dict[str, Proportion]]:
    """What is drawn of runs: the probabilities of their classes, or where one has none those of their questions."""
    of_classes = all(table.classes for table in tables)
    return [class_probabilities(table) if of_classes else question_chances(table) for table in tables]


def _must_have(estimates: Sequence[Mapping[str, Proportion]], scenario: str) -> None:
    if not any(estimates):
        raise SimengineError(
            f"{scenario} has no probability to draw: it has neither an outcome nor a question with when"
        )


def plot(scenario: str, paths: int, estimates: Mapping[str, Proportion], axes: Axes | None = None) -> Axes:
    """The bars of one run, of `paths` ok paths, into these axes or a figure of their own; returns the axes."""
    if axes is None:
        return only_axes(_one_run(scenario, counted([paths], "paths"), estimates))
    _must_have([estimates], scenario)
    named(axes, scenario)
    _draw_bars(axes, estimates)
    literal(axes)
    return axes


def _one_run(scenario: str, paths: str, estimates: Mapping[str, Proportion]) -> Figure:
    _must_have([estimates], scenario)
    subtitle = f"{paths}; lines are 95 % intervals"
    figure = new_figure(7.2, 0.3 * len(estimates) + 0.6, f"Outcomes of {spaced(scenario)}", subtitle)
    _draw_bars(figure.subplots(), estimates)
    return figure


def _draw_bars(axes: Axes, estimates: Mapping[str, Proportion]) -> None:
    labels = [spaced(name) for name in estimates]
    bare(axes)
    few_ticks(axes, 8)
    axes.barh(labels, [estimate.p for estimate in estimates.values()], height=0.62, color=SKY, zorder=2)
    for row, e in enumerate(estimates.values()):
        axes.plot((e.low, e.high), (row, row), color=BLACK, linewidth=1.6, solid_capstyle="butt", zorder=3)
        number_beside(axes, row, f"{probability(e.p)} {half_width(e.low, e.high)}")
    axes.set_xlim(0.0, min(1.0, 1.03 * _highest([estimates])))
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlabel(AXIS, fontsize=TEXT_SIZE, color=INK)


def _several_runs(tables: Sequence[OutcomeTable]) -> Figure:
    estimates = chances(tables)
    _must_have(estimates, tables[0].scenario)
    classes = list(dict.fromkeys(name for run in estimates for name in run))
    panels = [_panel(name, [run.get(name) for run in estimates]) for name in classes]
    labels = [spaced(table.scenario) for table in tables]
    title = f"Probability of each outcome in {len(tables)} scenarios"
    subtitle = f"{_ok_paths(tables)} a scenario; lines are 95 % intervals, the band is that of {labels[0]}"
    figure = new_figure(*figure_size(len(panels), labels), title, subtitle)
    highest = _highest(estimates)
    draw_panels(figure, panels, labels, AXIS, (-0.02 * highest, min(1.02, 1.05 * highest)))
    return figure


def _panel(name: str, estimates: Sequence[Proportion | None]) -> Panel:
    points = tuple(
        Point(e.p, e.low, e.high, probability(e.p), baseline=row == 0) if e else EMPTY
        for row, e in enumerate(estimates)
    )
    base = estimates[0]
    return Panel(spaced(name), points, (base.p, base.low, base.high) if base and base.n else None)


def _highest(estimates: Sequence[Mapping[str, Proportion]]) -> float:
    highs = [estimate.high for run in estimates for estimate in run.values() if not math.isnan(estimate.high)]
    return max(highs, default=1.0)


def _ok_paths(tables: Sequence[OutcomeTable]) -> str:
    return counted([int(np.count_nonzero(table.ok)) for table in tables], "paths")
