"""What a plan's cells and events are needed for: decided once, for both engines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simengine.distributions import Distribution
from simengine.language.expression import Node, Slot, walk
from simengine.plan.plan import TIME, YEAR, DriverPlan, EventPlan, LookCell, MemoryCell

Look = tuple[LookCell, ...]
Note = tuple[MemoryCell, ...]


def slots_in(*nodes: Node | None) -> frozenset[int]:
    """The slots that expressions read."""
    return frozenset(part.index for node in nodes if node for part in walk(node) if isinstance(part, Slot))


def mark_cells(look: Look, note: Note, drivers: Iterable[DriverPlan], events: Iterable[EventPlan]) -> tuple[Look, Note]:
    """The cells, each with whether it must run at every step.

    Those must that keep something from step to step, that drivers and events read, and that these cells need.
    """
    needed: set[int] = set()
    for driver in drivers:
        needed |= slots_in(*(node for _, node in driver.inputs))
    for event in events:
        amounts = (effect.amount for effect in event.effects)
        delay = None if isinstance(event.delay, Distribution) else event.delay
        needed |= slots_in(event.hazard, event.when, delay, *amounts, *(chance for _, chance in event.branch))
    always: set[int] = set()
    for cell in reversed((*look, *note)):
        if cell.slot in needed or (isinstance(cell, MemoryCell) and cell.size):
            always.add(cell.slot)
            needed |= slots_in(*cell.arguments) if isinstance(cell, MemoryCell) else slots_in(cell.expr)
    return (
        tuple(replace(cell, only_when_read=cell.slot not in always) for cell in look),
        tuple(replace(cell, only_when_read=cell.slot not in always) for cell in note),
    )


def mark_events(events: tuple[EventPlan, ...], look: Look, steady: frozenset[int]) -> tuple[EventPlan, ...]:
    """The events, each with whether it is noted, whether it recurs (a branch as the event above it), whether it varies.

    `steady` are the slots of what can't change along a path.
    """
    parents = {child: index for index, event in enumerate(events) for child, _ in event.branch}
    known = {*steady, TIME, YEAR}
    for cell in look:
        if not isinstance(cell, MemoryCell) and slots_in(cell.expr) <= known:
            known.add(cell.slot)

    def root(index: int) -> EventPlan:
        return root(parents[index]) if index in parents else events[index]

    def recurs(index: int) -> bool:
        event = events[index]
        origin = parents.get(index, event.after)
        return event.repeats or len(event.at) > 1 or (origin is not None and recurs(origin))

    return tuple(
        replace(
            event,
            noted=root(index).when is not None,
            recurs=recurs(index),
            varies=not slots_in(event.hazard) <= known,
        )
        for index, event in enumerate(events)
    )
