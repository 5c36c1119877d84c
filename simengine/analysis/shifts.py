"""How a number is spread in one run against another, beyond its mean: quantiles, and a distance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simengine.analysis.paired import Difference, alike_in_all
from simengine.analysis.probability import (
    QUANTILES,
    Z95,
    cluster_count,
    quantile,
    standard_error_of_mean,
    sums_by,
    t95,
)
from simengine.runs.outcome_table import Floats, Integers

SWAPS = 199
MOST_PAIRS = 2**15
_SEED = 20240630


@dataclass(frozen=True, slots=True)
class Shift:
    """A quantile in BASE and in OTHER, and by how much it differs."""

    base: float
    other: float
    difference: Difference


@dataclass(frozen=True, slots=True)
class Distance:
    """Wasserstein's distance of the two spreads, over `pairs`: how far a number has to be moved on average.

    `swapped` is the 95 % point of the distances that remain if BASE and OTHER are swapped at random within each pair:
    where nothing differs but by chance, the distance lies below it in 95 of 100 runs.
    """

    distance: float
    swapped: float
    pairs: int


def quantile_shifts(
    base: Floats, other: Floats, draws: Integers | None = None, levels: Sequence[float] = QUANTILES
) -> dict[float, Shift]:
    """The differences of quantiles; NaN of a path that does not count, shape [n].

    Each quantile has the limits of R. S. Woodruff (1952), Confidence intervals for medians and other position measures,
    JASA 47, 635–646: the quantiles at p ± 1.96 se of the share below, with `draws` at p ± t se by as many degrees of
    freedom as the run has clusters, less one. Those of the difference are joined from them,
    with the correlation of the two shares, as by G. Y. Zou and A. Donner (2008), Construction of confidence limits
    about effect measures, Statistics in Medicine 27, 1693–1702. NaN where there are too few paths for that.
    """
    sides = [_Side.of(values, draws) for values in (base, other)]
    both = ~np.isnan(base) & ~np.isnan(other)
    counts = int(np.count_nonzero(both)), len(sides[0].ordered), len(sides[1].ordered)
    alike = alike_in_all(base, other)
    return {level: _shift(sides, draws, level, counts, alike=alike) for level in levels}


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The numbers of one run: at the places of both, and those there are in order."""

    values: Floats
    ordered: Floats
    draws: Integers | None

    @classmethod
    def of(cls, values: Floats, draws: Integers | None) -> _Side:
        known = ~np.isnan(values)
        return cls(values, np.sort(values[known]), None if draws is None else draws[known])

    @property
    def t(self) -> float:
        """How many standard errors its intervals reach."""
        return Z95 if self.draws is None else t95(cluster_count(len(self.draws), self.draws) - 1)

    def limits(self, level: float) -> tuple[float, float, float, Floats]:
        """The quantile, its ends, and what each place adds to the share below it."""
        n = len(self.ordered)
        if not n:
            return math.nan, math.nan, math.nan, np.zeros(len(self.values))
        middle = quantile(self.ordered, level)
        below = np.where(np.isnan(self.values), np.nan, self.values <= middle)
        known = below[~np.isnan(below)]
        share = float(known.mean())
        se = standard_error_of_mean(known, self.draws)
        if 0.0 < share < 1.0:  # of a number with few values the share below jumps: as if it stood at the level
            se *= math.sqrt(level * (1.0 - level) / (share * (1.0 - share)))
        else:
            se = math.sqrt(level * (1.0 - level) / cluster_count(n, self.draws))
        ends = [level - self.t * se, level + self.t * se]
        low, high = (quantile(self.ordered, end) if 0.0 < end < 1.0 else math.nan for end in ends)
        return middle, low, high, np.nan_to_num(below - share) / n


def _shift(
    sides: Sequence[_Side], draws: Integers | None, level: float, counts: tuple[int, int, int], *, alike: bool
) -> Shift:
    (base, low, high, below), (other, low_other, high_other, below_other) = (side.limits(level) for side in sides)
    sums, sums_other = sums_by(draws, below), sums_by(draws, below_other)
    size = math.sqrt(float((sums * sums).sum()) * float((sums_other * sums_other).sum()))
    correlation = float((sums * sums_other).sum()) / size if size else 0.0
    d = other - base
    of_base, of_other = (base - low, high - base), (other - low_other, high_other - other)
    ends = _joined(d, of_other, of_base, correlation)
    errors = [(away[0] / side.t, away[1] / side.t) for side, away in zip(sides, (of_base, of_other), strict=True)]
    se, se_unpaired = (_half(_joined(d, errors[1], errors[0], shared)) for shared in (correlation, 0.0))
    return Shift(base, other, Difference(d, se, *ends, se_unpaired, *counts, alike))


def _half(ends: tuple[float, float]) -> float:
    return (ends[1] - ends[0]) / 2.0


def _joined(
    d: float, of_other: tuple[float, float], of_base: tuple[float, float], correlation: float
) -> tuple[float, float]:
    """The ends of a difference from what each of two figures reaches down and up."""
    (down, up), (base_down, base_up) = of_other, of_base
    lower = down**2 + base_up**2 - 2.0 * correlation * down * base_up
    upper = up**2 + base_down**2 - 2.0 * correlation * up * base_down
    return d - _root(lower), d + _root(upper)


def _root(square: float) -> float:
    return 0.0 if square < 0.0 else math.sqrt(square)  # what is not known stays so


def distance(base: Floats, other: Floats, draws: Integers | None = None, swaps: int = SWAPS) -> Distance:
    """Wasserstein's distance over the pairs, of very many those of MOST_PAIRS spread evenly; with `draws`, those with
    one number are swapped together.

    The test of swaps is exact: R. A. Fisher (1935), The design of experiments, §21. Of `swaps` random ones, with what
    there is, the 95 % point is the smallest that at least 95 % do not exceed (M. Dwass 1957, Annals of Mathematical
    Statistics 28, 181–187).
    """
    rows = np.flatnonzero(~np.isnan(base) & ~np.isnan(other))
    if len(rows) > MOST_PAIRS:
        rows = rows[np.arange(MOST_PAIRS) * len(rows) // MOST_PAIRS]
    n = len(rows)
    if n < 2:
        return Distance(math.nan, math.nan, n)
    pooled = np.concatenate([base[rows], other[rows]])
    order = np.argsort(pooled, kind="stable")
    gaps, owner = np.diff(pooled[order]), order % n
    sides = np.where(order < n, -1.0, 1.0)
    together = np.arange(n) if draws is None else np.unique(draws[rows], return_inverse=True)[1]
    random = np.random.default_rng(_SEED)

    def apart(signs: Floats) -> float:
        return float((np.abs(np.cumsum(signs)[:-1]) * gaps).sum()) / n

    found = apart(sides)
    signs = (random.integers(0, 2, int(together.max()) + 1) * 2.0 - 1.0 for _ in range(swaps))
    after = sorted([found, *(apart(sides * one[together][owner]) for one in signs)])
    return Distance(found, after[math.ceil(0.95 * (swaps + 1)) - 1], n)


@dataclass(frozen=True, slots=True)
class Shifts:
    """How a measure is spread in OTHER against BASE, in its unit: quantiles by level, and the distance."""

    base: str
    other: str
    name: str
    title: str
    unit: str
    quantiles: Mapping[float, Shift]
    distance: Distance

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many paths have a value in BASE, in OTHER, and in both."""
        first = next(iter(self.quantiles.values())).difference
        return first.base_paths, first.other_paths, first.pairs
