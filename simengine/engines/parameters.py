"""A path's parameters, in one place for all engines."""

from __future__ import annotations

from collections.abc import Mapping

from simengine.engines.die_numbers import DieNumbers
from simengine.plan.plan import Plan
from simengine.randomness.correlation import correlated_uniforms
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
    number = DieNumbers(path, rolled).shared_number(EXPERTS, plan.nested)
    return int(plan.experts.distribution.quantile(parameter_uniform(plan.experts.key, number)))


def parameter_uniforms(plan: Plan, path: int, rolled: Mapping[Die, int] = NOTHING_ROLLED) -> list[float]:
    """How high in its distribution each parameter lies on a path, in (0, 1)."""
    dice = DieNumbers(path, rolled)
    numbers = [dice.shared_number(Die("parameters", one.name, 0), plan.nested) for one in plan.parameters]
    uniforms = [parameter_uniform(one.key, number) for one, number in zip(plan.parameters, numbers, strict=True)]
    for mixing in plan.parameter_mixing:
        mixed = correlated_uniforms([uniforms[member] for member in mixing.parameters], mixing.root)
        for member, uniform in zip(mixing.parameters, mixed, strict=True):
            uniforms[member] = uniform
    return uniforms
