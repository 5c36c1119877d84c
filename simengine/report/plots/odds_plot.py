"""Which observation spoke for which hypothesis: the odds that each multiplied, with 95 % intervals, and in all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simengine.analysis.evidence import StageFactor
from simengine.analysis.weighing import Weighing
from simengine.errors import listed
from simengine.report.numbers import counted, probability
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import EMPTY, LEAST_WIDTH, ZERO, Panel, Point, draw_panels, draw_rows, figure_size
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture
from simengine.report.weigh_text import odds

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AXIS = "decibans: 10 is 10 : 1, 20 is 100 : 1"
_DECIBAN = 10.0 / math.log(10.0)
_MOST = 100.0
_MOST_NAMES = 30


def picture(found: Weighing) -> Picture:
    """The odds of the second hypothesis against the first; a figure of its own has a panel for each of the others."""
    labels, others = _labels(found), len(found.names) - 1
    width, height = figure_size(others, labels)
    told = ", ".join(
        f"{legible(one.name)} {probability(one.prior)} → {probability(one.weight)}" for one in found.weights
    )
    lines = [f"{counted(found.observations, 'observation')}; weights: {told}", "a hollow mark: it may speak for either"]
    panels = [Panel(_title(found, at), _points(found, at), ZERO) for at in range(others)]

    def draw(axes: Axes) -> None:
        draw_rows(axes, panels[0], _AXIS, _limits(found))

    def fill(figure: Figure) -> None:
        draw_panels(figure, panels, labels, _AXIS, _limits(found))

    size = max(width, LEAST_WIDTH), height
    return Picture("What spoke for which hypothesis", lines, size, draw, "", fill if others > 1 else None, labels)


def _title(found: Weighing, at: int) -> str:
    return f"for {legible(found.names[at + 1])} →   (← for {legible(found.names[0])})"


def _labels(found: Weighing) -> list[str]:
    told = [listed(one.names) for one in found.stages]
    names = [
        text if len(text) <= _MOST_NAMES else f"{one.names[0]} and {len(one.names) - 1} more"
        for text, one in zip(told, found.stages, strict=True)
    ]
    return [label(name) for name in [*names, "all together"]]


def _points(found: Weighing, at: int) -> tuple[Point, ...]:
    return (*(_point(one.factors[at]) for one in found.stages), _point(found.factors[at], whole=True))


def _point(factor: StageFactor, *, whole: bool = False) -> Point:
    if not math.isfinite(factor.log):
        return EMPTY
    value, half = _DECIBAN * factor.log, _DECIBAN * factor.half
    return Point(value, value - half, value + half, odds(factor.log), baseline=whole, solid=factor.is_known)


def _limits(found: Weighing) -> tuple[float, float]:
    points = [point for at in range(len(found.names) - 1) for point in _points(found, at)]
    ends = [end for point in points for end in (point.low, point.high) if math.isfinite(end)]
    low, high = max(-_MOST, min([-1.0, *ends])), min(_MOST, max([1.0, *ends]))
    room = 0.05 * (high - low)
    return low - room, high + room
