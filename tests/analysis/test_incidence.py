"""Cumulative incidence: by hand, and against a law that is known."""

import math

import numpy as np
import pytest

from simengine.analysis.incidence import shares_by_date, spread_steps
from simengine.analysis.union import Union
from tests.helpers.analysis.interval_coverage import share_holding, too_rare
from tests.helpers.analysis.small_tables import table

NAN = math.nan
RUNS = 400


def shares(found, side):
    return {name: [getattr(at, side).p for at in row] for name, row in found.items()}


def test_by_hand():
    """Paths 0 to 3; the last is excluded in OTHER."""
    union = Union.of(table([0, 0, 0, 0]), table([0, 0, 0, -1], scenario="other"))
    base = {"a": np.array([1.0, 3.0, NAN, 2.0]), "b": np.array([2.0, 1.0, NAN, 2.0])}
    other = {"a": np.array([1.0, 1.0, NAN, 0.0]), "b": np.array([NAN, 3.0, 2.0, 0.0])}
    found = shares_by_date(base, other, union, (0, 1, 2, 3))
    assert shares(found, "base") == {"a": [0, 0.25, 0.5, 0.5], "b": [0, 0.25, 0.25, 0.25]}
    third = pytest.approx(1 / 3)
    assert shares(found, "other") == {
        "a": [0, pytest.approx(2 / 3)] + [pytest.approx(2 / 3)] * 2,
        "b": [0, 0, third, third],
    }
    assert found["a"][1].difference.d == pytest.approx(2 / 3 - 1 / 4)
    assert (found["a"][1].difference.pairs, found["a"][1].difference.base_paths) == (3, 4)
    alone = shares_by_date({"b": base["b"]}, {"b": other["b"]}, union, (3,))
    assert shares(alone, "base") == {"b": [0.75]}


def test_the_intervals_hold_what_competing_exponentials_are_known_to_do():
    """Hazards a and b: the share of the first is a/(a+b) (1 - exp(-(a+b) t)); OTHER has twice the hazard of a."""

    def known(a, b, t):
        return a / (a + b) * (1 - math.exp(-(a + b) * t))

    def draw(random):
        a, b = random.exponential(size=(2, 300))
        union = Union.of(table([0] * 300), table([0] * 300, scenario="other"))
        found = shares_by_date({"a": a / 0.2, "b": b / 0.3}, {"a": a / 0.4, "b": b / 0.3}, union, (2,))
        return found["a"][0].difference.low, found["a"][0].difference.high

    assert not too_rare(share_holding(known(0.4, 0.3, 2) - known(0.2, 0.3, 2), draw, RUNS), 1, RUNS)


def test_steps_are_spread_evenly():
    assert spread_steps(3) == (0, 1, 2, 3)
    assert spread_steps(0) == (0, 0)
    assert spread_steps(100, 5) == (0, 25, 50, 75, 100)
