"""Sine and cosine of an angle in radians, of any size: of 10³⁰⁰ they are as accurate as of 1.

Whole quarters of a turn are taken away first. Of what is left, |y| ≤ π/4, sin y = y + y³·S(y²) and
cos y = 1 − y²/2 + y⁴·C(y²), as in fdlibm (k_sin.c, k_cos.c). The coefficients are derived in
tests/numerics/test_coefficients.py.
"""

from __future__ import annotations

from simengine.numerics.quarters import quarters

TINY = 7.450580596923828e-09
"""2⁻²⁷; below it a sine is its angle."""
SINE = (
    -0.16666666666666666,
    0.008333333333330946,
    -0.000198412698367542,
    2.7557316100283695e-06,
    -2.505113137221863e-08,
    1.5918095236696045e-10,
)
COSINE = (
    0.041666666666666664,
    -0.0013888888888887395,
    2.480158729876295e-05,
    -2.755731727031051e-07,
    2.0876145972635077e-09,
    -1.1382611119025487e-11,
)
S0, S1, S2, S3, S4, S5 = SINE
C0, C1, C2, C3, C4, C5 = COSINE


def sin(x: float) -> float:
    """The sine; NaN for what is not finite."""
    quarter, y, rest = quarters(x)
    if abs(x) < TINY:
        return x
    if quarter == 0.0:
        return _sine(y, rest)
    if abs(quarter) == 1.0:
        return quarter * _cosine(y, rest)
    return -_sine(y, rest)


def cos(x: float) -> float:
    """The cosine; NaN for what is not finite."""
    quarter, y, rest = quarters(x)
    if quarter == 0.0:
        return _cosine(y, rest)
    if abs(quarter) == 1.0:
        return -quarter * _sine(y, rest)
    return -_cosine(y, rest)


def _sine(y: float, rest: float) -> float:
    """Of y + rest, |y| ≤ π/4."""
    z = y * y
    bend = S1 + z * (S2 + z * (S3 + z * (S4 + z * S5)))
    cube = z * y
    # y·(z·S0) is the largest of what is added to y; the rest turns the slope of the sine, 1 − z/2, at y.
    return y - ((z * (0.5 * rest - cube * bend) - rest) - cube * S0)


def _cosine(y: float, rest: float) -> float:
    """Of y + rest, |y| ≤ π/4."""
    z = y * y
    bend = z * z * (C0 + z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * C5)))))
    half = 0.5 * z
    top = 1.0 - half
    # The difference rounds; what it lost is given back with the small terms.
    return top + (((1.0 - top) - half) + (bend - y * rest))
