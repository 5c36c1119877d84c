"""The coefficients in `simengine.numerics`, derived here a second time and compared bit for bit.

Each polynomial, or ratio of two, meets its function at Chebyshev nodes (all but the smallest error possible), is found
with 60 digits and then rounded to doubles, or to singles. `python tests/numerics/test_coefficients.py` prints them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import mpmath as mp
import numpy as np
import pytest
from mpmath import mpf

from simengine.numerics import box_muller
from simengine.numerics import inverse_normal as normal
from simengine.numerics.exp import COEFFICIENTS as EXPONENTIAL
from simengine.numerics.log import COEFFICIENTS as LOGARITHM
from simengine.numerics.log import LN2_HIGH, LN2_LOW
from simengine.numerics.normal_cdf import (
    CENTRE,
    DENSITY,
    DENSITY_LOW,
    SHIFT,
    SLOPE_HIGH,
    SLOPE_LOW,
    TAIL_OVER,
    TAIL_UNDER,
)
from simengine.numerics.quarters import DIGIT, DIGITS, HALVES, NEAR, QUARTER, TERMS
from simengine.numerics.sine import COSINE as RADIAN_COSINE
from simengine.numerics.sine import SINE as RADIAN_SINE
from simengine.numerics.trigonometry import BEND, BEND_LOW, COSINE, SINE, TURN, TURN_LOW

mp.mp.dps = 60
Function = Callable[[mpf], mpf]


@dataclass(frozen=True)
class Fit:
    """A function, where it is wanted, the degrees of the ratio, and how an error in it weighs in the result."""

    function: Function
    low: mpf
    high: mpf
    degrees: tuple[int, int]
    weight: Function
    spread: Function = mp.mpf
    """Nodes are Chebyshev's in this variable, so that they are close where the function bends."""
    unspread: Function = mp.mpf
    digits: int = 53
    """Those of a coefficient."""


def _upper_quantile(log_u: mpf) -> mpf:
    """The x > 0 with log Φ(−x) = log u, by Newton's method."""
    x = mp.sqrt(-2 * log_u) - mpf(1) / 2
    for _ in range(60):
        tail = mp.erfc(x / mp.sqrt(2)) / 2
        step = (mp.log(tail) - log_u) * tail / mp.npdf(x)
        x += step
        if abs(step) < mpf(10) ** -50:
            break
    return x


@cache
def _quartile() -> mpf:
    return _upper_quantile(-mp.log(4))


def _centre_quantile(z: mpf) -> mpf:
    q = mp.sqrt(z)
    return (_upper_quantile(mp.log(mpf(1) / 2 - q)) / q - mp.sqrt(2 * mp.pi)) / z


def _middle_quantile(v: mpf) -> mpf:
    return (_upper_quantile(-v - mp.log(4)) - _quartile()) / v - mpf(normal.MIDDLE_SLOPE)


def _near_quantile(r: mpf) -> mpf:
    return r - mpf(1) / 2 - _upper_quantile(-r * r / 2)


def _far_quantile(r: mpf) -> mpf:
    return r - _upper_quantile(-r * r / 2)


def _centre_chance(z: mpf) -> mpf:
    x = mp.sqrt(z)
    return (mp.erf(x / mp.sqrt(2)) / (2 * x) - mp.npdf(0)) / z


def _inverse_of_tail(s: mpf) -> mpf:
    """e^(−s²/2) over the chance of less than −s."""
    return 2 * mp.exp(-s * s / 2) / mp.erfc(s / mp.sqrt(2))


def _bend_of_tail(s: mpf) -> mpf:
    return _inverse_of_tail(s) - mp.sqrt(2 * mp.pi) * s - mpf(SHIFT)


