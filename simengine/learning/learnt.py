"""What was learnt: islands together."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simengine.learning.agreement import check_agreement
from simengine.learning.effective import effective_of
from simengine.learning.island import ISLAND, Island, Numbers
from simengine.learning.stages import Stage
from simengine.learning.weights import log_mean, scaled_weights
from simengine.plan.members import Members
from simengine.randomness.dice import Die

Route = Literal["weights", "sequential"]


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """Independent islands of members up to `step`, the last observation's; `covered` are the dice used before it."""

    step: int
    stages: tuple[Stage, ...]
    route: Route
    islands: tuple[Island, ...]
    covered: tuple[Die, ...]

    def with_islands(self, islands: tuple[Island, ...]) -> Learnt:
        """The same with other islands."""
        return replace(self, islands=islands)

    @property
    def effective(self) -> float:
        """How many independent futures all members are worth."""
        if self.route == "weights":
            return math.fsum(one.effective for one in self.islands)
        return effective_of(self.islands)

    @property
    def log_evidence(self) -> tuple[float, float]:
        """The log of the mean of the islands' evidences, and its standard error (delta method; NaN for one island)."""
        return _mean_of(self._so_far(len(self.stages)))

    @property
    def stage_evidence(self) -> tuple[tuple[float, float], ...]:
        """Of each stage log p(its observations | the earlier ones), and its standard error over islands."""
        found = []
        for at in range(len(self.stages)):
            later, earlier = self._so_far(at + 1), self._so_far(at)
            se = _standard_error([one.increments[at] for one in self.islands])
            found.append((log_mean(later) - log_mean(earlier), se))
        return tuple(found)

    def check(self) -> None:
        """SimengineError where islands have found too different evidences to be believed."""
        check_agreement([one.log_evidence for one in self.islands])

    def members(self, paths: int) -> Members:
        """So many equally weighted members; an island has a part of them that its evidence decides."""
        sizes = _parts(paths, np.array([one.log_evidence for one in self.islands]))
        chosen = [(np.arange(size) * ISLAND + ISLAND // 2) // max(size, 1) for size in sizes.tolist()]
        rolled = sorted({die for one in self.islands for die in one.dice})

        def joined(columns: list[Numbers]) -> Numbers:
            return np.concatenate([column[rows] for column, rows in zip(columns, chosen, strict=True)])

        dice = {die: joined([one.dice.get(die, one.ancestor) for one in self.islands]) for die in rolled}
        ancestor = joined([one.ancestor for one in self.islands])
        return Members(self.step, np.cumsum(sizes), self.covered, ancestor, dice)

    def _so_far(self, stages: int) -> NDArray[np.float64]:
        """The log evidence of each island up to a stage."""
        return np.array([math.fsum(one.increments[:stages].tolist()) for one in self.islands])


def _mean_of(logs: NDArray[np.float64]) -> tuple[float, float]:
    _, weights = scaled_weights(logs)
    mean = math.fsum(weights.tolist()) / len(weights)
    return log_mean(logs), _standard_error((weights / mean).tolist()) if mean else math.nan


def _standard_error(values: list[float]) -> float:
    return float(np.std(values, ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def _parts(paths: int, logs: NDArray[np.float64]) -> NDArray[np.int64]:
    """`paths` divided in proportion to weights, by largest remainders; of equal ones the first."""
    _, weights = scaled_weights(logs)
    wanted = weights * (paths / math.fsum(weights.tolist()))
    sizes = np.floor(wanted).astype(np.int64)
    order = np.argsort(sizes - wanted, kind="stable")
    sizes[order[: paths - int(sizes.sum())]] += 1
    return sizes
