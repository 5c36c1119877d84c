"""The random numbers of a block of paths, those of `simengine.randomness.streams` to the last bit.

Each kernel finds the numbers of its die in the frame: by default those of the paths. Words are kept in 64 bits, where
their products fit; only the lower half of one that is to be multiplied counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simengine.engines.machine.frame import Word
from simengine.engines.machine.native import (
    Floats,
    Natural,
    Naturals,
    Row,
    Singles,
    Words,
    doubles,
    floats,
    naturals,
    noalias,
    routine,
    scalar,
    singles,
    wholes,
)
from simengine.engines.machine.translate import compiled
from simengine.numerics.box_muller import normal_pair as _normal_pair
from simengine.randomness.dice import STRETCH
from simengine.randomness.streams import HELD_BITS, HOLDING

ROUNDS = 10
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL_0, WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
LOWER_HALF = np.uint64(0xFFFFFFFF)
UPPER_HALF = np.uint64(32)
PAST_LOW = np.uint32(11)
ZERO = np.uint64(0)
HELD, HELD_PLACE = np.uint64(HOLDING), np.uint64((1 << HELD_BITS) - 1)
UNIT = 2.0**-53
LARGEST = 1.0 - 2.0**-53
normal_pair = compiled(_normal_pair)


@scalar
def philox(
    c0: Natural, c1: Natural, c2: Natural, c3: Natural, k0: Natural, k1: Natural
) -> tuple[Natural, Natural, Natural, Natural]:
    """Four words; their upper halves are to be ignored."""
    for _ in range(ROUNDS):
        a, b = MULTIPLIER_0 * (c0 & LOWER_HALF), MULTIPLIER_1 * (c2 & LOWER_HALF)
        c0, c1 = (b >> UPPER_HALF) ^ c1 ^ k0, b
        c2, c3 = (a >> UPPER_HALF) ^ c3 ^ k1, a
        k0, k1 = (k0 + WEYL_0) & LOWER_HALF, (k1 + WEYL_1) & LOWER_HALF
    return c0, c1, c2, c3


@scalar
def uniform_of(high: Natural, low: Natural) -> float:
    """53 bits of two words, as the middle of the cell in (0, 1) that they name."""
    u = (np.float64(np.uint32(high)) * 2097152.0 + np.float64(np.uint32(low) >> PAST_LOW) + 0.5) * UNIT
    return u if u < LARGEST else LARGEST


@scalar
def occurrence_uniform(k0: int, k1: int, number: Natural, occurrence: int, slot: int) -> float:
    """The uniform number that belongs to one occurrence of an event; the die may hold that of the first itself."""
    if (number >= HELD) & (occurrence == 0) & (slot == 0):
        u = (np.float64(number & HELD_PLACE) + 0.5) * UNIT
        return u if u < LARGEST else LARGEST
    high = number >> UPPER_HALF
    first, second, _, _ = philox(number, high, np.uint64(occurrence), np.uint64(slot), np.uint64(k0), np.uint64(k1))
    return uniform_of(first, second)


@routine
def _same_upper_half(n: int, numbers: Naturals) -> Any:
    """Whether all numbers have their upper half in common."""
    noalias()
    first, differing = numbers[0], ZERO
    for i in range(n):
        differing |= numbers[i] ^ first
    return differing >> UPPER_HALF == ZERO


@routine
def _words(
    n: int,
    numbers: Naturals,
    high: Natural,
    place: tuple[Natural, Natural, Natural, Natural],
    w0: Singles,
    w1: Singles,
    w2: Singles,
    w3: Singles,
) -> None:
    """The four words of each path at a place (index, slot, key), for numbers that have their upper half in common."""
    noalias()
    index, slot, k0, k1 = place
    for i in range(n):
        a, b, c, d = philox(numbers[i], high, index, slot, k0, k1)
        w0[i], w1[i], w2[i], w3[i] = np.uint32(a), np.uint32(b), np.uint32(c), np.uint32(d)


@routine
def _any_words(
    n: int,
    numbers: Naturals,
    place: tuple[Natural, Natural, Natural, Natural],
    w0: Singles,
    w1: Singles,
    w2: Singles,
    w3: Singles,
) -> None:
    """The same for any numbers."""
    noalias()
    index, slot, k0, k1 = place
    for i in range(n):
        a, b, c, d = philox(numbers[i], numbers[i] >> UPPER_HALF, index, slot, k0, k1)
        w0[i], w1[i], w2[i], w3[i] = np.uint32(a), np.uint32(b), np.uint32(c), np.uint32(d)


@routine
def _pairs(n: int, a: Singles, b: Singles, x: Floats, y: Floats) -> None:
    """Two normal numbers of each two words: a loop in single precision goes through twice as many at once."""
    noalias()
    for i in range(n):
        x[i], y[i] = normal_pair(a[i], b[i])


@routine
def _widen(n: int, x: Floats, y: Floats, wide_x: Row, wide_y: Row) -> None:
    """Singles as doubles."""
    noalias()
    for i in range(n):
        wide_x[i], wide_y[i] = np.float64(x[i]), np.float64(y[i])


@routine
def numbers_of(frame: Words, die: int) -> Naturals:
    """The numbers of a die."""
    return naturals(wholes(frame[Word.DICE])[die])


def normals(at: Words, frame: Words) -> None:
    """Standard normal numbers of four steps; operands: the first of four rows, first die, slot, key."""
    n, stride, index = frame[Word.WIDTH], frame[Word.STRIDE], np.uint64(frame[Word.STEP] >> 2)
    numbers = numbers_of(frame, at[1] + frame[Word.STEP] // STRETCH)
    place = index, np.uint64(at[2]), np.uint64(at[3]), np.uint64(at[4])
    words = frame[Word.SCRATCH]
    w0, w1 = singles(words), singles(words + 4 * stride)
    w2, w3 = singles(words + 8 * stride), singles(words + 12 * stride)
    if _same_upper_half(n, numbers):
        _words(n, numbers, numbers[0] >> UPPER_HALF, place, w0, w1, w2, w3)
    else:
        _any_words(n, numbers, place, w0, w1, w2, w3)
    x, y = floats(words + 16 * stride), floats(words + 20 * stride)
    _pairs(n, w0, w1, x, y)
    _widen(n, x, y, doubles(at[0]), doubles(at[0] + 8 * stride))
    _pairs(n, w2, w3, x, y)
    _widen(n, x, y, doubles(at[0] + 16 * stride), doubles(at[0] + 24 * stride))


@routine
def _uniforms(
    n: int,
    numbers: Naturals,
    index: Natural,
    slot: Natural,
    k0: Natural,
    k1: Natural,
    u0: Row,
    u1: Row,
    u2: Row,
    u3: Row,
) -> None:
    noalias()
    for i in range(n):
        high = numbers[i] >> UPPER_HALF
        a, b, c, d = philox(numbers[i], high, index, slot, k0, k1)
        e, f, g, h = philox(numbers[i], high, index, slot + np.uint64(1), k0, k1)
        u0[i], u1[i], u2[i], u3[i] = uniform_of(a, e), uniform_of(b, f), uniform_of(c, g), uniform_of(d, h)


def uniforms(at: Words, frame: Words) -> None:
    """The same for uniform numbers; a stream takes its slot and the one after it."""
    stride, index = frame[Word.STRIDE], np.uint64(frame[Word.STEP] >> 2)
    numbers = numbers_of(frame, at[1] + frame[Word.STEP] // STRETCH)
    u0, u1 = doubles(at[0]), doubles(at[0] + 8 * stride)
    u2, u3 = doubles(at[0] + 16 * stride), doubles(at[0] + 24 * stride)
    slot, k0, k1 = np.uint64(at[2]), np.uint64(at[3]), np.uint64(at[4])
    _uniforms(frame[Word.WIDTH], numbers, index, slot, k0, k1, u0, u1, u2, u3)


@routine
def occurrence_row(n: int, out: Row, numbers: Naturals, occurrence: int, slot: int, k0: int, k1: int) -> None:
    """`occurrence_uniform` for n paths."""
    noalias()
    for i in range(n):
        out[i] = occurrence_uniform(k0, k1, numbers[i], occurrence, slot)


def uniform(at: Words, frame: Words) -> None:
    """A parameter's uniform number; operands: row, die, key."""
    occurrence_row(frame[Word.WIDTH], doubles(at[0]), numbers_of(frame, at[1]), 0, 0, at[2], at[3])


@routine
def _first_weighted(n: int, out: Row, weight: float, z: Row) -> None:
    noalias()
    for i in range(n):
        out[i] = weight * z[i]


@routine
def _add_weighted(n: int, out: Row, weight: float, z: Row) -> None:
    noalias()
    for i in range(n):
        out[i] = out[i] + weight * z[i]


def mix(at: Words, frame: Words) -> None:
    """Correlated noise of four steps; operands: first of four rows, weights, how many, of each its first row."""
    n, stride, weights = frame[Word.WIDTH], frame[Word.STRIDE], doubles(at[1])
    for q in range(4):
        out = doubles(at[0] + 8 * q * stride)
        _first_weighted(n, out, weights[0], doubles(at[3] + 8 * q * stride))
        for j in range(1, at[2]):
            _add_weighted(n, out, weights[j], doubles(at[3 + j] + 8 * q * stride))


def weigh(at: Words, frame: Words) -> None:
    """A weighted sum of rows from 0 on; operands: row, weights, how many, the rows."""
    n, weights, out = frame[Word.WIDTH], doubles(at[1]), doubles(at[0])
    for i in range(n):
        out[i] = 0.0
    for j in range(at[2]):
        _add_weighted(n, out, weights[j], doubles(at[3 + j]))
