"""Where the path came over or under a line the scenario itself draws: a comparison, or a kink of min and max."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from simengine.language.expression import Arithmetic, Call, Compare, Node, Number, Slot, rebuild, walk
from simengine.plan.plan import Cell, MemoryCell, ShiftedCell
from simengine.story.records import Crossing
from simengine.story.track import Track
from simengine.story.turns import changes

_SHORTEST = 24  # a side counts from one part in so many of the whole time on
_ORDERED = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Line:
    """What `mover` may cross; `touching` tells whether to be level with it is to be above, as `>=` and `<` have it."""

    mover: Slot
    other: Slot | Number
    touching: bool = field(compare=False)


def crossings(track: Track) -> list[Crossing]:
    """All of them that lasted, in the order of time."""
    least = max(2, round(track.plan.clock.steps / _SHORTEST))
    found = [one for line in dict.fromkeys(_lines(track)) for one in _crossed(track, line, least)]
    return sorted(found, key=lambda crossing: crossing.step)


def _lines(track: Track) -> Iterator[Line]:
    """What the scenario compares with what: a driver or formula that moves, and another name or a number."""
    moving, plain = _moving(track), _plain_slots(track)
    for whole in _expressions(track):
        for node in walk(_at_the_look(whole, plain)):
            for left, op, right in _compared(node):
                for mover, other, touching in ((left, right, op in {">=", "<"}), (right, left, op in {"<=", ">"})):
                    if isinstance(mover, Slot) and mover.index in moving and isinstance(other, Slot | Number):
                        yield Line(mover, other, touching)
                        break


def _plain_slots(track: Track) -> dict[int, Slot]:
    """For what is read at another instant of the step, the driver or formula it is."""
    plan, found = track.plan, {}
    for cell in plan.look:
        if isinstance(cell, ShiftedCell):
            name = cell.origin.partition(".")[2]
            found[cell.slot] = Slot(plan.slot(name), name)
    return found


def _at_the_look(node: Node, plain: Mapping[int, Slot]) -> Node:
    if isinstance(node, Slot):
        return plain.get(node.index, node)
    return rebuild(node, lambda child: _at_the_look(child, plain))


def _expressions(track: Track) -> Iterator[Node]:
    plan = track.plan
    for cell in plan.look:
        yield from cell.arguments if isinstance(cell, MemoryCell) else (cell.expr,)
    for event in plan.events:
        yield from (node for node in (event.hazard, event.when) if node is not None)
    for driver in plan.drivers:
        yield from (node for _, node in driver.inputs)
    yield from (condition for _, condition in plan.classes if condition is not None)


def _compared(node: Node) -> Iterator[tuple[Node, str, Node]]:
    """The two sides of a comparison; of `max(0, a - b)`; of `min(a, b)`."""
    match node:
        case Compare(op=op, left=left, right=right) if op in _ORDERED:
            yield left, op, right
        case Call(function="min" | "max", arguments=(left, right)):
            for one, other in ((left, right), (right, left)):
                if isinstance(other, Arithmetic) and other.op == "-" and one == Number(0.0):
                    yield other.left, ">", other.right
            yield left, ">", right


def _moving(track: Track) -> set[int]:
    """The drivers that move by themselves, and the formulas."""
    plan = track.plan
    processes = [(driver.slot, track.scenario.drivers[driver.name]) for driver in plan.drivers]
    drivers = {slot for slot, process in processes if not process.stepwise and not process.counts}
    return drivers | {cell.slot for cell in plan.look if isinstance(cell, Cell)}


def _crossed(track: Track, line: Line, least: int) -> Iterator[Crossing]:
    other = line.other
    if isinstance(other, Slot) and other.index not in track.columns:
        return
    mine = track.columns[line.mover.index]
    theirs = np.full(len(mine), other.value) if isinstance(other, Number) else track.columns[other.index]
    name = f"{other.value:g}" if isinstance(other, Number) else other.name
    for change in changes((mine >= theirs if line.touching else mine > theirs).tolist(), least):
        k = change.step
        here, there = (line.mover.name, mine), (name, theirs)
        overtaken = bool(abs(theirs[k] - theirs[k - 1]) > abs(mine[k] - mine[k - 1]))
        if overtaken:  # the other one moved: it is the one to tell of
            here, there = there, here
        unit, value, other_value = track.plan.unit(here[0]), float(here[1][k]), float(there[1][k])
        above = change.above != overtaken
        yield Crossing(k, track.date(k), here[0], unit, value, above, there[0], other_value, change.weight)
