"""First-order indices: which share of a figure's variance a parameter explains by itself, from the stored run."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simengine.analysis.probability import numbered, t95
from simengine.explain.figure import Figure
from simengine.runs.outcome_table import Floats, Integers

BINS = 20
_PER_BIN = 5  # clusters, at least
_GROUPS = 50  # of the jackknife


def first_order(values: Floats, parameter: Floats, draws: Integers | None = None) -> Figure | None:
    """Var E(values | parameter) over Var values, both shape [n]; none of the values is NaN.

    An analysis of variance over twenty bins of equal numbers (K. Pearson's correlation ratio), less what chance alone
    makes bin means differ: Σ p(1 − p) Var(mean of bin), in which paths with one number in `draws` hang together. So it
    may be negative. The error is that of a jackknife over fifty groups of clusters. None where nothing varies.
    """
    clusters = np.arange(len(values)) if draws is None else numbered(draws)
    count = len(np.unique(clusters))
    bins = bins_of(parameter, max(2, min(BINS, count // _PER_BIN)))
    if (count < 2 * _PER_BIN and draws is None) or bins.max(initial=0) == 0 or np.ptp(values) == 0.0:
        return None
    sums = _sums(values - values.mean(), bins, clusters)
    whole = sums.sum(axis=0)
    index = float(_index(whole))
    without = np.array([_index(whole - one) for one in sums])
    groups = len(without)
    se = math.sqrt((groups - 1) / groups * float(((without - without.mean()) ** 2).sum()))
    if not math.isfinite(index) or not math.isfinite(se):
        return None
    half = t95(groups - 1) * se
    return Figure(index, se, index - half, index + half, len(values))


def bins_of(parameter: Floats, bins: int) -> Integers:
    """The bin of each draw, of about equal numbers; values that are alike lie together, so there may be fewer."""
    levels = np.unique(parameter)
    if len(levels) > bins:
        levels = np.unique(np.quantile(parameter, np.arange(1, bins) / bins, method="inverted_cdf"))
        return np.searchsorted(levels, parameter, side="left").astype(np.int64)
    return np.searchsorted(levels, parameter).astype(np.int64)


def _sums(values: Floats, bins: Integers, clusters: Integers) -> Floats:
    """What paths add up to, by group of the jackknife and bin, shape [groups, 7, bins].

    Of the clusters c in a bin, with n paths and the sum s of their values: how many, Σ n, Σ s, Σ s², Σ s n, Σ n², and
    the paths' Σ y².
    """
    width = int(bins.max()) + 1
    cells, inverse = np.unique(clusters * width + bins, return_inverse=True)
    n, s, squares = (np.bincount(inverse, weights) for weights in (None, values, values * values))
    groups = min(_GROUPS, int(clusters.max()) + 1)
    where = (cells // width) % groups * width + cells % width
    rows = (np.ones(len(n)), n, s, s * s, s * n, n * n, squares)
    found = [np.bincount(where, row, minlength=groups * width).reshape(groups, width) for row in rows]
    return np.array(found, np.float64).transpose(1, 0, 2)


def _index(sums: Floats) -> Any:
    """The index from the sums over all paths, shape [7, bins]."""
    sums = sums[:, sums[1] > 0.0]
    count, n, s, squares, crossed, sizes, whole = sums
    total, means = n.sum(), s / n
    p, mean = n / total, s.sum() / total
    inside = squares - 2.0 * means * crossed + means * means * sizes
    with np.errstate(divide="ignore", invalid="ignore"):
        of_mean = np.where(count > 1.0, count / (count - 1.0) * inside / (n * n), 0.0)
    between = float((p * (means - mean) ** 2).sum() - (p * (1.0 - p) * of_mean).sum())
    variance = whole.sum() / total - mean * mean + float((p * p * of_mean).sum())
    return between / variance if variance > 0.0 else math.nan
