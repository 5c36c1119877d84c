"""What would come out if one expert were right: a panel a chance, a row an expert, all of them as a square."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simengine.analysis.experts import ExpertSplits, Split
from simengine.analysis.probability import Proportion
from simengine.errors import SimengineError
from simengine.report.numbers import probability, spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import EMPTY, LEAST_WIDTH, Panel, Point, draw_panels, draw_rows, figure_size
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SECTIONS = {"class": "outcome", "question": "questions", "measure": "measures"}
_ALL = "all"


def picture(found: ExpertSplits) -> Picture:
    """The chances of classes, else of questions, else of measures that are truths; into axes, the first.

    SimengineError where there is none.
    """
    chances = [one for one in found.splits if isinstance(one.whole, Proportion)]
    if not chances:
        raise SimengineError(f"nothing to draw: {found.scenario} has no probability")
    first = min((one.of for one in chances), key=list(_SECTIONS).index)
    shown = [one for one in chances if one.of == first]
    labels = [label(name) for name in (_ALL, *found.weights)]
    panels = [_panel(found, one) for one in shown]
    highest = max([point.high for panel in panels for point in panel.points if not math.isnan(point.high)], default=1.0)
    limits = -0.02 * highest, min(1.02, 1.05 * highest)

    def draw(axes: Axes) -> None:
        draw_rows(axes, panels[0], "probability", limits)

    def fill(figure: Figure) -> None:
        draw_panels(figure, panels, labels, "probability", limits)

    width, height = figure_size(len(panels), labels)
    title, told = f"{legible(found.scenario)}, expert by expert", ["lines are 95 % intervals, the band is that of all"]
    return Picture(title, told, (max(width, LEAST_WIDTH), height), draw, fill=fill, rows=labels)


def _panel(found: ExpertSplits, split: Split) -> Panel:
    title = label(found.words.title(_SECTIONS[split.of], split.name) or spaced(split.name))
    points = [_point(split.whole, whole=True), *(_point(split.experts.get(name)) for name in found.weights)]
    whole = points[0]
    return Panel(title, tuple(points), (whole.value, whole.low, whole.high))


def _point(found: object, *, whole: bool = False) -> Point:
    if not isinstance(found, Proportion) or math.isnan(found.p):
        return EMPTY
    return Point(found.p, found.low, found.high, probability(found.p), baseline=whole)
