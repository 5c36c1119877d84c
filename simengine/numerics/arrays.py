"""What formulas for many numbers at once are written with, on NumPy arrays; compiled kernels have the same for scalars.

Only what IEEE 754 and two's complement fix, so that both give the same bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Words = NDArray[np.uint32]
Wholes = NDArray[np.int32]
Truths = NDArray[np.bool_]


def single(x: NDArray[np.integer]) -> Singles:
    """Whole numbers as singles, rounded to the nearest (even)."""
    return x.astype(np.float32, copy=False)


def word(x: NDArray[np.integer]) -> Words:
    """The lowest 32 bits of whole numbers, without a sign."""
    return x.astype(np.uint32, copy=False)


def whole(x: NDArray[np.integer]) -> Wholes:
    """The lowest 32 bits of whole numbers, with a sign."""
    return x.astype(np.int32, copy=False)


def bits(x: Singles) -> Words:
    """The 32 bits that singles are stored in."""
    return x.view(np.uint32)


def from_bits(x: Words) -> Singles:
    """The singles that are stored in these bits."""
    return x.view(np.float32)


def root(x: Singles) -> Singles:
    """The square root, correctly rounded."""
    return np.sqrt(x)


def where(condition: Truths, yes: Singles, no: Singles) -> Singles:
    """Either, element by element."""
    return np.where(condition, yes, no)
