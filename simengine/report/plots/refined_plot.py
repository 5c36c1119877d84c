"""What a finer clock changes: a row a chance with the 95 % interval of its difference, the clearest first."""

from __future__ import annotations

from simengine.analysis.refinement import Moved, Refinement
from simengine.errors import SimengineError
from simengine.report.numbers import counted, estimated_difference
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import Point, rows_picture
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture

MOST = 24


def picture(found: Refinement) -> Picture:
    """The chances of classes and questions. SimengineError where there is none."""
    chances = [one for one in found.answers if one.is_chance and one.difference.d == one.difference.d]
    if not chances:
        raise SimengineError(f"nothing to draw of {found.scenario}: it has no class and no question with a chance")
    rows = sorted(chances, key=_clearness)[:MOST]
    points = [
        Point(d.d, d.low, d.high, estimated_difference(d.d, d.low, d.high), solid=d.clear)
        for d in (one.difference for one in rows)
    ]
    left = len(found.answers) - len(rows)
    about = f"{found.pairs:,} futures on both clocks; thick lines are 95 % intervals; hollow: zero is inside"
    told = [about, *([f"{counted(left, 'more answer')} in the text"] if left else [])]
    title = f"{legible(found.scenario)}: what {found.parts} steps in each {found.step} change"
    return rows_picture(title, told, [label(one.name) for one in rows], points, "difference in probability")


def _clearness(one: Moved) -> tuple[bool, float, str]:
    return not one.difference.clear, -abs(one.difference.d), one.name
