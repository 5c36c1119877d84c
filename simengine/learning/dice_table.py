"""What the dice of an island's members show, as a table, and the random numbers of an island's moves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simengine.learning.scores import PLACES, scores_of
from simengine.learning.weights import Floats, Integers
from simengine.randomness.dice import Die, rerolled
from simengine.randomness.keys import stream_key
from simengine.randomness.streams import HOLDING, step_normals, step_uniforms

Numbers = NDArray[np.uint64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """The random numbers of a move: functions of the seed, the island, the stage, the move and a name."""

    seed: int
    island: int
    stage: int = 0
    move: int = 0

    def at(self, stage: int, move: int) -> Chance:
        """Those of another move of the island."""
        return replace(self, stage=stage, move=move)

    def uniforms(self, name: str, count: int) -> Floats:
        """So many uniform numbers."""
        number = rerolled(island=self.island, stage=self.stage, move=self.move, member=0)
        return step_uniforms(stream_key(self.seed, "learning", name), number, count, 0)

    def normals(self, name: str, count: int) -> Floats:
        """So many standard normal numbers."""
        number = rerolled(island=self.island, stage=self.stage, move=self.move, member=0)
        return step_normals(stream_key(self.seed, "learning", name), number, count, 0)

    def places(self, name: str, rows: int, members: int) -> Numbers:
        """Numbers of dice that hold uniform numbers, [rows, members]."""
        found = np.floor(self.uniforms(name, rows * members) * PLACES).astype(np.uint64)
        return HOLDING + found.reshape(rows, members)

    def rolled(self, members: int) -> Numbers:
        """What dice show that are rolled anew, a number for each member."""
        first = rerolled(island=self.island, stage=self.stage, move=self.move, member=0)
        return np.uint64(first) + np.arange(members, dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class DiceTable:
    """The numbers of `dice` on each member, [dice, members]; `held` tells which hold their uniform number."""

    dice: tuple[Die, ...]
    held: Truths
    numbers: Numbers

    @classmethod
    def begun(cls, dice: tuple[Die, ...], held: Truths, chance: Chance, members: int) -> DiceTable:
        """Members of the prior."""
        empty = np.zeros((len(dice), members), np.uint64)
        return cls(dice, held, empty).with_fresh(np.ones(len(dice), bool), chance)

    @property
    def members(self) -> int:
        """How many there are."""
        return int(self.numbers.shape[1])

    def shown(self) -> dict[Die, Numbers]:
        """As an engine takes them."""
        return dict(zip(self.dice, self.numbers, strict=True))

    def of(self, rows: Integers | Truths) -> DiceTable:
        """Some members."""
        return replace(self, numbers=self.numbers[:, rows])

    def with_numbers(self, numbers: Numbers) -> DiceTable:
        """The same dice with other numbers."""
        return replace(self, numbers=numbers)

    def with_fresh(self, which: Truths, chance: Chance) -> DiceTable:
        """With some dice, a truth each, rolled for each member alone."""
        numbers, n = self.numbers.copy(), self.members
        own = np.flatnonzero(which & self.held)
        numbers[own] = chance.places("fresh", len(own), n)
        numbers[which & ~self.held] = chance.rolled(n)
        return self.with_numbers(numbers)

    def where(self, accepted: Truths, other: DiceTable) -> DiceTable:
        """The other's members where they are accepted."""
        return self.with_numbers(np.where(accepted, other.numbers, self.numbers))

    def scores(self, rows: Integers) -> Floats:
        """The normal scores of some dice that hold their uniform numbers, [rows, members]."""
        return scores_of(self.numbers[rows] & np.uint64(PLACES - 1))
