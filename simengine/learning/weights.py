"""Weights of paths, and members drawn by them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simengine.numerics import log
from simengine.numerics.elementwise import exps
from simengine.randomness.keys import stream_key
from simengine.randomness.streams import occurrence_uniform

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
_NOTHING = 745.0
"""Weights that are e⁻⁷⁴⁵ of the largest are 0."""


def scaled_weights(logs: Floats) -> tuple[float, Floats]:
    """The largest of some log weights, and all weights as parts of that one; zeros where the largest is −inf."""
    largest = float(logs.max(initial=-math.inf))
    weights = np.zeros(len(logs))
    if largest > -math.inf:
        there = np.flatnonzero(logs > largest - _NOTHING)
        weights[there] = exps(logs[there] - largest)
    return largest, weights


def log_mean(logs: Floats) -> float:
    """The logarithm of the mean of weights given by their logarithms; −inf if all are 0. Sums are rounded once."""
    largest, weights = scaled_weights(logs)
    return largest + log(math.fsum(weights.tolist()) / len(logs)) if largest > -math.inf else -math.inf


def effective_size(logs: Floats) -> float:
    """(Σw)²/Σw², the number of equal weights that some are worth (Kong 1992); 0 if all are 0."""
    _, weights = scaled_weights(logs)
    squares = math.fsum((weights * weights).tolist())
    return math.fsum(weights.tolist()) ** 2 / squares if squares else 0.0


def systematic(logs: Floats, count: int, u: float) -> Integers:
    """Places of `count` paths drawn by their weights, evenly spaced from `u` in (0, 1) (Kitagawa 1996); rising.

    ValueError if all weights are 0.
    """
    largest, weights = scaled_weights(logs)
    if largest == -math.inf:
        raise ValueError("all weights are 0")
    sums = np.cumsum(weights)
    points = (np.arange(count) + u) * (sums[-1] / count)
    places: Integers = np.minimum(np.searchsorted(sums, points, side="right"), len(logs) - 1).astype(np.int64)
    return places


def resampling_uniform(seed: int, island: int, stage: int) -> float:
    """The uniform number by which an island draws its members at a stage."""
    return occurrence_uniform(stream_key(seed, "learning", "resampling"), island, stage, 0)
