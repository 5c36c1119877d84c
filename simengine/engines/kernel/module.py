"""A kernel: the text that depends on a model's structure, and the numbers it is called with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.engines.kernel.context import ARGUMENTS, Context
from simengine.engines.kernel.harvest import Library
from simengine.engines.kernel.layout import Layout
from simengine.engines.kernel.text import TAKEN, kernel_text, main_loop
from simengine.engines.kernel.write_events import (
    branch_table,
    effect_table,
    event_table,
    moved_table,
    write_choices,
    write_kinds,
)
from simengine.functions import memory_functions
from simengine.language.arithmetic import clip
from simengine.numerics import log
from simengine.numerics.box_muller import normal_pair
from simengine.plan.plan import Plan
from simengine.processes import Process

HALF_OF_L2 = 512 * 1024
"""Bytes; the rows of a block should stay in the cache of a core."""
LEAST, MOST = 6, 30
"""Sixteens of paths of a block; more gain nothing, and fewer cost more than the cache gives."""


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """A generated module, and what it is called with for one plan.

    `text` depends on the plan's structure only. `numbers` are the values of `c` and `places` where each comes from;
    `settings` those of `s`; `memories` what functions with memory begin with; the keys are uint32[…, 2].
    """

    text: str
    numbers: NDArray[np.float64]
    places: tuple[str, ...]
    settings: NDArray[np.int64]
    memories: NDArray[np.float64]
    normal_keys: NDArray[np.uint32]
    normal_slots: NDArray[np.uint32]
    uniform_keys: NDArray[np.uint32]
    uniform_slots: NDArray[np.uint32]
    event_keys: NDArray[np.uint32]
    parameter_keys: NDArray[np.uint32]
    tables: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    asked: NDArray[np.uint8]
    many: tuple[bool, ...]
    block: int
    slot_rows: Mapping[int, int]
    measure_rows: NDArray[np.int64]
    answer_rows: NDArray[np.int64]
    log_rows: NDArray[np.int64]


def make_kernel(plan: Plan, kinds: Mapping[str, type[Process]]) -> Kernel:
    """The kernel of a plan; `kinds` holds its drivers' processes."""
    layout = Layout(plan, kinds)
    context = Context(plan, layout, Library([*ARGUMENTS, *TAKEN]))
    context.named(log)
    context.named(normal_pair)
    context.named(clip)
    write_choices(context)
    write_kinds(context)
    main = main_loop(context)
    block = _block(layout)
    return Kernel(
        text=kernel_text(context, main, block),
        numbers=np.array(context.numbers.values, dtype=np.float64),
        places=tuple(context.numbers.places),
        settings=np.array(context.steps, dtype=np.int64),
        memories=np.array(_memories(layout), dtype=np.float64),
        normal_keys=_keys([plan.drivers[stream.driver].key for stream in layout.normals]),
        normal_slots=np.array([stream.slot for stream in layout.normals], dtype=np.uint32),
        uniform_keys=_keys([plan.drivers[stream.driver].key for stream in layout.uniforms]),
        uniform_slots=np.array([stream.slot for stream in layout.uniforms], dtype=np.uint32),
        event_keys=_keys([event.key for event in plan.events]),
        parameter_keys=_keys([plan.parameters[index].key for _, members in layout.families for index in members]),
        tables=(
            _table(event_table(context, block), 14),
            _table(branch_table(context), 2),
            _table(effect_table(context), 2),
            _table(moved_table(context, block), 6),
        ),
        asked=_asked(plan),
        many=tuple(shape.many for shape in layout.events),
        block=block,
        slot_rows=dict(layout.slots),
        measure_rows=_offsets([layout.slots[cell.slot] for cell in plan.measures], block),
        answer_rows=_offsets([layout.names[name] for name in layout.answers], block),
        log_rows=_offsets([layout.slots[event.slot] for event in plan.events], block),
    )


def _table(rows: Sequence[Sequence[int]], width: int) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)


def _offsets(rows: Sequence[int], block: int) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64) * block


def _block(layout: Layout) -> int:
    """Paths of a block: an odd multiple of 16, so that no vector is half empty and rows don't share cache sets."""
    fit = HALF_OF_L2 // (8 * max(layout.rows, 1)) // 16
    return 16 * (max(LEAST, min(MOST, fit)) // 2 * 2 + 1)


def _memories(layout: Layout) -> list[float]:
    """What each memory holds before step 0; it is the same on every path."""
    values: list[float] = []
    for cell in layout.memory_cells():
        if cell.size:
            memory = [0.0] * cell.size
            memory_functions()[cell.function].begin(memory, cell.past, *cell.windows)
            values += memory
    return values


def _keys(keys: Sequence[tuple[int, int]]) -> NDArray[np.uint32]:
    return np.array(keys, dtype=np.uint32).reshape(len(keys), 2)


def _asked(plan: Plan) -> NDArray[np.uint8]:
    """Whether something is read at a step."""
    asked = np.zeros(plan.clock.steps + 1, dtype=np.uint8)
    asked[-1] = 1
    for step in (*(one.step for one in plan.questions), *(one.step for one in plan.observations)):
        if 0 <= step <= plan.clock.steps:
            asked[step] = 1
    return asked
