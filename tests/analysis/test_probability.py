import math
from statistics import NormalDist

import numpy as np
import pytest
from scipy.stats import binomtest, t

from simengine.analysis.probability import (
    Z95,
    class_probabilities,
    cluster_count,
    effective_size,
    proportion,
    quantile,
    spread,
    standard_error_of_mean,
    t95,
    wilson,
)
from tests.helpers.analysis.interval_coverage import share_holding, too_rare
from tests.helpers.analysis.small_tables import table

SHARES = (0.005, 0.05, 0.344, 0.5, 0.97)


def indicators(count: int, n: int) -> np.ndarray:
    return (np.arange(n) < count).astype(float)


def test_the_normal_quantile():
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-15) == Z95


# Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3; 8 of 10 is in many textbooks.
@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
        (8, 10, 0.4902, 0.9433),
    ],
)
def test_wilson_published(count, n, low, high):
    assert wilson(count / n, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("n", [1, 2, 17, 1000])
def test_wilson_is_scipys(n):
    for count in sorted({0, 1, n // 3, n - 1, n}):
        ours, theirs = wilson(count / n, n), binomtest(count, n).proportion_ci(method="wilson")
        assert ours == pytest.approx((theirs.low, theirs.high), abs=1e-12)
        assert 0.0 <= ours[0] <= count / n <= ours[1] <= 1.0


def test_wilson_without_a_trial():
    assert all(math.isnan(end) for end in wilson(math.nan, 0))


@pytest.mark.parametrize("p", SHARES)
def test_wilson_holds_the_truth(p):
    def draw(random):
        estimate = proportion(indicators(random.binomial(1000, p), 1000))
        return estimate.low, estimate.high

    assert not too_rare(share_holding(p, draw), len(SHARES))


def test_the_usual_interval_does_not():
    """The control: p ± 1.96 se must be caught by the test that Wilson's interval passes."""

    def draw(random):
        estimate = proportion(indicators(random.binomial(1000, 0.005), 1000))
        return estimate.p - Z95 * estimate.se, estimate.p + Z95 * estimate.se

    assert too_rare(share_holding(0.005, draw), len(SHARES))


def nested_hits(random, draws=150, size=10):
    """Hits whose chance, a draw of the parameters, is beta(2, 4): mean 1/3."""
    chance = np.repeat(random.beta(2.0, 4.0, draws), size)
    return (random.random(draws * size) < chance).astype(float), np.repeat(np.arange(draws), size)


def test_clustered_interval_holds_the_truth_and_the_plain_one_does_not():
    def clustered(random):
        hits, draws = nested_hits(random)
        estimate = proportion(hits, draws)
        return estimate.low, estimate.high

    def plain(random):
        estimate = proportion(nested_hits(random)[0])
        return estimate.low, estimate.high

    assert not too_rare(share_holding(1 / 3, clustered), 1)
    assert too_rare(share_holding(1 / 3, plain), 1)


def test_effective_size_by_hand():
    """Four draws of two paths, both paths of a draw alike: worth four paths."""
    hits = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0])
    estimate = proportion(hits, np.arange(8) // 2)
    assert estimate.p == 0.5
    assert estimate.se == pytest.approx(math.sqrt(4 / 3 * 4 * 1.0) / 8)
    assert estimate.n_eff == pytest.approx(0.25 / estimate.se**2) == pytest.approx(3.0)
    assert (estimate.low, estimate.high) == wilson(0.5, estimate.n_eff * (Z95 / t95(3)) ** 2)


def test_effective_size_at_the_edges():
    assert effective_size(100, 0.0, 0.0, 10) == 10.0  # all alike: as if each draw told one thing
    assert effective_size(100, 0.25, 0.0, 10) == 100.0
    assert effective_size(100, 0.25, 1e-9, 10) == 100.0  # never more than there are
    assert effective_size(100, 0.25, math.nan, 1) == 1.0


def test_clusters_of_one_are_no_clusters():
    values = np.random.default_rng(3).normal(size=50)
    alone = standard_error_of_mean(values, None)
    assert alone == pytest.approx(values.std(ddof=1) / math.sqrt(50))
    assert standard_error_of_mean(values, np.arange(50)) == pytest.approx(alone)


def test_clusters_of_one_size_have_the_error_of_their_means():
    values, draws = np.random.default_rng(4).normal(size=60), np.repeat(np.arange(12) + 10**12, 5)
    means = values.reshape(12, 5).mean(axis=1)
    assert standard_error_of_mean(values, draws) == pytest.approx(means.std(ddof=1) / math.sqrt(12))


@pytest.mark.parametrize("gap", [1, 2, 10**9])
def test_the_numbers_of_the_draws_do_not_matter(gap):
    values, draws = np.random.default_rng(9).normal(size=40), np.repeat(np.arange(10), 4)
    assert cluster_count(40, gap * draws + 7) == 10
    assert standard_error_of_mean(values, gap * draws + 7) == pytest.approx(standard_error_of_mean(values, draws))


def test_a_question_counts_where_it_was_put():
    estimate = proportion(np.array([1.0, math.nan, 0.0, 1.0, math.nan]))
    assert (estimate.p, estimate.n, estimate.missing) == (2 / 3, 3, 2)
    assert estimate.se == pytest.approx(math.sqrt(2 / 9 / 3))


def test_nothing_to_count():
    estimate, numbers = proportion(np.array([math.nan])), spread(np.array([math.nan, math.nan]))
    assert math.isnan(estimate.p)
    assert (estimate.n, estimate.missing, numbers.n, numbers.missing) == (0, 1, 0, 2)
    assert all(math.isnan(value) for value in (numbers.mean, *numbers.quantiles.values()))


def test_spread():
    numbers = spread(np.array([*range(101), math.nan], dtype=float))
    assert numbers.quantiles == {0.05: 5.0, 0.25: 25.0, 0.5: 50.0, 0.75: 75.0, 0.95: 95.0}
    assert (numbers.mean, numbers.n, numbers.missing) == (50.0, 101, 1)
    assert numbers.se == pytest.approx(math.sqrt(sum((x - 50) ** 2 for x in range(101)) / 100 / 101))
    assert (numbers.low, numbers.high) == pytest.approx((50 - Z95 * numbers.se, 50 + Z95 * numbers.se))


def test_quantiles_are_numpys():
    values = np.sort(np.random.default_rng(8).normal(size=38))
    for level in (0.0, 0.05, 0.31, 0.5, 0.95, 1.0):
        assert quantile(values, level) == pytest.approx(float(np.quantile(values, level)), abs=1e-14)


def test_an_infinite_measure_stays_one():
    numbers = spread(np.array([1.0, 2.0, math.inf]))
    assert numbers.mean == math.inf
    assert numbers.quantiles[0.5] == 2.0


def test_classes_of_ok_paths_only():
    estimates = class_probabilities(table([0, 0, 1, -1, -1, 0], failed=[3]))
    assert {name: estimate.p for name, estimate in estimates.items()} == {"a": 0.75, "b": 0.25, "c": 0.0}
    assert {estimate.n for estimate in estimates.values()} == {4}
    assert estimates["c"].high > 0.4  # four paths can't rule it out


def test_nested_tables_cluster_by_parameter_draw():
    estimate = class_probabilities(table([0, 0, 1, 1, 0, 0, 1, 1], nested=2, first=6))["a"]
    assert estimate.n_eff == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": [0, 3]}, "outcome outside 0 … 2"),
        ({"outcome": [0, 1], "measures": {"x": [1.0]}}, "2 paths, but measure x has 1"),
    ],
)
def test_a_table_that_does_not_hold_together(change, message):
    with pytest.raises(ValueError, match=message):
        table(**change)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 30, 1000])
