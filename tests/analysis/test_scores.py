"""Proper scores: against closed forms, against another way to compute each, and by what makes them proper."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from simengine.analysis.scores import (
    brier,
    counted_probability,
    crps,
    distance,
    log_score,
    mean_difference,
    place_of,
    quantile_score,
)

VALUES = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12).map(np.array)


def rng(seed):
    return np.random.Generator(np.random.Philox(seed))


# Probabilities


def test_a_probability_is_scored_by_what_happened():
    p, y = np.array([0.5, 0.5, 0.9, 0.9, 1.0]), np.array([1.0, 0.0, 1.0, 0.0, 0.0])
    assert brier(p, y) == pytest.approx([0.25, 0.25, 0.01, 0.81, 1.0])
    assert log_score(p, y) == pytest.approx([math.log(2), math.log(2), -math.log(0.9), -math.log(0.1), math.inf])


@pytest.mark.parametrize("score", [brier, log_score])
@pytest.mark.parametrize("belief", [0.03, 0.31, 0.5, 0.88])
def test_nothing_beats_ones_own_belief(score, belief):
    """On average over answers that come with the probability believed in."""
    said = np.linspace(0.001, 0.999, 999)
    hoped = belief * score(said, np.ones(999)) + (1 - belief) * score(said, np.zeros(999))
    assert said[np.argmin(hoped)] == pytest.approx(belief, abs=1e-9)


def test_an_improper_score_would_be_found():
    """The control: |p − y| is least for a forecast that overstates."""
    said = np.linspace(0.001, 0.999, 999)
    hoped = 0.31 * (1 - said) + 0.69 * said
    assert said[np.argmin(hoped)] != pytest.approx(0.31, abs=0.1)


@pytest.mark.parametrize(("p", "y"), [(1.1, 1.0), (-0.1, 0.0), (math.nan, 1.0), (0.5, 0.5), (0.5, math.nan)])
@pytest.mark.parametrize("score", [brier, log_score])
def test_what_is_no_probability_or_answer_is_refused(score, p, y):
    with pytest.raises(ValueError, match=r"needed|is 1 or 0"):
        score(np.array([p]), np.array([y]))


def test_a_count_is_never_certain():
    assert counted_probability(0, 999) == 0.0005
    assert counted_probability(999, 999) == 1 - 0.0005
    for n in (1, 7, 10_000):  # the median is between k/n of one more and one less
        assert all(max(0, k - 1) / n < counted_probability(k, n) < min(n, k + 1) / n for k in range(n + 1))
    for hits, n in ((1, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="no count"):
            counted_probability(hits, n)


# Ensembles


def crps_of_distribution(values, answer):
    """∫ (F(x) − 1{y ≤ x})² dx of the values as a distribution: between neighbours both are constant."""
    knots = np.sort(np.append(values, answer))
    steps = [(np.mean(values <= left), answer <= left, right - left) for left, right in itertools.pairwise(knots)]
    return sum((share - passed) ** 2 * width for share, passed, width in steps)


@given(VALUES, st.floats(-1e3, 1e3))
def test_the_crps_is_the_integral_that_defines_it(values, answer):
    assert crps(values, answer, fair=False) == pytest.approx(crps_of_distribution(values, answer), abs=1e-8)


@given(VALUES, st.floats(-1e3, 1e3))
def test_the_fair_crps_takes_pairs_of_different_futures(values, answer):
    pairs = [abs(a - b) for a, b in itertools.permutations(values, 2)]
    spread = float(np.mean(pairs)) if pairs else 0.0
    assert mean_difference(values) == pytest.approx(spread, abs=1e-9)
    assert crps(values, answer) == pytest.approx(np.mean(np.abs(values - answer)) - spread / 2, abs=1e-9)


def test_the_crps_of_a_normal_law():
    """σ(z(2Φ(z) − 1) + 2φ(z) − 1/√π); Gneiting and Raftery (2007), p. 367."""
    z = (1.3 - 0.4) / 2.0
    exact = 2.0 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / math.sqrt(math.pi))
    levels = (np.arange(20_000) + 0.5) / 20_000
    assert crps(stats.norm.ppf(levels, 0.4, 2.0), 1.3, fair=False) == pytest.approx(exact, rel=2e-4)
    assert quantile_score(levels, stats.norm.ppf(levels, 0.4, 2.0), 1.3) == pytest.approx(exact, rel=2e-4)


def test_the_crps_of_an_exponential_law():
    """Y − 2(1 − e⁻ʸ) + ½(1) of rate 1: y − 3/2 + 2e⁻ʸ."""
    levels = (np.arange(50_000) + 0.5) / 50_000
    assert crps(-np.log(1 - levels), 0.7, fair=False) == pytest.approx(0.7 - 1.5 + 2 * math.exp(-0.7), abs=2e-4)
    by_definition, _ = integrate.quad(lambda x: (1 - math.exp(-x) - (x >= 0.7)) ** 2, 0, 40, points=[0.7])
    assert by_definition == pytest.approx(0.7 - 1.5 + 2 * math.exp(-0.7), abs=1e-7)


def test_five_fair_futures_expect_what_endless_ones_do():
    """The mean over ensembles of 5; that which isn't fair lies E|X − X′|/10 above."""
    drawn, answers = rng(1).standard_normal((20_000, 5)), rng(2).standard_normal(20_000)
    fair = np.array([crps(values, y) for values, y in zip(drawn, answers, strict=True)])
    unfair = np.array([crps(values, y, fair=False) for values, y in zip(drawn[:4000], answers[:4000], strict=True)])
    endless = 1 / math.sqrt(math.pi)  # E of the CRPS of N(0, 1) under itself
    error = fair.std() / math.sqrt(len(fair))
    assert abs(fair.mean() - endless) < 3.5 * error
    assert unfair.mean() - endless > 10 * error


