"""What is seen at every step: the drivers' values, formulas, and functions with memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from simengine.engines.kernel.context import Context, loop, slots_in
from simengine.engines.kernel.layout import STATE, Group
from simengine.engines.kernel.write_start import each_driver, rows_of, view
from simengine.functions import memory_functions
from simengine.language.expression import Node, Slot
from simengine.plan.plan import TIME, YEAR, Cell, MemoryCell

CellOrMemory = Cell | MemoryCell


def write_observe(context: Context) -> list[str]:
    """The calls that read the drivers' states; each gives how many are not finite."""
    calls = []
    for group in context.layout.groups:
        call = _observe(context, group)
        drivers = [context.setting(index) for index in group.drivers]
        first = drivers[0][2:-1]
        record = f"{context.row(group.row)}, {group.width}, {len(group.drivers)}, {first}"
        calls += [f"if {call} > 0:", f"    ended += fail_unsound(v, s, code, {record}, k, n)"]
    return calls


def _observe(context: Context, group: Group) -> str:
    lines = [
        "unsound = 0",
        *each_driver(context, group, [
            *rows_of(group, "value", 0),
            *rows_of(group, "state", STATE),
            "for i in range(n):",
            f"    value[i] = {context.named(group.process.observe)}(state[i])",
            "    unsound += where((abs(state[i]) < inf) & (abs(value[i]) < inf), 0, 1)",
        ]),
        "return unsound",
    ]  # fmt: skip
    return context.define(f"observe_{group.name}", "Values of these drivers; how many are not finite.", lines)


def write_look(context: Context) -> list[str]:
    """The calls that compute the cells of the look, in an order that needs few loops."""
    return _cells(context, "look", _layers(context.plan.look))


def write_note(context: Context, keepers: frozenset[int]) -> tuple[list[str], list[str]]:
    """The cells that measures and questions need: the calls of every step, and those of steps at which one is read."""
    always = [cell for cell in context.plan.note if cell.slot in keepers]
    asked = [cell for cell in context.plan.note if cell.slot not in keepers]
    return _cells(context, "note", _layers(always)), _cells(context, "asked", _layers(asked))


def _layers(cells: Sequence[CellOrMemory]) -> list[list[CellOrMemory]]:
    """Cells in turns: plain ones that can be computed, then functions with memory that can, and so on."""
    left, layers = list(cells), []
    waiting = {cell.slot for cell in cells}
    while left:
        for kind in range(3):
            layer: list[CellOrMemory] = []
            for cell in left:
                if _kind(cell) == kind and not (reads(cell) & waiting):
                    layer.append(cell)
                    waiting.discard(cell.slot)
            if layer:
                layers.append(layer)
                left = [cell for cell in left if cell.slot in waiting]
    return layers


def _kind(cell: CellOrMemory) -> int:
    """0 for a cell that keeps nothing from step to step, 1 for one that goes over its rows itself, else 2."""
    if isinstance(cell, Cell) or not cell.size:
        return 0
    return 1 if _rows_of(cell) else 2


def reads(cell: CellOrMemory) -> frozenset[int]:
    """The slots a cell reads."""
    return slots_in(cell.expr) if isinstance(cell, Cell) else slots_in(*cell.arguments)


def _cells(context: Context, name: str, layers: Iterable[Sequence[CellOrMemory]]) -> list[str]:
    calls = []
    for number, layer in enumerate(layers, 1):
        own = f"{name}_{number}"
        if _kind(layer[0]) == 1:
            calls += [
                _by_rows(context, cell, f"{own}_{j}") for j, cell in enumerate(layer, 1) if isinstance(cell, MemoryCell)
            ]
        else:
            calls += context.define_loops(own, _told(layer), [_statement(context, cell) for cell in layer])
    return calls


def _told(layer: Sequence[CellOrMemory]) -> str:
    text = ", ".join(cell.name for cell in layer)
    return text if len(text) <= 100 else text[:97] + "…"


def _rows_of(cell: MemoryCell) -> Callable[..., None] | None:
    """The form of a function for whole rows, if it has one."""
    found: Callable[..., None] | None = getattr(memory_functions()[cell.function], "rows", None)
    return found


def _statement(context: Context, cell: CellOrMemory) -> str:
    """A cell's line in a loop over paths."""
    out = context.at(cell.slot)
    if isinstance(cell, Cell):
        return f"{out} = {context.each_step(cell.expr, cell.name)}"
    arguments = "".join(f", {context.text(node, cell.name)}" for node in cell.arguments)
    windows = "".join(f", {window}" for window in cell.windows)
    memory = view(context.row(context.layout.memories[cell.slot]), 0, cell.size) if cell.size else "v"
    return f"{out} = {context.named(memory_functions()[cell.function].look)}({memory}, k, per_year{arguments}{windows})"


def _by_rows(context: Context, cell: MemoryCell, name: str) -> str:
    """A function with memory that goes over its rows itself."""
    windows = "".join(f", {window}" for window in cell.windows)
    before, x = _as_row(context, cell.arguments[0], cell.name)
    out, memory = (context.row(place[cell.slot]) for place in (context.layout.slots, context.layout.memories))
    function = _rows_of(cell)
    if function is None:
        raise TypeError(f"{cell.function} has no form for rows")
    call = f"{context.named(function)}(v, {out}, {x}, {memory}, n, B, k, per_year{windows})"
    return context.define(name, cell.name, [*before, call]) if before else call


def _as_row(context: Context, node: Node, place: str) -> tuple[list[str], str]:
    """An argument as a row: its own if it has one."""
    if isinstance(node, Slot) and node.index not in (TIME, YEAR):
        return [], context.row(context.layout.slots[node.index])
    return loop([f"v[r_scratch + i] = {context.text(node, place)}"]), "r_scratch"
