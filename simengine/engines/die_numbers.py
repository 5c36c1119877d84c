"""The numbers of one path's dice: its own, but for those that were rolled anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from simengine.errors import what_there_is
from simengine.plan.plan import Plan
from simengine.plan.plan_dice import dice_of
from simengine.randomness.dice import NESTED, STRETCH, Die, DieSection
from simengine.randomness.streams import GROUP, check_number, check_path

DieRow = Sequence[int] | NDArray[np.uint64]
"""One number a path."""
NO_NUMBERS: Mapping[Die, DieRow] = MappingProxyType({})
_GROUPS = STRETCH // GROUP


@dataclass(frozen=True, slots=True)
class DieNumbers:
    """The numbers that the dice of one path show; `rolled` has those that show another number than the path's.

    What is decided from step `fresh` on takes the path's own number, whatever was rolled, or what `late` has.
    """

    path: int
    rolled: Mapping[Die, int]
    fresh: int | None = None
    late: Mapping[Die, int] = field(default_factory=dict)

    def number(self, section: DieSection, name: str, part: int = 0, decided: int = -1) -> int:
        """The number of a driver's or event's die for what is decided in phase 3 of a step; noted is a step before."""
        if self.fresh is not None and decided >= self.fresh:
            return self.late.get(Die(section, name, part), self.path)
        return self.rolled.get(Die(section, name, part), self.path)

    def nested_number(self, section: DieSection, name: str, nested: int) -> int:
        """The number of a die of the parameters or the expert, which `nested` paths in a row share."""
        return self.rolled.get(Die(section, name, 0), self.path // nested)

    def stretch_numbers(self, section: DieSection, name: str, groups: int, decided: int = -1) -> list[int]:
        """The number of a driver, or of what drivers have in common, for each group of steps that share a counter."""
        return [self.number(section, name, group // _GROUPS, decided) for group in range(groups)]


def die_numbers_of(
    plan: Plan,
    paths: Sequence[int],
    rolled: Mapping[Die, DieRow],
    fresh: int | None,
    late: Mapping[Die, DieRow] = NO_NUMBERS,
) -> list[DieNumbers]:
    """The dice of some paths; `rolled` gives a die one number a path, which holds before step `fresh`, `late` after it.

    Raises:
        ValueError: for a path, a die or a number that can't be, or a die without a number for each path.
    """
    known = set(dice_of(plan)) if rolled or late else set()
    check_rolled(plan, rolled, len(paths), known)
    check_late(plan, late, len(paths), known, fresh)
    return [
        DieNumbers(check_path(path), _numbers_at(rolled, i), fresh, _numbers_at(late, i))
        for i, path in enumerate(paths)
    ]


def _numbers_at(shown: Mapping[Die, DieRow], at: int) -> dict[Die, int]:
    return {die: check_number(int(numbers[at])) for die, numbers in shown.items()}


def check_rolled(plan: Plan, rolled: Mapping[Die, DieRow], paths: int, known: Collection[Die]) -> None:
    """ValueError if one of these is no die of the plan, `known` are its own, or has not a number for each path."""
    for die, numbers in rolled.items():
        if len(numbers) != paths:
            raise ValueError(f"{die}: one number a path is needed: {paths} (got {len(numbers)})")
        if die not in known:
            names = {of.name for of in known if of.section == die[0]}
            raise ValueError(f"{plan.name} has no {die}{what_there_is(die[1], names)}: take one of dice_of(plan)")


def check_late(plan: Plan, late: Mapping[Die, DieRow], paths: int, known: Collection[Die], fresh: int | None) -> None:
    """ValueError as `check_rolled`, for late dice without a step from which they are, and for those of parameters."""
    check_rolled(plan, late, paths, known)
    if late and fresh is None:
        raise ValueError("late dice need a step `fresh` from which they show their numbers")
    early = [die for die in late if die.section in NESTED]
    if early:
        raise ValueError(f"{early[0]} is drawn at the start, and shows nothing later")


def check_step(plan: Plan, what: str, step: int | None) -> None:
    """ValueError if the plan's clock has no such step as `what` asks for."""
    last = plan.clock.steps
    if step is not None and not 0 <= step <= last:
        raise ValueError(f"{what} must be a step from 0 to {last} (got {step})")
