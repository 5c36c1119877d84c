"""Bias and calibration: known forecasters are found calibrated, and known liars are not."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from simengine.analysis.scores_calibration import above_median, average, bias, reliability


def rng(seed):
    return np.random.Generator(np.random.Philox(seed))


def test_an_average_has_the_interval_of_students_t():
    values = rng(1).standard_normal(12)
    found = average(values)
    low, high = stats.t.interval(0.95, 11, values.mean(), stats.sem(values))
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert (found.n, found.clusters) == (12, 12)


def test_dates_of_one_series_are_one_vote():
    values = rng(2).standard_normal(6)
    alone, told_thrice = average(values), average(np.repeat(values, 3), np.repeat(np.arange(6), 3))
    assert told_thrice.se == pytest.approx(alone.se)
    assert (told_thrice.n, told_thrice.clusters) == (18, 6)
    assert average(np.repeat(values, 3)).se < alone.se
    one = average(values, np.zeros(6, dtype=np.int64))
    assert math.isnan(one.low)
    assert one.mean == values.mean()


def test_the_interval_covers_a_known_skill_and_one_without_clusters_does_not():
    covered, naive, tries, votes = 0, 0, 400, np.repeat(np.arange(8), 5)
    for seed in range(tries):
        d = 0.1 + rng((3, seed)).standard_normal(8)[votes] + 0.3 * rng((4, seed)).standard_normal(40)
        found, plain = average(d, votes), average(d)
        covered += found.low <= 0.1 <= found.high
        naive += plain.low <= 0.1 <= plain.high
    assert abs(covered / tries - 0.95) < 4 * math.sqrt(0.95 * 0.05 / tries)
    assert naive / tries < 0.8


@pytest.mark.parametrize("measure", [average, above_median])
def test_nothing_has_no_mean(measure):
    with pytest.raises(ValueError, match=r"has an? (score|answer)"):
        measure(np.array([]))


def test_how_often_reality_lay_above():
    found = above_median(np.array([1.0] * 12 + [0.5] + [0.0] * 4))
    assert (found.above, found.at, found.below, found.share) == (12, 1, 4, 12.5 / 17)
    twelve = above_median(np.array([1.0] * 12 + [0.0] * 5))
    assert twelve.p == pytest.approx(stats.binomtest(12, 17).pvalue)
    assert twelve.low < 12 / 17 < twelve.high
    votes = above_median(np.array([1.0, 1.0, 1.0, 0.0, 0.0, 1.0]), np.array([7, 7, 7, 1, 1, 30]))
    assert (votes.share, votes.clusters) == (pytest.approx(2 / 3), 3)
    assert above_median(np.full(5, 0.5)).p == 1.0


def test_spiegelhalters_z_is_normal_where_probabilities_are_right():
    p = np.linspace(0.05, 0.9, 60)
    zs = [bias(p, (rng((5, seed)).random(60) < p).astype(float)).z for seed in range(500)]
    assert stats.kstest(zs, "norm").pvalue > 0.01
    overstates = [bias(p, (rng((6, seed)).random(60) < 0.3 + 0.4 * p).astype(float)).z for seed in range(100)]
    assert stats.kstest(overstates, "norm").pvalue < 1e-6  # the control


def test_the_bias_of_probabilities_by_hand():
    p, y = np.array([0.2, 0.7, 0.9]), np.array([1.0, 1.0, 0.0])
    found = bias(p, y)
    off = 0.8 * 0.6 + 0.3 * -0.4 + -0.9 * -0.8
    assert found.z == pytest.approx(off / math.sqrt(0.36 * 0.16 + 0.16 * 0.21 + 0.64 * 0.09))
    assert found.mean.mean == pytest.approx((0.8 + 0.3 - 0.9) / 3)
    assert abs(bias(p, y, np.array([0, 0, 1])).z_least) < abs(found.z) == abs(bias(p, y, np.arange(3)).z_least)
    assert math.isnan(bias(np.full(4, 0.5), np.array([0.0, 1.0, 1.0, 1.0])).z)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.6, 0.9]), st.booleans()), min_size=1, max_size=25))
def test_the_mended_probabilities_are_the_nearest_that_rise(pairs):
    """Compared with SciPy's isotonic regression; and the parts of the Brier score add up."""
    p, y = np.array([one for one, _ in pairs]), np.array([float(one) for _, one in pairs])
    found = reliability(p, y)
    levels = np.unique(p)
    means = [y[p == level].mean() for level in levels]
    fit = optimize.isotonic_regression(means, weights=[np.sum(p == level) for level in levels]).x
    assert found.mended == pytest.approx(fit[np.searchsorted(levels, found.p)])
    whole = found.miscalibration - found.discrimination + found.uncertainty
    assert whole == pytest.approx(np.mean((p - y) ** 2))
    assert min(found.discrimination, found.uncertainty) >= -1e-12
    assert all(a <= b for a, b in itertools.pairwise(found.mended))


def test_the_band_holds_who_is_calibrated_and_not_who_overstates():
    p = np.tile(np.linspace(0.05, 0.95, 19), 10)
    honest = reliability(p, (rng(8).random(190) < p).astype(float))
    outside = np.mean((honest.mended < honest.low) | (honest.mended > honest.high))
    assert outside < 0.25
    overstated = reliability(np.where(p > 0.5, 0.97, 0.03), (rng(8).random(190) < p).astype(float))
    assert ((overstated.mended < overstated.low) | (overstated.mended > overstated.high)).all()
    assert overstated.miscalibration > 3 * honest.miscalibration
