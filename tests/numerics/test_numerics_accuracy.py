"""Every function against mpmath, over wide, ordinary and awkward arguments, in units in the last place (ulp)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import mpmath as mp
import numpy as np
import pytest
from mpmath import mpf
from numpy.random import Generator

from simengine import numerics
from tests.helpers.switches import asked

SAMPLE = 1500 if asked("SIMENGINE_EVERY_WORD") else 500
EDGES = [5e-324, 1e-310, 2.2250738585072014e-308, 1e-300, 1e-20, 2.0**-54, 2.0**-53, 2.0**-30, 1e-5]


def in_ulps(got: float, exact: mpf) -> float:
    """The error of `got` in units in the last place of the true value."""
    size = abs(exact)
    below = float(size)
    if below > size:
        below = math.nextafter(below, 0.0)
    return float(abs(mpf(got) - exact) / mpf(math.ulp(below)))


def worst(function: Callable[[float], float], exact: Callable[[mpf], mpf], arguments: Iterator[float]) -> float:
    with mp.workdps(50):
        return max(in_ulps(function(x), exact(mpf(x))) for x in arguments)


def spread(rng: Generator, *ranges: tuple[float, float]) -> Iterator[float]:
    """Uniform numbers from every range."""
    return (rng.uniform(low, high) for low, high in ranges for _ in range(SAMPLE))


def scales(rng: Generator, low: float, high: float) -> Iterator[float]:
    """Positive numbers uniform in their binary exponent."""
    return (math.ldexp(rng.uniform(1.0, 2.0), math.floor(rng.uniform(low, high))) for _ in range(SAMPLE))


def signed(numbers: Iterator[float]) -> Iterator[float]:
    return (sign * x for x in numbers for sign in (1.0, -1.0))


def near(rng: Generator, place: float, smallest: float = -52) -> Iterator[float]:
    """Numbers on both sides of `place`, at distances from 2^smallest to 1/8."""
    return (place + distance for distance in signed(scales(rng, smallest, -3)))


def test_exp() -> None:
    rng = np.random.default_rng(1)
    arguments = [
        *spread(rng, (-3.0, 3.0), (-745.1, 709.78), (-745.1, -708.0)),
        *signed(scales(rng, -1074, 9)),
        *signed(iter(EDGES)),
        709.782712893384,
        -745.1332191019411,
    ]
    assert worst(numerics.exp, mp.exp, iter(arguments)) < 1.0


def test_expm1() -> None:
    rng = np.random.default_rng(2)
    arguments = [
        *spread(rng, (-1.5, 1.5), (-45.0, 45.0), (-45.0, 709.78)),
        *signed(scales(rng, -1074, 9)),
        *signed(iter(EDGES)),
    ]
    assert worst(numerics.expm1, mp.expm1, iter(arguments)) < 1.5


def test_log() -> None:
    rng = np.random.default_rng(3)
    arguments = [*spread(rng, (0.5, 2.0)), *scales(rng, -1074, 1023), *near(rng, 1.0), *EDGES, 1.7976931348623157e308]
    assert worst(numerics.log, mp.log, (x for x in arguments if x != 1.0)) < 1.0


def test_log1p() -> None:
    rng = np.random.default_rng(4)
    arguments = [
        *spread(rng, (-0.999, 3.0)),
        *scales(rng, -1074, 1023),
        *signed(scales(rng, -1074, -1)),
        *(-1.0 + x for x in scales(rng, -53, -1)),
        *signed(iter(EDGES)),
    ]
    assert worst(numerics.log1p, mp.log1p, iter(arguments)) < 1.0


def test_tanh() -> None:
    rng = np.random.default_rng(5)
    arguments = [*spread(rng, (-2.0, 2.0), (-22.0, 22.0)), *signed(scales(rng, -1074, 9)), *signed(iter(EDGES))]
    assert worst(numerics.tanh, mp.tanh, iter(arguments)) < 2.0


def test_logistic() -> None:
    rng = np.random.default_rng(6)
    arguments = [*spread(rng, (-8.0, 8.0), (-745.1, 40.0), (-745.1, -708.0)), *signed(scales(rng, -1074, 9))]
    assert worst(numerics.logistic, lambda x: 1 / (1 + mp.exp(-x)), iter(arguments)) < 2.0


def test_logit() -> None:
    rng = np.random.default_rng(7)
    arguments = [
        *spread(rng, (0.0, 1.0)),
        *scales(rng, -1074, -1),
        *near(rng, 0.5),
        *(1.0 - x for x in scales(rng, -53, -3)),
        *EDGES,
        1.0 - 2.0**-53,
    ]
    usable = (u for u in arguments if u != 0.5 and u < 1.0)
    assert worst(numerics.logit, lambda u: mp.log(u) - mp.log1p(-u), usable) < 1.75


def turns(rng: Generator) -> list[float]:
    """Angles in [0, 1), many of them close to where a sine or cosine is 0."""
    around = [*near(rng, 0.25), *near(rng, 0.5), *near(rng, 0.75), *scales(rng, -1040, -4), *EDGES]
    return [*spread(rng, (0.0, 1.0)), *around, 1.0 - 2.0**-53]


@pytest.mark.parametrize(("which", "exact", "zeros"), [(0, mp.sinpi, (0, 0.5)), (1, mp.cospi, (0.25, 0.75))])
def test_sincos_turns(which: int, exact: Callable[[mpf], mpf], zeros: tuple[float, ...]) -> None:
    arguments = (t for t in turns(np.random.default_rng(8)) if t not in zeros)
    assert worst(lambda t: numerics.sincos_turns(t)[which], lambda t: exact(2 * t), arguments) < 1.75


def near_quarters(rng: Generator) -> Iterator[float]:
    """Doubles as near as can be to multiples of a quarter of a turn, up to the largest double."""
    for power in range(1, 970, 3):
        with mp.workdps(400):
            yield from (float(mpf(int(count)) * 2**power * mp.pi / 4) for count in rng.integers(1, 2**53, 2))


@pytest.mark.parametrize(("function", "exact"), [(numerics.sin, mp.sin), (numerics.cos, mp.cos)])
def test_sine_and_cosine_of_angles_of_any_size(function: Callable[[float], float], exact: Callable[[mpf], mpf]) -> None:
    rng = np.random.default_rng(13)
    hardest = [6381956970095103.0 * 2.0**797, 5.319372648326541e255, 1.7976931348623157e308, 1e22, 1e300]
    borders = [1647099.0 * (1.0 + x) for x in (-1e-15, 0.0, 1e-15)]
    arguments = [
        *spread(rng, (-4.0, 4.0), (-100.0, 100.0), (-2e6, 2e6)),
        *signed(scales(rng, -1074, 1023)),
        *(float(mpf(int(count)) * mp.pi / 2) for count in rng.integers(1, 2**21, SAMPLE)),
        *near_quarters(rng),
        *signed(iter([*EDGES, *hardest, *borders])),
    ]
    with mp.workdps(400):
        assert max(in_ulps(function(x), exact(mpf(x))) for x in arguments) < 0.85


def exact_quantile(u: float, start: float) -> mpf:
    """Newton's method for Φ(x) = u, from a point that is right to 15 digits; on the side where Φ is small."""
    upper = start > 0.0
    target = 1 - mpf(u) if upper else mpf(u)
    x = -abs(mpf(start))
    for _ in range(2):
        x -= (mp.erfc(-x / mp.sqrt(2)) / 2 - target) / mp.npdf(x)
    return -x if upper else x


