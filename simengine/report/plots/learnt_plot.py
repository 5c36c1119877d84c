"""What was learnt, parameter by parameter: where each lay before and lies after, in standard deviations of before."""

from __future__ import annotations

import math

from simengine.analysis.before_after import ParameterChange
from simengine.analysis.probability import Z95
from simengine.analysis.what_was_learnt import WhatWasLearnt
from simengine.errors import SimengineError
from simengine.report.numbers import change, counted, spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import Point, rows_picture
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture

MOST = 20
AXIS = "standard deviations of before, from the mean before"
_BEFORE = (0.0, -1.0, 1.0)
_FAR = 8.0


def picture(found: WhatWasLearnt) -> Picture:
    """A row a parameter. SimengineError where none varies."""
    told = found.parameters[:MOST]
    if not told:
        raise SimengineError(f"nothing to draw: {found.scenario} has no parameter that is a number and varies")
    labels, points = _labels(told, found), tuple(map(_point, told))
    more = len(found.parameters) - len(told)
    lines = [
        "grey: within one sd of the mean before; blue: within one sd after, the pale line within 1.96;",
        "a hollow mark: the mean has not clearly moved" + (f"; {counted(more, 'parameter')} more" if more else ""),
    ]
    title = f"What {legible(found.scenario)} has learnt of its parameters"

    return rows_picture(title, lines, labels, points, AXIS, _limits(points), _BEFORE)


def _labels(told: tuple[ParameterChange, ...], found: WhatWasLearnt) -> list[str]:
    return [label(found.words.title("parameters", one.name) or spaced(one.name)) for one in told]


def _point(one: ParameterChange) -> Point:
    size = math.sqrt(max(0.0, 1.0 - one.shrinkage))
    text = change(one.shift, one.shift - one.shift_half, one.shift + one.shift_half)
    outer = one.shift - Z95 * size, one.shift + Z95 * size
    solid = abs(one.shift) > one.shift_half
    return Point(one.shift, one.shift - size, one.shift + size, text, outer=outer, solid=solid)


def _limits(points: tuple[Point, ...]) -> tuple[float, float]:
    ends = [end for one in points for end in one.outer or ()]
    low, high = max(-_FAR, min([-1.2, *ends])), min(_FAR, max([1.2, *ends]))
    room = 0.05 * (high - low)
    return low - room, high + room
