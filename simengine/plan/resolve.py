"""Expressions of a model as a plan has them: names become slots, functions with memory become cells."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from simengine.functions import memory_functions
from simengine.language.expression import Call, IsTrue, Name, Node, Slot, ToNumber, names, rebuild
from simengine.language.types import CONSTANTS, EVENT, TRUTH
from simengine.model.model import Model, ModelExpression, number_of
from simengine.model.windows import windows_of
from simengine.plan.middle import Shifted
from simengine.plan.plan import Cell, LookCell, MemoryCell, ShiftedCell
from simengine.processes._process import past_values

Phase = Literal["look", "note"]


@dataclass(slots=True)
class Resolver:
    """Turns the expressions of a model into trees over slots, and collects the cells they need on the way.

    Equal uses of a function with memory in the same phase share a cell.
    """

    model: Model
    slots: dict[str, int]
    next_slot: int
    look: list[LookCell] = field(default_factory=list)
    note: list[MemoryCell] = field(default_factory=list)
    _known: dict[tuple[Phase, Call], int] = field(default_factory=dict)

    def new_slot(self) -> int:
        """The next free slot."""
        self.next_slot += 1
        return self.next_slot - 1

    def resolve(self, found: ModelExpression, phase: Phase = "look") -> Node:
        """An expression as it is evaluated."""
        return self._resolve(found.node, phase)

    def cell(self, found: ModelExpression, phase: Phase = "look") -> Cell:
        """A formula or measure in a slot of its own; a truth is stored as 1 or 0."""
        expr, name = self._resolve(number_of(found), phase), found.origin.name
        self.slots[name] = self.new_slot()
        return Cell(name, self.slots[name], expr)

    def shifted_cell(self, name: str, found: Shifted) -> ShiftedCell:
        """What a name is at another instant of the step."""
        expr = self._resolve(found.node, "look")
        self.slots[name] = self.new_slot()
        return ShiftedCell(name, self.slots[name], expr, ".".join(map(str, found.path)))

    def _resolve(self, node: Node, phase: Phase) -> Node:
        if isinstance(node, Name):
            return Slot(self.slots[node.name], node.name, node.offset)
        if isinstance(node, Call) and node.function in memory_functions():
            return self._several(node, phase) or self._cell(node, phase)
        return rebuild(node, lambda child: self._resolve(child, phase))

    def _several(self, call: Call, phase: Phase) -> Call | None:
        """A function of any number of events as the operation of its name on its values for each; None for others."""
        if not memory_functions()[call.function].signature.more or len(call.arguments) == 1:
            return None
        cells = [(event, self._cell(replace(call, arguments=(event,)), phase)) for event in call.arguments]
        named = tuple(replace(cell, name=call_text(event)) for event, cell in cells)
        return replace(call, arguments=named)

    def _cell(self, call: Call, phase: Phase) -> Slot:
        name = call_text(call)
        if (phase, call) not in self._known:
            cell = self._new_cell(call, name, phase)
            if phase == "look":
                self.look.append(cell)
            else:
                self.note.append(cell)
            self._known[phase, call] = cell.slot
        return Slot(self._known[phase, call], name, call.offset)

    def _new_cell(self, call: Call, name: str, phase: Phase) -> MemoryCell:
        function = memory_functions()[call.function]
        windows = windows_of(call, self.model.scenario.clock)
        arguments = []
        for argument, kind in zip(call.arguments, function.signature.takes, strict=False):
            if kind == EVENT and isinstance(argument, Name):
                arguments.append(self._log(argument.name))
            elif kind not in CONSTANTS:
                resolved = self._resolve(argument, phase)
                arguments.append(
                    ToNumber(resolved) if kind == TRUTH and not isinstance(resolved, IsTrue) else _stored(resolved)
                )
        past = self._past(call.arguments[0]) if call.arguments else ()
        size = function.size(*windows) + (len(past) if function.keeps_past else 0)
        return MemoryCell(name, self.new_slot(), call.function, tuple(arguments), windows, size, past)

    def _log(self, event: str) -> Node:
        first = self.slots[event]
        return Call(
            "Log", tuple(Slot(first + i, f"{event}.{part}") for i, part in enumerate(("count", "first", "last")))
        )

    def _past(self, argument: Node) -> tuple[float, ...]:
        """The history of an argument that is a name by itself."""
        if not isinstance(argument, Name):
            return ()
        scenario = self.model.scenario
        clock, driver = scenario.clock, scenario.drivers.get(argument.name)
        if driver is not None:
            values = past_values(driver.history, clock, driver.counts)
            return values[:-1] if driver.counts else values
        formula = scenario.formulas.get(argument.name)
        return past_values(formula.history, clock, counts=False) if formula else ()


def _stored(node: Node) -> Node:
    """A stored truth is read as the 1 or 0 it is stored as."""
    return node.operand if isinstance(node, IsTrue) else node


def call_text(node: Node) -> str:
    """A short text of a use of a function, for people."""
    if isinstance(node, Call):
        return f"{node.function}({', '.join(call_text(argument) for argument in node.arguments)})"
    if isinstance(node, Name):
        return node.name
    value = getattr(node, "value", None)
    return f"{value:g}" if isinstance(value, float) else " ".join(sorted(names(node))) or "…"
