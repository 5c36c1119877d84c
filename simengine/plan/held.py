"""A plan whose parameters can be held at a value, one at a time.

The value and which parameter it is for are numbers of the plan, not its form: a compiled model serves for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simengine.distributions.fixed import Fixed
from simengine.language.expression import Choice, Compare, Number, Slot
from simengine.plan.plan import Cell, Key, ParameterPlan, Plan

_NOBODY: Key = (0, 0)  # the draws of a fixed number are not looked at
_FREE = -1.0


def holdable(plan: Plan, names: Sequence[str]) -> Plan:
    """The plan with room to hold one of these parameters; as it is, none is held and every path stays the same.

    A parameter's draw gets a place of its own, and what uses the parameter sees a choice of that or the held value.
    """
    which, value = Slot(plan.values, "which is held"), Slot(plan.values + 1, "the held value")
    first = plan.values + 2
    places = {name: first + index for index, name in enumerate(names)}
    cells = [
        Cell(name, plan.slot(name), _chosen(which, float(index), value, Slot(places[name], name)))
        for index, name in enumerate(names)
    ]
    drawn = (
        replace(parameter, name=f"{parameter.name} drawn", slot=places[parameter.name])
        if parameter.name in places
        else parameter
        for parameter in plan.parameters
    )
    extra = (_number(which, _FREE), _number(value, 0.0))
    return replace(plan, parameters=(*drawn, *extra), once=(*cells, *plan.once), values=first + len(names))


def held(plan: Plan, index: int, value: float) -> Plan:
    """A holdable plan with the parameter of that place among its names at one value on every path.

    The others keep their draws, those that are correlated with it too.
    """
    *others, which, amount = plan.parameters
    numbers = (_at(which, float(index)), _at(amount, value))
    return replace(plan, parameters=(*others, *numbers))


def _chosen(which: Slot, index: float, value: Slot, drawn: Slot) -> Choice:
    return Choice(Compare("==", which, Number(index)), value, drawn)


def _number(slot: Slot, value: float) -> ParameterPlan:
    return ParameterPlan(slot.name, slot.index, _NOBODY, Fixed(value=value))


def _at(parameter: ParameterPlan, value: float) -> ParameterPlan:
    return replace(parameter, distribution=Fixed(value=value))
