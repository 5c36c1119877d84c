"""The first way: prior paths, weighed by how likely the observations are on them (importance sampling)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from simengine.errors import SimengineError
from simengine.learning.island import ISLAND, Island
from simengine.learning.likelihood import log_densities
from simengine.learning.nearest import check_near
from simengine.learning.task import PIECE, Floats, Judged, LearningTask
from simengine.learning.weights import Integers, effective_size, log_mean, resampling_uniform, systematic
from simengine.status import Status

FIRST, MOST = 12_500, 100_000
"""Prior paths that an island weighs at first, and at most."""
ISLANDS = 8
"""So many islands together are to be worth what is asked for."""


class _Weighed(NamedTuple):
    """Prior paths of an island: log weights before each stage and after the last, shape [n, stages + 1]."""

    logs: Floats
    effective: float


def is_worth_weighing(task: LearningTask) -> bool:
    """Whether prior paths can be worth enough, by the first of the first island, which decide for all of them.

    SimengineError where no path comes near an observation.
    """
    judged = _judged(task, 0, 0, FIRST)
    check_near(task, judged)
    worth = effective_size(_cumulated(task, judged)[:, -1]) * (MOST / FIRST)
    return worth >= task.effective / ISLANDS


def weigh_island(task: LearningTask, number: int) -> Island:
    """An island by weights: as many prior paths as it takes to be worth its part, at most MOST.

    SimengineError where none of them meets all observations.
    """
    weighed = _weigh(task, number)
    sums = np.array([log_mean(column) for column in weighed.logs.T])
    if not sums[-1] > -math.inf:
        check_near(task, _judged(task, number, 0, FIRST))
        raise SimengineError(
            f"of {len(weighed.logs):,} prior futures of {task.plan.name} each agrees with some observations, and none "
            "with all of them. Widen errors or the priors, or look for observations that contradict one another"
        )
    rows = systematic(weighed.logs[:, -1], ISLAND, resampling_uniform(task.plan.seed, number, 0))
    increments, paths = np.diff(sums), len(weighed.logs)
    worth = min(weighed.effective, float(ISLAND))
    ancestor = (number * MOST + rows).astype(np.uint64)
    seen = np.empty((0, 2))
    return Island(number, math.fsum(increments.tolist()), increments, ancestor, {}, worth, paths, seen)


def _weigh(task: LearningTask, number: int) -> _Weighed:
    """Twice as many paths again and again, until they are worth enough."""
    parts: list[Floats] = []
    paths, wanted = 0, FIRST
    while True:
        parts.append(_cumulated(task, _judged(task, number, paths, wanted)))
        paths = wanted
        logs = np.concatenate(parts)
        found = effective_size(logs[:, -1])
        if found >= task.effective / ISLANDS or paths >= MOST:
            return _Weighed(logs, found)
        wanted = min(2 * paths, MOST)


def _judged(task: LearningTask, number: int, first: int, end: int) -> list[Judged]:
    starts = range(number * MOST + first, number * MOST + end, PIECE)
    return [task.judge(range(start, min(start + PIECE, number * MOST + end))) for start in starts]


def _cumulated(task: LearningTask, judged: list[Judged]) -> Floats:
    """Log weights before the first stage, after it, and so on; a sharp observation that fails makes it −inf."""
    rows = []
    for logs, results in judged:
        ended = np.flatnonzero(results.status != Status.OK)
        stages = np.array([_stage_that_ended(task, element) for element in results.element[ended].tolist()])
        by_stage = task.stage_logs(_read_again(task, logs, results.path[ended], ended, stages))
        total = np.zeros((len(logs), len(task.stages) + 1))
        for at in range(len(task.stages)):
            total[:, at + 1] = total[:, at] + by_stage[:, at]
        for row, stage in zip(ended.tolist(), stages.tolist(), strict=True):
            total[row, 1 + stage :] = -math.inf
        rows.append(total)
    return np.concatenate(rows)


def _read_again(task: LearningTask, logs: Floats, paths: Integers, rows: Integers, stages: Integers) -> Floats:
    """The log likelihoods with those of paths that ended at a later stage than the first, as it was up to there.

    Nothing is asked of a path that ended; so these are simulated again, to the stage before. What only became known
    later than it ended a path then still ends it, and counts for the first stage.
    """
    found = logs.copy()
    for at in sorted(set(stages.tolist()) - {0}):
        results = task.simulate(paths[stages == at], until=task.stages[at - 1].step)
        found[rows[stages == at]] = log_densities(task.plan, results)
    return found


def _stage_that_ended(task: LearningTask, element: int) -> int:
    """The stage whose sharp observation excluded a path; the first for a path that failed."""
    name = task.plan.elements[element]
    found = [at for at, stage in enumerate(task.stages) if name.removeprefix("observe.") in stage.names]
    return found[0] if found and name.startswith("observe.") else 0
