"""How many independent futures the members of islands are worth, told by how far apart the islands lie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simengine.learning.island import ISLAND, Island
from simengine.randomness.dice import NESTED, Die
from simengine.randomness.streams import HELD_BITS


def with_effective(islands: tuple[Island, ...], dice: tuple[Die, ...]) -> tuple[Island, ...]:
    """The islands with what each is worth.

    A figure's effective members are its variance among members over the variance of the means of islands; here the
    figures are the uniform numbers of the parameters, and what is told is the harmonic mean over them: the ratio of one
    figure is a noisy thing with so few islands. Of one island, or without parameters, all members count.
    """
    own = [die for die in dice if die.section in NESTED]
    if len(islands) < 2 or not own:
        return tuple(replace(one, effective=float(ISLAND)) for one in islands)
    shown = np.stack([np.stack([one.dice[die] for die in own]) for one in islands])  # [islands, dice, members]
    places = (shown & np.uint64((1 << HELD_BITS) - 1)).astype(np.float64) / (1 << HELD_BITS)
    within, between = places.var(axis=2, ddof=1).mean(axis=0), places.mean(axis=2).var(axis=0, ddof=1)
    worth = min(float(ISLAND), 1.0 / float((between / within).mean()))
    return tuple(replace(one, effective=worth) for one in islands)
