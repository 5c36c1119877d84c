"""The compiled engine: many futures at once, bit for bit those of the reference engine.

A plan becomes a module of plain loops (`simengine.engines.kernel`), compiled by numba once for its structure; its
numbers are arguments. `simulate` holds no lock of Python's while it computes, so that threads can share an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.engines.draws import Draws, Steps
from simengine.engines.kernel.cache import load_kernel
from simengine.engines.kernel.module import Kernel, make_kernel
from simengine.errors import SimengineError
from simengine.plan.plan import Plan
from simengine.processes import processes

NEVER = np.iinfo(np.int32).min
NO_STEPS = np.empty(0, dtype=np.int32)
BITS = 64


def say_nothing(text: str) -> None:
    """Takes an announcement and leaves it."""


class CompiledEngine:
    """Computes the paths of a plan, a block at a time, by a module compiled for it.

    `announce` is told when a model is compiled, which takes some seconds and happens once for its structure.

    Raises:
        SimengineError: for a plan with processes of a plug-in, which only the reference engine can run.
    """

    def __init__(self, plan: Plan, announce: Callable[[str], None] = say_nothing) -> None:
        if plan.plugins:
            files = ", ".join(plugin.path for plugin in plan.plugins)
            raise SimengineError(f"the compiled engine can't run a plug-in ({files}): add --engine reference")
        self._plan = plan
        self._kernel = make_kernel(plan, processes())
        clock = plan.clock
        self._times = np.array([k / clock.per_year for k in range(clock.steps + 1)])
        self._years = np.array([clock.year(k) for k in range(clock.steps + 1)])
        self._module = load_kernel(self._kernel, self._warm, announce)

    @property
    def kernel(self) -> Kernel:
        """The generated module and its numbers."""
        return self._kernel

    def simulate(self, paths: Sequence[int], keep: Sequence[str] = ()) -> Draws:
        """The results of the given paths; with `keep`, the values of these names at every step too."""
        slots = [self._plan.slot(name) for name in keep]
        return self._draws(self._module, _numbers(paths), slots)

    def _warm(self, module: ModuleType) -> None:
        """Has everything compiled, or loaded."""
        self._draws(module, np.empty(0, dtype=np.uint64), [])
        module.unpack(np.empty((1, 1, 0), dtype=np.uint64), 0, np.empty(1, dtype=np.int32), NO_STEPS)

    def _draws(self, module: ModuleType, paths: NDArray[np.uint64], keep: Sequence[int]) -> Draws:
        plan, kernel, n = self._plan, self._kernel, len(paths)
        out = _Out.make(plan, kernel, n, len(keep))
        kept_rows = np.array([kernel.slot_rows[slot] * kernel.block for slot in keep], dtype=np.int64)
        module.simulate(
            paths, np.uint64(plan.nested), kernel.numbers, kernel.settings, self._times, self._years, kernel.asked,
            kernel.memories, kernel.normal_keys, kernel.normal_slots, kernel.uniform_keys, kernel.uniform_slots,
            kernel.event_keys, kernel.parameter_keys, *kernel.tables, plan.clock.dt, plan.clock.per_year,
            out.status, out.element, out.step, out.outcome, out.measures, kernel.measure_rows, out.answers,
            kernel.answer_rows, out.first, kernel.log_rows, out.bits, out.clamps, out.kept, kept_rows,
        )  # fmt: skip
        return Draws(
            path=paths.astype(np.int64),
            status=out.status,
            element=out.element,
            step=out.step,
            outcome=out.outcome,
            measures=out.measures.T,
            questions=out.answers.T,
            events=tuple(_steps(module, kernel, out, index) for index in range(len(plan.events))),
            clamps=out.clamps,
            kept=out.kept,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Out:
    """What a kernel writes: a column a path; `first` steps of events, `bits` those of events that occur often."""

    status: NDArray[np.int8]
    element: NDArray[np.int16]
    step: NDArray[np.int32]
    outcome: NDArray[np.int16]
    measures: NDArray[np.float64]
    answers: NDArray[np.float64]
    first: NDArray[np.int32]
    bits: NDArray[np.uint64]
    clamps: NDArray[np.int64]
    kept: NDArray[np.float64]

    @staticmethod
    def make(plan: Plan, kernel: Kernel, n: int, kept: int) -> _Out:
        """Room for n paths."""
        steps = plan.clock.steps + 1
        return _Out(
            status=np.empty(n, dtype=np.int8),
            element=np.empty(n, dtype=np.int16),
            step=np.empty(n, dtype=np.int32),
            outcome=np.empty(n, dtype=np.int16),
            measures=np.empty((len(plan.measures), n)),
            answers=np.empty((len(plan.questions), n)),
            first=np.empty((len(plan.events), n), dtype=np.int32),
            bits=np.zeros((sum(kernel.many), -(-steps // BITS), n), dtype=np.uint64),
            clamps=np.zeros(len(plan.drivers), dtype=np.int64),
            kept=np.full((n, steps, kept), np.nan),
        )


def _numbers(paths: Sequence[int]) -> NDArray[np.uint64]:
    if isinstance(paths, range):
        return np.arange(paths.start, paths.stop, paths.step, dtype=np.uint64)
    return np.array(paths, dtype=np.uint64).reshape(len(paths))


def _steps(module: Any, kernel: Kernel, out: _Out, index: int) -> Steps:
    """The steps at which an event occurred, path by path."""
    first = out.first[index]
    if not kernel.many[index]:
        there = first != NEVER
        offsets = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(there, dtype=np.int32)])
        return Steps(offsets, first[there])
    row = sum(kernel.many[:index])
    offsets = np.empty(len(first) + 1, dtype=np.int32)
    count = module.unpack(out.bits, row, offsets, NO_STEPS)
    steps = np.empty(count, dtype=np.int32)
    if count:
        module.unpack(out.bits, row, offsets, steps)
    return Steps(offsets, steps)
