"""What was seen, in the order in which it became known."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.language.clock import Instant
from simengine.plan.plan import Plan
from simengine.plan.readings import LikelihoodPlan, ObservationPlan


@dataclass(frozen=True, slots=True)
class Observed:
    """A figure with an error, or a fact (`low <= expr <= high`), and since which instant it is known."""

    name: str
    plan: LikelihoodPlan | ObservationPlan
    known: Instant

    @property
    def is_fact(self) -> bool:
        """Whether it either holds on a path or doesn't."""
        return isinstance(self.plan, ObservationPlan)

    @property
    def value(self) -> float:
        """The figure; 1 of a fact."""
        return self.plan.value if isinstance(self.plan, LikelihoodPlan) else 1.0


def observed_of(plan: Plan) -> tuple[Observed, ...]:
    """All that a plan's scenario has seen."""
    read: list[ObservationPlan | LikelihoodPlan] = [*plan.observations, *plan.likelihoods]
    found = [
        Observed(one.name, one, Instant.fromisoformat(one.known) if one.known else plan.clock.day(one.step))
        for one in read
    ]
    return tuple(sorted(found, key=lambda one: one.known))
