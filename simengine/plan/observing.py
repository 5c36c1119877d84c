"""Observations as a plan has them: sharp ones leave paths out, figures with an error weigh them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simengine.language.clock import period
from simengine.language.expression import Node, Number, constant
from simengine.model.model import Model
from simengine.plan.readings import LikelihoodPlan, ObservationPlan, Occurrence
from simengine.scenario.observation import START, Error, Observation
from simengine.scenario.placed import error_path
from simengine.yaml.nodes import KeyPath

Law = Literal["normal", "student_t", "lognormal"]
ERRORS_TO_WAIT = 4.0
"""So many errors after its date an event that was seen must have come."""


@dataclass(frozen=True, slots=True)
class Observing:
    """Makes the observations of a scenario; `resolve` gives an expression by its place."""

    model: Model
    resolve: Callable[[KeyPath], Node]

    def observations(self) -> tuple[ObservationPlan, ...]:
        """Those with sharp edges."""
        return tuple(self._sharp(name, one) for name, one in self._all() if one.error is None)

    def likelihoods(self) -> tuple[LikelihoodPlan, ...]:
        """Those with an error."""
        return tuple(self._figure(name, one, one.error) for name, one in self._all() if one.error is not None)

    def _all(self) -> list[tuple[str, Observation]]:
        return list(self.model.scenario.observe.items())

    def _sharp(self, name: str, one: Observation) -> ObservationPlan:
        step, known = self._step(one.at), self._known(one)
        key = "expr" if one.expr is not None else "when" if one.when is not None else "event"
        low, high = one.between if one.between is not None else (1.0, 1.0)
        return ObservationPlan(name, step, self.resolve(("observe", name, key)), low, high, known)

    def _figure(self, name: str, one: Observation, error: Error) -> LikelihoodPlan:
        law, size = self._law(name, one, error)
        step, seen, value = self._step(one.at), Number(0.0), one.value or 0.0
        what: Node | Occurrence = seen
        if one.event is None:
            what = self.resolve(("observe", name, "expr"))
        else:
            what, value = Occurrence(list(self.model.events).index(one.event), one.occurrence), self._middle(one.at)
            wait = math.ceil(ERRORS_TO_WAIT * (constant(size) or 0.0) * self.model.scenario.clock.per_year - 1e-9)
            step = min(step + wait, self.model.scenario.clock.steps)
        return LikelihoodPlan(
            name, step, what, value, law, size, self._known(one), error.freedom if law == "student_t" else math.inf,
            one.unit or ("year" if one.event else ""), ", ".join(one.source), error.shared or "",
            error.share if error.shared else 0.0,
        )  # fmt: skip

    def _law(self, name: str, one: Observation, error: Error) -> tuple[Law, Node]:
        (law,) = error.laws
        if law == "relative":
            return "normal", Number(abs((error.relative or 0.0) * (one.value or 0.0)))
        size = self.resolve(error_path(self.model.scenario, name, law))
        return "lognormal" if law == "lognormal" else "student_t" if law == "student_t" else "normal", size

    def _step(self, date: str) -> int:
        return 0 if date == START else self.model.scenario.clock.reading_step(period(date).after)

    def _middle(self, date: str) -> float:
        """The middle of a period in years since the start."""
        clock, named = self.model.scenario.clock, period(date)
        return (clock.step_at(named.first) + clock.step_at(named.after)) / 2 / clock.per_year

    def _known(self, one: Observation) -> str:
        """The instant at which it became known."""
        if one.known is None and one.at == START:
            return self.model.scenario.clock.start.isoformat()
        return period(one.known or one.at).after.isoformat()
