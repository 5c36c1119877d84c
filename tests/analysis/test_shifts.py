"""Differences of quantiles and a distance of spreads, against what is known."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from simengine.analysis.probability import QUANTILES
from simengine.analysis.shifts import MOST_PAIRS, distance, quantile_shifts
from tests.helpers.analysis.interval_coverage import share_holding, too_rare

RUNS, FEW = 600, 100
LEVELS = (0.05, 0.5, 0.95)


def wider(random, n=400):
    """A normal number, and one half as wide again and shifted by 1 that shares most of its chance."""
    shared = random.standard_normal(n)
    other = 1.5 * (0.8 * shared + 0.6 * random.standard_normal(n)) + 1.0
    return np.where(random.random(n) < 0.2, math.nan, shared), other


@pytest.mark.parametrize("level", LEVELS)
def test_the_interval_of_a_quantiles_difference_holds_the_truth(level):
    truth = 1.0 + 0.5 * NormalDist().inv_cdf(level)

    def draw(random):
        found = quantile_shifts(*wider(random), levels=[level])[level].difference
        return found.low, found.high

    assert not too_rare(share_holding(truth, draw, RUNS), len(LEVELS), RUNS)


def test_clusters_count_and_paths_do_not():
    """The median of a number of which most is shared by the ten paths of a draw."""
    draws = np.repeat(np.arange(60), 10)

    def made(random):
        base = random.standard_normal(60)[draws] + 0.2 * random.standard_normal(600)
        return base, random.standard_normal(60)[draws] + 0.2 * random.standard_normal(600)

    def clustered(random):
        found = quantile_shifts(*made(random), draws, [0.5])[0.5].difference
        return found.low, found.high

    def apart(random):
        found = quantile_shifts(*made(random), levels=[0.5])[0.5].difference
        return found.low, found.high

    assert not too_rare(share_holding(0.0, clustered, RUNS), 1, RUNS)
    assert too_rare(share_holding(0.0, apart, FEW), 1, FEW)


def test_counts_have_quantiles_too():
    """Of a number with few values the interval is never narrower than it may be: medians 2 and 3."""

    def draw(random):
        base, more = random.poisson(2.0, 300), random.poisson(1.0, 300)
        found = quantile_shifts(base.astype(float), (base + more).astype(float), levels=[0.5])[0.5].difference
        return found.low, found.high

    assert not too_rare(share_holding(1.0, draw, RUNS), 1, RUNS)


def test_a_shift_of_all_alike_is_known_for_sure():
    values = np.random.default_rng(3).standard_normal(500)
    for found in quantile_shifts(values, values + 2.0).values():
        assert found.difference.d == pytest.approx(2.0)
        assert found.difference.se < 0.3 * found.difference.se_unpaired
    same = quantile_shifts(values, values)
    assert [one.difference.alike for one in same.values()] == [True] * len(QUANTILES)


def test_too_few_paths_for_a_quantile_have_no_interval():
    found = quantile_shifts(np.arange(10.0), np.arange(10.0) + 1)[0.05].difference
    assert found.d == 1.0
    assert math.isnan(found.low)
    nothing = quantile_shifts(np.full(3, math.nan), np.arange(3.0))[0.5]
    assert math.isnan(nothing.difference.d)


def test_the_distance_is_scipys():
    random = np.random.default_rng(4)
    base, other = random.standard_normal(300), random.exponential(size=300)
    found = distance(base, other)
    assert found.distance == pytest.approx(wasserstein_distance(base, other))
    assert found.pairs == 300
    assert found.distance > found.swapped


def test_swaps_raise_few_false_alarms_and_miss_no_large_shift():
    random = np.random.default_rng(5)
    alarms = seen = 0
    for _ in range(200):
        shared = random.standard_normal(60)
        base, other = (shared + random.standard_normal(60) for _ in range(2))
        found = distance(base, other, swaps=39)
        alarms += found.distance > found.swapped
        moved = distance(base, other + 1.0, swaps=39)
        seen += moved.distance > moved.swapped
    assert alarms <= 21  # 10 are expected, more than 21 in 1 of 2,000
    assert seen >= 196


def test_paths_of_one_draw_are_swapped_together():
    """What is a matter of one draw in five is none of a hundred paths: the control swaps paths."""
    random = np.random.default_rng(6)
    draws = np.repeat(np.arange(5), 100)
    base, moved = random.standard_normal(500), np.array([1.0, -0.2, 0.4, 0.1, -0.1])[draws]
    together, paths = distance(base, base + moved, draws), distance(base, base + moved)
    assert together.distance == paths.distance
    assert paths.distance > paths.swapped
    assert together.distance <= together.swapped


def test_of_very_many_pairs_some_are_taken():
    assert distance(np.zeros(MOST_PAIRS + 5), np.ones(MOST_PAIRS + 5), swaps=1).pairs == MOST_PAIRS
