"""An estimate with its error, and bounds that hold for many estimates at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simengine.analysis.probability import effective_size
from simengine.numerics import normal_cdf
from simengine.numerics.inverse_normal import normal_quantile


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate over `n` paths with its standard error and 95 % interval."""

    value: float
    se: float
    low: float
    high: float
    n: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


def simultaneous_z(bounds: int) -> float:
    """The z of so many one-sided bounds that hold all at once in 95 % of cases (Bonferroni; Dunn 1961)."""
    return -normal_quantile(0.05 / max(1, bounds))


def most_events(count: float, z: float) -> float:
    """The upper bound of the mean of a Poisson count, one-sided at z: exact of none, else -½ % … +4 % of it.

    E. B. Wilson and M. M. Hilferty (1931), The distribution of chi-square, PNAS 17, 684–688.
    """
    if count == 0.0:
        return -math.log(normal_cdf(-z))
    more = count + 1.0
    return more * (1.0 - 1.0 / (9.0 * more) + z / (3.0 * math.sqrt(more))) ** 3


def most_of_share(share: float, n: int, se: float, clusters: int, z: float, worth: float = 0.0) -> float:
    """The upper bound of a share of `n` paths, which hang together in clusters, one-sided at z; at most 1.

    Of none or all a path counts for `worth` of an independent one, if that is more than its clusters.
    """
    size = effective_size(n, share * (1.0 - share), se, clusters, worth)
    return min(1.0, most_events(share * size, z) / size) if size else 1.0
