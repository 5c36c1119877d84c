"""Lines that are told apart by colour, by stroke, and by their names beside their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simengine.report.plots._fonts import legible
from simengine.report.plots._style import BLACK, BLUE, GREEN, INK, PURPLE, SKY, SMALL_SIZE, VERMILION

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROOM = 0.055  # of the axes, a line of text
_STROKES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (1.5, 1.2)), (0, (6, 2, 1.5, 2)), "-", (0, (6, 2)))
_LEADER = {"arrowstyle": "-", "linewidth": 0.9, "shrinkA": 1, "shrinkB": 0}
_COLOURS = (BLUE, VERMILION, GREEN, BLACK, PURPLE, SKY)


@dataclass(frozen=True, slots=True)
class LineLook:
    """A colour, and a stroke that tells lines apart in grey."""

    color: str
    linestyle: Any


def look(at: int) -> LineLook:
    """How the line of this number looks."""
    return LineLook(_COLOURS[at % len(_COLOURS)], _STROKES[at % len(_STROKES)])


def name_ends(axes: Axes, names: Sequence[str], ends: Sequence[float], *, joined: bool = True) -> None:
    """Writes names to the right of the axes, whose limits are set; `joined` with a stroke to their lines."""
    (_, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    places = _apart(ends, _ROOM * (high - low))
    for at, (name, end, place) in enumerate(zip(names, ends, places, strict=True)):
        axes.annotate(
            legible(name),
            (right, end),
            (1.03 if joined else 1.01, place),
            textcoords=axes.get_yaxis_transform(),
            va="center",
            fontsize=SMALL_SIZE,
            color=INK,
            annotation_clip=False,
            arrowprops={**_LEADER, "color": look(at).color} if joined else None,
        )


def _apart(heights: Sequence[float], room: float) -> list[float]:
    """The places nearest to these heights, in squares, that keep their order and lie `room` apart.

    Less a step of `room` each they only have to rise, which is isotonic regression: neighbours that don't are pooled
    (Ayer, Brunk, Ewing, Reid and Silverman 1955).
    """
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    pools: list[list[float]] = []
    for rank, at in enumerate(order):
        pools.append([heights[at] - rank * room])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    level = [_mean(pool) for pool in pools for _ in pool]
    found = list(heights)
    for rank, at in enumerate(order):
        found[at] = level[rank] + rank * room
    return found


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
