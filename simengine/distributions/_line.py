"""The real line and an interval, one onto the other."""

from __future__ import annotations

from math import inf

from simengine.numerics import exp, log, logistic


def from_line(m: float, lower: float, upper: float) -> float:
    """The value between `lower` and `upper` (infinite if there is none) that belongs to m; it rises with m."""
    if lower == -inf:
        return m if upper == inf else upper - exp(-m)
    if upper == inf:
        return lower + exp(m)
    return min(lower + (upper - lower) * logistic(m), upper)


def to_line(x: float, lower: float, upper: float) -> float:
    """The inverse, for lower < x < upper."""
    if lower == -inf:
        return x if upper == inf else -log(upper - x)
    if upper == inf:
        return log(x - lower)
    return log((x - lower) / (upper - x))
