"""What a conditioned run would say if something else had been published, from the futures that are there.

Prior futures and members are one sample of the mixture of both, in which a future with the likelihood L has the density
N₀ + N₁L/Z times the prior's: N₀ prior ones were drawn, N₁ members, and Z is the evidence. So it counts for the
likelihood L′ of what would have been published by L′/(N₀ + N₁L/Z), the balance heuristic (Veach and Guibas 1995,
Optimally combining sampling techniques for Monte Carlo rendering, SIGGRAPH 95, 419–428). Sharp observations stay.

Errors are those of the linearised ratio: of prior futures each by itself; of members by islands, each by how its sum
lies beside its part, and by what its evidence adds to Z.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simengine.analysis.experts import figures_of
from simengine.analysis.probability import (
    Z95,
    Proportion,
    effective_size,
    ok_draws,
    proportion,
    spread,
    t95,
    wilson,
)
from simengine.runs.learnt import Learning
from simengine.runs.outcome_table import Floats, OutcomeTable

FEWEST = 100
"""So many independent futures must be left for what they say to be told."""
_TOLD = ("class", "question")


@dataclass(frozen=True, slots=True)
class AgainFigure:
    """A class, or a question: its chance or its mean, with a 95 % interval."""

    of: str
    name: str
    unit: str
    value: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Again:
    """What would be said with something else assumed (`what`), by weights, or because it was learnt anew.

    The futures are worth `effective` independent ones; where they are too few, `refused` says what can be done, and
    there are no figures.
    """

    what: str
    how: Literal["weights", "learnt"]
    effective: float
    figures: tuple[AgainFigure, ...] = field(default=())
    refused: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Prior futures and members together: both tables, and the log likelihood of what was published, of ok ones."""

    prior: OutcomeTable
    table: OutcomeTable
    prior_logs: Floats
    logs: Floats
    learnt: Learning

    def again(self, what: str, prior_logs: Floats, logs: Floats) -> Again:
        """The figures for other likelihoods of the same futures."""
        weights = self._weights(prior_logs, logs)
        effective = self._effective(*weights)
        if effective < FEWEST:
            told = f"the futures there are would be worth {effective:,.0f} independent ones, and it takes {FEWEST}"
            return Again(what, "weights", effective, refused=told)
        return Again(what, "weights", effective, tuple(self._figures(*weights)))

    def _logs_of_members(self, logs: Floats) -> Floats:
        """log(N₁L/Z)."""
        return logs + (math.log(self.table.paths) - self.learnt.log_evidence)

    def _weights(self, prior_logs: Floats, logs: Floats) -> tuple[Floats, Floats]:
        """Of the ok prior futures and members, as parts of the largest."""
        drawn = math.log(self.prior.paths)
        below = [np.logaddexp(drawn, self._logs_of_members(one)) for one in (self.prior_logs, self.logs)]
        both = [prior_logs - below[0], logs - below[1]]
        most = max(float(one.max(initial=-math.inf)) for one in both)
        if most == -math.inf:
            return np.zeros(len(prior_logs)), np.zeros(len(logs))
        return np.exp(both[0] - most), np.exp(both[1] - most)

    def _effective(self, prior: Floats, members: Floats) -> float:
        """(Σw)²/Σw² (Kong 1992), in which members are worth as many independent ones as they are."""
        twice = max(1.0, self.table.paths / self.learnt.effective) if self.learnt.effective else math.inf
        squares = float((prior * prior).sum()) + twice * float((members * members).sum())
        return float(prior.sum() + members.sum()) ** 2 / squares if squares else 0.0

    def _figures(self, prior: Floats, members: Floats) -> Iterator[AgainFigure]:
        worth = min(1.0, self._effective(prior, members) / max(1, len(prior) + len(members)))
        for before, after in zip(figures_of(self.prior), figures_of(self.table), strict=True):
            of, name, values, is_chance = after
            if of in _TOLD:
                unit = self.table.question_units.get(name, "") if of == "question" else ""
                value, se, n = self._ratio((prior, members), (before[2], values))
                ends = self._interval(value, se, n, worth, is_chance=is_chance)
                yield AgainFigure(of, name, unit, value, se, *ends)

    def _ratio(self, weights: tuple[Floats, Floats], values: tuple[Floats, Floats]) -> tuple[float, float, int]:
        """The weighted mean of what has a value, its standard error, and of how many futures it is."""
        known = [~np.isnan(one) for one in values]
        below = sum(float(w[has].sum()) for w, has in zip(weights, known, strict=True))
        if not below:
            return math.nan, math.nan, 0
        mean = sum(float((w * x)[has].sum()) for w, x, has in zip(weights, values, known, strict=True)) / below
        off = [np.where(has, w * (x - mean), 0.0) / below for w, x, has in zip(weights, values, known, strict=True)]
        return mean, self._error(off[0], off[1]), sum(int(has.sum()) for has in known)

    def _error(self, prior: Floats, members: Floats) -> float:
        """From what each future adds at the first order."""
        drawn = self.prior.paths
        centre = float(prior.sum()) / drawn  # those that are not ok add nothing
        variance = float((prior * prior).sum()) - drawn * centre * centre
        variance *= drawn / max(1, drawn - 1)
        islands = np.array([one.members for one in self.learnt.islands], np.float64)
        count, draws = len(islands), ok_draws(self.table)
        sums = np.bincount(np.zeros(len(members), np.int64) if draws is None else draws, members, count)
        evidences = np.array([one.log_evidence for one in self.learnt.islands])
        parts = np.exp(evidences - self.learnt.log_evidence) - 1.0
        added = sums - islands / islands.sum() * members.sum() + self._slope(prior, members) * parts / count
        return math.sqrt(max(0.0, variance) + count / max(1, count - 1) * float((added * added).sum()))

    def _slope(self, prior: Floats, members: Floats) -> float:
        """How much a mean grows as Z grows by a part of itself: futures count for more by the part N₁L/Z has in it."""
        drawn, slope = math.log(self.prior.paths), 0.0
        for off, logs in ((prior, self.prior_logs), (members, self.logs)):
            own = self._logs_of_members(logs)
            slope += float((off * np.exp(own - np.logaddexp(drawn, own))).sum())
        return slope

    def _interval(self, value: float, se: float, n: int, worth: float, *, is_chance: bool) -> tuple[float, float]:
        count = len(self.learnt.islands)
        t = t95(count - 1) if se > 0.0 else Z95
        if not is_chance or math.isnan(value):
            return value - t * se, value + t * se
        p = min(1.0, max(0.0, value))  # which rounding may leave
        size = min(effective_size(n, p * (1.0 - p), se, count, worth), max(count, n * worth))  # of 10⁻²⁵³ no se is one
        return wilson(p, size * (Z95 / t) ** 2)


def learnt_anew(what: str, table: OutcomeTable, effective: float) -> Again:
    """What futures say that were learnt anew."""
    draws, worth = ok_draws(table), min(1.0, effective / max(1, table.paths))
    figures = []
    for of, name, values, is_chance in figures_of(table):
        if of in _TOLD:
            unit = table.question_units.get(name, "") if of == "question" else ""
            found = proportion(values, draws, worth) if is_chance else spread(values, draws)
            value = found.p if isinstance(found, Proportion) else found.mean
            figures.append(AgainFigure(of, name, unit, value, found.se, found.low, found.high))
    return Again(what, "learnt", effective, tuple(figures))
