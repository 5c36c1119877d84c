"""Merton's jump diffusion (1976): log X_t is a mixture of normals, weighted by the chance of n jumps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy import stats

from simengine.processes._process import Draw
from simengine.processes.geometric_brownian import GeometricBrownian
from simengine.processes.jump_diffusion import JumpDiffusion
from tests.helpers.processes.laws import Floats, law_p, mean_p, normals, sound, two_sided, uniforms

START, GROWTH, VOLATILITY, RATE, JUMP, JUMP_SD = 100.0, 0.06, 0.2, 1.5, -0.15, 0.25
PATHS, STEPS, DT = 4000, 24, 1 / 12
CALLS = {60: 44.97227360, 80: 29.67183886, 100: 17.67775937, 120: 9.50508442, 160: 2.36788836}
"""Today's value of max(X₁ − K, 0) by QuantLib 1.44: BatesEngine (a Fourier integral), its variance all but constant."""


@dataclass(frozen=True)
class Merton:
    """The law of log(X_t/x₀)."""

    t: float
    growth: float = GROWTH
    volatility: float = VOLATILITY
    rate: float = RATE
    jump: float = JUMP
    jump_sd: float = JUMP_SD

    @property
    def drift(self) -> float:
        compensator = self.rate * math.expm1(self.jump + self.jump_sd**2 / 2)
        return self.growth - self.volatility**2 / 2 - compensator

    def cdf(self, x: ArrayLike) -> Floats:
        n = np.arange(60)[:, None]
        centre = self.drift * self.t + n * self.jump
        spread = np.sqrt(self.volatility**2 * self.t + n * self.jump_sd**2)
        weights = stats.poisson.pmf(n, self.rate * self.t)
        total: Floats = np.sum(weights * stats.norm.cdf((np.asarray(x)[None, :] - centre) / spread), axis=0)
        return total

    def mean(self) -> float:
        return (self.drift + self.rate * self.jump) * self.t

    def variance(self) -> float:
        return (self.volatility**2 + self.rate * (self.jump**2 + self.jump_sd**2)) * self.t

    def variance_of_x(self) -> float:
        """Of X_t/x₀: e^{2gt}·(e^{(σ² + λ·E(e^J − 1)²)·t} − 1)."""
        m, s2 = self.jump, self.jump_sd**2
        square = math.exp(2 * m + 2 * s2) - 2 * math.exp(m + s2 / 2) + 1
        return math.exp(2 * self.growth * self.t) * math.expm1((self.volatility**2 + self.rate * square) * self.t)


def walks(name: str, paths: int, steps: int, dt: float) -> Floats:
    """X/x₀ at every step; [paths, steps + 1]."""
    ready = JumpDiffusion.prepare(dt, GROWTH, VOLATILITY, RATE, JUMP, JUMP_SD)
    noise, sizes = (normals(f"{name} {which}", paths, steps).tolist() for which in ("noise", "sizes"))
    ranks = np.array(uniforms(name, paths * steps)).reshape(paths, steps).tolist()
    rows = []
    for draws in zip(noise, sizes, ranks, strict=True):
        row = [JumpDiffusion.place(START)]
        for numbers in zip(*draws, strict=True):
            row.append(JumpDiffusion.step(row[-1], dt, *ready, *numbers))
        rows.append([JumpDiffusion.observe(state) / START for state in row])
    return np.array(rows)


def moment_p(x: Floats, expected: float) -> float:
    """Whether x has this mean, its variance being unknown."""
    return two_sided((float(np.mean(x)) - expected) / (float(np.std(x)) / math.sqrt(x.size)))


def p_values(paths: Floats, dt: float, steps: tuple[int, ...], wrong: dict[str, float]) -> list[float]:
    found = []
    for k in steps:
        law, x = Merton(k * dt, **wrong), paths[:, k]
        found += [law_p(np.log(x), law), mean_p(np.log(x), law.mean(), law.variance())]
        found += [mean_p(x, math.exp(law.growth * law.t), law.variance_of_x())]
        found.append(moment_p((np.log(x) - law.mean()) ** 2, law.variance()))
    return found


@pytest.fixture(scope="module")
def months() -> Floats:
    return walks("months", PATHS, STEPS, DT)


@pytest.fixture(scope="module")
def year() -> Floats:
    return walks("year", 20_000, 1, 1.0)


def test_law_mean_and_variance(months: Floats) -> None:
    assert sound(p_values(months, DT, (1, 6, STEPS), {}))
    assert np.min(months) > 0


