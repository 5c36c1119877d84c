"""Which dice matter for what was observed: told by how often members refuse that one of them is rolled anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.learning.weights import Floats, Integers
from simengine.numerics import log

_FORGETS = 0.5


@dataclass(slots=True, eq=False)
class Importance:
    """How often each die was rolled anew alone, and the sum of the chances that this was accepted; [dice] each."""

    tried: Floats
    accepted: Floats

    @classmethod
    def unknown(cls, dice: int) -> Importance:
        """Of dice that were not tried."""
        return cls(np.zeros(dice), np.zeros(dice))

    def note(self, which: Integers, chances: Floats) -> None:
        """Counts a die for each member, and the chance that the member accepts another number of it."""
        self.tried += np.bincount(which, minlength=len(self.tried))
        self.accepted += np.bincount(which, chances, len(self.accepted))

    def forget(self) -> None:
        """Counts what was found so far for less, since other observations have come."""
        self.tried *= _FORGETS
        self.accepted *= _FORGETS

    def costs(self) -> Floats:
        """−log of the chance that a die is accepted, which is 0 for dice that do not matter; [dice]."""
        chances = (self.accepted + 1.0) / (self.tried + 1.0)
        return np.array([max(0.0, -log(chance)) for chance in chances.tolist()])


def shares_within(costs: Floats, budget: float) -> NDArray[np.float64]:
    """min(1, level/cost) of each die, where Σ share·cost is the budget: what costs nothing has the share 1."""
    rising, spent = np.sort(costs), 0.0
    for at, cost in enumerate(rising.tolist()):
        left = len(rising) - at
        if spent + left * cost >= budget:
            level = (budget - spent) / left
            return np.minimum(1.0, level / np.maximum(costs, 1e-300))
        spent += cost
    return np.ones(len(costs))
