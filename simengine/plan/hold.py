"""A plan with one parameter held at a value."""

from __future__ import annotations

from dataclasses import replace

from simengine.distributions.fixed import Fixed
from simengine.plan.plan import Plan


def hold_parameter(plan: Plan, name: str, value: float) -> Plan:
    """The plan with a parameter at one value on every path; the others keep their draws, those correlated with it too.

    KeyError if the plan has no such parameter.
    """
    if name not in {parameter.name for parameter in plan.parameters}:
        raise KeyError(name)
    parameters = tuple(
        replace(parameter, distribution=Fixed(value=value)) if parameter.name == name else parameter
        for parameter in plan.parameters
    )
    asked = any(one.distribution.asked(0) is not one.distribution for one in parameters)
    return replace(plan, parameters=parameters, experts=plan.experts if asked else None)
