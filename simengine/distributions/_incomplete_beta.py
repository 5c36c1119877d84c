"""The regularised incomplete beta function I and its inverse, in the logit t of x = 1 / (1 + e⁻ᵗ).

In t everything is simple. With P(t) = xᵃ·(1 − x)ᵇ / B(a, b):

- dI/dt = P, and I = P / C with the continued fraction C of Didonato and Morris (1992, ACM TOMS 18(3), 360–373), so one
  evaluation of C gives both h = log I = log P − log C and its slope h′ = C;
- P′/P = a·(1 − x) − b·x, so the higher derivatives of h cost next to nothing;
- h is concave (P is log-concave in t) and a straight line far to the left, so Newton's method finds h = log u from
  anywhere.

log P is taken around the mean a/(a + b), where its large parts cancel (Loader 2000), so that it is accurate for large a
and b.
"""

from __future__ import annotations

from math import sqrt

from simengine.distributions._stirling import stirling_error
from simengine.numerics import expm1, log, log1p, logistic, normal_quantile

LOG_TAU = 1.8378770664093453
"""log 2π."""
NEAR = 1e-4
"""A third-order step that is so short (in units of the law's width) leaves an error of its fourth power."""
MOST_STEPS = 100
MOST_TERMS = 20_000


def log_scale(a: float, b: float) -> float:
    """The log of P at x = a/(a + b)."""
    rest = stirling_error(a + b) - stirling_error(a) - stirling_error(b)
    return 0.5 * (log(a) + log(b) - log(a + b) - LOG_TAU) + rest


def split(a: float, b: float) -> float:
    """The t at x = (a + 1)/(a + b + 2): up to here the continued fraction is quick, beyond it the other tail's."""
    return log((a + 1.0) / (b + 1.0))


def log_cumulative(t: float, a: float, b: float, scale: float) -> float:
    """log I at x = 1 / (1 + e⁻ᵗ), for t up to a little above split(a, b); `scale` is log_scale(a, b)."""
    x, y = logistic(t), logistic(-t)
    return _log_power(t, x, y, a, b) + scale - log(_fraction(a, b, x, y))


def logit_quantile(u: float, a: float, b: float, scale: float) -> float:
    """The t with I = u, for u up to I at split(a, b)."""
    log_u = log(u)
    highest = split(a, b)
    t = min(_normal_guess(u, a, b) if a > 1.0 and b > 1.0 else _tail_guess(log_u, a, b, scale), highest)
    for _ in range(MOST_STEPS):
        x, y = logistic(t), logistic(-t)
        slope = _fraction(a, b, x, y)
        newton = (_log_power(t, x, y, a, b) + scale - log(slope) - log_u) / slope
        # h″/h′ and h‴/h′; then two more terms of the inverse's Taylor series (Schröder 1870).
        second = a * y - b * x - slope
        width = (a + b) * x * y
        third = second * second - width - slope * second
        size = abs(newton) * (abs(second) + sqrt(width) + slope + 1.0)
        if size > 0.5:
            t = min(t - newton, highest)
        else:
            t -= newton * (1.0 + newton * (0.5 * second + newton * (0.5 * second * second - third / 6.0)))
        if size < NEAR:
            break
    return t


def _log_power(t: float, x: float, y: float, a: float, b: float) -> float:
    """a·log(x/x₀) + b·log(y/y₀) with y = 1 − x, x₀ = a/(a + b), y₀ = b/(a + b)."""
    x0, y0 = a / (a + b), b / (a + b)
    # The difference of the smaller pair is the accurate one.
    above = x - x0 if x0 < y0 else y0 - y
    left = a * (t + log(y) - log(x0)) if x < 0.5 * x0 else a * log1p(above / x0)
    return left + b * (log1p(-above / y0) if y < 2.0 * y0 else log(y / y0))


def _fraction(a: float, b: float, x: float, y: float) -> float:
    """C = P / I by Lentz's method (Thompson and Barnett 1986)."""
    value = a * (a * y - b * x + 1.0) / (a + 1.0)
    c, d = value, 0.0
    for m in range(1, MOST_TERMS):
        before, after = a + 2.0 * m - 1.0, a + 2.0 * m + 1.0
        part = m * (b - m) * x / before
        over = part * x * (a + m - 1.0) * (a + b + m - 1.0) / before
        under = m + part + (a + m) * (a * y - b * x + 1.0 + m * (2.0 - x)) / after
        d = 1.0 / (under + over * d)
        c = under + over / c
        change = c * d
        value *= change
        if abs(change - 1.0) < 3e-16:
            break
    return value


def _normal_guess(u: float, a: float, b: float) -> float:
    """A normal approximation in t, for a, b > 1 (Abramowitz and Stegun 1964, 26.5.22)."""
    z = normal_quantile(u)
    p, q = 1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0)
    h = 2.0 / (p + q)
    lam = (z * z - 3.0) / 6.0
    w = -z * sqrt(h + lam) / h - (q - p) * (lam + 5.0 / 6.0 - 2.0 / (3.0 * h))
    return log(a / b) - 2.0 * w


def _tail_guess(log_u: float, a: float, b: float, scale: float) -> float:
    """The t at which the leading term xᵃ / (a·B) of I is u."""
    log_x = (log_u + log(a) - scale + a * log(a / (a + b)) + b * log(b / (a + b))) / a
    return log_x - log(-expm1(log_x)) if log_x < 0.0 else log(a / b)
