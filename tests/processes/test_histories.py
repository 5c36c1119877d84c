"""A history as values at the steps before the start."""

from __future__ import annotations

import pytest

from simengine.language.clock import make_clock
from simengine.processes._process import past_values

MONTHS = make_clock("2024-01", "2026-01", "month")


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ({}, ()),
        ({"2023-12": 5}, (5,)),
        ({"2023-09": 1, "2023-11": 3}, (1, 1, 3, 3)),
        ({"2023": 2}, (2,) * 12),
        ({"2023-Q4": 2, "2023-11-15": 7}, (2, 2, 7)),
    ],
)
def test_a_level_holds_until_the_next_row_and_to_the_start(table: dict[str, float], values: tuple[float, ...]) -> None:
    assert past_values(table, MONTHS, counts=False) == values


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ({}, ()),
        ({"2023-12": 5}, (5,)),
        ({"2023-09": 1, "2023-11": 3}, (1, 0, 3, 0)),
        ({"2023-11-03": 1, "2023-11-20": 2, "2023-12": 4}, (3, 4)),
        ({"2023-Q4": 6}, (6,)),
    ],
)
def test_a_count_belongs_to_its_own_period(table: dict[str, float], values: tuple[float, ...]) -> None:
    """Read at the period's last instant: the last value is that of step 0."""
    assert past_values(table, MONTHS, counts=True) == values


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("date", ["2024-01", "2025"])
def test_the_future_is_no_history(date: str, counts: bool) -> None:
    with pytest.raises(ValueError, match=rf"{date} does not lie before the start \(2024-01\)"):
        past_values({date: 1.0}, MONTHS, counts)
