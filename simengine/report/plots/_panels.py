"""Small multiples of points with intervals: rows share their labels, panels share their scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from simengine.report.plots._style import (
    BAND,
    BLACK,
    BLUE,
    FAINT,
    INK,
    PALE,
    PANEL_SIZE,
    ROW,
    TEXT_SIZE,
    bare,
    few_ticks,
    name_rows,
    number_beside,
    widest,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_COLUMNS = 4
LEAST_WIDTH = 6.2  # inches, for the text below the title
ZERO = (0.0, 0.0, 0.0)
_LEAST_SCALE = 0.002
_LINE, _BETWEEN = 0.148, 0.3  # inches of a label's line; how much of one is left free between two labels


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a panel: a value in its interval, written out as `text`; `outer` is a wider, paler interval behind it.

    The marker is a square for the baseline, else a circle, filled if `solid`. A value of NaN leaves the row empty.
    """

    value: float
    low: float
    high: float
    text: str
    outer: tuple[float, float] | None = None
    baseline: bool = False
    solid: bool = True


EMPTY = Point(math.nan, math.nan, math.nan, "–")


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel's title, its points from the top down, and the interval of a reference drawn through all of them."""

    title: str
    points: tuple[Point, ...]
    reference: tuple[float, float, float] | None = None


def figure_size(panels: int, labels: Sequence[str]) -> tuple[float, float]:
    """Inches for so many panels with these rows."""
    rows, columns = _shape(panels)
    left = 0.08 * widest(labels) + 0.2
    lines = sum(1 + 0.7 * label.count("\n") for label in labels)
    return left + max(2.4 * columns, 4.8), rows * (apart(labels, 0.23 * lines) + 0.55) + 0.35


def apart(labels: Sequence[str], usual: float) -> float:
    """Inches that rows of these labels take: as `usual`, or so that no two neighbours of several lines touch."""
    lines = [1 + label.count("\n") for label in labels]
    needed = max((_LINE * (0.5 * (one + other) + _BETWEEN) for one, other in pairwise(lines)), default=0.0)
    return max(usual, len(lines) * needed)


def draw_panels(
    figure: Figure, panels: Sequence[Panel], labels: Sequence[str], axis: str, limits: tuple[float, float]
) -> None:
    """Fill the figure. `axis` names the quantity with its unit, `limits` are the common scale."""
    rows, columns = _shape(len(panels))
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for axes, panel in zip(grid.flat, panels, strict=False):
        _draw_panel(axes, panel, limits)
    for axes in grid.flat[len(panels) :]:
        axes.set_axis_off()
    for axes in grid.flat[max(0, len(panels) - columns) : len(panels)]:  # those with nothing below
        axes.set_xlabel(axis, fontsize=TEXT_SIZE, color=INK)
        axes.tick_params(labelbottom=True)
    name_rows(grid[0, 0], labels)


def rows_picture(
    title: str, told: Sequence[str], labels: Sequence[str], points: Sequence[Point], axis: str,
    limits: tuple[float, float] | None = None, reference: tuple[float, float, float] = ZERO,
) -> Picture:  # fmt: skip
    """One panel as a picture, on a scale that holds zero and every interval unless `limits` are given."""
    width, height = figure_size(1, labels)
    shown = Panel("", tuple(points), reference)

    def draw(axes: Axes) -> None:
        draw_rows(axes, shown, axis, limits or holding(points))

    return Picture(title, told, (max(width, LEAST_WIDTH), height), draw, title, rows=labels)


def holding(points: Sequence[Point]) -> tuple[float, float]:
    """The ends of a scale that holds zero and every interval, with some room."""
    ends = [end for one in points for end in (one.value, one.low, one.high, *(one.outer or ())) if math.isfinite(end)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = 0.05 * max(high - low, _LEAST_SCALE)
    return low - room, high + room


def draw_rows(axes: Axes, panel: Panel, axis: str, limits: tuple[float, float]) -> None:
    """One panel by itself, with a name for what lies along it."""
    _draw_panel(axes, panel, limits)
    axes.set_xlabel(axis, fontsize=TEXT_SIZE, color=INK)


def _shape(panels: int) -> tuple[int, int]:
    rows = math.ceil(panels / MOST_COLUMNS)
    return rows, math.ceil(panels / rows)


def _draw_panel(axes: Axes, panel: Panel, limits: tuple[float, float]) -> None:
    bare(axes)
    axes.set_xlim(*limits)
    few_ticks(axes, 5)
    axes.set_title(panel.title, fontsize=PANEL_SIZE, color=INK, loc="left", fontweight="bold")
    axes.hlines(range(len(panel.points)), *limits, color=ROW, linewidth=0.7, zorder=0.4)  # leads the eye to the label
    if panel.reference:
        value, low, high = panel.reference
        axes.axvspan(low, high, color=BAND, linewidth=0, alpha=0.7, zorder=0.5)
        axes.axvline(value, color=FAINT, linewidth=0.9, zorder=0.6)
    for row, point in enumerate(panel.points):
        number_beside(axes, row, point.text)
        if not math.isnan(point.value):
            _draw_point(axes, row, point)


def _draw_point(axes: Axes, row: int, point: Point) -> None:
    colour = BLACK if point.baseline else BLUE
    if point.outer:
        axes.plot(point.outer, (row, row), color=PALE, linewidth=1.0, solid_capstyle="butt", zorder=2)
    axes.plot((point.low, point.high), (row, row), color=colour, linewidth=2.0, solid_capstyle="butt", zorder=3)
    axes.plot(
        point.value,
        row,
        marker="s" if point.baseline else "o",
        markersize=4.5,
        markerfacecolor=colour if point.solid else "white",
        markeredgecolor=colour,
        markeredgewidth=1.1,
        linestyle="none",
        clip_on=False,
        zorder=4,
    )
