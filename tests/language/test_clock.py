"""Time: dates name periods, instants lie on a grid; every clock against a walk through the calendar."""

from __future__ import annotations

import calendar
import datetime
from bisect import bisect_left, bisect_right
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simengine.language.clock import MOST_STEPS, Clock, Instant, make_clock, period

DAY = Instant.fromisoformat
CLOCKS = [
    make_clock("2024", "2031", "year"),
    make_clock("2024-07", "2036-07", "year"),
    make_clock("2024-Q2", "2028-Q2", "quarter"),
    make_clock("2024-02", "2028-05", "quarter"),
    make_clock("2024-07", "2036-07", "month"),
    make_clock("2024-02-26", "2026-02-23", "week"),
    make_clock("2023-12-30", "2024-03-15", "day"),
    make_clock("2023-12-30T18", "2024-02-29T23", "hour"),
]
FINE = ("week", "day", "hour")
HOURS = {"week": 168, "day": 24, "hour": 1}
DAYS = st.dates(DAY("2018-01-01").date(), DAY("2040-01-01").date()).map(lambda day: DAY(str(day)))
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
        ("2026-05-17T06", "2026-05-17T06:00", "2026-05-17T07:00"),
        ("2026-12-31T23", "2026-12-31T23:00", "2027-01-01"),
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
            "2026-05-17T24",
            "2026-05-17T6",
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
        ("2024-05-17T06", "2024-05-19", "hour", 42, 8766.0),
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
        ("2024-01-01T06", "2024-02", "day", "a grid of days starts with a day (got 2024-01-01T06)"),
        ("2024-01-01T06", "2024-02", "month", "a grid of months starts on the first of a month (got 2024-01-01T06)"),
        ("2024", "2024-01-03T06", "day", "take 2024-01-03 or 2024-01-04"),
        ("2000", "2020", "hour", "175,320 steps from 2000 to 2020; at most 100,000: take a longer step"),
        ("1000", "9998", "day", f"steps from 1000 to 9998; at most {MOST_STEPS:,}: take a longer step"),
        ("soon", "2026", "year", "'soon' is not a date"),
    ],
)
def test_what_is_no_clock(start: str, end: str, step: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is looked at below
        make_clock(start, end, step)
    assert message in str(caught.value)


@cache
def grid(clock: Clock) -> list[Instant]:
    """The grid's instants by plain counting, as far before the start as after it."""
    reach = {"year": 20, "quarter": 80, "month": 200, "week": 900, "day": 6000, "hour": 3000}[clock.step]
    if clock.step in FINE:
        length = datetime.timedelta(hours=HOURS[clock.step])
        return [clock.start + k * length for k in range(-reach, reach + 1)]
    size = {"year": 12, "quarter": 3, "month": 1}[clock.step]
    first = 12 * clock.start.year + clock.start.month - 1
    months = [first + size * k for k in range(-reach, reach + 1)]
    return [Instant(count // 12, count % 12 + 1, 1) for count in months]


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
        assert len(clock.label(k)) == {"week": 10, "day": 10, "hour": 13}.get(clock.step, 7)
        assert clock.date(clock.label(k)) == k / clock.per_year


@EACH
@settings(deadline=None)
@given(day=DAYS)
def test_what_happens_moves_on_and_what_is_read_moves_back(clock: Clock, day: Instant) -> None:
    days = grid(clock)
    middle = len(days) // 2
    day = max(days[1], min(day, days[-2]))  # a grid of hours is short
    assert clock.step_at(day) == bisect_left(days, day) - middle
    assert clock.reading_step(day) == bisect_right(days, day) - 1 - middle
    assert clock.date(f"{day:%Y-%m-%dT%H}") == clock.step_at(day) / clock.per_year


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
        (CLOCKS[4], "2024-07-31T23", 1, 1),
        (CLOCKS[6], "2024-01-01T05", 3, 2),
        (CLOCKS[7], "2024-01-01T05", 35, 36),
        (CLOCKS[7], "2024-01-01", 30, 54),
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
        if clock.step in FINE:
            passed = (day - Instant(day.year, 1, 1)) / datetime.timedelta(days=1)
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
        ("hour", 0.5, 4383),
        ("hour", 6 / 8766, 6),
        ("month", 0.0, 0),
    ],
)
def test_a_window_is_whole_steps(step: str, years: float, steps: int) -> None:
    assert make_clock("2024", "2024-12-30" if step in FINE else "2025", step).window(years) == steps


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


@pytest.mark.parametrize("parts", [2, 4, 7])
@EACH
def test_a_finer_clock_has_every_instant_of_the_coarse_one(clock: Clock, parts: int) -> None:
    fine = clock.refined(parts)
    assert (fine.steps, fine.per_year) == (clock.steps * parts, clock.per_year * parts)
    assert fine.refined(2) == clock.refined(2 * parts)
    for k in (-3, 0, 1, 2, clock.steps):
        assert fine.day(parts * k) == clock.day(k)
        assert fine.year(parts * k) == clock.year(k)
        assert fine.step_at(clock.day(k)) == fine.reading_step(clock.day(k)) == parts * k
        assert fine.label(parts * k) == clock.label(k)
        assert fine.window(3 / clock.per_year) == 3 * parts
    instants = [fine.day(k) for k in range(-30, 30)]
    assert sorted(set(instants)) == instants


def test_a_quarter_of_a_month_by_hand() -> None:
    fine = make_clock("2024-02", "2025", "month").refined(4)
    assert [fine.label(k) for k in range(5)] == [
        "2024-02", "2024-02-08T06:00", "2024-02-15T12:00", "2024-02-22T18:00", "2024-03",
    ]  # fmt: skip
    assert fine.step_at(DAY("2024-02-08")) == 1
    assert fine.step_at(DAY("2024-02-09")) == 2
    assert fine.reading_step(DAY("2024-02-09")) == 1
