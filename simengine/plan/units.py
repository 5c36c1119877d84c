"""What of a plan's chance can be rolled by itself: dice that only mean something together are one unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from simengine.plan.plan import Plan
from simengine.plan.plan_dice import dice_of
from simengine.randomness.dice import EXPERTS, NESTED, Die

UnitKind = Literal["parameter", "experts", "noise", "event"]
_OF: dict[str, UnitKind] = {"experts": "experts", "drivers": "noise", "correlations": "noise", "events": "event"}


@dataclass(frozen=True, slots=True)
class Unit:
    """The dice of one parameter, driver or event, or of several that correlations join."""

    kind: UnitKind
    names: tuple[str, ...]
    dice: tuple[Die, ...]

    @property
    def unknown(self) -> bool:
        """Whether it is something we don't know; else it is chance."""
        return self.kind in ("parameter", "experts")


def units_of(plan: Plan) -> tuple[Unit, ...]:
    """The units of all dice that decide anything, in the order of their dice.

    Through the root of a correlation one die moves several parameters, or the noise of several drivers: these are one
    unit. A driver's noise has a die for every stretch of steps, an event one for its clock and one for its branches.
    """
    idle = {one.name for one in plan.parameters if not one.distribution.varies}
    home = dict(_homes(plan))
    found: dict[tuple[str, str], list[Die]] = {}
    for die in dice_of(plan):
        if die.section != "parameters" or die.name not in idle:
            section = "parameters" if die.section in NESTED and die != EXPERTS else _OF[die.section]
            key = home.get((die.section, die.name), die.name)
            found.setdefault((section, key), []).append(die)
    return tuple(
        Unit(_OF.get(dice[0].section, "parameter"), tuple(dict.fromkeys(_named(dice))), tuple(dice))
        for dice in found.values()
    )


def _named(dice: Iterable[Die]) -> Iterator[str]:
    """The elements of some dice; what members have in common is none."""
    yield from (die.name for die in dice if die.section not in ("parameter_correlations", "correlations"))


def _homes(plan: Plan) -> Iterator[tuple[tuple[str, str], str]]:
    """For each die that is joined to others, by section and name: the first parameter or driver it is joined to."""
    sides = (
        ("parameters", "parameter_correlations", plan.parameters, plan.parameter_factors, plan.parameter_mixing),
        ("drivers", "correlations", plan.drivers, plan.factors, plan.mixing),
    )
    for section, common, elements, factors, mixings in sides:
        names = [one.name for one in elements]
        sets = [list(getattr(one, section)) for one in (*mixings, *factors)]
        first = dict(enumerate(range(len(names))))
        for joined in sets:
            least = min((first[at] for at in joined), default=0)
            old = {first[at] for at in joined}
            first = {at: least if root in old else root for at, root in first.items()}
        yield from (((section, names[at]), names[root]) for at, root in first.items())
        yield from (((common, one.name), names[first[getattr(one, section)[0]]]) for one in factors)