def test_normal_quantile() -> None:
    rng = np.random.default_rng(10)
    borders = [0.25, 0.75, 0.0625, 0.9375, math.exp(-7.5 * 7.5 / 2)]
    arguments = [
        *spread(rng, (0.0, 1.0), (0.01, 0.25), (0.75, 0.99)),
        *scales(rng, -1074, -2),
        *(1.0 - u for u in scales(rng, -53, -2)),
        *near(rng, 0.5, -50),
        *(border * (1.0 + x) for border in borders for x in (-1e-15, 0.0, 1e-15)),
        *EDGES,
        1.0 - 2.0**-53,
    ]
    with mp.workdps(40):
        for u in arguments:
            if u not in (0.5, 1.0):
                x = numerics.normal_quantile(u)
                assert in_ulps(x, exact_quantile(u, x)) < 2.0, u


def test_normal_cdf() -> None:
    rng = np.random.default_rng(12)
    arguments = [
        *spread(rng, (-0.68, 0.68), (-1.3, -0.67), (-9.0, 9.0), (-38.48, -8.0), (-38.48, -37.5)),
        *signed(scales(rng, -1074, 2)),
        *(border * (1.0 + x) for border in (0.6744897501960817, -0.6744897501960817) for x in (-1e-15, 0.0, 1e-15)),
        *signed(iter(EDGES)),
    ]
    assert worst(numerics.normal_cdf, lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, iter(arguments)) < 1.5


def test_the_measure_finds_an_error() -> None:
    """The negative control: a function one part in 10¹⁵ off does not pass."""
    rng = np.random.default_rng(11)
    wrong = worst(lambda x: numerics.exp(x) * (1.0 + 1e-15), mp.exp, spread(rng, (-3.0, 3.0)))
    assert wrong > 4.0
