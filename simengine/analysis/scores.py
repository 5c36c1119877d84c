"""What a forecast is worth once the answer is known: proper scores, the smaller the better.

A score is proper where nobody does better, on average, by saying something else than what he believes (T. Gneiting and
A. E. Raftery 2007, Strictly proper scoring rules, prediction, and estimation, JASA 102, 359–378). All of these are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simengine.runs.outcome_table import Floats, Integers

COIN = 0.5
"""The probability that knows nothing of a question with two answers."""


def brier(p: Floats, happened: Floats) -> Floats:
    """(p − y)², from 0 to 1, of probabilities and what happened (y: 1 or 0), in one shape; .25 for p = .5.

    G. W. Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78, 1–3;
    half of what he wrote, which adds up both answers. ValueError for p outside 0 … 1 and y that is neither.
    """
    p, y = _checked(p, happened)
    return np.asarray((p - y) ** 2, dtype=np.float64)


def log_score(p: Floats, happened: Floats) -> Floats:
    """−log of the probability given to what happened, in nats; log 2 = .693 for p = .5, infinite for p = 0 of what did.

    I. J. Good (1952), Rational decisions, JRSS B 14, 107–114. ValueError as `brier`.
    """
    p, y = _checked(p, happened)
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(np.where(y == 1.0, p, 1.0 - p)), dtype=np.float64)


def counted_probability(hits: int, n: int) -> float:
    """(k + ½)/(n + 1): what k of n futures say of a probability, never 0 or 1.

    The mean of what is left open after Jeffreys' prior (H. Jeffreys 1946, An invariant form for the prior probability
    in estimation problems, Proc. R. Soc. A 186, 453–461). ValueError unless 0 ≤ k ≤ n and n > 0.
    """
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"{hits} of {n} is no count")
    return (hits + 0.5) / (n + 1.0)


def mean_difference(values: Floats, draws: Integers | None = None) -> float:
    """The mean of |xᵢ − xⱼ| over all pairs of different futures of `values`, shape [n]; 0 of one alone.

    With `draws`, shape [n], only pairs of different clusters count, for futures that hang together are too much alike:
    it estimates without bias how far two independent futures lie apart. ValueError for NaN and for no value.
    """
    ordered = _ordered(values)
    if draws is None:
        n = len(ordered)
        return _sum_of_pairs(ordered) / (n * (n - 1) / 2) if n > 1 else 0.0
    by_cluster = np.lexsort((values, draws))
    _, starts = np.unique(draws[by_cluster], return_index=True)
    clusters = np.split(values[by_cluster], starts[1:])
    pairs = (len(ordered) ** 2 - sum(len(cluster) ** 2 for cluster in clusters)) / 2
    apart = _sum_of_pairs(ordered) - math.fsum(map(_sum_of_pairs, clusters))
    return max(0.0, apart) / pairs if pairs else mean_difference(values)


def crps(values: Floats, answer: float, draws: Integers | None = None, *, fair: bool = True) -> float:
    """The continuous ranked probability score of an ensemble, `values` of shape [n], in its own unit.

    E|X − y| − ½ E|X − X′|; for one future that is sure of itself, |x − y|. The fair one takes the second mean over
    pairs of different futures (C. A. T. Ferro 2014, Fair scores for ensemble forecasts, QJRMS 140, 1917–1923), so it is
    on average what endless futures would have, however few there are, and can be negative; with `draws` over those of
    different clusters. Not fair, it is that of the distribution the n values are (Gneiting and Raftery 2007, eq. 21).
    ValueError for NaN and for no value.
    """
    n = len(values)
    apart = mean_difference(values, draws if fair else None)
    return distance(values, answer) - (apart if fair else apart * (n - 1) / n) / 2.0


def distance(values: Floats, answer: float, weights: Floats | None = None) -> float:
    """E|X − y|: how far `values`, shape [n], lie from the answer on average. ValueError for NaN and for no value."""
    _ordered(values)
    if math.isnan(answer):
        raise ValueError("the answer is not a number")
    return float(np.average(np.abs(values - answer), weights=weights))


def quantile_score(levels: Floats, quantiles: Floats, answer: float) -> float:
    """Twice the mean of (1{y ≤ q} − τ)(q − y) over quantiles q at levels τ, both of shape [k], in the unit of q.

    Of a hundred evenly spaced levels it is nearly the CRPS, of one level ½ it is |q − y|. R. Koenker and G. Bassett
    (1978), Regression quantiles, Econometrica 46, 33–50; J. Bracher and others (2021), Evaluating epidemic forecasts in
    an interval format, PLOS Computational Biology 17, e1008618. ValueError unless levels lie inside 0 … 1, and for NaN.
    """
    levels, quantiles = np.asarray(levels, dtype=np.float64), np.asarray(quantiles, dtype=np.float64)
    if len(levels) == 0 or not ((levels > 0.0) & (levels < 1.0)).all():
        raise ValueError("levels of quantiles lie between 0 and 1")
    if math.isnan(answer) or np.isnan(quantiles).any():
        raise ValueError("a quantile or the answer is not a number")
    return 2.0 * float(np.mean(((answer <= quantiles) - levels) * (quantiles - answer)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer lies in a forecast: the chance of less, and of at most as much; the same but for ties."""

    below: float
    at_most: float

    @property
    def middle(self) -> float:
        """The middle of both: the PIT value, ½ for an answer that all futures agree with."""
        return (self.below + self.at_most) / 2.0

    @property
    def side(self) -> float:
        """Of the median: 1 if the answer lies above it, 0 below, ½ where it is the median."""
        return 1.0 if self.below > 0.5 else 0.0 if self.at_most < 0.5 else 0.5


def place_of(values: Floats, answer: float, weights: Floats | None = None) -> Place:
    """The probability integral transform of an answer in an ensemble, `values` of shape [n] with `weights`.

    A. P. Dawid (1984), Statistical theory: the prequential approach, JRSS A 147, 278–292; of counts it is an interval
    (C. Czado, T. Gneiting and L. Held 2009, Predictive model assessment for count data, Biometrics 65, 1254–1261).
    ValueError for NaN and for no value.
    """
    _ordered(values)
    if math.isnan(answer):
        raise ValueError("the answer is not a number")
    mean = (lambda truths: float(np.average(truths, weights=weights))) if weights is not None else np.mean
    return Place(float(mean(values < answer)), float(mean(values <= answer)))


def _sum_of_pairs(values: Floats) -> float:
    """Σ |xᵢ − xⱼ| over pairs i < j of sorted values: that of rank i is added i times and taken off n − 1 − i times."""
    n = len(values)
    return float(((2.0 * np.arange(n) - (n - 1)) * (values - values[n // 2])).sum())


def _ordered(values: Floats) -> Floats:
    if len(values) == 0 or np.isnan(values).any():
        raise ValueError("a forecast needs values that are numbers")
    return np.sort(values)


def _checked(p: Floats, happened: Floats) -> tuple[Floats, Floats]:
    p, y = np.asarray(p, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    if p.shape != y.shape or not ((p >= 0.0) & (p <= 1.0)).all():
        raise ValueError("a probability from 0 to 1 is needed for each answer")
    if not ((y == 0.0) | (y == 1.0)).all():
        raise ValueError("what happened is 1 or 0")
    return p, y
