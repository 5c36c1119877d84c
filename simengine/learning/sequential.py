"""The second way: sequential Monte Carlo over dice, for observations that few prior futures agree with.

Observations enter in the order in which they became known (Chopin 2002), those of a stage by and by, so that half of
the members stay worth something (Del Moral, Doucet and Jasra 2006); in between members are drawn by their weights and
moved, each move accepted by Metropolis' rule. What agrees with all that entered so far keeps the law it should have.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.errors import SimengineError
from simengine.learning.dice_table import Chance, DiceTable
from simengine.learning.island import ISLAND, Island
from simengine.learning.likelihood import log_likelihoods
from simengine.learning.task import Floats, LearningTask, used_before
from simengine.learning.weights import effective_size, log_mean, systematic
from simengine.numerics import log
from simengine.status import Status

MOVES = 54
"""Moves after each drawing of members; after the last there are more."""
_LEAST_ALIVE = 0.02
_HALVINGS = 40


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Members with what they are worth: the log likelihood of the stages before, and of the stage that enters."""

    table: DiceTable
    before: Floats
    entering: Floats

    def of(self, rows: NDArray[np.int64]) -> _Judged:
        return _Judged(self.table.of(rows), self.before[rows], self.entering[rows])


@dataclass(slots=True)
class _Walker:
    """One island on its way: its chance, and how many simulations it has made."""

    task: LearningTask
    chance: Chance
    simulations: int = 0
    drawings: int = 0

    def judge(self, table: DiceTable, stage: int) -> _Judged:
        """Members simulated up to a stage's step; −inf before where a sharp observation so far is not met."""
        step = self.task.stages[stage].step
        results = self.task.simulate(range(table.numbers.shape[1]), rolled=table.shown(), until=step)
        self.simulations += table.numbers.shape[1]
        by_stage = self.task.stage_logs(log_likelihoods(self.task.plan, results), up_to=stage)
        before = np.zeros(len(by_stage))
        for at in range(stage):
            before = before + by_stage[:, at]
        entering = by_stage[:, stage]
        entering[results.status != Status.OK] = -math.inf
        return _Judged(table, before, entering)

    def drawn(self, judged: _Judged, logs: Floats) -> _Judged:
        """Members drawn by weights."""
        self.drawings += 1
        u = float(self.chance.uniforms("resampling", self.drawings, 0, 1)[0])
        return judged.of(systematic(logs, len(logs), u))

    def moved(self, judged: _Judged, stage: int, power: float, moves: range) -> _Judged:
        """Members after some moves, each accepted with the chance min(1, ratio of likelihoods)."""
        for move in moves:
            other = self.judge(judged.table.proposed(self.chance, self.drawings, move), stage)
            now = judged.before + power * judged.entering
            then = np.where(
                np.isinf(other.entering), -math.inf, other.before + power * np.maximum(other.entering, -1e300)
            )
            us = self.chance.uniforms("accept", self.drawings, move, len(now))
            accepted = then - now >= [log(u) for u in us.tolist()]
            judged = _Judged(
                judged.table.where(accepted, other.table),
                np.where(accepted, other.before, judged.before),
                np.where(accepted, other.entering, judged.entering),
            )
        return judged


def move_island(task: LearningTask, number: int) -> Island:
    """An island by moves. SimengineError where a sharp observation leaves too few members."""
    walker = _Walker(task, Chance(task.plan.seed, number))
    table = DiceTable.begun(task.covered, walker.chance, ISLAND)
    increments: list[float] = []
    for stage in range(len(task.stages)):
        table, found = _through(walker, table, stage)
        increments.append(found)
    most = max(0, task.effort - walker.simulations // ISLAND)
    last = len(task.stages) - 1
    judged = walker.judge(table, last)
    walker.drawings += 1
    table = walker.moved(judged, last, 1.0, range(min(most, 4 * MOVES * max(4, len(increments))))).table
    dice = table.shown()
    ancestor = np.zeros(ISLAND, np.uint64)
    return Island(number, math.fsum(increments), np.array(increments), ancestor, dice, math.nan, walker.simulations)


def _through(walker: _Walker, table: DiceTable, stage: int) -> tuple[DiceTable, float]:
    """Members that agree with a stage's observations too, and log p(these | the earlier ones)."""
    task = walker.task
    unused = _unused(task, task.stages[stage - 1].step if stage else 0)
    judged = walker.judge(table.with_fresh(unused, walker.chance, 1 + walker.drawings), stage)
    alive = ~np.isinf(judged.entering)
    if alive.mean() < _LEAST_ALIVE:
        names = ", ".join(task.stages[stage].names)
        raise SimengineError(
            f"observe.{names}: of {len(alive):,} futures that agree with what was known before, "
            f"{int(alive.sum())} meet it: too few to learn from. Give it wider ends or an error"
        )
    total, power = log(float(alive.mean())), 0.0
    judged = walker.drawn(judged, np.where(alive, 0.0, -math.inf))
    while power < 1.0:
        more = _next_power(judged.entering, power)
        logs = (more - power) * judged.entering
        total, power = total + log_mean(logs), more
        judged = walker.moved(walker.drawn(judged, logs), stage, power, range(MOVES))
    return judged.table, total


def _next_power(entering: Floats, power: float) -> float:
    """The largest power of the likelihood that leaves half of the members worth something, by halving; 1 at most."""

    def is_enough(more: float) -> bool:
        return effective_size((more - power) * entering) >= len(entering) / 2

    if is_enough(1.0):
        return 1.0
    low, high = power, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if is_enough(middle) else (low, middle)
    return low if low > power else high


def _unused(task: LearningTask, step: int) -> NDArray[np.bool_]:
    """Which of the dice that are covered decide of nothing before a step; those of events always may."""
    used = set(used_before(task.plan, step))
    return np.array([die not in used for die in task.covered])
