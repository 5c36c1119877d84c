"""Parameters held at a value: what is not held stays as it was, and the model keeps its form."""

import dataclasses

import numpy as np
import pytest

from simengine.engines.kernel.module import make_kernel
from simengine.engines.reference import ReferenceEngine
from simengine.plan.build import make_plan
from simengine.plan.held import held, holdable
from simengine.processes import processes
from tests.batch.lamp import lamp

NAMES = ["target", "wear", "dimmer"]
KEEP = ["target", "twin", "wear", "light", "seen"]


@pytest.fixture
def plan(tmp_path):
    return dataclasses.replace(make_plan(lamp(tmp_path)), observations=())


def bits(plan):
    draws = ReferenceEngine(plan).simulate(range(12), KEEP)
    columns = (draws.status, draws.outcome, draws.measures, draws.kept, *(log.steps for log in draws.events))
    return [column.tobytes() for column in columns]


def test_with_none_held_every_path_is_the_same(plan):
    assert bits(holdable(plan, NAMES)) == bits(plan)


@pytest.mark.parametrize(("index", "value"), [(1, 0.3), (2, 1.5)])
def test_one_that_is_held_is_as_if_it_were_fixed(plan, tmp_path, index, value):
    fixed = make_plan(lamp(tmp_path, f"parameters.{NAMES[index]}={value}", "observe=null"))
    assert bits(held(holdable(plan, NAMES), index, value)) == bits(fixed)


def test_one_that_is_held_leaves_those_correlated_with_it_their_draws(plan):
    before = ReferenceEngine(plan).simulate(range(12), KEEP).kept[:, 0]
    after = ReferenceEngine(held(holdable(plan, NAMES), 0, 1.25)).simulate(range(12), KEEP).kept[:, 0]
    assert (after[:, 0] == 1.25).all()
    assert (after[:, 1:3] == before[:, 1:3]).all()
    assert len(np.unique(before[:, 1])) == 12


def test_one_compiled_model_serves_for_all(plan):
    room = holdable(plan, NAMES)
    texts = {make_kernel(one, processes()).text for one in (room, held(room, 0, 1.25), held(room, 2, 0.0))}
    assert len(texts) == 1
