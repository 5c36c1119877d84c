"""A dated table on different clocks, against a plain search through the calendar's days."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simengine.language.clock import Clock, Instant, make_clock, period
from simengine.language.expression import Name, Node, Slot, rebuild
from simengine.language.source import NAMESPACE, source
from simengine.processes.schedule import Schedule

CLOCKS = [
    make_clock("2024", "2031", "year"),
    make_clock("2024-Q2", "2028-Q2", "quarter"),
    make_clock("2024-07", "2027-01", "month"),
    make_clock("2024-02-26", "2025-02-24", "week"),
    make_clock("2024-02-01", "2024-06-30", "day"),
]
NAMES = ("time", "a", "b")
DATES = st.dates(datetime.date(2022, 1, 1), datetime.date(2032, 1, 1))
TABLES = st.dictionaries(DATES.map(str), st.integers(-99, 99).map(float), min_size=1, max_size=9)


def placed(node: Node) -> Node:
    return Slot(NAMES.index(node.name), node.name) if isinstance(node, Name) else rebuild(node, placed)


def function(node: Node) -> Callable[[tuple[float, ...]], float]:
    found: Callable[[tuple[float, ...]], float] = eval(f"lambda v: {source(placed(node))}", {**NAMESPACE})  # noqa: S307
    return found


def followed(schedule: Schedule, clock: Clock, a: float = 0.0, b: float = 0.0) -> list[float]:
    """The values at steps 0 … K, each moved from the one before it as an engine does."""
    found = [function(schedule.start(clock))((0.0, a, b))]
    upcoming = function(schedule.inputs(clock)[0][1])
    for k in range(clock.steps):
        found.append(Schedule.step(found[-1], clock.dt, upcoming((k / clock.per_year, a, b))))
    return found


@cache
def grid(clock: Clock) -> list[Instant]:
    """The days of the steps before the start and after it, as far as the dates reach."""
    reach = 40 if clock.step == "year" else 500 if clock.step != "day" else 4000
    return [clock.day(k) for k in range(-reach, reach + 1)]


def table_steps(table: dict[str, float], clock: Clock) -> list[int]:
    """The first grid instant not before each date."""
    days = grid(clock)
    return [bisect_left(days, period(text).first) - len(days) // 2 for text in table]


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: clock.step)
@settings(deadline=None, max_examples=40)
@given(table=TABLES)
def test_stepwise_each_value_holds_until_the_next(clock: Clock, table: dict[str, float]) -> None:
    table = dict(sorted(table.items()))
    steps, values = table_steps(table, clock), list(table.values())
    expected = []
    for k in range(clock.steps + 1):
        reached = [value for step, value in zip(steps, values, strict=True) if step <= k]
        expected.append(reached[-1] if reached else values[0])
    assert followed(Schedule(process="schedule", table=table), clock) == expected


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: clock.step)
@settings(deadline=None, max_examples=40)
@given(table=TABLES)
def test_linearly_it_is_interpolation(clock: Clock, table: dict[str, float]) -> None:
    """Of two dates that fall on one instant the later counts from there on; np.interp wants them apart."""
    table = dict(sorted(table.items()))
    steps, values = np.array(table_steps(table, clock), dtype=float), list(table.values())
    apart = steps + 1e-9 * np.arange(len(steps)) - 1e-9 * len(steps)
    expected = np.interp(np.arange(clock.steps + 1), apart, values)
    found = followed(Schedule(process="schedule", table=table, shape="linear"), clock)
    assert found == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("table", "shape", "values"),
    [
        ({2024: 1, 2026: 3}, "step", [1, 1, 3, 3, 3]),
        ({2024: 1, 2026: 3}, "linear", [1, 2, 3, 3, 3]),
        ({2020: 1, 2022: 5}, "step", [5, 5, 5, 5, 5]),
        ({2020: 1, 2022: 5}, "linear", [5, 5, 5, 5, 5]),
        ({2020: 0, 2028: 8}, "linear", [4, 5, 6, 7, 8]),
        ({2022: 0, 2030: 8}, "step", [0, 0, 0, 0, 0]),
        ({2026: 2, 2040: 16}, "linear", [2, 2, 2, 3, 4]),
        ({2030: 7}, "step", [7, 7, 7, 7, 7]),
        ({"2025-03": 1, "2026-12-31": 3}, "step", [1, 1, 1, 3, 3]),
        ({"2025-03": 1, "2025-10": 3, 2028: 5}, "linear", [1, 1, 3, 4, 5]),
        ({2024: "a", 2026: "b", 2028: "a + b"}, "step", [10, 10, 20, 20, 30]),
        ({2024: "a", 2026: "b", 2028: "a + b"}, "linear", [10, 15, 20, 25, 30]),
    ],
)
def test_tables_by_hand(table: dict[str | int, str | float], shape: str, values: list[float]) -> None:
    schedule = Schedule.model_validate({"process": "schedule", "table": table, "shape": shape})
    assert followed(schedule, make_clock("2024", "2028", "year"), 10.0, 20.0) == values


def test_a_long_table_is_searched_not_walked() -> None:
    """A row a month for 80 years is a tree of ten choices, not of a thousand."""
    table = {f"{1950 + i // 12}-{i % 12 + 1:02d}": float(i) for i in range(960)}
    clock = make_clock("1950", "2030", "month")
    schedule = Schedule(process="schedule", table=table)
    assert followed(schedule, clock) == [float(min(k, 959)) for k in range(961)]
    text = source(placed(schedule.inputs(clock)[0][1]))
    depth = np.cumsum([(c == "(") - (c == ")") for c in text]).max()
    assert depth < 25


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({}, "at least 1 item"),
        ({"2026": 1, "2025": 2}, "the dates must rise from row to row"),
        ({"2026": 1, "2026-01": 2}, "the dates must rise from row to row"),
        ({"2026-13": 1}, "of the calendar"),
        ({"soon": 1}, "'soon' is not a date"),
    ],
)
def test_tables_that_are_none(table: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Schedule(process="schedule", table=table)
