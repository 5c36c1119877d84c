"""Philox-4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw ("Parallel random numbers: as easy as
1, 2, 3", SC 2011): 128 random bits as a function of a counter of four 32-bit words and a key of two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simengine.randomness.keys import Key

Counter = tuple[int, int, int, int]
Words = NDArray[np.uint32]
Wide = NDArray[np.uint64]
"""32-bit words kept in 64 bits, where their products fit."""

ROUNDS = 10
MULTIPLIER_0 = 0xD2511F53
MULTIPLIER_1 = 0xCD9E8D57
WEYL_0 = 0x9E3779B9
WEYL_1 = 0xBB67AE85
MASK = 0xFFFFFFFF

_WEYL = np.array([[WEYL_1 * i, WEYL_0 * i] for i in range(ROUNDS)], dtype=np.uint64)
# Arrays, for NumPy turns a Python integer into one at every call.
_MASK = np.array(MASK, dtype=np.uint64)
_SHIFT = np.array(32, dtype=np.uint64)


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
    even[0], even[1], odd[0], odd[1] = c2, c0, c3, c1
    key[0], key[1] = k1, k0
    philox_in_place(even, odd, key)
    (word2, word0), (word3, word1) = even.astype(np.uint32), odd.astype(np.uint32)
    return word0, word1, word2, word3


def philox_in_place(even: Wide, odd: Wide, key: Wide) -> None:
    """Turn counters into random words, many at a time with few calls of NumPy.

    Along the first axis, of length 2, `even` holds words 2 and 0, `odd` words 3 and 1, and `key`, which broadcasts to
    their shape, words 1 and 0. In this order only the product of a round has to cross its halves.
    """
    trailing = (1,) * (even.ndim - 1)
    schedule = (key + _WEYL.reshape(ROUNDS, 2, *trailing)) & _MASK
    round_keys = np.empty((ROUNDS, *even.shape), dtype=np.uint64)
    round_keys[...] = schedule
    multipliers = np.empty_like(even)
    multipliers[0], multipliers[1] = MULTIPLIER_0, MULTIPLIER_1
    products = np.empty_like(even)
    crossed = even[::-1]
    for round_key in round_keys:
        np.multiply(crossed, multipliers, out=products)
        np.right_shift(products, _SHIFT, out=even)
        np.bitwise_xor(even, odd, out=even)
        np.bitwise_xor(even, round_key, out=even)
        np.bitwise_and(products, _MASK, out=odd)
