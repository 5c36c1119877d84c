"""Geometric Brownian motion: log X_t is normal with mean log x₀ + (g − σ²/2)·t; E X_t = x₀·e^{gt}."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simengine.processes import geometric_brownian
from simengine.processes.geometric_brownian import GeometricBrownian
from tests.helpers.processes.laws import Floats, covariance_p, law_p, mean_p, median_p, normals, sound, variance_p, walk

START, GROWTH, VOLATILITY, DT = 6.0, 0.3, 0.4, 1 / 12
PATHS, STEPS = 4000, 24


@pytest.fixture(scope="module")
def paths() -> Floats:
    return walk(GeometricBrownian, START, DT, [], [GROWTH, VOLATILITY], normals("geometric", PATHS, STEPS))


def median(t: float, growth: float, volatility: float) -> float:
    return START * math.exp((growth - volatility**2 / 2) * t)


def p_values(paths: Floats, growth: float, volatility: float) -> list[float]:
    found = []
    for k in (1, 6, STEPS):
        t, x = k * DT, paths[:, k]
        law = stats.lognorm(s=volatility * math.sqrt(t), scale=median(t, growth, volatility))
        assert law.mean() == pytest.approx(START * math.exp(growth * t), rel=1e-14)
        found += [law_p(x, law), mean_p(x, law.mean(), law.var()), median_p(x, law.median())]
        found.append(variance_p(np.log(x), math.log(law.median()), volatility**2 * t))
    for j, k in ((1, 2), (3, 12), (12, STEPS)):
        s, t = j * DT, k * DT
        x, y = (np.log(paths[:, i] / median(i * DT, growth, volatility)) for i in (j, k))
        found.append(covariance_p(x, y, (volatility**2 * s, volatility**2 * t), volatility**2 * s))
    return found


def test_law_mean_variance_and_autocovariance(paths: Floats) -> None:
    assert sound(p_values(paths, GROWTH, VOLATILITY))
    assert np.min(paths) > 0


@pytest.mark.parametrize(
    ("growth", "volatility"), [(GROWTH, 1.1 * VOLATILITY), (GROWTH + VOLATILITY**2 / 2, VOLATILITY)]
)
def test_a_wrong_law_is_noticed(paths: Floats, growth: float, volatility: float) -> None:
    """The second would be the law if `growth` were that of the median."""
    assert not sound(p_values(paths, growth, volatility))


@given(growth=st.floats(-3, 3), volatility=st.floats(0, 3), dt=st.floats(1e-3, 2), parts=st.integers(2, 5))
def test_a_step_in_parts_has_the_same_law(growth: float, volatility: float, dt: float, parts: int) -> None:
    drift, spread = GeometricBrownian.prepare(dt, growth, volatility)
    part_drift, part_spread = GeometricBrownian.prepare(dt / parts, growth, volatility)
    assert part_drift * parts == pytest.approx(drift, rel=1e-13)
    assert part_spread**2 * parts == pytest.approx(spread**2, rel=1e-13)


def test_without_volatility_it_is_the_exponential() -> None:
    row = walk(GeometricBrownian, START, DT, [], [GROWTH, 0.0], np.ones((1, STEPS)))[0]
    assert row == pytest.approx([START * math.exp(GROWTH * k * DT) for k in range(STEPS + 1)], rel=1e-13)


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_a_value_that_is_not_positive_has_no_state(value: float) -> None:
    assert not math.isfinite(GeometricBrownian.place(value))


def test_the_documentation_shows_the_whole_file() -> None:
    page = Path(__file__).parents[2] / "docs" / "extending.md"
    shown = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert Path(geometric_brownian.__file__).read_text(encoding="utf-8") in shown
