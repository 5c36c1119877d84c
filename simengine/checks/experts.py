"""Experts: that all parameters for which a path asks one have the same, with the same weights."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.scenario.schema import Scenario

_REMEDY = "a path asks one expert for all such parameters; name the same, or write `pool: quantiles`"


def expert_findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything wrong between parameters of which experts speak."""
    asked = {name: one for name, one in scenario.parameters.items() if one.asks}
    first = next(iter(asked), None)
    weighed = next((name for name, one in asked.items() if one.weights), None)
    for name, one in asked.items():
        if first is not None and set(one.experts) != set(asked[first].experts):
            both = f"has the experts {', '.join(one.experts)}, but {first} has {', '.join(asked[first].experts)}"
            yield Finding(("parameters", name, "experts"), f"{name} {both}: {_REMEDY}", at_key=True)
        elif weighed is not None and one.weights and one.weights != asked[weighed].weights:
            message = f"{name} gives the experts other weights than {weighed}"
            remedy = "a path asks one expert for all parameters, so weights are given once; remove these"
            yield Finding(("parameters", name, "weights"), f"{message}: {remedy}", at_key=True)
