"""Sums of means, each times a weight, of runs that share their chance path by path or don't: an effect, a remainder."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simengine.analysis.paired import alike_in_all, paired_chance
from simengine.analysis.probability import Z95, cluster_count, sums_by, t95
from simengine.runs.outcome_table import Floats, Integers

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A figure on n paths, NaN where a path doesn't count, [n]; `draws` tell what hangs together, None if nothing does;
    a path is `worth` so much of an independent one, where no value tells.

    Columns of one `dice` share their chance path by path; those of two share none.
    """

    values: Floats
    draws: Integers | None
    dice: str
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference, or a sum of some, with its error and 95 % interval; `alike` says that no path at all shows it."""

    d: float
    se: float
    low: float
    high: float
    alike: bool = False

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


def effect(before: Column, after: Column, *, chance: bool) -> Effect:
    """The second less the first; of a chance whose paths stand alone with the adjusted interval of `paired_chance`."""
    if before.dice == after.dice and alike_in_all(before.values, after.values):
        return Effect(0.0, 0.0, 0.0, 0.0, alike=True)
    if chance and before.dice == after.dice and before.draws is None:
        found = paired_chance(before.values, after.values)
        return Effect(found.d, found.se, found.low, found.high)
    return contrast([(-1.0, before), (1.0, after)])


def contrast(terms: Sequence[tuple[float, Column]]) -> Effect:
    """The sum of the means, each times its weight.

    Its error is that of the linearised residuals Σ w (y - ȳ)/n of a path, summed over each of C clusters of columns
    with the same dice, with C/(C-1) (Cochran 1977, Sampling Techniques, 3rd ed., §6.19 and §11.8), and the root of the
    sum of squares over different dice. The interval is Student's, with the degrees of freedom of F. E. Satterthwaite
    (1946), An approximate distribution of estimates of variance components, Biometrics Bulletin 2, 110–114. NaN where a
    column has no path that counts.
    """
    kinds = dict[str, list[tuple[float, Column]]]()
    for weight, column in terms:
        kinds.setdefault(column.dice, []).append((weight, column))
    found = [_variance(some) for some in kinds.values()]
    total, variance = sum(map(_sum_of_means, kinds.values())), sum(one for one, _ in found)
    if math.isnan(total):
        return Effect(math.nan, math.nan, math.nan, math.nan)
    if variance == 0.0:
        return Effect(total, 0.0, total, total, alike=total == 0.0)
    degrees = sum(one * one / freedom for one, freedom in found)
    freedom = variance * variance / degrees if degrees else math.inf
    half = math.sqrt(variance) * (t95(int(freedom)) if freedom < 1e6 else Z95)
    return Effect(total, math.sqrt(variance), total - half, total + half)


def _sum_of_means(terms: Sequence[tuple[float, Column]]) -> float:
    """What columns with the same dice make; path by path where the same paths count, lest nothing become a rounding."""
    if any(np.isnan(column.values).all() for _, column in terms):
        return math.nan
    sums = _path_by_path(terms)
    if sums is not None:
        return float(sums.mean())
    return sum(weight * float(np.nanmean(column.values)) for weight, column in terms)


def _path_by_path(terms: Sequence[tuple[float, Column]]) -> Floats | None:
    """The sum on each path that counts, what is a rounding of zero as zero; None where not the same paths count."""
    counted = ~np.isnan(terms[0][1].values)
    if not all(np.array_equal(~np.isnan(column.values), counted) for _, column in terms):
        return None
    parts = np.array([weight * column.values[counted] for weight, column in terms])
    sums: Floats = parts.sum(axis=0)
    sums[np.abs(sums) <= _ROUNDING * np.abs(parts).sum(axis=0)] = 0.0
    return sums


def _variance(terms: Sequence[tuple[float, Column]]) -> tuple[float, float]:
    """The variance of what columns with the same dice make, and its degrees of freedom."""
    residuals, sums = np.zeros(len(terms[0][1].values)), _path_by_path(terms)
    if sums is not None and len(sums):
        residuals[~np.isnan(terms[0][1].values)] = (sums - sums.mean()) / len(sums)
    else:
        for weight, column in terms:
            counted = ~np.isnan(column.values)
            known = column.values[counted]
            residuals[counted] += weight * (known - known.mean()) / len(known) if len(known) else math.nan
    draws = terms[0][1].draws
    clusters = cluster_count(len(residuals), draws)
    if clusters < 2:
        return math.nan, 1.0
    by_cluster = sums_by(draws, residuals)
    variance = clusters / (clusters - 1) * float((by_cluster * by_cluster).sum())
    return variance, math.inf if draws is None else clusters - 1.0
