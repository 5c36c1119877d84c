"""What was learnt, parameter by parameter: where each lay before and lies after, in standard deviations of before."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.analysis.before_after import ParameterChange
from simengine.analysis.probability import Z95
from simengine.analysis.what_was_learnt import WhatWasLearnt
from simengine.errors import SimengineError
from simengine.report.numbers import change, counted, spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import Panel, Point, draw_rows, figure_size
from simengine.report.plots._style import label, literal, new_figure, only_axes, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 20
AXIS = "standard deviations of before, from the mean before"
_BEFORE = (0.0, -1.0, 1.0)
_LEAST_WIDTH = 6.2  # inches, for the text below the title
_FAR = 8.0


def plot(found: WhatWasLearnt, axes: Axes | None = None) -> Axes:
    """A row a parameter, into these axes or a figure of its own; returns the axes.

    SimengineError where no parameter varies.
    """
    if axes is None:
        return only_axes(make_figure(found))
    told = _told(found)
    draw_rows(axes, Panel(_title(found), tuple(map(_point, told)), _BEFORE), _labels(told, found), AXIS, _limits(told))
    literal(axes)
    return axes


def make_figure(found: WhatWasLearnt) -> Figure:
    """The figure itself. SimengineError as `plot`."""
    told = _told(found)
    labels = _labels(told, found)
    width, height = figure_size(1, labels)
    more = len(found.parameters) - len(told)
    lines = [
        "grey: within one sd of the mean before; blue: within one sd after, the pale line within 1.96;",
        "a hollow mark: the mean has not clearly moved" + (f"; {counted(more, 'parameter')} more" if more else ""),
    ]
    figure = new_figure(max(width, _LEAST_WIDTH), height, _title(found), "\n".join(lines))
    draw_rows(figure.subplots(), Panel("", tuple(map(_point, told)), _BEFORE), labels, AXIS, _limits(told))
    return figure


def draw(found: WhatWasLearnt, path: Path) -> tuple[Path, ...]:
    """Draws it to PATH.png and PATH.svg."""
    return save(make_figure(found), path)


def _told(found: WhatWasLearnt) -> tuple[ParameterChange, ...]:
    if not found.parameters:
        raise SimengineError(f"nothing to draw: {found.scenario} has no parameter that is a number and varies")
    return found.parameters[:MOST]


def _title(found: WhatWasLearnt) -> str:
    return f"What {legible(found.scenario)} has learnt of its parameters"


def _labels(told: tuple[ParameterChange, ...], found: WhatWasLearnt) -> list[str]:
    return [label(found.words.title("parameters", one.name) or spaced(one.name)) for one in told]


def _point(one: ParameterChange) -> Point:
    size = math.sqrt(max(0.0, 1.0 - one.shrinkage))
    text = change(one.shift, one.shift - one.shift_half, one.shift + one.shift_half)
    outer = one.shift - Z95 * size, one.shift + Z95 * size
    solid = abs(one.shift) > one.shift_half
    return Point(one.shift, one.shift - size, one.shift + size, text, outer=outer, solid=solid)


def _limits(told: tuple[ParameterChange, ...]) -> tuple[float, float]:
    ends = [end for one in map(_point, told) for end in one.outer or ()]
    low, high = max(-_FAR, min([-1.2, *ends])), min(_FAR, max([1.2, *ends]))
    room = 0.05 * (high - low)
    return low - room, high + room
