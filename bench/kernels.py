"""Parts of a kernel alone: its random numbers, its functions; and a control that nothing but a core can slow.

They are the functions of the module that was generated for a plan, called in loops over blocks as it calls them.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bench.measure import Contestant
from simengine.engines.kernel.module import Kernel, make_kernel
from simengine.plan.plan import Plan
from simengine.processes import processes

WORDS = 4  # random words of a counter: a step takes one
ROWS = 8  # a function alone goes around so many rows, so that no row can be left out as done before
SPINS = 2_000_000
compiled = njit(error_model="numpy", nogil=True)


class Parts:
    """The parts of a plan's kernel; its module is written into a folder."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._kernel: Kernel = make_kernel(plan, processes())
        self._module = _module(self._kernel.text, folder / f"parts_of_{plan.name}_{plan.clock.steps}.py")

    def normals(self, name: str) -> Contestant:
        """The normals of all drivers at all steps; a unit is a path."""
        kernel, block, steps = self._kernel, self._kernel.block, self._plan.clock.steps
        rows = _normal_loop(self._module)
        noise, words = _room(len(kernel.normal_slots), block, np.float32)

        def work(paths: int, seed: int) -> None:
            for path in _blocks(paths, seed, block):
                rows(noise, words, path, steps, kernel.normal_keys, kernel.normal_slots)

        return Contestant(name, work, block)

    def draws(self, name: str) -> Contestant:
        """All random numbers: those of `normals`, uniforms of all steps, of all parameters, of every hazard's clock."""
        kernel, block, steps = self._kernel, self._kernel.block, self._plan.clock.steps
        normals = self.normals(name)
        rows, once = _uniform_loop(self._module), _occurrence_loop(self._module)
        uniforms, words = _room(len(kernel.uniform_slots), block, np.float64)
        hazards = [event.hazard is not None for event in self._plan.events]
        keys = np.concatenate([kernel.parameter_keys, kernel.event_keys[np.array(hazards, dtype=bool)]])
        row = np.empty(block)

        def work(paths: int, seed: int) -> None:
            normals.work(paths, seed)
            for path in _blocks(paths, seed, block):
                rows(uniforms, words, words.copy(), path, steps, kernel.uniform_keys, kernel.uniform_slots)
                once(row, path, keys)

        return Contestant(name, work, block)

    def functions(self, name: str, calls: Mapping[str, float]) -> Contestant:
        """The functions of `simengine.numerics`, each called so many times a path."""
        block = self._kernel.block
        loops = {found: _function_loop(self._module, found) for found in calls}
        x, out = np.linspace(0.05, 0.95, ROWS * block).reshape(ROWS, block), np.empty(block)

        def work(paths: int, _: int) -> None:
            for found, number in calls.items():
                loops[found](x, out, round(number * paths / block))

        return Contestant(name, work, 100 * block)


def _room(streams: int, block: int, kind: Any) -> tuple[NDArray[Any], NDArray[np.uint32]]:
    return np.empty((WORDS, streams, block), kind), np.empty((WORDS, block), np.uint32)


def _blocks(paths: int, seed: int, block: int) -> list[NDArray[np.uint64]]:
    first = seed * paths
    return [np.arange(start, start + block, dtype=np.uint64) for start in range(first, first + paths, block)]


def _normal_loop(module: ModuleType) -> Callable[..., None]:
    wide, normal_rows = module.wide, module.normal_rows

    def rows(noise: Any, words: Any, path: Any, steps: int, keys: Any, slots: Any) -> None:
        wide()
        for k in range(0, steps, WORDS):
            normal_rows(noise, words, path, k >> 2, keys, slots, path.shape[0])

    made: Callable[..., None] = compiled(rows)
    return made


def _uniform_loop(module: ModuleType) -> Callable[..., None]:
    wide, uniform_rows = module.wide, module.uniform_rows

    def rows(uniforms: Any, words: Any, further: Any, path: Any, steps: int, keys: Any, slots: Any) -> None:
        wide()
        for k in range(0, steps, WORDS):
            uniform_rows(uniforms, words, further, path, k >> 2, keys, slots, path.shape[0])

    made: Callable[..., None] = compiled(rows)
    return made


def _occurrence_loop(module: ModuleType) -> Callable[..., None]:
    wide, occurrence_row = module.wide, module.occurrence_row

    def rows(row: Any, path: Any, keys: Any) -> None:
        wide()
        for p in range(keys.shape[0]):
            occurrence_row(row, 0, path, 0, 0, keys[p, 0], keys[p, 1], path.shape[0])

    made: Callable[..., None] = compiled(rows)
    return made


def _function_loop(module: ModuleType, name: str) -> Callable[..., None]:
    wide, function = module.wide, getattr(module, name)

    def rows(x: Any, out: Any, times: int) -> None:
        wide()
        for t in range(times):
            for i in range(out.shape[0]):
                out[i] = function(x[t % ROWS, i])

    made: Callable[..., None] = compiled(rows)
    return made


def _module(text: str, file: Path) -> ModuleType:
    """Runs a kernel's text as a module: its functions are compiled when they are called."""
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise OSError(f"{file} can't be run")
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module  # numba looks it up
    spec.loader.exec_module(module)
    return module


def control(threads: int) -> list[Contestant]:
    """The same arithmetic in registers, `threads` portions on one thread and on as many threads."""
    spin: Callable[[int], float] = compiled(_spin)

    def on(workers: int) -> Callable[[int, int], float]:
        def work(portions: int, _: int) -> float:
            with ThreadPoolExecutor(workers) as pool:
                return sum(pool.map(lambda _: spin(SPINS), range(portions)))

        return work

    return [Contestant("control_one", on(1), threads), Contestant("control_all", on(threads), threads)]


def _spin(times: int) -> float:
    x = 0.5
    for _ in range(times):
        x = 3.9 * x * (1.0 - x)  # each step needs the one before, so nothing can be left out
    return x
