"""exp and expm1: x = k·ln 2 + r with |r| ≤ ½ ln 2, and the exponential of r from its even part.

The method is fdlibm's (e_exp.c): r·coth(r/2) is even in r, so with c = 2 + r − r·coth(r/2) = r − r²·P(r²),
eʳ − 1 = r + r·c / (2 − c), and five coefficients are enough. They are derived in tests/numerics/test_coefficients.py.
"""

from __future__ import annotations

from simengine.numerics.log import LN2_HIGH, LN2_LOW
from simengine.numerics.scaling import TO_WHOLE, power_of_two, scaled

INVERSE_LN2 = 1.4426950408889634
FINE = 60.0
"""1 − 2⁻ᵏ rounds to 1 for such k."""
COEFFICIENTS = (
    0.1666666666666666,
    -0.002777777777755822,
    6.613756468546255e-05,
    -1.6534055271340073e-06,
    4.143540589015887e-08,
)
P0, P1, P2, P3, P4 = COEFFICIENTS


def exp(x: float) -> float:
    """eˣ; inf on overflow, subnormal numbers and then 0 on underflow, NaN for NaN."""
    bounded = -746.0 if x < -746.0 else 710.0 if x > 710.0 else x
    whole = (bounded * INVERSE_LN2 + TO_WHOLE) - TO_WHOLE
    high = bounded - whole * LN2_HIGH
    low = whole * LN2_LOW
    # The sum 1 + high rounds; what it lost is given back with the small terms, so that only the last + counts.
    top = 1.0 + high
    return scaled(top + (beyond_one(high, low) + (high - (top - 1.0))), whole)


def expm1(x: float) -> float:
    """eˣ − 1, exact in the last places near 0 too; −1 far below it, inf on overflow, NaN for NaN."""
    bounded = -40.0 if x < -40.0 else 710.0 if x > 710.0 else x
    whole = (bounded * INVERSE_LN2 + TO_WHOLE) - TO_WHOLE
    high = bounded - whole * LN2_HIGH
    low = whole * LN2_LOW
    # As in exp, with 2ᵏ·((1 − 2⁻ᵏ) + (eʳ − 1)) in place of 2ᵏ·(1 + (eʳ − 1)).
    base = 1.0 - power_of_two(-whole if whole < FINE else -FINE)
    top = base + high
    y = scaled(top + (beyond_one(high, low) + (high - (top - base))), whole)
    return y if x < 0.0 or x > 0.0 else x


def beyond_one(high: float, low: float) -> float:
    """e^(high − low) − 1 − high for |high| ≤ ½ ln 2 and a far smaller `low`; the caller adds what is left out."""
    r = high - low
    z = r * r
    c = r - z * (P0 + z * (P1 + z * (P2 + z * (P3 + z * P4))))
    return r * c / (2.0 - c) - low
