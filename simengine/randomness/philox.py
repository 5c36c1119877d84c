"""Philox-4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw ("Parallel random numbers: as easy as
1, 2, 3", SC 2011): 128 random bits as a function of a counter of four 32-bit words and a key of two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counter = tuple[int, int, int, int]
Key = tuple[int, int]
Words = NDArray[np.uint32]
Wide = NDArray[np.uint64]
"""32-bit words kept in 64 bits, where their products fit."""

ROUNDS = 10
MULTIPLIER_0 = 0xD2511F53
MULTIPLIER_1 = 0xCD9E8D57
WEYL_0 = 0x9E3779B9
WEYL_1 = 0xBB67AE85
MASK = 0xFFFFFFFF

_MULTIPLIERS = np.array([MULTIPLIER_0, MULTIPLIER_1], dtype=np.uint64)
_WEYL = np.array([[WEYL_0 * i, WEYL_1 * i] for i in range(ROUNDS)], dtype=np.uint64)


def philox(counter: Counter, key: Key) -> Counter:
    """Four random 32-bit words."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(ROUNDS):
        product0 = MULTIPLIER_0 * c0
        product1 = MULTIPLIER_1 * c2
        c0 = (product1 >> 32) ^ c1 ^ k0
        c1 = product1 & MASK
        c2 = (product0 >> 32) ^ c3 ^ k1
        c3 = product0 & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


def philox_array(
    c0: Words | int, c1: Words | int, c2: Words | int, c3: Words | int, k0: Words | int, k1: Words | int
) -> tuple[Words, Words, Words, Words]:
    """Four arrays of random words; counter and key are words or arrays of words that broadcast together."""
    shape = np.broadcast(c0, c1, c2, c3, k0, k1).shape
    even, odd, key = (np.empty((2, *shape), dtype=np.uint64) for _ in range(3))
    even[0], odd[0], even[1], odd[1] = c0, c1, c2, c3
    key[0], key[1] = k0, k1
    philox_in_place(even, odd, key)
    words = even.astype(np.uint32), odd.astype(np.uint32)
    return words[0][0], words[1][0], words[0][1], words[1][1]


def philox_in_place(even: Wide, odd: Wide, key: Wide) -> None:
    """Turn counters into random words: `even` holds words 0 and 2, `odd` 1 and 3 along the first axis, of length 2.

    `key` broadcasts to their shape. The two halves of a round go through NumPy together, which halves its overhead.
    """
    trailing = (1,) * (even.ndim - 1)
    multipliers = _MULTIPLIERS.reshape(2, *trailing)
    keys = (key + _WEYL.reshape(ROUNDS, 2, *trailing)) & MASK
    products = np.empty_like(even)
    crossed = products[::-1]
    for round_key in keys:
        np.multiply(even, multipliers, out=products)
        np.right_shift(crossed, 32, out=even)
        np.bitwise_xor(even, odd, out=even)
        np.bitwise_xor(even, round_key, out=even)
        np.bitwise_and(crossed, MASK, out=odd)
