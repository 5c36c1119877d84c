"""The parts of a run alone are what the run itself draws and calls; an edited model has a formula more."""

from collections.abc import Callable

import numpy as np
import pytest

from bench import engine as ours
from bench.commands import edited
from bench.kernels import ROWS, STEPS, Parts
from simengine import numerics
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.processes._process import Draw
from simengine.randomness.streams import CLOCK, occurrence_uniform, step_normal, step_uniform

BLOCK = 16
SEED, PATHS = 3, 2 * BLOCK
FIRST = SEED * PATHS + BLOCK
"""The first path of the last block."""


@pytest.fixture(scope="module")
def plan():
    return ours.flagship_plan()


def number_of(draw: Draw) -> Callable[..., float]:
    return step_uniform if draw is Draw.UNIFORM else step_normal


def drawn(plan, normal: bool) -> np.ndarray:
    """The numbers of the last four steps on the last block of paths, [stream, step, path], by the definition."""
    streams = [(driver, draw, slot) for driver in plan.drivers for draw, slot in driver.draws]
    last = range((plan.clock.steps - 1) // STEPS * STEPS, plan.clock.steps)
    paths = range(FIRST, FIRST + BLOCK)
    return np.array(
        [
            [[number_of(draw)(driver.key, path, k, slot) for path in paths] for k in last]
            for driver, draw, slot in streams
            if not normal or draw is not Draw.UNIFORM
        ]
    )


def test_the_draws_alone_are_those_of_all_streams(plan):
    assert plan.clock.steps % STEPS == 0
    found = Parts(plan, BLOCK).draws("draws").work(PATHS, SEED)
    want = drawn(plan, normal=False)
    assert (found[:-1].reshape(want.shape) == want).all()
    clock = [event.key for event in plan.events if event.hazard is not None][-1]
    assert found[-1].tolist() == [occurrence_uniform(clock, FIRST + i, 0, CLOCK) for i in range(BLOCK)]


def test_the_normals_alone_are_those_of_all_streams(plan):
    found = Parts(plan, BLOCK).normals("normals").work(PATHS, SEED)
    want = drawn(plan, normal=True)
    assert (found[:-1].reshape(want.shape) == want).all()


@pytest.mark.parametrize("name", ["exp", "expm1"])  # one that the machine has, one that is compiled for the purpose
def test_a_function_alone_is_called_as_often_as_asked(plan, name):
    found = Parts(plan, BLOCK).functions("functions", {name: 0.3}).work(100 * BLOCK, 0)
    last = found[(30 - 1) % ROWS]
    assert found[ROWS].tolist() == [getattr(numerics, name)(float(x)) for x in last]


def test_an_edited_model_has_a_new_formula(plan, tmp_path):
    names = [{cell.name for cell in make_plan(load(edited(tmp_path, number))).look} for number in range(2)]
    before = {cell.name for cell in plan.look}
    assert [found - before for found in names] == [{"edited"}, {"edited"}]
    texts = {file.read_text(encoding="utf-8") for file in tmp_path.rglob("baseline.yaml")}
    assert len(texts) == 2
