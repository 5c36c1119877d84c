"""The upper tail of the normal law, in the arithmetic of `simengine.numerics`."""

from __future__ import annotations

from simengine.numerics import exp

FAR = 7.0
FAR_TERMS = 16
"""As many are exact to 1e-16 from FAR on."""
DENSITY = 0.3989422804014327
"""1/√(2π)."""
OVER = (
    7.991941692240589e-07,
    2.3405520533718363e-05,
    0.0003315087574858443,
    0.0029500368831679867,
    0.01808042963049079,
    0.07900026150187255,
    0.2464389462379982,
    0.5322060096546312,
    0.7307209528091916,
    0.5,
)
"""From the highest power down to the constant; they are derived in tests/processes/test_normal_tail.py."""
UNDER = (
    2.0032827035051188e-06,
    5.866893934785507e-05,
    0.0008329725175450767,
    0.007453314484914878,
    0.04614788602982517,
    0.20530146992442266,
    0.6614116295111906,
    1.5178437164270322,
    2.367093724680252,
    2.2593264664212396,
    1.0,
)


def normal_tail(z: float) -> float:
    """The chance that a standard normal number is above z, to 2e-14 of itself up to z = 20; NaN for NaN.

    It is e^(−z²/2) times a ratio of polynomials up to 7, and beyond it Laplace's continued fraction (Abramowitz and
    Stegun 1964, 26.2.14).
    """
    x = abs(z)
    if x > FAR:
        under = x
        for k in range(FAR_TERMS, 0, -1):
            under = x + k / under
        ratio = DENSITY / under
    else:
        ratio = _polynomial(OVER, x) / _polynomial(UNDER, x)
    tail = ratio * exp(-0.5 * x * x)
    return 1.0 - tail if z < 0.0 else tail


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    """Horner's rule."""
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value