def test_students_t(degrees):
    assert t95(degrees) == pytest.approx(t.ppf(0.975, degrees), rel=0.0013)


def test_few_clusters_are_told_by_students_t():
    """Six draws of the parameters: 1.96 errors would hold the mean in 89 of a hundred runs."""

    def few(random):
        draws = np.repeat(np.arange(6), 5)
        return spread(random.standard_normal(6)[draws] + random.standard_normal(30), draws)

    def students(random):
        found = few(random)
        return found.low, found.high

    def normal(random):
        found = few(random)
        return found.mean - Z95 * found.se, found.mean + Z95 * found.se

    assert not too_rare(share_holding(0.0, students), 1)
    assert too_rare(share_holding(0.0, normal), 1)


def test_what_is_so_on_all_members_is_known_by_what_they_are_worth():
    """Eight islands of 50 members that are worth 200 are more than eight trials, and fewer than 400."""
    islands = np.repeat(np.arange(8), 50)
    for p, hits in ((0.0, np.zeros(400)), (1.0, np.ones(400))):
        assert (proportion(hits, islands).n_eff, proportion(hits, islands, 0.5).n_eff) == (8.0, 200.0)
        told = proportion(hits, islands, 0.5)
        assert (told.low, told.high) == wilson(p, 200.0)
    assert proportion(np.zeros(400), islands, 0.001).n_eff == 8.0
    assert proportion(np.zeros(100), islands[:100], 0.5).n_eff == 50.0  # of some of them
    varied = np.random.default_rng(1).integers(0, 2, 400).astype(float)
    assert proportion(varied, islands, 0.5) == proportion(varied, islands)  # there the islands tell


@pytest.mark.parametrize("p", [1e-253, 1e-20, 1.0 - 2**-53])
def test_a_tiny_chance_lies_in_its_interval(p):
    for n in (8.0, 108.3, 1e6):
        low, high = wilson(p, n)
        assert 0.0 <= low <= p <= high <= 1.0
