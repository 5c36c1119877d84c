"""The regularised incomplete gamma functions P and Q = 1 − P, and their inverse, in s = log(x/a).

It goes as for the incomplete beta function (`_incomplete_beta.py`). With D(s) = xᵃ·e⁻ˣ / Γ(a):

- dP/ds = D = −dQ/ds. A series gives D/P (Abramowitz and Stegun 1964, 6.5.29), a continued fraction D/Q (6.5.31), so
  one evaluation of C, one or the other, gives both h = log D − log C, the logarithm of the tail, and its slope ±C;
- D′/D = a − x, so the higher derivatives of h cost next to nothing;
- h is concave (D is log-concave in s), so Newton's method finds h = log u from anywhere.

log D is taken around x = a, where its large parts cancel (Loader 2000), so that it is accurate for large a.
"""

from __future__ import annotations

from math import sqrt

from simengine.distributions._stirling import stirling_error
from simengine.numerics import exp, expm1, log, log1p, normal_quantile

LOG_TAU = 1.8378770664093453
"""log 2π."""
NEAR = 1e-4
"""A third-order step that is so short (in units of the law's width) leaves an error of its fourth power."""
MOST_STEPS = 100
MOST_TERMS = 20_000


def log_scale(a: float) -> float:
    """log D at x = a."""
    return 0.5 * (log(a) - LOG_TAU) - stirling_error(a)


def split(a: float) -> float:
    """The s at x = a + 1: up to here the series is quick, beyond it the continued fraction."""
    return log1p(1.0 / a)


def log_lower(s: float, a: float, scale: float) -> float:
    """log P at x = a·eˢ, for s up to a little above split(a); `scale` is log_scale(a)."""
    return scale - a * (expm1(s) - s) - log(_series(a, a * exp(s)))


def log_quantile(u: float, a: float, scale: float, upper: bool) -> float:
    """The s with P = u, for u up to P at split(a); if `upper`, with Q = u, for u up to Q there."""
    log_u, end, side = log(u), split(a), -1.0 if upper else 1.0
    s = _guess(u, log_u, a, scale, side)
    s = max(s, end) if upper else min(s, end)
    for _ in range(MOST_STEPS):
        x = a * exp(s)
        slope = _fraction(a, x) if upper else _series(a, x)
        # In the direction in which the tail grows, Newton's step and h″/h′, h‴/h′; then two more terms of the
        # inverse's Taylor series (Schröder 1870).
        newton = (scale - a * (expm1(s) - s) - log(slope) - log_u) / slope
        second = side * (a - x) - slope
        third = second * second - x - slope * second
        size = abs(newton) * (abs(second) + sqrt(x) + slope + 1.0)
        if size > 0.5:
            s -= side * newton
            s = max(s, end) if upper else min(s, end)
        else:
            s -= side * newton * (1.0 + newton * (0.5 * second + newton * (0.5 * second * second - third / 6.0)))
        if size < NEAR:
            break
    return s


def _series(a: float, x: float) -> float:
    """D/P = a / (1 + x/(a + 1) + x²/((a + 1)·(a + 2)) + …)."""
    term, total = 1.0, 1.0
    for n in range(1, MOST_TERMS):
        term *= x / (a + n)
        total += term
        if term < 1e-17 * total:
            break
    return a / total


def _fraction(a: float, x: float) -> float:
    """D/Q = x + 1 − a − 1·(1 − a)/(x + 3 − a − 2·(2 − a)/(x + 5 − a − …)) for x ≥ a + 1.

    By Lentz's method (Thompson and Barnett 1986).
    """
    under = x + 1.0 - a
    value, c, d = under, under, 0.0
    for n in range(1, MOST_TERMS):
        over = n * (a - n)
        under += 2.0
        d = 1.0 / (under + over * d)
        c = under + over / c
        change = c * d
        value *= change
        if abs(change - 1.0) < 3e-16:
            break
    return value


def _guess(u: float, log_u: float, a: float, scale: float, side: float) -> float:
    """Where to begin: by Wilson and Hilferty (1931), or at the leading term xᵃ / (a·Γ(a)) of P."""
    root = 1.0 - 1.0 / (9.0 * a) + side * normal_quantile(u) / (3.0 * sqrt(a))
    if root > 0.3 and (a > 1.0 or side < 0.0):
        return 3.0 * log(root)
    return (log_u + log(a) - scale) / a - 1.0
