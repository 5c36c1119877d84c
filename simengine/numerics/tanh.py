"""The hyperbolic tangent, from expm1."""

from __future__ import annotations

from simengine.numerics.exp import expm1


def tanh(x: float) -> float:
    """tanh x = t / (t + 2) with t = e^(2|x|) − 1; ±1 far out, NaN for NaN."""
    size = abs(x)
    t = expm1(44.0 if size > 22.0 else 2.0 * size)
    # What the sum t + 2 lost (Knuth's two-sum, exact) corrects the quotient.
    total = t + 2.0
    back = total - t
    lost = (t - (total - back)) + (2.0 - back)
    quotient = t / total
    y = quotient - quotient * (lost / total)
    return y if x > 0.0 else -y if x < 0.0 else x
