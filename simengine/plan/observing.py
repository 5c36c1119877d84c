"""Observations as a plan has them: sharp ones leave paths out, figures with an error weigh them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simengine.language.expression import Node, Number
from simengine.model.model import Model
from simengine.model.readings import reading_step
from simengine.plan.largest import largest
from simengine.plan.readings import LikelihoodPlan, ObservationPlan, Occurrence
from simengine.scenario.observation import Error, Observation
from simengine.scenario.observed_event import middle_of
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
        key = "expr" if one.expr is not None else "when" if one.when is not None else "event"
        low, high = one.between if one.between is not None else (1.0, 1.0)
        expr = self.resolve(("observe", name, key))
        return ObservationPlan(name, self._step(name), expr, low, high, self._known(one))

    def _figure(self, name: str, one: Observation, error: Error) -> LikelihoodPlan:
        law, size = self._law(name, one, error)
        step, value = self._step(name), one.value or 0.0
        if one.event is None:
            seen: Node | Occurrence = self.resolve(("observe", name, "expr"))
        else:
            seen, value = (
                Occurrence(self.model.events.index(one.event), one.occurrence),
                middle_of(self.model.scenario.clock, one.date),
            )
            step = self._latest(name, error, value)
        return LikelihoodPlan(
            name=name,
            step=step,
            seen=seen,
            value=value,
            law=law,
            error=size,
            known=self._known(one),
            freedom=error.freedom if law == "student_t" else math.inf,
            unit=one.unit or ("year" if one.event is not None else ""),
            source=", ".join(one.source),
            agency=error.shared or "",
            shared=error.share if error.shared else 0.0,
        )

    def _law(self, name: str, one: Observation, error: Error) -> tuple[Law, Node]:
        (law,) = error.laws
        if law == "relative":
            return "normal", Number(abs((error.relative or 0.0) * (one.value or 0.0)))
        size = self.resolve(error_path(self.model.scenario, name, law))
        return "lognormal" if law == "lognormal" else "student_t" if law == "student_t" else "normal", size

    def _step(self, name: str) -> int:
        return reading_step(("observe", name), self.model.scenario) or 0

    def _latest(self, name: str, error: Error, date: float) -> int:
        """The first step that is not before four errors after a date, or the clock's last."""
        clock, (law,) = self.model.scenario.clock, error.laws
        size = largest(self.model, self.model.at(*error_path(self.model.scenario, name, law)).node)
        if size is None:
            return clock.steps
        return min(clock.steps, math.ceil((date + ERRORS_TO_WAIT * size) * clock.per_year - 1e-9))

    def _known(self, one: Observation) -> str:
        """The instant at which it became known."""
        return one.known_at(self.model.scenario.clock).isoformat()
