"""Parameters held at a value: what is not held stays as it was."""

import dataclasses

import numpy as np
import pytest

from simengine.plan.hold import hold_parameter
from simengine.plan.planning import make_plan
from tests.helpers.compute.lamp_model import lamp

KEEP = ["target", "twin", "wear", "light", "seen"]


@pytest.fixture
def plan(tmp_path):
    return dataclasses.replace(make_plan(lamp(tmp_path)), observations=())


def bits(engine, plan):
    draws = engine(plan).simulate(range(12), KEEP)
    columns = (draws.status, draws.outcome, draws.measures, draws.kept, *(log.steps for log in draws.events))
    return [column.tobytes() for column in columns]


@pytest.mark.parametrize(("name", "value"), [("wear", 0.3), ("dimmer", 1.5)])
def test_one_that_is_held_is_as_if_it_were_fixed(plan, engine, tmp_path, name, value):
    fixed = make_plan(lamp(tmp_path, f"parameters.{name}={value}", "observe=null"))
    assert bits(engine, hold_parameter(plan, name, value)) == bits(engine, fixed)


def test_a_parameter_that_there_is_not(plan):
    with pytest.raises(KeyError, match="weight"):
        hold_parameter(plan, "weight", 1.0)


def test_one_that_is_held_leaves_those_correlated_with_it_their_draws(plan, engine):
    before = engine(plan).simulate(range(12), KEEP).kept[:, 0]
    after = engine(hold_parameter(plan, "target", 1.25)).simulate(range(12), KEEP).kept[:, 0]
    assert (after[:, 0] == 1.25).all()
    assert (after[:, 1:3] == before[:, 1:3]).all()
    assert len(np.unique(before[:, 1])) == 12
