"""Estimates from simulated paths, each with its Monte Carlo error.

Intervals are 95 %. They tell how far the number of paths leaves a figure open, not whether the model is right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simengine.runs.outcome_table import Floats, Integers, OutcomeTable

Z95 = 1.959963984540054
"""The 0.975 quantile of the standard normal distribution."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Proportion:
    """A probability `p` estimated from `n` paths worth `n_eff` independent ones; `missing` paths gave no answer."""

    p: float
    se: float
    low: float
    high: float
    n: int
    n_eff: float
    missing: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A number over `n` paths, in its own unit; `missing` paths gave NaN. `low` and `high` bound the mean."""

    mean: float
    se: float
    low: float
    high: float
    quantiles: Mapping[float, float]
    n: int
    missing: int

    @property
    def is_constant(self) -> bool:
        """Whether it is the same number on every path."""
        return self.n > 0 and self.se == 0.0


def wilson(p: float, n: float) -> tuple[float, float]:
    """The 95 % score interval of a proportion `p` seen in `n` independent trials.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209–212.
    It keeps its coverage near 0 and 1, where p ± 1.96 se does not. `n` may be an effective number; 0 gives NaN.
    """
    if not n > 0:
        return math.nan, math.nan
    shrink = 1.0 + Z95 * Z95 / n
    centre = (p + Z95 * Z95 / (2.0 * n)) / shrink
    half = Z95 / shrink * math.sqrt(p * (1.0 - p) / n + Z95 * Z95 / (4.0 * n * n))
    low, high = min(p, max(0.0, centre - half)), max(p, min(1.0, centre + half))  # rounding leaves no p outside
    return (0.0 if p == 0.0 else low), (1.0 if p == 1.0 else high)


def standard_error_of_mean(values: Floats, draws: Integers | None) -> float:
    """The standard error of the mean of `values`, shape [n], when values with one number in `draws` hang together.

    With residuals summed over each of C clusters, se² = C/(C-1) · Σ sums² / n²: the linearised variance of a ratio mean
    (Cochran 1977, Sampling Techniques, 3rd ed., §11.8), so clusters may differ in size. Without `draws` every
    value is its own cluster and this is sd/√n. NaN when there are fewer than two clusters.
    """
    n, clusters = len(values), cluster_count(len(values), draws)
    if clusters < 2:
        return math.nan
    sums = sums_by(draws, values - values.mean())
    return math.sqrt(clusters / (clusters - 1) * float((sums * sums).sum())) / n


def sums_by(draws: Integers | None, values: Floats) -> Floats:
    """The sums of values with one number in `draws`; without these the values themselves."""
    return values if draws is None else np.bincount(numbered(draws), weights=values).astype(np.float64, copy=False)


def cluster_count(n: int, draws: Integers | None) -> int:
    """How many independent clusters `n` paths make."""
    return n if draws is None or n == 0 else int(np.count_nonzero(np.bincount(numbered(draws))))


def numbered(draws: Integers) -> Integers:
    """Small numbers for the clusters: counted from the first where that leaves few gaps, which spares a sort."""
    numbers = draws - draws.min()
    return numbers if numbers.max() <= len(draws) else np.unique(draws, return_inverse=True)[1]


def t95(degrees: float) -> float:
    """The 0.975 quantile of Student's t; infinite without a degree of freedom."""
    return t_quantile(Z95, degrees)


