"""An island on its way: its members judged, drawn by their weights and moved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simengine.learning.dice_table import Chance, DiceTable, Truths
from simengine.learning.forgetting import share_left
from simengine.learning.gaussian import Gaussian
from simengine.learning.importance import Importance, shares_within
from simengine.learning.island import ISLAND
from simengine.learning.likelihood import log_likelihoods
from simengine.learning.moves import Proposal, roll_one, roll_some, towards_normal, walk
from simengine.learning.progress import Reached
from simengine.learning.readings import seen_and_errors
from simengine.learning.task import Floats, LearningTask
from simengine.learning.weights import Integers, systematic
from simengine.numerics import exp
from simengine.numerics.elementwise import exps
from simengine.status import Status

_WISHED = 0.3
"""The part of moves of a kind that is to be accepted: what the kinds are tuned to."""
_MATTERS = 0.15
"""Dice that hold their numbers and cost more than this move together."""
_SMALLEST, _LARGEST = 1e-3, 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Members with what they are worth: the log likelihood of the stages before, and of the stage that enters.

    `seen` is what they have of what figures are compared with, [members, figures]; NaN for what comes later.
    """

    table: DiceTable
    before: Floats
    entering: Floats
    seen: Floats

    def of(self, rows: Integers) -> Judged:
        """Some of them."""
        return Judged(self.table.of(rows), self.before[rows], self.entering[rows], self.seen[rows])

    @classmethod
    def joined(cls, parts: Sequence[Judged]) -> Judged:
        """Several, one after the other."""
        table = parts[0].table.with_numbers(np.concatenate([one.table.numbers for one in parts], axis=1))
        before, entering, seen = (
            np.concatenate([getattr(one, name) for one in parts]) for name in ("before", "entering", "seen")
        )
        return cls(table, before, entering, seen)

    def log_weights(self, power: float) -> Floats:
        """The logarithm of what members are worth where the entering stage counts by a power; −inf for nothing."""
        dead = np.isinf(self.entering)
        return np.where(dead, -math.inf, self.before + power * np.where(dead, 0.0, self.entering))


class Learnt(NamedTuple):
    """The dice that matter, by row, their scores on members, [rows, members], and the normal law fitted to these."""

    rows: Integers
    scores: Floats
    law: Gaussian

    @classmethod
    def of(cls, table: DiceTable, rows: Integers) -> Learnt:
        """Learnt from members."""
        scores = table.scores(rows)
        return cls(rows, scores, Gaussian.of(scores))


