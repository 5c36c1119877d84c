"""What figures were before something was learnt, and after: chances, means, parameters and experts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simengine.analysis.experts import figures_of
from simengine.analysis.probability import (
    Proportion,
    Spread,
    cluster_count,
    ok_draws,
    proportion,
    spread,
    standard_error_of_mean,
    t95,
)
from simengine.compute.read_futures import ReadFutures
from simengine.plan.plan import ParameterPlan
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after, and how much larger it is after, with the 95 % interval of that.

    `of` is class, measure or question; expert, with the share of futures that ask this one; or choice, with the share
    that have this value (`name` is "parameter = value").
    """

    of: str
    name: str
    unit: str
    before: Proportion | Spread
    after: Proportion | Spread
    d: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether it has changed by more than its error."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """A parameter before and after, in its unit: means and standard deviations.

    `shift` is how far the mean has moved, in sds of before; `shrinkage` what share of the variance has gone, less than
    0 where it has grown. Each has half of its 95 % interval.
    """

    name: str
    before: float
    before_sd: float
    after: float
    after_sd: float
    shift: float
    shift_half: float
    shrinkage: float
    shrinkage_half: float

    @property
    def clear(self) -> bool:
        """Whether its mean or its variance has changed by more than the error of that."""
        return abs(self.shift) > self.shift_half or abs(self.shrinkage) > self.shrinkage_half

    @property
    def moved(self) -> float:
        """How much has changed for certain: sds, or the share of the variance, whichever is more."""
        surely = [
            abs(self.shift) - self.shift_half if abs(self.shift) > self.shift_half else 0.0,
            abs(self.shrinkage) - self.shrinkage_half if abs(self.shrinkage) > self.shrinkage_half else 0.0,
        ]
        return max(surely)


def changes_of(prior: OutcomeTable, table: OutcomeTable) -> tuple[Change, ...]:
    """Every class, measure and question of a run, over prior futures and over its own."""
    draws, worth = ok_draws(table), table.worth
    found = []
    for before, after in zip(figures_of(prior), figures_of(table), strict=True):
        of, name, values, is_chance = after
        units = table.measure_units if of == "measure" else table.question_units if of == "question" else {}
        about = of, name, units.get(name, "")
        found.append(change(*about, before[2], values, draws, worth, is_chance=is_chance))
    return tuple(found)


def change(
    of: str,
    name: str,
    unit: str,
    before: Floats,
    after: Floats,
    draws: Integers | None,
    worth: float = 0.0,
    *,
    is_chance: bool,
) -> Change:
    """A figure by its values on independent paths before, and on those after, with `draws` and `worth` as usual.

    The ends of the difference are joined from those of both (Newcombe 1998, Interval estimation for the difference
    between independent proportions, Statistics in Medicine 17, 873–890; Zou and Donner 2008, ibid. 27, 1693–1702).
    """
    was: Proportion | Spread = proportion(before) if is_chance else spread(before)
    found = proportion(after, draws, worth) if is_chance else spread(after, draws)
    x, y = (one.p if isinstance(one, Proportion) else one.mean for one in (was, found))
    low, high = math.hypot(y - found.low, was.high - x), math.hypot(found.high - y, x - was.low)
    return Change(of, name, unit, was, found, y - x, y - x - low, y - x + high)


def shares_of(parameters: Sequence[ParameterPlan], prior: ReadFutures, members: ReadFutures) -> tuple[Change, ...]:
    """The shares of the experts, and of each value of a choice of names."""
    draws, worth = ok_draws(members.table), members.table.worth
    found = []
    if members.table.experts:
        asked = [one.table.expert[one.table.ok] for one in (prior, members)]
        for at, name in enumerate(members.table.experts):
            before, after = ((one == at).astype(np.float64) for one in asked)
            found.append(change("expert", name, "", before, after, draws, worth, is_chance=True))
    for one in parameters:
        for number, value in enumerate(one.distribution.names if one.name in members.parameters else ()):
            before, after = ((x.parameters[one.name] == number).astype(np.float64) for x in (prior, members))
            about = "choice", f"{one.name} = {value}", ""
            found.append(change(*about, before, after, draws, worth, is_chance=True))
    return tuple(found)


def parameter_changes(
    parameters: Sequence[ParameterPlan], prior: ReadFutures, members: ReadFutures
) -> tuple[ParameterChange, ...]:
    """Each parameter that is a number and varies, what moved most first; what did not move for certain at the end."""
    numbers = [one.name for one in parameters if one.name in members.parameters and not one.distribution.names]
    found = _moments(numbers, prior, members)
    return tuple(sorted(found, key=lambda one: (-one.moved, -abs(one.shift))))


def _moments(names: Sequence[str], prior: ReadFutures, members: ReadFutures) -> Iterator[ParameterChange]:
    draws = ok_draws(members.table)
    t = t95(cluster_count(int(np.count_nonzero(members.table.ok)), draws) - 1)
    for name in names:
        before, after = prior.parameters[name], members.parameters[name]
        if before.min() == before.max():
            continue
        (mean, se, variance, variance_se), (m, m_se, v, v_se) = _moment(before, None), _moment(after, draws)
        sd = math.sqrt(variance)
        ratio = v / variance
        error = math.hypot(v_se / variance, ratio * variance_se / variance)
        yield ParameterChange(
            name, mean, sd, m, math.sqrt(v), (m - mean) / sd, t * math.hypot(se, m_se) / sd, 1.0 - ratio, t * error
        )


def _moment(values: Floats, draws: Integers | None) -> tuple[float, float, float, float]:
    """The mean and the variance, each with its standard error."""
    mean = float(values.mean())
    squares = (values - mean) ** 2
    return mean, standard_error_of_mean(values, draws), float(squares.mean()), standard_error_of_mean(squares, draws)
