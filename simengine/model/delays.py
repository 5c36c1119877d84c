"""Events that follow another after a delay: how long it may take, and what the time before the start has brought."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simengine.distributions import Distribution
from simengine.language.clock import period
from simengine.language.expression import Node, Number, constant
from simengine.model.model import Model

LONGEST_CHAIN = 40  # events that follow one another


def delay_of(model: Model, name: str) -> Node | Distribution | None:
    """An event's delay as it is read or drawn; a law of one value is that number, so that nothing is drawn."""
    event, found = model.scenario.events.get(name), model.by_path.get(("events", name, "delay"))
    law = event.delay if event else None
    if isinstance(law, Distribution):
        return Number(law.quantile(0.5)) if law.is_one_value else law
    return found.node if found else None


def constant_delay(model: Model, name: str) -> float | None:
    """A delay that is always the same, in years; None for one that is drawn or hangs on anything."""
    delay = delay_of(model, name)
    years = None if delay is None or isinstance(delay, Distribution) else constant(delay)
    return years if years is not None and years >= 0.0 else None


def longest_delay(model: Model, name: str) -> int:
    """How many steps an occurrence may have to wait within the clock."""
    clock, delay = model.scenario.clock, delay_of(model, name)
    drawn = isinstance(delay, Distribution)
    years = delay.bounds()[1] if isinstance(delay, Distribution) else constant_delay(model, name)
    if years is None or not math.isfinite(years):
        return clock.steps
    # A draw may lie on the bound, where rounding decides.
    return min(clock.steps, clock.delay(years) + drawn)


def known_steps(model: Model, name: str) -> tuple[int, ...]:
    """The steps at which an event surely occurs, rising: its dates, and what dates before the start bring of it."""
    return tuple(sorted(_known(model, name, ())))


def _known(model: Model, name: str, trail: tuple[str, ...]) -> Iterator[int]:
    event, clock = model.scenario.events.get(name), model.scenario.clock
    if event is None or name in trail or len(trail) > LONGEST_CHAIN:
        return
    yield from (clock.step_at(period(date).first) for date in event.at or ())
    years = constant_delay(model, name) if event.after is not None else None
    if event.after is not None and years is not None:
        before = (step for step in _known(model, event.after, (*trail, name)) if step <= 0)
        yield from (step + clock.delay(years) for step in before)
