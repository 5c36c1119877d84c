"""Events that were observed: in which steps of the clock one came that is known to have come in a period."""

from __future__ import annotations

from simengine.language.clock import Clock, period
from simengine.language.expression import Truth
from simengine.language.fields import Expression
from simengine.language.parse import parse
from simengine.scenario.observation import Observation
from simengine.scenario.schema import Scenario


def is_dated(scenario: Scenario, name: str) -> bool:
    """Whether an event happens at dates only: by its own, or as a branch of one that does."""
    trail: set[str] = set()
    while name not in trail:
        trail.add(name)
        event = scenario.events.get(name)
        if event is not None and event.at is not None:
            return True
        name = next((parent for parent, one in scenario.events.items() if name in one.branch), name)
    return False


def steps_of(clock: Clock, date: str, dated: bool) -> tuple[int, int]:
    """The steps i < k ≤ j in which an event is logged that comes in a period, as (i, j).

    What chance or a condition brings in (t, t+dt] is logged at t+dt; what is dated happens at the first instant of its
    period, so a period has it at its own first instant and not at the next period's.

    Raises:
        ValueError: if it is not a date.
    """
    named = period(date)
    if dated:
        return clock.step_at(named.first) - 1, clock.step_at(named.after) - 1
    return clock.reading_step(named.first), clock.reading_step(named.after)


def middle_of(clock: Clock, date: str) -> float:
    """The middle of a period in years since the start.

    Raises:
        ValueError: if it is not a date.
    """
    named = period(date)
    return float(clock.position(named.first) + clock.position(named.after)) / 2.0 / clock.per_year


def came_in(scenario: Scenario, observation: Observation) -> Expression:
    """The condition that the occurrence of an event which was observed came in the period: not before, and then.

    True where there is no such event or period, which is told where these stand.
    """
    event, number, clock = observation.event or "", observation.occurrence, scenario.clock
    branches = (branch for one in scenario.events.values() for branch in one.branch)
    try:
        first, last = steps_of(clock, observation.date, is_dated(scenario, event))
    except ValueError:
        first = last = 0
    if not 0 <= first < last or event not in {*scenario.declared("events"), *scenario.events, *branches}:
        return Expression("true", Truth(True), condition=True)
    years = f"{first / clock.per_year!r}, {last / clock.per_year!r}"
    text = f"count({event}) >= {number} and count({event}) - count_between({event}, {years}) < {number}"
    return Expression(text, parse(text), condition=True)