TINY = mpf(10) ** -12
TAIL = mp.sqrt(8 * mp.log(2))
FITS = {
    "exp": Fit(lambda z: (mp.sqrt(z) * mp.coth(mp.sqrt(z) / 2) - 2) / z, TINY, mpf("0.121"), (4, 0), lambda z: z),
    "log": Fit(lambda z: (mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 1) * 2 / z, TINY, mpf("0.02945"), (6, 0), lambda z: z),
    "sin": Fit(
        lambda z: (mp.sin(2 * mp.pi * mp.sqrt(z)) / mp.sqrt(z) - 2 * mp.pi) / z,
        TINY, mpf(1) / 64, (5, 0), lambda z: z / 5,
    ),
    "cos": Fit(
        lambda z: (mp.cos(2 * mp.pi * mp.sqrt(z)) - 1 + 2 * mp.pi**2 * z) / z**2,
        TINY, mpf(1) / 64, (5, 0), lambda z: z * z,
    ),
    "radian sin": Fit(
        lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z,
        TINY, mpf("0.617"), (5, 0), lambda z: z * mpf("1.2"),
    ),
    "radian cos": Fit(
        lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2,
        TINY, mpf("0.617"), (5, 0), lambda z: z * z * mpf("1.5"),
    ),
    "centre": Fit(_centre_quantile, TINY, mpf(1) / 16, (5, 5), lambda z: z / 2),
    "middle": Fit(
        _middle_quantile, TINY, mp.log(4), (6, 6), lambda v: v / _upper_quantile(-v - mp.log(4)),
        lambda v: mp.exp(-v * 3 / 10), lambda w: -mp.log(w) * 10 / 3,
    ),
    "near tail": Fit(_near_quantile, TAIL, mpf("7.5"), (8, 7), lambda r: 1 / r, mp.log, mp.exp),
    "far tail": Fit(_far_quantile, mpf("7.5"), mpf("38.7"), (8, 8), lambda r: 1 / r, mp.log, mp.exp),
    "centre of cdf": Fit(_centre_chance, TINY, mpf("0.455"), (7, 0), lambda z: 4 * z * mp.sqrt(z)),
    "tail of cdf": Fit(
        _bend_of_tail, mpf("0.6744"), mpf("38.75"), (10, 10), lambda s: 1 / _inverse_of_tail(s), mp.log, mp.exp,
    ),
    "single log": Fit(
        lambda z: (1 - mp.atanh(mp.sqrt(z)) / mp.sqrt(z)) * 4 / z,
        TINY, mpf("0.02945"), (2, 0), lambda z: z / 2, digits=24,
    ),
    "single sin": Fit(
        lambda z: (mp.sin(mp.pi / 4 * mp.sqrt(z)) / mp.sqrt(z) - mp.pi / 4) / z,
        TINY, mpf(1), (2, 0), lambda z: z * mp.sqrt(2), digits=24,
    ),
    "single cos": Fit(
        lambda z: (mp.cos(mp.pi / 4 * mp.sqrt(z)) - 1) / z, TINY, mpf(1), (3, 0), lambda z: z * mp.sqrt(2), digits=24,
    ),
}  # fmt: skip

IN_USE = {
    "exp": (EXPONENTIAL, ()),
    "log": (LOGARITHM, ()),
    "sin": (SINE, ()),
    "cos": (COSINE, ()),
    "radian sin": (RADIAN_SINE, ()),
    "radian cos": (RADIAN_COSINE, ()),
    "centre": (normal.CENTRE_OVER[::-1], normal.CENTRE_UNDER[::-1]),
    "middle": (normal.MIDDLE_OVER[::-1], normal.MIDDLE_UNDER[::-1]),
    "near tail": (normal.NEAR_OVER[::-1], normal.NEAR_UNDER[::-1]),
    "far tail": (normal.FAR_OVER[::-1], normal.FAR_UNDER[::-1]),
    "centre of cdf": (CENTRE[::-1], ()),
    "tail of cdf": (TAIL_OVER[::-1], TAIL_UNDER[::-1]),
    "single log": ((box_muller.L0, box_muller.L1, box_muller.L2), ()),
    "single sin": ((box_muller.S1, box_muller.S2, box_muller.S3), ()),
    "single cos": ((box_muller.C0, box_muller.C1, box_muller.C2, box_muller.C3), ()),
}


def _points(fit: Fit, places: list[mpf]) -> list[mpf]:
    """`places` in [-1, 1], brought to the fit's interval in its spread variable."""
    low, high = fit.spread(fit.low), fit.spread(fit.high)
    return [fit.unspread((low + high) / 2 + (high - low) / 2 * place) for place in places]


