import math

import numpy as np
import pytest

from simengine.analysis.probability import proportion, spread
from simengine.analysis.sums import Sums


def added_up(chance: bool, values: np.ndarray, draws: np.ndarray | None, cuts: list[int]) -> Sums:
    sums = Sums(chance)
    for start, end in zip([0, *cuts], [*cuts, len(values)], strict=True):
        sums = sums.plus(values[start:end], None if draws is None else draws[start:end])
    return sums


@pytest.mark.parametrize("nested", [1, 4, 20])
@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("chance", [True, False])
def test_they_give_the_interval_of_the_whole(nested, missing, chance):
    random = np.random.default_rng(5)
    numbers = 1e6 + np.repeat(random.normal(size=600 // nested), nested) + random.normal(size=600)
    values = (numbers > 1e6).astype(float) if chance else numbers
    values[random.random(600) < missing] = math.nan
    draws = None if nested == 1 else np.arange(600) // nested
    sums = added_up(chance, values, draws, [200, 220, 400])
    whole = (proportion if chance else spread)(values, draws)
    assert sums.n == whole.n
    assert sums.mean == pytest.approx(whole.p if chance else whole.mean, rel=1e-14)
    assert sums.interval(clustered=nested > 1) == pytest.approx((whole.low, whole.high), rel=1e-13)


def test_a_cluster_without_a_value_is_none():
    values = np.array([math.nan, math.nan, 1.0, 0.0, math.nan, 1.0])
    sums = Sums(True).plus(values, np.array([0, 0, 1, 1, 2, 2]))
    assert (sums.n, sums.clusters) == (3, 2)


def test_what_is_so_on_all_members_is_told_by_what_they_are_worth():
    hits, islands = np.ones(400), np.arange(400) // 50
    told = Sums(True, 0.6).plus(hits[:200], islands[:200]).plus(hits[200:], islands[200:]).interval(clustered=True)
    whole = proportion(hits, islands, 0.6)
    assert told == pytest.approx((whole.low, whole.high))
    assert 1.0 - told[0] == pytest.approx(3.84 / (240 + 3.84), rel=1e-2)
    assert Sums(True).plus(hits, islands).interval(clustered=True)[0] < 0.7  # as eight trials


def test_of_nothing_nothing_is_known():
    sums = Sums(False).plus(np.full(3, math.nan), None)
    assert math.isnan(sums.mean)
    assert math.isnan(sums.se)
    assert all(math.isnan(end) for end in Sums(True).interval(clustered=False))


def test_an_infinite_measure_has_no_error():
    assert not math.isfinite(Sums(False).plus(np.array([1.0, math.inf, 2.0]), None).se)
