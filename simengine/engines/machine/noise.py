"""The random numbers of a block of paths, those of `simengine.randomness.streams` to the last bit.

Each kernel finds the numbers of its die in the frame: by default those of the paths. Words are kept in 64 bits, where
their products fit; only the lower half of one that is to be multiplied counts.
"""

from __future__ import annotations

import numpy as np

from simengine.engines.machine.frame import Word
from simengine.engines.machine.native import alone, doubles, naturals, routine, scalar, wholes
from simengine.engines.machine.translate import compiled
from simengine.numerics.box_muller import normal_pair as _normal_pair
from simengine.randomness.dice import STRETCH

WIDTH, STEP, STRIDE, DICE = Word.WIDTH.value, Word.STEP.value, Word.STRIDE.value, Word.DICE.value
ROUNDS = 10
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL_0, WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
LOWER_HALF = np.uint64(0xFFFFFFFF)
UPPER_HALF = np.uint64(32)
PAST_LOW = np.uint32(11)
NONE = np.uint64(0)
UNIT = 2.0**-53
LARGEST = 1.0 - 2.0**-53
normal_pair = compiled(_normal_pair)  # type: ignore[arg-type]


@scalar
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Four words; their upper halves are to be ignored."""
    for _ in range(ROUNDS):
        a, b = MULTIPLIER_0 * (c0 & LOWER_HALF), MULTIPLIER_1 * (c2 & LOWER_HALF)
        c0, c1 = (b >> UPPER_HALF) ^ c1 ^ k0, b
        c2, c3 = (a >> UPPER_HALF) ^ c3 ^ k1, a
        k0, k1 = (k0 + WEYL_0) & LOWER_HALF, (k1 + WEYL_1) & LOWER_HALF
    return c0, c1, c2, c3


@scalar
def uniform_of(high, low):  # type: ignore[no-untyped-def]
    """53 bits of two words, as the middle of the cell in (0, 1) that they name."""
    u = (np.float64(np.uint32(high)) * 2097152.0 + np.float64(np.uint32(low) >> PAST_LOW) + 0.5) * UNIT
    return u if u < LARGEST else LARGEST


@scalar
def occurrence_uniform(k0, k1, number, occurrence, slot):  # type: ignore[no-untyped-def]
    """The uniform number that belongs to one occurrence of an event."""
    high = number >> UPPER_HALF
    first, second, _, _ = philox(number, high, np.uint64(occurrence), np.uint64(slot), np.uint64(k0), np.uint64(k1))
    return uniform_of(first, second)


@routine
def _alike(n, numbers):  # type: ignore[no-untyped-def]
    """Whether all numbers have their upper half in common."""
    alone()
    first, differing = numbers[0], NONE
    for i in range(n):
        differing |= numbers[i] ^ first
    return differing >> UPPER_HALF == NONE


@scalar
def _words(numbers, high, i, index, slot, k0, k1):  # type: ignore[no-untyped-def]
    return philox(numbers[i], high, index, slot, k0, k1)


@routine
def _normals(n, numbers, high, index, slot, k0, k1, z0, z1, z2, z3):  # type: ignore[no-untyped-def]
    alone()
    for i in range(n):
        a, b, c, d = philox(numbers[i], high, index, slot, k0, k1)
        x, y = normal_pair(np.uint32(a), np.uint32(b))
        z0[i], z1[i] = np.float64(x), np.float64(y)
        x, y = normal_pair(np.uint32(c), np.uint32(d))
        z2[i], z3[i] = np.float64(x), np.float64(y)


@routine
def _any_normals(n, numbers, index, slot, k0, k1, z0, z1, z2, z3):  # type: ignore[no-untyped-def]
    alone()
    for i in range(n):
        a, b, c, d = philox(numbers[i], numbers[i] >> UPPER_HALF, index, slot, k0, k1)
        x, y = normal_pair(np.uint32(a), np.uint32(b))
        z0[i], z1[i] = np.float64(x), np.float64(y)
        x, y = normal_pair(np.uint32(c), np.uint32(d))
        z2[i], z3[i] = np.float64(x), np.float64(y)


@routine
def numbers_of(frame, die):  # type: ignore[no-untyped-def]
    """The numbers of a die."""
    return naturals(wholes(frame[DICE])[die])


def normals(at, frame):  # type: ignore[no-untyped-def]
    """Standard normal numbers of four steps; operands: the first of four rows, first die, slot, key."""
    n, stride, index = frame[WIDTH], frame[STRIDE], np.uint64(frame[STEP] >> 2)
    numbers = numbers_of(frame, at[1] + frame[STEP] // STRETCH)
    z0, z1 = doubles(at[0]), doubles(at[0] + 8 * stride)
    z2, z3 = doubles(at[0] + 16 * stride), doubles(at[0] + 24 * stride)
    slot, k0, k1 = np.uint64(at[2]), np.uint64(at[3]), np.uint64(at[4])
    if _alike(n, numbers):
        _normals(n, numbers, numbers[0] >> UPPER_HALF, index, slot, k0, k1, z0, z1, z2, z3)
    else:
        _any_normals(n, numbers, index, slot, k0, k1, z0, z1, z2, z3)


@routine
def _uniforms(n, numbers, index, slot, k0, k1, u0, u1, u2, u3):  # type: ignore[no-untyped-def]
    alone()
    for i in range(n):
        high = numbers[i] >> UPPER_HALF
        a, b, c, d = philox(numbers[i], high, index, slot, k0, k1)
        e, f, g, h = philox(numbers[i], high, index, slot + np.uint64(1), k0, k1)
        u0[i], u1[i], u2[i], u3[i] = uniform_of(a, e), uniform_of(b, f), uniform_of(c, g), uniform_of(d, h)


def uniforms(at, frame):  # type: ignore[no-untyped-def]
    """The same for uniform numbers; a stream takes its slot and the one after it."""
    stride, index = frame[STRIDE], np.uint64(frame[STEP] >> 2)
    numbers = numbers_of(frame, at[1] + frame[STEP] // STRETCH)
    u0, u1 = doubles(at[0]), doubles(at[0] + 8 * stride)
    u2, u3 = doubles(at[0] + 16 * stride), doubles(at[0] + 24 * stride)
    slot, k0, k1 = np.uint64(at[2]), np.uint64(at[3]), np.uint64(at[4])
    _uniforms(frame[WIDTH], numbers, index, slot, k0, k1, u0, u1, u2, u3)


@routine
def occurrence_row(n, out, numbers, occurrence, slot, k0, k1):  # type: ignore[no-untyped-def]
    """`occurrence_uniform` for n paths."""
    alone()
    for i in range(n):
        out[i] = occurrence_uniform(k0, k1, numbers[i], occurrence, slot)


def uniform(at, frame):  # type: ignore[no-untyped-def]
    """A parameter's uniform number; operands: row, die, key."""
    occurrence_row(frame[WIDTH], doubles(at[0]), numbers_of(frame, at[1]), 0, 0, at[2], at[3])


