"""Single futures over calendar time, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simengine.compute.tracks import Tracks
from simengine.errors import WrongUsageError, what_there_is
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
    counted,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMED = 6  # so many lines are told apart
_MANY = look(0)


def picture(tracks: Tracks, name: str | None = None) -> Picture:
    """The lines of a name, of the first if none is given. WrongUsageError for one that is not among the tracks'."""
    at = _place(tracks, name)
    told = [counted([len(tracks.paths)], "paths")]
    return Picture(_quantity(tracks, at), told, (5.0, 3.0), lambda axes: _draw(axes, tracks, at))


def _place(tracks: Tracks, name: str | None) -> int:
    wanted = tracks.names[0] if name is None and tracks.names else name or ""
    if wanted not in tracks.names:
        raise WrongUsageError(f"no {wanted!r} among what was computed{what_there_is(wanted, tracks.names)}")
    return tracks.names.index(wanted)


def _quantity(tracks: Tracks, at: int) -> str:
    name = tracks.titles[at] or spaced(tracks.names[at])
    return legible(f"{name}, {tracks.units[at]}" if tracks.units[at] else name)


def _draw(axes: Axes, tracks: Tracks, place: int) -> None:
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    few = len(tracks.paths) <= _NAMED
    for at, (path, values) in enumerate(zip(tracks.paths, tracks.values, strict=True)):
        style = look(at) if few else _MANY
        axes.plot(
            tracks.years,
            values[:, place],
            color=style.color,
            linestyle=style.linestyle,
            linewidth=1.2 if few else 0.6,
            alpha=1.0 if few else 0.35,
            label=f"path {path}",
        )
    calendar(axes, float(tracks.years[0]), float(tracks.years[-1]))
    axes.set_ylabel(_quantity(tracks, place), fontsize=TEXT_SIZE, color=INK)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)
    if few and tracks.paths:
        axes.set_ylim(axes.get_ylim())  # as it is now, whatever is drawn later
        name_ends(axes, [f"path {path}" for path in tracks.paths], [float(row[-1, place]) for row in tracks.values])