def test_the_fair_crps_is_least_for_the_law_of_the_answers():
    answers = rng(3).standard_normal(3000)
    base = rng(4).standard_normal(400)
    scores = {(m, s): np.mean([crps(m + s * base, y) for y in answers]) for m in (-0.3, 0, 0.3) for s in (0.6, 1, 1.6)}
    assert min(scores, key=scores.get) == (0, 1)


def test_futures_that_hang_together_are_fair_by_their_clusters():
    """Clusters of twins: pairs of twins lie at 0, and would make the forecast look sharper than it is."""
    values = rng(5).standard_normal(300)
    twins, draws = np.repeat(values, 2), np.repeat(np.arange(300), 2)
    assert mean_difference(twins, draws) == pytest.approx(mean_difference(values))
    assert mean_difference(twins) < mean_difference(values)
    uneven = np.array([1.0, 2.0, 4.0, 8.0])
    assert mean_difference(uneven, np.array([0, 0, 1, 2])) == pytest.approx((3 + 7 + 2 + 6 + 4) / 5)
    assert mean_difference(uneven, np.zeros(4, dtype=np.int64)) == mean_difference(uneven)  # one cluster tells nothing


@pytest.mark.parametrize("answer", [-3.0, 0.2, 5.0])
def test_the_quantile_score_of_many_levels_is_the_crps(answer):
    values = np.sort(rng(6).standard_normal(500))
    levels = (np.arange(500) + 0.5) / 500
    assert quantile_score(levels, values, answer) == pytest.approx(crps(values, answer, fair=False), rel=1e-9)
    assert quantile_score(np.array([0.5]), np.array([1.0]), answer) == pytest.approx(abs(answer - 1.0))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: crps(np.array([]), 1.0),
        lambda: crps(np.array([1.0, math.nan]), 1.0),
        lambda: crps(np.array([1.0]), math.nan),
        lambda: place_of(np.array([]), 1.0),
        lambda: place_of(np.array([1.0]), math.nan),
        lambda: quantile_score(np.array([0.0]), np.array([1.0]), 1.0),
        lambda: quantile_score(np.array([]), np.array([]), 1.0),
        lambda: quantile_score(np.array([0.5]), np.array([math.nan]), 1.0),
    ],
)
def test_nothing_is_scored_without_numbers(wrong):
    with pytest.raises(ValueError, match=r"number|levels"):
        wrong()


# Where the answer lies


def test_the_place_of_an_answer_is_uniform_under_the_forecast():
    answers = rng(7).standard_normal(500)
    values = stats.norm.ppf((np.arange(2000) + 0.5) / 2000)
    places = [place_of(values, y).middle for y in answers]
    assert stats.kstest(places, "uniform").pvalue > 0.01
    assert stats.kstest([place_of(values * 0.6, y).middle for y in answers], "uniform").pvalue < 1e-4  # the control


def test_the_place_of_a_count_is_an_interval():
    counts, weights = np.array([0.0, 1.0, 2.0]), np.array([0.7, 0.2, 0.1])
    assert place_of(counts, 0.0, weights).side == 0.5
    found = place_of(counts, 1.0, weights)
    assert (found.below, found.at_most) == pytest.approx((0.7, 0.9))
    assert (found.middle, found.side) == (pytest.approx(0.8), 1.0)
    assert place_of(np.array([3.0, 4.0, 5.0]), 2.0).side == 0.0
    assert distance(counts, 2.0, weights) == pytest.approx(0.7 * 2 + 0.2)
