"""Whether figures that were learnt from fit what came of it, and what was thought before.

The conflict of a figure with the prior is its tail in the prior predictive law (Evans and Moshonov 2006, Checking for
prior-data conflict, Bayesian Analysis 1(4), 893–914): how probable it was before that a figure at least as far out, to
either side, would be published. It is the mean over prior futures of the tails of the error there, so it needs no draws
of errors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simengine.analysis.probability import Z95
from simengine.compute.read_futures import ReadFutures
from simengine.distributions._incomplete_beta import log_cumulative, log_scale, split
from simengine.numerics import exp, log, normal_cdf
from simengine.plan.readings import LikelihoodPlan, Occurrence
from simengine.runs.learnt import Learning, StageTold
from simengine.runs.outcome_table import Floats

MISFIT, CONFLICT = 3.0, 0.01
"""A figure further from the members' mean doesn't fit, and one that fewer prior futures would have shown is a conflict.
"""
_FAR = 700.0
_RULE_OF_THREE = 3.0
_LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class FigureFit:
    """A figure with its error, and what futures have of it, in its unit.

    The members' mean of the `error` is the sd of a normal law, the scale of Student's, the sd of the logarithm of a
    lognormal one. `low`, `median` and `high` are 5, 50 and 95 % points of what members have. `residual` is how far the
    figure lies above the members' mean, in errors. `log_evidence` is log p(its stage | the earlier ones), with those
    `together` that became known at the same instant. `tail` is how probable one at least as far out was before, at most
    `tail_high` (95 %).
    """

    name: str
    value: float
    error: float
    law: str
    unit: str
    known: str
    source: str
    low: float
    median: float
    high: float
    residual: float
    log_evidence: float
    log_evidence_se: float
    together: tuple[str, ...]
    tail: float
    tail_se: float
    tail_high: float

    @property
    def misfits(self) -> bool:
        """Whether the members lie too far from it."""
        return abs(self.residual) > MISFIT

    @property
    def conflicts(self) -> bool:
        """Whether hardly a prior future would have shown it."""
        return self.tail_high < CONFLICT


def fits_of(
    figures: tuple[LikelihoodPlan, ...], learnt: Learning, members: ReadFutures, prior: ReadFutures
) -> tuple[FigureFit, ...]:
    """The fit of each figure, in the order in which they became known."""
    stages = {name: stage for stage in learnt.stages for name in stage.names}
    order = sorted(range(len(figures)), key=lambda at: (figures[at].known, at))
    return tuple(_fit(figures[at], stages[figures[at].name], at, members, prior) for at in order)


def _fit(one: LikelihoodPlan, stage: StageTold, at: int, members: ReadFutures, prior: ReadFutures) -> FigureFit:
    seen, error = members.seen[:, at], float(members.errors[:, at].mean())
    low, median, high = np.quantile(seen, _LEVELS).tolist()
    if one.law == "lognormal":
        residual = (math.log(one.value) - float(np.log(seen).mean())) / error
    else:
        residual = (one.value - float(seen.mean())) / error
    tail, tail_se, tail_high = prior_tail(one, prior.seen[:, at], prior.errors[:, at])
    return FigureFit(
        one.name, one.value, error, one.law, one.unit, stage.known, one.source, low, median, high, residual,
        stage.log_evidence, stage.se, tuple(name for name in stage.names if name != one.name), tail, tail_se, tail_high,
    )  # fmt: skip


def prior_tail(one: LikelihoodPlan, seen: Floats, errors: Floats) -> tuple[float, float, float]:
    """How probable a figure at least as far out as this one was, to either side, the standard error, and an upper end.

    An event that hasn't come is later than any date; what else a future has no number for tells nothing. NaN where none
    does. What none of n futures has may still be true of 3/n of them (95 %), so that the upper end is never below.
    """
    never = np.isnan(seen) & isinstance(one.seen, Occurrence)
    with np.errstate(invalid="ignore"):
        known = never | (~np.isnan(seen) & (errors > 0.0) & ((seen > 0.0) | (one.law != "lognormal")))
    seen, errors, never = seen[known], errors[known], never[known]
    if not len(seen):
        return math.nan, math.nan, math.nan
    with np.errstate(invalid="ignore"):
        apart = math.log(one.value) - np.log(seen) if one.law == "lognormal" else one.value - seen
        places = np.where(never, -math.inf, apart / errors)
    sides = [np.array([_below(one, sign * place) for place in places.tolist()]) for sign in (1.0, -1.0)]
    side = min(sides, key=lambda chances: float(chances.mean()))
    se = float(side.std(ddof=1)) / math.sqrt(len(side)) if len(side) > 1 else math.nan
    tail, least = 2.0 * float(side.mean()), 2.0 * _RULE_OF_THREE / len(side)
    return min(1.0, tail), 2.0 * se, min(1.0, max(tail + 2.0 * Z95 * se if se == se else 1.0, least))


def _below(one: LikelihoodPlan, place: float) -> float:
    """The chance that a standardised error of a figure lies below a place."""
    if not math.isfinite(place):
        return 0.0 if place < 0.0 else 1.0
    return student_cdf(place, one.freedom) if one.law == "student_t" else normal_cdf(place)


_scale = lru_cache(maxsize=64)(log_scale)
"""Of all futures the same for one figure, and most of the work."""


def student_cdf(x: float, freedom: float) -> float:
    """The cumulative distribution of Student's t: its tail is half of I(ν/2, ½) at ν/(ν + x²) (DLMF 8.17)."""
    if x == 0.0 or math.isinf(freedom):
        return normal_cdf(x)
    a, b, t = 0.5 * freedom, 0.5, log(freedom) - 2.0 * log(abs(x))
    if t <= split(a, b):
        tail = 0.5 * exp(max(-_FAR, log_cumulative(t, a, b, _scale(a, b))))
    else:
        tail = 0.5 * (1.0 - exp(max(-_FAR, log_cumulative(-t, b, a, _scale(b, a)))))
    return tail if x < 0.0 else 1.0 - tail
