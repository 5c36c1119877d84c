"""A figure on its way from one scenario to another: a bar a change, from where it stood to where it comes to stand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simengine.analysis.contrast import Effect
from simengine.analysis.probability import Proportion, Spread
from simengine.errors import SimengineError
from simengine.explain.why import Step, Why
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import figure_size
from simengine.report.plots._style import (
    BLACK,
    BLUE,
    FAINT,
    INK,
    PALE,
    ROW,
    SKY,
    TEXT_SIZE,
    bare,
    few_ticks,
    label,
    number_beside,
)
from simengine.report.plots.picture import Picture
from simengine.report.why_text import effect_text, estimated_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEAST_WIDTH = 7.4  # inches, for the text below the title
_LETTERS = 46  # of a label in a line
_BAR = 0.3


def picture(found: Why) -> Picture:
    """The waterfall. SimengineError where there is none."""
    if found.nothing:
        raise SimengineError(f"no waterfall to draw: {found.nothing}")
    width, height = figure_size(1, _labels(found))
    width = max(width + 1.2, _LEAST_WIDTH)
    told = [
        "bars: what a change adds to those above it; ticks: where it would be with that change alone",
        _remainder(found),
    ]
    title = f"Why {legible(found.figure)} changes: {legible(found.base)} → {legible(found.other)}"
    return Picture(title, told, (width, height), lambda axes: _draw(found, axes), title, rows=_labels(found))


def _remainder(found: Why) -> str:
    if found.remainder is None or math.isnan(found.remainder.d):
        return "lines: 95 % intervals; on the right: by how much"
    told = effect_text(found.remainder, chance=found.chance).replace("-", "−")
    return f"lines: 95 % intervals; on the right: by how much; what they only do together: {told}"


def _labels(found: Why) -> list[str]:
    return [label(text, _LETTERS) for text in (found.base, *(step.name for step in _seen(found)), found.other)]


def _seen(found: Why) -> list[Step]:
    """The steps that any path shows."""
    return [step for step in found.steps if not step.unseen]


def _value(found: Proportion | Spread) -> float:
    return found.p if isinstance(found, Proportion) else found.mean


def _draw(found: Why, axes: Axes) -> None:
    if found.before is None or found.after is None:
        raise ValueError("a waterfall without an end")
    bare(axes)
    low, high = _limits(found, found.before, found.after)
    axes.set_xlim(low, high)
    few_ticks(axes, 6)
    steps = _seen(found)
    last = len(steps) + 1
    axes.hlines(range(last + 1), low, high, color=ROW, linewidth=0.7, zorder=0.4)
    start = at = _value(found.before)
    axes.plot((start, start), (0, last), color=PALE, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0.6)
    _end(axes, 0, found.before)
    for row, step in enumerate(steps, 1):
        number_beside(axes, row, effect_text(step.in_turn, chance=found.chance))
        to = _value(step.after)
        axes.plot((at, at), (row - 1, row), color=FAINT, linewidth=0.8, zorder=1)
        if math.isfinite(step.in_turn.d):
            axes.barh(row, to - at, 2 * _BAR, at, color=BLUE if to > at else SKY, linewidth=0, zorder=2)
            _interval(axes, row, at, step.in_turn)
        alone = start + step.alone.d
        axes.plot((alone, alone), (row - _BAR - 0.1, row + _BAR + 0.1), color=INK, linewidth=1.4, zorder=5)
        at = to if math.isfinite(to) else at
    axes.plot((at, at), (last - 1, last), color=FAINT, linewidth=0.8, zorder=1)
    _end(axes, last, found.after)
    axes.set_xlabel(_axis(found), fontsize=TEXT_SIZE, color=INK)


def _axis(found: Why) -> str:
    what = "chance of " if found.chance else "mean of "
    return f"{what}{legible(found.figure)}{f' ({legible(found.unit)})' if found.unit else ''}"


def _end(axes: Axes, row: int, found: Proportion | Spread) -> None:
    """The figure of one of the two scenarios."""
    axes.plot((found.low, found.high), (row, row), color=BLACK, linewidth=2.0, solid_capstyle="butt", zorder=3)
    axes.plot(_value(found), row, marker="s", markersize=5.0, color=BLACK, linestyle="none", zorder=4)
    number_beside(axes, row, estimated_figure(found))


def _interval(axes: Axes, row: int, at: float, found: Effect) -> None:
    axes.plot((at + found.low, at + found.high), (row, row), color=BLACK, linewidth=1.2, zorder=4)


def _limits(found: Why, before: Proportion | Spread, after: Proportion | Spread) -> tuple[float, float]:
    """A scale that holds every interval."""
    at = start = _value(before)
    ends = [before.low, before.high, after.low, after.high, at]
    for step in found.steps:
        ends += [at + step.in_turn.low, at + step.in_turn.high, _value(step.after), start + step.alone.d]
        at = _value(step.after) if math.isfinite(_value(step.after)) else at
    known = [end for end in ends if math.isfinite(end)]
    room = 0.05 * max(max(known) - min(known), 0.002)
    return min(known) - room, max(known) + room
