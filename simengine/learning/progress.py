"""How far an island has come, for a start that goes on where another was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.learning.dice_table import DiceTable, Truths
from simengine.learning.importance import Importance
from simengine.learning.weights import Floats
from simengine.randomness.dice import Die

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """Members after some stages: their dice, [dice, members], the stages' increments, and the state of the moves.

    `counts` are the simulations and the drawings so far, `tuning` what the kinds of moves have learnt, `tried` and
    `accepted` the importance of dice, `worth` what the members are worth.
    """

    numbers: NDArray[np.uint64]
    increments: Floats
    counts: NDArray[np.int64]
    tuning: Floats
    tried: Floats
    accepted: Floats
    worth: float

    @classmethod
    def read(cls, arrays: Arrays) -> Reached:
        """It, from `arrays`."""
        numbers = {name: arrays[name] for name in ("numbers", "increments", "counts", "tuning", "tried", "accepted")}
        return cls(**numbers, worth=float(arrays["worth"][0]))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """It, as arrays by name."""
        return {
            "numbers": self.numbers, "increments": self.increments, "counts": self.counts, "tuning": self.tuning,
            "tried": self.tried, "accepted": self.accepted, "worth": np.array([self.worth]),
        }  # fmt: skip

    def table(self, dice: tuple[Die, ...], held: Truths) -> DiceTable:
        """The members' dice."""
        return DiceTable(dice, held, self.numbers)

    def importance(self) -> Importance:
        """A copy of what is known of the dice."""
        return Importance(self.tried.copy(), self.accepted.copy())


Progress = Callable[[Reached], None]
"""Told what an island has reached after each stage."""
