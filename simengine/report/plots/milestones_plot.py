"""How likely events are to have occurred by a date: a line an event, with its 95 % interval and its name at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from simengine.analysis.probability import Proportion
from simengine.report.plots._dates import calendar
from simengine.report.plots._fonts import legible
from simengine.report.plots._line_names import look, name_ends
from simengine.report.plots._style import (
    GRID,
    INK,
    SMALL_SIZE,
    TEXT_SIZE,
    bare,
)
from simengine.report.plots.picture import SLIM, Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LINE = 0.17  # inches of a name below the picture
Shares = Mapping[str, Sequence[Proportion]]


def picture(years: Sequence[float], shares: Shares) -> Picture:
    """A line for each event's `shares` at these decimal `years`. ValueError without an event."""
    if not shares:
        raise ValueError("there is no event to draw")
    told = ["share of futures in which it has occurred; pale: 95 % intervals"]
    wide = Picture("By when", told, (7.4, 3.6), lambda axes: _draw(axes, years, shares))
    size = SLIM, 2.4 + _LINE * len(shares)
    return replace(wide, narrower=replace(wide, size=size, draw=lambda axes: _draw(axes, years, shares, below=True)))


def _draw(axes: Axes, years: Sequence[float], shares: Shares, *, below: bool = False) -> None:
    names = [legible(name) for name in shares]
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    top = min(1.0, 1.1 * max(row[-1].high for row in shares.values()))
    axes.set_ylim(0.0, top)
    calendar(axes, years[0], years[-1])
    for at, row in enumerate(shares.values()):
        style = look(at)
        low, high, middle = [one.low for one in row], [one.high for one in row], [one.p for one in row]
        axes.fill_between(years, low, high, color=style.color, alpha=0.25, linewidth=0, zorder=2)
        axes.plot(years, middle, color=style.color, linestyle=style.linestyle, linewidth=1.6, zorder=3, label=names[at])
    if below:
        axes.legend(
            loc="upper left",
            bbox_to_anchor=(-0.15, -0.2),
            fontsize=SMALL_SIZE,
            frameon=False,
            handlelength=2.5,
            reverse=False,
        )
    else:
        name_ends(axes, names, [row[-1].p for row in shares.values()])
    axes.set_ylabel("probability", fontsize=TEXT_SIZE, color=INK)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)
