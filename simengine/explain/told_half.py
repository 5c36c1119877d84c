"""How far a sign moves an answer, told on one half of the futures and chosen on the other, with its standard error."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simengine.analysis.probability import cluster_count, standard_error_of_mean, sums_by
from simengine.distributions import distributions
from simengine.numerics.inverse_normal import normal_quantile
from simengine.runs.outcome_table import Floats, Integers, Truths

_LIKE_NORMAL = 10_000  # degrees of freedom


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Of some futures the answer (`hits`, of a chance 1 or 0), whether a sign is seen, and what they hang together by.

    `clusters` is None where each future stands alone.
    """

    hits: Floats
    seen: Truths
    clusters: Integers | None

    def products(self) -> Floats:
        """What the covariance of the answer and the sign is the mean of."""
        found: Floats = (self.hits - self.hits.mean()) * (self.seen - self.seen.mean()) if len(self.hits) else self.hits
        return found


def moves(told: Part, chosen: Part) -> tuple[float, float]:
    """Mean |P(hit | seen or not) − P(hit)| on one half, of a number the same of its mean, and its standard error.

    It is 2 s (1 − s) |P(hit | seen) − P(hit | not)| for the share s that is seen: twice the covariance. How far
    clusters lie apart is told by both halves, of each about its own mean: a sign that was chosen for its mean was not
    chosen for that, and of few clusters twice as many tell it much better.
    """
    products = told.products()
    if not len(products):
        return math.nan, math.nan
    found = 2.0 * abs(float(products.mean()))
    if told.clusters is None:
        return found, 2.0 * standard_error_of_mean(products, None)
    (squares, degrees), (more, beside) = _apart(products, told.clusters), _apart(chosen.products(), chosen.clusters)
    if degrees < 1:
        return found, math.nan
    return found, 2.0 * math.sqrt((squares + more) / (degrees + beside) / (degrees + 1))


def _apart(values: Floats, clusters: Integers | None) -> tuple[float, int]:
    """The sum of squares of how far clusters lie from the mean of all, each by its size, and its degrees of freedom.

    Of one half alone it gives the square of `standard_error_of_mean`, over degrees of freedom and clusters.
    """
    count = cluster_count(len(values), clusters)
    if count < 2:
        return 0.0, 0
    sums = sums_by(clusters, values - values.mean()) * count / len(values)
    return float((sums * sums).sum()), count - 1


def degrees_of(clusters: Integers | None, half: Truths) -> int | None:
    """The degrees of freedom of how far clusters lie apart, in each half about its own mean; None without clusters."""
    if clusters is None:
        return None
    return max(1, sum(cluster_count(len(one), one) - 1 for one in (clusters[half], clusters[~half])))


def clear_from(count: int, degrees: int | None) -> float:
    """How many standard errors noise stays below in 95 % of cases, in all of so many signposts at once (Bonferroni)."""
    tail = 0.025 / max(1, count)
    if degrees is None:
        return -normal_quantile(tail)
    few = {"median": 0.0, "scale": 1.0, "df": min(degrees, _LIKE_NORMAL)}
    return -distributions()["student_t"].model_validate(few).quantile(tail)
