"""Time: dates name periods, instants lie on a grid; every clock against a walk through the calendar."""

from __future__ import annotations

import calendar
import datetime
from bisect import bisect_left, bisect_right
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simengine.language.clock import MOST_STEPS, Clock, make_clock, period

DAY = datetime.date.fromisoformat
CLOCKS = [
    make_clock("2024", "2031", "year"),
    make_clock("2024-07", "2036-07", "year"),
    make_clock("2024-Q2", "2028-Q2", "quarter"),
    make_clock("2024-02", "2028-05", "quarter"),
    make_clock("2024-07", "2036-07", "month"),
    make_clock("2024-02-26", "2026-02-23", "week"),
    make_clock("2023-12-30", "2024-03-15", "day"),
]
DAYS = st.dates(DAY("2018-01-01"), DAY("2040-01-01"))
EACH = pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: f"{clock.step} from {clock.start}")


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-05", "2026-05-01", "2026-06-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-05-17", "2026-05-17", "2026-05-18"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2026-12-31", "2026-12-31", "2027-01-01"),
        (" 2026-05 ", "2026-05-01", "2026-06-01"),
        ("9998", "9998-01-01", "9999-01-01"),
        ("0001-01-01", "0001-01-01", "0001-01-02"),
    ],
)
def test_a_date_names_a_period(text: str, first: str, after: str) -> None:
    found = period(text)
    assert (found.first, found.after) == (DAY(first), DAY(after))


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "26", "2026-5", "2026-Q5", "2026-Q0", "2026-00", "2026-13", "2026-02-30", "2025-02-29", "0000"),
        *(
            "2026/05",
            "2026-05-17T00:00",
            "20260517",
            "-2026",
            "2026-05-",
            "2026 05",
            "2026-05-00",
            "2026-00-01",
            "9999",
        ),
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date: write 2026, 2026-Q2|of the calendar|outside the calendar"):
        period(text)


@pytest.mark.parametrize(
    ("start", "end", "step", "steps", "per_year"),
    [
        ("2024", "2031", "year", 7, 1.0),
        ("2024-07", "2036-07", "year", 12, 1.0),
        ("2024-Q2", "2028", "quarter", 15, 4.0),
        ("2024-07", "2036-07", "month", 144, 12.0),
        ("2024-02-29", "2024-03-14", "week", 2, 365.25 / 7),
        ("2024", "2025", "day", 366, 365.25),
    ],
)
def test_clocks(start: str, end: str, step: str, steps: int, per_year: float) -> None:
    clock = make_clock(start, end, step)
    assert (clock.steps, clock.per_year, clock.dt) == (steps, per_year, 1.0 / per_year)
    assert clock.day(0) == clock.start == period(start).first
    assert clock.day(steps) == period(end).first


