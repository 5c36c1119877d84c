"""Where the values of a sweep's keys lie along an axis, and what the axes are called."""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING

from simengine.analysis.sweep_view import Seen, SweepView
from simengine.language.clock import period
from simengine.language.numerals import is_number
from simengine.report.plots._fonts import legible
from simengine.report.plots._style import tick

if TYPE_CHECKING:
    from matplotlib.axis import Axis


def places_of(view: SweepView, at: int) -> list[str]:
    """The values of a key, numbers and dates in their order, others as they came."""
    names = list(dict.fromkeys(row.point.values[at] for row in view.rows if row.point.values[at]))
    known = {name: number_of(name) for name in names}
    return names if None in known.values() else sorted(names, key=lambda name: known[name] or 0.0)


def place_of(row: Seen) -> float:
    """Where a point lies along the one key; NaN for none."""
    found = number_of(row.point.values[0])
    return math.nan if found is None else found


def number_of(text: str) -> float | None:
    """Where a value lies along an axis: a number, or a date as the number of its day; None for anything else."""
    if is_number(text):
        return float(text)
    try:
        return float(datetime.date.toordinal(period(text).first))
    except ValueError:
        return None


def key_of(view: SweepView, at: int) -> str:
    """What a key is called along an axis, with its unit."""
    unit = view.key_units[at] if view.key_units else ""
    return legible(", ".join(part for part in (view.sweep.short_keys[at], unit) if part))


def scale_of(view: SweepView) -> str:
    """What the figure's own axis is called."""
    if view.rows[0].chance:
        return "probability"
    return legible(f"mean, {view.unit}" if view.unit else "mean")


def plain_ticks(axis: Axis) -> None:
    """Numbers along an axis as in the tables: `.5`, `−.05`."""
    from matplotlib.ticker import FuncFormatter  # noqa: PLC0415 — only who draws waits for matplotlib

    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
