"""The normal law's upper tail against mpmath, and where its coefficients come from."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest

from simengine.processes._normal_tail import FAR, OVER, UNDER, normal_tail


def exact(z: float) -> mp.mpf:
    return mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2


def mills(x: mp.mpf) -> mp.mpf:
    return mp.exp(x * x / 2) * exact(x)


def test_the_coefficients_interpolate_mills_ratio() -> None:
    """The ratio of degree 9 over 10 that is right at 20 Chebyshev points of 0 … 7, by one linear system."""
    over, under = len(OVER), len(UNDER) - 1
    size = over + under
    with mp.workdps(60):
        nodes = [FAR * (1 + mp.cos(mp.pi * (2 * i + 1) / (2 * size))) / 2 for i in range(size)]
        rows = [
            [x**j / mills(x) for j in range(over)] + [-(x**j) for j in range(1, under + 1)] for x in map(mp.mpf, nodes)
        ]
        found = [float(c) for c in mp.lu_solve(mp.matrix(rows), mp.ones(size, 1))]
    assert list(OVER) == pytest.approx(found[:over][::-1], rel=1e-15)
    assert list(UNDER) == pytest.approx([1.0, *found[over:]][::-1], rel=1e-15)


@pytest.mark.parametrize(
    ("low", "high", "error"), [(-12, 0, 4e-16), (0, 3, 1.5e-15), (3, FAR, 5e-15), (FAR, 20, 2e-14), (20, 37, 6e-14)]
)
def test_it_is_accurate(low: float, high: float, error: float) -> None:
    with mp.workdps(40):
        worst = max(abs(normal_tail(z) / exact(z) - 1) for z in np.linspace(low, high, 801).tolist())
    assert worst < error


def test_it_falls_and_ends_where_it_should() -> None:
    values = [normal_tail(z) for z in np.linspace(-9, 30, 20_001).tolist()]
    assert all(np.diff(values) <= 0)
    assert normal_tail(0.0) == 0.5
    assert normal_tail(-math.inf) == 1.0
    assert normal_tail(math.inf) == 0.0
    assert math.isnan(normal_tail(math.nan))
