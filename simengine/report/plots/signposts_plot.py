"""Signposts: the chance once each is seen and while it is not, left and right of the chance as things stand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simengine.analysis.probability import Proportion
from simengine.errors import SimengineError
from simengine.explain.signposts import Signpost, Signposts
from simengine.report.numbers import probability
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
from simengine.report.signposts_text import what

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 16
"""So many signposts are drawn: those that move the chance the most, as often as they can be seen at all."""
_LEAST_WIDTH = 7.4  # inches, for the text below the title
_LETTERS = 48  # of a label in a line


def picture(found: Signposts) -> Picture:
    """The signposts. SimengineError where there is none."""
    if not found.posts:
        why = found.nothing or "nothing that can be seen moves the chance by more than noise would"
        raise SimengineError(f"no signpost to draw: {why}")
    width, height = figure_size(1, _labels(_drawn(found)))
    told = [
        "full dots: once it is seen; hollow ones: as long as it is not; lines are 95 % intervals",
        f"upright line: as things stand, {probability(found.base.p)}; on the right: points by which a look moves it",
    ]
    title, size = f"What to watch: the chance of {legible(found.title)}", (max(width + 0.4, _LEAST_WIDTH), height)
    return Picture(title, told, size, lambda axes: _draw(found, axes), title)


def _drawn(found: Signposts) -> list[Signpost]:
    """The most telling, in the order of the dates."""
    order = sorted(found.posts, key=lambda post: -post.moves * post.at_risk.p)[:MOST]
    return [post for post in found.posts if post in order]


def _labels(posts: list[Signpost]) -> list[str]:
    return [label(f"{post.by}  {what(post)}", _LETTERS) for post in posts]


def _draw(found: Signposts, axes: Axes) -> None:
    posts = _drawn(found)
    bare(axes)
    ends = [end for post in posts for one in (post.if_seen, post.if_not) for end in (one.low, one.high)]
    low, high = min([found.base.low, *_finite(ends)]), max([found.base.high, *_finite(ends)])
    room = 0.04 * max(high - low, 0.01)
    axes.set_xlim(max(-room, low - room), high + room)
    few_ticks(axes, 6)
    axes.axvspan(found.base.low, found.base.high, color=BAND, linewidth=0, alpha=0.7, zorder=0.5)
    axes.axvline(found.base.p, color=FAINT, linewidth=0.9, zorder=0.6)
    axes.hlines(range(len(posts)), *axes.get_xlim(), color=ROW, linewidth=0.7, zorder=0.4)
    for row, post in enumerate(posts):
        axes.plot((post.if_not.p, post.if_seen.p), (row, row), color=PALE, linewidth=0.9, zorder=1)
        _dot(axes, row + 0.14, post.if_not, full=False)
        _dot(axes, row - 0.14, post.if_seen, full=True)
        number_beside(axes, row, f"{100.0 * post.moves:.1f}")
    axes.set_yticks(range(len(posts)), _labels(posts))
    axes.set_ylim(len(posts) - 0.4, -0.6)
    axes.set_xlabel(f"chance of {legible(found.title)}", fontsize=TEXT_SIZE, color=INK)


def _finite(values: list[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]


def _dot(axes: Axes, row: float, chance: Proportion, *, full: bool) -> None:
    colour = BLUE if full else FAINT
    width = 2.0 if full else 1.2
    axes.plot((chance.low, chance.high), (row, row), color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
    axes.plot(
        chance.p,
        row,
        marker="o",
        markersize=5.0,
        markerfacecolor=colour if full else "white",
        markeredgecolor=colour,
        linestyle="none",
        clip_on=False,
        zorder=4,
    )
