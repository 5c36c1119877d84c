"""`normal_pair` for NumPy arrays: the same formulas, operation by operation, so the same bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simengine.numerics.log import LN2_HIGH, LN2_LOW, ROOT_HALF, log_near_one
from simengine.numerics.normal import INVERSE_WORD
from simengine.numerics.trigonometry import sine_and_drop

Floats = NDArray[np.float64]
Words = NDArray[np.uint32] | NDArray[np.uint64]


def normal_pairs(a: Words, b: Words) -> tuple[Floats, Floats]:
    """Two arrays of independent standard normal numbers from two arrays (of one shape) of random 32-bit words."""
    r = np.sqrt(-2.0 * _log((a + 0.5) * INVERSE_WORD))
    turn = (b + 0.5) * INVERSE_WORD
    quarter = (4.0 * turn + 0.5).astype(np.int64)
    s, drop = sine_and_drop(turn - 0.25 * quarter)
    y, x = r * s, r + r * drop
    odd = (quarter & 1) != 0
    # After 0, 1, 2, 3 quarters the cosine is x, −y, −x, y and the sine is y, x, −y, −x.
    return np.where(odd, y, x) * (1 - ((quarter + 1) & 2)), np.where(odd, x, y) * (1 - (quarter & 2))


def _log(x: Floats) -> Floats:
    """The logarithm of positive finite numbers."""
    m, k = np.frexp(x)
    small = m < ROOT_HALF
    m = np.where(small, m + m, m)
    k = k - small
    return log_near_one(m - 1.0, k * LN2_HIGH, k * LN2_LOW)
