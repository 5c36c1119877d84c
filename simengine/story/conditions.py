"""Why a condition holds or does not: the parts of it that decide, each with what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from simengine.engines.reference.evaluate import numeric, truth
from simengine.functions import memory_functions
from simengine.language.expression import Call, Compare, IsTrue, Logic, Node, Not, Number, Slot, ToNumber, rebuild
from simengine.language.wording import shown
from simengine.plan.plan import MemoryCell, Plan
from simengine.scenario.schema import Scenario
from simengine.story.records import Part

_LONGEST = 70


class Explainer:
    """Knows how the places of a plan are called, and which hold regimes."""

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self._regimes = {d.slot: names for d in plan.drivers if (names := scenario.drivers[d.name].regimes())}
        self._regimes |= {p.slot: p.distribution.names for p in plan.parameters if p.distribution.names}
        self._names = _cell_names(plan)
        self._firsts = _firsts(plan)
        self._clock = plan.clock

    def parts(self, condition: Node, values: Sequence[float]) -> tuple[Part, ...]:
        """The parts of a condition that decide it, in the order of the text.

        Of an `and` that fails only what fails, of an `or` that holds only what holds.
        """
        return tuple(self._parts(condition, list(values)))

    def _parts(self, node: Node, values: list[float]) -> Iterator[Part]:
        match node:
            case Logic(op=op, operands=operands):
                holds = truth(node)(values)
                alone = holds == (op == "or")  # one operand was enough
                for operand in operands:
                    if not alone or truth(operand)(values) == holds:
                        yield from self._parts(operand, values)
            case Not(operand=operand):
                yield from self._parts(operand, values)
            case Compare(op=op, left=left, right=right):
                names = self._names_of(left) or self._names_of(right)
                holds = truth(node)(values)
                yield Part(*self._side(left, values, names), op, *self._side(right, values, names), holds)
            case _:
                holds = truth(node)(values)
                yield Part(self._text(node), None, "", "", None, holds, self._when(node, values, holds))

    def _side(self, node: Node, values: list[float], regimes: tuple[str, ...]) -> tuple[str, float | str | None]:
        value = numeric(node)(values)
        regime = regimes[round(value)] if regimes and 0.0 <= value < len(regimes) else None
        if isinstance(node, Number):
            return regime or self._text(node), None
        return self._text(node), value if regime is None else regime

    def _when(self, node: Node, values: list[float], holds: bool) -> str:
        """Since when `occurred(event)` holds, or `before(event, other)`; of one that fails, the other if that came."""
        slot = node.operand if isinstance(node, IsTrue) else node
        firsts = self._firsts.get(slot.index, ()) if isinstance(slot, Slot) else ()
        dates = [self._clock.label(round(values[one])) if math.isfinite(values[one]) else "" for _, one in firsts]
        if holds:
            return dates[0] if dates else ""
        return next((f"{event} {date}" for (event, _), date in zip(firsts[1:], dates[1:], strict=True) if date), "")

    def _names_of(self, node: Node) -> tuple[str, ...]:
        return self._regimes.get(node.index, ()) if isinstance(node, Slot) else ()

    def _text(self, node: Node) -> str:
        return shown(_renamed(node, self._names), _LONGEST)


def _renamed(node: Node, names: Mapping[int, str]) -> Node:
    """The same node with the better names of its places."""
    if isinstance(node, Slot):
        return Slot(node.index, names.get(node.index, node.name))
    return rebuild(node, lambda child: _renamed(child, names))


def _cell_names(plan: Plan) -> dict[int, str]:
    """Uses of functions with memory whose arguments are more than names, in full."""
    names: dict[int, str] = {}
    for cell in (*plan.look, *plan.note):
        if isinstance(cell, MemoryCell) and not all(_is_name(argument) for argument in cell.arguments):
            arguments = [_argument(argument, names) for argument in cell.arguments]
            windows = [f"{window} {plan.clock.step}{'s' if window != 1 else ''}" for window in cell.windows]
            names[cell.slot] = f"{cell.function}({', '.join([*arguments, *windows])})"
    return names


def _firsts(plan: Plan) -> dict[int, list[tuple[str, int]]]:
    """For each use of `occurred` or its like, its events, each with the place that holds its first step."""
    found: dict[int, list[tuple[str, int]]] = {}
    for cell in (*plan.look, *plan.note):
        if isinstance(cell, MemoryCell) and memory_functions()[cell.function].holds_from_first:
            logs = [log for log in cell.arguments if isinstance(log, Call)]
            found[cell.slot] = [
                (_argument(log, {}), log.arguments[1].index) for log in logs if isinstance(log.arguments[1], Slot)
            ]
    return found


def _is_name(node: Node) -> bool:
    bare = node.operand if isinstance(node, ToNumber) else node
    return isinstance(bare, Slot | Number) or _is_log(bare)


def _is_log(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "Log"


def _argument(node: Node, names: Mapping[int, str]) -> str:
    if isinstance(node, Call) and _is_log(node):
        return shown(node.arguments[0]).removesuffix(".count")
    return shown(_renamed(node, names), _LONGEST)
