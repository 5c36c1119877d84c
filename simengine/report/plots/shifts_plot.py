"""What other runs change in the quantiles of a measure: a row a quantile and run, with its 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.analysis.shifts import Shift, Shifts
from simengine.errors import SimengineError
from simengine.report.numbers import change, spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import EMPTY, Point, rows_picture
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture


def picture(found: Sequence[Shifts]) -> Picture:
    """The differences of the quantiles. SimengineError where none can be told."""
    rows = [(one, level, shift) for one in found for level, shift in one.quantiles.items()]
    points = tuple(_point(shift) for *_, shift in rows)
    first = found[0]
    if all(math.isnan(point.value) for point in points):
        raise SimengineError(f"nothing to draw: no run has enough values of {first.name}")
    several = len(found) > 1
    labels = [label(f"{100.0 * level:g} %{f' · {one.other}' if several else ''}") for one, level, _ in rows]
    who = "each run" if several else legible(first.other)
    title = f"{legible(first.title or spaced(first.name))}: what {who} changes"
    told = [f"quantiles less those of {legible(first.base)}", "lines are 95 % intervals; a hollow mark: zero is inside"]
    axis = f"change, {legible(first.unit)}" if first.unit else "change"

    return rows_picture(title, told, labels, points, axis)


def _point(shift: Shift) -> Point:
    d = shift.difference
    return EMPTY if math.isnan(d.d) else Point(d.d, d.low, d.high, change(d.d, d.low, d.high), solid=d.clear)
