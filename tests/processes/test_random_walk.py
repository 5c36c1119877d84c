"""Brownian motion with drift: X_t is normal with mean x₀ + μt, Cov(X_s, X_t) = σ²·min(s, t); when it first passes b."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simengine.processes.random_walk import RandomWalk
from tests.helpers.processes.laws import Floats, covariance_p, law_p, mean_p, normals, sound, variance_p, walk

START, DRIFT, VOLATILITY, DT = 2.0, -0.4, 0.7, 1 / 12
PATHS, STEPS = 4000, 24
OVERSHOOT = 0.5825971579390107
"""−ζ(½)/√(2π): a walk seen at steps of dt passes b as Brownian motion passes b + 0.5826·σ·√dt (Broadie, Glasserman &
Kou 1997, Mathematical Finance 7, 325–348)."""


@pytest.fixture(scope="module")
def paths() -> Floats:
    return walk(RandomWalk, START, DT, [DRIFT], [VOLATILITY], normals("random_walk", PATHS, STEPS))


def p_values(paths: Floats, drift: float, volatility: float) -> list[float]:
    found = []
    for k in (1, 6, STEPS):
        t, x = k * DT, paths[:, k]
        centre, variance = START + drift * t, volatility**2 * t
        found += [mean_p(x, centre, variance), variance_p(x, centre, variance)]
        found.append(law_p(x, stats.norm(centre, math.sqrt(variance))))
    for j, k in ((1, 2), (3, 12), (12, STEPS)):
        s, t = j * DT, k * DT
        x, y = paths[:, j] - START - drift * s, paths[:, k] - START - drift * t
        found.append(covariance_p(x, y, (volatility**2 * s, volatility**2 * t), volatility**2 * s))
    return found


def test_mean_variance_autocovariance_and_law(paths: Floats) -> None:
    assert sound(p_values(paths, DRIFT, VOLATILITY))


@pytest.mark.parametrize(("drift", "volatility"), [(DRIFT + 0.05, VOLATILITY), (DRIFT, 1.1 * VOLATILITY)])
def test_a_wrong_law_is_noticed(paths: Floats, drift: float, volatility: float) -> None:
    assert not sound(p_values(paths, drift, volatility))


@given(drift=st.floats(-9, 9), volatility=st.floats(0, 9), dt=st.floats(1e-3, 2), parts=st.integers(2, 5))
def test_a_step_in_parts_has_the_same_law(drift: float, volatility: float, dt: float, parts: int) -> None:
    (whole,), (part,) = RandomWalk.prepare(dt, volatility), RandomWalk.prepare(dt / parts, volatility)
    assert part**2 * parts == pytest.approx(whole**2, rel=1e-14)
    x = START
    for _ in range(parts):
        x = RandomWalk.step(x, dt / parts, drift, part, 0.0)
    assert x == pytest.approx(RandomWalk.step(START, dt, drift, whole, 0.0), rel=1e-14, abs=1e-14)


@pytest.fixture(scope="module")
def highest() -> Floats:
    """The highest value so far of walks from 0, seen 52 times a year for 4 years."""
    walks = walk(RandomWalk, 0.0, 1 / 52, [0.5], [0.8], normals("first passage", 4000, 208))
    return np.maximum.accumulate(walks, axis=1)


def passage_p(highest: Floats, barriers: dict[float, float], drift: float) -> list[float]:
    """Whether each barrier is passed as often as Brownian motion passes its value here, at inverse Gaussian times."""
    found = []
    for barrier, moved in barriers.items():
        law = stats.invgauss(mu=0.8**2 / (drift * moved), scale=(moved / 0.8) ** 2)
        for t in (1, 2, 3, 4):
            count = int(np.sum(highest[:, 52 * t] >= barrier))
            found.append(float(stats.binomtest(count, len(highest), law.cdf(t)).pvalue))
    return found


def test_the_first_passage_of_a_level_is_inverse_gaussian(highest: Floats) -> None:
    seen = {barrier: barrier + OVERSHOOT * 0.8 * math.sqrt(1 / 52) for barrier in (0.6, 1.0, 2.0)}
    assert sound(passage_p(highest, seen, 0.5))
    assert not sound(passage_p(highest, {barrier: barrier for barrier in seen}, 0.5))
    assert not sound(passage_p(highest, seen, 0.6))


def test_without_volatility_it_is_a_straight_line() -> None:
    row = walk(RandomWalk, START, DT, [DRIFT], [0.0], np.ones((1, STEPS)))[0]
    assert row == pytest.approx([START + DRIFT * k * DT for k in range(STEPS + 1)], rel=1e-13)


def test_a_drift_that_is_not_finite_has_no_value() -> None:
    for drift in (math.nan, math.inf):
        assert not math.isfinite(RandomWalk.step(START, DT, drift, 0.1, 1.0))
