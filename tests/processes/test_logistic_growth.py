"""Logistic growth: Verhulst's curve (1838) x(t) = K / (1 + (K/x₀ − 1)·e^{−rt}), times log-normal noise of mean 1."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from simengine.processes.logistic_growth import LogisticGrowth
from tests.helpers.processes.laws import Floats, law_p, mean_p, normals, sound, walk

START, RATE, CAPACITY, VOLATILITY, DT = 2.4, 0.6, 4.5, 0.3, 1 / 12
PATHS, STEPS = 4000, 24
STATES = st.floats(0.01, 100)


def curve(x: float, t: float, rate: float, capacity: float) -> float:
    return capacity / (capacity / x * math.exp(-rate * t) - math.expm1(-rate * t))


def grown(x: float, t: float, rate: float, capacity: float) -> float:
    return LogisticGrowth.step(x, t, capacity, *LogisticGrowth.prepare(t, rate, 0.0), 1.7)


@given(x=STATES, t=st.floats(0.001, 10), rate=st.floats(0, 5), capacity=STATES)
def test_without_noise_a_step_is_the_curve(x: float, t: float, rate: float, capacity: float) -> None:
    assert grown(x, t, rate, capacity) == pytest.approx(curve(x, t, rate, capacity), rel=1e-13)


@given(x=STATES, t=st.floats(0.001, 10), rate=st.floats(-0.5, 5), capacity=STATES, parts=st.integers(2, 6))
def test_without_noise_a_step_in_parts_is_the_same(
    x: float, t: float, rate: float, capacity: float, parts: int
) -> None:
    whole, walked = grown(x, t, rate, capacity), x
    for _ in range(parts):
        walked = grown(walked, t / parts, rate, capacity)
    if math.isnan(whole) or whole > 1e6 * capacity:  # at the pole of a negative rate the last bit decides
        assert math.isnan(walked) or walked > 1e5 * capacity
    else:
        assert walked == pytest.approx(whole, rel=1e-8)
        assert whole > 5 * capacity or walked == pytest.approx(whole, rel=1e-12)


def test_an_ode_solver_finds_the_same_curve() -> None:
    row = walk(LogisticGrowth, START, DT, [CAPACITY], [RATE, 0.0], np.zeros((1, STEPS)))[0]
    solved = integrate.solve_ivp(
        lambda _, x: RATE * x * (1 - x / CAPACITY),
        (0, 2),
        [START],
        t_eval=np.linspace(0, 2, 25),
        rtol=1e-11,
        atol=1e-12,
    )
    assert row == pytest.approx(solved.y[0], rel=1e-9)


@pytest.mark.parametrize("rate", [-1.0, 0.0, 0.5, 20.0])
def test_nothing_and_the_capacity_stay_as_they_are(rate: float) -> None:
    assert grown(0.0, DT, rate, CAPACITY) == 0.0
    assert grown(CAPACITY, DT, rate, CAPACITY) == pytest.approx(CAPACITY, rel=1e-15)


@pytest.mark.parametrize(("x", "capacity"), [(9.0, 2.0), (5.0, -1.0), (5.0, 0.0), (math.nan, 2.0)])
def test_past_the_pole_there_is_no_value(x: float, capacity: float) -> None:
    """With r < 0 and x > K the curve runs to infinity at t = −log(1 − K/x) / −r, here at 0.25 years of 1."""
    assert math.isnan(grown(x, 1.0, -1.0, capacity))


def test_before_the_pole_the_curve_still_holds() -> None:
    pole = -math.log(1 - 2.0 / 9.0)
    assert grown(9.0, 0.99 * pole, -1.0, 2.0) == pytest.approx(curve(9.0, 0.99 * pole, -1.0, 2.0), rel=1e-11)
    assert math.isnan(grown(9.0, 1.01 * pole, -1.0, 2.0))


@pytest.fixture(scope="module")
def factors() -> Floats:
    """The noise of each step, by which the curve is multiplied; [paths, steps]."""
    ready = LogisticGrowth.prepare(DT, RATE, VOLATILITY)
    noise = normals("logistic_growth", PATHS, 4)
    base = grown(START, DT, RATE, CAPACITY)
    return np.array([[LogisticGrowth.step(START, DT, CAPACITY, *ready, z) / base for z in row] for row in noise])


def p_values(factors: Floats, volatility: float) -> list[float]:
    sd = volatility * math.sqrt(DT)
    law = stats.lognorm(s=sd, scale=math.exp(-(sd**2) / 2))
    assert law.mean() == pytest.approx(1.0, rel=1e-14)
    return [law_p(factors.ravel(), law), *(mean_p(column, 1.0, law.var()) for column in factors.T)]


def test_the_noise_is_log_normal_of_mean_one(factors: Floats) -> None:
    assert sound(p_values(factors, VOLATILITY))


def test_a_wrong_volatility_is_noticed(factors: Floats) -> None:
    assert not sound(p_values(factors, 1.1 * VOLATILITY))


def test_without_growth_it_is_a_martingale() -> None:
    """E X_t = x₀ and X_t log-normal with variance of the log σ²t, over many steps."""
    paths = walk(LogisticGrowth, START, DT, [CAPACITY], [0.0, VOLATILITY], normals("martingale", PATHS, STEPS))
    law = stats.lognorm(s=VOLATILITY * math.sqrt(2.0), scale=START * math.exp(-(VOLATILITY**2)))
    assert sound([law_p(paths[:, -1], law), mean_p(paths[:, -1], START, law.var())])
    assert np.min(paths) > 0


def test_noise_draws_the_mean_below_the_curve_by_its_convexity() -> None:
    """d E X = r·(E X − E X²/K)·dt: a second-order moment expansion over a short time, dE = −r·Var/K."""
    paths = walk(LogisticGrowth, CAPACITY, 0.01, [CAPACITY], [RATE, 0.5], normals("convex", PATHS, 20))
    time, variance = 0.2, (0.5 * CAPACITY) ** 2 * 0.2
    expected = CAPACITY - RATE * (0.5 * CAPACITY) ** 2 * time**2 / (2 * CAPACITY)
    assert sound([mean_p(paths[:, -1], expected, variance)])
