"""Which expert each path asked: a function of its draw of the parameters, so nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simengine.randomness.dice import EXPERTS
from simengine.randomness.keys import stream_key
from simengine.randomness.philox import MASK, philox_array
from simengine.randomness.streams import uniforms53


def asked_experts(seed: int, draws: NDArray[np.int64], weights: Mapping[str, float]) -> NDArray[np.int64]:
    """The places among the experts of `weights` of those that paths with these draws of the parameters ask."""
    numbers = draws.astype(np.uint64)
    key = stream_key(seed, EXPERTS.section, EXPERTS.name)
    words = philox_array(numbers & np.uint64(MASK), numbers >> np.uint64(32), 0, 0, *key)
    shares = np.array(list(weights.values()))
    possible = np.flatnonzero(shares > 0.0)
    cuts = np.cumsum(shares[possible])[:-1]
    found: NDArray[np.int64] = possible[np.searchsorted(cuts, uniforms53(words[0], words[1]), side="right")]
    return found
