"""Paired differences of class probabilities from the baseline, with 95 % intervals: a forest plot.

Without classes, those of the chance questions.

One comparison: a row a class. Several: a panel a class, a row a scenario. The pale line behind an interval is what it
would be without pairing. `plot` puts all of it into one panel: a row a class and scenario.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.analysis.probability import Z95
from simengine.errors import SimengineError
from simengine.report.endings_text import weakened_text
from simengine.report.numbers import difference, estimated_difference, spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import EMPTY, Panel, Point, draw_panels, draw_rows, figure_size
from simengine.report.plots._style import counted, label, literal, new_figure, only_axes, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AXIS = "difference in probability"
_ZERO = (0.0, 0.0, 0.0)
_LEAST_WIDTH = 6.2  # inches, for the text below the title


def draw(comparisons: Sequence[Comparison], path: Path) -> tuple[Path, ...]:
    """Draw comparisons with one baseline to PATH.png and PATH.svg; returns the files. ValueError without any."""
    return save(make_figure(comparisons), path)


def make_figure(comparisons: Sequence[Comparison]) -> Figure:
    """The figure itself."""
    if len(comparisons) < 2:
        return _one_panel(comparisons)
    found = [_chances(comparison) for comparison in comparisons]
    panels = [Panel(name, tuple(_point(one.get(name)) for one in found), _ZERO) for name in _names(comparisons)]
    labels = [label(spaced(comparison.other)) for comparison in comparisons]
    figure = new_figure(*figure_size(len(panels), labels), _title(comparisons), _subtitle(comparisons))
    draw_panels(figure, panels, labels, AXIS, _limits(comparisons))
    return figure


def plot(comparisons: Sequence[Comparison], axes: Axes | None = None) -> Axes:
    """All differences in one panel, in these axes or a figure of their own; returns the axes. ValueError as `draw`."""
    if axes is None:
        return only_axes(_one_panel(comparisons))
    labels, points = _rows(comparisons)
    draw_rows(axes, Panel(_title(comparisons), points, _ZERO), labels, AXIS, _limits(comparisons))
    literal(axes)
    return axes


def _one_panel(comparisons: Sequence[Comparison]) -> Figure:
    labels, points = _rows(comparisons)
    width, height = figure_size(1, labels)
    figure = new_figure(max(width, _LEAST_WIDTH), height, _title(comparisons), _subtitle(comparisons))
    draw_rows(figure.subplots(), Panel("", points, _ZERO), labels, AXIS, _limits(comparisons))
    return figure


def _rows(comparisons: Sequence[Comparison]) -> tuple[list[str], tuple[Point, ...]]:
    """A row a class, or a class and scenario if there are several: labels and points."""
    if not comparisons:
        raise ValueError("there is no comparison to draw")
    if not _names(comparisons):
        shared = "no outcome, no question with when and no truth among its measures"
        raise SimengineError(f"nothing to draw: {comparisons[0].base} shares {shared}")
    several = len(comparisons) > 1
    rows = [(name, c) for name in _names(comparisons) for c in comparisons]
    labels = [f"{name} · {legible(spaced(c.other))}" if several else name for name, c in rows]
    return labels, tuple(_point(_chances(c).get(name), with_error=True) for name, c in rows)


def has_any(comparisons: Sequence[Comparison]) -> bool:
    """Whether there is a difference of probabilities to draw."""
    return bool(_names(comparisons))


def _names(comparisons: Sequence[Comparison]) -> list[str]:
    return list(dict.fromkeys(name for comparison in comparisons for name in _chances(comparison)))


def _chances(c: Comparison) -> dict[str, Difference]:
    """The differences drawn, by label: of classes, one by one and together; without classes, of questions or truths."""
    words = c.words
    if c.outcome:
        found = {label(words.title("outcome", name) or spaced(name)): d for name, d in c.outcome.items()}
        return found | {label(title): d for title, d in c.together.items()}
    truths = {name: d for name, d in c.measures.items() if name in c.truths}
    section, chances = ("questions", c.questions) if c.questions else ("measures", truths)
    return {label(words.title(section, name) or spaced(name)): d for name, d in chances.items()}


def _title(comparisons: Sequence[Comparison]) -> str:
    other = legible(spaced(comparisons[0].other)) if len(comparisons) == 1 else "each scenario"
    return f"What {other} changes against {legible(spaced(comparisons[0].base))}"


def _point(d: Difference | None, *, with_error: bool = False) -> Point:
    if d is None or math.isnan(d.d):
        return EMPTY
    text = estimated_difference(d.d, d.low, d.high) if with_error else difference(d.d, d.low, d.high)
    return Point(d.d, d.low, d.high, text, outer=_unpaired(d), solid=d.clear)


def _unpaired(d: Difference) -> tuple[float, float]:
    return d.d - Z95 * d.se_unpaired, d.d + Z95 * d.se_unpaired


def _subtitle(comparisons: Sequence[Comparison]) -> str:
    pairs = counted([comparison.pairs for comparison in comparisons], "pairs of paths")
    lines = "thick lines are 95 % intervals, pale ones what they would be unpaired"
    base = comparisons[0].base
    weak = max((c.ended for c in comparisons), key=lambda one: (one.failed + one.excluded) / max(1, one.paths))
    told = weakened_text(weak.paths, weak.failed, weak.excluded)
    most = f"{'up to ' if len(comparisons) > 1 else ''}{told}, or in {legible(spaced(base))}" if told else ""
    return f"{pairs}{f' ({most})' if most else ''};\n{lines};\na hollow mark: zero is inside the interval"


def _limits(comparisons: Sequence[Comparison]) -> tuple[float, float]:
    """A scale that holds every interval and zero."""
    known = [d for comparison in comparisons for d in _chances(comparison).values() if not math.isnan(d.d)]
    ends = [end for d in known for end in (d.low, d.high, *_unpaired(d)) if not math.isnan(end)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = 0.05 * max(high - low, 0.002)
    return low - room, high + room
