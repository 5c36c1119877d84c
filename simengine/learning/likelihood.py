"""How likely figures are, given what a path has: logarithms of densities in the figure's unit.

Normal: −½r² − log(σ√2π) with r = (value − seen)/σ. Student's t (location and scale): its density, with the gamma
function by Lanczos' series. Lognormal: the normal density of log value about log seen, less log value. Figures of one
agency share the part ρ of the variance of their errors: their standardised errors are normal with the correlation ρ, so
the m + 1st has, given the m before it with the sum s, the mean ρs/(1 + (m − 1)ρ) and the variance
1 − mρ²/(1 + (m − 1)ρ) (Rao 1973, Linear Statistical Inference, §8a.2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simengine.engines.path_results import PathResults
from simengine.learning.readings import seen_and_errors
from simengine.numerics import log, log1p
from simengine.plan.plan import Plan
from simengine.plan.readings import LikelihoodPlan
from simengine.status import Status

Floats = NDArray[np.float64]
LOG_ROOT_TWO_PI = 0.9189385332046728
_LANCZOS = (
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
)


def log_likelihoods(plan: Plan, results: PathResults) -> Floats:
    """The log density of each figure on each path, shape [n, likelihoods]; −inf where it is impossible.

    `results` are those of `reading_plan(plan)`. What no path can have (a NaN, an event that hasn't come, an error that
    is not above 0) is impossible, as is everything on a path that has ended.
    """
    seen, errors = seen_and_errors(plan, results)
    found = np.empty_like(seen)
    shared = _Shared({}, {})
    for at, one in enumerate(plan.likelihoods):
        found[:, at] = _log_density(one, seen[:, at], errors[:, at], shared)
    found[results.status != Status.OK] = -math.inf
    return np.where(np.isnan(found), -math.inf, found)


def log_gamma(x: float) -> float:
    """The logarithm of the gamma function for x > 0, within 1e-14 relatively or absolutely (Lanczos 1964, g = 7)."""
    if x < 0.5:
        return log_gamma(x + 1.0) - log(x)
    x -= 1.0
    series, t = _LANCZOS[0], x + 7.5
    for at, coefficient in enumerate(_LANCZOS[1:]):
        series = series + coefficient / (x + at + 1.0)
    return LOG_ROOT_TWO_PI + (x + 0.5) * log(t) - t + log(series)


class _Shared(NamedTuple):
    """Of each agency how many of its figures came before, and the sum of their standardised errors on each path."""

    counts: dict[str, int]
    sums: dict[str, Floats]


def _log_density(one: LikelihoodPlan, seen: Floats, error: Floats, shared: _Shared) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        sound = np.where(error > 0.0, error, np.nan)
        log_error = _by_value(log, sound)
        if one.law == "lognormal":
            residual = (log(one.value) - _by_value(log, np.where(seen > 0.0, seen, np.nan))) / sound
            return _normal(one, residual, shared) - log_error - log(one.value)
        residual = (one.value - seen) / sound
        if one.law == "student_t":
            return _student(residual, one.freedom) - log_error
        return _normal(one, residual, shared) - log_error


def _normal(one: LikelihoodPlan, residual: Floats, shared: _Shared) -> Floats:
    """The log density of a standardised error, given those of its agency before it."""
    if not one.agency or one.shared == 0.0:
        return -0.5 * residual * residual - LOG_ROOT_TWO_PI
    m, rho = shared.counts.get(one.agency, 0), one.shared
    before = shared.sums.get(one.agency, np.zeros(len(residual)))
    weight = rho / (1.0 + (m - 1) * rho) if m else 0.0
    variance = 1.0 - m * rho * weight
    shared.counts[one.agency], shared.sums[one.agency] = m + 1, before + residual
    centred = residual - weight * before
    return -0.5 * centred * centred / variance - LOG_ROOT_TWO_PI - 0.5 * log(variance)


def _student(residual: Floats, freedom: float) -> Floats:
    constant = log_gamma(0.5 * (freedom + 1.0)) - log_gamma(0.5 * freedom) - 0.5 * log(freedom * math.pi)
    return constant - 0.5 * (freedom + 1.0) * _by_value(log1p, residual * residual / freedom)


def _by_value(function: Callable[[float], float], values: Floats) -> Floats:
    """A function of each value, computed once for all that are equal."""
    different, places = np.unique(values, return_inverse=True)
    return np.array(list(_each(function, different)))[places]


def _each(function: Callable[[float], float], values: Floats) -> Iterator[float]:
    return (function(value) if value == value else math.nan for value in values.tolist())
