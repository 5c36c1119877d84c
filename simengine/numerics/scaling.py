"""Scaling by powers of two, which is exact: what the other functions here know of how a double is made.

The exponents are floats, for a vector unit moves a whole number between a float's own bits and its value by an addition
and a shift, but may not know how to turn one into an integer. So a compiler can put such operations in place of
`power_of_two` and `binary_parts`.
"""

from __future__ import annotations

from math import frexp, ldexp

ROOT_HALF = 0.7071067811865476
TO_WHOLE = 6755399441055744.0
"""1.5·2⁵²: adding and then subtracting it rounds to the nearest whole number, by the rounding of + itself."""


def power_of_two(k: float) -> float:
    """2ᵏ for a whole k from −1022 to 1023; what is multiplied by NaN may be any number."""
    return ldexp(1.0, int(k)) if k == k else k


def binary_parts(x: float) -> tuple[float, float]:
    """(m, k) with x = 2ᵏ·m, m in [√½, √2) and a whole k; for 0 < x < ∞."""
    m, k = frexp(x)
    return (m + m, k - 1.0) if m < ROOT_HALF else (m, float(k))


def scaled(fraction: float, k: float) -> float:
    """fraction·2ᵏ for a whole k from −2043 to 2045, in two steps, of which only the last can round.

    It needs a fraction that the first step, by about 2^(k/2), leaves a normal number.
    """
    half = (0.5 * k + TO_WHOLE) - TO_WHOLE
    return fraction * power_of_two(half) * power_of_two(k - half)
