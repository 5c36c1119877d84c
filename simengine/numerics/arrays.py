"""`normal_pair` for NumPy arrays: the same formulas, operation by operation, so the same bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simengine.numerics.log import LN2_HIGH, LN2_LOW, ROOT_HALF, log_near_one
from simengine.numerics.normal import EIGHTH, INVERSE_WORD
from simengine.numerics.trigonometry import sine_and_drop

Floats = NDArray[np.float64]
Words = NDArray[np.uint32] | NDArray[np.uint64]

_ROOT_HALF_BITS = np.float64(ROOT_HALF).view(np.int64)


def normal_pairs(a: Words, b: Words) -> tuple[Floats, Floats]:
    """Two arrays of independent standard normal numbers from two arrays (of one shape) of random 32-bit words."""
    r = np.sqrt(-2.0 * _log(_middle(a)))
    quarter = (b.astype(np.int64) + EIGHTH) >> 30
    s, drop = sine_and_drop(_middle(b) - 0.25 * quarter)
    y, x = r * s, r + r * drop
    odd = (quarter & 1).astype(np.bool_)
    # After 0, 1, 2, 3 quarters the cosine is x, −y, −x, y and the sine is y, x, −y, −x.
    return np.where(odd, y, x) * (1.0 - ((quarter + 1) & 2)), np.where(odd, x, y) * (1.0 - (quarter & 2))


def _middle(words: Words) -> Floats:
    """The middles of the cells of [0, 1) that 32-bit words name."""
    return (words.astype(np.float64) + 0.5) * INVERSE_WORD


def _log(x: Floats) -> Floats:
    """The logarithm of positive normal numbers; as fdlibm does, the exponent is read off the bits."""
    bits = x.view(np.int64)
    exponent = (bits - _ROOT_HALF_BITS) >> 52
    m = (bits - (exponent << 52)).view(np.float64)
    k = exponent.astype(np.float64)
    return log_near_one(m - 1.0, k * LN2_HIGH, k * LN2_LOW)
