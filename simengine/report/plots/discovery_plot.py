"""Discovery: of the futures in a box, how many are hits, against how many of all hits it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simengine.errors import SimengineError
from simengine.explain.discovered import Discovery, Found
from simengine.report.discovery_text import percent, words
from simengine.report.numbers import probability
from simengine.report.plots._fonts import legible
from simengine.report.plots._style import (
    BLACK,
    BLUE,
    FAINT,
    GRID,
    INK,
    PALE,
    SKY,
    SMALL_SIZE,
    TEXT_SIZE,
    bare,
    few_ticks,
    tick,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = 7.4, 3.9  # inches
_COLOURS = (PALE, SKY, BLUE, BLACK)  # by the number of conditions


def picture(found: Discovery) -> Picture:
    """The picture of the conditions that are found. SimengineError where none are."""
    box = found.found
    if box is None:
        raise SimengineError(f"nothing to draw: {found.nothing}")
    conditions = " and ".join(words(one) for one in box.conditions)
    told = [
        f"the ring: in {percent(box.density)} of futures with {conditions}; they hold {percent(box.coverage)} of it",
        "dots: boxes on the way there and on, ever smaller, on futures they were not found on",
    ]
    title = f"When is it {legible(found.title)}?"
    return Picture(title, list(map(legible, told)), _SIZE, lambda axes: _draw(found, box, axes), title)


def _draw(found: Discovery, box: Found, axes: Axes) -> None:
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    few_ticks(axes, 6)
    axes.axhline(found.base.p, color=FAINT, linewidth=0.9, zorder=0.6)
    axes.annotate(
        f"all futures, {probability(found.base.p)}", (0.0, found.base.p), (4, 3), textcoords="offset points",
        fontsize=SMALL_SIZE, color=FAINT,
    )  # fmt: skip
    for count, colour in enumerate(_COLOURS):
        steps = [step for step in found.trail if step.conditions == count]
        if steps:
            name = f"{count or 'no'} condition{'' if count == 1 else 's'}"
            points = [step.coverage for step in steps], [step.density for step in steps]
            axes.plot(*points, "o", markersize=4.0, color=colour, linestyle="none", label=name, zorder=2, clip_on=False)
    _cross(box, axes)
    axes.set_xlim(0.0, 1.03)
    axes.set_ylim(0.0, min(1.03, 1.1 * max([box.density.high, *(step.density for step in found.trail)])))
    axes.yaxis.set_major_formatter(lambda value, _: tick(value))
    axes.tick_params(axis="y", labelsize=SMALL_SIZE, colors=INK)
    axes.set_xlabel("coverage: how many of those it comes to are there", fontsize=TEXT_SIZE, color=INK)
    axes.set_ylabel("density: how often it is so there", fontsize=TEXT_SIZE, color=INK)
    axes.legend(
        fontsize=SMALL_SIZE,
        frameon=False,
        labelcolor=INK,
        handletextpad=0.2,
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
    )


def _cross(box: Found, axes: Axes) -> None:
    """The box that is told, with the intervals of both of its shares."""
    density, coverage = box.density, box.coverage
    axes.plot((coverage.low, coverage.high), (density.p, density.p), color=BLACK, linewidth=1.2, zorder=3)
    axes.plot((coverage.p, coverage.p), (density.low, density.high), color=BLACK, linewidth=1.2, zorder=3)
    axes.plot(
        coverage.p, density.p, "o", markersize=10.0, markerfacecolor="none", markeredgecolor=BLACK, markeredgewidth=1.6,
        linestyle="none", zorder=4,
    )  # fmt: skip
