"""Parameters with a value of their own from some step on: up to it every path is what it was, then they have it."""

import dataclasses
import json
import random

import numpy as np
import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.loading import load_text
from simengine.model.told_at_the_start import told_at_the_start
from simengine.plan.hold import hold_parameter
from simengine.plan.identity import definitions_of, identity_of
from simengine.plan.later import hold_later, with_later
from simengine.plan.past import last_step, past_digest
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
    for one in made["parameters"].values():
        one.pop("later", None)
    model = load_text(json.dumps(made), "generated").model
    return model, dataclasses.replace(make_plan(model), observations=())


def middle(seed):
    """A plan, a step in the middle of its clock, and the plan with all that can be held from it on."""
    model, plan = generated(seed)
    step, stuck = plan.clock.steps // 2, told_at_the_start(model)
    held = {one.name: 0.7 for one in plan.parameters if one.name not in stuck}
    return plan, step, hold_later(plan, held, step + 1)


def drawn(engine, plan):
    found = engine.simulate(PATHS, [driver.name for driver in plan.drivers])
    logs = [column for log in found.events for column in (log.offsets, log.steps)]
    return [found.status, found.outcome, found.measures, found.questions, found.kept, *logs]


def same(one, other):
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", range(30))
def test_any_scenario_stays_as_it_was_until_then_on_either_engine(seed):
    plan, step, later = middle(seed)
    machine, reference = make_engine("machine", later), make_engine("reference", later)
    assert same(drawn(machine, later), drawn(reference, later))
    keep = [driver.name for driver in plan.drivers]
    before = make_engine("machine", plan).simulate(PATHS, keep, until=step)
    after = machine.simulate(PATHS, keep, until=step)
    assert same([before.status, before.kept, before.step], [after.status, after.kept, after.step])


def test_some_scenario_is_moved_by_it():
    moved = 0
    for seed in range(30):
        plan, _, later = middle(seed)
        moved += not same(*(drawn(make_engine("machine", one), plan) for one in (plan, later)))
    assert moved > 10


@pytest.mark.parametrize(("name", "value"), [("wear", 0.3), ("dimmer", 1.5), ("target", 2.5)])
def test_held_from_the_start_on_it_is_held_altogether(plan, engine, name, value):
    always, later = hold_parameter(plan, name, value), hold_later(plan, {name: value}, 0)
    assert same(drawn(engine(always), plan), drawn(engine(later), plan))


def test_a_formula_and_the_parameter_itself_have_the_value_from_this_step_on(plan, engine):
    later = hold_later(plan, {"dimmer": 2.0}, STEP)
    kept = [engine(one).simulate(PATHS, ["seen", "dimmer"]).kept for one in (plan, later)]
    assert (kept[0][:, :STEP] == kept[1][:, :STEP]).all()
    assert np.allclose(kept[0][:, STEP:, 0] - kept[1][:, STEP:, 0], 3.0)
    assert (kept[1][:, STEP:, 1] == 2.0).all()


def test_what_a_process_or_bounds_are_told_at_the_start_alone():
    model, _ = generated(14)  # whose chain has p9 as a rate
    assert list(told_at_the_start(model)) == ["p9"]


def test_it_takes_the_place_of_what_was_said_of_later(plan):
    first = hold_later(plan, {"wear": 0.3, "dimmer": 1.0}, STEP)
    again = hold_later(first, {"wear": 0.5}, STEP + 1)
    assert [(one.name, one.step, one.value) for one in again.later] == [("dimmer", STEP, 1.0), ("wear", STEP + 1, 0.5)]


def test_nothing_later_is_the_plan_itself(plan):
    assert with_later(plan) is plan
    assert with_later(with_later(hold_later(plan, {"wear": 0.3}, STEP))).later == ()


def test_a_parameter_that_there_is_not(plan):
    with pytest.raises(KeyError, match="weight"):
        hold_later(plan, {"weight": 1.0}, STEP)


def test_what_is_later_is_another_run_that_reads_the_same(plan):
    one, other, third = plan, hold_later(plan, {"wear": 0.3}, STEP), hold_later(plan, {"wear": 0.3}, STEP + 1)
    assert len({identity_of(some).paths for some in (one, other, third)}) == 3
    assert identity_of(one).readings == identity_of(other).readings
    assert definitions_of(one) == definitions_of(other)


def test_only_what_is_so_by_the_last_observation_is_another_past(tmp_path):
    plan = make_plan(lamp(tmp_path))
    last = last_step(plan)
    digests = [past_digest(hold_later(plan, {"wear": 0.5}, step)) for step in (last + 1, last + 2, last)]
    assert digests[0] == digests[1] == past_digest(plan) != digests[2]
