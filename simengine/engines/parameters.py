"""A path's parameters, in one place for all engines."""

from __future__ import annotations

from simengine.plan.plan import Plan
from simengine.randomness.streams import parameter_uniform


def draw_parameters(plan: Plan, path: int) -> list[float]:
    """The values of the plan's parameters on a path, in the plan's order; paths of a nest share them."""
    index = path // plan.nested
    return [parameter.distribution.quantile(parameter_uniform(parameter.key, index)) for parameter in plan.parameters]
