"""The logistic function 1 / (1 + e⁻ˣ), which takes the real line to (0, 1), and its inverse."""

from __future__ import annotations

from simengine.numerics.exp import exp
from simengine.numerics.log import INFINITY, NAN, log_of_sum

SMALL = 1e-20
"""Below it logit u and log u are the same double."""


def logistic(x: float) -> float:
    """1 / (1 + e⁻ˣ), relatively accurate in both tails; 0 at −inf, 1 at inf, NaN for NaN."""
    e = exp(-abs(x))
    y = e / (1.0 + e)
    # Of three equal forms the one whose own rounding is the smallest part of the result.
    return 1.0 - y if x >= 0.0 else e - e * y if x < -1.5 else y


def logit(u: float) -> float:
    """log(u / (1 − u)); −inf at 0, inf at 1, NaN outside [0, 1] and for NaN.

    It is written as ±log1p(|1 − 2u| / min(u, 1 − u)), whose parts are exact where the result is near 0.
    """
    if not 0.0 < u < 1.0:
        return -INFINITY if u == 0.0 else INFINITY if u == 1.0 else NAN
    x = abs(1.0 - 2.0 * u) / (u if u < 0.5 else 1.0 - u)
    small = u < SMALL
    y = u if small else 1.0 + x
    # What the sum lost (Knuth's two-sum, exact), as in log1p.
    back = y - 1.0
    size = log_of_sum(y, 0.0 if small else (1.0 - (y - back)) + (x - back))
    return -size if SMALL <= u < 0.5 else size
