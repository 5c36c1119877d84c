"""Parts of a run alone: its random numbers, its functions; and a control that nothing but a core can slow.

The parts are the machine's own kernels, over blocks as large as its own. Which are called, and how often, is read from
the plan here and not from the machine's tables: what the machine does beyond need is no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bench.measure import Contestant
from simengine import numerics
from simengine.engines.machine.cache import load_or_compile
from simengine.engines.machine.frame import Word
from simengine.engines.machine.kernel import Kernel
from simengine.engines.machine.kernel_build import compile_objects
from simengine.engines.machine.kernel_catalogue import ELEMENTWISE
from simengine.engines.machine.library import Library
from simengine.engines.machine.make_machine import library_of
from simengine.engines.machine.native import call, wholes
from simengine.engines.machine.workspace import aligned
from simengine.plan.plan import Plan
from simengine.processes._process import Draw
from simengine.randomness.dice import STRETCH

Floats = NDArray[np.float64]
Words = NDArray[np.int64]
Wanted = Sequence[tuple[str, Sequence[int]]]
"""Kernels by name, each with its operands."""
STEPS = 4  # a call draws the numbers of so many steps
ROWS = 8  # a function alone goes around so many rows, so that no row can be left out as done before
SPINS = 2_000_000
STEP = Word.STEP.value
compiled = njit(error_model="numpy", nogil=True)


class Block:
    """The rows of a block of paths, float64 [rows, block], and the frame by which kernels find what they need.

    All dice show the paths' own numbers, uint64 [block].
    """

    def __init__(self, rows: int, block: int, steps: int = 0) -> None:
        self.values = aligned(rows * block).reshape(rows, block)
        self.numbers = np.zeros(block, dtype=np.uint64)
        self._dice = np.full(steps // STRETCH + 1, self.numbers.ctypes.data, dtype=np.int64)
        self.frame: Words = np.zeros(Word.SIZE, dtype=np.int64)
        self.frame[[Word.WIDTH, Word.STRIDE]] = block
        self._scratch = aligned(3 * block)
        self.frame[Word.DICE], self.frame[Word.SCRATCH] = self._dice.ctypes.data, self._scratch.ctypes.data

    def row(self, number: int) -> int:
        """The address of a row."""
        return int(self.values[number].ctypes.data)


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """Calls of kernels on a block: `code` int64 [calls, 2] holds addresses of kernels and of their operands.

    The operands, the block and the library live as long as this does.
    """

    code: Words
    operands: Words
    block: Block
    library: Library

    @staticmethod
    def make(wanted: Wanted, library: Library, block: Block) -> Calls:
        """The calls of some kernels. KeyError for one that is not in the library."""
        operands = np.array([word for _, words in wanted for word in words], dtype=np.int64)
        ends = np.cumsum([len(words) for _, words in wanted], dtype=np.int64)
        code = np.empty((len(wanted), 2), dtype=np.int64)
        code[:, 0] = [library.address(name) for name, _ in wanted]
        code[:, 1] = operands.ctypes.data + 8 * np.concatenate([[0], ends[:-1]])[: len(wanted)]
        return Calls(code, operands, block, library)

    def run(self, times: int) -> None:
        """Calls one after the other, `times` calls in all; four steps on whenever it begins again with the first."""
        _call_all(self.code, int(self.block.frame.ctypes.data), times)


def _call_one(code: Words, frame: int, times: int) -> None:
    words = wholes(frame)
    for t in range(times):
        one = t % len(code)
        words[STEP] = STEPS * (t // len(code))
        call(code[one, 0], wholes(code[one, 1]), words)


_call_all: Callable[[Words, int, int], None] = compiled(_call_one)


class Parts:
    """The parts of a plan alone, on blocks of so many paths."""

    def __init__(self, plan: Plan, block: int) -> None:
        self._plan, self._block = plan, block

    def normals(self, name: str) -> Contestant:
        """The normals of all drivers at all steps; a unit is a path. Hands over the rows of the last four steps."""
        return self._drawing(name, [("normals", key) for draw, key in self._streams() if draw is not Draw.UNIFORM], [])

    def draws(self, name: str) -> Contestant:
        """All random numbers: those of `normals`, uniforms of all steps, of all parameters, of every hazard's clock.

        What is drawn once a path goes to the last row, one after the other.
        """
        streams = [("uniforms" if draw is Draw.UNIFORM else "normals", key) for draw, key in self._streams()]
        hazards = [event.key for event in self._plan.events if event.hazard is not None]
        return self._drawing(name, streams, [*(parameter.key for parameter in self._plan.parameters), *hazards])

    def functions(self, name: str, calls: Mapping[str, float]) -> Contestant:
        """The functions of `simengine.numerics`, each called so many times a path.

        Hands over the rows they are called on, and below them what the last call gave.
        """
        block, library = Block(ROWS + 1, self._block), library_with(calls)
        block.values[:ROWS] = np.linspace(0.05, 0.95, ROWS * self._block).reshape(ROWS, self._block)
        rows = [(block.row(ROWS), block.row(number)) for number in range(ROWS)]
        made = {found: Calls.make([(f"{found}.r", row) for row in rows], library, block) for found in calls}

        def work(paths: int, _: int) -> Floats:
            for found, number in calls.items():
                made[found].run(round(number * paths / self._block))
            return block.values

        return Contestant(name, work, 100 * self._block)

    def _streams(self) -> list[tuple[Draw, tuple[int, int, int]]]:
        """What drivers draw at every step, each with its slot and key."""
        return [(draw, (slot, *driver.key)) for driver in self._plan.drivers for draw, slot in driver.draws]

    def _drawing(self, name: str, streams: Wanted, once: Sequence[tuple[int, int]]) -> Contestant:
        size, steps, library = self._block, self._plan.clock.steps, library_of(load_or_compile())
        block = Block(STEPS * len(streams) + 1, size, steps)
        rows = [block.row(STEPS * number) for number in range(len(streams))]
        die = 0
        moving = [(kernel, (row, die, *key)) for (kernel, key), row in zip(streams, rows, strict=True)]
        first = Calls.make([("uniform", (block.row(-1), die, *key)) for key in once], library, block)
        every = Calls.make(moving, library, block)

        def work(paths: int, seed: int) -> Floats:
            for start in range(seed * paths, (seed + 1) * paths, size):
                block.numbers[:] = np.arange(start, start + size, dtype=np.uint64)
                first.run(len(once))
                every.run(len(streams) * -(-steps // STEPS))
            return block.values

        return Contestant(name, work, size)


def library_with(functions: Iterable[str]) -> Library:
    """A library with a kernel `NAME.r` for each of these functions of `simengine.numerics`.

    The machine has kernels for those that a scenario can call by name; the others are compiled as those are.
    """
    own = {
        f"{name}.r": Kernel(f"{name}.r", "or", "mapping", (getattr(numerics, name), "r"))
        for name in functions
        if name not in ELEMENTWISE
    }
    return (
        Library((*load_or_compile(), compile_objects(tuple(own), lambda _: None, own)))
        if own
        else library_of(load_or_compile())
    )


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
