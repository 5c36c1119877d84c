"""What learning the members of a run would cost, from a few of its prior futures."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simengine.compute.conditioning import islands_for, most_learnt
from simengine.compute.engine_kinds import ENGINES, Announce, make_engine, quiet
from simengine.learning.by_weights import FIRST, MOST
from simengine.learning.island import ISLAND, LEAST_ISLANDS
from simengine.learning.likelihood import log_likelihoods
from simengine.learning.readings import reading_plan
from simengine.learning.weights import effective_size
from simengine.plan.past import last_step, past_digest, past_of
from simengine.plan.plan import Plan
from simengine.runs.learnt import Effort, Route
from simengine.status import Status


@dataclass(frozen=True, slots=True)
class LearningCost:
    """By which route members would be learnt, in how many islands that aren't there, by about so many simulations.

    By the route "sequential" that is how many there are at most.
    """

    route: Route
    islands: int
    simulations: int
    seconds: float


def learning_cost(
    plan: Plan, engine: str, paths: int, effort: Effort, jobs: int, out: Path, announce: Announce = quiet
) -> LearningCost:
    """The cost for a run of so many paths in a folder of results, on so many processors."""
    past = past_of(plan)
    there = most_learnt(out, past_digest(plan), effort, plan.name)
    known = len(there.manifest.learnt.islands) if there and there.manifest.learnt else 0
    islands = max(0, islands_for(paths) - known)
    share, seconds = _tried(past, engine, announce)
    each = effort.effective / LEAST_ISLANDS / share if share else math.inf
    simulations = islands * (min(max(FIRST, math.ceil(each)), MOST) if each <= MOST else effort.effort * ISLAND)
    return LearningCost("weights" if each <= MOST else "sequential", islands, simulations, seconds * simulations / jobs)


def _tried(past: Plan, name: str, announce: Announce) -> tuple[float, float]:
    """How many independent futures a prior one is worth, and the seconds that a short one takes."""
    kind, engine, until = ENGINES[name], make_engine(name, reading_plan(past), announce), last_step(past)
    engine.simulate(range(1), until=until)  # what is made only once takes no part in the estimate
    began = time.perf_counter()
    results = engine.simulate(range(kind.piece), until=until)
    logs = log_likelihoods(past, results).sum(axis=1)
    logs[results.status != Status.OK] = -np.inf
    return effective_size(logs) / kind.piece, (time.perf_counter() - began) / kind.piece