@dataclass(slots=True, eq=False)
class Walker:
    """One island: its chance, what its moves have learnt, and how many simulations it has made.

    `budgets` are those of the three kinds of moves that are tuned: walks, rolls, and those together.
    """

    task: LearningTask
    chance: Chance
    importance: Importance
    budgets: list[float]
    simulations: int = 0
    drawings: int = 0
    stage: int = 0

    @classmethod
    def begun(cls, task: LearningTask, number: int) -> Walker:
        """A new one."""
        return cls(task, Chance(task.plan.seed, number), Importance.unknown(len(task.covered)), [1.0, 1.0, 0.5])

    @classmethod
    def again(cls, task: LearningTask, number: int, reached: Reached) -> Walker:
        """One that goes on."""
        simulations, drawings = reached.counts.tolist()
        chance = Chance(task.plan.seed, number)
        return cls(task, chance, reached.importance(), reached.tuning.tolist(), simulations, drawings)

    def reached(self, table: DiceTable, increments: Sequence[float], worth: float) -> Reached:
        """How far it has come with these members."""
        counts, tried = np.array([self.simulations, self.drawings]), self.importance.tried.copy()
        accepted = self.importance.accepted.copy()
        return Reached(table.numbers, np.array(increments), counts, np.array(self.budgets), tried, accepted, worth)

    def beginning(self) -> DiceTable:
        """Members of the prior."""
        return DiceTable.begun(self.task.covered, self.task.held, self.next_drawing(), ISLAND)

    def next_drawing(self) -> Chance:
        """The chance of another drawing of members."""
        self.drawings += 1
        return self.chance.at(self.drawings, 0)

    def judge(self, table: DiceTable, stage: int) -> Judged:
        """Members simulated up to a stage's step; the entering log likelihood is −inf where they don't get there."""
        self.task.check_wanted()
        task, self.stage = self.task, stage
        results = task.simulate(range(table.members), rolled=table.shown(), until=task.stages[stage].step)
        self.simulations += table.members
        by_stage = task.stage_logs(log_likelihoods(task.plan, results), up_to=stage)
        before = np.zeros(len(by_stage))
        for at in range(stage):
            before = before + by_stage[:, at]
        ended = (results.status != Status.OK) | np.isinf(before)
        entering = np.where(ended, -math.inf, by_stage[:, stage])
        return Judged(table, np.where(ended, 0.0, before), entering, seen_and_errors(task.plan, results)[0])

    def drawn(self, judged: Judged, logs: Floats) -> Judged:
        """ISLAND members drawn by weights."""
        u = float(self.next_drawing().uniforms("resampling", 1)[0])
        return judged.of(systematic(logs, ISLAND, u))

    def moved(self, judged: Judged, power: float, enough: float, part: float, effort: int) -> tuple[Judged, float]:
        """Members after batches of moves, and the part of figures' variance that is left from where they began.

        Batches go on until at the quantile `part` of figures at most `enough` is left, or so much `effort` is made.
        """
        seen, table, move = judged.seen.T, judged.table, 0
        learnt = Learnt.of(table, self._that_matter())
        self.next_drawing()
        while True:
            for kind in (self._one, self._together, self._walk, self._together, self._some):
                move += 1
                judged = kind(judged, power, self.chance.at(self.drawings, move), learnt)
            more = np.union1d(learnt.rows, self._that_matter())
            if len(more) > len(learnt.rows):
                learnt = Learnt.of(table, more)
            now = np.concatenate([judged.seen.T, judged.table.scores(learnt.rows)])
            left = share_left(np.concatenate([seen, learnt.scores]), now, part)
            if left <= enough or self.simulations >= min(effort, self.task.effort) * ISLAND:
                return judged, left

    def _one(self, judged: Judged, power: float, chance: Chance, _unused: Learnt) -> Judged:
        """One die of each member is rolled anew, those that matter more often; and its importance is noted."""
        costs = self.importance.costs()
        among = 0.5 / len(costs) + 0.5 * costs / max(float(costs.sum()), 1e-300)
        proposal, which = roll_one(judged.table, chance, among)
        judged, chances, _ = self._metropolis(judged, proposal, power, chance)
        self.importance.note(which, chances)
        return judged

    def _walk(self, judged: Judged, power: float, chance: Chance, _unused: Learnt) -> Judged:
        if not judged.table.held.any():
            return judged
        widths = shares_within(np.where(judged.table.held, self.importance.costs(), 0.0), self.budgets[0])
        return self._tuned(0, judged, walk(judged.table, chance, widths), power, chance)

    def _some(self, judged: Judged, power: float, chance: Chance, _unused: Learnt) -> Judged:
        if judged.table.held.all():
            return judged
        shares = shares_within(np.where(judged.table.held, 0.0, self.importance.costs()), self.budgets[1])
        return self._tuned(1, judged, roll_some(judged.table, chance, shares), power, chance)

    def _together(self, judged: Judged, power: float, chance: Chance, learnt: Learnt) -> Judged:
        """The dice that matter move together, about what members have learnt of them."""
        if not len(learnt.rows):
            return judged
        boldness = min(1.0, self.budgets[2])
        proposal = towards_normal(judged.table, chance, learnt.rows, learnt.law, boldness)
        return self._tuned(2, judged, proposal, power, chance)

    def _that_matter(self) -> Integers:
        return np.flatnonzero(self.task.held & (self.importance.costs() > _MATTERS))

    def _tuned(self, kind: int, judged: Judged, proposal: Proposal, power: float, chance: Chance) -> Judged:
        """Members after a move, whose kind is made bolder or more timid."""
        judged, _, share = self._metropolis(judged, proposal, power, chance)
        self.budgets[kind] = min(_LARGEST, max(_SMALLEST, self.budgets[kind] * exp(share - _WISHED)))
        return judged

    def _metropolis(
        self, judged: Judged, proposal: Proposal, power: float, chance: Chance
    ) -> tuple[Judged, Floats, float]:
        """Members where each accepts what is proposed with the chance min(1, ratio); these, and the part that did."""
        other = self.judge(proposal.table, self.stage)
        with np.errstate(invalid="ignore"):
            logs = other.log_weights(power) - judged.log_weights(power) + proposal.log_ratio
        chances = exps(np.minimum(0.0, logs))
        accepted = chance.uniforms("accept", len(logs)) < chances
        return _where(accepted, other, judged), chances, float(np.count_nonzero(accepted)) / len(logs)


def _where(accepted: Truths, other: Judged, judged: Judged) -> Judged:
    return Judged(
        judged.table.where(accepted, other.table),
        np.where(accepted, other.before, judged.before),
        np.where(accepted, other.entering, judged.entering),
        np.where(accepted[:, None], other.seen, judged.seen),
    )
