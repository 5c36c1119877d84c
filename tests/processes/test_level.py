"""A level stays; only effects move it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simengine.language.clock import make_clock
from simengine.processes.level import Level


@given(st.floats(), st.floats(1e-6, 1))
def test_it_stays_to_the_last_bit(value: float, dt: float) -> None:
    moved = Level.observe(Level.step(Level.place(value), dt))
    assert moved == value or (math.isnan(moved) and math.isnan(value))


def test_it_takes_no_inputs_and_no_draws() -> None:
    flag = Level(process="level", initial="2 * rate")
    clock = make_clock("2024", "2026", "month")
    assert (flag.inputs(clock), flag.draws, flag.prepare, flag.movable, flag.counts) == ((), (), None, True, False)
    assert flag.start(clock) == flag.initial.node


@pytest.mark.parametrize("extra", [{"level": 1}, {"volatility": 0.1}])
def test_it_has_nothing_else_to_say(extra: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        Level.model_validate({"process": "level", "initial": 1, **extra})
