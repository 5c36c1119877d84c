"""Paired differences of class probabilities from the baseline, with 95 % intervals: a forest plot.

Without classes, those of the chance questions.

One comparison: a row a class. Several: a panel a class, a row a scenario. The pale line behind an interval is what it
would be without pairing. `picture` has all of it in one panel: a row a class and scenario.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.analysis.probability import t95
from simengine.errors import SimengineError
from simengine.report.comparison_cells import both_text, drawn_chance, estimated_chance, own_counts
from simengine.report.endings_text import weakened_text
from simengine.report.layout import fill
from simengine.report.numbers import spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import (
    EMPTY,
    LEAST_WIDTH,
    ZERO,
    Panel,
    Point,
    draw_panels,
    figure_size,
    holding,
    rows_picture,
)
from simengine.report.plots._style import counted, label
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AXIS = "difference in probability"
_LETTERS = 13  # an inch of that text
_MOST = 3


def picture(comparisons: Sequence[Comparison]) -> Picture:
    """All differences in one panel. ValueError without a comparison, SimengineError without a difference."""
    labels, points = _rows(comparisons)
    width = max(figure_size(1, labels)[0], LEAST_WIDTH)
    return rows_picture(_title(comparisons), _told(comparisons, width), labels, points, AXIS)


def panels(comparisons: Sequence[Comparison]) -> Picture:
    """The same, of several comparisons a panel a class. Errors as of `picture`."""
    if len(comparisons) < 2:
        return picture(comparisons)
    found = list(zip(comparisons, _drawn(comparisons), strict=True))
    shown = [Panel(name, tuple(_point(c, one.get(name)) for c, one in found), ZERO) for name in _names(comparisons)]
    labels = [label(comparison.other) for comparison in comparisons]
    size = figure_size(len(shown), labels)

    def fill(figure: Figure) -> None:
        draw_panels(figure, shown, labels, AXIS, holding([point for panel in shown for point in panel.points]))

    return Picture(_title(comparisons), _told(comparisons, size[0]), size, fill=fill)


def _rows(comparisons: Sequence[Comparison]) -> tuple[list[str], tuple[Point, ...]]:
    """A row a class, or a class and scenario if there are several: labels and points."""
    if not comparisons:
        raise ValueError("there is no comparison to draw")
    if not _names(comparisons):
        shared = "no outcome, no question with when and no truth among its measures"
        raise SimengineError(f"nothing to draw: {comparisons[0].base} shares {shared}")
    several = len(comparisons) > 1
    found = list(zip(comparisons, _drawn(comparisons), strict=True))
    rows = [(name, c, one.get(name)) for name in _names(comparisons) for c, one in found]
    labels = [f"{name} · {legible(c.other)}" if several else name for name, c, _ in rows]
    return labels, tuple(_point(c, d, with_error=True) for _, c, d in rows)


def has_any(comparisons: Sequence[Comparison]) -> bool:
    """Whether there is a difference of probabilities to draw."""
    return bool(_names(comparisons))


def _names(comparisons: Sequence[Comparison]) -> list[str]:
    return list(dict.fromkeys(name for found in _drawn(comparisons) for name in found))


def _drawn(comparisons: Sequence[Comparison]) -> list[dict[str, Difference]]:
    """The differences drawn of each, by label: of classes, one by one and together; without, of questions or truths."""
    if any(c.outcome for c in comparisons):
        return [
            _labelled(c, "outcome", c.outcome) | {label(title): d for title, d in c.together.items()}
            for c in comparisons
        ]
    if any(c.questions for c in comparisons):
        return [_labelled(c, "questions", c.questions) for c in comparisons]
    return [_labelled(c, "measures", {n: d for n, d in c.measures.items() if n in c.truths}) for c in comparisons]


def _labelled(c: Comparison, section: str, found: Mapping[str, Difference]) -> dict[str, Difference]:
    return {label(c.words.title(section, name) or spaced(name)): d for name, d in found.items()}


def _title(comparisons: Sequence[Comparison]) -> str:
    other = legible(comparisons[0].other) if len(comparisons) == 1 else "each scenario"
    return f"What {other} changes against {legible(comparisons[0].base)}"


def _point(c: Comparison, d: Difference | None, *, with_error: bool = False) -> Point:
    if d is None and c.unlike and not c.subtracted:
        return replace(EMPTY, text="unlike")
    if d is None or math.isnan(d.d):
        return EMPTY
    text = (estimated_chance if with_error else drawn_chance)(d)
    return Point(d.d, d.low, d.high, text, outer=_unpaired(d), solid=d.clear)


def _unpaired(d: Difference) -> tuple[float, float]:
    half = t95(d.freedom) * d.se_unpaired
    return d.d - half, d.d + half


def _told(comparisons: Sequence[Comparison], width: float) -> list[str]:
    """Lines that fit so many inches: what the pairs are, what is not in them, and what the marks mean."""
    parts = [
        *fill([f"{part};" for part in _pairs(comparisons)], int(_LETTERS * width), gap=1),
        *_own(comparisons),
        "thick lines are 95 % intervals, pale ones what they would be unpaired",
        "a hollow mark: zero is inside the interval",
    ]
    return [legible(part) for part in parts]


def _pairs(comparisons: Sequence[Comparison]) -> list[str]:
    paired = [c.pairs for c in comparisons if c.pairs]
    parts = [counted(paired, "pairs of paths")] if paired else []
    alone = [c.other for c in comparisons if not c.pairs]
    if alone:
        parts.append(f"not paired with {comparisons[0].base}: {', '.join(alone)}")
    if any(c.dropped + c.unmatched for c in comparisons if c.pairs):
        parts.append("every figure is over all paths of its own run")
    weak = max(comparisons, key=lambda c: (c.ended.failed + c.ended.excluded) / max(1, c.ended.paths))
    told = weakened_text(weak.ended.paths, weak.ended.failed, weak.ended.excluded)
    if told:
        parts.append(f"{told} in {weak.other}{', the most' if len(comparisons) > 1 else ''}")
    unlike = [c.other for c in comparisons if c.unlike and c.subtracted]
    if unlike:
        parts.append(f"subtracted as asked for, though unlike: {', '.join(unlike)}")
    return parts


def _own(comparisons: Sequence[Comparison]) -> list[str]:
    """For what not the same paths count in both runs, as in no other figure: how many, and the difference of both."""
    lines = []
    for c, found in zip(comparisons, _drawn(comparisons), strict=True):
        for name, d in found.items():
            paths, alone = own_counts(c, d), both_text(c, d, estimated_chance)
            if paths:
                who = f" of {c.other}" if len(comparisons) > 1 else ""
                both = f"; of those of both {alone}" if alone else ""
                lines.append(f"{' '.join(name.split())}{who}:{paths} paths{both}")
    return [*lines[:_MOST], f"and {len(lines) - _MOST} more of such"] if len(lines) > _MOST else lines
