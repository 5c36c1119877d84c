"""The second way: sequential Monte Carlo over dice, for observations that few prior futures agree with.

Observations enter in the order in which they became known (Chopin 2002). Futures are drawn afresh from the last known
on until as many as there are members meet what is sharp among the next (Jasra, Lee, Yau and Zhang 2013); figures with
an error enter by and by, so that half of the members stay worth something (Del Moral, Doucet and Jasra 2006). In
between members are drawn by their weights and moved until they have forgotten where they began.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simengine.errors import SimengineError
from simengine.learning.dice_table import DiceTable
from simengine.learning.island import ISLAND, Island
from simengine.learning.progress import Progress, Reached
from simengine.learning.task import Floats, LearningTask, used_before
from simengine.learning.walker import Judged, Walker
from simengine.learning.weights import effective_size, log_mean
from simengine.numerics import log

_DRAWINGS = 64
"""So many times futures are drawn afresh to meet what is sharp."""
_LEAST_ALIVE = 25
_HALVINGS = 40
_ENOUGH, _ENOUGH_AT_LAST = 0.5, 0.1
"""The part of a figure's variance that may be left from where members began: between observations, and at the end."""
_BATCHES = 12
"""So many batches of moves at most between observations."""


def move_island(
    task: LearningTask, number: int, reached: Reached | None = None, keep: Progress | None = None
) -> Island:
    """An island by moves, from what an interrupted start has `reached`; `keep` is told what is reached after a stage.

    SimengineError where too few members meet a sharp observation.
    """
    walker = Walker.begun(task, number) if reached is None else Walker.again(task, number, reached)
    table = walker.beginning() if reached is None else reached.table(task.covered, task.held)
    increments = [] if reached is None else reached.increments.tolist()
    worth = float(ISLAND) if reached is None else reached.worth
    for stage in range(len(increments), len(task.stages)):
        table, found, worth = _through(walker, table, stage, worth)
        increments.append(found)
        if keep:
            keep(walker.reached(table, increments, worth))
    judged = walker.judge(table, len(task.stages) - 1)
    judged, left = walker.moved(judged, 1.0, _ENOUGH_AT_LAST, 0.9, task.effort)
    with np.errstate(over="ignore"):  # the variance of values near the largest is infinite
        seen = np.stack([judged.seen.mean(axis=0), judged.seen.var(axis=0)], axis=1)
    return Island(
        number=number,
        log_evidence=math.fsum(increments),
        increments=np.array(increments),
        ancestor=np.zeros(ISLAND, np.uint64),
        dice=judged.table.shown(),
        effective=_after(worth, left),
        simulations=walker.simulations,
        seen=seen,
    )


def _through(walker: Walker, table: DiceTable, stage: int, worth: float) -> tuple[DiceTable, float, float]:
    """Members that meet a stage's observations too, log p(these | the earlier ones), and what the members are worth."""
    walker.importance.forget()
    judged, share = _alive(walker, table, stage)
    worth *= min(1.0, judged.table.members / ISLAND)
    total, power = log(share), 0.0
    while True:
        more = _next_power(judged.entering, power)
        logs = (more - power) * judged.entering
        total, power = total + log_mean(logs), more
        worth *= effective_size(logs) / len(logs)
        drawn = walker.drawn(judged, logs)
        judged, left = walker.moved(drawn, power, _ENOUGH, 0.5, walker.simulations // ISLAND + 5 * _BATCHES)
        worth = _after(worth, left)
        if power == 1.0:
            return judged.table, total, worth


def _after(worth: float, left: float) -> float:
    """What members are worth after moves that left a part of the variance as it was: 1/n of both parts."""
    return 1.0 / (left / worth + (1.0 - left) / ISLAND)


def _alive(walker: Walker, table: DiceTable, stage: int) -> tuple[Judged, float]:
    """Members, mostly ISLAND of them or more, that meet what is sharp in a stage, and the share of futures that do.

    If too few do, members are moved under the earlier observations, and draw afresh what these don't know, again.
    """
    task = walker.task
    unused = _unused(task, task.stages[stage - 1].step if stage else 0)
    found: list[Judged] = []
    count = tried = 0
    for drawing in range(_DRAWINGS):
        if drawing and stage:
            table = _elsewhere(walker, table, stage - 1)
        judged = walker.judge(table.with_fresh(unused, walker.next_drawing()), stage)
        alive = judged.of(np.flatnonzero(~np.isinf(judged.entering)))
        found.append(alive)
        count, tried = count + alive.table.members, tried + ISLAND
        if count >= ISLAND or (count == 0 and len(found) >= _DRAWINGS // 4):
            break
    if count < _LEAST_ALIVE:
        names = ", ".join(task.stages[stage].names)
        raise SimengineError(
            f"observe.{names}: of {tried:,} futures that agree with what was known before, {count} meet it: too few to "
            "learn from. Give it wider ends or an error"
        )
    return Judged.joined(found), count / tried


def _elsewhere(walker: Walker, table: DiceTable, stage: int) -> DiceTable:
    """Members that agree with all observations up to a stage, after a batch of moves."""
    judged = walker.judge(table, stage)
    return walker.moved(judged, 1.0, 0.0, 1.0, 0)[0].table


def _next_power(entering: Floats, power: float) -> float:
    """The largest power of the likelihood that leaves half of the members worth something, by halving; 1 at most."""

    def is_enough(more: float) -> bool:
        return effective_size((more - power) * entering) >= ISLAND / 2

    if is_enough(1.0):
        return 1.0
    low, high = power, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if is_enough(middle) else (low, middle)
    return low if low > power else high


def _unused(task: LearningTask, step: int) -> NDArray[np.bool_]:
    """Which of the dice that are covered decide of nothing before a step; those of events always may."""
    used = set(used_before(task.plan, step)) if step else set()
    return np.array([die not in used for die in task.covered])
