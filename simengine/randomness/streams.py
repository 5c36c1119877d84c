"""Random streams that depend only on where a number is used.

A stream has a key, made of the seed and the name of the element that draws. Within it a number is found by the path
(or by what a die shows that was rolled anew, see dice.py), the step (or the occurrence of an event) and a slot, and by
nothing else: not by what else is drawn, nor in which order.

The functions with a plural in their name give a whole path at once as NumPy arrays; `step_word`, `step_normal` and
`step_uniform` give one number, and the same bits. An element that needs several numbers a step takes several slots.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simengine.numerics.box_muller import normal_pair
from simengine.randomness.keys import Key
from simengine.randomness.philox import MASK, Counter, Wide, Words, philox, philox_in_place

Item = TypeVar("Item", np.uint64, np.float32)
Floats = NDArray[np.float64]
Number = int | NDArray[np.uint64]
"""A path for all, or a number for each stream and group of four steps, [n, groups]."""
Slots = Sequence[int] | NDArray[np.integer]
NUMBERS = 1 << 64
PATH_NUMBERS = 1 << 63
"""Paths are numbered below this; the upper half of all 64-bit numbers belongs to dice that are rolled anew."""
HOLDING = 3 << 62
"""From this number on a die holds its first uniform number itself: in the lowest 53 bits."""
HELD_BITS = 53
CLOCK = 0
"""The slot of an event's exponential clock."""
BRANCH = 1
"""The slot of the choice among an event's branches."""
CLOCK_AGAIN = 2
"""The slot of an event's clock that begins again, at a step from which dice show other numbers than before."""
UNIT = 1.1102230246251565e-16
"""2⁻⁵³."""
LARGEST = 1.0 - UNIT
GROUP = 4
"""So many steps share a counter, one word each."""


def check_path(path: int) -> int:
    """The same path as an int, also of NumPy's, which overflow; ValueError if there can be no such path."""
    path = index(path)
    if not 0 <= path < PATH_NUMBERS:
        raise ValueError(f"paths are counted from 0 to 2**63 - 1 (got {path})")
    return path


def check_number(number: int) -> int:
    """The same number; ValueError if it is neither a path's nor one that a die can show."""
    if not 0 <= number < NUMBERS:
        raise ValueError(f"a number must be at least 0 and below 2**64 (got {number})")
    return number


def uniform53(high: int, low: int) -> float:
    """A number in (0, 1) from two random words: 53 bits of them, and the middle of the cell these name."""
    return min(((high << 21 | low >> 11) + 0.5) * UNIT, LARGEST)


def uniforms53(high: Words, low: Words) -> Floats:
    """`uniform53` of many pairs of words."""
    numbers: Floats = np.minimum(((high.astype(np.uint64) << 21 | low.astype(np.uint64) >> 11) + 0.5) * UNIT, LARGEST)
    return numbers


def parameter_uniform(key: Key, index: int) -> float:
    """The uniform number of a parameter's draw `index`, which is below 2⁶⁴."""
    return occurrence_uniform(key, index, 0, 0)


def occurrence_uniform(key: Key, path: int, occurrence: int, slot: int) -> float:
    """The uniform number that belongs to one occurrence of an event; slot CLOCK, BRANCH or CLOCK_AGAIN.

    If `path` is what a die shows that holds its uniform number, that of the first occurrence's clock is this.
    """
    if path >= HOLDING and occurrence == slot == 0:
        return min(((path & ((1 << HELD_BITS) - 1)) + 0.5) * UNIT, LARGEST)
    words = philox(_counter(path, occurrence, slot), key)
    return uniform53(words[0], words[1])


def step_word(key: Key, path: int, k: int, slot: int) -> int:
    """The random word of step k."""
    return philox(_counter(path, k >> 2, slot), key)[k & 3]


def step_normal(key: Key, path: int, k: int, slot: int) -> float:
    """The standard normal number of step k; steps 2m and 2m + 1 share a pair."""
    words = philox(_counter(path, k >> 2, slot), key)
    first = k & 2
    return word_normals(words[first], words[first + 1])[k & 1]


