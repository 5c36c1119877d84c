"""What was said of a question at each date, a panel a question: the line, its bands, and what came."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simengine.analysis.forecast_dates import Said, SideBySide
from simengine.report.numbers import counted, spaced
from simengine.report.plots._dates import year_of, year_of_date
from simengine.report.plots._fonts import legible
from simengine.report.plots._style import (
    BLACK,
    BLUE,
    FAINT,
    GRID,
    INK,
    PANEL_SIZE,
    SKY,
    SMALL_SIZE,
    TEXT_SIZE,
    bare,
    few_ticks,
    label,
    tick,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST = 12
_COLUMNS = 3
_STYLES = ((BLUE, "-", "o"), (BLACK, "--", "s"), (FAINT, ":", "^"))


def picture(found: Sequence[SideBySide]) -> Picture:
    """The first twelve questions that are given, a panel each; into axes, the first."""
    shown = found[:_MOST]
    columns = min(_COLUMNS, len(shown))
    rows = math.ceil(len(shown) / columns)
    more = f"; {counted(len(found) - _MOST, 'question')} more, each drawn by its name" if len(found) > _MOST else ""
    dates = sorted({each.as_of for one in found for each in one.said})
    told = f"as of {dates[0]} … {dates[-1]}" if len(dates) > 1 else f"as of {dates[0]}"
    bands = f"bands: half and 90 % of a number's futures{more}"

    def fill(figure: Figure) -> None:
        grid = figure.subplots(rows, columns, squeeze=False)
        for axes, one in zip(grid.flat, shown, strict=False):
            _draw(axes, one)
        for axes in grid.flat[len(shown) :]:
            axes.set_axis_off()

    size = max(5.4, 3.1 * columns), 2.5 * rows
    legend = ["bars: 95 % interval of a chance; diamond: what came;", bands]
    return Picture(f"What was said, {told}", legend, size, lambda axes: _draw(axes, shown[0]), fill=fill)


def _draw(axes: Axes, one: SideBySide) -> None:
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    by_scenario: dict[str, list[Said]] = {}
    for said in one.said:
        by_scenario.setdefault(said.scenario, []).append(said)
    for (scenario, all_said), style in zip(by_scenario.items(), _styles(len(by_scenario)), strict=True):
        _draw_line(axes, one, all_said, style, legible(scenario))
    if not math.isnan(one.reference):
        axes.axhline(one.reference, color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1.5)
    _draw_end(axes, one)
    axes.set_title(label(spaced(one.question), 30), fontsize=PANEL_SIZE, color=INK, loc="left", fontweight="bold")
    if one.kind == "chance":
        axes.set_ylim(-0.04, 1.04)
        axes.set_yticks((0.0, 0.25, 0.5, 0.75, 1.0), [tick(value) for value in (0.0, 0.25, 0.5, 0.75, 1.0)])
    elif one.unit:
        axes.set_ylabel(legible(one.unit), fontsize=TEXT_SIZE, color=INK)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)
    few_ticks(axes, 4, whole=year_of(one.end) - year_of_date(one.said[0].as_of) > 2.0)
    if len(by_scenario) > 1:
        axes.legend(fontsize=SMALL_SIZE, frameon=False)


def _draw_line(axes: Axes, one: SideBySide, said: Sequence[Said], style: tuple[str, str, str], name: str) -> None:
    colour, line, marker = style
    years = [year_of_date(each.as_of) for each in said]
    middle, low, high = ([getattr(each, field) for each in said] for field in ("p", "low", "high"))
    axes.plot(years, middle, color=colour, linestyle=line, linewidth=1.3, zorder=3, label=name)
    axes.plot(years, middle, color=colour, marker=marker, markersize=4.0, linestyle="none", zorder=3.5, clip_on=False)
    if one.kind == "chance":
        axes.vlines(years, low, high, color=colour, linewidth=1.6, zorder=2.5)
        return
    inner_low, inner_high = ([getattr(each, field) for each in said] for field in ("inner_low", "inner_high"))
    if len(said) == 1:
        axes.vlines(years, low, high, color=SKY, linewidth=1.2, zorder=2)
        axes.vlines(years, inner_low, inner_high, color=colour, linewidth=3.0, zorder=2.5)
        return
    axes.fill_between(years, low, high, color=SKY, alpha=0.25, linewidth=0, zorder=1)
    axes.fill_between(years, inner_low, inner_high, color=SKY, alpha=0.45, linewidth=0, zorder=2)


def _draw_end(axes: Axes, one: SideBySide) -> None:
    """The day on which the question is answered, and the answer."""
    end = year_of(one.end)
    axes.axvline(end, color=FAINT, linewidth=0.8, zorder=1)
    first = min(year_of_date(each.as_of) for each in one.said)
    room = max(end - first, 0.1)
    axes.set_xlim(first - 0.06 * room, end + 0.08 * room)
    if not math.isnan(one.answer):
        axes.plot(end, one.answer, marker="D", markersize=6, color=BLACK, clip_on=False, zorder=5, linestyle="none")
    elif one.void:
        axes.text(end, 0.5, "void ", ha="right", va="center", fontsize=SMALL_SIZE, color=FAINT)


def _styles(count: int) -> list[tuple[str, str, str]]:
    return [_STYLES[at % len(_STYLES)] for at in range(count)]
