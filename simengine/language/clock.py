"""Time: a grid of instants, and the calendar around it; see docs/semantics.md, Time."""

from __future__ import annotations

import calendar
import datetime
import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from simengine.language.types import LENGTHS

Instant = datetime.datetime
STEPS_PER_YEAR = {"year": 1.0, "quarter": 4.0} | {
    name: LENGTHS[f"{name}s"] for name in ("month", "week", "day", "hour")
}
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_HOURS = {"week": 168, "day": 24, "hour": 1}
_SHOWN = {"week": 10, "day": 10, "hour": 13} | dict.fromkeys(_MONTHS, 7)
DATE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2})(?:T(\d{2}))?)?))?")
MOST_STEPS = 100_000
LAST_YEAR = 9998
SLACK = 1e-9
"""So much of a step above a whole number of them is no part of a delay: months(7) are 7.000000000000001 months."""
_DAY, _HOUR, _MICROSECOND = (datetime.timedelta(**{unit: 1}) for unit in ("days", "hours", "microseconds"))
FORMS = "2026, 2026-Q2, 2026-05, 2026-05-17 or 2026-05-17T06"


@dataclass(frozen=True, slots=True)
class Period:
    """What a date names: a year, quarter, month, day or hour, from its `first` instant to the first after it."""

    first: Instant
    after: Instant


@lru_cache(maxsize=2**14)  # the dates of a long table are asked for several times
def period(text: str) -> Period:
    """The period a date names: `2026`, `2026-Q2`, `2026-05`, `2026-05-17` or `2026-05-17T06`.

    Raises:
        ValueError: for anything else, and for days that do not exist.
    """
    found = DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a date: write {FORMS}")
    year, quarter, month, day, hour = (int(group) if group else None for group in found.groups())
    if year is None or not 1 <= year <= LAST_YEAR:
        raise ValueError(f"{text!r} is outside the calendar (years 1 to {LAST_YEAR})")
    try:
        if month is not None and day is not None:
            first = Instant(year, month, day, hour or 0)
            return Period(first, first + datetime.timedelta(hours=24 if hour is None else 1))
        first_month, months = (1, 12) if quarter is None else (3 * quarter - 2, 3)
        if month is not None:
            first_month, months = month, 1
        return Period(Instant(year, first_month, 1), _months_later(year, first_month, months))
    except ValueError:
        raise ValueError(f"{text!r} is no date of the calendar") from None


def alike(text: str, day: Instant) -> str:
    """The period that holds an instant, of the same kind as that of a date: for 2026-Q2 its quarter."""
    found = DATE.fullmatch(text.strip())
    _, quarter, month, within, hour = found.groups() if found else (None,) * 5
    if quarter:
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: 13 if hour else 10 if within else 7 if month else 4]