def t_quantile(z: float, degrees: float) -> float:
    """The quantile of Student's t at the level at which the standard normal has `z`; infinite below one degree.

    Exact for one and two, and so for a fraction below three, rounded down. From three on, to a thousandth for `z` up to
    3, by the expansion about the normal quantile in Abramowitz and Stegun (1964), Handbook of mathematical functions,
    26.7.5.
    """
    if degrees < 3.0:
        return _t_of_few(z, math.floor(degrees))
    g = 1.0 / degrees
    one = (z**3 + z) / 4.0
    two = (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / 96.0
    three = (3.0 * z**7 + 19.0 * z**5 + 17.0 * z**3 - 15.0 * z) / 384.0
    four = (79.0 * z**9 + 776.0 * z**7 + 1482.0 * z**5 - 1920.0 * z**3 - 945.0 * z) / 92160.0
    return z + g * (one + g * (two + g * (three + g * four)))


def _t_of_few(z: float, degrees: int) -> float:
    if degrees < 1:
        return math.copysign(math.inf, z)
    level = 0.5 * math.erf(z / math.sqrt(2.0))  # above the median
    if degrees == 1:
        return math.tan(math.pi * level)
    return 2.0 * level / math.sqrt(2.0 * (0.5 - level) * (0.5 + level))


def effective_size(n: int, variance: float, se: float, clusters: int, worth: float = 0.0) -> float:
    """The number of independent trials that would give the standard error `se` when one trial has this variance.

    Never more than `n`. Where the data can't tell (all trials alike, or one cluster) each cluster counts as one trial,
    or each trial for `worth` of one, where that is more. Korn and Graubard (1998), Survey Methodology 24, 193–201, use
    it in the same way.
    """
    if variance == 0.0 or math.isnan(se):
        return max(float(clusters), n * worth)
    return float(n) if se == 0.0 else min(float(n), variance / (se * se))


def proportion(hits: Floats, draws: Integers | None = None, worth: float = 0.0) -> Proportion:
    """The probability that `hits` (1, 0 or NaN for no answer; shape [n]) is 1, over the paths with an answer.

    With `draws` (what each path hangs together by, shape [n]) the standard error is clustered and the interval is
    Wilson's at the effective sample size p(1-p)/se², made smaller as Student's t is wider for few clusters (Korn and
    Graubard 1998). Where it is so on all paths or on none, a path counts for `worth` of an independent one, as the
    table's property says, if that is known: eight islands of many members each are more than eight trials.
    """
    hits, draws, missing = _answered(hits, draws)
    n = len(hits)
    if n == 0:
        return Proportion(math.nan, math.nan, math.nan, math.nan, 0, 0.0, missing)
    p = float(np.count_nonzero(hits)) / n
    variance = p * (1.0 - p)
    if draws is None:
        se, n_eff, t = math.sqrt(variance / n), float(n), Z95
    else:
        se, clusters = standard_error_of_mean(hits, draws), cluster_count(n, draws)
        n_eff, t = effective_size(n, variance, se, clusters, worth), t95(clusters - 1) if se > 0.0 else Z95
    low, high = wilson(p, n_eff * (Z95 / t) ** 2)
    return Proportion(p, se, low, high, n, n_eff, missing)


def spread(values: Floats, draws: Integers | None = None) -> Spread:
    """Mean, its error, and quantiles of `values` (shape [n]) over the paths where it is not NaN.

    The mean has the normal interval mean ± 1.96 se, with `draws` the clustered one mean ± t se. Quantiles interpolate
    between order statistics (definition 7 of Hyndman and Fan 1996, The American Statistician 50, 361–365).
    """
    values, draws, missing = _answered(values, draws)
    if len(values) == 0:
        return Spread(math.nan, math.nan, math.nan, math.nan, dict.fromkeys(QUANTILES, math.nan), 0, missing)
    with np.errstate(invalid="ignore"):  # an infinite measure makes an infinite mean with no error, not a warning
        mean, se = float(values.mean()), standard_error_of_mean(values, draws)
    half = se * (Z95 if draws is None else t95(cluster_count(len(values), draws) - 1))
    near = {place for level in QUANTILES for place in _places(len(values), level)}
    ordered = np.partition(values, sorted(near))  # a third of the time of a sort
    quantiles = {level: quantile(ordered, level) for level in QUANTILES}
    return Spread(mean, se, mean - half, mean + half, quantiles, len(values), missing)


def quantile(ordered: Floats, level: float) -> float:
    """The quantile of sorted numbers at `level`, 0 to 1; unlike NumPy's it is right beside an infinite number, too."""
    before, after = _places(len(ordered), level)
    below, above = float(ordered[before]), float(ordered[after])
    return below if below == above else below + ((len(ordered) - 1) * level - before) * (above - below)


def _places(n: int, level: float) -> tuple[int, int]:
    """The places of the sorted numbers between which a quantile lies."""
    place = (n - 1) * level
    return math.floor(place), math.ceil(place)


def class_probabilities(table: OutcomeTable) -> dict[str, Proportion]:
    """The probability of each outcome class among the ok paths, in the table's order."""
    outcome, draws = table.outcome[table.ok], ok_draws(table)
    hits = {name: (outcome == index).astype(np.float64) for index, name in enumerate(table.classes)}
    return {name: proportion(values, draws, table.worth) for name, values in hits.items()}


def ok_draws(table: OutcomeTable) -> Integers | None:
    """What the ok paths hang together by, such as draws of the parameters; None when every path stands alone."""
    return table.sampling.clusters(table.path[table.ok])


def _answered(values: Floats, draws: Integers | None) -> tuple[Floats, Integers | None, int]:
    known = ~np.isnan(values)
    missing = len(values) - int(np.count_nonzero(known))
    if missing == 0:
        return values, draws, 0
    return values[known], None if draws is None else draws[known], missing
