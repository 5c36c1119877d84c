"""The correlation of normal numbers behind a rank correlation, where one or both laws have a few values only."""

from __future__ import annotations

import math
from itertools import pairwise, product

import pytest
from scipy import integrate, stats

from simengine.randomness.rank_correlation import Cuts, normal_correlation, rank_correlation, reach

LAWS: list[Cuts] = [(0.9,), (0.5,), (0.2, 0.5, 0.9), (0.3, 0.31), (1e-4,), tuple(i / 20 for i in range(1, 20))]


def covariance(p: float, q: float, r: float) -> float:
    """Of two truths that hold with chances p and q, decided by normal numbers correlated by r."""
    h, k = stats.norm.ppf(p), stats.norm.ppf(q)
    joint = integrate.quad(
        lambda z: stats.norm.pdf(z) * stats.norm.cdf((k - r * z) / math.sqrt(1.0 - r * r)), -12.0, h, epsabs=1e-13
    )[0]
    return float(joint) - p * q


def rank_of(r: float, first: Cuts, second: Cuts) -> float:
    """Spearman's correlation by its definition: that of mean ranks. A thousand cuts stand for a continuous law."""

    def rises(cuts: Cuts) -> list[float]:
        ends = (0.0, *cuts, 1.0)
        return [0.5 * (ends[i + 1] - ends[i - 1]) for i in range(1, len(ends) - 1)]

    def deviation(cuts: Cuts) -> float:
        ends = (0.0, *cuts, 1.0)
        return math.sqrt((1.0 - sum((b - a) ** 3 for a, b in pairwise(ends))) / 12.0)

    pairs = product(zip(first, rises(first), strict=True), zip(second, rises(second), strict=True))
    total = sum(a * b * covariance(p, q, r) for (p, a), (q, b) in pairs)
    return total / (deviation(first) * deviation(second))


@pytest.mark.parametrize(("first", "second"), [*product(LAWS[:4], LAWS[:3]), (LAWS[4], LAWS[0])])
@pytest.mark.parametrize("share", [-0.95, 0.3, 0.9])
def test_it_undoes_the_rank_correlation(first: Cuts, second: Cuts, share: float) -> None:
    low, high = reach(first, second)
    rank = share * high if share > 0.0 else -share * low
    assert rank_of(normal_correlation(rank, first, second), first, second) == pytest.approx(rank, abs=1e-9)


def test_a_continuous_law_is_the_limit_of_many_values() -> None:
    fine = tuple(i / 400 for i in range(1, 400))
    for rank in (-0.4, 0.1, 0.5):
        assert normal_correlation(rank, (0.9,)) == pytest.approx(normal_correlation(rank, (0.9,), fine), abs=2e-5)
        assert normal_correlation(rank, (0.9,)) == normal_correlation(rank, (), (0.9,))


def test_what_can_be_reached() -> None:
    assert reach((), ()) == (-1.0, 1.0)
    assert reach((0.9,), ())[1] == pytest.approx(math.sqrt(3 * 0.9 * 0.1), abs=1e-15)
    assert reach((0.9,), (0.9,)) == pytest.approx((-0.1 / 0.9, 1.0), abs=1e-14)
    for first, second in product(LAWS, LAWS):
        low, high = reach(first, second)
        assert normal_correlation(high, first, second) == 1.0
        assert normal_correlation(low, first, second) == -1.0
        with pytest.raises(ValueError, match="is possible"):
            normal_correlation(high + 1e-9, first, second)


def test_zero_is_zero() -> None:
    assert normal_correlation(0.0, (0.2, 0.7), (0.4,)) == 0.0 == normal_correlation(0.0, (0.2, 0.7))
    assert normal_correlation(1e-6, (0.2, 0.7), (0.4,)) == pytest.approx(1e-6, rel=0.5)


@pytest.mark.parametrize("rank", [-0.4, -0.1, 0.35])
def test_it_is_the_same_number_in_either_order(rank: float) -> None:
    for first, second in product([*LAWS, ()], [*LAWS, ()]):
        low, high = reach(first, second)
        if low <= rank <= high:
            assert normal_correlation(rank, first, second) == normal_correlation(rank, second, first)


def test_what_normal_numbers_give_is_known_too() -> None:
    for first, second in product([*LAWS[:4], ()], [*LAWS[:3], ()]):
        low, high = reach(first, second)
        for rank in (0.7 * low, 0.0, 0.3 * high, high):
            found = rank_correlation(normal_correlation(rank, first, second), first, second)
            assert found == pytest.approx(rank, abs=1e-12)
