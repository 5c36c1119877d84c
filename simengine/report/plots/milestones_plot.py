"""How likely events are to have occurred by a date: a line an event, with its 95 % interval and its name at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from simengine.analysis.probability import Proportion
from simengine.report.plots._fonts import legible
from simengine.report.plots._style import (
    BLACK,
    BLUE,
    GRID,
    INK,
    SKY,
    SMALL_SIZE,
    TEXT_SIZE,
    bare,
    few_ticks,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = (BLUE, "#D55E00", "#009E73", BLACK, "#CC79A7", SKY)
_ROOM = 0.055  # of the axes, a line of text
Shares = Mapping[str, Sequence[Proportion]]


def picture(years: Sequence[float], shares: Shares) -> Picture:
    """A line for each event's `shares` at these decimal `years`. ValueError without an event."""
    if not shares:
        raise ValueError("there is no event to draw")
    told = ["share of futures in which it has occurred; pale: 95 % intervals"]
    return Picture("By when", told, (7.4, 3.6), lambda axes: _draw(axes, years, shares))


def _draw(axes: Axes, years: Sequence[float], shares: Shares) -> None:
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    top = min(1.0, 1.1 * max(row[-1].high for row in shares.values()))
    axes.set_ylim(0.0, top)
    axes.set_xlim(years[0], years[-1])
    ends = _apart([row[-1].p for row in shares.values()], _ROOM * top)
    for at, (name, row) in enumerate(shares.items()):
        colour = _COLOURS[at % len(_COLOURS)]
        low, high = [one.low for one in row], [one.high for one in row]
        axes.fill_between(years, low, high, color=colour, alpha=0.25, linewidth=0, zorder=2)
        axes.plot(years, [one.p for one in row], color=colour, linewidth=1.6, zorder=3, label=legible(name))
        axes.text(
            1.01,
            ends[at],
            legible(name),
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=SMALL_SIZE,
            color=colour,
        )
    few_ticks(axes, 7, whole=True)
    axes.set_xlabel("calendar year", fontsize=TEXT_SIZE, color=INK)
    axes.set_ylabel("probability", fontsize=TEXT_SIZE, color=INK)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)


def _apart(heights: Sequence[float], room: float) -> list[float]:
    """The places nearest to these heights, in squares, that keep their order and lie `room` apart.

    Less a step of `room` each they only have to rise, which is isotonic regression: neighbours that don't are pooled
    (Ayer, Brunk, Ewing, Reid and Silverman 1955).
    """
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    pools: list[list[float]] = []
    for rank, at in enumerate(order):
        pools.append([heights[at] - rank * room])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    level = [_mean(pool) for pool in pools for _ in pool]
    found = list(heights)
    for rank, at in enumerate(order):
        found[at] = level[rank] + rank * room
    return found


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