@routine
def _first_weighted(n, out, weight, z):  # type: ignore[no-untyped-def]
    alone()
    for i in range(n):
        out[i] = weight * z[i]


@routine
def _add_weighted(n, out, weight, z):  # type: ignore[no-untyped-def]
    alone()
    for i in range(n):
        out[i] = out[i] + weight * z[i]


def mix(at, frame):  # type: ignore[no-untyped-def]
    """Correlated noise of four steps; operands: first of four rows, weights, how many, of each the first of four rows."""
    n, stride, weights = frame[WIDTH], frame[STRIDE], doubles(at[1])
    for q in range(4):
        out = doubles(at[0] + 8 * q * stride)
        _first_weighted(n, out, weights[0], doubles(at[3] + 8 * q * stride))
        for j in range(1, at[2]):
            _add_weighted(n, out, weights[j], doubles(at[3 + j] + 8 * q * stride))


def weigh(at, frame):  # type: ignore[no-untyped-def]
    """A weighted sum of rows from 0 on; operands: row, weights, how many, the rows."""
    n, weights, out = frame[WIDTH], doubles(at[1]), doubles(at[0])
    for i in range(n):
        out[i] = 0.0
    for j in range(at[2]):
        _add_weighted(n, out, weights[j], doubles(at[3 + j]))
