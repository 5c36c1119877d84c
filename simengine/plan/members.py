"""What the dice of a conditioned run's futures show up to its last observation, as it was learnt from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from simengine.randomness.dice import Die

Numbers = NDArray[np.uint64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The n members of an ensemble; member i is path i, and from `step` on every die shows its own number, i.

    Before, the dice `covered` show `ancestor`[i], but for those in `dice`, which show the number given there; all else
    shows i. `ends` has for each island where its members end: those of island j are `ends[j - 1]` … `ends[j] - 1`, and
    members of different islands are independent.
    """

    step: int
    ends: Integers
    covered: tuple[Die, ...]
    ancestor: Numbers
    dice: Mapping[Die, Numbers]

    def rolled(self, paths: Integers) -> dict[Die, Numbers]:
        """What the covered dice of some paths show before `step`."""
        ancestor = self.ancestor[paths]
        return {die: self.dice[die][paths] if die in self.dice else ancestor for die in self.covered}

    def rolled_on(self, path: int) -> dict[Die, int]:
        """The same of one path."""
        return {die: int(shown[0]) for die, shown in self.rolled(np.array([path])).items()}

    def digest(self) -> bytes:
        """A hash of all of it: members with one are the same."""
        whole = blake2b(repr((self.step, self.covered, list(self.dice))).encode(), digest_size=16)
        for numbers in (self.ends, self.ancestor, *self.dice.values()):
            whole.update(np.ascontiguousarray(numbers).data)
        return whole.digest()

    def islands(self, paths: Integers) -> Integers:
        """The number of the island that each path belongs to."""
        return np.searchsorted(self.ends, paths, side="right").astype(np.int64)
