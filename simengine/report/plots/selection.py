"""What is forced against the same by itself, class by class, with 95 % intervals: a forest plot of the gaps."""

from __future__ import annotations

import math

from simengine.analysis.forced import Forced, ForcedScenario, Selected
from simengine.errors import SimengineError
from simengine.report.numbers import estimated_difference, spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import EMPTY, Point, rows_picture
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture

AXIS = "probability where it is forced less that where it happens by itself"


def picture(found: Forced) -> Picture:
    """The gaps. SimengineError where there is none."""
    rows = [(one, each) for one in found.scenarios for each in one.selected]
    if not rows:
        raise SimengineError(
            f"nothing to draw: {'; '.join(f'{one.scenario}: {one.reason}' for one in found.scenarios)}"
        )
    several = len({one.scenario for one, _ in rows}) > 1
    labels = [_label(one, each, several=several) for one, each in rows]
    points = tuple(_point(each) for _, each in rows)
    what = "selection, and what else is changed" if any(one.else_changed for one, _ in rows) else "selection"
    told = [f"The gap is {what}; lines are 95 % intervals;", "a hollow mark: zero is inside the interval"]
    return rows_picture(_title(found), told, labels, points, AXIS)


def _title(found: Forced) -> str:
    forcing = [one.scenario for one in found.scenarios if one.selected]
    other = legible(forcing[0]) if len(forcing) == 1 else "each scenario"
    return f"What {other} forces, against the same by itself in {legible(found.base)}"


def _label(one: ForcedScenario, each: Selected, *, several: bool) -> str:
    name = label(each.title or spaced(each.name))
    return f"{name} · {legible(one.scenario)}" if several else name


def _point(each: Selected) -> Point:
    gap = each.gap
    if math.isnan(gap.d):
        return EMPTY
    return Point(gap.d, gap.low, gap.high, estimated_difference(gap.d, gap.low, gap.high), solid=gap.clear)