def word_normals(a: int, b: int) -> tuple[float, float]:
    """Two independent standard normal numbers from two random words; singles, so exact as floats."""
    x, y = normal_pair(np.array([a], dtype=np.uint32), np.array([b], dtype=np.uint32))
    return float(x[0]), float(y[0])


def step_uniform(key: Key, path: int, k: int, slot: int) -> float:
    """The uniform number of step k, which takes two slots: `slot` and the one after it."""
    return uniform53(step_word(key, path, k, slot), step_word(key, path, k, slot + 1))


def step_words(key: Key, path: int, steps: int, slot: int) -> Words:
    """The random words of steps 0 … steps − 1; uint32 [steps]."""
    numbers: Words = path_words(_one(key), path, steps, (slot,))[0]
    return numbers


def step_normals(key: Key, path: int, steps: int, slot: int) -> Floats:
    """The standard normal numbers of steps 0 … steps − 1; float64 [steps]."""
    numbers: Floats = path_normals(_one(key), path, steps, (slot,))[0]
    return numbers


def step_uniforms(key: Key, path: int, steps: int, slot: int) -> Floats:
    """The uniform numbers of steps 0 … steps − 1; float64 [steps]. Takes `slot` and the one after it."""
    numbers: Floats = path_uniforms(_one(key), path, steps, (slot,))[0]
    return numbers


def path_words(keys: Words, path: Number, steps: int, slots: Slots) -> Words:
    """`step_words` of many streams: keys uint32 [n, 2] and slots [n] give uint32 [n, steps]."""
    even, odd = _blocks(keys, path, steps, slots)
    return _by_step(even, odd, steps).astype(np.uint32)


def path_normals(keys: Words, path: Number, steps: int, slots: Slots) -> Floats:
    """`step_normals` of many streams: keys uint32 [n, 2] and slots [n] give float64 [n, steps]."""
    even, odd = _blocks(keys, path, steps, slots)
    # The values are singles, so that a sum of products of them with doubles is one of doubles.
    return _by_step(*normal_pair(even.astype(np.uint32), odd.astype(np.uint32)), steps).astype(np.float64)


def path_uniforms(keys: Words, path: Number, steps: int, slots: Slots) -> Floats:
    """`step_uniforms` of many streams: keys uint32 [n, 2] and slots [n] give float64 [n, steps]."""
    twice = np.concatenate([keys, keys])
    paths = np.concatenate([path, path]) if isinstance(path, np.ndarray) else path
    words = path_words(twice, paths, steps, [*slots, *(slot + 1 for slot in slots)])
    return uniforms53(words[: len(keys)], words[len(keys) :])


def _counter(path: int, index: int, slot: int) -> Counter:
    check_number(path)
    return path & MASK, path >> 32, index, slot


def _one(key: Key) -> Words:
    return np.array((key,), dtype=np.uint32)


def _blocks(keys: Words, path: Number, steps: int, slots: Slots) -> tuple[Wide, Wide]:
    """The words of blocks 0 … (steps − 1) >> 2 of every stream: 2 and 0, then 3 and 1; each [2, n, blocks]."""
    low, high = (path & MASK, path >> 32) if isinstance(path, np.ndarray) else _counter(path, 0, 0)[:2]
    shape = 2, len(keys), (steps + 3) >> 2
    even = np.empty(shape, dtype=np.uint64)
    odd = np.empty(shape, dtype=np.uint64)
    even[0], even[1] = np.arange(shape[2]), low
    odd[0], odd[1] = np.asarray(slots, dtype=np.uint64)[:, None], high
    philox_in_place(even, odd, keys.T[::-1, :, None].astype(np.uint64))
    return even, odd


def _by_step(even: NDArray[Item], odd: NDArray[Item], steps: int) -> NDArray[Item]:
    """Values in the layout of `_blocks`, in the order of steps; [n, steps]."""
    _, streams, blocks = even.shape
    ordered = np.empty((streams, blocks, 4), dtype=even.dtype)
    ordered[..., 0], ordered[..., 1] = even[1], odd[1]
    ordered[..., 2], ordered[..., 3] = even[0], odd[0]
    return ordered.reshape(streams, 4 * blocks)[:, :steps]
