"""Moves of members: each proposes other numbers of dice, which Metropolis' rule accepts or refuses.

All leave the law of the dice as it is, but for the last, which says by how much it doesn't.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simengine.learning.dice_table import Chance, DiceTable
from simengine.learning.gaussian import Gaussian
from simengine.learning.scores import PLACES, log_density, places_of
from simengine.learning.weights import Floats, Integers
from simengine.randomness.streams import HOLDING

_UNIMPORTANT = 0.25
"""The part of the held dice of no importance that a walk changes."""


class Proposal(NamedTuple):
    """Other members, and the log of the ratio of the dice's densities, theirs to those before; [members]."""

    table: DiceTable
    log_ratio: Floats


def roll_one(table: DiceTable, chance: Chance, chances: Floats) -> tuple[Proposal, Integers]:
    """One die of each member, drawn by `chances`, [dice], is rolled anew; and which it is."""
    n = table.members
    sums = np.cumsum(chances)
    which = np.minimum(np.searchsorted(sums, chance.uniforms("which", n) * sums[-1]), len(sums) - 1).astype(np.int64)
    numbers, members = table.numbers.copy(), np.arange(n)
    fresh = np.where(table.held[which], chance.places("one", 1, n)[0], chance.rolled(n))
    numbers[which, members] = fresh
    return Proposal(table.with_numbers(numbers), np.zeros(n)), which


def roll_some(table: DiceTable, chance: Chance, shares: Floats) -> Proposal:
    """The dice that hold no number are each rolled anew with the chance `shares` has for it, [dice]."""
    n, numbers = table.members, table.numbers.copy()
    fresh = chance.rolled(n)
    always = np.flatnonzero(~table.held & (shares >= 1.0))
    some = np.flatnonzero(~table.held & (shares < 1.0))
    numbers[always] = fresh
    inside = chance.uniforms("some", len(some) * n).reshape(len(some), n) < shares[some, None]
    numbers[some] = np.where(inside, fresh, numbers[some])
    return Proposal(table.with_numbers(numbers), np.zeros(n))


def walk(table: DiceTable, chance: Chance, widths: Floats) -> Proposal:
    """Held uniform numbers move evenly within ± width/2, [dice], reflected at 0 and 1; with a width of 1 they are new.

    Of the latter only some dice move at a time.
    """
    n, numbers = table.members, table.numbers.copy()
    free = np.flatnonzero(table.held & (widths >= 1.0))
    free = free[chance.uniforms("free", len(free)) < _UNIMPORTANT]
    numbers[free] = chance.places("walk anew", len(free), n)
    near = np.flatnonzero(table.held & (widths < 1.0))
    steps = (chance.uniforms("walk", len(near) * n).reshape(len(near), n) - 0.5) * (widths[near, None] * PLACES)
    places = (numbers[near] & np.uint64(PLACES - 1)).astype(np.float64) + np.floor(steps)
    reflected = np.where(places < 0.0, -1.0 - places, np.where(places >= PLACES, 2.0 * PLACES - 1.0 - places, places))
    numbers[near] = HOLDING + reflected.astype(np.uint64)
    return Proposal(table.with_numbers(numbers), np.zeros(n))


def towards_normal(table: DiceTable, chance: Chance, rows: Integers, law: Gaussian, boldness: float) -> Proposal:
    """The normal scores of the dice in `rows` go on as an autoregression that keeps the normal `law`.

    With whitened scores w and fresh normal numbers ξ that is √(1 − b²)·w + b·ξ, b the `boldness` in (0, 1]: a move of
    Crank and Nicolson's kind (Cotter et al. 2013) about what members have learnt.
    """
    n, held = table.members, len(rows)
    now = table.scores(rows)
    white = law.whitened(now)
    noise = chance.normals("noise", held * n).reshape(held, n)
    further = np.sqrt(1.0 - boldness * boldness) * white + boldness * noise
    then = law.coloured(further)
    change = log_density(then) - log_density(now) + 0.5 * (further * further - white * white)
    numbers = table.numbers.copy()
    numbers[rows] = HOLDING + places_of(then)
    return Proposal(table.with_numbers(numbers), _added(change))


def _added(rows: Floats) -> Floats:
    """Rows added one after the other."""
    total = np.zeros(rows.shape[1])
    for row in rows:
        total = total + row
    return total
