"""A plan made ready for the reference engine: expressions as functions, processes found.

Made once per plan and used by all its paths; nothing in it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.distributions import Distribution
from simengine.engines.reference.evaluate import Numeric, Row, Values, numeric, row, truth
from simengine.functions import memory_functions
from simengine.functions._memory_function import MemoryFunction
from simengine.plan.plan import DriverFactor, DriverPlan, EventPlan, LookCell, MemoryCell, Plan
from simengine.plan.readings import QuestionPlan
from simengine.processes import Process
from simengine.processes._process import Draw


@dataclass(frozen=True, slots=True)
class CellProgram:
    """One cell: a plain value by `expr`, or a function with memory by `function` over `arguments`."""

    slot: int
    expr: Numeric | None
    function: type[MemoryFunction] | None
    arguments: Row | None
    windows: tuple[int, ...]
    size: int
    past: tuple[float, ...]
    memory: int


@dataclass(frozen=True, slots=True)
class DriverProgram:
    """One driver: `inputs` and `prepared` evaluate what `step` and `prepare` take.

    `draws` are its random numbers in the order of its process, each with its row among the normals or the uniforms;
    `brownian` is the row that correlations mix, −1 if there is none. `counted` tells where it is counted what can be
    amiss with where it starts.
    """

    plan: DriverPlan
    index: int
    process: type[Process]
    initial: Numeric
    inputs: Row
    prepared: Row
    clamp_inputs: Row | None
    bounds: Row | None
    draws: tuple[tuple[Draw, int], ...]
    brownian: int
    counted: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EventProgram:
    """One event: its chances in the order of its branches (None for `otherwise`), its effects' amounts in theirs.

    A `delay` is None where it is drawn from a distribution.
    """

    plan: EventPlan
    index: int
    hazard: Numeric | None
    delay: Numeric | None
    when: Callable[[Values], bool] | None
    chances: tuple[Numeric | None, ...]
    amounts: tuple[Numeric, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Something read at a step: a question's answer, or an observation's value."""

    index: int
    expr: Callable[[Values], float]
    given: Callable[[Values], bool] | None


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """All of a plan as functions; `instants` are what expressions see of the clock at every step.

    The streams are the drivers' random ones: their keys and slots.
    """

    plan: Plan
    dt: float
    per_year: float
    instants: tuple[tuple[float, ...], ...]
    once: tuple[CellProgram, ...]
    look: tuple[CellProgram, ...]
    note: tuple[CellProgram, ...]
    note_always: tuple[CellProgram, ...]
    memories: int
    drivers: tuple[DriverProgram, ...]
    events: tuple[EventProgram, ...]
    questions: Mapping[int, tuple[Reading, ...]]
    observations: Mapping[int, tuple[Reading, ...]]
    measures: tuple[CellProgram, ...]
    classes: tuple[Callable[[Values], bool] | None, ...]
    normal_streams: tuple[NDArray[np.uint32], tuple[int, ...]]
    uniform_streams: tuple[NDArray[np.uint32], tuple[int, ...]]
    mixing: tuple[tuple[tuple[int, ...], tuple[tuple[float, ...], ...]], ...]
    factors: tuple[tuple[int, tuple[int, ...], tuple[float, float]], ...]


def make_program(plan: Plan, kinds: Mapping[str, type[Process]]) -> Program:
    """The program of a plan; `kinds` holds its drivers' processes."""
    counter = iter(range(len(plan.look) + len(plan.note)))
    look = tuple(_cell(cell, counter) for cell in plan.look)
    note = tuple(_cell(cell, counter) for cell in plan.note)
    streams, counted = _Streams(), plan.counted
    drivers = tuple(
        _driver(driver, index, kinds[driver.process], streams, counted) for index, driver in enumerate(plan.drivers)
    )
    factors = tuple(
        (streams.enter_common(factor), tuple(drivers[i].brownian for i in factor.drivers), factor.weights)
        for factor in plan.factors
    )
    clock = plan.clock
    return Program(
        plan=plan,
        dt=clock.dt,
        per_year=clock.per_year,
        instants=tuple(clock.times(k) for k in range(clock.steps + 1)),
        once=tuple(_cell(cell, counter) for cell in plan.once),
        look=look,
        note=note,
        note_always=tuple(cell for cell, one in zip(note, plan.note, strict=True) if not one.only_when_read),
        memories=len(plan.look) + len(plan.note),
        drivers=drivers,
        events=tuple(_event(event, index) for index, event in enumerate(plan.events)),
        questions=_by_step([(question.step, _question(question, i)) for i, question in enumerate(plan.questions)]),
        observations=_by_step(
            [(seen.step, Reading(i, numeric(seen.expr), None)) for i, seen in enumerate(plan.observations)]
        ),
        measures=tuple(_cell(cell, counter) for cell in plan.measures),
        classes=tuple(truth(condition) if condition else None for _, condition in plan.classes),
        normal_streams=streams.normal(),
        uniform_streams=streams.uniform(),
        mixing=tuple((tuple(drivers[i].brownian for i in mixing.drivers), mixing.root) for mixing in plan.mixing),
        factors=factors,
    )


