"""log and log1p: x = 2ᵏ·m with m in [√½, √2), and log m from s = (m − 1)/(m + 1).

The method is fdlibm's (e_log.c): log m = 2·atanh s = f − (f²/2 − s·(f²/2 + R)), f = m − 1, where R = s²·L(s²) is
2·atanh(s)/s − 2. The seven coefficients of L are derived in tests/numerics/test_coefficients.py.
"""

from __future__ import annotations

from simengine.numerics.scaling import binary_parts

INFINITY = float("inf")
NAN = float("nan")
LN2_HIGH = 0.6931471803691238
"""ln 2 to 32 bits, so that its product with an exponent is exact; LN2_LOW is the rest."""
LN2_LOW = 1.9082149292705877e-10
COEFFICIENTS = (
    0.666666666666667,
    0.3999999999989924,
    0.2857142862609589,
    0.22222211115144158,
    0.18182890556695763,
    0.15331674030163508,
    0.1461703754883715,
)
L0, L1, L2, L3, L4, L5, L6 = COEFFICIENTS


def log(x: float) -> float:
    """The natural logarithm; −inf at 0, NaN below it and for NaN, inf for inf."""
    if not 0.0 < x < INFINITY:
        return log_at_edge(x)
    m, k = binary_parts(x)
    return log_near_one(m - 1.0, k * LN2_HIGH, k * LN2_LOW)


def log1p(x: float) -> float:
    """log(1 + x), exact in the last places near 0 too; −inf at −1, NaN below it and for NaN, inf for inf."""
    if not -1.0 < x < INFINITY:
        return log_at_edge(1.0 + x)
    y = 1.0 + x
    # What the sum lost (Knuth's two-sum, exact).
    back = y - 1.0
    lost = (1.0 - (y - back)) + (x - back)
    result = log_of_sum(y, lost)
    return result if x != 0.0 else x


def log_of_sum(y: float, lost: float) -> float:
    """log(y + lost) for a finite y > 0 and what a sum that is rounded to y has lost, a first-order correction."""
    m, k = binary_parts(y)
    return log_near_one(m - 1.0, k * LN2_HIGH, k * LN2_LOW + lost / y)


def log_near_one(f: float, high: float, low: float) -> float:
    """high + low + log(1 + f) for f in [√½ − 1, √2 − 1), where `low` is far smaller than the result."""
    s = f / (2.0 + f)
    z = s * s
    r = z * (L0 + z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * L6))))))
    half_square = 0.5 * f * f
    # The sum high + f rounds; what it lost is given back with the small terms, so that only the last − counts.
    top = high + f
    return top - ((half_square - (s * (half_square + r) + low)) - (f - (top - high)))


def log_at_edge(x: float) -> float:
    """The logarithm of what is not a positive finite number: −inf at 0, inf for inf, else NaN."""
    if x == 0.0:
        return -INFINITY
    return x if x > 0.0 else NAN
