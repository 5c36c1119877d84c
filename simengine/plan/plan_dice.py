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

    What members have in common has dice as one of them has. In this order: those that nested paths share come first,
    and the stretches of a driver follow each other.
    """
    return tuple(_dice(plan))


def _dice(plan: Plan) -> Iterator[Die]:
    yield from (Die("parameters", parameter.name, 0) for parameter in plan.parameters)
    yield from (Die("parameter_correlations", factor.name, 0) for factor in plan.parameter_factors)
    yield from [EXPERTS] if plan.experts else []
    stretches = range(-(-plan.clock.steps // STRETCH))
    for driver in plan.drivers:
        if driver.draws:
            yield from (Die("drivers", driver.name, part) for part in stretches)
    yield from (Die("correlations", factor.name, part) for factor in plan.factors for part in stretches)
    for event in plan.events:
        if event.hazard is not None or isinstance(event.delay, Distribution):
            yield Die("events", event.name, CLOCK)
        if event.branch:
            yield Die("events", event.name, BRANCH)
