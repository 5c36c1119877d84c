"""logit X is an Ornstein–Uhlenbeck process: logit X is normal, X stays in (0, 1), `level` is its stationary median."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from simengine.processes.logit_ornstein_uhlenbeck import HIGHEST, LOWEST, LogitOrnsteinUhlenbeck
from tests.helpers.processes.laws import Floats, covariance_p, law_p, mean_p, median_p, normals, sound, variance_p, walk

START, LEVEL, SPEED, VOLATILITY, DT = 0.9, 0.3, 1.2, 0.6, 1 / 12
PATHS, STEPS = 4000, 18


def spread(t: float, volatility: float) -> float:
    """Standard deviation of logit X after t years."""
    return volatility * math.sqrt(-math.expm1(-2 * SPEED * t) / (2 * SPEED))


def centre(t: float) -> float:
    start, level = special.logit(START), special.logit(LEVEL)
    return float(level + (start - level) * math.exp(-SPEED * t))


@pytest.fixture(scope="module")
def paths() -> Floats:
    noise = normals("logit_ornstein_uhlenbeck", PATHS, STEPS)
    return walk(LogitOrnsteinUhlenbeck, START, DT, [LEVEL], [SPEED, VOLATILITY], noise)


def p_values(paths: Floats, volatility: float) -> list[float]:
    found = []
    for k in (1, 6, STEPS):
        middle, sd, x = centre(k * DT), spread(k * DT, volatility), special.logit(paths[:, k])
        found += [law_p(x, stats.norm(middle, sd)), mean_p(x, middle, sd**2), variance_p(x, middle, sd**2)]
        found.append(median_p(paths[:, k], special.expit(middle)))
    s, t = 3 * DT, 15 * DT
    x, y = (special.logit(paths[:, k]) - centre(k * DT) for k in (3, 15))
    shared = math.exp(-SPEED * (t - s)) * spread(s, volatility) ** 2
    found.append(covariance_p(x, y, (spread(s, volatility) ** 2, spread(t, volatility) ** 2), shared))
    return found


def test_law_median_and_autocovariance(paths: Floats) -> None:
    assert sound(p_values(paths, VOLATILITY))
    assert np.min(paths) > 0
    assert np.max(paths) < 1


def test_a_wrong_volatility_is_noticed(paths: Floats) -> None:
    assert not sound(p_values(paths, 1.1 * VOLATILITY))


def test_the_stationary_median_is_the_level() -> None:
    x = walk(LogitOrnsteinUhlenbeck, 0.999, 40.0, [LEVEL], [SPEED, 2.0], normals("logit stationary", 8000, 1))[:, 1]
    assert sound([median_p(x, LEVEL), law_p(special.logit(x), stats.norm(special.logit(LEVEL), 2 / math.sqrt(2.4)))])
    assert not sound([median_p(x, float(np.mean(x)))])


@given(dt=st.floats(0.01, 2), start=st.floats(0.001, 0.999))
def test_two_half_steps_have_the_law_of_one(dt: float, start: float) -> None:
    whole = LogitOrnsteinUhlenbeck.prepare(dt, SPEED, VOLATILITY)
    half = LogitOrnsteinUhlenbeck.prepare(dt / 2, SPEED, VOLATILITY)
    state = LogitOrnsteinUhlenbeck.place(start)
    once = LogitOrnsteinUhlenbeck.step(state, dt, LEVEL, *whole, 0.0)
    middle = LogitOrnsteinUhlenbeck.step(state, dt / 2, LEVEL, *half, 0.0)
    assert LogitOrnsteinUhlenbeck.step(middle, dt / 2, LEVEL, *half, 0.0) == pytest.approx(once, rel=1e-13, abs=1e-13)
    assert half[1] ** 2 * (1 + half[0] ** 2) == pytest.approx(whole[1] ** 2, rel=1e-13)


@given(st.floats(LOWEST, HIGHEST))
def test_a_value_that_is_put_is_seen(value: float) -> None:
    assert LogitOrnsteinUhlenbeck.observe(LogitOrnsteinUhlenbeck.place(value)) == pytest.approx(value, rel=1e-13)


@pytest.mark.parametrize(("value", "inside"), [(0.0, LOWEST), (-3.0, LOWEST), (1.0, HIGHEST), (1e9, HIGHEST)])
def test_what_lies_outside_is_brought_inside(value: float, inside: float) -> None:
    ready = LogitOrnsteinUhlenbeck.prepare(DT, SPEED, VOLATILITY)
    assert LogitOrnsteinUhlenbeck.place(value) == LogitOrnsteinUhlenbeck.place(inside)
    assert math.isfinite(LogitOrnsteinUhlenbeck.place(value))
    moved = [LogitOrnsteinUhlenbeck.step(0.2, DT, level, *ready, 0.5) for level in (value, inside)]
    assert moved[0] == moved[1]
    assert LogitOrnsteinUhlenbeck.clamped(value)


@pytest.mark.parametrize("level", [LOWEST, 0.5, HIGHEST])
def test_what_lies_inside_is_not_counted(level: float) -> None:
    assert not LogitOrnsteinUhlenbeck.clamped(level)


def test_a_level_that_is_no_number_has_no_value() -> None:
    ready = LogitOrnsteinUhlenbeck.prepare(DT, SPEED, VOLATILITY)
    assert math.isnan(LogitOrnsteinUhlenbeck.step(0.2, DT, math.nan, *ready, 0.5))
