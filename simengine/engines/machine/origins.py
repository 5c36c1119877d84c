"""Origins: where in the scenario the parts of a plan stand, as dotted paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simengine.distributions import Distribution
from simengine.language.expression import Node, Slot, walk
from simengine.plan.invariants import origin_of
from simengine.plan.plan import Cell, EventPlan, MemoryCell, Plan
from simengine.plan.readings import QuestionPlan


def memory_origins(plan: Plan) -> Mapping[int, str]:
    """For each use of a function with memory, by its slot, the origin that asks for it first."""
    cells = {cell.slot: cell for cell in (*plan.look, *plan.note) if isinstance(cell, MemoryCell)}
    found: dict[int, str] = {}
    for origin, node in _expressions(plan):
        waiting = [node]
        for one in waiting:
            for part in walk(one):
                if isinstance(part, Slot) and part.index in cells and part.index not in found:
                    found[part.index] = origin
                    waiting += cells[part.index].arguments
    return found


def _expressions(plan: Plan) -> Iterator[tuple[str, Node]]:
    for cell in plan.look:
        if isinstance(cell, Cell):
            yield f"formulas.{cell.name}", cell.expr
    for driver in plan.drivers:
        for name, node in driver.inputs:
            yield f"drivers.{driver.name}.{name}", node
    for event in plan.events:
        for what, own in (("hazard", event.hazard), ("when", event.when), ("delay", event.delay)):
            if own is not None and not isinstance(own, Distribution):
                yield f"events.{event.name}.{what}", own
        yield from zip(amount_origins(plan, event), (effect.amount for effect in event.effects), strict=True)
        for origin, (_, chance) in zip(chance_origins(plan, event), event.branch, strict=True):
            if chance is not None:
                yield origin, chance
    for seen in plan.observations:
        yield f"observe.{seen.name}", seen.expr
    for question in plan.questions:
        yield answer_origin(question), question.expr
        if question.given is not None:
            yield f"questions.{question.name}.given", question.given
    for cell in plan.measures:
        yield origin_of(cell), cell.expr
    for name, condition in plan.classes:
        if condition is not None:
            yield f"outcome.{name}", condition


def amount_origins(plan: Plan, event: EventPlan) -> list[str]:
    """The origin of each effect of an event."""
    return [f"events.{event.name}.effects.{plan.drivers[one.driver].name}.{one.operation}" for one in event.effects]


def chance_origins(plan: Plan, event: EventPlan) -> list[str]:
    """The origin of the chance of each branch of an event."""
    return [f"events.{event.name}.branch.{plan.events[child].name}" for child, _ in event.branch]


def answer_origin(question: QuestionPlan) -> str:
    """The origin of what a question asks."""
    return f"questions.{question.name}.{'when' if question.kind == 'chance' else 'value'}"
