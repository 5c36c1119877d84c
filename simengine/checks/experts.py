"""Experts: that all parameters for which a path asks one have the same, with the same weights."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.scenario.schema import Scenario

_REMEDY = "a path asks one expert for all such parameters; name the same, or write `pool: quantiles`"


def expert_findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything wrong between parameters of which experts speak."""
    parameters = scenario.parameters
    asked = [name for name, one in parameters.items() if one.asks]
    weighed = [name for name, one in parameters.items() if one.weights and (one.asks or not one.experts)]
    for name in asked:
        if set(parameters[name].experts) != set(parameters[asked[0]].experts):
            own, others = (", ".join(parameters[one].experts) for one in (name, asked[0]))
            message = f"{name} has the experts {own}, but {asked[0]} has {others}: {_REMEDY}"
            yield Finding(("parameters", name, "experts"), message, at_key=True)
    for name in weighed:  # also where a number has taken the place of what experts said
        if parameters[name].weights != parameters[weighed[0]].weights:
            message = f"{name} gives the experts other weights than {weighed[0]}"
            remedy = "a path asks one expert for all parameters, so weights are given once; remove these"
            yield Finding(("parameters", name, "weights"), f"{message}: {remedy}", at_key=True)
