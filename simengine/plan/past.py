"""What of a plan comes before its last observation: runs that have it in common can share what they learnt."""

from __future__ import annotations

from dataclasses import replace

from simengine.plan.identity import paths_digest
from simengine.plan.plan import EventPlan, Plan
from simengine.plan.readings import LikelihoodPlan, ObservationPlan


def observed(plan: Plan) -> tuple[ObservationPlan | LikelihoodPlan, ...]:
    """All observations of a plan, the sharp ones first."""
    return (*plan.observations, *plan.likelihoods)


def last_step(plan: Plan) -> int:
    """The step of a plan's last observation; 0 if it has none."""
    return max((seen.step for seen in observed(plan)), default=0)


def past_of(plan: Plan) -> Plan:
    """The plan without what only comes after its last observation: dates, and all that is asked and read at the end.

    Up to that step its paths are those of the plan, to the bit.
    """
    last = last_step(plan)
    events = tuple(_before(event, last) for event in plan.events)
    return replace(plan, title="", events=events, measures=(), classes=(), questions=(), units=(), members=None)


def past_digest(plan: Plan) -> str:
    """The digest of all that decides of a plan's paths up to its last observation, and of what is observed."""
    return paths_digest(past_of(plan))


def _before(event: EventPlan, last: int) -> EventPlan:
    """An event without what is dated after a step."""
    latest = None if event.latest is not None and event.latest > last else event.latest
    return replace(event, at=tuple(step for step in event.at if step <= last), latest=latest)
