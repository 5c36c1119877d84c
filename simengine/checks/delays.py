"""What can be wrong with events that follow another after a delay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from simengine.checks.findings import Finding
from simengine.distributions import Distribution
from simengine.errors import what_there_is
from simengine.model.delays import LONGEST_CHAIN, constant_delay, known_steps
from simengine.model.model import Model
from simengine.scenario.schema import Event, Scenario
from simengine.yaml.nodes import KeyPath

SELDOM = 1e-6
"""Chances below it are not worth a warning."""


def delay_findings(name: str, event: Event, model: Model) -> Iterator[Finding]:
    """What is wrong with what an event comes after, and by how much."""
    path: KeyPath = ("events", name)
    if event.after is None:
        if event.delay is not None:
            yield Finding((*path, "delay"), "goes with after: say which event this one follows: after: NAME")
        return
    if event.after not in model.events:
        hint = what_there_is(event.after, model.events)
        yield Finding((*path, "after"), f"no event {event.after!r}{hint}", offset=0)
        return
    if event.delay is None:
        form = "delay: months(3), or a distribution: delay: {lognormal: {median: 0.25, sigma: 0.5}}"
        yield Finding(path, f"follows {event.after}, but how much later? say {form}")
        return
    if isinstance(event.delay, Distribution) and event.delay.quantile(SELDOM) < 0.0:
        remedy = "give it lower: 0" if event.delay.may_have("lower") else "take a distribution above 0"
        message = f"a delay drawn from {event.delay.tag} may be negative, which ends the path as failed; {remedy}"
        yield Finding((*path, "delay"), message, warning=True, at_key=True)
    yield from _before(name, event, model)


def _before(name: str, event: Event, model: Model) -> Iterator[Finding]:
    """What can't be known of an event that follows one from before the start."""
    path: KeyPath = ("events", name)
    label = model.scenario.clock.label
    try:
        early = [step for step in known_steps(model, str(event.after)) if step <= 0]
    except ValueError:
        return  # of a date that is none
    if early and constant_delay(model, name) is None:
        date = label(early[0])
        reason = f"{event.after} occurs before the clock's start, in {date}, where a delay must be a number"
        remedy = f"write months(3) or the like, or leave that date of {event.after} out and date an event of its own"
        yield Finding((*path, "delay"), f"{reason}: {remedy}", at_key=True)
    brought = [step for step in known_steps(model, name) if step <= 0]
    if brought and event.branch:
        reason = f"it has happened by the start, in {label(brought[0])}, as {event.after} had"
        yield Finding(
            (*path, "branch"), f"{reason}, so which branch came is known: date that event itself", at_key=True
        )


def delay_circles(scenario: Scenario, parents: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Events that come, in the end, after themselves, each circle once; those of branches alone are told elsewhere."""
    done: set[str] = set()
    for start in scenario.events:
        trail: dict[str, None] = {}
        name: str | None = start
        while name is not None and name not in done and name not in trail:
            trail[name] = None
            event = scenario.events.get(name)
            name = parents[name][0] if name in parents else event.after if event else None
        if len(trail) > LONGEST_CHAIN:
            path: KeyPath = ("events", start, "after")
            yield Finding(path, f"more than {LONGEST_CHAIN} events follow one another up to this one")
            return
        if name in trail:
            circle = [*trail][[*trail].index(name) :]
            late = next((one for one in circle if one not in parents), None)
            if late is not None:
                message = f"a circle: {late} comes, in the end, after itself, and so never happens"
                yield Finding(("events", late, "after"), message)
        done |= trail.keys()
