"""Weights of hypotheses by how probable each made what was seen, from a few independent estimates of that.

Every estimate is a function of means over islands; its error comes from what each island adds to it at the first order
(the delta method; Cochran 1977, Sampling Techniques, 3rd ed., §6.4), with Student's t of islands − 1 degrees of
freedom.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simengine.analysis.probability import t95
from simengine.runs.learnt import Learning
from simengine.runs.outcome_table import Floats

MOST_ERROR = 0.5
"""The largest standard error of a log evidence with which weights are told: by e^.5 odds may be off already."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """How probable a hypothesis made what was seen, by m independent islands.

    `increments` has log p(stage | earlier stages) of each island, shape [m, stages]; one that found it impossible has
    −∞. `shared` says which chance the islands use: those of one number share it where two hypotheses have the same.
    """

    name: str
    increments: Floats
    shared: object

    @property
    def islands(self) -> int:
        """How many islands there are, m."""
        return len(self.increments)

    @property
    def stage_logs(self) -> Floats:
        """log p of each stage given the earlier ones, shape [stages]; their sum is the log evidence.

        NaN after a stage that no island found possible.
        """
        through = [_log_mean(row) for row in np.cumsum(self.increments, axis=1).T]
        with np.errstate(invalid="ignore"):
            return np.diff(np.array([0.0, *through]))

    @property
    def log(self) -> float:
        """The log of the mean of the islands' evidences: each is unbiased, so the mean is."""
        return _log_mean(self.increments.sum(axis=1))

    @property
    def parts(self) -> Floats:
        """What each island adds to the log evidence, shape [m]: Zᵢ over the mean, less 1."""
        return _parts(self.increments.sum(axis=1))

    @property
    def stage_parts(self) -> Floats:
        """What each island adds to each stage's log, shape [m, stages]."""
        through = np.array([_parts(row) for row in np.cumsum(self.increments, axis=1).T])
        return np.diff(np.vstack([np.zeros(self.islands), through]), axis=0).T

    @property
    def se(self) -> float:
        """The standard error of the log evidence; infinite of one island."""
        return error_of({self.name: self.parts}, shared=False)

    @property
    def half(self) -> float:
        """Half of its 95 % interval."""
        return self.se * t95(self.islands - 1)


def evidence_of_islands(name: str, learnt: Learning, seed: int) -> Evidence:
    """That of a hypothesis called `name`, by the islands of a run under a seed."""
    return Evidence(name, np.array([one.increments for one in learnt.islands], dtype=np.float64), seed)


def _log_mean(logs: Floats) -> float:
    most = float(np.max(logs))
    if most == -math.inf:
        return -math.inf
    return most + math.log(math.fsum(np.exp(logs - most)) / len(logs))


def _parts(logs: Floats) -> Floats:
    mean = _log_mean(logs)
    return np.zeros(len(logs)) if mean == -math.inf else np.exp(logs - mean) - 1.0


def shares_chance(evidences: Sequence[Evidence]) -> bool:
    """Whether islands of one number use the same chance in all, so that what they add goes together."""
    return len({(one.shared, one.islands) for one in evidences}) == 1


def error_of(parts: Mapping[str, Floats], *, shared: bool) -> float:
    """The standard error of what the islands of some hypotheses add to, shape [m] each.

    Where islands of one number `shared` their chance, they are one cluster; else all are independent. Infinite where
    there are fewer than two.
    """
    arrays = list(parts.values())
    summed = [np.sum(arrays, axis=0)] if shared else arrays
    if min(map(len, summed)) < 2:
        return math.inf
    return math.sqrt(math.fsum(float(np.sum(one * one)) / (len(one) * (len(one) - 1)) for one in summed))


@dataclass(frozen=True, slots=True)
class Weight:
    """A hypothesis before and after: its log evidence with its error, its weight with a 95 % interval."""

    name: str
    prior: float
    log_evidence: float
    se: float
    half: float
    weight: float
    weight_se: float
    low: float
    high: float


def weights_of(evidences: Sequence[Evidence], priors: Sequence[float]) -> tuple[Weight, ...]:
    """The weight of each hypothesis: its prior weight times its evidence, over the sum of these.

    The interval is that of the log odds. ValueError if none made what was seen possible.
    """
    shared = shares_chance(evidences)
    weights = posterior([one.log for one in evidences], priors)
    least = min(one.islands for one in evidences)
    found = []
    for at, (one, prior) in enumerate(zip(evidences, priors, strict=True)):
        se = error_of(parts_of_weight(evidences, weights, at), shared=shared)
        low, high = odds_interval(weights[at], se, t95(least - 1))
        found.append(Weight(one.name, prior, one.log, one.se, one.half, weights[at], se, low, high))
    return tuple(found)


def posterior(logs: Sequence[float], priors: Sequence[float]) -> list[float]:
    """Prior weights times evidences, over their sum. ValueError if it is 0."""
    log_priors = [math.log(prior) if prior > 0.0 else -math.inf for prior in priors]
    both = [log + prior for log, prior in zip(logs, log_priors, strict=True)]
    most = max(both)
    if most == -math.inf:
        raise ValueError("no hypothesis makes what was seen possible")
    sizes = [math.exp(one - most) for one in both]
    return [size / math.fsum(sizes) for size in sizes]


def parts_of_weight(evidences: Sequence[Evidence], weights: Sequence[float], at: int) -> dict[str, Floats]:
    """What each island of each hypothesis adds to the weight of one: w(δ − w′) times what it adds to its log."""
    own = weights[at]
    return {
        one.name: own * ((1.0 if other == at else 0.0) - weight) * one.parts
        for other, (one, weight) in enumerate(zip(evidences, weights, strict=True))
    }


def odds_interval(p: float, se: float, t: float) -> tuple[float, float]:
    """The interval of a probability whose log odds have the error se/(p(1 − p)); 0 and 1 are told as they are."""
    if not 0.0 < p < 1.0 or se == 0.0:
        return p, p
    odds, half = math.log(p) - math.log1p(-p), t * se / (p * (1.0 - p))
    return _expit(odds - half), _expit(odds + half)


def _expit(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds)) if odds >= 0.0 else math.exp(odds) / (1.0 + math.exp(odds))


@dataclass(frozen=True, slots=True)
class StageFactor:
    """How much a stage changed the odds of one hypothesis against another: log Bayes factor, its 95 % half-width."""

    stage: int
    name: str
    against: str
    log: float
    half: float

    @property
    def is_known(self) -> bool:
        """Whether it is known for which it spoke."""
        return abs(self.log) > self.half


def stage_factor(one: Evidence, other: Evidence, stage: int | None) -> StageFactor:
    """The log Bayes factor of one stage, or of all (`stage` −1), of a hypothesis against another."""
    shared = shares_chance((one, other))
    if stage is None:
        log, parts = one.log - other.log, {"one": one.parts, "other": -other.parts}
    else:
        log = float(one.stage_logs[stage] - other.stage_logs[stage])
        parts = {"one": one.stage_parts[:, stage], "other": -other.stage_parts[:, stage]}
    least = min(one.islands, other.islands)
    half = error_of(parts, shared=shared) * t95(least - 1)
    return StageFactor(-1 if stage is None else stage, one.name, other.name, log, half)
