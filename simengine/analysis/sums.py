"""The sums behind an estimate, to which paths are added as they come: what each costs is only what is new."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simengine.analysis.probability import Z95, effective_size, t95, wilson
from simengine.runs.outcome_table import Floats, Integers


@dataclass(frozen=True, slots=True)
class Sums:
    """What the paths that count for one figure add up to, by clusters c of n_c paths with the sum s_c of their values.

    Values are taken from `shift`, so that no digits are lost where all are alike far from 0. `sums`, `squares`,
    `crossed` and `sizes` are Σ s_c, Σ s_c², Σ s_c n_c and Σ n_c²; `lowest` and `highest` the ends of the values. Where
    no value tells, a path of a conditioned run is `worth` so much of an independent one.
    """

    chance: bool
    worth: float = 0.0
    shift: float = 0.0
    n: int = 0
    clusters: int = 0
    sums: float = 0.0
    squares: float = 0.0
    crossed: float = 0.0
    sizes: float = 0.0
    lowest: float = math.inf
    highest: float = -math.inf

    def plus(self, values: Floats, draws: Integers | None) -> Sums:
        """These and more paths, of other clusters; a value is NaN where its path does not count."""
        known = ~np.isnan(values)
        found = values[known]
        if len(found) == 0:
            return self
        with np.errstate(invalid="ignore"):  # an infinite measure has no error, and needs no warning
            shift = self.shift if self.chance or self.n else float(found.mean())
            sums, sizes = _clustered(found - shift, None if draws is None else draws[known])
            return replace(
                self,
                shift=shift,
                n=self.n + len(found),
                clusters=self.clusters + len(sums),
                sums=self.sums + float(sums.sum()),
                squares=self.squares + float((sums * sums).sum()),
                crossed=self.crossed + float((sums * sizes).sum()),
                sizes=self.sizes + float((sizes * sizes).sum()),
                lowest=min(self.lowest, float(found.min())),
                highest=max(self.highest, float(found.max())),
            )

    @property
    def mean(self) -> float:
        """The mean; NaN of none."""
        return self.shift + self.sums / self.n if self.n else math.nan

    @property
    def se(self) -> float:
        """The standard error of the mean as `standard_error_of_mean` has it; NaN of fewer than two clusters."""
        if self.clusters < 2:
            return math.nan
        centre = self.sums / self.n
        squares = self.squares - 2.0 * centre * self.crossed + centre * centre * self.sizes
        squares = 0.0 if squares < 0.0 else squares  # a NaN stays
        return math.sqrt(self.clusters / (self.clusters - 1) * squares) / self.n

    def interval(self, *, clustered: bool) -> tuple[float, float]:
        """The 95 % interval that `proportion`, of a chance, or `spread` gives of the same paths."""
        t = t95(self.clusters - 1) if clustered and self.clusters else Z95
        if not self.chance:
            return self.mean - t * self.se, self.mean + t * self.se
        p = self.mean
        if not clustered:
            return wilson(p, float(self.n))
        size = effective_size(self.n, p * (1.0 - p), self.se, self.clusters, self.worth)
        return wilson(p, size * (Z95 / t) ** 2 if self.se > 0.0 else size)


def _clustered(values: Floats, draws: Integers | None) -> tuple[Floats, Floats]:
    """The sum and the size of each cluster."""
    if draws is None:
        return values, np.ones(len(values))
    numbers = draws - draws.min()
    sizes = np.bincount(numbers).astype(np.float64)
    there = sizes > 0.0
    sums = np.bincount(numbers, weights=values).astype(np.float64)
    return sums[there], sizes[there]
