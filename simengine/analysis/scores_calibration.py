"""Whether forecasts mean what they say, over many questions: bias, calibration, and what is left when it is mended."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simengine.analysis.probability import cluster_count, standard_error_of_mean, sums_by, t95, wilson
from simengine.runs.outcome_table import Floats, Integers

_DRAWS, _SEED = 2000, 20211
BAND = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Average:
    """A mean over `n` questions in so many `clusters`, with its 95 % interval; NaN where clusters don't tell it."""

    mean: float
    se: float
    low: float
    high: float
    n: int
    clusters: int


def average(values: Floats, clusters: Integers | None = None) -> Average:
    """The mean of a score, or of a difference of scores of the same questions, shape [n], questions by cluster.

    Questions that hang together (dates of one series) have one number in `clusters` and count as one vote in the error,
    which is that of a ratio mean with Student's t of clusters − 1 (`standard_error_of_mean`; F. X. Diebold and R. S.
    Mariano 1995, Comparing predictive accuracy, JBES 13, 253–263, for the difference). ValueError for no value.
    """
    if len(values) == 0:
        raise ValueError("no question has a score")
    mean, count = float(np.mean(values)), cluster_count(len(values), clusters)
    se = standard_error_of_mean(values, clusters)
    half = t95(count - 1) * se if count > 1 else math.nan
    return Average(mean, se, mean - half, mean + half, len(values), count)


@dataclass(frozen=True, slots=True)
class Above:
    """How often the answer lay above the median: `above`, `at` it and `below`, and their share with its interval.

    An answer at the median counts half. `p` is the chance of a share so far from ½, either way, were the median right.
    """

    above: int
    at: int
    below: int
    share: float
    low: float
    high: float
    p: float
    clusters: int


def above_median(sides: Floats, clusters: Integers | None = None) -> Above:
    """The bias of numbers: `sides` are 1 (above the median), 0, or ½ (at it), shape [n].

    The interval is Wilson's, at as many questions as there are clusters if `clusters` are given, each with its mean;
    `p` that of the sign test at as many (J. Arbuthnot 1710; W. J. Conover 1999, Practical nonparametric statistics,
    3rd ed., §3.4). ValueError for no value.
    """
    if len(sides) == 0:
        raise ValueError("no number has an answer")
    n = cluster_count(len(sides), clusters)
    share = float(np.mean(sides if clusters is None else _means(clusters, sides)))
    low, high = wilson(share, n)
    above, at, below = (int(np.count_nonzero(sides == side)) for side in (1.0, 0.5, 0.0))
    return Above(above, at, below, share, low, high, _sign_test(share * n, n), n)


@dataclass(frozen=True, slots=True)
class Bias:
    """The bias of probabilities: the mean of y − p with its interval, and Spiegelhalter's Z of calibration.

    `z` takes the questions as independent, `z_least` those of one cluster as one; beyond ±1.96 they are not calibrated.
    """

    mean: Average
    z: float
    z_least: float


def bias(p: Floats, happened: Floats, clusters: Integers | None = None) -> Bias:
    """Whether what happened is more, or less, than the probabilities said; all of shape [n].

    Z = Σ (y − p)(1 − 2p) / √Σ (1 − 2p)² p(1 − p) (D. J. Spiegelhalter 1986, Probabilistic prediction in patient
    management and clinical trials, Statistics in Medicine 5, 421–433), NaN where all p are ½. `z_least` has as variance
    of a cluster the most it can be, that of answers which all turn on one thing.
    """
    weights = 1.0 - 2.0 * p
    off, sd = float(((happened - p) * weights).sum()), np.abs(weights) * np.sqrt(p * (1.0 - p))
    together = sums_by(clusters, sd)
    return Bias(average(happened - p, clusters), _ratio(off, sd), _ratio(off, together))


def _ratio(off: float, sd: Floats) -> float:
    whole = math.sqrt(float((sd * sd).sum()))
    return off / whole if whole > 0.0 else math.nan


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Probabilities in rising order (`p`, `happened`), what they should have been (`mended`), and a band about it.

    `mended` is the rising function of p nearest to what happened; between `low` and `high` it lies at 90 % of the
    questions if p is right and the questions are independent. The mean Brier score is `miscalibration` −
    `discrimination` + `uncertainty`.
    """

    p: Floats
    happened: Floats
    mended: Floats
    low: Floats
    high: Floats
    miscalibration: float
    discrimination: float
    uncertainty: float


def reliability(p: Floats, happened: Floats) -> Reliability:
    """The reliability diagram without bins, of probabilities and what happened (1 or 0), shape [n].

    T. Dimitriadis, T. Gneiting and A. I. Jordan (2021), Stable reliability diagrams for probabilistic classifiers, PNAS
    118, e2016191118: bins are what pooling adjacent violators makes them. The band is drawn from p itself, 2,000 times.
    """
    if len(p) == 0:
        raise ValueError("no probability has an answer")
    order = np.argsort(p, kind="stable")
    p, y = np.asarray(p, dtype=np.float64)[order], np.asarray(happened, dtype=np.float64)[order]
    _, ties, counts = np.unique(p, return_inverse=True, return_counts=True)
    mended = _rising(ties, counts, y)
    drawn = np.random.Generator(np.random.Philox(_SEED)).random((_DRAWS, len(p))) < p
    fits = np.array([_rising(ties, counts, one) for one in drawn.astype(np.float64)])
    low, high = np.quantile(fits, BAND, axis=0)
    base = float(np.mean(y))
    unsure, now, after = base * (1.0 - base), float(np.mean((p - y) ** 2)), float(np.mean((mended - y) ** 2))
    return Reliability(p, y, mended, low, high, now - after, unsure - after, unsure)


def _rising(ties: Integers, counts: Integers, happened: Floats) -> Floats:
    """The rising function of p nearest to what happened: pools of neighbours that would fall are averaged.

    M. Ayer and others (1955), An empirical distribution function for sampling with incomplete information, Annals of
    Mathematical Statistics 26, 641–647. What has the same p is one from the start.
    """
    pools: list[tuple[float, int, int]] = []  # the sum, how many, and of how many different p
    for total, count in zip(np.bincount(ties, weights=happened), counts, strict=True):
        pools.append((float(total), int(count), 1))
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] >= pools[-1][0] * pools[-2][1]:
            after, before = pools.pop(), pools.pop()
            pools.append((before[0] + after[0], before[1] + after[1], before[2] + after[2]))
    levels = np.repeat([total / count for total, count, _ in pools], [size for *_, size in pools])
    return np.asarray(levels[ties], dtype=np.float64)


def _means(clusters: Integers, values: Floats) -> Floats:
    """The mean of each cluster."""
    sizes = sums_by(clusters, np.ones(len(clusters)))
    return sums_by(clusters, values)[sizes > 0.0] / sizes[sizes > 0.0]


def _sign_test(above: float, n: int) -> float:
    """The chance that of n fair coins so many heads or more, or as few, come up; halves are rounded to the middle."""
    extreme = math.ceil(max(above, n - above) - 0.5 - 1e-9) if n else 0
    tail = sum(math.comb(n, k) for k in range(extreme, n + 1)) / 2.0**n
    return min(1.0, 2.0 * tail)
