"""What a kernel must know of a plan's processes and events beside their names."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.plan.plan import EventPlan, Plan
from simengine.processes import Process


def numbers_of(process: type[Process], fed: int, once: bool) -> int:
    """How many numbers `prepare` gives for `fed` inputs."""
    prepare = process.prepare_once if once and process.prepare_once else process.prepare
    if prepare is None:
        return 0
    return fed if process.wide else len(prepare(1.0, *([0.5] * fed)))


@dataclass(frozen=True, slots=True)
class EventShape:
    """How an event can occur: `many` says more than once; `deep` is how far below its branches reach."""

    index: int
    plan: EventPlan
    many: bool


def events_of(plan: Plan) -> tuple[EventShape, ...]:
    """The events of a plan; one that branches from one that can occur often can do so too."""
    parents = {branch: event.name for event in plan.events for branch, _ in event.branch}
    by_name = {event.name: event for event in plan.events}

    def many(event: EventPlan, index: int) -> bool:
        parent = parents.get(index)
        above = by_name[parent] if parent is not None else None
        return event.repeats or (above is not None and many(above, plan.events.index(above)))

    return tuple(EventShape(index, event, many(event, index)) for index, event in enumerate(plan.events))
