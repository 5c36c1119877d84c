"""The whole method through the reference engine gives the bits that it gives through the machine, in any threads.

SIMENGINE_CALIBRATION asks for whole islands that are moved through the reference engine, which takes minutes; else it
computes some of the futures of each call again.
"""

from functools import cache

import numpy as np
import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.learning.readings import reading_plan
from simengine.plan.past import past_of
from tests.helpers.engines.engine_parity import compare, differences
from tests.helpers.learning.learned import ROUTES, learn_by, plan_of
from tests.helpers.switches import asked

TEXT = """
clock: {start: 2024, end: 2027, step: year}
parameters: {level: {normal: {mean: 0, sd: 1}}, rate: {gamma: {mean: 1, sd: 0.5}}}
drivers: {x: {process: ornstein_uhlenbeck, initial: level, level: 0, speed: 1, volatility: 0.6}}
events: {strike: {hazard: rate, effects: {x: {add: 0.5}}}}
questions: {later: {text: x, as_of: 2026, value: x}}
observe:
  reading: {at: 2024, expr: x, value: 0.8, error: 0.4}
  quiet: {at: 2024, when: not occurred(strike)}
"""
SAMPLE = 3
"""So many futures of each call are computed by the reference engine too, where it isn't asked for all of them."""


def learnt(route, simulate, islands=range(1), jobs=1):
    return learn_by(route, past_of(plan_of(TEXT)), simulate, islands, effective=8, effort=40, jobs=jobs)


@cache
def engines():
    plan = reading_plan(past_of(plan_of(TEXT)))
    return plan, make_engine("machine", plan).simulate, make_engine("reference", plan).simulate


def unlike(one, other):
    """What differs in two results of learning, in words."""
    found = [] if one.log_evidence == other.log_evidence else [f"{one.log_evidence} {other.log_evidence}"]
    for first, second in zip(one.islands, other.islands, strict=True):
        if not np.array_equal(first.increments, second.increments) or first.simulations != second.simulations:
            found.append(f"island {first.number}: {first.increments} {second.increments}")
    mine, others = one.members(500), other.members(500)
    return found if mine.digest() == others.digest() else [*found, "members"]


@pytest.mark.parametrize("route", ROUTES)
def test_futures_of_every_call_are_the_same(route):
    """The dice that learning rolls, up to the steps it asks for."""
    plan, machine, reference = engines()
    calls, rolled_calls = 0, 0

    def both(paths, rolled=None, until=None):
        nonlocal calls, rolled_calls
        found = machine(paths, rolled=rolled or {}, until=until)
        places = np.linspace(0, len(paths) - 1, SAMPLE).astype(int).tolist()
        some = [paths[place] for place in places]
        dice = {die: shown[places] for die, shown in (rolled or {}).items()}
        expected = reference(some, rolled=dice, until=until)
        assert differences(plan, expected, machine(some, rolled=dice, until=until)) == []
        assert np.array_equal(found.questions[places], expected.questions, equal_nan=True)
        calls, rolled_calls = calls + 1, rolled_calls + bool(rolled)
        return found

    assert unlike(learnt(route, both), learnt(route, machine)) == []
    assert calls > 3
    assert (rolled_calls > 20) == (route == "sequential")


@pytest.mark.skipif(not asked("SIMENGINE_CALIBRATION"), reason="the reference engine takes minutes")
@pytest.mark.parametrize("route", ROUTES)
def test_an_island_by_the_reference_engine(route):
    _, machine, reference = engines()
    assert unlike(learnt(route, machine), learnt(route, reference)) == []


@pytest.mark.parametrize("route", ROUTES)
def test_threads_do_not_show(route):
    _, machine, _ = engines()
    one, two = (learnt(route, machine, range(3), jobs) for jobs in (1, 2))
    assert unlike(one, two) == []
    assert unlike(one, learnt(route, machine, [4, 5, 6])) != []  # a difference is told


@pytest.mark.parametrize("route", ROUTES)
def test_members_replay_to_the_bit(route):
    """Whole futures of members, past and fresh, on both engines."""
    members = learnt(route, engines()[1], range(2)).members(12)
    paths = np.arange(12)
    how = {"rolled": members.rolled(paths), "fresh": members.step}
    differing, expected, _ = compare(plan_of(TEXT), paths.tolist(), **how)
    assert differing == []
    assert (expected.status == 0).all()
