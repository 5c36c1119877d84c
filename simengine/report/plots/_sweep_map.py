"""A figure over two keys of a sweep: a heat map; of points that fill a box, these in their colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simengine.analysis.sweep_view import Seen, SweepView
from simengine.report.layout import width_of
from simengine.report.numbers import NOTHING
from simengine.report.plots._style import FAINT, GRID, INK, ROW, SMALL_SIZE, TEXT_SIZE, label
from simengine.report.plots._sweep_axes import key_of, number_of, places_of, plain_ticks, scale_of
from simengine.report.sweep_text import AS_IT_IS, difference_of, estimate_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable

_MOST_WRITTEN = 120  # cells that have their numbers in them
_DARK = 0.6  # of the scale, above which a number is written in white
_LETTER, _BESIDE, _WIDEST = 0.072, 2.4, 16.0  # inches: of a number's letter, of what is beside the cells, in all


def in_noise(row: Seen) -> bool:
    """Whether a difference may as well be none."""
    return row.change is not None and row.change.low <= 0.0 <= row.change.high


def map_size(view: SweepView) -> tuple[float, float]:
    """Inches for a map whose cells have room for their numbers."""
    across, down = (len(places_of(view, at)) for at in _sides(view))
    each = max(0.85, _cell_width(view)) if has_intervals(view) else 0.85
    return max(5.0, min(_WIDEST, each * across + _BESIDE)), max(2.6, min(7.0, 0.45 * down + 1.2))


def has_intervals(view: SweepView) -> bool:
    """Whether a map's cells have room for intervals."""
    across, _ = _sides(view)
    return len(view.rows) <= _MOST_WRITTEN and _cell_width(view) * len(places_of(view, across)) + _BESIDE <= _WIDEST


def _cell_width(view: SweepView) -> float:
    cross = view.sweep.design == "cross"
    lines = (line for row in view.rows for line in _cell_text(row, cross).split("\n"))
    return _LETTER * max(map(width_of, lines)) + 0.12


def _sides(view: SweepView) -> tuple[int, int]:
    """Which key goes across and which down: of a cross a row a world."""
    return (1, 0) if view.sweep.design == "cross" else (0, 1)


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
    gaps = [at for at, row in enumerate(rows) if math.isnan(row.found.value)]
    if gaps:
        axes.scatter([x[at] for at in gaps], [y[at] for at in gaps], marker="x", color=FAINT, s=30)
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
    across, down = _sides(view)
    columns, lines = places_of(view, across), places_of(view, down)
    cells = {(lines.index(row.point.values[down]), columns.index(row.point.values[across])): row for row in view.rows}
    values = np.full((len(lines), len(columns)), math.nan)
    for place, row in cells.items():
        values[place] = _coloured(row, cross)
    low, high = _limits([value for value in values.flat if math.isfinite(value)], view.rows, cross)
    image = axes.imshow(
        np.ma.masked_invalid(values),
        cmap="RdBu" if cross else "Blues",
        aspect="auto",
        origin="upper" if cross else "lower",
        vmin=low,
        vmax=high,
    )
    if cross:
        _hatch(axes, [place for place, row in cells.items() if in_noise(row)])
    if len(cells) <= _MOST_WRITTEN:
        for (y, x), row in cells.items():
            depth = abs(values[y, x]) / high if cross else (values[y, x] - low) / (high - low)
            text = _cell_text(row, cross)
            shown = text if has_intervals(view) else text.partition("\n")[0]
            colour = "white" if depth > _DARK else INK  # NaN is no more
            axes.text(x, y, shown, ha="center", va="center", fontsize=SMALL_SIZE, color=colour)
    for axis, names, at in ((axes.xaxis, columns, across), (axes.yaxis, lines, down)):
        axis.set_ticks(range(len(names)), [label(name or AS_IT_IS, 16) for name in names])
        axis.set_label_text(key_of(view, at), fontsize=TEXT_SIZE, color=INK)
    axes.tick_params(labelsize=SMALL_SIZE, length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    _add_bar(axes, image, "difference" if cross else scale_of(view))


def _coloured(row: Seen, cross: bool) -> float:
    """What a cell's colour tells; NaN of one that has none, as a difference that may be none."""
    if not cross:
        return row.found.value
    return row.change.value if row.change and not in_noise(row) else math.nan


def _limits(known: Sequence[float], rows: Sequence[Seen], cross: bool) -> tuple[float, float]:
    """The ends of the scale of colours; of differences it has 0 in its middle."""
    if cross:
        ends = (abs(end) for row in rows if row.change for end in (row.change.low, row.change.high))
        largest = max(map(abs, known), default=0.0) or max(filter(math.isfinite, ends), default=0.0) or 1.0
        return -largest, largest
    low, high = min(known, default=0.0), max(known, default=1.0)
    return (low, high) if low < high else (low - 0.5, high + 0.5)


def _hatch(axes: Axes, places: Sequence[tuple[int, int]]) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only who draws waits for matplotlib)

    for y, x in places:
        cell = Rectangle((x - 0.5, y - 0.5), 1.0, 1.0, facecolor=ROW, edgecolor=GRID, hatch="////", linewidth=0.0)
        axes.add_patch(cell)


def _cell_text(row: Seen, cross: bool) -> str:
    """A number as in the table, below it its interval, or why it has none."""
    if cross and row.point.against:
        text = difference_of(row) or NOTHING
        gap = row.gap if text == NOTHING else ""
    else:
        text, gap = estimate_of(row), row.gap
    number, mark, interval = (text if gap else text.replace(" ±", "\n±").replace(" [", "\n[")).partition("\n")
    return "\n".join(part for part in (number.replace("-", "−"), mark and interval.replace("-", "−"), gap) if part)