def derive(fit: Fit) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Numerator, and denominator without its leading 1, both from the constant upwards."""
    over, under = fit.degrees
    size = over + under + 1
    nodes = _points(fit, [mp.cos(mp.pi * (2 * i + 1) / (2 * size)) for i in range(size)])
    values = [fit.function(x) for x in nodes]
    rows = [
        [x**j for j in range(over + 1)] + [-y * x**j for j in range(1, under + 1)]
        for x, y in zip(nodes, values, strict=True)
    ]
    kind = np.float32 if fit.digits == 24 else float
    solution = [float(kind(c)) for c in mp.lu_solve(mp.matrix(rows), mp.matrix(values))]
    return tuple(solution[: over + 1]), tuple(solution[over + 1 :])


def _value(coefficients: tuple[float, ...], x: mpf) -> mpf:
    return mp.fsum(mpf(float(c)) * x**j for j, c in enumerate(coefficients))


@pytest.mark.parametrize("name", FITS)
def test_coefficients_are_the_derived_ones(name: str) -> None:
    assert IN_USE[name] == derive(FITS[name])


@pytest.mark.parametrize("name", FITS)
def test_approximation_is_closer_than_a_quarter_of_an_ulp(name: str) -> None:
    fit, (over, under) = FITS[name], IN_USE[name]
    places = [mpf(2 * i + 1) / 100 - 1 for i in range(100)]
    for x in _points(fit, places):
        error = _value(over, x) / _value((1.0, *under), x) - fit.function(x)
        assert abs(error * fit.weight(x)) < mpf(2) ** (-2 - fit.digits), f"at {mp.nstr(x, 6)}"


def test_split_constants_add_up() -> None:
    for high, low, exact in (
        (LN2_HIGH, LN2_LOW, mp.log(2)),
        (TURN, TURN_LOW, 2 * mp.pi),
        (BEND, BEND_LOW, -2 * mp.pi**2),
        (normal.SLOPE, normal.SLOPE_LOW, mp.sqrt(2 * mp.pi)),
        (SLOPE_HIGH, SLOPE_LOW, mp.sqrt(2 * mp.pi)),
        (DENSITY, DENSITY_LOW, mp.npdf(0)),
        (normal.QUARTILE, normal.QUARTILE_LOW, _quartile()),
    ):
        assert abs(mpf(high) + mpf(low) - exact) < abs(exact) * mpf(2) ** -70


def test_the_parts_of_a_quarter_are_those_of_half_of_pi() -> None:
    for parts, digits in ((QUARTER, 33), (HALVES, 26)):
        rest = mp.pi / 2
        for part in parts[:-1]:
            scale = mpf(2) ** (digits - 1 - mp.floor(mp.log(rest, 2)))
            assert mpf(part) == mp.floor(rest * scale) / scale
            rest -= mpf(part)
        assert parts[-1] == float(rest)
    assert mpf(NEAR) < 2**20 * mp.pi / 2


def test_the_digits_of_the_quarters_of_a_radian() -> None:
    """And that there are enough of them for the largest double."""
    with mp.workdps(500):
        rest = 2 / mp.pi
        for digit in DIGITS:
            rest *= 2**DIGIT
            assert digit == mp.floor(rest)
            rest -= mp.floor(rest)
    assert len(DIGITS) >= (1024 - 55) // DIGIT + TERMS


def test_constants_of_the_normal_pair_are_the_nearest_singles() -> None:
    for constant, exact in ((box_muller.S0, mp.pi / 4 - 1), (box_muller.OCTAVE, -2 * mp.log(2))):
        assert abs(mpf(float(constant)) - exact) <= np.spacing(abs(constant)) / mpf(2)
    assert np.float32(0.5**0.5).view(np.uint32) == box_muller.ROOT_HALF


def test_products_with_the_high_part_of_ln2_are_exact() -> None:
    assert all(mpf(k) * mpf(LN2_HIGH) == mpf(k * LN2_HIGH) for k in range(-1100, 1101))


if __name__ == "__main__":
    for name, fit in FITS.items():
        print(name, *derive(fit), sep="\n    ")
