"""The dice of a plan: all that chance decides on one of its paths."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.distributions import Distribution
from simengine.plan.plan import Plan
from simengine.randomness.dice import STRETCH, Die
from simengine.randomness.streams import BRANCH, CLOCK


def dice_of(plan: Plan) -> tuple[Die, ...]:
    """One a parameter, one a driver with noise and stretch of steps, one each for an event's clock and its branches.

    In this order: those of the parameters come first, and a driver's follow each other.
    """
    return tuple(_dice(plan))


def _dice(plan: Plan) -> Iterator[Die]:
    yield from (Die("parameters", parameter.name, 0) for parameter in plan.parameters)
    for driver in plan.drivers:
        if driver.draws:
            yield from (Die("drivers", driver.name, part) for part in range(-(-plan.clock.steps // STRETCH)))
    for event in plan.events:
        if event.hazard is not None or isinstance(event.delay, Distribution):
            yield Die("events", event.name, CLOCK)
        if event.branch:
            yield Die("events", event.name, BRANCH)
