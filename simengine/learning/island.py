"""An island: one independent estimate of what was learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.randomness.dice import Die

Floats = NDArray[np.float64]
Numbers = NDArray[np.uint64]
ISLAND = 1_250
"""Members of an island."""
LEAST_ISLANDS, MOST_ISLANDS = 8, 256
"""How many islands a run has at the least, and at the most."""


@dataclass(frozen=True, slots=True, eq=False)
class Island:
    """Equally weighted members, ISLAND of them, and the log evidence that the island found.

    `increments` are log p(observations of a stage | the earlier ones), shape [stages]; they add up to `log_evidence`.
    Before the last observation the dice of member i show `ancestor`[i], but for those in `dice`. The members are worth
    `effective` independent futures, and took so many short `simulations`. Where they moved, `seen`
    has the mean and the variance of what they have of each figure, shape [figures, 2]; else it is empty.
    """

    number: int
    log_evidence: float
    increments: Floats
    ancestor: Numbers
    dice: Mapping[Die, Numbers]
    effective: float
    simulations: int
    seen: Floats
