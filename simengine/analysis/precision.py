"""Until what is asked is known well enough: is each interval as narrow as wanted, and how many paths will that take?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simengine.analysis.headline import values_of
from simengine.analysis.sums import Sums
from simengine.compute.looks import FIRST
from simengine.runs.outcome_table import Floats, OutcomeTable
from simengine.runs.sampling import Sampling
from simengine.runs.stopping import Look, Stopping, Target
from simengine.scenario.answer import Answer

_CONSTANT = 100_000
"""Units that must all have the same number before it is taken for one that never changes."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Targets that are all to be met; `chances` says which of them are probabilities.

    The looks are a sequential procedure of P. W. Glynn and W. Whitt (1992), The asymptotic validity of sequential
    stopping rules for stochastic simulation, Annals of Applied Probability 2, 180–198: as targets become narrow, an
    interval has its coverage although the paths decide when one stops. A first look after many units, and few looks,
    keep it close for wide targets (their §1 on stopping too early).
    """

    targets: tuple[Target, ...]
    chances: tuple[bool, ...]

    @property
    def figures(self) -> tuple[Answer, ...]:
        """What is looked at."""
        return tuple(target.figure for target in self.targets)

    def reached(self, table: OutcomeTable) -> Stopping:
        """How well a run that is there knows them."""
        watch = self.watch(table.sampling, table.worth)
        watch.look(0, [np.where(table.ok, values_of(table, figure), np.nan) for figure in self.figures])
        return watch.stopping()

    def watch(self, sampling: Sampling, worth: float = 0.0) -> PrecisionWatch:
        """Who looks at a run whose paths are made so, and are `worth` so much each as its table says."""
        return PrecisionWatch(self.targets, sampling, [Sums(chance, worth) for chance in self.chances])


@dataclass(slots=True)
class PrecisionWatch:
    """How well the targets are known, from the paths that have come so far."""

    targets: tuple[Target, ...]
    sampling: Sampling
    sums: list[Sums]
    looks: list[Look] = field(default_factory=list)

    def look(self, first: int, values: Sequence[Floats]) -> bool:
        """Whether every target is met, with these further paths from `first` on."""
        paths = first + len(values[0])
        draws = self.sampling.clusters(np.arange(first, paths, dtype=np.int64))
        self.sums = [sums.plus(column, draws) for sums, column in zip(self.sums, values, strict=True)]
        self.looks.append(Look(paths, tuple(map(self._half, self.sums))))
        return self._met()

    def needed(self) -> float:
        """How many paths will do: a half-width shrinks with the root of their number."""
        if not self.looks:
            return 0.0
        last = self.looks[-1]
        ratios = [
            (half / target.half) ** 2 if half is not None else math.inf
            for half, target in zip(last.halves, self.targets, strict=True)
        ]
        return last.paths * max(ratios)

    def stopping(self) -> Stopping:
        """What was asked, and the looks so far."""
        return Stopping(self.targets, tuple(self.looks), self._met())

    def _met(self) -> bool:
        if not self.looks:
            return False
        halves = zip(self.looks[-1].halves, self.targets, strict=True)
        return all(half is not None and half <= target.half for half, target in halves)

    def _half(self, sums: Sums) -> float | None:
        """How far the further end of the interval lies from the figure; None where its error isn't one yet."""
        clustered = self.sampling.each > 1
        if sums.clusters < FIRST and not self.sampling.ends and (clustered or not sums.chance):
            return None  # the error of a mean, and of what hangs together, is right for many units only
        if not sums.chance and sums.lowest == sums.highest and sums.clusters < _CONSTANT:
            return None  # it has not changed yet, which is no error of 0
        low, high = sums.interval(clustered=clustered)
        half = max(high - sums.mean, sums.mean - low)
        return half if math.isfinite(half) else None
