"""Signposts: the answer once each is seen and while it is not, left and right of the answer as things stand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simengine.analysis.probability import Proportion
from simengine.errors import SimengineError
from simengine.explain.signpost import Mean, Signpost, Signposts, value_of
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import figure_size
from simengine.report.plots._style import (
    BAND,
    BLUE,
    FAINT,
    INK,
    PALE,
    ROW,
    TEXT_SIZE,
    bare,
    few_ticks,
    label,
    number_beside,
)
from simengine.report.plots.picture import Picture
from simengine.report.signposts_text import half_text, moves_text, what

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 16
"""So many signposts are drawn: those that move the chance the most, as often as they can be seen at all."""
_LEAST_WIDTH = 7.4  # inches, for the text below the title
_LETTERS = 48  # of a label in a line


def picture(found: Signposts) -> Picture:
    """The signposts. SimengineError where there is none."""
    if not found.posts:
        why = found.nothing or "nothing that can be seen moves it by more than noise would"
        raise SimengineError(f"no signpost to draw: {why}")
    names = [label(f"{post.by}  {what(post)}", _LETTERS) for post in _drawn(found)]
    width, height = figure_size(1, names)
    by = "by how much" if found.number else "points by which"
    told = [
        "full dots: once it is seen; hollow ones: as long as it is not; lines are 95 % intervals",
        f"upright line: as things stand, {half_text(found)}; right: {by} a look moves it",
    ]
    title, size = f"What to watch: {_about(found)}", (max(width + 0.4, _LEAST_WIDTH), height)
    return Picture(title, told, size, lambda axes: _draw(found, axes), title, rows=names)


def _drawn(found: Signposts) -> list[Signpost]:
    """The most telling, in the order of the dates."""
    order = sorted(found.posts, key=lambda post: -post.moves * post.at_risk.p)[:MOST]
    return [post for post in found.posts if post in order]


def _draw(found: Signposts, axes: Axes) -> None:
    posts = _drawn(found)
    bare(axes)
    ends = [end for post in posts for one in (post.if_seen, post.if_not) for end in (one.low, one.high)]
    low, high = min([found.base.low, *_finite(ends)]), max([found.base.high, *_finite(ends)])
    room = 0.04 * ((high - low) or 1.0 if found.number else max(high - low, 0.01))
    axes.set_xlim(low - room if found.number else max(-room, low - room), high + room)
    few_ticks(axes, 6)
    axes.axvspan(found.base.low, found.base.high, color=BAND, linewidth=0, alpha=0.7, zorder=0.5)
    axes.axvline(value_of(found.base), color=FAINT, linewidth=0.9, zorder=0.6)
    axes.hlines(range(len(posts)), *axes.get_xlim(), color=ROW, linewidth=0.7, zorder=0.4)
    for row, post in enumerate(posts):
        axes.plot((value_of(post.if_not), value_of(post.if_seen)), (row, row), color=PALE, linewidth=0.9, zorder=1)
        _dot(axes, row + 0.14, post.if_not, full=False)
        _dot(axes, row - 0.14, post.if_seen, full=True)
        number_beside(axes, row, moves_text(post).split(" ")[0])
    axes.set_xlabel(_axis(found), fontsize=TEXT_SIZE, color=INK)


def _finite(values: list[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]


def _about(found: Signposts) -> str:
    title = f"“{legible(found.title)}”"
    return title if found.number else f"the chance of {title}"


def _axis(found: Signposts) -> str:
    if not found.number:
        return f"chance of “{legible(found.title)}”"
    return f"mean of “{legible(found.title)}”{f', {legible(found.unit)}' if found.unit else ''}"


def _dot(axes: Axes, row: float, chance: Proportion | Mean, *, full: bool) -> None:
    colour = BLUE if full else FAINT
    width = 2.0 if full else 1.2
    axes.plot((chance.low, chance.high), (row, row), color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
    axes.plot(
        value_of(chance),
        row,
        marker="o",
        markersize=5.0,
        markerfacecolor=colour if full else "white",
        markeredgecolor=colour,
        linestyle="none",
        clip_on=False,
        zorder=4,
    )
