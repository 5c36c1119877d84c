"""Total indices: which share of a figure's variance would be left if all dice but some were known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simengine.analysis.probability import (
    Z95,
    cluster_count,
    effective_size,
    standard_error_of_mean,
    sums_by,
    t95,
    wilson,
)
from simengine.explain.figure import Figure, most_of_share
from simengine.runs.outcome_table import Floats, Integers

_FEW = 10  # paths that changed; of fewer the interval is that of their count


@dataclass(frozen=True, slots=True)
class Total:
    """A total index; the share `changed` of the paths whose value became another, and the most it may be (`most`).

    Of a number `most` is that of the index; if no path changed, as if those that may still change went as far as any.
    On `stuck` paths the dice never came to show anything under which the path counts: these are left out.
    """

    index: Figure
    changed: float
    most: float
    stuck: int


def total_index(
    base: Floats, rolled: Floats, draws: Integers | None, z: float, *, chance: bool, worth: float = 0.0
) -> Total | None:
    """The index of dice from values as they were and after these were rolled anew, both shape [n].

    M. J. W. Jansen (1999), Analysis of variance designs for model output, Computer Physics Communications 117, 35–43:
    half the mean squared change over the variance, here of the values before and after together, which makes it surer
    (Janon et al. 2014, Asymptotic normality and efficiency of two Sobol index estimators, ESAIM: P&S 18, 342–364). Its
    error is that of a ratio, over clusters; of what changed on a few paths only, the interval is Wilson's for their
    share. `most` is one-sided at z, and of what never changed by the `worth` of a path. None where nothing varies.
    """
    known = ~np.isnan(base) & ~np.isnan(rolled)
    y, stuck = base[known], int(np.count_nonzero(np.isnan(rolled) & ~np.isnan(base)))
    if len(y) < 2 or np.ptp(y) == 0.0:
        return None
    numbers = None if draws is None else draws[known]
    after = rolled[known]
    mean = 0.5 * float(y.mean() + after.mean())
    squares, spread = 0.5 * (y - after) ** 2, 0.5 * ((y - mean) ** 2 + (after - mean) ** 2)
    variance = float(spread.mean())
    index = float(squares.mean()) / variance
    clusters = cluster_count(len(y), numbers)
    sums = sums_by(numbers, (squares - index * spread) / variance)
    se = math.sqrt(clusters / max(1, clusters - 1) * float((sums * sums).sum())) / len(y)
    moved = (y != after).astype(np.float64)
    changed, error = float(moved.mean()), standard_error_of_mean(moved, numbers)
    half = (Z95 if draws is None else t95(clusters - 1)) * se
    low, high = max(0.0, index - half), index + half
    if moved.sum() < _FEW:
        size = effective_size(len(y), changed * (1.0 - changed), error, clusters, worth)
        ends = (index / changed * end if changed else _widest(y, variance) * end for end in wilson(changed, size))
        low, high = (min(1.0, end) for end in ends)  # no share is more, however far a number may go
    most = most_of_share(changed, len(y), error, clusters, z, worth)
    if not chance:
        surely = (
            max(index + z * se, most * index / changed) if changed else math.inf
        )  # none of which tells how far one goes
        most = min(1.0, most * _widest(y, variance), surely)
    return Total(Figure(index, se, min(low, index), max(high, index), len(y)), changed, most, stuck)


def _widest(y: Floats, variance: float) -> float:
    """The index if every path changed as far as any may."""
    return float(np.ptp(y)) ** 2 / (2.0 * variance)
