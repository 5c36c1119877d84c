"""Simulation-based calibration: data sets of a model's own, and the rank of each truth among what is learnt from them.

A truth is a prior path that meets the sharp observation; its figures are what it has, with errors that are drawn. What
is learnt from them has the truth among its members as one of many: its rank is uniform, whatever is asked of both
(Talts et al. 2018). Of parameters that also holds of members that know nothing of the data; of the log likelihood it
doesn't (Modrák et al. 2023).
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from simengine.compute.engine_kinds import make_engine
from simengine.learning.likelihood import log_densities
from simengine.learning.readings import reading_plan, seen_and_errors
from simengine.plan.past import last_step, past_of
from simengine.plan.plan import Plan
from simengine.status import Status
from tests.helpers.learning.learned import learn_by, plan_of
from tests.helpers.learning.ranks import rank_among

TEXT = """
clock: {start: 2024-01, end: 2026-01, step: quarter}
parameters: {level: {normal: {mean: 0, sd: 1}}, rate: {gamma: {mean: 2, sd: 1}}}
drivers: {x: {process: ornstein_uhlenbeck, initial: level, level: level, speed: 1, volatility: 0.7}}
events: {strike: {hazard: rate, repeats: true}}
observe:
  window: {at: 2024-Q2, expr: x, between: [-1, 3]}
  reading: {at: 2024-Q4, expr: x, value: 0, error: 0.4}
  strikes: {at: 2025-Q1, expr: count(strike), value: 0, error: 0.5}
questions:
  level: {text: The level, as_of: 2024-Q1, value: level}
  rate: {text: The rate, as_of: 2024-Q1, value: rate}
  x: {text: The driver when it is read, as_of: 2024-Q4, value: x}
  later: {text: Driver and event later, as_of: 2025-Q4, value: x + count(strike)}
"""
MEMBERS = 63
"""Members that a truth is ranked among: few of each island, so that they hardly depend on one another."""
TRUTHS, OTHERS = 2**40, 2**41
"""The first path that may be a truth, and the first of those that take the posterior's place in a control."""


@dataclass(frozen=True, eq=False)
class DataSet:
    """The plan of the past with a truth's figures, and what was asked of the truth."""

    number: int
    past: Plan
    asked: np.ndarray


class Calibration:
    """`sets` data sets, what is learnt from each by a route, and the ranks of truths."""

    def __init__(self, sets):
        self.sets, self.plan = sets, plan_of(TEXT)
        self.past = past_of(self.plan)
        self.reading = make_engine("machine", reading_plan(self.past))
        self.engine = make_engine("machine", self.plan)
        self.names = [*(one.name for one in self.plan.questions), "log_likelihood"]
        self.data = [self._data_set(number, path) for number, path in enumerate(self._prior(TRUTHS, sets))]

    def ranks(self, members_of, spread=1.0):
        """By name the rank of each truth among MEMBERS of its data set, given as (paths, dice, step of fresh ones).

        Members are drawn together to `spread` of their distance from their mean, but for their log likelihood.
        """
        uniform, found = np.random.default_rng(5), []
        for one in self.data:
            asked = self._asked(one.past, *members_of(one))
            means = asked[:, :-1].mean(axis=0)
            asked[:, :-1] = means + spread * (asked[:, :-1] - means)
            us = uniform.random(len(self.names))
            found.append([rank_among(*each) for each in zip(one.asked, asked.T, us, strict=True)])
        return dict(zip(self.names, np.array(found).T, strict=True))

    def learnt(self, route, islands, **how):
        """Members by a route, of so many islands that no other data set has; each data set has futures of its own."""

        @cache
        def members_of(data):
            numbers = range(data.number * islands, (data.number + 1) * islands)
            found = learn_by(route, data.past, self.reading.simulate, numbers, **how).members(MEMBERS * self.sets)
            paths = np.arange(data.number, MEMBERS * self.sets, self.sets)
            return paths, found.rolled(paths), found.step

        return members_of

    def prior(self, data):
        """Members that know of the sharp observation alone."""
        return np.array(self._prior(OTHERS + 1_000 * data.number, MEMBERS)), {}, None

    def _prior(self, first, count):
        """So many paths that meet the sharp observation."""
        results = self.reading.simulate(range(first, first + 3 * count + 50))
        return results.path[results.status == Status.OK][:count].tolist()

    def _data_set(self, number, path):
        seen, errors = seen_and_errors(self.past, self.reading.simulate([path], until=last_step(self.past)))
        values = np.random.default_rng([3, number]).normal(seen[0], errors[0]).tolist()
        figures = [replace(one, value=value) for one, value in zip(self.past.likelihoods, values, strict=True)]
        past = replace(self.past, likelihoods=tuple(figures))
        return DataSet(number, past, self._asked(past, np.array([path]), {}, None)[0])

    def _asked(self, past, paths, rolled, fresh):
        """The answers and the log likelihood of some paths, shape [n, names]."""
        short = self.reading.simulate(paths, rolled=rolled, until=last_step(past))
        answers = self.engine.simulate(paths, rolled=rolled, fresh=fresh).questions
        return np.column_stack([answers, log_densities(past, short).sum(axis=1)])
