"""The dice of a plan: all that chance decides on one of its paths."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.plan.plan import Plan
from simengine.processes._plugins import all_processes
from simengine.randomness.dice import STRETCH, Die
from simengine.randomness.streams import BRANCH, CLOCK


def dice_of(plan: Plan) -> tuple[Die, ...]:
    """One a parameter, one a driver with noise and stretch of steps, one each for an event's clock and its branches."""
    return tuple(_dice(plan))


def _dice(plan: Plan) -> Iterator[Die]:
    yield from (Die("parameters", parameter.name, 0) for parameter in plan.parameters)
    kinds = all_processes(plan.plugins)
    for driver in plan.drivers:
        if kinds[driver.process].draws:
            yield from (Die("drivers", driver.name, part) for part in range(-(-plan.clock.steps // STRETCH)))
    for event in plan.events:
        if event.hazard is not None:
            yield Die("events", event.name, CLOCK)
        if event.branch:
            yield Die("events", event.name, BRANCH)
