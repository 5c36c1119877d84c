"""The whole text of a kernel, and the numbers it is called with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simengine.engines.kernel.context import ARGUMENTS, Context, indented, slots_in
from simengine.engines.kernel.expressions import power_text
from simengine.engines.kernel.harvest import Library, primitives
from simengine.engines.kernel.layout import Layout
from simengine.engines.kernel.write_end import write_end, write_read
from simengine.engines.kernel.write_events import (
    branch_table,
    effect_table,
    event_table,
    moved_table,
    write_choices,
    write_conditions,
    write_kinds,
    write_rates,
)
from simengine.engines.kernel.write_look import write_look, write_note, write_observe
from simengine.engines.kernel.write_move import write_bounds, write_inputs, write_mixing, write_move
from simengine.engines.kernel.write_start import write_start
from simengine.functions import memory_functions
from simengine.language.arithmetic import clip, divide
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
    context = Context(plan, layout, Library([*ARGUMENTS, *_TAKEN]))
    context.named(log)
    context.named(normal_pair)
    context.named(clip)
    write_choices(context)
    write_kinds(context)
    main = _main(context)
    block = _block(layout)
    return Kernel(
        text=_text(context, main, block),
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


def _main(context: Context) -> list[str]:
    """The steps of a block, in the order of docs/semantics.md."""
    keepers = _keepers(context.plan)
    always, asked = write_note(context, keepers)
    events = "v, c, code, path, event_keys, lanes, fired, bits, base, table, branches, n, k, time, year"
    observed, look = write_observe(context), write_look(context)
    read = write_read(context)
    mixing, inputs, move = write_mixing(context), write_inputs(context), write_move(context)
    conditions, rates, bounds, end = (
        write_conditions(context),
        write_rates(context),
        write_bounds(context),
        write_end(context),
    )
    start = write_start(context)  # the last, for what the steps need to have been computed
    step = [
        "time, year = times[k], years[k]",
        *observed,
        "ended = go_on(v, r_alive, code, ended, n)",
        *look,
        "keep_rows(v, r_alive, kept, kept_rows, base, k, n)",
        "fired[:] = 0",
        *conditions,
        *([f"ended += note_conditions({events})"] if conditions else []),
        *always,
        "if asked[k]:",
        *indented([*asked, "pass"]),
        *read,
        "ended = go_on(v, r_alive, code, ended, n)",
        "if k == last:",
        "    break",
        "q = k & 3",
        *_drawn(context, mixing),
        *rates,
        f"ended += decide({events.replace('branches,', 'branches, pending,')}, dt)",
        *inputs,
        *move,
        "affect(v, c, lanes, fired, table, effects, movable, time, year)",
        *bounds,
        "settle(v, lanes, fired, table, effects, movable)",
    ]
    return [*_before(start), "for k in range(last + 1):", *indented(step), *end]


def _drawn(context: Context, mixing: Sequence[str]) -> list[str]:
    """The random numbers of four steps, at the first of them."""
    calls = []
    if context.layout.normals:
        calls.append("normal_rows(noise, words, path, k >> 2, normal_keys, normal_slots, n)")
    if context.layout.uniforms:
        calls.append("uniform_rows(uniforms, words, words_2, path, k >> 2, uniform_keys, uniform_slots, n)")
    return ["if q == 0:", *indented([*calls, *mixing])] if calls else []


def _before(start: Sequence[str]) -> list[str]:
    return [
        "code[:n] = GOING_ON",
        "fill_row(v, r_alive, 1.0, n)",
        *start,
        "ended = 0",
    ]


_HEAD = '''"""A kernel: every function below works on a block of paths, a row of `v` for each value.

`v[r_name + i]` is the value of `name` on path i of the block, `c` holds the numbers of the model, `s` its dates.
Numbers change without a change of this text.
"""
'''
_TAKEN = (
    "simulate", "draw", "chance", "amount", "observed", "placed", "occur", "decide", "affect", "settle", "table", "cached", "kept", "asked", "last", "words", "B", "where", "fail", "enter", "mark", "call", "finish",
    "occurrence_row", "occurrence_uniform", "normal_rows", "uniform_rows", "philox", "uniform_of", "word_rows",
)  # fmt: skip

_MAIN = '''@cached
def simulate(
    paths, nested, c, s, times, years, asked, memories, normal_keys, normal_slots, uniform_keys, uniform_slots,
    event_keys, parameter_keys, table, branches, effects, movable, dt, per_year, status, element, ended_at, outcome, measures, measure_rows,
    answers, answer_rows, first, log_rows, bits, clamps, kept, kept_rows,
):
    """All paths asked for, block by block."""
    wide()
    v = np.zeros(ROWS * B)
    code = np.empty(B, np.int64)
    words, words_2 = np.empty((4, B), np.uint32), np.empty((4, B), np.uint32)
    noise = np.empty((4, normal_slots.shape[0], B), np.float32)
    uniforms = np.empty((4, uniform_slots.shape[0], B))
    lanes = np.empty((event_keys.shape[0], B), np.int32)
    fired = np.zeros(event_keys.shape[0], np.int64)
    pending = np.empty(B + 1, np.int64)
    draw = np.empty(B, np.uint64)
    last = times.shape[0] - 1
    for base in range(0, paths.shape[0], B):
        n = min(B, paths.shape[0] - base)
        path = paths[base : base + n]
        for i in range(n):
            draw[i] = path[i] // nested
BODY
        finish(code, status, element, ended_at, DRIVERS, EVENTS, base, n)
        hand_over(v, r_alive, measure_rows, measures, base, n)
        hand_over(v, r_alive, answer_rows, answers, base, n)
        hand_over_classes(v, r_alive, r_class, outcome, base, n)
        hand_over_log(v, log_rows, first, base, n)
'''


def _text(context: Context, main: Sequence[str], block: int) -> str:
    layout = context.layout
    rows = [f"{name} = {row} * B" for name, row in layout.names.items()]
    sizes = [f"B = {block}", f"ROWS = {layout.rows}", f"DRIVERS = {len(context.plan.drivers)}"]
    divides = context.named(divide) if any(exponent < 0 for exponent in context.expressions.exponents) else ""
    powers = [power_text(exponent, divides) for exponent in sorted(context.expressions.exponents)]
    body = "\n".join(indented(indented(main)))
    parts = [
        _HEAD,
        primitives(),
        'cached = njit(error_model="numpy", nogil=True, cache=True)',
        "\n".join([*sizes, f"EVENTS = {len(context.plan.events)}", *rows]),
        _pasted("random.py"),
        context.library.text(),
        *powers,
        _pasted("runtime.py"),
        *context.functions,
        _pasted("happenings.py"),
        _MAIN.replace("BODY", body),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _pasted(file: str) -> str:
    """The text of a file of this folder, without its heading."""
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    _, _, rest = text.removeprefix('"""').partition('"""')
    lines = [line for line in rest.splitlines() if not line.startswith(("# ruff", "# mypy", "from ", "import "))]
    return "\n".join(lines)


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


def _keepers(plan: Plan) -> frozenset[int]:
    """The cells of the note that must run at every step: those that keep something, and those they need."""
    keepers: set[int] = set()
    for cell in reversed(plan.note):
        if cell.size or cell.slot in keepers:
            keepers |= {cell.slot, *slots_in(*cell.arguments)}
    return frozenset(keepers)
