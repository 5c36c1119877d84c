"""Texts with figures, learnt by the route that is asked for."""

import math

import numpy as np
from scipy.stats import t as student

from simengine.compute.engine_kinds import make_engine
from simengine.learning.learn import learn
from simengine.learning.readings import reading_plan
from simengine.loading import load_text
from simengine.plan.past import past_of
from simengine.plan.planning import make_plan
from simengine.runs.learnt import Effort
from tests.helpers.switches import asked

ROUTES = ("weights", "sequential")
EFFORT = 150 if asked("SIMENGINE_LEARNING") else 60
"""Simulations a member: with more the errors are smaller that tests allow for."""
SPAN = "clock: {start: 2024-01, end: 2030-01, step: month}\n"
CLOCK = SPAN + "drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1}}\n"


def plan_of(text, seed=None):
    """The plan of a text, with a clock and a random walk unless it has its own."""
    head = "" if "clock:" in text else SPAN if "drivers:" in text else CLOCK
    return make_plan(load_text(f"name: known\n{head}{text}", "known").model, seed=seed)


def learn_by(route, past, simulate, islands, effective=1_000, effort=EFFORT, jobs=2):
    """The islands of a plan without its future, by a route."""
    return learn(past, simulate, islands, Effort(effective, effort), jobs=jobs, route=route)


class Learned:
    """A text's members: their measures and answers, and the mean of a figure with its error by islands."""

    def __init__(self, text, route="weights", *, seed=None, effective=1_000, effort=EFFORT, jobs=2, paths=10_000):
        self.plan = plan_of(text, seed)
        self.past = past_of(self.plan)
        self.simulate = make_engine("machine", reading_plan(self.past)).simulate
        self.learnt = learn_by(route, self.past, self.simulate, range(8), effective, effort, jobs)
        self.learnt.check()
        self.members = self.learnt.members(paths)
        asked = np.arange(paths)
        engine = make_engine("machine", self.plan)
        self.found = engine.simulate(asked, rolled=self.members.rolled(asked), fresh=self.members.step)
        self.islands = self.members.islands(asked)

    def column(self, name):
        """A measure or an answer on each member."""
        names = [cell.name for cell in self.plan.measures]
        if name in names:
            return self.found.measures[:, names.index(name)]
        return self.found.questions[:, [one.name for one in self.plan.questions].index(name)]

    def check(self, values, truth, most=0.1):
        """The mean of values is the truth, by an error from the islands that is at most `most`."""
        means = np.array([values[self.islands == at].mean() for at in range(8)])
        se = means.std(ddof=1) / math.sqrt(8)
        assert abs(values.mean() - truth) < student.ppf(0.9995, 7) * se, (values.mean(), truth, se)
        assert se < most

    def check_evidence(self, truth, most=0.1):
        """The log evidence is the truth, by its own error, which is at most `most`."""
        found, se = self.learnt.log_evidence
        assert abs(found - truth) < 5 * se, (found, truth, se)
        assert se < most
