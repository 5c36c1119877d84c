"""Members that are moved towards the observations, where the posterior is known."""

import math

import numpy as np
import pytest
from scipy.stats import norm
from scipy.stats import t as student

from simengine.compute.engine_kinds import make_engine
from simengine.errors import SimengineError
from simengine.learning.by_stages import move_island
from simengine.learning.learn import learn
from simengine.learning.readings import reading_plan
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
"""
QUIET = """
parameters: {rate: {gamma: {mean: 1, sd: 0.5}}}
events: {strike: {hazard: rate}}
observe:
  none: {at: 2024-12, when: not occurred(strike)}
  walk: {at: 2025-01, expr: x, value: 0.5, error: 1}
"""
SQUARE = """
parameters: {p: {normal: {mean: 0, sd: 1}}}
observe: {square: {at: 2024-01, expr: p**2, value: 1, error: 0.1}}
"""
RIDGE = """
parameters:
  a: {normal: {mean: 0, sd: 1}}
  b: {normal: {mean: 0, sd: 1}}
  c: {normal: {mean: 0, sd: 1}}
observe:
  one: {at: 2024-01, expr: a + b, value: 2, error: 0.02}
  two: {at: 2024-02, expr: b + c, value: 1, error: 0.02}
"""


class Known:
    """The islands of a text by stages, and what its first parameter is on their members, [islands, members]."""

    def __init__(self, text, islands=4, effort=400):
        plan = make_plan(load_text(HEAD + text, "known").model)
        past = past_of(plan)
        simulate = make_engine("machine", reading_plan(past)).simulate
        self.learnt = learn(past, simulate, range(islands), Effort(1_000, effort), jobs=2, route="sequential")
        engine, name = make_engine("machine", plan), plan.parameters[0].name
        self.values = np.stack([self._values(engine, name, one) for one in self.learnt.islands])

    @staticmethod
    def _values(engine, name, island):
        paths = range(len(island.ancestor))
        return engine.simulate(paths, [name], rolled=dict(island.dice), until=0).kept[:, 0, 0]

    def agrees(self, mean):
        """Whether the mean is within its error by islands, at one in two thousand."""
        means = self.values.mean(axis=1)
        se = means.std(ddof=1) / math.sqrt(len(means))
        return bool(abs(means.mean() - mean) < student.ppf(0.99975, len(means) - 1) * se)


def gaussian(rows, values, error):
    """The mean, the standard deviation of the first and the log evidence, of standard normals read with an error."""
    read = np.array(rows, float)
    seen = read @ read.T + error**2 * np.eye(len(values))
    mean = read.T @ np.linalg.solve(seen, values)
    left = np.eye(read.shape[1]) - read.T @ np.linalg.solve(seen, read)
    evidence = -0.5 * (values @ np.linalg.solve(seen, values) + np.linalg.slogdet(2 * math.pi * seen)[1])
    return mean[0], math.sqrt(left[0, 0]), evidence


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        (NORMAL, (0.8, math.sqrt(0.2), norm.logpdf(1, 0, math.sqrt(1.25)))),
        (QUIET, (0.8, 0.4, 4 * math.log(0.8) + norm.logpdf(0.5, 0, math.sqrt(1 + 13 / 12)))),
        (RIDGE, gaussian([[1, 1, 0], [0, 1, 1]], np.array([2.0, 1.0]), 0.02)),
    ],
    ids=["normal", "quiet year", "ridge"],
)
def test_known_posteriors(text, truth):
    """A normal prior and figure; a rate gamma(4, 4) and no event in a year; three parameters known by two sums."""
    mean, sd, evidence = truth
    known = Known(text)
    assert known.agrees(mean)
    assert known.values.std() == pytest.approx(sd, rel=0.05)
    found, se = known.learnt.log_evidence
    assert abs(found - evidence) < student.ppf(0.99975, 3) * max(se, 0.02)
    assert known.learnt.effective > 400
    assert not known.agrees(1.0 if text is QUIET else 0.0)  # the prior's is refused


def test_both_modes_are_found():
    """Of a square it is known that it is 1, so that the parameter is as likely near 1 as near −1."""
    known = Known(SQUARE)
    up = (known.values > 0).mean(axis=1)
    assert abs(up.mean() - 0.5) < student.ppf(0.99975, 3) * max(up.std(ddof=1) / 2, 0.01)
    assert np.abs(known.values).mean() == pytest.approx(1.0, abs=0.02)


class Kept(dict):
    """Checkpoints; an attempt ends after so many are written."""

    def __init__(self, most=10**6):
        super().__init__()
        self.most = most

    def read(self, name):
        return self.get(name)

    def write(self, name, arrays):
        if self.most == 0:
            raise KeyboardInterrupt
        self.most -= 1
        self[name] = arrays


def test_an_island_is_the_same_however_it_is_found():
    """In threads, after an interruption between stages, and by its number alone."""
    plan = make_plan(load_text(HEAD + RIDGE, "known").model)
    past = past_of(plan)
    simulate = make_engine("machine", reading_plan(past)).simulate

    def learnt(wanted, **others):
        return learn(past, simulate, wanted, Effort(1_000, 60), route="sequential", **others)

    kept = Kept(1)
    with pytest.raises(KeyboardInterrupt):
        learnt(range(2), checkpoints=kept)
    assert list(kept) == ["sequential-0000"]
    assert "ancestor" not in kept["sequential-0000"]  # half-way
    kept.most = 100
    again, first, alone = learnt(range(2), checkpoints=kept), learnt(range(2), jobs=2), learnt([1])
    read = learnt(range(2), checkpoints=kept)
    for one, other in (
        *zip(first.islands * 2, again.islands + read.islands, strict=True),
        (first.islands[1], alone.islands[0]),
    ):
        assert one.log_evidence == other.log_evidence
        assert one.simulations == other.simulations
        assert (one.seen == other.seen).all()
        assert all((one.dice[die] == other.dice[die]).all() for die in one.dice)


def test_what_hardly_any_member_meets_is_named():
    plan = make_plan(load_text(HEAD + NORMAL.replace("value: 1, error: 0.5", "between: [6, 7]"), "known").model)
    task = LearningTask.of(past_of(plan), make_engine("machine", reading_plan(past_of(plan))).simulate, 1_000, 20)
    with pytest.raises(SimengineError, match=r"observe\.seen: of 20,000 futures .* 0 meet it: too few to learn from"):
        move_island(task, 0)


def test_few_futures_that_meet_a_window_are_enough():
    """One in seven hundred does: P(3 < θ < 4)."""
    text = NORMAL.replace("value: 1, error: 0.5", "between: [3, 4]")
    known = Known(text, islands=2, effort=60)
    share = norm.cdf(4) - norm.cdf(3)
    assert known.learnt.log_evidence[0] == pytest.approx(math.log(share), abs=0.4)
    density = (norm.pdf(3) - norm.pdf(4)) / share
    assert known.values.mean() == pytest.approx(density, abs=0.05)
    assert (known.values.min() >= 3, known.values.max() <= 4) == (True, True)


def test_what_is_sharp_of_the_past_is_met_by_members_that_move():
    """One in a hundred of what a figure left: no die that a later observation reads is fresh, and moves find it."""
    text = """
