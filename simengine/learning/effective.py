"""How many independent futures the members of islands are worth, told by how far apart the islands lie."""

from __future__ import annotations

import numpy as np

from simengine.learning.island import ISLAND, Island
from simengine.learning.scores import PLACES, scores_of
from simengine.learning.weights import Floats
from simengine.randomness.dice import NESTED

_PART = 0.9
"""So many of the figures are known at least as well as is told."""


def effective_of(islands: tuple[Island, ...]) -> float:
    """How many independent futures the members of islands that moved are worth; of one island what itself says.

    A figure's effective members are its variance among members over the variance of the means of islands, times their
    number; figures are the scores of the parameters and what observations are compared with. It is told for the figure
    that a tenth of all are worse than.
    """
    if len(islands) < 2:
        return sum(one.effective for one in islands)
    means, variances = (np.stack([_moments(one)[at] for one in islands]) for at in (0, 1))  # [islands, figures]
    within, between = variances.mean(axis=0), means.var(axis=0, ddof=1)
    vary = within > 0.0
    each = ISLAND if not vary.any() else 1.0 / max(float(np.quantile((between / within)[vary], _PART)), 1.0 / ISLAND)
    return len(islands) * each


def _moments(island: Island) -> tuple[Floats, Floats]:
    own = [shown for die, shown in island.dice.items() if die.section in NESTED]
    scores = scores_of(np.stack(own) & np.uint64(PLACES - 1)) if own else np.empty((0, ISLAND))
    mean = np.concatenate([island.seen[:, 0], scores.mean(axis=1)])
    return mean, np.concatenate([island.seen[:, 1], scores.var(axis=1)])
