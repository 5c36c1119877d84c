"""The order in which the engine's processes are created leaves every bit as it is."""

import random
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from simengine.engines.reference.simulation import ReferenceEngine
from simengine.loading import load
from simengine.plan.planning import make_plan

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.yaml"))
BREAKING = ["bad_hazard", "bad_chance", "bad_late_chance", "bad_late_hazard", "bad_note", "bad_flow", "bad_rate"]


def columns(plan, arrange, paths, keep):
    """Everything the engine tells, as bytes."""
    draws = ReferenceEngine(plan, arrange=arrange).simulate(paths, keep=keep)
    events = [column for steps in draws.events for column in (steps.offsets, steps.steps)]
    rest = [getattr(draws, part.name) for part in fields(draws) if part.name != "events"]
    assert all(isinstance(column, np.ndarray) for column in (*rest, *events))
    return [column.tobytes() for column in (*rest, *events)]


def shuffled(seed):
    """An arrangement at random, another one for every path."""
    rng = random.Random(seed)  # noqa: S311 (a shuffle)
    return lambda starts: rng.sample(starts, len(starts))


def agrees(model, paths=range(5)):
    plan = make_plan(model)
    keep = (*model.scenario.drivers, *model.scenario.formulas)
    expected = columns(plan, list, paths, keep)
    arrangements = [lambda starts: starts[::-1], shuffled(1), shuffled(2)]
    return all(columns(plan, arrange, paths, keep) == expected for arrange in arrangements)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_on_every_part_of_the_language(file):
    assert agrees(load(file))


@pytest.mark.parametrize("second", BREAKING)
@pytest.mark.parametrize("first", BREAKING)
def test_where_several_things_break_in_one_step(first, second):
    changes = [f"parameters.{name}.fixed=0.25" for name in {first, second}]
    assert agrees(load(HERE / "failures.yaml", changes), [0])


def test_an_arrangement_is_used():
    """A negative control: with three drivers left out, something changes."""
    plan = make_plan(load(HERE / "events.yaml"))
    assert columns(plan, lambda starts: starts[3:], [0], ["c"]) != columns(plan, list, [0], ["c"])
