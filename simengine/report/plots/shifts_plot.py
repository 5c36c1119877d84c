"""What other runs change in the quantiles of a measure: a row a quantile and run, with its 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simengine.analysis.shifts import Shift, Shifts
from simengine.errors import SimengineError
from simengine.report.numbers import change, spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import EMPTY, Panel, Point, draw_rows, figure_size
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ZERO = (0.0, 0.0, 0.0)
_LEAST_WIDTH = 6.2  # inches, for the text below the title


def picture(found: Sequence[Shifts]) -> Picture:
    """The differences of the quantiles. SimengineError where none can be told."""
    rows = [(one, level, shift) for one in found for level, shift in one.quantiles.items()]
    points = tuple(_point(shift) for *_, shift in rows)
    ends = [end for point in points for end in (point.value, point.low, point.high) if not math.isnan(end)]
    first = found[0]
    if not ends:
        raise SimengineError(f"nothing to draw: no run has enough values of {first.name}")
    several = len(found) > 1
    labels = [label(f"{100.0 * level:g} %{f' · {one.other}' if several else ''}") for one, level, _ in rows]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = 0.05 * ((high - low) or 1.0)
    who = "each run" if several else legible(first.other)
    title = f"{legible(first.title or spaced(first.name))}: what {who} changes"
    told = [f"quantiles less those of {legible(first.base)}", "lines are 95 % intervals; a hollow mark: zero is inside"]
    axis = f"change, {legible(first.unit)}" if first.unit else "change"

    def draw(axes: Axes) -> None:
        draw_rows(axes, Panel("", points, _ZERO), labels, axis, (low - room, high + room))

    width, height = figure_size(1, labels)
    return Picture(title, told, (max(width, _LEAST_WIDTH), height), draw, title)


def _point(shift: Shift) -> Point:
    d = shift.difference
    return EMPTY if math.isnan(d.d) else Point(d.d, d.low, d.high, change(d.d, d.low, d.high), solid=d.clear)
