"""A path's parameters, in one place for all engines."""

from __future__ import annotations

from collections.abc import Mapping

from simengine.engines.die_numbers import DieNumbers
from simengine.plan.plan import Plan
from simengine.randomness.correlation import correlated_uniforms, with_common
from simengine.randomness.dice import EXPERTS, NOTHING_ROLLED, Die
from simengine.randomness.streams import parameter_uniform


def draw_parameters(plan: Plan, path: int, rolled: Mapping[Die, int] = NOTHING_ROLLED) -> list[float]:
    """The values of the plan's parameters on a path, in the plan's order; paths of a nest share them.

    Dice that are `rolled` show another number.
    """
    uniforms, expert = parameter_uniforms(plan, path, rolled), expert_of(plan, path, rolled)
    drawn = zip(plan.parameters, uniforms, strict=True)
    return [parameter.distribution.asked(expert).quantile(uniform) for parameter, uniform in drawn]


def expert_of(plan: Plan, path: int, rolled: Mapping[Die, int] = NOTHING_ROLLED) -> int:
    """The number of the expert that a path asks; 0 if there are none."""
    if plan.experts is None:
        return 0
    number = DieNumbers(path, rolled).nested_number(EXPERTS.section, EXPERTS.name, plan.nested)
    return int(plan.experts.distribution.quantile(parameter_uniform(plan.experts.key, number)))


def parameter_uniforms(plan: Plan, path: int, rolled: Mapping[Die, int] = NOTHING_ROLLED) -> list[float]:
    """How high in its distribution each parameter lies on a path, in (0, 1)."""
    dice = DieNumbers(path, rolled)
    uniforms = [
        parameter_uniform(one.key, dice.nested_number("parameters", one.name, plan.nested)) for one in plan.parameters
    ]
    for mixing in plan.parameter_mixing:
        mixed = correlated_uniforms([uniforms[member] for member in mixing.parameters], mixing.root)
        for member, uniform in zip(mixing.parameters, mixed, strict=True):
            uniforms[member] = uniform
    for factor in plan.parameter_factors:
        number = dice.nested_number("parameter_correlations", factor.name, plan.nested)
        common = parameter_uniform(factor.key, number)
        for member in factor.parameters:
            uniforms[member] = with_common(common, uniforms[member], factor.weights)
    return uniforms
