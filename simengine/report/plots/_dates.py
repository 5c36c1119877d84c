"""Dates as places along an axis of years."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simengine.language.clock import Instant, period
from simengine.report.plots._style import INK, TEXT_SIZE, few_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STRIDES = (1, 2, 3, 6, 12, 24, 60, 120)  # months from one tick to the next
_SHORT = 2.5  # years, for which whole years are too few ticks


def year_of(day: Instant) -> float:
    """A moment as a decimal year."""
    begins = Instant(day.year, 1, 1)
    return day.year + (day - begins) / (Instant(day.year + 1, 1, 1) - begins)


def year_of_date(date: str) -> float:
    """Where the period begins that a date names: 2026, 2026-05, 2026-05-17 or 2026-Q2."""
    return year_of(period(date).first)


def calendar(axes: Axes, first: float, last: float) -> None:
    """Makes the axis below one of time between two decimal years, with ticks at years, or months in a few years."""
    if last - first > _SHORT:
        axes.set_xlim(first, last)
        few_ticks(axes, 7, whole=True)
        axes.set_xlabel("calendar year", fontsize=TEXT_SIZE, color=INK)
    else:
        month_ticks(axes, first, last, most=7)


def month_ticks(axes: Axes, first: float, last: float, most: int) -> None:
    """At most so many months as ticks, at even dates."""
    axes.set_xlim(first, last)
    low, high = math.ceil(12 * first), math.floor(12 * last)
    span = high - low
    stride = next((one for one in _STRIDES if span // one < most), 12 * max(1, span // (12 * most)))
    months = range(-(-low // stride) * stride, high + 1, stride)
    axes.set_xticks([month / 12 for month in months], [_month_text(month, stride) for month in months])


def _month_text(month: int, stride: int) -> str:
    return str(month // 12) if stride % 12 == 0 else f"{month // 12}-{month % 12 + 1:02d}"
