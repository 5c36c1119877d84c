"""Cox, Ingersoll & Ross (1985), eqs. 18–20: X_t is a scaled noncentral χ², in the end gamma.

E X_t = m + (x₀ − m)·e^{−at}, Cov(X_s, X_t) = e^{−a(t−s)}·Var X_s. The scheme has these exactly, the law nearly.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simengine.processes.cox_ingersoll_ross import CoxIngersollRoss
from tests.helpers.processes.laws import Floats, law_p, mean_p, normals, sound, two_sided, walk

START, LEVEL, SPEED, VOLATILITY, DT = 1.6, 1.0, 1.0, 0.7, 1 / 12
PATHS, STEPS = 4000, 24
WILD = 1.8
"""A volatility with which X touches 0: volatility² = 3.24·speed·level."""
QUANTLIB = [
    (0.9, 0.5, 0.3, 0.6, 0.25, -1.5, 0.43100372621155153),
    (0.9, 0.5, 0.3, 0.6, 0.25, 0.2, 0.5960344602892171),
    (0.9, 0.5, 0.3, 0.6, 0.25, 2.0, 0.7998657632047579),
    (0.9, 0.5, 1.5, 0.05, 0.25, -1.5, 0.0),
    (0.9, 0.5, 1.5, 0.05, 0.25, 0.2, 0.08477131602545829),
    (0.9, 0.5, 1.5, 0.05, 0.25, 2.0, 0.7616280364438084),
    (2.0, 1.0, 0.5, 0.2, 1 / 12, -1.5, 0.2246348511919808),
    (2.0, 1.0, 0.5, 0.2, 1 / 12, 0.2, 0.33298765042111855),
    (2.0, 1.0, 0.5, 0.2, 1 / 12, 2.0, 0.47088336402150865),
    (0.5, 0.04, 0.4, 0.03, 1.0, -1.5, 0.0),
    (0.5, 0.04, 0.4, 0.03, 1.0, 0.2, 0.013772036091269068),
    (0.5, 0.04, 0.4, 0.03, 1.0, 2.0, 0.20434910620136734),
    (0.3, 2.0, 1.1, 0.0, 1 / 12, -1.5, 2.6724318455691935e-05),
    (0.3, 2.0, 1.1, 0.0, 1 / 12, 0.2, 0.04437090027038422),
    (0.3, 2.0, 1.1, 0.0, 1 / 12, 2.0, 0.1833596951074917),
]
"""Speed, level, volatility, x, dt, normal number; the variance of QuantLib 1.44's HestonProcess
(QuadraticExponential)."""
CASES = [(0.3, 1.2), (0.7, 1.6), (1.0, 1.2), (1.8, 0.6), (1.8, 0.001), (0.7, 0.0)]


def moved(x: float, dt: float, level: float, speed: float, volatility: float, noise: float) -> float:
    found: float = CoxIngersollRoss.step(x, dt, level, *CoxIngersollRoss.prepare(dt, speed, volatility), noise)
    return found


def mean(t: float, x: float = START) -> float:
    return LEVEL + (x - LEVEL) * math.exp(-SPEED * t)


def variance(t: float, volatility: float = VOLATILITY, x: float = START) -> float:
    decay = math.exp(-SPEED * t)
    return volatility**2 / SPEED * (x * (decay - decay**2) + LEVEL / 2 * (1 - decay) ** 2)


def law(t: float, volatility: float = VOLATILITY, x: float = START) -> object:
    scale = -(volatility**2) * math.expm1(-SPEED * t) / (4 * SPEED)
    return stats.ncx2(4 * SPEED * LEVEL / volatility**2, x * math.exp(-SPEED * t) / scale, scale=scale)


def moment_p(x: Floats, expected: float) -> float:
    """Whether x has this mean, its variance being unknown."""
    return two_sided((float(np.mean(x)) - expected) / (float(np.std(x)) / math.sqrt(x.size)))


@pytest.fixture(scope="module")
def paths() -> Floats:
    return walk(CoxIngersollRoss, START, DT, [LEVEL], [SPEED, VOLATILITY], normals("cox", PATHS, STEPS))


@pytest.fixture(scope="module")
def wild() -> Floats:
    return walk(CoxIngersollRoss, START, DT, [LEVEL], [SPEED, WILD], normals("wild", PATHS, STEPS))


def moments(paths: Floats, volatility: float) -> list[float]:
    found = []
    for k in (1, 6, STEPS):
        t, x = k * DT, paths[:, k]
        found += [mean_p(x, mean(t), variance(t, volatility))]
        found += [moment_p((x - mean(t)) ** 2, variance(t, volatility))]
    for j, k in ((1, 2), (3, 12), (12, STEPS)):
        s, t = j * DT, k * DT
        product = (paths[:, j] - mean(s)) * (paths[:, k] - mean(t))
        found.append(moment_p(product, math.exp(-SPEED * (t - s)) * variance(s, volatility)))
    return found


def test_mean_variance_and_autocovariance(paths: Floats, wild: Floats) -> None:
    assert sound(moments(paths, VOLATILITY) + moments(wild, WILD))


def test_wrong_moments_are_noticed(paths: Floats, wild: Floats) -> None:
    assert not sound(moments(paths, 1.1 * VOLATILITY))
    assert not sound(moments(wild, 1.2 * WILD))


def test_the_law_is_noncentral_chi_square(paths: Floats) -> None:
    times = (1, 3, 12, STEPS)
    assert sound([law_p(paths[:, k], law(k * DT)) for k in times])
    assert not sound([law_p(paths[:, k], law(k * DT, 1.1 * VOLATILITY)) for k in times])


def test_where_it_touches_zero_it_is_there_too_often_and_else_right(wild: Floats) -> None:
    for k in (6, STEPS):
        x, exact = wild[:, k], law(k * DT, WILD)
        assert stats.kstest(x, exact.cdf).statistic < 0.05  # type: ignore[attr-defined]
        assert 0.002 < np.mean(x == 0.0) < 0.04
        above = x[x > 0.3]  # beyond what the atom and its neighbourhood spoil
        low = exact.cdf(0.3)  # type: ignore[attr-defined]
        share = (exact.cdf(above) - low) / (1.0 - low)  # type: ignore[attr-defined]
        assert sound([float(stats.kstest(share, "uniform").pvalue)])


def test_the_stationary_law_is_gamma() -> None:
    noise = normals("stationary cox", PATHS, 40)
    x = walk(CoxIngersollRoss, 5.0, 0.25, [LEVEL], [SPEED, VOLATILITY], noise)[:, -1]

    def found(volatility: float) -> list[float]:
        gamma = stats.gamma(2 * SPEED * LEVEL / volatility**2, scale=volatility**2 / (2 * SPEED))
        assert gamma.mean() == pytest.approx(LEVEL)
        assert gamma.var() == pytest.approx(LEVEL * volatility**2 / (2 * SPEED))
        return [law_p(x, gamma), mean_p(x, gamma.mean(), gamma.var())]

    assert sound(found(VOLATILITY))
    assert not sound(found(1.15 * VOLATILITY))


@pytest.mark.parametrize(("volatility", "x"), CASES)
@pytest.mark.parametrize("dt", [1 / 52, 1 / 12, 0.25, 1.0])
def test_mean_and_variance_of_a_step_are_exact(volatility: float, x: float, dt: float) -> None:
    """Integrals over the normal law, by Gauss's rule in pieces of which none has the corner inside."""
    nodes, weights = np.polynomial.legendre.leggauss(12)
    ends = np.union1d(np.linspace(-9, 9, 37), _corners(x, dt, volatility))
    half = np.diff(ends)[:, None] / 2
    places = (ends[:-1, None] + half + half * nodes).ravel()
    shares = (half * weights).ravel() * stats.norm.pdf(places)
    values = np.array([moved(x, dt, LEVEL, SPEED, volatility, z) for z in places.tolist()])
    assert shares @ values == pytest.approx(mean(dt, x), rel=1e-12)
    assert shares @ (values - mean(dt, x)) ** 2 == pytest.approx(variance(dt, volatility, x), rel=1e-10)