@pytest.mark.parametrize(
    ("start", "end", "step", "message"),
    [
        ("2024", "2024", "year", "the end (2024) must lie at least one year after the start (2024)"),
        ("2024", "2023", "month", "at least one month after"),
        ("2024-05-02", "2026", "month", "a grid of months starts on the first of a month (got 2024-05-02)"),
        ("2024-05-02", "2026", "year", "a grid of years starts on the first of a month"),
        (
            "2024",
            "2026-03",
            "year",
            "the end (2026-03) must lie on the grid of years from 2024: take 2026-01-01 or 2027-01-01",
        ),
        ("2024", "2024-03", "year", "take 2025-01-01"),
        ("2024", "2026-05-07", "month", "take 2026-05-01 or 2026-06-01"),
        ("2024-01-01", "2024-01-10", "week", "take 2024-01-08 or 2024-01-15"),
        ("1000", "9998", "day", f"steps from 1000 to 9998; at most {MOST_STEPS:,}: take a longer step"),
        ("soon", "2026", "year", "'soon' is not a date"),
    ],
)
def test_what_is_no_clock(start: str, end: str, step: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is looked at below
        make_clock(start, end, step)
    assert message in str(caught.value)


@cache
def grid(clock: Clock) -> list[datetime.date]:
    """The grid's days by plain counting, as far before the start as after it."""
    reach = {"year": 20, "quarter": 80, "month": 200, "week": 900, "day": 6000}[clock.step]
    if clock.step in ("week", "day"):
        length = datetime.timedelta(days=7 if clock.step == "week" else 1)
        return [clock.start + k * length for k in range(-reach, reach + 1)]
    size = {"year": 12, "quarter": 3, "month": 1}[clock.step]
    first = 12 * clock.start.year + clock.start.month - 1
    months = [first + size * k for k in range(-reach, reach + 1)]
    return [datetime.date(count // 12, count % 12 + 1, 1) for count in months]


@EACH
def test_days_labels_and_steps_of_the_grid(clock: Clock) -> None:
    """A label names a period that begins at its step."""
    days = grid(clock)
    middle = len(days) // 2
    for index, day in enumerate(days):
        k = index - middle
        assert clock.day(k) == day
        assert clock.step_at(day) == clock.reading_step(day) == k
        assert period(clock.label(k)).first == day
        assert len(clock.label(k)) == (10 if clock.step in ("week", "day") else 7)
        assert clock.date(clock.label(k)) == k / clock.per_year


@EACH
@settings(deadline=None)
@given(day=DAYS)
def test_what_happens_moves_on_and_what_is_read_moves_back(clock: Clock, day: datetime.date) -> None:
    days = grid(clock)
    middle = len(days) // 2
    assert clock.step_at(day) == bisect_left(days, day) - middle
    assert clock.reading_step(day) == bisect_right(days, day) - 1 - middle
    assert clock.date(str(day)) == clock.step_at(day) / clock.per_year


@pytest.mark.parametrize(
    ("clock", "text", "happens", "read"),
    [
        (CLOCKS[4], "2024", -6, 6),
        (CLOCKS[4], "2026-Q2", 21, 24),
        (CLOCKS[4], "2026-05", 22, 23),
        (CLOCKS[4], "2026-05-17", 23, 22),
        (CLOCKS[4], "2026-05-31", 23, 23),
        (CLOCKS[4], "2024-06-30", 0, 0),
        (CLOCKS[4], "2024-06-29", 0, -1),
        (CLOCKS[0], "2026-05", 3, 2),
        (CLOCKS[0], "2026", 2, 3),
        (CLOCKS[1], "2026", 2, 2),
        (CLOCKS[5], "2024-03", 1, 5),
    ],
)
def test_periods_on_the_grid_by_hand(clock: Clock, text: str, happens: int, read: int) -> None:
    """An event of a period happens at its first instant, a question about it is read at its last."""
    named = period(text)
    assert (clock.step_at(named.first), clock.reading_step(named.after)) == (happens, read)


@EACH
def test_the_calendar_year(clock: Clock) -> None:
    """docs/semantics.md, Time: exact twelfths on grids of months, the share of the year's days on finer ones."""
    for k in range(-20, clock.steps + 1):
        day = clock.day(k)
        if clock.step in ("week", "day"):
            passed = (day - datetime.date(day.year, 1, 1)).days
            expected = day.year + passed / (365 + calendar.isleap(day.year))
        else:
            expected = (12 * day.year + day.month - 1) / 12
        assert clock.year(k) == expected
        assert day.year <= clock.year(k) < day.year + 1
    years = [clock.year(k) for k in range(-20, clock.steps + 1)]
    assert sorted(set(years)) == years


@pytest.mark.parametrize(
    ("step", "years", "steps"),
    [
        ("year", 3.0, 3),
        ("quarter", 0.25, 1),
        ("quarter", 6 / 12, 2),
        ("month", 1 / 12, 1),
        ("month", 2.0, 24),
        ("month", 0.1 + 0.15, 3),
        ("week", 7 / 365.25, 1),
        ("week", 1.0, 52),
        ("week", 1 / 12, 4),
        ("day", 0.5, 183),
        ("day", 30 / 365.25, 30),
        ("day", 0.001, 0),
        ("month", 0.0, 0),
    ],
)
def test_a_window_is_whole_steps(step: str, years: float, steps: int) -> None:
    assert make_clock("2024", "2024-12-30" if step in ("week", "day") else "2025", step).window(years) == steps


@pytest.mark.parametrize("step", ["year", "quarter", "month"])
def test_every_whole_window_is_found_and_every_other_refused(step: str) -> None:
    clock = make_clock("2024", "2026", step)
    for k in range(1, 600):
        assert clock.window(k / clock.per_year) == k
        with pytest.raises(ValueError, match=f"steps of a {step}: give a whole number of steps"):
            clock.window((k + 0.01) / clock.per_year)


@pytest.mark.parametrize("step", ["year", "month", "day"])
@pytest.mark.parametrize("years", [float("inf"), float("nan"), 1.7e308 * 10])
def test_a_window_without_an_end_is_refused(step: str, years: float) -> None:
    with pytest.raises(ValueError, match="has no end: give a smaller number"):
        make_clock("2024", "2026", step).window(years)


def test_early_years_are_written_with_four_digits() -> None:
    assert make_clock("0999", "1005", "month").label(1) == "0999-02"
    assert make_clock("0999", "1005", "day").label(1) == "0999-01-02"
