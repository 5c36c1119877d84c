"""Functions that take many paths at once give each path the bits it has alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from simengine.functions import memory_functions
from simengine.functions._memory_function import LogRows
from simengine.language.types import CONSTANTS, EVENT, Type
from tests.helpers.functions.step_by_step import Event, follow, log_of, visible
from tests.helpers.semantics.agreement import bits

IN_ROWS = [name for name, function in memory_functions().items() if function.rows is not None]
VALUES = st.floats(-1e6, 1e6) | st.sampled_from([0.0, -0.0, 1e300, -1e300, math.nan, math.inf, -math.inf])
STEPS = st.lists(st.integers(-12, 39), max_size=4).map(sorted)


def in_rows(
    name: str, xs: NDArray[np.float64], past: list[float], events: list[Event], windows: list[int]
) -> NDArray[np.float64]:
    """The function's values over series xs [steps, paths], all paths at once; each has an event of its own."""
    function = memory_functions()[name]
    begun = [0.0] * (function.size(*windows) + (len(past) if function.keeps_past else 0))
    function.begin(begun, past, *windows)
    n = xs.shape[1]
    room = n + 2  # the arrays may be longer than the paths are many
    memory = np.full((len(begun), room), np.nan)
    memory[:, :n] = np.array(begun)[:, None]
    found, out = np.full(xs.shape, np.nan), np.full(room, np.nan)
    assert function.rows is not None
    for k, x in enumerate(xs):
        logs = [log_of(visible(steps, k, late)) for steps, late in events] + [log_of([])] * 2
        event = LogRows(*np.array(logs).T.copy())
        given = [event if kind == EVENT else np.append(x, [7.0, 7.0]) for kind in taken(name)]
        function.rows(out, n, memory, k, 12.0, *given, *windows)
        found[k] = out[:n]
    assert np.isnan(out[n:]).all()
    return found


def taken(name: str) -> list[Type]:
    """What the function takes, but for lengths of time."""
    return [kind for kind in memory_functions()[name].signature.takes if kind not in CONSTANTS]


def test_there_are_such_functions() -> None:
    assert IN_ROWS == ["lag", "mean_between", "rolling_mean", "rolling_sum", "sum_between", "value_at"]


@pytest.mark.parametrize("name", IN_ROWS)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning", "ignore:overflow:RuntimeWarning")
@settings(deadline=None, max_examples=80, derandomize=True)
@given(
    rows=st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=40),
    past=st.lists(VALUES, max_size=12),
    events=st.lists(st.tuples(STEPS, st.integers(0, 1)), min_size=3, max_size=3),
    windows=st.tuples(st.integers(0, 14), st.integers(1, 15)).map(sorted).filter(lambda ends: ends[0] < ends[1]),
)
def test_many_paths_have_the_bits_of_one(
    name: str, rows: list[list[float]], past: list[float], events: list[Event], windows: list[int]
) -> None:
    takes = memory_functions()[name].signature.takes
    windows = windows[2 - sum(kind in CONSTANTS for kind in takes) :]
    xs = np.array(rows)
    found = in_rows(name, xs, past, events, windows)
    seen = [[event] if EVENT in takes else [] for event in events]
    alone = np.array([follow(name, 12.0, x.tolist(), past, own, windows) for x, own in zip(xs.T, seen, strict=True)]).T
    assert (bits(found) == bits(alone)).all()


@pytest.mark.parametrize("window", [1, 2, 7, 1000])
def test_a_long_sum_is_as_exact_as_its_window(window: int) -> None:
    """After 20,000 steps of numbers of all sizes the sum is within the rounding of one window's own additions."""
    xs = np.random.default_rng(3).normal(size=20_000) * 10.0 ** np.random.default_rng(4).integers(-3, 12, size=20_000)
    found = follow("rolling_sum", 12.0, xs.tolist(), [], [], [window])
    for k in range(19_900, 20_000):
        seen = xs[k - window + 1 : k + 1].tolist()
        assert abs(found[k] - math.fsum(seen)) <= 2**-53 * window * sum(map(abs, seen))


def test_the_work_of_a_step_does_not_grow_with_the_window() -> None:
    """Numbers read and written a step, on average over two windows' length."""

    class Counted(list[float]):
        touched = 0

        def __getitem__(self, place):  # type: ignore[no-untyped-def]
            self.touched += 1
            return super().__getitem__(place)

        def __setitem__(self, place, value):  # type: ignore[no-untyped-def]
            self.touched += 1
            super().__setitem__(place, value)

    function, window = memory_functions()["rolling_mean"], 500
    memory = Counted([0.0] * function.size(window))
    function.begin(memory, [], window)
    memory.touched = 0
    for k in range(2 * window):
        function.look(memory, k, 12.0, 1.0, window)
    assert memory.touched / (2 * window) < 8