parameters: {p: {uniform: [0, 1]}, junk: {normal: {mean: 0, sd: 1}}}
observe:
  loose: {at: 2024-02, expr: junk, value: 0.3, error: 0.5}
  narrow: {at: 2024-05, expr: p, between: [0.99, 1]}
"""
    known = Known(text, effort=40)
    (_, _), (share, se) = known.learnt.stage_evidence
    assert abs(share - math.log(0.01)) < student.ppf(0.99975, 3) * max(se, 0.03)
    assert (known.values.min() >= 0.99, known.values.mean()) == (True, pytest.approx(0.995, abs=3e-4))


def learnt_of(text, islands=2):
    """The islands of a whole text by stages."""
    past = past_of(make_plan(load_text(text, "whole").model))
    simulate = make_engine("machine", reading_plan(past)).simulate
    return learn(past, simulate, range(islands), Effort(1_000, 20), jobs=1, route="sequential")


FIXED = """
name: fixed
clock: {start: 2024-01, end: 2025-01, step: month}
parameters: {size: {fixed: 1}}
drivers: {still: {process: level, initial: size}}
observe: {seen: {at: 2024-03, expr: still, value: 2, error: 0.5}}
"""


def test_where_nothing_is_random_the_evidence_is_the_density():
    assert learnt_of(FIXED).log_evidence[0] == pytest.approx(norm.logpdf(2, loc=1, scale=0.5))


def test_values_near_the_largest_are_learnt_from_without_a_warning():
    """Figures beyond the root of the largest number, whose squares are infinite."""
    text = FIXED.replace("fixed: 1}", "normal: {mean: 1e200, sd: 1e199}}").replace(
        "value: 2, error: 0.5", "value: 1.1e200, error: 1e199"
    )
    exact = norm.logpdf(0.1, scale=math.sqrt(0.02)) - math.log(1e200)
    assert learnt_of(text, islands=4).log_evidence[0] == pytest.approx(exact, abs=0.3)
