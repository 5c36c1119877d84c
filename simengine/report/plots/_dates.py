"""Dates as places along an axis of years."""

from __future__ import annotations

from simengine.language.clock import Instant, period


def year_of(day: Instant) -> float:
    """A moment as a decimal year."""
    begins = Instant(day.year, 1, 1)
    return day.year + (day - begins) / (Instant(day.year + 1, 1, 1) - begins)


def year_of_date(date: str) -> float:
    """Where the period begins that a date names: 2026, 2026-05, 2026-05-17 or 2026-Q2."""
    return year_of(period(date).first)