def test_increments_are_independent(months: Floats) -> None:
    """So Cov(log X_s, log X_t) = Var(log X_s)."""
    logs = np.log(months)
    found = []
    for j, k in ((1, 2), (6, 12), (12, STEPS)):
        x = logs[:, j] - Merton(j * DT).mean()
        y = logs[:, k] - Merton(k * DT).mean()
        found.append(moment_p(x * y, Merton(j * DT).variance()))
    assert sound(found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"volatility": 1.15 * VOLATILITY},
        {"rate": 1.3 * RATE},
        {"jump_sd": 1.3 * JUMP_SD},
        {"growth": GROWTH + RATE * math.expm1(JUMP + JUMP_SD**2 / 2)},  # what it were if jumps came on top
    ],
    ids=str,
)
def test_a_wrong_law_is_noticed(months: Floats, wrong: dict[str, float]) -> None:
    assert not sound(p_values(months, DT, (1, 6, STEPS), wrong))


def test_a_step_of_a_year_has_the_law_of_twelve(year: Floats) -> None:
    assert sound(p_values(year, 1.0, (1,), {}))
    assert not sound(p_values(year, 1.0, (1,), {"rate": 1.15 * RATE}))


def test_quantlib_values_a_call_alike(year: Floats) -> None:
    def found(tilt: float) -> list[float]:
        payoffs = {strike: np.maximum(START * tilt * year[:, 1] - strike, 0.0) for strike in CALLS}
        return [moment_p(math.exp(-GROWTH) * payoffs[strike], value) for strike, value in CALLS.items()]

    assert sound(found(1.0))
    assert not sound(found(1.03))


@given(
    growth=st.floats(-2, 2),
    volatility=st.floats(0, 2),
    rate=st.floats(0, 9),
    jump=st.floats(-2, 2),
    sd=st.floats(0, 1),
    parts=st.integers(2, 5),
)
def test_parts_of_a_step_add_up(
    growth: float, volatility: float, rate: float, jump: float, sd: float, parts: int
) -> None:
    """Drift, variance and mean number of jumps are in proportion to dt, and the sum of Poisson numbers is Poisson."""
    drift, spread, jumps, none, *size = JumpDiffusion.prepare(1.0, growth, volatility, rate, jump, sd)
    part = JumpDiffusion.prepare(1.0 / parts, growth, volatility, rate, jump, sd)
    assert part[0] * parts == pytest.approx(drift, rel=1e-12, abs=1e-12)
    assert part[1] ** 2 * parts == pytest.approx(spread**2, rel=1e-12)
    assert part[2] * parts == pytest.approx(jumps, rel=1e-12)
    assert part[3] ** parts == pytest.approx(none, rel=1e-12)
    assert list(part[4:]) == size == [jump, sd]


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_n_jumps_are_n_normal_numbers_in_one(n: int) -> None:
    ready = JumpDiffusion.prepare(1.0, GROWTH, VOLATILITY, RATE, JUMP, JUMP_SD)
    u = stats.poisson.cdf(n, RATE) - 1e-9
    moved = JumpDiffusion.step(0.0, 1.0, *ready, 0.5, 1.7, u)
    assert moved == pytest.approx(
        Merton(1.0).drift + 0.5 * VOLATILITY + n * JUMP + 1.7 * math.sqrt(n) * JUMP_SD, rel=1e-13
    )


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.0001, 0.9999))
def test_without_jumps_it_is_geometric_brownian_motion(z: float, size: float, u: float) -> None:
    ready = JumpDiffusion.prepare(DT, GROWTH, VOLATILITY, 0.0, JUMP, JUMP_SD)
    plain = GeometricBrownian.step(0.0, DT, *GeometricBrownian.prepare(DT, GROWTH, VOLATILITY), z)
    assert JumpDiffusion.step(0.0, DT, *ready, z, size, u) == plain


@pytest.mark.parametrize("rate", [-1e-9, -3.0, 601.0 / DT, math.inf, math.nan])
def test_a_rate_out_of_reach_has_no_value(rate: float) -> None:
    ready = JumpDiffusion.prepare(DT, GROWTH, VOLATILITY, rate, JUMP, JUMP_SD)
    assert math.isnan(JumpDiffusion.step(0.0, DT, *ready, 0.1, 0.1, 0.5))


def test_correlations_mix_the_diffusion_and_not_the_jumps() -> None:
    """Of the draws the first is the one they mix, and the diffusion's."""
    assert JumpDiffusion.draws == (Draw.BROWNIAN, Draw.NORMAL, Draw.UNIFORM)
    ready = JumpDiffusion.prepare(DT, GROWTH, VOLATILITY, RATE, JUMP, JUMP_SD)
    moved = JumpDiffusion.step(0.0, DT, *ready, 1.0, 0.3, 0.99) - JumpDiffusion.step(0.0, DT, *ready, 0.0, 0.3, 0.99)
    assert moved == pytest.approx(VOLATILITY * math.sqrt(DT), rel=1e-13)
