"""A figure over the keys of a sweep: a line with its band over one, a heat map over two, rows where keys are words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simengine.analysis.sweep_view import Seen, SweepView, check_keys
from simengine.language.numerals import is_number
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import Panel, Point, draw_rows
from simengine.report.plots._style import (
    BLUE,
    FAINT,
    GRID,
    INK,
    SMALL_SIZE,
    TEXT_SIZE,
    bare,
    few_ticks,
    label,
    name_rows,
)
from simengine.report.plots._sweep_axes import key_of, number_of, place_of, plain_ticks, scale_of
from simengine.report.plots._sweep_map import draw_two, has_intervals, in_noise, map_size
from simengine.report.plots.picture import Picture
from simengine.report.sweep_text import AS_IT_IS, design_words, drawn_words, estimate_of
from simengine.runs.words import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PALE_BLUE = "#C7DEF0"


def picture(view: SweepView) -> Picture:
    """A sweep. WrongUsageError for more than two keys."""
    check_keys(view.sweep)
    sweep = view.sweep
    unit = f", {view.unit}" if view.unit else ""
    title = legible(f"{view.called}{unit}")
    about = (
        f"{design_words(sweep)}, {(view.drawn or drawn_words([view.paths], [view.seed]))[0]}; {_what_is_shown(view)}"
    )
    told = (legible(one_line(sweep.title or sweep.scenario)), about)
    return Picture(title, told, _size(view), lambda axes: _draw(axes, view))


def _what_is_shown(view: SweepView) -> str:
    valueless = any(math.isnan(row.found.value) for row in view.rows)
    if view.sweep.design == "cross":
        told = "without a policy, and what each changes in the same world"
        return f"{told}; hatched: 0 lies in the 95 % interval" if any(map(in_noise, view.rows)) else told
    if view.sweep.scrambles and len(view.sweep.keys) > 1:
        told = f"the colour is the {'probability' if view.rows[0].chance else 'mean'}"
        return f"{told}; ×: no path has a value" if valueless else told
    if len(view.sweep.keys) > 1:
        return "below each its 95 % interval" if has_intervals(view) else "intervals are in the table"
    return "the band is of 95 % intervals" if _is_line(view) else "lines are 95 % intervals"


def _size(view: SweepView) -> tuple[float, float]:
    if len(view.sweep.keys) == 1:
        return (5.6, 3.2) if _is_line(view) else (6.6, 0.32 * len(view.rows) + 0.8)
    return (5.6, 3.8) if view.sweep.scrambles else map_size(view)


def _draw(axes: Axes, view: SweepView) -> None:
    keys = len(view.sweep.keys)
    if keys == 2:
        draw_two(axes, view)
    elif _is_line(view):
        _draw_line(axes, view)
    else:
        _draw_rows(axes, view)


def _is_line(view: SweepView) -> bool:
    """Whether the one key has numbers or dates, at more than one of which there is something."""
    given = [row for row in view.rows if row.point.values[0]]
    return len(given) > 1 and all(number_of(row.point.values[0]) is not None for row in given)


def _draw_line(axes: Axes, view: SweepView) -> None:
    rows = sorted((row for row in view.rows if row.point.values[0]), key=place_of)
    places = [place_of(row) for row in rows]
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    lows, highs = [row.found.low for row in rows], [row.found.high for row in rows]
    axes.fill_between(places, lows, highs, color=_PALE_BLUE, linewidth=0, zorder=2)
    axes.vlines(places, lows, highs, color=_PALE_BLUE, linewidth=2.5, zorder=2)  # seen where no neighbour has any
    axes.plot(places, [row.found.value for row in rows], color=BLUE, linewidth=1.6, marker="o", markersize=4, zorder=3)
    room = 0.05 * (places[-1] - places[0])
    axes.set_xlim(places[0] - room, places[-1] + room)
    _mark_gaps(axes, rows)
    as_it_is = next((row for row in view.rows if not row.point.values[0]), None)
    if as_it_is:
        axes.axhline(as_it_is.found.value, color=FAINT, linewidth=0.9, linestyle="--", zorder=1)
        _beside_line(axes, as_it_is.found.value)
    few_ticks(axes, 7)
    plain_ticks(axes.yaxis)
    if not is_number(rows[0].point.values[0]):
        shown = places[:: max(1, math.ceil(len(places) / 7))]
        axes.set_xticks(shown, [row.point.values[0] for row in rows if place_of(row) in shown])
    axes.set_xlabel(key_of(view, 0), fontsize=TEXT_SIZE, color=INK)
    axes.set_ylabel(scale_of(view), fontsize=TEXT_SIZE, color=INK)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)


def _mark_gaps(axes: Axes, rows: Sequence[Seen]) -> None:
    """Says why a point has no value, at the foot of its place, or no interval, beside it."""
    for row in (row for row in rows if row.gap):
        place, value = place_of(row), row.found.value
        at_foot = math.isnan(value)
        where = (place, 0.04) if at_foot else (place, value)
        kind = axes.get_xaxis_transform() if at_foot else axes.transData
        if at_foot:
            axes.plot(*where, marker="x", color=FAINT, markersize=5, transform=kind, linestyle="none", clip_on=False)
        axes.annotate(
            row.gap,
            where,
            xycoords=kind,
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=SMALL_SIZE,
            color=FAINT,
        )
    if all(math.isnan(row.found.value) for row in rows):
        axes.set_yticks([])


def _beside_line(axes: Axes, value: float) -> None:
    axes.annotate(
        AS_IT_IS,
        (0.99, value),
        xycoords=axes.get_yaxis_transform(),
        xytext=(0, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=SMALL_SIZE,
        color=FAINT,
    )


def _draw_rows(axes: Axes, view: SweepView) -> None:
    rows = view.rows
    points = tuple(
        Point(row.found.value, row.found.low, row.found.high, _beside(row), baseline=not row.point.against)
        for row in rows
    )
    ends = [end for row in rows for end in (row.found.low, row.found.high) if math.isfinite(end)] or [0.0, 1.0]
    room = 0.05 * ((max(ends) - min(ends)) or 1.0)
    labels = [label(row.point.values[0] or AS_IT_IS) for row in rows]
    draw_rows(axes, Panel("", points), scale_of(view), (min(ends) - room, max(ends) + room))
    name_rows(axes, labels)


def _beside(row: Seen) -> str:
    return f"{estimate_of(row)} ({row.gap})" if row.gap else estimate_of(row)
