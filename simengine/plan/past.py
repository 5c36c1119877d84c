"""What of a plan comes before its last observation: runs that have it in common can share what they learnt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from simengine.distributions import Distribution, Pool
from simengine.language.expression import Node
from simengine.plan.identity import observed_digest, paths_digest
from simengine.plan.needs import slots_in
from simengine.plan.plan import EventPlan, LookCell, MemoryCell, Plan
from simengine.plan.readings import LikelihoodPlan, ObservationPlan, Occurrence


def observed(plan: Plan) -> tuple[ObservationPlan | LikelihoodPlan, ...]:
    """All observations of a plan, the sharp ones first."""
    return (*plan.observations, *plan.likelihoods)


def last_step(plan: Plan) -> int:
    """The step of a plan's last observation; 0 if it has none."""
    return max((seen.step for seen in observed(plan)), default=0)


def past_of(plan: Plan) -> Plan:
    """The plan without what only comes after its last observation, or is only read then.

    Dates after it are cut, with what parameters are from then on; an event that can't occur by then keeps its place,
    but has neither effects nor branches. What nothing uses by then is left out: formulas, and parameters that aren't
    correlated with one that is used. Up to that step its paths are those of the plan, to the bit.
    """
    last = last_step(plan)
    dated = tuple(_before(event, last) for event in plan.events)
    possible = _possible(dated)
    events = tuple(event if able else _idle(event) for event, able in zip(dated, possible, strict=True))
    later = tuple(one for one in plan.later if one.step <= last)
    bare = replace(
        plan, title="", later=later, events=events, measures=(), classes=(), questions=(), units=(), members=None
    )
    needed = _needed(bare)
    once = tuple(cell for cell in plan.once if cell.slot in needed)
    look = tuple(cell for cell in plan.look if cell.slot in needed)
    note = tuple(cell for cell in plan.note if cell.slot in needed)
    return _with_parameters(replace(bare, look=look, once=once, note=note), needed)


def acting(plan: Plan) -> frozenset[str]:
    """The parameters that the paths hang on; from the others follows only what is read off them."""
    needed = _needed(replace(plan, observations=(), likelihoods=()))
    return frozenset(one.name for one in plan.parameters if one.slot in needed)


def past_digest(plan: Plan) -> str:
    """The digest of all that decides of a plan's paths up to its last observation, and of what is observed.

    Plans with one digest have the same paths up to there, to the bit, and the same likelihoods on them. An event that
    can't occur by then, and that nothing asks for, is in none; nor is the end of the clock.
    """
    past = _without_idle(past_of(plan))
    past = replace(past, clock=replace(past.clock, steps=last_step(plan)))
    both = paths_digest(past) + observed_digest(past)
    return hashlib.blake2b(both.encode(), digest_size=16).hexdigest()


def _before(event: EventPlan, last: int) -> EventPlan:
    """An event without what is dated after a step."""
    latest = None if event.latest is not None and event.latest > last else event.latest
    return replace(event, at=tuple(step for step in event.at if step <= last), latest=latest)


def _possible(events: tuple[EventPlan, ...]) -> list[bool]:
    """Which events can occur: by themselves, as a branch of one that can, or after it."""
    able = [event.hazard is not None or event.when is not None or bool(event.at) for event in events]
    waiting = [index for index, can in enumerate(able) if can]
    while waiting:
        origin = waiting.pop()
        follow = [child for child, _ in events[origin].branch]
        follow += [index for index, event in enumerate(events) if event.after == origin]
        new = [index for index in follow if not able[index]]
        for index in new:
            able[index] = True
        waiting += new
    return able


def _idle(event: EventPlan) -> EventPlan:
    """An event that never occurs, in its place."""
    return replace(event, latest=None, effects=(), branch=(), after=None, delay=None, longest=0)


def _needed(plan: Plan) -> frozenset[int]:
    """The slots that are read by what moves the paths and by what is observed, straight or through formulas."""
    cells: dict[int, LookCell] = {cell.slot: cell for cell in (*plan.once, *plan.look, *plan.note)}
    found = set(slots_in(*_roots(plan)))
    waiting = [slot for slot in found if slot in cells]
    while waiting:
        cell = cells[waiting.pop()]
        new = slots_in(*(cell.arguments if isinstance(cell, MemoryCell) else (cell.expr,))) - found
        found |= new
        waiting += [slot for slot in new if slot in cells]
    return frozenset(found)


def _roots(plan: Plan) -> Iterator[Node | None]:
    for driver in plan.drivers:
        yield from (driver.initial, *(node for _, node in driver.inputs), *(driver.bounds or ()))
    for event in plan.events:
        yield from (event.hazard, event.when, *(effect.amount for effect in event.effects))
        yield from (chance for _, chance in event.branch)
        yield None if isinstance(event.delay, Distribution) else event.delay
    yield from (seen.expr for seen in plan.observations)
    for figure in plan.likelihoods:
        yield figure.error
        yield None if isinstance(figure.seen, Occurrence) else figure.seen


def _with_parameters(plan: Plan, needed: frozenset[int]) -> Plan:
    """The plan with the parameters that are needed, that experts speak of, and that are correlated with such a one."""
    kept = {
        index for index, one in enumerate(plan.parameters) if one.slot in needed or isinstance(one.distribution, Pool)
    }
    joined = [set(one.parameters) for one in plan.parameter_mixing]
    joined += [set(one.parameters) for one in plan.parameter_factors]
    while more := [one for one in joined if one & kept and not one <= kept]:
        kept = kept.union(*more)
    place = {index: at for at, index in enumerate(sorted(kept))}
    names = {plan.parameters[index].name for index in place}
    return replace(
        plan,
        parameters=tuple(plan.parameters[index] for index in place),
        later=tuple(one for one in plan.later if one.name in names),
        parameter_mixing=tuple(
            replace(one, parameters=tuple(place[index] for index in one.parameters))
            for one in plan.parameter_mixing
            if kept.issuperset(one.parameters)
        ),
        parameter_factors=tuple(
            replace(one, parameters=tuple(place[index] for index in one.parameters))
            for one in plan.parameter_factors
            if kept.issuperset(one.parameters)
        ),
    )


def _without_idle(plan: Plan) -> Plan:
    """The plan without the events that never occur and that nothing asks for; no engine can tell."""
    asked, possible = _needed(plan), _possible(plan.events)
    told = {one.seen.event for one in plan.likelihoods if isinstance(one.seen, Occurrence)}
    kept = [
        index
        for index, event in enumerate(plan.events)
        if possible[index] or index in told or asked & {event.slot, event.slot + 1, event.slot + 2}
    ]
    place = {index: at for at, index in enumerate(kept)}
    return replace(
        plan,
        events=tuple(_renumbered(plan.events[index], place) for index in kept),
        likelihoods=tuple(
            replace(one, seen=replace(one.seen, event=place[one.seen.event]))
            if isinstance(one.seen, Occurrence)
            else one
            for one in plan.likelihoods
        ),
    )


def _renumbered(event: EventPlan, place: dict[int, int]) -> EventPlan:
    branch = tuple((place[child], chance) for child, chance in event.branch)
    return replace(event, branch=branch, after=None if event.after is None else place[event.after])