def _corners(x: float, dt: float, volatility: float) -> list[float]:
    """The normal number from which the step leaves 0; none in the quadratic form."""
    ratio = variance(dt, volatility, x) / mean(dt, x) ** 2
    return [float(stats.norm.isf(2.0 / (1.0 + ratio)))] if ratio > 1.5 else []


@pytest.mark.parametrize(
    ("volatility", "x", "distances"),
    [
        (0.3, 1.2, (0.0003, 0.0005, 0.0011)),
        (0.7, 1.6, (0.0003, 0.0006, 0.0016)),
        (1.0, 1.2, (0.0003, 0.0008, 0.0026)),
        (WILD, 0.6, (0.0004, 0.0013, 0.0120)),
        (0.7, 0.0, (0.0170, 0.0170, 0.0170)),
        (WILD, 0.001, (0.26, 0.26, 0.26)),  # the atom at 0, where the exact law has none but a peak
    ],
)
def test_the_law_of_a_step_is_close(volatility: float, x: float, distances: tuple[float, ...]) -> None:
    """The largest difference of the distribution functions over a week, a month, a quarter; by a ladder of normals."""
    ladder = stats.norm.ppf((np.arange(4000) + 0.5) / 4000).tolist()
    for dt, bound in zip((1 / 52, 1 / 12, 1 / 4), distances, strict=True):
        values = np.array([moved(x, dt, LEVEL, SPEED, volatility, z) for z in ladder])
        distance = float(stats.kstest(values, law(dt, volatility, x).cdf).statistic)  # type: ignore[attr-defined]
        assert bound / 4 < distance < bound


@pytest.mark.parametrize(("speed", "level", "volatility", "x", "dt", "noise", "value"), QUANTLIB)
def test_it_is_quantlibs(
    speed: float, level: float, volatility: float, x: float, dt: float, noise: float, value: float
) -> None:
    assert moved(x, dt, level, speed, volatility, noise) == pytest.approx(value, rel=1e-12, abs=1e-15)


