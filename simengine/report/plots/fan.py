"""Fans: how a driver spreads over calendar time, a panel a scenario, on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from simengine.compute.bands import MEDIAN, Bands
from simengine.report.numbers import spaced
from simengine.report.plots._dates import calendar
from simengine.report.plots._fonts import legible
from simengine.report.plots._line_names import name_ends
from simengine.report.plots._style import (
    BLACK,
    GRID,
    INK,
    SMALL_SIZE,
    TEXT_SIZE,
    bare,
    counted,
    named,
)
from simengine.report.plots.picture import SLIM, Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PALEST, _DARKEST = (0.78, 0.87, 0.94), (0.33, 0.60, 0.80)  # blues that stay apart in grey
_COLUMNS = 4


def picture(fan: Bands) -> Picture:
    """One fan, with the names of its quantiles beside their ends. ValueError for levels that are no pairs."""
    _check_alike([fan])

    def draw(axes: Axes) -> None:
        _draw_fan(axes, fan)
        axes.set_ylabel(_quantity(fan), fontsize=TEXT_SIZE, color=INK)
        _name_quantiles(axes, fan)

    return replace(panels([fan]), draw=draw)


def panels(fans: Sequence[Bands], most: int = _COLUMNS) -> Picture:
    """One driver in one or more scenarios, at most so many beside one another.

    ValueError without a fan, or where drivers, units or levels differ.
    """
    _check_alike(fans)
    columns = min(len(fans), most)
    rows = math.ceil(len(fans) / columns)
    paths = counted([fan.paths for fan in fans], "paths")
    about = f"{paths}{' each' if len(fans) > 1 else ''}; quantiles at each date"
    size = max(5.0, 2.9 * columns + 0.8), 2.6 * rows + 0.4
    wide = Picture(_quantity(fans[0]), [about], size, fill=lambda figure: _fill(figure, fans, rows, columns))
    size = SLIM, 1.9 * len(fans) + 0.5
    return replace(wide, narrower=replace(wide, size=size, fill=lambda figure: _fill(figure, fans, len(fans), 1)))


def _fill(figure: Figure, fans: Sequence[Bands], rows: int, columns: int) -> None:
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for axes, fan in zip(grid.flat, fans, strict=False):
        _draw_fan(axes, fan)
    for axes in grid.flat[len(fans) :]:
        axes.set_axis_off()
    for row in grid:
        row[0].set_ylabel(legible(fans[0].unit) or "value", fontsize=TEXT_SIZE, color=INK)
    if len(fans) == 1:
        return _name_quantiles(grid[0, 0], fans[0])
    handles, labels = grid[0, 0].get_legend_handles_labels()
    beside = min(len(labels), 1 + columns)
    figure.legend(handles, labels, loc="outside lower center", ncols=beside, fontsize=SMALL_SIZE, frameon=False)
    return None


def _name_quantiles(axes: Axes, fan: Bands) -> None:
    """Which quantile each edge is, to the right of the axes."""
    axes.set_ylim(axes.get_ylim())  # as it is now, whatever is drawn later
    names = ["median" if level == MEDIAN else f"{100 * level:g} %" for level in fan.quantiles]
    name_ends(axes, names, [float(values[-1]) for values in fan.quantiles.values()], joined=False)


def _quantity(fan: Bands) -> str:
    name = fan.title or spaced(fan.name)
    return legible(f"{name}, {fan.unit}" if fan.unit else name)


def _check_alike(fans: Sequence[Bands]) -> None:
    if not fans:
        raise ValueError("there is no fan to draw")
    shown = {(fan.name, fan.unit, tuple(fan.pairs())) for fan in fans}
    if len(shown) > 1:
        raise ValueError(f"fans on one scale must show one driver in one unit at the same levels (got {sorted(shown)})")


def _draw_fan(axes: Axes, fan: Bands) -> None:
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    named(axes, fan.scenario)
    bands = fan.pairs()
    for index, (low, high) in enumerate(bands):
        label = f"{100 * low:g}–{100 * high:g} % of paths"
        colour = _shade(index, len(bands))
        axes.fill_between(
            fan.years, fan.quantiles[low], fan.quantiles[high], color=colour, linewidth=0, label=label, zorder=2
        )
    axes.plot(fan.years, fan.quantiles[MEDIAN], color=BLACK, linewidth=1.6, label="median", zorder=3)
    calendar(axes, float(fan.years[0]), float(fan.years[-1]))
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)


def _shade(index: int, count: int) -> tuple[float, ...]:
    share = index / (count - 1) if count > 1 else 0.5
    return tuple(a + share * (b - a) for a, b in zip(_PALEST, _DARKEST, strict=True))
