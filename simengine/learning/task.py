"""What is to be learnt, as all islands need it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simengine.engines.path_results import PathResults
from simengine.learning.likelihood import log_densities
from simengine.learning.stages import Stage, stages_of
from simengine.plan.past import last_step
from simengine.plan.plan import Plan
from simengine.plan.plan_dice import dice_of
from simengine.randomness.dice import NESTED, STRETCH, Die
from simengine.randomness.streams import CLOCK

Floats = NDArray[np.float64]
_NOISE = ("drivers", "correlations")
PIECE = 4_096
"""Paths that are simulated by one call."""


class StoppedError(Exception):
    """Learning goes on no more: the threads that are at it end."""


class Judged(NamedTuple):
    """Short paths: the log likelihood of each figure, [n, likelihoods], how they ended and which element ended them."""

    logs: Floats
    results: PathResults


@dataclass(frozen=True, slots=True, eq=False)
class LearningTask:
    """A plan with what follows from it: its stages, and the dice that are used before the last observation.

    Members are to be worth `effective` independent futures, by at most `effort` short simulations a member. Threads end
    once `stop` is set.
    """

    plan: Plan
    simulate: Callable[..., PathResults]
    effective: int
    effort: int
    stages: tuple[Stage, ...]
    covered: tuple[Die, ...]
    stop: Event = field(default_factory=Event)

    @classmethod
    def of(cls, plan: Plan, simulate: Callable[..., PathResults], effective: int, effort: int) -> LearningTask:
        """The task of a plan; `simulate` is that of an engine for its reading plan."""
        return cls(plan, simulate, effective, effort, stages_of(plan), used_before(plan, last_step(plan)))

    @property
    def held(self) -> NDArray[np.bool_]:
        """Which of the dice that are covered members may hold uniform numbers of, so that they move by a little."""
        may = [die.section in NESTED or (die.section, die.part) == ("events", CLOCK) for die in self.covered]
        return np.array(may, dtype=bool)  # of none, too

    def check_wanted(self) -> None:
        """StoppedError once `stop` is set."""
        if self.stop.is_set():
            raise StoppedError

    def judge(self, paths: range) -> Judged:
        """Prior paths up to the last observation. StoppedError once `stop` is set."""
        self.check_wanted()
        results = self.simulate(paths, until=last_step(self.plan))
        return Judged(log_densities(self.plan, results), results)

    def stage_logs(self, logs: Floats, up_to: int | None = None) -> Floats:
        """The log likelihood of each stage, shape [n, stages], from that of each figure; of the first, `up_to` one."""
        place = {one.name: at for at, one in enumerate(self.plan.likelihoods)}
        columns = [
            [place[name] for name in stage.names if name in place]
            for stage in self.stages[: None if up_to is None else up_to + 1]
        ]
        return np.stack([_sum(logs[:, own]) for own in columns], axis=1)


def used_before(plan: Plan, step: int) -> tuple[Die, ...]:
    """The dice of a plan that may decide something before a step, in their order."""
    return tuple(die for die in dice_of(plan) if die.section not in _NOISE or STRETCH * die.part < step)


def _sum(columns: Floats) -> Floats:
    """Columns added from left to right."""
    total = np.zeros(len(columns))
    for column in columns.T:
        total = total + column
    return total
