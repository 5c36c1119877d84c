"""Simulation-based calibration: data sets of a model's own, and the rank of each truth among what is learnt from them.

A truth is a prior path that meets the sharp observation; its figures are what it has, with errors that are drawn. What
is learnt from them has the truth among its members as one of many: its rank is uniform, whatever is asked of both
(Talts et al. 2018). Of parameters that also holds of members that know nothing of the data; of the log likelihood it
doesn't (Modrák et al. 2023).
"""

from dataclasses import replace

import numpy as np

from simengine.compute.engine_kinds import make_engine
from simengine.learning.likelihood import log_densities
from simengine.learning.readings import reading_plan, seen_and_errors
from simengine.loading import load_text
from simengine.plan.past import last_step, past_of
from simengine.plan.planning import make_plan
from simengine.randomness.dice import NOTHING_ROLLED
from simengine.status import Status
from tests.helpers.learning.learned import learn_by
from tests.helpers.learning.ranks import rank_among

TEXT = """
name: calibration
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
"""The first path that may be the truth, and the first of those that take the posterior's place in a control."""


class DataSet:
    """The figures of one truth. Each data set has a seed of its own, so that nothing random is in two of them."""

    def __init__(self, model, seed):
        plan = make_plan(model, seed)
        past = past_of(plan)
        self.reading, self.engine = make_engine("machine", reading_plan(past)), make_engine("machine", plan)
        (path,) = self.prior(TRUTHS, 1)
        seen, errors = seen_and_errors(past, self.reading.simulate([path], until=last_step(past)))
        values = np.random.default_rng([3, seed]).normal(seen[0], errors[0]).tolist()
        figures = [replace(one, value=value) for one, value in zip(past.likelihoods, values, strict=True)]
        self.past = replace(past, likelihoods=tuple(figures))
        self.truth = self.asked([path])[0]

    def prior(self, first, count):
        """So many paths that meet the sharp observation."""
        results = self.reading.simulate(range(first, first + 3 * count + 50))
        return results.path[results.status == Status.OK][:count].tolist()

    def asked(self, paths, rolled=NOTHING_ROLLED, fresh=None):
        """The answers and the log likelihood of some paths, shape [n, names]."""
        short = self.reading.simulate(paths, rolled=rolled, until=last_step(self.past))
        answers = self.engine.simulate(paths, rolled=rolled, fresh=fresh).questions
        return np.column_stack([answers, log_densities(self.past, short).sum(axis=1)])

    def learnt(self, route, islands, **how):
        """The same of MEMBERS that are learnt by a route, by so many islands."""
        members = learn_by(route, self.past, self.reading.simulate, range(islands), **how).members(MEMBERS)
        paths = np.arange(MEMBERS)
        return self.asked(paths, members.rolled(paths), members.step)


class Calibration:
    """`sets` data sets, and the ranks of truths."""

    def __init__(self, sets):
        model = load_text(TEXT, "calibration").model
        self.data = [DataSet(model, seed) for seed in range(sets)]
        self.names = [*(one.name for one in make_plan(model).questions), "log_likelihood"]

    def learnt(self, route, islands, **how):
        """What members of each data set have, [sets, MEMBERS, names]."""
        return np.stack([one.learnt(route, islands, **how) for one in self.data])

    def prior(self):
        """The same of members that know of the sharp observation alone."""
        return np.stack([one.asked(one.prior(OTHERS, MEMBERS)) for one in self.data])

    def ranks(self, found):
        """By name the rank of each truth among what the members of its data set have."""
        us = np.random.default_rng(5).random((len(self.data), len(self.names)))
        ranks = [
            [rank_among(*each) for each in zip(one.truth, own.T, us[at], strict=True)]
            for at, (one, own) in enumerate(zip(self.data, found, strict=True))
        ]
        return dict(zip(self.names, np.array(ranks).T, strict=True))


def drawn_together(found, spread):
    """What members have, at so small a part of its distance from its mean; but for their log likelihood."""
    means = found[:, :, :-1].mean(axis=1, keepdims=True)
    return np.concatenate([means + spread * (found[:, :, :-1] - means), found[:, :, -1:]], axis=2)
