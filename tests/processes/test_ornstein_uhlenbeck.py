"""The Ornstein–Uhlenbeck process against its closed form (Uhlenbeck & Ornstein 1930; Gardiner 2009, §4.5.4).

X_t is normal with mean m + (x₀ − m)·e^{−at} and Cov(X_s, X_t) = σ²/2a·(e^{−a|t−s|} − e^{−a(t+s)}).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simengine.processes._mean_reversion import coefficients, step
from simengine.processes.ornstein_uhlenbeck import OrnsteinUhlenbeck
from tests.helpers.processes.laws import Floats, covariance_p, law_p, mean_p, normals, sound, variance_p, walk

START, LEVEL, SPEED, VOLATILITY, DT = 2.0, 0.5, 1.3, 0.4, 1 / 12
PATHS, STEPS = 4000, 24
SPEEDS = st.floats(-3, 50).filter(lambda a: abs(a) > 1e-6) | st.just(0.0)


@pytest.fixture(scope="module")
def paths() -> Floats:
    noise = normals("ornstein_uhlenbeck", PATHS, STEPS)
    return walk(OrnsteinUhlenbeck, START, DT, [LEVEL], [SPEED, VOLATILITY], noise)


def mean(t: float) -> float:
    return LEVEL + (START - LEVEL) * math.exp(-SPEED * t)


def covariance(s: float, t: float, speed: float, volatility: float) -> float:
    return volatility**2 / (2 * speed) * (math.exp(-speed * abs(t - s)) - math.exp(-speed * (t + s)))


def p_values(paths: Floats, speed: float, volatility: float) -> list[float]:
    found = []
    for k in (1, 6, STEPS):
        variance = covariance(k * DT, k * DT, speed, volatility)
        x, centre = paths[:, k], mean(k * DT)
        found += [mean_p(x, centre, variance), variance_p(x, centre, variance)]
        found += [law_p(x, stats.norm(centre, math.sqrt(variance)))]
    for j, k in ((1, 2), (3, 12), (12, STEPS)):
        s, t = j * DT, k * DT
        variances = covariance(s, s, speed, volatility), covariance(t, t, speed, volatility)
        x, y = paths[:, j] - mean(s), paths[:, k] - mean(t)
        found.append(covariance_p(x, y, variances, covariance(s, t, speed, volatility)))
    return found


def test_mean_variance_autocovariance_and_law(paths: Floats) -> None:
    assert sound(p_values(paths, SPEED, VOLATILITY))


@pytest.mark.parametrize(("speed", "volatility"), [(SPEED, 1.1 * VOLATILITY), (1.5 * SPEED, VOLATILITY)])
def test_a_wrong_law_is_noticed(paths: Floats, speed: float, volatility: float) -> None:
    assert not sound(p_values(paths, speed, volatility))


def test_the_stationary_law() -> None:
    """One step of 20 years forgets the start (e⁻²⁶), whatever it was."""
    noise = normals("stationary", 4000, 1)
    x = walk(OrnsteinUhlenbeck, 1000.0, 20.0, [LEVEL], [SPEED, VOLATILITY], noise)[:, 1]
    assert sound([law_p(x, stats.norm(LEVEL, VOLATILITY / math.sqrt(2 * SPEED)))])
    assert not sound([law_p(x, stats.norm(LEVEL, 1.1 * VOLATILITY / math.sqrt(2 * SPEED)))])


@given(speed=SPEEDS, volatility=st.floats(0, 10), dt=st.floats(1e-3, 2))
def test_the_coefficients_are_those_of_the_closed_form(speed: float, volatility: float, dt: float) -> None:
    decay, spread = coefficients(dt, speed, volatility)
    assert decay == pytest.approx(math.exp(-speed * dt), rel=1e-14)
    variance = -math.expm1(-2 * speed * dt) / (2 * speed) if speed else dt
    assert spread == pytest.approx(volatility * math.sqrt(variance), rel=1e-14)


@given(speed=SPEEDS, volatility=st.floats(0.01, 10), dt=st.floats(1e-3, 2), parts=st.integers(2, 5))
def test_a_step_in_parts_has_the_same_law(speed: float, volatility: float, dt: float, parts: int) -> None:
    """A step is x ↦ m + (x − m)·d + s·z, so a chain of them has decay dⁿ and variance s²·(1 + d² + d⁴ + …)."""
    decay, spread = coefficients(dt, speed, volatility)
    part_decay, part_spread = coefficients(dt / parts, speed, volatility)
    assert part_decay**parts == pytest.approx(decay, rel=1e-13)
    variance = part_spread**2 * sum(part_decay ** (2 * i) for i in range(parts))
    assert variance == pytest.approx(spread**2, rel=1e-13)


def test_a_slow_pull_comes_close_to_brownian_motion() -> None:
    exact = coefficients(DT, 0.0, VOLATILITY)
    assert exact == (1.0, VOLATILITY * math.sqrt(DT))
    for speed in (1e-300, 1e-12, -1e-12):
        assert coefficients(DT, speed, VOLATILITY) == pytest.approx(exact, rel=1e-11)


def test_a_negative_speed_explodes_by_its_own_law() -> None:
    x = walk(OrnsteinUhlenbeck, START, 1.0, [LEVEL], [-0.7, VOLATILITY], normals("explosive", 4000, 2))[:, 2]
    centre, variance = LEVEL + (START - LEVEL) * math.exp(1.4), VOLATILITY**2 * math.expm1(2.8) / 1.4
    assert sound([mean_p(x, centre, variance), variance_p(x, centre, variance)])


def test_without_volatility_it_is_the_exponential_approach() -> None:
    row = walk(OrnsteinUhlenbeck, START, DT, [LEVEL], [SPEED, 0.0], np.ones((1, STEPS)))[0]
    assert row == pytest.approx([mean(k * DT) for k in range(STEPS + 1)], rel=1e-13)


def test_a_moving_level_is_frozen_over_each_step() -> None:
    decay, spread = OrnsteinUhlenbeck.prepare(DT, SPEED, VOLATILITY)
    x = OrnsteinUhlenbeck.step(START, DT, 5.0, decay, spread, 0.25)
    assert x == 5.0 + (START - 5.0) * decay + spread * 0.25 == step(START, 5.0, decay, spread, 0.25)


@pytest.mark.parametrize("speed", [math.nan, -math.inf])
def test_what_has_no_law_has_no_value(speed: float) -> None:
    decay, spread = OrnsteinUhlenbeck.prepare(DT, speed, VOLATILITY)
    assert not math.isfinite(OrnsteinUhlenbeck.step(START, DT, LEVEL, decay, spread, 1.0))