class _Streams:
    """Collects the rows of random numbers a path needs: one a draw, with its key and its slot within the key."""

    def __init__(self) -> None:
        self._normal: list[tuple[tuple[int, int], int]] = []
        self._uniform: list[tuple[tuple[int, int], int]] = []

    def enter(self, driver: DriverPlan) -> tuple[tuple[Draw, int], ...]:
        """The rows of a driver's draws, in the order of its process."""
        mine: list[tuple[Draw, int]] = []
        for draw, slot in driver.draws:
            rows = self._uniform if draw is Draw.UNIFORM else self._normal
            mine.append((draw, len(rows)))
            rows.append((driver.key, slot))
        return tuple(mine)

    def enter_common(self, factor: DriverFactor) -> int:
        """The row of the noise that some drivers have in common."""
        self._normal.append((factor.key, 0))
        return len(self._normal) - 1

    def normal(self) -> tuple[NDArray[np.uint32], tuple[int, ...]]:
        return _arrays(self._normal)

    def uniform(self) -> tuple[NDArray[np.uint32], tuple[int, ...]]:
        return _arrays(self._uniform)


def _arrays(rows: list[tuple[tuple[int, int], int]]) -> tuple[NDArray[np.uint32], tuple[int, ...]]:
    keys = np.array([key for key, _ in rows], dtype=np.uint32).reshape(len(rows), 2)
    return keys, tuple(slot for _, slot in rows)


def _cell(cell: LookCell, counter: Any) -> CellProgram:
    if not isinstance(cell, MemoryCell):
        return CellProgram(cell.slot, numeric(cell.expr), None, None, (), 0, (), -1)
    function = memory_functions()[cell.function]
    return CellProgram(
        cell.slot, None, function, row(cell.arguments), cell.windows, cell.size, cell.past, next(counter)
    )


def _driver(
    driver: DriverPlan, index: int, process: type[Process], streams: _Streams, counted: Sequence[str]
) -> DriverProgram:
    draws = streams.enter(driver)
    return DriverProgram(
        driver,
        index,
        process,
        numeric(driver.initial),
        row(driver.direct),
        row(driver.prepared),
        row(driver.direct) if process.clamped is not None else None,
        row(driver.bounds) if driver.bounds else None,
        draws,
        next((row for draw, row in draws if draw is Draw.BROWNIAN), -1),
        {what: counted.index(f"{what}.{driver.name}") for what in driver.starts},
    )


def _event(event: EventPlan, index: int) -> EventProgram:
    return EventProgram(
        event,
        index,
        numeric(event.hazard) if event.hazard else None,
        numeric(event.delay) if event.delay and not isinstance(event.delay, Distribution) else None,
        truth(event.when) if event.when else None,
        tuple(numeric(chance) if chance else None for _, chance in event.branch),
        tuple(numeric(effect.amount) for effect in event.effects),
    )


def _question(question: QuestionPlan, index: int) -> Reading:
    return Reading(index, numeric(question.expr), truth(question.given) if question.given else None)


def _by_step(readings: list[tuple[int, Reading]]) -> dict[int, tuple[Reading, ...]]:
    found: dict[int, tuple[Reading, ...]] = {}
    for step, one in readings:
        found[step] = (*found.get(step, ()), one)
    return found
