"""Every function with memory, harvested and compiled, path by path and in whole rows: Python's bits."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from simengine.engines.kernel.harvest import Library
from simengine.functions import memory_functions
from simengine.functions._base import Log, MemoryFunction
from simengine.language.types import EVENT, NUMBER, OFFSET, TRUTH, WINDOW
from tests.engines.kernel.compiled import SEED, Floats, bits, module

FUNCTIONS = dict(sorted(memory_functions().items()))
IN_ROWS = [name for name, function in FUNCTIONS.items() if function.rows is not None]
PATHS, STRIDE, STEPS, PER_YEAR = 13, 16, 40, 12.0
WINDOWS = {1: ((1,), (3,), (24,), (60,)), 2: ((0, 3), (2, 5), (12, 30))}
PASTS = ((), (1.5, -2.0), tuple(0.1 * i for i in range(30)))


def windows_of(name: str) -> tuple[tuple[int, ...], ...]:
    count = sum(kind in (WINDOW, OFFSET) for kind in FUNCTIONS[name].signature.takes)
    return WINDOWS.get(count, ((),))


CASES = [(name, windows) for name in FUNCTIONS for windows in windows_of(name)]


def memory_size(function: type[MemoryFunction], windows: tuple[int, ...], past: tuple[float, ...]) -> int:
    return function.size(*windows) + (len(past) if function.keeps_past else 0)


def series(name: str) -> tuple[Floats, Floats]:
    """x [steps, PATHS], truths or numbers with some NaN; logs [steps, 2, 3, PATHS] of two events."""
    rng = np.random.default_rng(SEED)
    x = rng.normal(0.0, 1.0, (STEPS, PATHS))
    x[rng.random(x.shape) < 0.02] = np.nan
    if TRUTH in FUNCTIONS[name].signature.takes:
        x = (rng.random(x.shape) < 0.7).astype(np.float64)
    logs = np.full((STEPS, 2, 3, PATHS), np.nan)
    log = np.array([[0.0, np.nan, np.nan]] * 2 * PATHS).reshape(2, PATHS, 3).transpose(0, 2, 1).copy()
    log[0, :, :2] = [[1.0, 1.0], [-3.0, -20.0], [-3.0, -20.0]]
    for k in range(STEPS):
        now = rng.random((2, PATHS)) < 0.06
        log[:, 0] += now
        log[:, 1] = np.where(now & np.isnan(log[:, 1]), k, log[:, 1])
        log[:, 2] = np.where(now, k, log[:, 2])
        logs[k] = log
    return x, logs


def in_python(name: str, windows: tuple[int, ...], past: tuple[float, ...]) -> Floats:
    function, (x, logs) = FUNCTIONS[name], series(name)
    kinds = [kind for kind in function.signature.takes if kind in (NUMBER, TRUTH, EVENT)]
    values = np.empty((STEPS, PATHS))
    for i in range(PATHS):
        memory = [0.0] * memory_size(function, windows, past)
        if memory:
            function.begin(memory, past, *windows)
        for k in range(STEPS):
            events = iter([Log(*logs[k, e, :, i].tolist()) for e in range(2)])
            arguments = [next(events) if kind == EVENT else float(x[k, i]) for kind in kinds]
            values[k, i] = function.look(memory, k, PER_YEAR, *arguments, *windows)
    return values


def text_of(library: Library, name: str, windows: tuple[int, ...], number: int) -> str:
    """Loops `look_<number>` and, where there are rows, `rows_<number>` over the values of all paths at step k."""
    function, events, arguments = FUNCTIONS[name], 0, ""
    for kind in function.signature.takes:
        if kind in (NUMBER, TRUTH):
            arguments += ", v[x + i]"
        elif kind == EVENT:
            log = ", ".join(f"v[logs + {3 * events + j} * {STRIDE} + i]" for j in range(3))
            arguments += f", Log({log})"
            events += 1
    wide = "".join(f", {window}" for window in windows)
    begin = f"            {library.name_of(function.begin)}(m, past{wide})\n" if function.size(*windows) else ""
    text = f"""
@njit(error_model='numpy')
def look_{number}(v, out, x, logs, memory, size, past, k, n):
    for i in range(n):
        m = v[memory + i:memory + size * {STRIDE}:{STRIDE}]
        if k == 0:
            m[:] = 0.0
{begin}        v[out + i] = {library.name_of(function.look)}(m, k, {PER_YEAR}{arguments}{wide})
"""
    if function.rows is None:
        return text
    call = f"{library.name_of(function.rows)}(v, out, x, memory, n, {STRIDE}, k, {PER_YEAR}{wide})"
    return f"{text}\n@njit(error_model='numpy')\ndef rows_{number}(v, out, x, memory, k, n):\n    {call}\n"


@pytest.fixture(scope="module")
def made() -> ModuleType:
    library = Library()
    text = "".join(text_of(library, name, windows, number) for number, (name, windows) in enumerate(CASES))
    return module("harvested_functions", library, text)


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: f"{CASES[number][0]}{CASES[number][1]}")
def test_same_bits_path_by_path(made: ModuleType, number: int) -> None:
    name, windows = CASES[number]
    for past in PASTS:
        size, (x, logs) = memory_size(FUNCTIONS[name], windows, past), series(name)
        found, v = np.empty((STEPS, PATHS)), np.zeros((8 + size, STRIDE))
        for k in range(STEPS):
            v[1, :PATHS], v[2:8, :PATHS] = x[k], logs[k].reshape(6, PATHS)
            vars(made)[f"look_{number}"](
                v.ravel(), 0, STRIDE, 2 * STRIDE, 8 * STRIDE, size, np.array(past, dtype=np.float64), k, PATHS
            )
            found[k] = v[0, :PATHS]
        assert np.array_equal(bits(found.ravel()), bits(in_python(name, windows, past).ravel()))


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "Python"])
@pytest.mark.parametrize("number", [n for n, (name, _) in enumerate(CASES) if name in IN_ROWS])
def test_same_bits_in_rows(made: ModuleType, number: int, compiled: bool) -> None:
    name, windows = CASES[number]
    function, (x, _) = FUNCTIONS[name], series(name)
    for past in PASTS:
        memory = [0.0] * function.size(*windows)
        function.begin(memory, past, *windows)
        found, v = np.empty((STEPS, PATHS)), np.zeros((2 + len(memory), STRIDE))
        v[2:, :PATHS] = np.array(memory)[:, None]
        for k in range(STEPS):
            v[1, :PATHS] = x[k]
            if compiled:
                vars(made)[f"rows_{number}"](v.ravel(), 0, STRIDE, 2 * STRIDE, k, PATHS)
            else:
                function.rows(v.ravel(), 0, STRIDE, 2 * STRIDE, PATHS, STRIDE, k, PER_YEAR, *windows)
            found[k] = v[0, :PATHS]
        assert np.array_equal(bits(found.ravel()), bits(in_python(name, windows, past).ravel()))
        assert not v[:, PATHS:].any()  # nobody else's columns
