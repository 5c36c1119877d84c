"""What a model would have said at its origins, as bands over what came: a row a series, a column an origin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simengine.analysis.backtest_records import Backtested, Band
from simengine.analysis.origins import Origin
from simengine.errors import WrongUsageError, what_there_is
from simengine.report.numbers import counted, spaced
from simengine.report.plots._dates import month_ticks, year_of
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
    label,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_SERIES, _MOST_ORIGINS = 8, 4
_FEW = 3  # points, with which a band has no shape


def picture(found: Backtested, series: str | None = None, origin: str | None = None) -> Picture:
    """One series at one origin, the first of each if none is named. WrongUsageError for one that isn't there."""
    name = _chosen(series, list(dict.fromkeys(one.series for one in found.bands)), "series")
    at = _chosen(origin, [one.text for one in found.origins], "origin")
    wanted = next(one for one in found.origins if one.text == at)
    bands = _of(found, name, wanted)
    title, told = legible(spaced(name)), _told(found, [wanted])
    return Picture(title, told, (5.4, 3.0), lambda axes: _draw(axes, bands, wanted, _range(bands, [wanted])))


def panels(found: Backtested) -> Picture:
    """The first eight series that have figures, at the last four origins."""
    series = list(dict.fromkeys(one.series for one in found.bands))[:_MOST_SERIES]
    origins = found.origins[-_MOST_ORIGINS:]
    size = max(5.4, 2.7 * len(origins) + 0.8), 1.75 * len(series) + 0.5
    title = f"{legible(found.scenario)}: what was said, and what came"
    return Picture(title, _told(found, origins), size, fill=lambda figure: _fill(figure, found, series, origins))


def _fill(figure: Figure, found: Backtested, series: Sequence[str], origins: Sequence[Origin]) -> None:
    grid = figure.subplots(len(series), len(origins), sharex="all", sharey="row", squeeze=False)
    limits = _range([one for one in found.bands if one.series in series], origins)
    for row, name in zip(grid, series, strict=True):
        for axes, origin in zip(row, origins, strict=True):
            _draw(axes, _of(found, name, origin), origin, limits)
        unit = next(one.unit for one in found.bands if one.series == name)
        row[0].set_ylabel(label(f"{spaced(name)}, {unit}" if unit else spaced(name), 22), fontsize=TEXT_SIZE, color=INK)
    for axes, origin in zip(grid[0], origins, strict=True):
        axes.set_title(f"as of {origin.text}", fontsize=PANEL_SIZE, color=INK, loc="left", fontweight="bold")


def _told(found: Backtested, origins: Sequence[Origin]) -> list[str]:
    fewest = min(found.futures[one.text] for one in origins)
    futures = counted(fewest, "future") if len(origins) == 1 else f"{fewest:,} futures or more each"
    return [
        f"{futures}; bands: half and 90 % of what would be measured; line: median;",
        "dots: what was measured, hollow where it was known already",
    ]


def _chosen(name: str | None, there: Sequence[str], what: str) -> str:
    if not there:
        raise WrongUsageError("there is no picture of facts and chances: no figure with an error was scored")
    if name is not None and name not in there:
        raise WrongUsageError(f"no {what} {name!r}{what_there_is(name, there)}")
    return name if name is not None else there[0]


def _of(found: Backtested, series: str, origin: Origin) -> list[Band]:
    bands = [one for one in found.bands if one.series == series and one.origin == origin.text]
    return sorted(bands, key=lambda one: one.year)


def _range(bands: Sequence[Band], origins: Sequence[Origin]) -> tuple[float, float]:
    """The years that all of it lies in, with some room."""
    years = [*(one.year for one in bands), *(year_of(one.end) for one in origins)]
    room = 0.06 * max(0.2, max(years) - min(years))
    return min(years) - room, max(years) + room


def _draw(axes: Axes, bands: Sequence[Band], origin: Origin, limits: tuple[float, float]) -> None:
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    for unit in dict.fromkeys(_kind(one) for one in bands):
        _draw_bands(axes, [one for one in bands if _kind(one) == unit])
    for known in (True, False):
        dots = [one for one in bands if one.known == known]
        face = "white" if known else BLACK
        axes.plot(
            [one.year for one in dots],
            [one.seen for one in dots],
            marker="o",
            markersize=4.5,
            markerfacecolor=face,
            markeredgecolor=BLACK,
            linestyle="none",
            zorder=5,
        )
    axes.axvline(year_of(origin.end), color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1.5)
    month_ticks(axes, *limits, most=4)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)


def _kind(band: Band) -> tuple[str, str]:
    """What is joined by a band: figures of one unit, and of one name but for the date in it."""
    return band.unit, band.name.partition("[")[0]


def _draw_bands(axes: Axes, bands: Sequence[Band]) -> None:
    years = [one.year for one in bands]
    low, inner_low, middle, inner_high, high = ([one.quantiles[at] for one in bands] for at in range(5))
    if len(bands) >= _FEW:
        axes.fill_between(years, low, high, color=SKY, alpha=0.25, linewidth=0, zorder=1)
        axes.fill_between(years, inner_low, inner_high, color=SKY, alpha=0.45, linewidth=0, zorder=2)
        axes.plot(years, middle, color=BLUE, linewidth=1.4, zorder=3)
        return
    axes.vlines(years, low, high, color=SKY, linewidth=1.6, zorder=2)
    axes.vlines(years, inner_low, inner_high, color=SKY, linewidth=5.0, alpha=0.8, zorder=2.5)
    axes.plot(years, middle, marker="_", markersize=9, markeredgewidth=1.6, color=BLUE, linestyle="none", zorder=3)
