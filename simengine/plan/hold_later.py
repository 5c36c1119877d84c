"""A plan with parameters that have another value from some step on: what came before stays as it was, to the bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simengine.distributions import Distribution
from simengine.language.expression import Choice, Compare, Node, Number, Slot, rebuild
from simengine.plan.needs import mark_cells, mark_events, slots_in
from simengine.plan.plan import TIME, Cell, DriverPlan, EventPlan, LookCell, MemoryCell, Plan
from simengine.processes._plugins import all_processes


def hold_later(plan: Plan, held: Mapping[str, float], step: int) -> Plan:
    """The plan with parameters at one value each on every path after `step`; up to it they are what was drawn.

    What drivers begin with, and what is observed, stays. KeyError if the plan has no such parameter, ValueError for one
    of those `told_at_the_start`.
    """
    if not held:
        return plan
    early = told_at_the_start(plan) & held.keys()
    if early:
        raise ValueError(f"{min(early)} is told to a process at the start alone")
    later = _Later(plan, (step + 0.5) / plan.clock.per_year)
    for name, value in held.items():
        later.add(name, {one.name: one.slot for one in plan.parameters}[name], Number(value))
    for cell in plan.once:
        if slots_in(cell.expr) & later.slots.keys():
            later.add(cell.name, cell.slot, later.node(cell.expr))
    drivers = tuple(map(later.driver, plan.drivers))
    events = tuple(map(later.event, plan.events))
    look, note = tuple(map(later.look, plan.look)), tuple(map(later.memory, plan.note))
    look, note = mark_cells((*later.cells, *look), note, drivers, events)
    return replace(
        plan,
        drivers=drivers,
        events=mark_events(events, look, plan.fixed),
        look=look,
        note=note,
        measures=tuple(later.cell(one) for one in plan.measures),
        classes=tuple((name, later.maybe(node)) for name, node in plan.classes),
        questions=tuple(
            replace(one, expr=later.node(one.expr), given=later.maybe(one.given)) for one in plan.questions
        ),
        values=plan.values + len(later.cells),
    )


def told_at_the_start(plan: Plan) -> frozenset[str]:
    """The parameters that can't change later: a process makes more of what it is fed if that never changes."""
    kinds = all_processes(plan.plugins)
    once = (one for one in plan.drivers if one.prepared_once and kinds[one.process].prepare_once)
    found = set(slots_in(*(node for driver in once for node in driver.prepared)))
    for cell in reversed(plan.once):
        if cell.slot in found:
            found |= slots_in(cell.expr)
    return frozenset(one.name for one in plan.parameters if one.slot in found)


class _Later:
    """The cells that hold what changes, each in a new slot, and whatever reads the old slots reading these."""

    def __init__(self, plan: Plan, time: float) -> None:
        self.cells: list[Cell] = []
        self.slots: dict[int, int] = {}
        self._next, self._fixed = plan.values, plan.fixed
        self._before = Compare("<", Slot(TIME, "time"), Number(time))

    def add(self, name: str, slot: int, value: Node) -> None:
        """What stands at a slot is `value` later."""
        new = self._next + len(self.cells)
        self.cells.append(Cell(f"{name} later", new, Choice(self._before, Slot(slot, name), value)))
        self.slots[slot] = new

    def node(self, node: Node) -> Node:
        if isinstance(node, Slot):
            return replace(node, index=self.slots.get(node.index, node.index))
        return rebuild(node, self.node)

    def maybe(self, node: Node | None) -> Node | None:
        return None if node is None else self.node(node)

    def cell(self, cell: Cell) -> Cell:
        return replace(cell, expr=self.node(cell.expr))

    def memory(self, cell: MemoryCell) -> MemoryCell:
        return replace(cell, arguments=tuple(map(self.node, cell.arguments)))

    def look(self, cell: LookCell) -> LookCell:
        return self.memory(cell) if isinstance(cell, MemoryCell) else replace(cell, expr=self.node(cell.expr))

    def driver(self, driver: DriverPlan) -> DriverPlan:
        inputs = tuple((name, self.node(node)) for name, node in driver.inputs)
        fed = slots_in(*(node for name, node in inputs if name in driver.fed))
        return replace(driver, inputs=inputs, prepared_once=fed <= self._fixed)

    def event(self, event: EventPlan) -> EventPlan:
        return replace(
            event,
            hazard=self.maybe(event.hazard),
            when=self.maybe(event.when),
            effects=tuple(replace(one, amount=self.node(one.amount)) for one in event.effects),
            branch=tuple((child, self.maybe(chance)) for child, chance in event.branch),
            delay=event.delay
            if event.delay is None or isinstance(event.delay, Distribution)
            else self.node(event.delay),
        )