@given(
    x=st.floats(0, 1e6),
    level=st.floats(0, 1e6),
    speed=st.floats(0, 50),
    volatility=st.floats(0, 100),
    dt=st.floats(1e-3, 2),
    noise=st.floats(-9, 9),
)
def test_it_is_never_negative(x: float, level: float, speed: float, volatility: float, dt: float, noise: float) -> None:
    after = moved(x, dt, level, speed, volatility, noise)
    assert 0.0 <= after < math.inf


@given(
    x=st.floats(0, 10), volatility=st.floats(0, 3), speed=st.floats(0, 5, allow_subnormal=False), dt=st.floats(0.01, 2)
)
def test_moments_of_two_halves_make_those_of_a_step(x: float, volatility: float, speed: float, dt: float) -> None:
    def of_step(dt: float) -> tuple[float, float, float, float]:
        return CoxIngersollRoss.prepare(dt, speed, volatility)

    decay, gained, carried, settled = of_step(dt)
    d, g, c, s = of_step(dt / 2)
    middle = x * d + LEVEL * g
    assert middle * d + LEVEL * g == pytest.approx(x * decay + LEVEL * gained, rel=1e-12)
    halves = (x * c + LEVEL * s) * d * d + (middle * c + LEVEL * s)
    assert halves == pytest.approx(x * carried + LEVEL * settled, rel=1e-12, abs=1e-300)


def test_the_two_forms_meet() -> None:
    """At ψ = 1.5 their upper quantiles are alike. From x = 0, a year on and with a·t = 1, ψ is σ²/2 at a level of 1."""
    for z in (0.5, 1.0, 2.0):
        below, above = (moved(0.0, 1.0, 1.0, 1.0, math.sqrt(3.0) * (1.0 + shift), z) for shift in (-1e-9, 1e-9))
        assert below != above
        assert below == pytest.approx(above, rel=0.1)


def test_without_volatility_it_is_the_exponential_approach() -> None:
    row = walk(CoxIngersollRoss, START, DT, [LEVEL], [SPEED, 0.0], np.ones((1, STEPS)))[0]
    assert row == pytest.approx([mean(k * DT) for k in range(STEPS + 1)], rel=1e-13)


def test_without_a_pull_it_is_a_martingale_of_variance_in_proportion_to_time() -> None:
    x = walk(CoxIngersollRoss, START, DT, [LEVEL], [0.0, VOLATILITY], normals("free cox", PATHS, STEPS))
    for k in (1, STEPS):
        spread = VOLATILITY**2 * START * k * DT
        assert sound([mean_p(x[:, k], START, spread), moment_p((x[:, k] - START) ** 2, spread)])
    assert CoxIngersollRoss.prepare(DT, 0.0, 2.0) == (1.0, 0.0, 4.0 * DT, 0.0)


def test_a_slow_pull_comes_close_to_none() -> None:
    for speed in (1e-300, 1e-12, -1e-12):
        near = CoxIngersollRoss.prepare(DT, speed, VOLATILITY)
        assert near == pytest.approx(CoxIngersollRoss.prepare(DT, 0.0, VOLATILITY), rel=1e-11, abs=1e-11)


@given(noise=st.floats(-9, 9))
def test_at_a_level_of_zero_nothing_comes_of_nothing(noise: float) -> None:
    assert moved(0.0, DT, 0.0, SPEED, VOLATILITY, noise) == 0.0
    assert moved(0.0, DT, LEVEL, 0.0, VOLATILITY, noise) == 0.0
    assert moved(1e-200, DT, 0.0, SPEED, VOLATILITY, noise) >= 0.0


def test_a_level_of_zero_is_fellers_branching() -> None:
    """Its mean falls as e^{−at}; a negative speed, as an expression may have, makes it grow."""
    for speed, name in ((SPEED, "falling"), (-0.5, "growing")):
        x = walk(CoxIngersollRoss, START, DT, [0.0], [speed, VOLATILITY], normals(name, PATHS, 12))[:, -1]
        spread = START * VOLATILITY**2 / speed * (math.exp(-speed) - math.exp(-2 * speed))
        assert sound([mean_p(x, START * math.exp(-speed), spread), moment_p((x - x.mean()) ** 2, spread)])


@pytest.mark.parametrize(
    ("level", "speed", "volatility"),
    [
        (-1.0, 1.0, 0.5),
        (1.0, -1.0, 0.5),
        (math.nan, 1.0, 0.5),
        (1.0, math.nan, 0.5),
        (1.0, 1.0, math.nan),
        (1, 1, 1e200),
    ],
)
def test_what_has_no_law_has_no_value(level: float, speed: float, volatility: float) -> None:
    assert math.isnan(moved(START, DT, level, speed, volatility, 0.3))


def test_the_largest_noises_do_no_harm() -> None:
    for x in (1e-300, 1e-9, 1.0, 1e9):
        for noise in (-40.0, -9.0, 9.0, 37.0):
            assert 0.0 <= moved(x, DT, LEVEL, SPEED, 3.0, noise) < math.inf


@given(st.floats(-1e9, 1e9))
def test_an_effect_takes_no_more_than_there_is(value: float) -> None:
    assert CoxIngersollRoss.observe(CoxIngersollRoss.place(value)) == max(0.0, value)
