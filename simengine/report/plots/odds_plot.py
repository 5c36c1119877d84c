"""Which observation spoke for which hypothesis: the odds that each multiplied, with 95 % intervals, and in all."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.analysis.evidence import StageFactor
from simengine.analysis.weighing import Weighing
from simengine.errors import listed
from simengine.report.numbers import counted, probability
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import EMPTY, Panel, Point, draw_panels, draw_rows, figure_size
from simengine.report.plots._style import label, literal, new_figure, only_axes, save
from simengine.report.weigh_text import odds

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AXIS = "decibans: 10 is 10 : 1, 20 is 100 : 1"
_ZERO = (0.0, 0.0, 0.0)
_DECIBAN = 10.0 / math.log(10.0)
_MOST = 100.0
_MOST_NAMES = 30


def plot(found: Weighing, axes: Axes | None = None) -> Axes:
    """The odds of the second hypothesis against the first, into these axes or a figure of its own; returns the axes.

    A figure of its own has a panel for each of the others.
    """
    if axes is None:
        return only_axes(make_figure(found))
    draw_rows(axes, Panel(_title(found, 0), _points(found, 0), _ZERO), _labels(found), _AXIS, _limits(found))
    literal(axes)
    return axes


def make_figure(found: Weighing) -> Figure:
    """The figure itself."""
    labels, others = _labels(found), len(found.names) - 1
    width, height = figure_size(others, labels)
    told = ", ".join(
        f"{legible(one.name)} {probability(one.prior)} → {probability(one.weight)}" for one in found.weights
    )
    lines = [f"{counted(found.observations, 'observation')}; weights: {told}", "a hollow mark: it may speak for either"]
    figure = new_figure(max(width, 6.2), height, "What spoke for which hypothesis", "\n".join(lines))
    panels = [Panel(_title(found, at), _points(found, at), _ZERO) for at in range(others)]
    if others == 1:
        draw_rows(figure.subplots(), panels[0], labels, _AXIS, _limits(found))
    else:
        draw_panels(figure, panels, labels, _AXIS, _limits(found))
    return figure


def draw(found: Weighing, path: Path) -> tuple[Path, ...]:
    """Draws it to PATH.png and PATH.svg."""
    return save(make_figure(found), path)


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
