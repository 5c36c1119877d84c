"""A function with memory is one file and one test: this is both, with an engine that has never heard of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simengine.functions
from simengine.errors import ScenarioError
from simengine.functions import memory_functions
from simengine.loading import load
from simengine.plan.planning import make_plan
from tests.helpers.processes.own_modules import one_more

FUNCTION = '''\
"""`deepest_fall(x)`: the largest fall of x from its highest value yet."""

from typing import final

from simengine.functions._memory_function import MemoryFunction
from simengine.language.types import NUMBER, Signature


@final
class DeepestFall(MemoryFunction):
    """The largest fall of x from its highest value yet, at steps 0 … k."""

    name = "deepest_fall"
    signature = Signature((NUMBER,))
    size = staticmethod(lambda: 2)

    @staticmethod
    def begin(memory, past):
        memory[:] = [max(past, default=-1e300), 0.0]

    @staticmethod
    def look(memory, k, n, x):
        memory[0] = max(memory[0], x)
        memory[1] = max(memory[1], memory[0] - x)
        return memory[1]
'''
SCENARIO = """\
name: falls
title: A function of somebody's own
clock: {start: 2024, end: 2026, step: month}
drivers:
  x: {process: ornstein_uhlenbeck, initial: 1, level: 0, speed: 1, volatility: 1, history: {2023-11: 3, 2023-12: 2}}
formulas:
  fall: deepest_fall(x)
  fall_of_double: deepest_fall(2*x)
events:
  alarm: {when: deepest_fall(x) > 4.1}
measures:
  deepest: deepest_fall(x)
outcome:
  deep: occurred(alarm)
  shallow: otherwise
"""


def test_it_is_short() -> None:
    assert len(FUNCTION.splitlines()) <= 27


def test_without_the_file_the_function_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "falls.yaml").write_text(SCENARIO, encoding="utf-8")
    with pytest.raises(ScenarioError, match="unknown function 'deepest_fall'"):
        load(tmp_path / "falls.yaml")


def test_with_the_file_it_is_loaded_run_and_right(tmp_path: Path, engine) -> None:
    (tmp_path / "falls.yaml").write_text(SCENARIO, encoding="utf-8")
    with one_more(simengine.functions, memory_functions, tmp_path / "own", FUNCTION):
        plan = make_plan(load(tmp_path / "falls.yaml"))
        draws = engine(plan).simulate(range(40), keep=["x", "fall", "fall_of_double"])
    assert "deepest_fall" not in memory_functions()
    for x, fall, of_double in draws.kept.transpose(0, 2, 1):
        highest = np.maximum.accumulate(x)
        with_history = np.maximum.accumulate(np.maximum(highest, 3.0) - x)
        assert fall.tolist() == with_history.tolist()
        assert of_double.tolist() == np.maximum.accumulate(2 * highest - 2 * x).tolist()
    assert draws.measures[:, 0].tolist() == draws.kept[:, -1, 1].tolist()
    assert (draws.outcome == 0).tolist() == (draws.measures[:, 0] > 4.1).tolist()
    assert 0 < np.sum(draws.outcome == 0) < 40
