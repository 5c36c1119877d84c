"""How likely figures are, given what a path has: logarithms of densities in the figure's unit.

Normal: −½r² − log(σ√2π) with r = (value − seen)/σ. Student's t with location and scale. Lognormal: the normal density
of log value about log seen, less log value. Figures of one agency share a part ρ of the variance of their errors, so
their standardised errors are √ρ·c + √(1 − ρ)·e with normal c and e. In the order in which they became known, each has
given those before it, of parts ρᵢ and errors rᵢ, the mean √ρ·m and the variance 1 − ρ + ρ/P, where c is then normal
with the precision P = 1 + Σρᵢ/(1 − ρᵢ) and the mean m = Σ√ρᵢ·rᵢ/(1 − ρᵢ)/P (a normal prior and normal observations:
Gelman et al. 2013, Bayesian Data Analysis, §2.5). With one ρ that is the conditional law of equicorrelated normals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simengine.engines.path_results import PathResults
from simengine.learning.readings import seen_and_errors
from simengine.numerics import log
from simengine.numerics.elementwise import log1ps, logs
from simengine.plan.plan import Plan
from simengine.plan.readings import LikelihoodPlan
from simengine.status import Status

Floats = NDArray[np.float64]
LOG_ROOT_TWO_PI = 0.9189385332046728
_SERIES = (691.0 / 180224.0, -31.0 / 18432.0, 17.0 / 14336.0, -1.0 / 640.0, 1.0 / 192.0, -1.0 / 8.0)
_LARGE = 24.0
"""From here on the series has all digits of a double."""


def log_likelihoods(plan: Plan, results: PathResults) -> Floats:
    """`log_densities`, and −inf for everything on a path that has ended."""
    found = log_densities(plan, results)
    found[results.status != Status.OK] = -math.inf
    return found


def log_densities(plan: Plan, results: PathResults) -> Floats:
    """The log density of each figure on each path, shape [n, likelihoods]; −inf where it is impossible.

    `results` are those of `reading_plan(plan)`. What no path can have is impossible: a NaN, also of what is read after
    a path ended, an event that hasn't come, an error that is not above 0.
    """
    return densities_of(plan.likelihoods, *seen_and_errors(plan, results))


def densities_of(figures: Sequence[LikelihoodPlan], seen: Floats, errors: Floats) -> Floats:
    """The same from what each path has and the errors there, each of shape [n, figures]."""
    found = np.empty_like(seen)
    shared: dict[str, _Common] = {}
    for at in sorted(range(len(figures)), key=lambda at: figures[at].known):
        found[:, at] = _log_density(figures[at], seen[:, at], errors[:, at], shared)
    return np.where(np.isnan(found), -math.inf, found)


def log_gamma_ratio(a: float) -> float:
    """log Γ(a + ½) − log Γ(a) for a > 0, by its asymptotic series in 1/a (DLMF 5.11.8) where a is large.

    Below, from Γ(a + 1) = a·Γ(a).
    """
    factor = 1.0
    while a < _LARGE:
        factor, a = factor * (a / (a + 0.5)), a + 1.0
    z, series = 1.0 / (a * a), 0.0
    for coefficient in _SERIES:
        series = series * z + coefficient
    return 0.5 * log(a) + series / a + log(factor)


class _Common(NamedTuple):
    """What is known of the common part of an agency's errors: its precision, and precision times mean on each path."""

    precision: float
    weighted: Floats


def _log_density(one: LikelihoodPlan, seen: Floats, error: Floats, shared: dict[str, _Common]) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        sound = np.where(error > 0.0, error, np.nan)
        log_error = logs(sound)
        if one.law == "lognormal":
            residual = (log(one.value) - logs(np.where(seen > 0.0, seen, np.nan))) / sound
            return _normal(one, residual, shared) - log_error - log(one.value)
        residual = (one.value - seen) / sound
        if one.law == "student_t":
            return _student(residual, one.freedom) - log_error
        return _normal(one, residual, shared) - log_error


def _normal(one: LikelihoodPlan, residual: Floats, shared: dict[str, _Common]) -> Floats:
    """The log density of a standardised error, given those of its agency before it."""
    if not one.agency or one.shared == 0.0:
        return -0.5 * residual * residual - LOG_ROOT_TWO_PI
    rho, root = one.shared, math.sqrt(one.shared)
    common = shared.get(one.agency, _Common(1.0, np.zeros(len(residual))))
    gained = rho / (1.0 - rho)
    shared[one.agency] = _Common(common.precision + gained, common.weighted + root * residual / (1.0 - rho))
    centred = residual - root * common.weighted / common.precision
    variance = 1.0 - rho + rho / common.precision
    return -0.5 * centred * centred / variance - LOG_ROOT_TWO_PI - 0.5 * log(variance)


def _student(residual: Floats, freedom: float) -> Floats:
    """The log density of Student's t with scale 1."""
    constant = log_gamma_ratio(0.5 * freedom) - 0.5 * log(freedom * math.pi)
    return constant - 0.5 * (freedom + 1.0) * log1ps(residual * residual / freedom)
