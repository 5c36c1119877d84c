"""Sums of means: exact by hand, paired and unpaired, with the degrees of freedom of few clusters."""

import math

import numpy as np
import pytest

from simengine.analysis.contrast import Column, contrast, effect
from simengine.analysis.paired import paired_chance
from simengine.analysis.probability import spread

N = 400
RANDOM = np.random.default_rng(7)
X, Y, Z = RANDOM.normal(size=(3, N))
ISLAND = np.arange(N) // 50


def column(values, dice="one", draws=None):
    return Column(np.asarray(values, float), draws, dice)


def test_paired_it_is_the_mean_of_the_sums() -> None:
    found, by_hand = contrast([(1.0, column(X)), (-2.0, column(Y)), (1.0, column(Z))]), X - 2 * Y + Z
    assert found.d == pytest.approx(by_hand.mean())
    assert found.se == pytest.approx(by_hand.std(ddof=1) / math.sqrt(N))


def test_of_different_dice_variances_add_up() -> None:
    found = contrast([(1.0, column(X, "a", ISLAND)), (-1.0, column(Y, "b", ISLAND))])
    ends = [spread(values, ISLAND) for values in (X, Y)]
    assert found.se == pytest.approx(math.hypot(ends[0].se, ends[1].se))
    between = [one.se**2 for one in ends]
    freedom = sum(between) ** 2 / sum(one**2 / 7 for one in between)
    assert 7.0 < freedom < 14.0
    assert 1.96 < (found.high - found.d) / found.se < 2.37


def test_with_islands_the_interval_is_students() -> None:
    found = contrast([(1.0, column(X, draws=ISLAND))])
    alone = spread(X, ISLAND)
    assert (found.d, found.se, found.low) == pytest.approx((alone.mean, alone.se, alone.low))


def test_what_cancels_is_nothing_and_no_rounding() -> None:
    found = contrast([(1.0, column(X + Y)), (-1.0, column(X)), (-1.0, column(Y))])
    assert (found.d, found.se, found.alike) == (0.0, 0.0, True)


def test_where_other_paths_count_their_own_means_do() -> None:
    """Ratio means: the difference is that of both means, its error that of linearised residuals."""
    before = np.where(np.arange(N) < 300, X, np.nan)
    found = contrast([(-1.0, column(before)), (1.0, column(Y))])
    assert found.d == pytest.approx(Y.mean() - X[:300].mean())
    residuals = (Y - Y.mean()) / N - np.where(np.arange(N) < 300, X - X[:300].mean(), 0.0) / 300
    assert found.se == pytest.approx(math.sqrt(N / (N - 1) * (residuals**2).sum()))


def test_a_chance_has_the_adjusted_interval() -> None:
    before, after = (X > 0).astype(float), (X + 0.3 * Y > 0).astype(float)
    found, known = effect(column(before), column(after), chance=True), paired_chance(before, after)
    assert (found.d, found.se, found.low, found.high) == (known.d, known.se, known.low, known.high)


def test_without_a_path_that_counts_there_is_nothing() -> None:
    found = contrast([(1.0, column(np.full(N, np.nan))), (-1.0, column(X))])
    assert math.isnan(found.d)
    assert math.isnan(found.low)
