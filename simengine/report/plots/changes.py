"""Differences from a base over calendar time: a line each, with its 95 % interval, and a pale band for most pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simengine.analysis.incidence import Incidence
from simengine.analysis.paired import Difference
from simengine.analysis.twins import Twins
from simengine.report.numbers import spaced
from simengine.report.plots._dates import calendar
from simengine.report.plots._fonts import legible
from simengine.report.plots._line_names import look, name_ends
from simengine.report.plots._style import (
    GRID,
    INK,
    SMALL_SIZE,
    TEXT_SIZE,
    bare,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Change:
    """A line: its label, and at each of some years the difference, its interval, and where 90 % of the pairs lie."""

    label: str
    years: tuple[float, ...]
    d: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    pairs: tuple[tuple[float, ...], tuple[float, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Lines of one quantity, with what stands above them and beside them."""

    title: str
    axis: str
    subtitle: str
    lines: tuple[Change, ...]


def of_incidences(found: Sequence[Incidence]) -> Changes:
    """The differences of shares, a line an event and run."""
    lines = []
    for one in found:
        for name, row in one.events.items():
            ends = _ends([at.difference for at in row])
            label = f"{one.titles.get(name) or spaced(name)} · {one.other}"
            lines.append(Change(label, one.years, *ends))
    title = f"What changes against {found[0].base}"
    about = "share of paths on which it has occurred, less that of the base; 95 % intervals"
    return Changes(title, "difference in probability", about, tuple(lines))


def of_twins(found: Sequence[Twins]) -> Changes:
    """The differences of means, a line a run."""
    lines = []
    for one in found:
        ends = _ends([at.difference for at in one.levels])
        band = tuple(at.quantiles[0.05] for at in one.levels), tuple(at.quantiles[0.95] for at in one.levels)
        lines.append(Change(one.other, tuple(at.year for at in one.levels), *ends, band))
    first = found[0]
    title = f"{first.title or spaced(first.name)}: change against {first.base}"
    about = "mean of the pairs with its 95 % interval; palest: where 90 % of the pairs lie"
    return Changes(title, first.unit or "value", about, tuple(lines))


def _ends(found: Sequence[Difference]) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    return tuple(d.d for d in found), tuple(d.low for d in found), tuple(d.high for d in found)


def picture(shown: Changes) -> Picture:
    """All lines."""
    return Picture(legible(shown.title), [legible(shown.subtitle)], (7.4, 3.4), lambda axes: _draw(axes, shown))


def _draw(axes: Axes, shown: Changes) -> None:
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.axhline(0.0, color=INK, linewidth=0.8, zorder=1)
    for at, line in enumerate(shown.lines):
        style = look(at)
        if line.pairs:
            axes.fill_between(line.years, *line.pairs, color=style.color, alpha=0.12, linewidth=0, zorder=2)
        axes.fill_between(line.years, line.low, line.high, color=style.color, alpha=0.35, linewidth=0, zorder=3)
        axes.plot(line.years, line.d, color=style.color, linestyle=style.linestyle, linewidth=1.6, zorder=4)
    calendar(axes, shown.lines[0].years[0], shown.lines[0].years[-1])
    axes.set_ylabel(legible(shown.axis), fontsize=TEXT_SIZE, color=INK)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)
    axes.set_ylim(axes.get_ylim())  # as it is now, whatever is drawn later
    name_ends(axes, [line.label for line in shown.lines], [line.d[-1] for line in shown.lines])
