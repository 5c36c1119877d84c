"""A quantile over paths, with the interval that the order of the values gives it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simengine.analysis.probability import (
    Z95,
    cluster_count,
    effective_size,
    quantile,
    standard_error_of_mean,
    t95,
)
from simengine.runs.outcome_table import Floats, Integers

_EXACT = 100_000  # trials up to which the binomial distribution is added up
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Quantile:
    """The quantile of a number at `level` over `n` paths, with a 95 % interval; an end that isn't known is infinite."""

    level: float
    value: float
    low: float
    high: float
    n: int
    missing: int


def estimate_quantile(values: Floats, level: float, draws: Integers | None = None) -> Quantile:
    """The quantile of `values` (shape [n]) where they are not NaN; definition 7 of Hyndman and Fan (1996).

    Its interval lies between two of the sorted values, the l-th and the u-th: how many of n independent values lie
    below the quantile is binomial, so it covers with P(l ≤ B < u), whatever the distribution (H. A. David and H. N.
    Nagaraja 2003, Order Statistics, 3rd ed., §7.1). With `draws` the same is done for as many trials as would give the
    clustered error of the share of values below (R. S. Woodruff 1952, JASA 47, 635–646). Where the values are too few
    for one of the two, that end is infinite.
    """
    known = ~np.isnan(values)
    kept, missing = values[known], int(np.count_nonzero(~known))
    n = len(kept)
    if n == 0:
        return Quantile(level, math.nan, math.nan, math.nan, 0, missing)
    ordered = np.sort(kept)
    value = quantile(ordered, level)
    trials = n if draws is None else _trials((kept <= value).astype(np.float64), draws[known])
    low, high = _ranks(trials, level)
    low, high = math.floor(low / trials * n), math.ceil(high / trials * n)
    return Quantile(
        level,
        value,
        float(ordered[low - 1]) if low >= 1 else -math.inf,
        float(ordered[high - 1]) if high <= n else math.inf,
        n,
        missing,
    )


def _trials(below: Floats, draws: Integers) -> int:
    """How many independent values would tell as surely how many lie below, fewer as t is wider for few clusters."""
    n, p = len(below), float(below.mean())
    se, clusters = standard_error_of_mean(below, draws), cluster_count(n, draws)
    shrunk = (Z95 / t95(clusters - 1)) ** 2 if se > 0.0 else 1.0
    return max(1, math.floor(shrunk * effective_size(n, p * (1.0 - p), se, clusters)))


def _ranks(n: int, level: float) -> tuple[int, int]:
    """The largest l and the smallest u with P(B < l) and P(B ≥ u) at most 2.5 %, of B binomial; l = 0 or u = n + 1 if
    there are none.
    """
    if n > _EXACT:
        half = Z95 * math.sqrt(n * level * (1.0 - level))
        return max(0, math.floor(n * level - half)), min(n + 1, math.ceil(n * level + half) + 1)
    k = np.arange(n)
    steps = np.log((n - k) / (k + 1.0)) + math.log(level / (1.0 - level))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    chances = np.exp(logs - logs.max())
    at_most = np.cumsum(chances) / chances.sum()  # P(B ≤ k)
    low = int(np.searchsorted(at_most, _TAIL, side="right"))
    high = int(np.searchsorted(at_most, 1.0 - _TAIL, side="left")) + 1
    return low, high
