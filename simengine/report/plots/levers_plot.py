"""What the keys of a sweep move: a bar a key, and how far it reaches with the other keys elsewhere."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simengine.errors import SimengineError
from simengine.explain.sweep_levers import SweptLever
from simengine.report.explain_sweep_text import SweptFound, effect_text, ends_of
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import figure_size
from simengine.report.plots._style import (
    BLACK,
    BLUE,
    FAINT,
    INK,
    PALE,
    TEXT_SIZE,
    bare,
    few_ticks,
    label,
    number_beside,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 16
_LEAST_WIDTH = 7.8  # inches, for the text below the title
_LETTERS = 52  # of a label in a line


def picture(found: SweptFound) -> Picture:
    """The effects of the keys. SimengineError where there are none."""
    rows = [one for one in found.levers if math.isfinite(one.effect.d)][:_MOST]
    if not rows:
        raise SimengineError("nothing to draw: no two points differ in one key alone")
    names = [label(f"{one.key}  {ends_of(one)}", _LETTERS) for one in rows]
    width, height = figure_size(1, names)
    how = (
        "bars: by a plane through all points, from end to end"
        if any(one.line for one in rows)
        else "bars: from the first value to the other, on average over the other keys; grey: least and most among these"
    )
    title = f"What the keys move: {legible(found.headline.title)}"
    told = [how, "lines are 95 % intervals"]
    size = max(width + 0.8, _LEAST_WIDTH), height
    return Picture(title, told, size, lambda axes: _draw(found, rows, axes), title, rows=names)


def _draw(found: SweptFound, rows: list[SweptLever], axes: Axes) -> None:
    bare(axes)
    axes.axvline(0.0, color=FAINT, linewidth=0.9, zorder=0.6)
    for at, one in enumerate(rows):
        axes.barh(at, one.effect.d, height=0.5, color=BLUE, zorder=2)
        if one.least and one.most:
            axes.plot((one.least.d, one.most.d), (at, at), color=PALE, linewidth=7, solid_capstyle="butt", zorder=2.5)
        axes.plot((one.effect.low, one.effect.high), (at, at), color=BLACK, linewidth=0.9, zorder=3)
        number_beside(axes, at, effect_text(found.headline, one.effect).replace("-", "\N{MINUS SIGN}"))
    few_ticks(axes, 6)
    unit = f", {found.headline.unit}" if found.headline.unit else ""
    what = "change of the probability" if found.headline.chance else f"change of the mean{unit}"
    axes.set_xlabel(what, fontsize=TEXT_SIZE, color=INK)
