"""What the dice of an island's members show, as a table; and the moves that propose others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.learning.weights import Floats, Integers
from simengine.randomness.dice import NESTED, Die, rerolled
from simengine.randomness.keys import stream_key
from simengine.randomness.streams import HELD_BITS, HOLDING, step_uniforms

Numbers = NDArray[np.uint64]
PLACES = 1 << HELD_BITS
_SHARES = (1.0, 0.3, 0.1)
"""The part of the parameters, or of the other dice, that a move changes."""


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """The random numbers of an island's moves: functions of the seed, the island, the stage, the move and a name."""

    seed: int
    island: int

    def uniforms(self, name: str, stage: int, move: int, count: int) -> Floats:
        """So many uniform numbers."""
        number = rerolled(island=self.island, stage=stage, move=move, member=0)
        return step_uniforms(stream_key(self.seed, "learning", name), number, count, 0)


@dataclass(frozen=True, slots=True, eq=False)
class DiceTable:
    """The numbers of `dice` on each member, [dice, members]; the first `held` hold their uniform number."""

    dice: tuple[Die, ...]
    held: int
    numbers: Numbers

    @classmethod
    def begun(cls, dice: tuple[Die, ...], chance: Chance, members: int) -> DiceTable:
        """Members of the prior: parameters hold uniform numbers, the others are rolled."""
        held = sum(die.section in NESTED for die in dice)
        numbers = np.empty((len(dice), members), np.uint64)
        for row in range(held):
            places = np.floor(chance.uniforms(f"begin {row}", 0, 0, members) * PLACES)
            numbers[row] = HOLDING + places.astype(np.uint64)
        numbers[held:] = _rolled(chance.island, 0, 0, members)
        return cls(dice, held, numbers)

    def shown(self) -> dict[Die, Numbers]:
        """As an engine takes them."""
        return dict(zip(self.dice, self.numbers, strict=True))

    def of(self, rows: Integers) -> DiceTable:
        """Some members."""
        return DiceTable(self.dice, self.held, self.numbers[:, rows])

    def with_fresh(self, unused: NDArray[np.bool_], chance: Chance, stage: int) -> DiceTable:
        """With dice that have not been used so far, one truth each, rolled for each member alone."""
        numbers = self.numbers.copy()
        numbers[unused] = _rolled(chance.island, stage, 0, numbers.shape[1])
        return DiceTable(self.dice, self.held, numbers)

    def where(self, accepted: NDArray[np.bool_], other: DiceTable) -> DiceTable:
        """The other's members where they are accepted."""
        return DiceTable(self.dice, self.held, np.where(accepted, other.numbers, self.numbers))

    def proposed(self, chance: Chance, stage: int, move: int) -> DiceTable:
        """A move: of the parameters along the difference of two other members, of other dice by rolling them anew."""
        numbers = self.numbers.copy()
        kind, share = move % 3, _SHARES[move // 3 % len(_SHARES)]
        if kind != 1:
            self._walk(numbers, chance, stage, move, share)
        if kind != 0:
            self._roll(numbers, chance, stage, move, share if kind == 1 else 0.1)
        return DiceTable(self.dice, self.held, numbers)

    def _walk(self, numbers: Numbers, chance: Chance, stage: int, move: int, share: float) -> None:
        """Differential evolution (ter Braak 2006) of half of the members by pairs of the other half, round the ends.

        Uniform numbers that leave (0, 1) come in at the other end, so that a step back is as likely as one forth.
        """
        n = numbers.shape[1]
        moving = np.arange(n) % 2 == move // 9 % 2
        mine, others = np.flatnonzero(moving), np.flatnonzero(~moving)
        first, second = (self._chosen(chance, f"pair {one}", stage, move, len(mine), len(others)) for one in (0, 1))
        inside = _chosen_dice(chance, "which", stage, move, self.held, len(mine), share)
        count = np.maximum(inside.sum(axis=0), 1)
        jump = chance.uniforms("jump", stage, move, len(mine))
        length = np.where(jump < 0.1, 1.0, 2.38 / np.sqrt(2.0 * count) * (0.25 + jump))
        small = chance.uniforms("small", stage, move, len(mine)) - 0.5
        places = (numbers[: self.held] & np.uint64(PLACES - 1)).astype(np.float64)
        step = length * (places[:, others[first]] - places[:, others[second]]) + small * (PLACES * 1e-3)
        moved = np.where(inside, places[:, mine] + np.floor(step), places[:, mine])
        wrapped = moved - np.floor(moved / PLACES) * PLACES
        numbers[: self.held, mine] = HOLDING + np.clip(wrapped, 0, PLACES - 1).astype(np.uint64)

    @staticmethod
    def _chosen(chance: Chance, name: str, stage: int, move: int, count: int, of: int) -> Integers:
        return np.minimum(chance.uniforms(name, stage, move, count) * of, of - 1).astype(np.int64)

    def _roll(self, numbers: Numbers, chance: Chance, stage: int, move: int, share: float) -> None:
        rows, n = len(self.dice) - self.held, numbers.shape[1]
        inside = _chosen_dice(chance, "rolled", stage, move, rows, n, share)
        fresh = _rolled(chance.island, stage, 1 + move, n)
        numbers[self.held :] = np.where(inside, fresh, numbers[self.held :])


def _chosen_dice(
    chance: Chance, name: str, stage: int, move: int, dice: int, members: int, share: float
) -> NDArray[np.bool_]:
    """Which dice of each member change, [dice, members]: each with the chance `share`, or one of them on average."""
    likely = max(share, 1.0 / max(dice, 1))
    return chance.uniforms(name, stage, move, dice * members).reshape(dice, members) < likely


def _rolled(island: int, stage: int, move: int, members: int) -> Numbers:
    return np.uint64(rerolled(island=island, stage=stage, move=move, member=0)) + np.arange(members, dtype=np.uint64)
