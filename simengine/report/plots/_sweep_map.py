"""A figure over two keys of a sweep: a heat map; of points that fill a box, these in their colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simengine.analysis.sweep_view import Seen, SweepView
from simengine.report.numbers import change, difference, mean_text, probability, quantities
from simengine.report.plots._style import INK, SMALL_SIZE, TEXT_SIZE, label
from simengine.report.plots._sweep_axes import key_of, number_of, places_of, plain_ticks, scale_of
from simengine.report.sweep_text import AS_IT_IS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable

_MOST_WRITTEN = 120  # cells that have their numbers in them
_DARK = 0.6  # of the scale, above which a number is written in white


def draw_two(axes: Axes, view: SweepView) -> None:
    """A figure over two keys."""
    if view.sweep.scrambles and all(
        number_of(value) is not None for row in view.rows for value in row.point.values if value
    ):
        _draw_points(axes, view)
    else:
        _draw_map(axes, view)


def _draw_points(axes: Axes, view: SweepView) -> None:
    rows = [row for row in view.rows if all(row.point.values)]
    x, y = ([number_of(row.point.values[at]) or 0.0 for row in rows] for at in (0, 1))
    image = axes.scatter(x, y, c=[row.found.value for row in rows], cmap="viridis", s=90, edgecolors="white")
    for axis, at, places in ((axes.xaxis, 0, x), (axes.yaxis, 1, y)):
        axis.set_label_text(key_of(view, at), fontsize=TEXT_SIZE, color=INK)
        texts = {place: row.point.values[at] for place, row in zip(places, rows, strict=True)}
        if "-" in next(iter(texts.values()))[1:]:  # dates
            shown = sorted(texts)[:: max(1, math.ceil(len(texts) / 4))]
            axis.set_ticks(shown, [texts[place] for place in shown])
    axes.tick_params(labelsize=SMALL_SIZE, length=3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    _add_bar(axes, image, scale_of(view))


def _add_bar(axes: Axes, image: ScalarMappable, text: str) -> None:
    bar = axes.figure.colorbar(image, ax=axes, shrink=0.9)
    bar.set_label(text, fontsize=TEXT_SIZE, color=INK)
    bar.ax.tick_params(labelsize=SMALL_SIZE, length=2)
    plain_ticks(bar.ax.yaxis)
    bar.outline.set_visible(False)


def _draw_map(axes: Axes, view: SweepView) -> None:
    """A cell a pair of values. Of a cross a row a world; colours are of what a policy changes, not of the worlds."""
    import numpy as np  # noqa: PLC0415

    cross = view.sweep.design == "cross"
    across, down = (1, 0) if cross else (0, 1)
    columns, lines = places_of(view, across), places_of(view, down)
    cells = {(row.point.values[down], row.point.values[across]): row for row in view.rows}
    values = np.array([[_coloured(cells.get((line, column)), cross) for column in columns] for line in lines])
    known = np.abs(values[np.isfinite(values)])
    largest = float(known.max()) if cross and known.size else None
    image = axes.imshow(
        np.ma.masked_invalid(values),
        cmap="RdBu" if cross else "Blues",
        aspect="auto",
        origin="upper" if cross else "lower",
        vmin=None if largest is None else -largest or -1.0,
        vmax=None if largest is None else largest or 1.0,
    )
    _write_cells(axes, cells, (lines, columns), values, cross)
    for axis, names, at in ((axes.xaxis, columns, across), (axes.yaxis, lines, down)):
        axis.set_ticks(range(len(names)), [label(name or AS_IT_IS, 16) for name in names])
        axis.set_label_text(key_of(view, at), fontsize=TEXT_SIZE, color=INK)
    axes.tick_params(labelsize=SMALL_SIZE, length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    _add_bar(axes, image, "difference" if cross else scale_of(view))


def _coloured(row: Seen | None, cross: bool) -> float:
    if row is None:
        return math.nan
    return row.found.value if not cross else row.change.value if row.change else math.nan


def _write_cells(
    axes: Axes,
    cells: dict[tuple[str, str], Seen],
    names: tuple[Sequence[str], Sequence[str]],
    values: object,
    cross: bool,
) -> None:
    import numpy as np  # noqa: PLC0415

    if len(cells) > _MOST_WRITTEN:
        return
    numbers = np.asarray(values)
    known = numbers[np.isfinite(numbers)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    size = max(abs(low), abs(high)) or 1.0
    for (line, column), row in cells.items():
        y, x = names[0].index(line), names[1].index(column)
        value = float(numbers[y, x])
        depth = abs(value) / size if cross else (value - low) / ((high - low) or 1.0)
        colour = "white" if math.isfinite(value) and depth > _DARK else INK
        axes.text(x, y, _cell_text(row, cross), ha="center", va="center", fontsize=SMALL_SIZE, color=colour)


def _cell_text(row: Seen, cross: bool) -> str:
    """A number and below it half of its interval, or the number alone."""
    if cross and row.change:
        found = row.change
        text = (
            difference(found.value, found.low, found.high) if row.chance else change(found.value, found.low, found.high)
        )
    else:
        found = row.found
        text = probability(found.value) if row.chance else mean_text(found.value, found.low, found.high)
    half = (found.high - found.low) / 2.0
    bare_text = text.partition(" ±")[0]
    below = f"±{probability(half) if row.chance else quantities([half], 2)[0]}" if half > 0 else ""
    return "\n".join(part for part in (bare_text.replace("-", "−"), below) if part)
