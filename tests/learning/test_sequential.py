"""Members that are moved towards the observations, where the posterior is known."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from simengine.compute.engine_kinds import make_engine
from simengine.errors import SimengineError
from simengine.learning import sequential
from simengine.learning.learn import learn
from simengine.learning.readings import reading_plan
from simengine.learning.sequential import move_island
from simengine.learning.task import LearningTask
from simengine.loading import load_text
from simengine.plan.past import past_of
from simengine.plan.planning import make_plan
from simengine.runs.learnt import Effort

HEAD = """
name: known
clock: {start: 2024-01, end: 2026-01, step: month}
drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
"""
NORMAL = """
parameters: {theta: {normal: {mean: 0, sd: 1}}, junk: {uniform: [0, 1]}}
observe: {seen: {at: 2024-01, expr: theta, value: 1, error: 0.5}}
measures: {th: {expr: theta}}
"""
QUIET = """
parameters: {rate: {gamma: {mean: 1, sd: 0.5}}}
events: {strike: {hazard: rate}}
observe:
  none: {at: 2024-12, when: not occurred(strike)}
  walk: {at: 2025-01, expr: x, value: 0.5, error: 1}
measures: {th: {expr: rate}}
"""


def task_of(text, engine="machine", effort=150):
    plan = make_plan(load_text(HEAD + text, "known").model)
    past = past_of(plan)
    return plan, LearningTask.of(past, make_engine(engine, reading_plan(past)).simulate, 1_000, effort)


def values_of(plan, island):
    """What the first parameter is on the members."""
    engine, members = make_engine("machine", plan), range(len(island.ancestor))
    return engine.simulate(members, [plan.parameters[0].name], rolled=dict(island.dice), until=0).kept[:, 0, 0]


@pytest.mark.parametrize(
    ("text", "mean", "sd", "evidence"),
    [
        (NORMAL, 0.8, math.sqrt(0.2), norm.logpdf(1, 0, math.sqrt(1.25))),
        (QUIET, 0.8, 0.4, 4 * math.log(0.8) + norm.logpdf(0.5, 0, math.sqrt(1 + 13 / 12))),
    ],
)
def test_known_posteriors(text, mean, sd, evidence):
    """A normal prior and a normal figure; a rate gamma(4, 4) with no event in a year, beside a noisy reading of noise.

    Bounds are five standard errors of as many independent members as a fifth of an island.
    """
    plan, task = task_of(text)
    islands = [move_island(task, number) for number in range(2)]
    values = np.concatenate([values_of(plan, one) for one in islands])
    assert abs(values.mean() - mean) < 5 * sd / math.sqrt(500)
    assert values.std() == pytest.approx(sd, rel=0.2)
    assert math.fsum(one.log_evidence for one in islands) / 2 == pytest.approx(evidence, abs=0.12)
    assert abs(values.mean() - (0.0 if text is NORMAL else 1.0)) > 5 * sd / math.sqrt(500)  # the prior's is refused


def test_an_island_is_the_same_however_it_is_found(monkeypatch):
    """In threads, after a pause, and by its number alone; a few moves are enough to tell."""
    monkeypatch.setattr(sequential, "MOVES", 4)
    _, task = task_of(NORMAL, effort=60)
    alone = move_island(task, 3)

    class Kept(dict):
        def read(self, name):
            return self.get(name)

        def write(self, name, arrays):
            self[name] = arrays

    kept = Kept()
    hard = NORMAL.replace("value: 1, error: 0.5", "value: 3, error: 0.0001")
    plan, _ = task_of(hard)
    past = past_of(plan)
    simulate = make_engine("machine", reading_plan(past)).simulate
    first = learn(past, simulate, range(2), Effort(1_000, 60), jobs=2, checkpoints=kept)
    again = learn(past, simulate, range(2), Effort(1_000, 60), checkpoints=kept)
    fresh = learn(past, simulate, [1], Effort(1_000, 60))
    assert first.route == "sequential"
    for one, other in ((first.islands[1], again.islands[1]), (first.islands[1], fresh.islands[0])):
        assert one.log_evidence == other.log_evidence
        assert all((one.dice[die] == other.dice[die]).all() for die in one.dice)
    assert (move_island(task, 3).dice[task.covered[0]] == alone.dice[task.covered[0]]).all()


def test_what_hardly_any_member_meets_is_named():
    _, task = task_of(NORMAL.replace("value: 1, error: 0.5", "between: [4, 5]"))
    with pytest.raises(SimengineError, match=r"observe\.seen: of 1,250 futures .* 0 meet it: too few to learn from"):
        move_island(task, 0)
