"""The normal distribution function: the chance that a standard normal number falls below x.

Near 0 it is ½ + x·(1/√(2π) + x²·F(x²)). Further out the lower tail at −s is e^(−s²/2) / (√(2π)·s + 5/4 + G(s)), and the
upper one what is left to 1. The polynomial F and the ratio G are derived in tests/numerics/test_coefficients.py.

To keep its relative accuracy down to the smallest subnormal number, the lower tail splits s² into parts that are exact,
and dividend and divisor into a double and what that double lost.
"""

from __future__ import annotations

from simengine.numerics.exp import INVERSE_LN2, beyond_one
from simengine.numerics.inverse_normal import QUARTILE, ROUND_TO_20, denominator, polynomial
from simengine.numerics.log import LN2_HIGH, LN2_LOW
from simengine.numerics.scaling import TO_WHOLE, scaled

SLOPE_HIGH = 2.5066282749176025
"""√(2π) to 27 bits, so that its product with a number of 26 bits is exact; SLOPE_LOW is the rest."""
SLOPE_LOW = -2.866020366467347e-10
DENSITY = 0.3989422804014327
"""1/√(2π), the density at 0; DENSITY_LOW is the rest."""
DENSITY_LOW = -2.49232720227773e-17
SHIFT = 1.25
"""So that what G adds, whose last place is not sure, is small where the divisor is."""
END = 38.75
"""Beyond −END the chance is less than half the smallest subnormal number."""
CENTRE = (
    2.077562986137862e-09,
    -4.1084096862335746e-08,
    6.659148871457907e-07,
    -9.444644694713392e-06,
    0.00011543468628033277,
    -0.0011873282154046011,
    0.009973557010034174,
    -0.06649038006690544,
)
TAIL_OVER = (
    -1.3214318980804152e-06,
    -3.279587732815443e-05,
    -0.00041094024704907043,
    -0.003301113853072494,
    -0.01839022801166672,
    -0.07239391155640192,
    -0.19580391481607295,
    -0.32423468973112035,
    -0.17886701188829154,
    0.4187259490133706,
    0.7499999999846628,
)
TAIL_UNDER = (
    1.0571455184644275e-06,
    2.8356598540082963e-05,
    0.000385615758980973,
    0.0034099275805256494,
    0.02143639201071698,
    0.09937622815185049,
    0.34281532023316874,
    0.868438843571592,
    1.5501952764074256,
    1.7727801358192528,
)


def normal_cdf(x: float) -> float:
    """The chance that a standard normal number is below x; 0 at −inf, 1 at inf, NaN for NaN."""
    if -QUARTILE <= x <= QUARTILE:
        z = x * x
        return 0.5 + (DENSITY * x + x * (DENSITY_LOW + z * polynomial(CENTRE, z)))
    tail = _tail(abs(x))
    return tail if x < 0.0 else 1.0 - tail


def _tail(size: float) -> float:
    """The chance of less than −size, for size above the quartile."""
    s = END if size > END else size
    head = (s + ROUND_TO_20) - ROUND_TO_20
    rest = s - head
    # −s²/2 is −head²/2, which is exact, and a rest below 2⁻¹⁵; as in exp, the power of two is taken out of their sum.
    square = -0.5 * head * head
    whole = (square * INVERSE_LN2 + TO_WHOLE) - TO_WHOLE
    high = square - whole * LN2_HIGH
    small = beyond_one(high, whole * LN2_LOW + 0.5 * rest * (s + head))
    top = 1.0 + high
    small = small + (high - (top - 1.0))
    power = top + small
    power_lost = small - (power - top)
    straight = SLOPE_HIGH * head
    shifted = straight + SHIFT
    lost = SHIFT - (shifted - straight)
    bend = polynomial(TAIL_OVER, s) / denominator(TAIL_UNDER, s)
    bent = bend + (lost + (SLOPE_HIGH * rest + SLOPE_LOW * s))
    divisor = shifted + bent
    divisor_lost = bent - (divisor - shifted)
    quotient = power / divisor
    return scaled(quotient + (power_lost - quotient * divisor_lost) / divisor, whole)
