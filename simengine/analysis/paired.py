"""Differences between two runs that share their random draws, path by path."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simengine.analysis.probability import (
    Z95,
    cluster_count,
    effective_size,
    proportion,
    standard_error_of_mean,
)
from simengine.runs.outcome_table import Floats, Integers


@dataclass(frozen=True, slots=True)
class Difference:
    """OTHER minus BASE over `pairs` pairs; `se_unpaired` is the error it would have if the runs were independent."""

    d: float
    se: float
    low: float
    high: float
    se_unpaired: float
    pairs: int

    @property
    def gain(self) -> float:
        """How many times pairing narrows the interval; infinite when the runs agree on every path."""
        return self.se_unpaired / self.se if self.se else math.inf

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


_UNKNOWN = Difference(math.nan, math.nan, math.nan, math.nan, math.nan, 0)


def bonett_price(gained: float, lost: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a difference of paired proportions, for `n` pairs.

    `gained` is the share of pairs where only OTHER has it, `lost` where only BASE has it. D. G. Bonett and R. M. Price
    (2012), Adjusted Wald confidence interval for a difference of binomial proportions based on paired data, Journal of
    Educational and Behavioral Statistics 37, 479–488: one is added to both counts of discordant pairs, and two to n.
    `n` may be an effective number.
    """
    up, down = (gained * n + 1.0) / (n + 2.0), (lost * n + 1.0) / (n + 2.0)
    half = Z95 * math.sqrt((up + down - (up - down) ** 2) / (n + 2.0))
    return max(-1.0, up - down - half), min(1.0, up - down + half)


def paired_chance(base: Floats, other: Floats, draws: Integers | None = None) -> Difference:
    """The difference of two probabilities from indicators (1, 0, NaN) on the same paths, all of shape [n].

    Pairs with a NaN are dropped. With `draws` the standard error is clustered by parameter draw, and the interval is
    Bonett and Price's at the effective number of pairs: for all but rare classes the same as d ± 1.96 se.
    """
    base, other, draws = _both_known(base, other, draws)
    n = len(base)
    if n == 0:
        return _UNKNOWN
    gained, lost = float(np.count_nonzero(other > base)) / n, float(np.count_nonzero(other < base)) / n
    d = gained - lost
    variance = max(0.0, gained + lost - d * d)
    if draws is None:
        se, n_eff = math.sqrt(variance / n), float(n)
    else:
        se = standard_error_of_mean(other - base, draws)
        n_eff = effective_size(n, variance, se, cluster_count(n, draws))
    low, high = bonett_price(gained, lost, n_eff)
    se_unpaired = math.hypot(proportion(base, draws).se, proportion(other, draws).se)
    return Difference(d, se, low, high, se_unpaired, n)


def paired_mean(base: Floats, other: Floats, draws: Integers | None = None) -> Difference:
    """The difference of two means on the same paths, shape [n], with the normal interval, without pairs with a NaN."""
    base, other, draws = _both_known(base, other, draws)
    if len(base) == 0:
        return _UNKNOWN
    with np.errstate(invalid="ignore"):
        d, se = float((other - base).mean()), standard_error_of_mean(other - base, draws)
        se_unpaired = math.hypot(standard_error_of_mean(base, draws), standard_error_of_mean(other, draws))
    return Difference(d, se, d - Z95 * se, d + Z95 * se, se_unpaired, len(base))


def _both_known(base: Floats, other: Floats, draws: Integers | None) -> tuple[Floats, Floats, Integers | None]:
    known = ~(np.isnan(base) | np.isnan(other))
    if known.all():
        return base, other, draws
    return base[known], other[known], None if draws is None else draws[known]
