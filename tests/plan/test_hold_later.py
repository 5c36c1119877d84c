"""Parameters held from some step on: up to it every path is what it was, after it they have the value."""

import dataclasses
import json
import random

import numpy as np
import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.loading import load_text
from simengine.plan.hold import hold_parameter
from simengine.plan.hold_later import hold_later, told_at_the_start
from simengine.plan.planning import make_plan
from tests.helpers.compute.lamp_model import lamp
from tests.helpers.semantics.random_model import scenario

PATHS = range(20)
STEP = 10


@pytest.fixture
def plan(tmp_path):
    return dataclasses.replace(make_plan(lamp(tmp_path)), observations=())


def generated(seed):
    made = scenario(random.Random(seed))  # noqa: S311 (not for secrets)
    made["simulate"]["nested"] = 1
    plan = make_plan(load_text(json.dumps(made), "generated").model)
    return dataclasses.replace(plan, observations=())


def middle(plan):
    """A step in the middle of the clock, and the plan with all that can be held after it."""
    step, stuck = plan.clock.steps // 2, told_at_the_start(plan)
    return step, hold_later(plan, {one.name: 0.7 for one in plan.parameters if one.name not in stuck}, step)


def drawn(engine, plan):
    found = engine.simulate(PATHS, [driver.name for driver in plan.drivers])
    logs = [column for log in found.events for column in (log.offsets, log.steps)]
    return [found.status, found.outcome, found.measures, found.questions, found.kept, *logs]


def same(one, other):
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", range(30))
def test_any_scenario_stays_as_it_was_until_then_on_either_engine(seed):
    plan = generated(seed)
    step, later = middle(plan)
    machine, reference = make_engine("machine", later), make_engine("reference", later)
    assert same(drawn(machine, later), drawn(reference, later))
    keep = [driver.name for driver in plan.drivers]
    before = make_engine("machine", plan).simulate(PATHS, keep, until=step)
    after = machine.simulate(PATHS, keep, until=step)
    assert same([before.status, before.kept, before.step], [after.status, after.kept, after.step])


def test_some_scenario_is_moved_by_it():
    moved = 0
    for seed in range(30):
        plan = generated(seed)
        _, later = middle(plan)
        moved += not same(*(drawn(make_engine("machine", one), plan) for one in (plan, later)))
    assert moved > 10


@pytest.mark.parametrize(("name", "value"), [("wear", 0.3), ("dimmer", 1.5), ("target", 2.5)])
def test_held_from_before_the_start_it_is_held_altogether(plan, engine, name, value):
    always, later = hold_parameter(plan, name, value), hold_later(plan, {name: value}, -1)
    assert same(drawn(engine(always), plan), drawn(engine(later), plan))


def test_a_formula_has_the_value_from_the_next_step_on(plan, engine):
    kept = [
        engine(one).simulate(PATHS, ["seen"]).kept[:, :, 0] for one in (plan, hold_later(plan, {"dimmer": 2.0}, STEP))
    ]
    assert (kept[0][:, : STEP + 1] == kept[1][:, : STEP + 1]).all()
    assert np.allclose(kept[0][:, STEP + 1 :] - kept[1][:, STEP + 1 :], 3.0)


def test_what_a_process_is_told_at_the_start_alone_can_not_be_held_later():
    plan = generated(14)  # whose chain has p9 as a rate
    assert told_at_the_start(plan) == {"p9"}
    with pytest.raises(ValueError, match="p9 is told to a process at the start alone"):
        hold_later(plan, {"p0": 1.0, "p9": 1.0}, 2)


def test_nothing_held_is_the_plan_itself(plan):
    assert hold_later(plan, {}, STEP) is plan


def test_a_parameter_that_there_is_not(plan):
    with pytest.raises(KeyError, match="weight"):
        hold_later(plan, {"weight": 1.0}, STEP)
