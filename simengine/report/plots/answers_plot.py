"""What was asked of a run: a row an answer with its 95 % interval, of those that lie on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.analysis.asked import Answer
from simengine.errors import SimengineError
from simengine.report.asked_text import answer_text
from simengine.report.numbers import counted
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import Point, rows_picture
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture

_AXES = {"chance": "probability", "difference": "difference in probability"}


def picture(scenario: str, answers: Sequence[Answer]) -> Picture:
    """The answers on the scale of the first that has a value. SimengineError where none has."""
    known = [one for one in answers if math.isfinite(one.estimate)]
    if not known:
        raise SimengineError(f"nothing to draw of {scenario}: {answers[0].reason or 'no answer has a value'}")
    rows = [one for one in known if _scale(one) == _scale(known[0])]
    left = len(answers) - len(rows)
    rest = f"; {counted(left, 'more answer')} without a value, or on another scale" if left else ""
    points = [_point(one) for one in rows]
    limits = (-0.02, 1.02) if known[0].of == "chance" else _around(points)
    axis = _AXES.get(known[0].of) or legible(known[0].unit or "as asked")
    told = [f"lines are 95 % intervals{rest}"]
    return rows_picture(f"Asked of {legible(scenario)}", told, [label(one.text) for one in rows], points, axis, limits)


def _scale(one: Answer) -> tuple[str, str]:
    return (one.of if one.of in _AXES else "", one.unit)


def _point(one: Answer) -> Point:
    """An end that isn't known is where the estimate is."""
    low, high = (end if math.isfinite(end) else one.estimate for end in (one.low, one.high))
    return Point(one.estimate, low, high, answer_text(one).removesuffix(f" {one.unit}" if one.unit else ""))


def _around(points: Sequence[Point]) -> tuple[float, float]:
    """A scale that holds every interval, with some room; numbers need no zero."""
    low, high = min(one.low for one in points), max(one.high for one in points)
    room = 0.05 * (high - low) or max(abs(low), 1.0) * 0.05
    return low - room, high + room