def _months_later(year: int, month: int, months: int) -> Instant:
    count = 12 * year + month - 1 + months
    return Instant(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Clock:
    """A grid of instants k = 0 … `steps`, from `start`, one `step` apart; or with so many `parts` in each step."""

    start: Instant
    steps: int
    step: str
    parts: int = 1

    @property
    def per_year(self) -> float:
        """Steps per year, n."""
        return STEPS_PER_YEAR[self.step] * self.parts

    @property
    def dt(self) -> float:
        """The length of a step in years."""
        return 1.0 / self.per_year

    def refined(self, parts: int) -> Clock:
        """The same time in steps that are so many times shorter."""
        return replace(self, steps=self.steps * parts, parts=self.parts * parts)

    def step_at(self, day: Instant) -> int:
        """The step of an instant: the first grid instant not before it. Negative before the start."""
        return math.ceil(self.position(day))

    def reading_step(self, day: Instant) -> int:
        """The step at which something is read at an instant: the last grid instant not after it."""
        return math.floor(self.position(day))

    def position(self, day: Instant) -> Fraction:
        """Where an instant lies on the grid, in steps; within a month by its share of the month."""
        if self.step not in _MONTHS:
            apart = day - self.start
            return Fraction(apart // _MICROSECOND, _HOURS[self.step] * (_HOUR // _MICROSECOND)) * self.parts
        first = Instant(day.year, day.month, 1)
        share = Fraction((day - first) // _MICROSECOND, (_months_later(day.year, day.month, 1) - first) // _MICROSECOND)
        months = 12 * (day.year - self.start.year) + day.month - self.start.month
        return (months + share) / _MONTHS[self.step] * self.parts

    def date(self, text: str) -> float:
        """A date's first instant in years since the start; what `date('2026-10')` means.

        Raises:
            ValueError: if it is not a date.
        """
        return self.step_at(period(text).first) / self.per_year

    def window(self, years: float) -> int:
        """A length of time as whole steps.

        Raises:
            ValueError: if it is not a whole number of steps on a grid of months, quarters or years, or endless.
        """
        exact = years * self.per_year
        if not math.isfinite(exact):
            raise ValueError(f"a length of time of {years:g} years has no end: give a smaller number")
        whole = round(exact)
        if self.step in _MONTHS and abs(exact - whole) > 1e-9:
            raise ValueError(f"{years:g} years are {exact:g} steps of a {self.step}: give a whole number of steps")
        return whole

    def delay(self, years: float) -> int:
        """A delay in steps: rounded up, one at least; one that goes beyond the clock is a step more than it has."""
        steps = years * self.per_year - SLACK
        return max(1, math.ceil(steps)) if steps <= self.steps else self.steps + 1

    def year(self, k: int) -> float:
        """The calendar year of step k with its fraction."""
        if self.step in _MONTHS:
            whole = 12 * self.start.year + self.start.month - 1
            return (whole + _MONTHS[self.step] * k / self.parts) / 12
        day = self.day(k)
        days = 366 if calendar.isleap(day.year) else 365
        return day.year + (day - Instant(day.year, 1, 1)) / _DAY / days

    def times(self, k: int) -> tuple[float, float, float]:
        """What expressions see of step k: `time`, `year` and `month_of_year`."""
        return k / self.per_year, self.year(k), float(self.day(k).month)

    def day(self, k: int) -> Instant:
        """The instant of step k in the calendar; parts of a month are equal, to the second."""
        whole, part = divmod(k, self.parts)
        if self.step not in _MONTHS:
            return self.start + datetime.timedelta(hours=_HOURS[self.step]) * k / self.parts
        first = _months_later(self.start.year, self.start.month, _MONTHS[self.step] * whole)
        if not part:
            return first
        months, share = divmod(Fraction(_MONTHS[self.step] * part, self.parts), 1)
        first = _months_later(first.year, first.month, int(months))
        length = _months_later(first.year, first.month, 1) - first
        return first + length * float(share)

    def label(self, k: int) -> str:
        """Step k as a person would write it: `2026-05` on a monthly grid, a day or an hour on a finer one."""
        return self.day(k).isoformat()[: _SHOWN[self.step] if k % self.parts == 0 else 16]


def make_clock(start: str, end: str, step: str) -> Clock:
    """The clock of a scenario.

    Raises:
        ValueError: if the end is not after the start or not on the grid, or the grid starts inside a month or a day.
    """
    first, last = period(start).first, period(end).first
    if step in _MONTHS and first != Instant(first.year, first.month, 1):
        raise ValueError(f"a grid of {step}s starts on the first of a month (got {start})")
    if step != "hour" and first.hour:
        raise ValueError(f"a grid of {step}s starts with a day (got {start})")
    clock = Clock(first, 0, step)
    steps = clock.step_at(last)
    clock = replace(clock, steps=steps)
    if steps < 1:
        raise ValueError(f"the end ({end}) must lie at least one {step} after the start ({start})")
    if steps > MOST_STEPS:
        raise ValueError(f"{steps:,} steps from {start} to {end}; at most {MOST_STEPS:,}: take a longer step")
    if clock.day(steps) != last:
        near = (clock.day(k).isoformat()[: max(10, _SHOWN[step])] for k in (steps - 1, steps) if k > 0)
        raise ValueError(f"the end ({end}) must lie on the grid of {step}s from {start}: take {' or '.join(near)}")
    return clock
