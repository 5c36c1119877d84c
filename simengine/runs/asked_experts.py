"""Which expert each path asked: a function of what one die shows, so nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simengine.randomness.dice import EXPERTS
from simengine.randomness.keys import stream_key
from simengine.randomness.philox import MASK, philox_array
from simengine.randomness.streams import uniforms53

_HOLDING = 3  # the two highest bits of a number that holds its uniform


def asked_experts(
    seed: int, numbers: NDArray[np.int64] | NDArray[np.uint64], weights: Mapping[str, float]
) -> NDArray[np.int64]:
    """The places among the experts of `weights` of those that are asked where their die shows these numbers.

    That is the number of a path's draw of the parameters, unless something was learnt.
    """
    numbers = numbers.astype(np.uint64)
    key = stream_key(seed, EXPERTS.section, EXPERTS.name)
    words = philox_array(numbers & np.uint64(MASK), numbers >> np.uint64(32), 0, 0, *key)
    shares = np.array(list(weights.values()))
    possible = np.flatnonzero(shares > 0.0)
    cuts = np.cumsum(shares[possible])[:-1]
    uniforms = np.where(numbers >> np.uint64(62) == _HOLDING, _held(numbers), uniforms53(words[0], words[1]))
    found: NDArray[np.int64] = possible[np.searchsorted(cuts, uniforms, side="right")]
    return found


def _held(numbers: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The uniforms that numbers hold themselves, as the engines have them."""
    low = numbers & np.uint64(2**53 - 1)
    return uniforms53((low >> np.uint64(21)).astype(np.uint32), (low << np.uint64(11)).astype(np.uint32))
