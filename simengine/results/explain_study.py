"""The futures behind an explanation: a sample of a run's paths, and what becomes of them under changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simengine.compute.rerolling import Held, Put, Rerolling, Rolled
from simengine.distributions import Law
from simengine.distributions._law import LARGEST_CHANCE, SMALLEST_CHANCE
from simengine.explain.effect import Effect, effect
from simengine.explain.total import Total, total_index
from simengine.plan.hold import hold_parameter
from simengine.plan.past import past_digest
from simengine.plan.plan import ParameterPlan, Plan
from simengine.plan.units import Unit
from simengine.runs.outcome_table import Floats, Integers
from simengine.runs.sampling import Sampling
from simengine.scenario.schema import HIGH, LOW

SCREEN = 6
"""One path of so many tells first which parameters are worth all of them."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Between which values a parameter is put, and how: `ends` are chances, None for a lever."""

    values: tuple[float, float]
    ends: tuple[float, float] | None


@dataclass(slots=True, eq=False)
class Study:
    """A sample of paths with one figure `base`, NaN where a path does not count, and what is asked of it.

    `z` is that of all simultaneous bounds, `worth` what the run's table says of a path. What was computed of a change
    is kept, so that more members only add to it.
    """

    rolling: Rerolling
    sampling: Sampling
    base: Floats
    z: float
    chance: bool
    worth: float = 0.0
    _arms: dict[str, tuple[Integers, Floats]] = field(default_factory=dict)
    _rolled: dict[int, tuple[Integers, Floats]] = field(default_factory=dict)

    @property
    def everyone(self) -> Integers:
        """All members."""
        return np.arange(len(self.base))

    @property
    def counted(self) -> Integers:
        """The members that count."""
        return np.flatnonzero(~np.isnan(self.base))

    def effects(
        self, wanted: Sequence[tuple[ParameterPlan, Levels, Unit | None]], members: Integers
    ) -> list[Effect | None]:
        """The effects of some parameters from all members that they have been tried on, these among them."""
        new = [one for one in wanted if one[0].name not in self._arms]
        more = [one for one in wanted if one[0].name in self._arms]
        self._add_arms(new, members)
        if more:
            there = self._arms[more[0][0].name][0]
            self._add_arms(more, np.setdiff1d(members, there))
        return [self._effect(parameter) for parameter, _, _ in wanted]

    def totals(self, wanted: Sequence[Rolled], members: Integers) -> list[Total | None]:
        """The total indices of some changes from all members that they have been tried on, these among them."""
        for group in ([one for one in wanted if (one.number in self._rolled) == known] for known in (False, True)):
            if group:
                there = self._rolled.get(group[0].number, (members[:0], np.empty(0)))[0]
                left = np.setdiff1d(members, there)
                found = self.rolling.rolled(group, left) if len(left) else np.empty((len(group), 0))
                for change, values in zip(group, found, strict=True):
                    self._rolled[change.number] = _merged(self._rolled.get(change.number), left, values)
        return [self._total(change.number) for change in wanted]

    def _add_arms(self, wanted: Sequence[tuple[ParameterPlan, Levels, Unit | None]], members: Integers) -> None:
        if not len(members):
            return
        held = [(one, levels.ends) for one, levels, unit in wanted if levels.ends and _holds_alone(one, unit)]
        changes = [Held(unit.dice[0], u) for (one, ends), unit in zip(held, _units(wanted), strict=True) for u in ends]
        found = self.rolling.held(changes, members) if changes else np.empty((0, len(members)))
        for at, (one, _) in enumerate(held):
            self._arms[one.name] = _merged(self._arms.get(one.name), members, found[2 * at : 2 * at + 2])
        names = {one.name for one, _ in held}
        for one, levels, _ in wanted:
            if one.name not in names:
                values = np.array([self.rolling.put(Put(one.name, value), members) for value in levels.values])
                self._arms[one.name] = _merged(self._arms.get(one.name), members, values)

    def _effect(self, parameter: ParameterPlan) -> Effect | None:
        members, (low, high) = self._arms[parameter.name]
        draws, cuts = self._draws(members), parameter.distribution.cuts()
        return effect((low, high), self.base[members], draws, self.z, chance=self.chance, cuts=cuts)

    def _total(self, number: int) -> Total | None:
        members, values = self._rolled[number]
        return total_index(
            self.base[members], values, self._draws(members), self.z, chance=self.chance, worth=self.worth
        )

    def _draws(self, members: Integers) -> Integers | None:
        return self.sampling.clusters(self.rolling.sample[members])


def screened(members: Integers) -> Integers:
    """The first of every few members."""
    return members[::SCREEN]


def is_whole(value: float) -> bool:
    """Whether what has one value is a year or a count, which is moved by one."""
    return value.is_integer() and abs(value) >= 2.0


def levels_of(law: Law) -> Levels:
    """The 10 % and the 90 % point; where these are one, the ends. A lever is moved by a tenth of its value.

    By one where that is a whole number from 2 on (a year, a count), and by 0.1 where it is 0.
    """
    if not law.varies:
        value = law.quantile(0.5)
        step = 1.0 if is_whole(value) else abs(value) / 10.0 or 0.1
        return Levels((value - step, value + step), None)
    low, high = law.quantile(LOW), law.quantile(HIGH)
    if low < high:
        return Levels((low, high), (LOW, HIGH))
    ends = SMALLEST_CHANCE, LARGEST_CHANCE
    return Levels((law.quantile(ends[0]), law.quantile(ends[1])), ends)


def is_free_lever(plan: Plan, parameter: ParameterPlan) -> bool:
    """Whether it has one value, and what was learnt is the same whatever that is."""
    if parameter.distribution.varies:
        return False
    elsewhere = levels_of(parameter.distribution).values[0]
    return past_digest(hold_parameter(plan, parameter.name, elsewhere)) == past_digest(plan)


def _holds_alone(parameter: ParameterPlan, unit: Unit | None) -> bool:
    """Whether its die by itself tells what it is: no other moves it, and no expert is asked."""
    alone = unit is not None and len(unit.dice) == 1
    return alone and parameter.distribution.asked(0) is parameter.distribution


def _units(wanted: Sequence[tuple[ParameterPlan, Levels, Unit | None]]) -> list[Unit]:
    return [unit for one, levels, unit in wanted if unit is not None and levels.ends and _holds_alone(one, unit)]


def _merged(before: tuple[Integers, Floats] | None, members: Integers, values: Floats) -> tuple[Integers, Floats]:
    """More members with their values, whose last axis is theirs, in the order of the members."""
    if before is not None:
        members = np.concatenate([before[0], members])
        values = np.concatenate([before[1], values], axis=-1)
    order = np.argsort(members, kind="stable")
    return members[order], values[..., order]
