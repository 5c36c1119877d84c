"""Three ways of learning the same from figures: by weights, stage by stage, and stage by stage with re-rolls only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.agreement import Check
from bench.measure import PROCESSOR, Effort, Figure, figure
from bench.model import Floats
from simengine.compute.engine_kinds import make_engine
from simengine.learning.learn import Effort as Wanted
from simengine.learning.learn import learn
from simengine.learning.learnt import Learnt
from simengine.learning.readings import reading_plan
from simengine.loading import load_text
from simengine.plan.past import past_of
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan

KEYS = ("learning_stages_by_weights", "learning_rolls_by_stages")
ISLANDS = 8
UNKNOWN = 6
"""Unknowns, each normal with mean 0 and variance 1; a figure reads each plus half of the next."""
ERROR = 0.25
VALUES = (0.9, -0.6, 1.4, 0.2, -1.1, 0.7)
_ALL = 10**9


@dataclass(frozen=True, slots=True)
class Way:
    """A name, the unknowns as a scenario has them, and what is asked for, which decides between weights and moves."""

    name: str
    unknown: str
    effective: int
    effort: int


# Asked for little, prior futures are weighed; for more than there can be, members are moved. What a walk through a year
# has reached is noise, which can only be rolled anew.
WEIGHTS = Way("weights", "parameters: {{{}}}\ndrivers: {{still: {{process: level, initial: 0}}}}", 240, 1)
STAGES = Way("stages", "parameters: {{{}}}\ndrivers: {{still: {{process: level, initial: 0}}}}", _ALL, 300)
ROLLS = Way("rolls", "drivers: {{{}}}", _ALL, 300)
_PRIOR = {"p": "{normal: {mean: 0, sd: 1}}", "d": "{process: random_walk, initial: 0, drift: 0, volatility: 1}"}


class Worth(NamedTuple):
    """Effective members a second, and what the members say of the first unknown: mean and its standard error."""

    rate: float
    mean: float
    error: float


def learning(effort: Effort, _: Path) -> tuple[dict[str, Figure], list[Check]]:
    """How many effective members a second each way gives, as ratios, round by round; processor time, one thread."""
    ways, rounds = (WEIGHTS, STAGES, ROLLS), effort.command_rounds
    found = [[_worth(way, at) for way in ways] for at in range(rounds)]
    told = {f"learning_{way.name}_a_second": figure([row[at].rate for row in found]) for at, way in enumerate(ways)}
    ratios = zip(KEYS, ((1, 0), (2, 1)), strict=True)
    told |= {key: figure([row[above].rate / row[below].rate for row in found]) for key, (above, below) in ratios}
    mean = float(exact()[0][0])
    checks = [
        Check(f"learning by {way.name}", "mean of an unknown", one.mean, mean, (one.mean - mean) / one.error)
        for row in found
        for way, one in zip(ways, row, strict=True)
    ]
    return told, checks


def exact() -> tuple[Floats, Floats]:
    """The mean and the covariance of the unknowns given the figures (a linear model with normal errors)."""
    reads: Floats = np.eye(UNKNOWN) + 0.5 * np.roll(np.eye(UNKNOWN), 1, axis=1)
    covariance: Floats = np.asarray(np.linalg.inv(np.eye(UNKNOWN) + reads.T @ reads / ERROR**2), np.float64)
    mean: Floats = covariance @ reads.T @ np.array(VALUES) / ERROR**2
    return mean, covariance


def scenario_text(way: Way) -> str:
    """The scenario of a way; the laws of what is read are the same."""
    names = [f"u{at}" for at in range(UNKNOWN)]
    prior = _PRIOR[way.unknown[0]]
    seen = [
        f"  f{at}: {{at: 2025-01, expr: {one} + 0.5*{other}, value: {value}, error: {ERROR}}}\n"
        for at, (one, other, value) in enumerate(zip(names, [*names[1:], names[0]], VALUES, strict=True))
    ]
    asked = "".join(f"  q_{name}: {{text: What is {name}?, as_of: 2025-01, value: {name}}}\n" for name in names)
    return (
        "name: learning\nclock: {start: 2024-02, end: 2025-03, step: month}\n"
        + way.unknown.format(", ".join(f"{name}: {prior}" for name in names))
        + f"\nobserve:\n{''.join(seen)}questions:\n{asked}"
    )


def learnt_of(plan: Plan, wanted: Wanted, islands: Sequence[int], jobs: int = 1) -> Learnt:
    """Some islands of a plan."""
    past = past_of(plan)
    return learn(past, make_engine("machine", reading_plan(past)).simulate, islands, wanted, jobs=jobs)


def effective(values: Floats, ends: Sequence[int], variance: Floats | None = None) -> Floats:
    """How many independent futures members are worth, for each of the figures `values`, shape [n, figures].

    A figure's variance (that among the members, if none is given) over that of the means of islands, for all of these
    together. `ends` are where the members of each island end. Figures that don't vary are left out.
    """
    parts = np.split(values, np.asarray(ends[:-1]))
    between = np.array([part.mean(axis=0) for part in parts]).var(axis=0, ddof=1)
    within = values.var(axis=0, ddof=1) if variance is None else variance
    varies = (within > 0.0) & (between > 0.0)
    return np.asarray(len(parts) * within[varies] / between[varies])


def _worth(way: Way, at: int) -> Worth:
    """Islands of a round. With so few of them the figures' harmonic mean is taken, as that of one is a noisy thing."""
    plan = make_plan(load_text(scenario_text(way), "learning").model)
    began = PROCESSOR()
    learnt = learnt_of(plan, way, range(at * ISLANDS, (at + 1) * ISLANDS))
    spent = PROCESSOR() - began
    members = learnt.members(ISLANDS * 1_250)
    values = make_engine("machine", replace(plan, members=members)).simulate(range(ISLANDS * 1_250)).questions
    _, covariance = exact()
    worth = 1.0 / float(np.mean(1.0 / effective(values, members.ends.tolist(), np.diag(covariance))))
    return Worth(worth / spent, float(values[:, 0].mean()), math.sqrt(covariance[0, 0] / worth))
