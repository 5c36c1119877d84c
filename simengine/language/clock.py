"""Time: a grid of instants, and the calendar around it; see docs/semantics.md, Time."""

from __future__ import annotations

import calendar
import datetime
import math
import re
from dataclasses import dataclass

from simengine.language.types import DAYS_PER_YEAR

STEPS_PER_YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": DAYS_PER_YEAR / 7, "day": DAYS_PER_YEAR}
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_DAYS = {"week": 7, "day": 1}
DATE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?")
MOST_STEPS = 100_000
LAST_YEAR = 9998


@dataclass(frozen=True, slots=True)
class Period:
    """What a date names: a year, quarter, month or day, from `first` to the first day after it."""

    first: datetime.date
    after: datetime.date


def period(text: str) -> Period:
    """The period a date names: `2026`, `2026-Q2`, `2026-05` or `2026-05-17`.

    Raises:
        ValueError: for anything else, and for days that do not exist.
    """
    found = DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a date: write 2026, 2026-Q2, 2026-05 or 2026-05-17")
    year, quarter, month, day = (int(group) if group else None for group in found.groups())
    if year is None or not 1 <= year <= LAST_YEAR:
        raise ValueError(f"{text!r} is outside the calendar (years 1 to {LAST_YEAR})")
    try:
        if month is not None and day is not None:
            first = datetime.date(year, month, day)
            return Period(first, first + datetime.timedelta(days=1))
        first_month, months = (1, 12) if quarter is None else (3 * quarter - 2, 3)
        if month is not None:
            first_month, months = month, 1
        return Period(datetime.date(year, first_month, 1), _months_later(year, first_month, months))
    except ValueError:
        raise ValueError(f"{text!r} is no date of the calendar") from None


def alike(text: str, day: datetime.date) -> str:
    """The period that holds a day, of the same kind as that of a date: for 2026-Q2 its quarter."""
    found = DATE.fullmatch(text.strip())
    _, quarter, month, within = found.groups() if found else (None,) * 4
    if quarter:
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: 10 if within else 7 if month else 4]


def _months_later(year: int, month: int, months: int) -> datetime.date:
    count = 12 * year + month - 1 + months
    return datetime.date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Clock:
    """A grid of instants k = 0 … `steps`, from `start`, one `step` apart."""

    start: datetime.date
    steps: int
    step: str

    @property
    def per_year(self) -> float:
        """Steps per year, n."""
        return STEPS_PER_YEAR[self.step]

    @property
    def dt(self) -> float:
        """The length of a step in years."""
        return 1.0 / self.per_year

    def step_at(self, day: datetime.date) -> int:
        """The step of an instant: the first grid instant not before it. Negative before the start."""
        return step_between(self.start, day, self.step)

    def reading_step(self, day: datetime.date) -> int:
        """The step at which something is read on a day: the last grid instant not after it."""
        step = self.step_at(day)
        return step if self.day(step) == day else step - 1

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

    def year(self, k: int) -> float:
        """The calendar year of step k with its fraction."""
        if self.step in _MONTHS:
            return (12 * self.start.year + self.start.month - 1 + _MONTHS[self.step] * k) / 12
        day = self.day(k)
        days = 366 if calendar.isleap(day.year) else 365
        return day.year + (day.timetuple().tm_yday - 1) / days

    def day(self, k: int) -> datetime.date:
        """The calendar day of step k."""
        if self.step in _MONTHS:
            return _months_later(self.start.year, self.start.month, _MONTHS[self.step] * k)
        return self.start + datetime.timedelta(days=_DAYS[self.step] * k)

    def label(self, k: int) -> str:
        """Step k as a person would write it: `2026-05` on a monthly grid, a day on a finer one."""
        return self.day(k).isoformat()[: 7 if self.step in _MONTHS else 10]


def step_between(start: datetime.date, day: datetime.date, step: str) -> int:
    """Steps from one day to another, rounded up to the grid that `start` lies on."""
    if step in _MONTHS:
        months = 12 * (day.year - start.year) + day.month - start.month + (day.day > start.day)
        return -(-months // _MONTHS[step])
    return -(-(day - start).days // _DAYS[step])


def make_clock(start: str, end: str, step: str) -> Clock:
    """The clock of a scenario.

    Raises:
        ValueError: if the end is not after the start or not on the grid, or a monthly grid starts inside a month.
    """
    first, last = period(start).first, period(end).first
    if step in _MONTHS and first.day != 1:
        raise ValueError(f"a grid of {step}s starts on the first of a month (got {start})")
    steps = step_between(first, last, step)
    clock = Clock(first, steps, step)
    if steps < 1:
        raise ValueError(f"the end ({end}) must lie at least one {step} after the start ({start})")
    if steps > MOST_STEPS:
        raise ValueError(f"{steps:,} steps from {start} to {end}; at most {MOST_STEPS:,}: take a longer step")
    if clock.day(steps) != last:
        nearest = " or ".join(str(clock.day(k)) for k in (steps - 1, steps) if k > 0)
        raise ValueError(f"the end ({end}) must lie on the grid of {step}s from {start}: take {nearest}")
    return clock
