"""log X is an Ornstein–Uhlenbeck process (Schwartz 1997, model 1): X is log-normal, `level` its stationary median."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simengine.processes.log_ornstein_uhlenbeck import LogOrnsteinUhlenbeck
from tests.helpers.processes.laws import Floats, covariance_p, law_p, mean_p, median_p, normals, sound, variance_p, walk

START, LEVEL, SPEED, VOLATILITY, DT = 6.0, 2.5, 0.9, 0.5, 0.25
PATHS, STEPS = 4000, 12


def spread(t: float, volatility: float) -> float:
    """Standard deviation of log X after t years."""
    return volatility * math.sqrt(-math.expm1(-2 * SPEED * t) / (2 * SPEED))


def median(t: float) -> float:
    return LEVEL * (START / LEVEL) ** math.exp(-SPEED * t)


@pytest.fixture(scope="module")
def paths() -> Floats:
    noise = normals("log_ornstein_uhlenbeck", PATHS, STEPS)
    return walk(LogOrnsteinUhlenbeck, START, DT, [LEVEL], [SPEED, VOLATILITY], noise)


def p_values(paths: Floats, volatility: float) -> list[float]:
    found = []
    for k in (1, 4, STEPS):
        sd, x = spread(k * DT, volatility), paths[:, k]
        law = stats.lognorm(s=sd, scale=median(k * DT))
        found += [law_p(x, law), median_p(x, median(k * DT)), mean_p(x, law.mean(), law.var())]
        found.append(variance_p(np.log(x), math.log(median(k * DT)), sd**2))
    s, t = 2 * DT, 8 * DT
    x, y = (np.log(paths[:, k] / median(k * DT)) for k in (2, 8))
    shared = math.exp(-SPEED * (t - s)) * spread(s, volatility) ** 2
    found.append(covariance_p(x, y, (spread(s, volatility) ** 2, spread(t, volatility) ** 2), shared))
    return found


def test_law_median_mean_and_autocovariance(paths: Floats) -> None:
    assert sound(p_values(paths, VOLATILITY))
    assert np.min(paths) > 0


def test_a_wrong_volatility_is_noticed(paths: Floats) -> None:
    assert not sound(p_values(paths, 1.1 * VOLATILITY))


def test_the_stationary_law_has_the_level_for_its_median_and_the_mean_it_tells() -> None:
    x = walk(LogOrnsteinUhlenbeck, 1e-3, 40.0, [LEVEL], [SPEED, VOLATILITY], normals("log stationary", 8000, 1))[:, 1]
    law = stats.lognorm(s=VOLATILITY / math.sqrt(2 * SPEED), scale=LEVEL)
    assert law.mean() == pytest.approx(LEVEL * math.exp(VOLATILITY**2 / (4 * SPEED)), rel=1e-14)
    assert sound([law_p(x, law), median_p(x, LEVEL), mean_p(x, law.mean(), law.var())])
    assert not sound([median_p(x, law.mean())])


@given(dt=st.floats(0.01, 2), start=st.floats(0.01, 100))
def test_two_half_steps_have_the_law_of_one(dt: float, start: float) -> None:
    """Without noise they agree, and the variance of log X is s²·(1 + d²) for two halves."""
    whole = LogOrnsteinUhlenbeck.prepare(dt, SPEED, VOLATILITY)
    half = LogOrnsteinUhlenbeck.prepare(dt / 2, SPEED, VOLATILITY)
    state = LogOrnsteinUhlenbeck.place(start)
    once = LogOrnsteinUhlenbeck.step(state, dt, LEVEL, *whole, 0.0)
    middle = LogOrnsteinUhlenbeck.step(state, dt / 2, LEVEL, *half, 0.0)
    assert LogOrnsteinUhlenbeck.step(middle, dt / 2, LEVEL, *half, 0.0) == pytest.approx(once, rel=1e-13, abs=1e-13)
    assert half[1] ** 2 * (1 + half[0] ** 2) == pytest.approx(whole[1] ** 2, rel=1e-13)


@given(st.floats(1e-300, 1e300))
def test_a_value_that_is_put_is_seen(value: float) -> None:
    assert LogOrnsteinUhlenbeck.observe(LogOrnsteinUhlenbeck.place(value)) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("level", [0.0, -1.0, math.nan])
def test_a_level_that_is_not_positive_has_no_value(level: float) -> None:
    ready = LogOrnsteinUhlenbeck.prepare(DT, SPEED, VOLATILITY)
    assert not math.isfinite(LogOrnsteinUhlenbeck.step(0.0, DT, level, *ready, 0.1))


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_a_value_that_is_not_positive_has_no_state(value: float) -> None:
    assert not math.isfinite(LogOrnsteinUhlenbeck.place(value))
