"""Parameters that have a value of their own from some step on: what came before stays as it was, to the bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simengine.distributions import Distribution
from simengine.language.expression import Choice, Compare, Node, Number, Slot, rebuild
from simengine.plan.needs import mark_cells, mark_events, slots_in
from simengine.plan.plan import TIME, Cell, DriverPlan, EventPlan, LaterPlan, LookCell, MemoryCell, Plan, ShiftedCell
from simengine.plan.readings import LikelihoodPlan, Occurrence


def hold_later(plan: Plan, held: Mapping[str, float], step: int) -> Plan:
    """The plan of a scenario that says that these parameters have these values from `step` on.

    KeyError if the plan has no such parameter.
    """
    known = {one.name for one in plan.parameters}
    missing = [name for name in held if name not in known]
    if missing:
        raise KeyError(missing[0])
    later = {one.name: one for one in plan.later} | {name: LaterPlan(name, step, held[name]) for name in held}
    return replace(plan, later=tuple(later[name] for name in sorted(later)))


def with_later(plan: Plan) -> Plan:
    """The plan with a cell for whatever is another value later, which is looked at as a formula is.

    It has the parameter's name, or that of the formula of parameters, and whoever reads these reads it; only what
    drivers begin with, and their bounds, read what was drawn.
    """
    if not plan.later:
        return plan
    later = _Later(plan)
    drivers = tuple(map(later.driver, plan.drivers))
    events = tuple(map(later.event, plan.events))
    look, note = tuple(map(later.look, plan.look)), tuple(map(later.memory, plan.note))
    look, note = mark_cells((*later.cells, *look), note, drivers, events)
    return replace(
        plan,
        later=(),
        drivers=drivers,
        events=mark_events(events, look, plan.fixed),
        look=look,
        note=note,
        observations=tuple(replace(one, expr=later.node(one.expr)) for one in plan.observations),
        likelihoods=tuple(map(later.figure, plan.likelihoods)),
        measures=tuple(later.cell(one) for one in plan.measures),
        classes=tuple((name, later.maybe(node)) for name, node in plan.classes),
        questions=tuple(
            replace(one, expr=later.node(one.expr), given=later.maybe(one.given)) for one in plan.questions
        ),
        values=plan.values + len(later.cells),
    )


class _Later:
    """The cells that hold what changes, each in a new slot, and whatever reads the old slots reading these."""

    def __init__(self, plan: Plan) -> None:
        self.cells: list[LookCell] = []
        self._slots: dict[int, int] = {}
        self._first, self._fixed = plan.values, plan.fixed
        home = {one.name: one.slot for one in plan.parameters}
        for one in plan.later:
            before = Compare("<", Slot(TIME, "time"), Number((one.step - 0.5) / plan.clock.per_year))
            slot, then = home[one.name], Number(one.value)
            expr = Choice(before, Slot(slot, one.name), then)
            self._add(slot, ShiftedCell(one.name, self._free, expr, f"parameters.{one.name}"))
        for cell in plan.once:
            if slots_in(cell.expr) & self._slots.keys():
                self._add(cell.slot, Cell(cell.name, self._free, self.node(cell.expr)))

    @property
    def _free(self) -> int:
        return self._first + len(self.cells)

    def _add(self, slot: int, cell: LookCell) -> None:
        """What has stood at a slot stands in this cell."""
        self.cells.append(cell)
        self._slots[slot] = cell.slot

    def node(self, node: Node) -> Node:
        if isinstance(node, Slot):
            changed = self._slots.get(node.index)
            return node if changed is None else replace(node, index=changed)
        return rebuild(node, self.node)

    def maybe(self, node: Node | None) -> Node | None:
        return None if node is None else self.node(node)

    def cell(self, cell: Cell) -> Cell:
        return replace(cell, expr=self.node(cell.expr))

    def memory(self, cell: MemoryCell) -> MemoryCell:
        return replace(cell, arguments=tuple(map(self.node, cell.arguments)))

    def look(self, cell: LookCell) -> LookCell:
        return self.memory(cell) if isinstance(cell, MemoryCell) else replace(cell, expr=self.node(cell.expr))

    def figure(self, figure: LikelihoodPlan) -> LikelihoodPlan:
        seen = figure.seen if isinstance(figure.seen, Occurrence) else self.node(figure.seen)
        return replace(figure, seen=seen, error=self.node(figure.error))

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
