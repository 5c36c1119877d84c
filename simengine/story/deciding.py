"""Which of its dice decided a path's class: how often it becomes another when one of them is rolled anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from simengine.compute.ask import ALONE, Resources
from simengine.compute.rerolled_path import EXCLUDED, FAILED, RerolledPath
from simengine.language.clock import Clock
from simengine.plan.plan import Plan
from simengine.plan.units import units_of
from simengine.randomness.dice import STRETCH, Die
from simengine.randomness.streams import CLOCK
from simengine.runs.outcome_table import Integers
from simengine.story.deciders import Decider, Deciding, Pair, Piece, Rolls

ROLLS = 100
"""So often each is rolled anew."""
PAIRED = 10
"""If none decides by itself, pairs of so many of the foremost are rolled together."""
_SPLIT, _WORTH = 5, 0.1  # so many of the foremost are looked at piece by piece, if they change so much
_NOISE = ("drivers", "correlations")


def deciding(plan: Plan, path: int, engine: str, resources: Resources = ALONE) -> Deciding:
    """What decided the class of a path of a plan, which must be able to have that path."""
    step = plan.members.step if plan.members else None
    since = "" if step is None else plan.clock.label(step)
    if not plan.classes:
        return Deciding("", 0, 0, since, (), (), "the scenario has no classes")
    rolling = RerolledPath(plan, path, engine, resources)
    own = rolling.own()
    if own < 0:
        return Deciding("", 0, 0, since, (), (), "the path did not come to its end")
    units = [unit for unit in units_of(plan) if _left(unit.dice, step)] if step is not None else list(units_of(plan))
    dice = [_left(unit.dice, step) for unit in units]
    study = _Study(rolling, [name for name, _ in plan.classes], own)
    rolls = study.rolled(dice)
    order = sorted((at for at, one in enumerate(rolls) if one.changed), key=lambda at: -rolls[at].share)
    deciders = [Decider(units[at].kind, units[at].names, rolls[at]) for at in order]
    pieces = _pieces(study, plan.clock, [(dice[at], rolls[at]) for at in order[:_SPLIT]])
    deciders[: len(pieces)] = [
        Decider(one.kind, one.names, one.rolls, parts)
        for one, parts in zip(deciders[: len(pieces)], pieces, strict=True)
    ]
    pairs = () if any(one.rolls.decides for one in deciders) else _pairs(study, [dice[at] for at in order[:PAIRED]])
    return Deciding(plan.classes[own][0], ROLLS, len(units), since, tuple(deciders), pairs)


@dataclass(frozen=True, slots=True)
class _Study:
    rolling: RerolledPath
    classes: Sequence[str]
    own: int

    def rolled(self, changes: Sequence[Sequence[Die]]) -> list[Rolls]:
        return [self._counted(row) for row in self.rolling.classes(changes, ROLLS)] if changes else []

    def _counted(self, ended: Integers) -> Rolls:
        others = Counter(ended[(ended >= 0) & (ended != self.own)].tolist())
        excluded, failed = (int(np.count_nonzero(ended == what)) for what in (EXCLUDED, FAILED))
        becomes = tuple((self.classes[index], times) for index, times in others.most_common())
        return Rolls(len(ended) - excluded - failed, others.total(), excluded, failed, becomes)


def _left(dice: Sequence[Die], step: int | None) -> tuple[Die, ...]:
    """The dice that decide something from a step on; all without one."""
    if step is None:
        return tuple(dice)
    late = (die for die in dice if die.section in (*_NOISE, "events"))
    return tuple(die for die in late if die.section == "events" or STRETCH * (die.part + 1) > step)


def _pieces(study: _Study, clock: Clock, found: Sequence[tuple[Sequence[Die], Rolls]]) -> list[tuple[Piece, ...]]:
    """The pieces of each unit that matters: its noise stretch by stretch, its clock and its branches apart."""
    groups = [_apart(dice, clock) if rolls.share >= _WORTH else {} for dice, rolls in found]
    rolls = iter(study.rolled([tuple(dice) for group in groups for dice in group.values()]))
    return [tuple(Piece(label, next(rolls)) for label in group) for group in groups]


def _apart(dice: Sequence[Die], clock: Clock) -> dict[str, list[Die]]:
    """Dice of one unit by what they are about; none if that is all one."""
    found: dict[str, list[Die]] = {}
    for die in dice:
        if die.section in _NOISE:
            last = min(STRETCH * (die.part + 1), clock.steps) - 1
            found.setdefault(f"{clock.label(STRETCH * die.part)} to {clock.label(last)}", []).append(die)
        elif die.section == "events":
            found.setdefault("when" if die.part == CLOCK else "how", []).append(die)
    return found if len(found) > 1 else {}


def _pairs(study: _Study, dice: Sequence[Sequence[Die]]) -> tuple[Pair, ...]:
    """All pairs of the foremost, those that change the most first."""
    both = list(combinations(range(len(dice)), 2))
    rolls = study.rolled([(*dice[first], *dice[second]) for first, second in both])
    pairs = [Pair(first, second, one) for (first, second), one in zip(both, rolls, strict=True)]
    return tuple(sorted(pairs, key=lambda pair: -pair.rolls.share))
