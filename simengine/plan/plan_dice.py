"""The dice of a plan: all that chance decides on one of its paths."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.distributions import Distribution
from simengine.plan.plan import Plan
from simengine.randomness.dice import EXPERTS, STRETCH, Die
from simengine.randomness.streams import BRANCH, CLOCK


def dice_of(plan: Plan) -> tuple[Die, ...]:
    """One a parameter, one for the expert, one a driver with noise and stretch of steps, one each for an event's clock
    and its branches.

    In this order: those that nested paths share come first, and a driver's follow each other.
    """
    return (*shared_dice(plan), *_dice(plan))


def shared_dice(plan: Plan) -> tuple[Die, ...]:
    """Those that nested paths share: of the parameters, and of the expert."""
    parameters = [Die("parameters", parameter.name, 0) for parameter in plan.parameters]
    return (*parameters, EXPERTS) if plan.experts else tuple(parameters)


def _dice(plan: Plan) -> Iterator[Die]:
    for driver in plan.drivers:
        if driver.draws:
            yield from (Die("drivers", driver.name, part) for part in range(-(-plan.clock.steps // STRETCH)))
    for event in plan.events:
        if event.hazard is not None or isinstance(event.delay, Distribution):
            yield Die("events", event.name, CLOCK)
        if event.branch:
            yield Die("events", event.name, BRANCH)
