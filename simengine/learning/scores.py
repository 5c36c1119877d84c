"""Normal scores of the uniform numbers that dice hold: the scale on which parameters move together.

A score is Φ⁻¹ of the uniform number but for a piecewise linear interpolation in between, so that it, its inverse and
its density need no elementary function and have the same bits everywhere. Uniform numbers on a member have exactly
the density `log_density` on this scale.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simengine.numerics import log, normal_cdf
from simengine.randomness.streams import HELD_BITS, UNIT

Floats = NDArray[np.float64]
Numbers = NDArray[np.uint64]
PLACES = 1 << HELD_BITS
FARTHEST = 8.3
"""No uniform number of 53 bits has a score beyond."""
_KNOTS = 2_048


class _Table(NamedTuple):
    """Scores −FARTHEST … 0, the uniform numbers that belong to them, and the log density between two of them."""

    scores: Floats
    uniforms: Floats
    logs: Floats


@cache
def _table() -> _Table:
    scores = np.linspace(-FARTHEST, 0.0, _KNOTS + 1)
    uniforms = np.array([normal_cdf(score) for score in scores.tolist()])
    width = FARTHEST / _KNOTS
    return _Table(scores, uniforms, np.array([log(rise / width) for rise in np.diff(uniforms).tolist()]))


def scores_of(places: Numbers) -> Floats:
    """The scores of held places 0 … 2⁵³ − 1, in the shape they have."""
    is_low = places < PLACES // 2
    below = np.where(is_low, places, np.uint64(PLACES - 1) - places)
    size = np.interp((below.astype(np.float64) + 0.5) * UNIT, _table().uniforms, _table().scores)
    return np.where(is_low, size, -size)


def places_of(scores: Floats) -> Numbers:
    """The held places of scores; those beyond FARTHEST have that of the last."""
    uniforms = np.interp(-np.abs(scores), _table().scores, _table().uniforms)
    below = np.minimum(np.floor(uniforms / UNIT), PLACES // 2 - 1).astype(np.uint64)
    return np.where(scores < 0.0, below, np.uint64(PLACES - 1) - below)


def log_density(scores: Floats) -> Floats:
    """The log density that scores of uniform numbers have, −inf beyond FARTHEST."""
    size = np.abs(scores)
    cell = np.minimum(np.floor((FARTHEST - size) * (_KNOTS / FARTHEST)), _KNOTS - 1)
    found = _table().logs[np.maximum(cell, 0).astype(np.int64)]
    return np.where(size < FARTHEST, found, -np.inf)
