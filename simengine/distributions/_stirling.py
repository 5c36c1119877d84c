"""The gamma function by what Stirling's formula leaves out: small numbers, whose differences are accurate."""

from __future__ import annotations

from simengine.numerics import log1p

FAR = 16.0
"""From here on seven terms of the asymptotic series are exact to 1e-19."""
SERIES = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
"""B₂ₖ / (2k·(2k − 1)), k = 1 … 7 (Abramowitz and Stegun 1964, 6.1.40)."""


def stirling_error(a: float) -> float:
    """δ(a) in Γ(a) = √(2π/a)·(a/e)ᵃ·exp δ(a), a > 0.

    Source: Loader (2000), Fast and accurate computation of binomial probabilities.
    """
    shift = 0.0
    while a < FAR:
        # From Γ(a + 1) = a·Γ(a): δ(a) = δ(a + 1) + (a + ½)·log(1 + 1/a) − 1.
        shift += (a + 0.5) * log1p(1.0 / a) - 1.0
        a += 1.0
    w = 1.0 / (a * a)
    total = 0.0
    for coefficient in reversed(SERIES):
        total = total * w + coefficient
    return shift + total / a
