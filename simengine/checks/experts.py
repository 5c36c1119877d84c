"""Experts: that all parameters for which a path asks one have the same, with the same weights.

And worth a warning: weights of nobody, and rank correlations that experts have not, who name few values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from simengine.checks.correlations import pair_path
from simengine.checks.findings import Finding
from simengine.distributions import Law, Pool
from simengine.model.common_factors import uncertain_members
from simengine.randomness.rank_correlation import normal_correlation, rank_correlation
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath

_REMEDY = "a path asks one expert for all such parameters; name the same, or write `pool: quantiles`"
_AS_ASKED = 0.005
"""So near to the one that is asked for, a rank correlation is told as it."""


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


def expert_advice(scenario: Scenario) -> Iterator[Finding]:
    """What is worth a second look; what is an error is told elsewhere."""
    parameters = scenario.parameters
    for name, one in parameters.items() if not any(one.experts for one in parameters.values()) else ():
        if one.weights and not one.distribution.is_one_value:  # a variant's number is often there for a while only
            wrong = f"{name} has weights of experts, and no parameter has any"
            remedy = "write experts: {A: …, B: …}, or remove them (weights: null)"
            yield Finding(("parameters", name, "weights"), f"{wrong}: {remedy}", warning=True, at_key=True)
    for pair, rank in scenario.parameter_correlations.items():
        laws = [parameters[name].distribution for name in pair if name in parameters]
        yield from _weaker(pair_path(scenario, "parameter_correlations", pair), " ~ ".join(pair), rank, laws)
    for name, rank in scenario.parameter_common.items():
        laws = [parameters[one].distribution for one in uncertain_members(scenario, name) if one in parameters]
        yield from _weaker(("parameter_correlations", name), f"any two of {name}", rank, laws)


def _weaker(path: KeyPath, what: str, rank: float, laws: Sequence[Law]) -> Iterator[Finding]:
    """What is said where experts name so few values that in their worlds ranks are correlated otherwise."""
    pool = next((law for law in laws if isinstance(law, Pool) and not law.averaged), None)
    if pool is None or len(laws) < 2:  # a group may have one member
        return
    if any(isinstance(law, Pool) and not law.averaged and law.experts != pool.experts for law in laws):
        return
    try:
        normal = normal_correlation(rank, laws[0].cuts(), laws[1].cuts())
    except ValueError:  # it can't be had
        return
    other = {}
    for at, expert in enumerate(pool.experts):
        own = [law.asked(at) for law in laws]
        if pool.weights[at] > 0.0 and all(law.varies for law in own):
            steps = {(a.cuts(), b.cuts()) for a, b in pairwise(own)}
            found = max((rank_correlation(normal, *cuts) for cuts in steps), key=lambda one: abs(one - rank))
            if abs(found - rank) > _AS_ASKED:
                other[expert] = found
    if other:
        told = ", ".join(f"{found:.2g} ({expert})" for expert, found in other.items())
        why = f"{what}: the ranks are correlated {told}, not {rank:g}, where an expert names few values"
        remedy = "write what gives the ranks you mean, or keep it as the correlation of what lies behind the values"
        yield Finding(path, f"{why}; {remedy}", warning=True)
