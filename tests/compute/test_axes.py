"""What is typed as KEY=VALUES: lists, ranges of numbers, ranges of dates."""

import numpy as np
import pytest

from simengine.compute.axes import Dates, Listed, Numbers, axes_of, read_axis, split
from simengine.errors import WrongUsageError


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=1,2,3", ("1", "2", "3")),
        ("a.b=1", ("1",)),
        ("a.b = x , y", ("x", "y")),
        (
            "a.b={uniform: [0, 1]},{pert: {low: 0, mode: 1, high: 2}}",
            ("{uniform: [0, 1]}", "{pert: {low: 0, mode: 1, high: 2}}"),
        ),
        ("a.b='x, y',z", ("'x, y'", "z")),
        ("a.b=2026-01,2028-06", ("2026-01", "2028-06")),
    ],
)
def test_lists(text, values):
    assert read_axis(text) == Listed("a.b", values)


@pytest.mark.parametrize(
    ("text", "points", "values"),
    [
        ("a.b=200:400", None, "200 250 300 350 400"),
        ("a.b=200:400", 3, "200 300 400"),
        ("a.b=200:400:2", 9, "200 400"),
        ("a.b=0:1:4", None, "0 0.33333 0.66667 1"),
        ("a.b=-1e-3:1e-3:3", None, "-0.001 0 0.001"),
        ("a.b=2026-11:2027-02", None, "2026-11 2026-12 2027-01 2027-02"),
        ("a.b=2026-01:2028-06", 3, "2026-01 2027-03 2028-06"),
        ("a.b=2026-Q3:2027-Q2", None, "2026-Q3 2026-Q4 2027-Q1 2027-Q2"),
        ("a.b=2028-02-28:2028-03-01", None, "2028-02-28 2028-02-29 2028-03-01"),
    ],
)
def test_grids_of_ranges(text, points, values):
    axis = read_axis(text)
    assert list(axis.grid(points)) == values.split()
    assert read_axis(axis.typed) == axis


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a.b", "not KEY=VALUES"),
        ("=1", "not KEY=VALUES"),
        ("a.b=", "not KEY=VALUES"),
        ("a.b=1,,2", "a value is missing"),
        ("a.b=1,2,1", "a value stands twice"),
        ("a.b=4:2", "begins at its lower end"),
        ("a.b=2:2", "begins at its lower end"),
        ("a.b=1:2:1", "at least 2 points"),
        ("a.b=2026-01:2027-13", "'2027-13' is not in the calendar"),
        ("a.b=2026-01:2027-01-01", "not of one sort"),
        ("a.b=5:2027-01", "is no range"),
    ],
)
def test_what_is_no_axis(text, told):
    with pytest.raises(WrongUsageError, match=told):
        read_axis(text)


def test_shares_reach_all_of_a_range_and_nothing_beyond():
    shares = np.random.default_rng(1).random(4000).tolist()
    numbers = [float(Numbers("a", -3.0, 7.0).at(share)) for share in (0.0, *shares, 1.0)]
    assert (min(numbers), max(numbers)) == (-3.0, 7.0)
    months = [Dates("a", "2026-11", "2027-02").at(share) for share in shares]
    counts = np.unique(months, return_counts=True)
    assert list(counts[0]) == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert np.abs(counts[1] / 4000 - 0.25).max() < 0.03
    assert {Listed("a", ("x", "y")).at(share) for share in (0.0, 0.49, 0.51, 1.0)} == {"x", "y"}


def test_python_s_values():
    given = {"a.b": [1, 2.5, "2026-12", {"uniform": [0, 1]}], "c.d": "1:2", "e.f": np.array([1.5, 2.0])}
    listed, ranged, array = axes_of(given)
    assert listed.values == ("1", "2.5", "2026-12", '{"uniform": [0, 1]}')
    assert (ranged, array.values) == (Numbers("c.d", 1.0, 2.0), ("1.5", "2.0"))
    with pytest.raises(WrongUsageError, match="give a list of values"):
        axes_of({"a.b": 3})


def test_commas_in_brackets_and_quotes_part_nothing():
    assert split('[1, 2],"a, ]",{x: (1, 2)}') == ["[1, 2]", '"a, ]"', "{x: (1, 2)}"]
