"""How much of the uncertainty of each figure is what we don't know: shares with their intervals."""

from __future__ import annotations

import math

from simengine.analysis.ignorance import Ignorance
from simengine.analysis.ignorance_splits import IgnoranceSplits
from simengine.errors import SimengineError
from simengine.report.ignorance_text import called, share_text
from simengine.report.numbers import counted
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import Point, rows_picture
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture

MOST = 24
AXIS = "share of the variance that is what we don't know"


def picture(found: IgnoranceSplits) -> Picture:
    """A row a figure, the answer first. SimengineError where nothing can be told of any."""
    rows = [(of, name, one) for of, name, one in found.told() if not math.isnan(one.share)][:MOST]
    if not rows:
        why = next((one.unknown for *_, one in found.told() if one.unknown), "it has no figure")
        raise SimengineError(f"nothing to draw of {found.scenario}: {why}")
    answer = found.headline.title if found.headline else ""
    labels = [label(answer if of == "answer" else called(found, of, name)) for of, name, _ in rows]
    points = tuple(_point(of, one) for of, _, one in rows)
    told = [f"the rest is chance; {counted(found.draws, 'draw')}, {found.each:,} paths each; lines are 95 % intervals"]
    title = f"{legible(found.scenario)}: what we don't know, and what is chance"

    limits = min([-0.02, *(point.low for point in points)]), max([1.02, *(point.high for point in points)])

    return rows_picture(title, told, labels, points, AXIS, limits)


def _point(of: str, one: Ignorance) -> Point:
    return Point(one.share, one.low, one.high, share_text(one), baseline=of == "answer")
