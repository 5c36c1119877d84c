"""Poisson counts by inversion: the smallest n with P(N ≤ n) ≥ u, as scipy's quantile function finds it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simengine.language.clock import make_clock
from simengine.language.expression import Number
from simengine.processes.poisson_count import LARGEST_MEAN, PoissonCount
from tests.helpers.processes.laws import mean_p, sound, uniforms

DT = 1 / 12
SMALLEST, LARGEST = 2.0**-54, 1 - 2.0**-53
UNIFORMS = [SMALLEST, 1e-9, 0.001, 0.1, 0.5, 0.9, 0.999, 1 - 1e-9]
ROUNDING = 1e-12  # of the sum of chances: u within it of a jump may fall on either side


def count(mean: float, uniform: float) -> float:
    found: float = PoissonCount.step(0.0, 1.0, *PoissonCount.prepare(1.0, mean), uniform)
    return found


@pytest.mark.parametrize("mean", [1e-300, 1e-6, 0.05, 0.7, 1.0, 3.5, 12.0, 60.0, 250.0, 599.9, LARGEST_MEAN])
def test_it_is_the_quantile_function(mean: float) -> None:
    for u in [*UNIFORMS, *uniforms(f"mean {mean}", 60)]:
        lowest, highest = stats.poisson.ppf([u * (1 - ROUNDING), min(u * (1 + ROUNDING), 1 - 1e-15)], mean)
        assert lowest <= count(mean, u) <= highest


@given(mean=st.floats(0, LARGEST_MEAN), u=st.floats(SMALLEST, 1 - 1e-9))
def test_the_count_is_where_the_cumulated_chance_passes_u(mean: float, u: float) -> None:
    n = count(mean, u)
    assert n == int(n) >= 0
    assert stats.poisson.cdf(n, mean) >= u * (1 - ROUNDING)
    assert n == 0 or stats.poisson.cdf(n - 1, mean) < u * (1 + ROUNDING)


@given(means=st.lists(st.floats(0, LARGEST_MEAN), min_size=2, max_size=12), u=st.floats(SMALLEST, 1 - 1e-9))
def test_a_higher_rate_never_gives_fewer(means: list[float], u: float) -> None:
    counts = [count(mean, u) for mean in sorted(means)]
    assert counts == sorted(counts)


@given(us=st.lists(st.floats(SMALLEST, LARGEST), min_size=2, max_size=12), mean=st.floats(0, LARGEST_MEAN))
def test_a_higher_uniform_never_gives_fewer(us: list[float], mean: float) -> None:
    counts = [count(mean, u) for u in sorted(us)]
    assert counts == sorted(counts)


@pytest.mark.parametrize("mean", [1e-9, 1.0, 30.0, LARGEST_MEAN])
def test_the_largest_uniform_ends_in_the_tail(mean: float) -> None:
    """Where the next chance is lost in rounding, the search ends; that is beyond the 1 − 10⁻¹⁴ quantile."""
    assert stats.poisson.ppf(1 - 1e-14, mean) <= count(mean, LARGEST) <= mean + 12 * math.sqrt(mean) + 20


@pytest.mark.parametrize("u", UNIFORMS)
def test_without_a_rate_nothing_happens(u: float) -> None:
    assert count(0.0, u) == 0.0


@pytest.mark.parametrize("rate", [-1e-9, -3.0, 600.0000001 / DT, 1e300, math.inf, math.nan])
def test_a_rate_out_of_reach_has_no_count(rate: float) -> None:
    assert math.isnan(PoissonCount.step(0.0, DT, *PoissonCount.prepare(DT, rate), 0.5))


def p_values(counts: list[float], mean: float) -> list[float]:
    """Mean, and Pearson's χ² over the classes 0 … 9 and more."""
    x = np.array(counts)
    seen = np.bincount(np.minimum(x.astype(int), 10), minlength=11)
    expected = x.size * np.append(stats.poisson.pmf(range(10), mean), stats.poisson.sf(9, mean))
    return [mean_p(x, mean, mean), float(stats.chisquare(seen, expected).pvalue)]


def test_counts_of_a_year_of_months_are_poisson() -> None:
    ready = PoissonCount.prepare(DT, 48.0)
    counts = [PoissonCount.step(0.0, DT, *ready, u) for u in uniforms("poisson_count", 20_000)]
    assert sound(p_values(counts, 4.0))
    assert not sound(p_values(counts, 4.2))


@pytest.mark.parametrize(
    ("history", "first"),
    [
        ({}, 0.0),
        ({"2023-11": 2, "2023-12": 3}, 3.0),
        ({"2023-11": 2}, 0.0),
        ({"2023": 7}, 7.0),
        ({"2023-12-05": 4}, 4.0),
    ],
)
def test_it_begins_with_the_count_of_the_period_that_ends_at_the_start(history: dict[str, int], first: float) -> None:
    visits = PoissonCount(process="poisson_count", rate=1, history=history)
    assert visits.start(make_clock("2024", "2026", "month")) == Number(first)


def test_a_history_that_reaches_past_the_start_is_refused() -> None:
    visits = PoissonCount(process="poisson_count", rate=1, history={"2024-01": 1})
    with pytest.raises(ValueError, match=r"2024-01 does not lie before the start \(2024-01\)"):
        visits.start(make_clock("2024", "2026", "month"))
