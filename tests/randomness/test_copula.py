"""The normal copula: what a rank correlation asks of the normal numbers, and that no number leaves (0, 1)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simengine.distributions._distribution import LARGEST_CHANCE, SMALLEST_CHANCE
from simengine.numerics import normal_cdf, normal_quantile
from simengine.randomness.correlation import correlated_uniforms, symmetric_root
from simengine.randomness.rank_correlation import normal_correlation
from simengine.randomness.streams import uniform53

SMALLEST, LARGEST = uniform53(0, 0), uniform53(2**32 - 1, 2**32 - 1)


@pytest.mark.parametrize("rank", [0.0, 1e-9, 0.1, 0.3, 0.6, 0.95, 1.0])
def test_normal_correlation(rank: float) -> None:
    expected = 2.0 * math.sin(math.pi * rank / 6.0)
    assert normal_correlation(rank) == pytest.approx(expected, rel=4e-16, abs=0.0)
    assert normal_correlation(-rank) == -normal_correlation(rank)


def test_it_undoes_the_rank_correlation_of_a_normal_pair() -> None:
    for rank in np.linspace(-0.99, 0.99, 41).tolist():
        assert 6.0 / math.pi * math.asin(normal_correlation(rank) / 2.0) == pytest.approx(rank, abs=1e-15)


def test_two_by_hand() -> None:
    root = symmetric_root(((1.0, 0.6), (0.6, 1.0)))
    z = [normal_quantile(u) for u in (0.2, 0.7)]
    expected = [normal_cdf(row[0] * z[0] + row[1] * z[1]) for row in root]
    assert correlated_uniforms([0.2, 0.7], root) == expected


@pytest.mark.parametrize(("end", "count"), [(SMALLEST, 2), (SMALLEST, 9), (LARGEST, 2), (LARGEST, 9)])
def test_the_ends_are_kept(end: float, count: int) -> None:
    matrix = tuple(tuple(1.0 if i == j else 0.9 for j in range(count)) for i in range(count))
    assert correlated_uniforms([end] * count, symmetric_root(matrix)) == [end] * count


def test_the_ends_are_those_of_the_distributions() -> None:
    assert (SMALLEST, LARGEST) == (SMALLEST_CHANCE, LARGEST_CHANCE)
